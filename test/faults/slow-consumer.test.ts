/*
Row 30 of the faults: this process is held up, and its timers come late. That is said while it lasts, for what is shown is old then; no message is dropped for it.
*/

import {describe, expect, test, vi} from 'vitest';
import {befalling} from './kit.ts';
import {type FaultStage, faultStage} from './stage.ts';

/** From now on both clocks show so many ms more than the timers know of: what is due by them has been due for so long. */
function holdUp({clock}: FaultStage, millis: number): void {
	const now = clock.now.bind(clock);
	const monotonic = clock.monotonic.bind(clock);
	vi.spyOn(clock, 'now').mockImplementation(() => now() + millis * 1000);
	vi.spyOn(clock, 'monotonic').mockImplementation(() => monotonic() + millis);
}

describe.each(befalling())('%s', (_, spoken) => {
	test('is read too slowly: that is said until it is over, and the books are the venue’s all the time', async () => {
		const stage = await faultStage(spoken);
		await stage.step(10);
		const before = stage.notices.length;
		holdUp(stage, 1400);
		stage.venue.step(14);
		await stage.step(15);
		expect(stage.notices.slice(before)).toEqual(['LAGGING: this program is 1.4 s behind']);
		await stage.step(20);
		expect(stage.notices.slice(before)).toEqual(['LAGGING: this program is 1.4 s behind', '']);
		for (const symbol of [stage.first, stage.second]) {
			stage.expectUntouched(symbol);
			expect(stage.desk(symbol).integrity.duplicates + stage.desk(symbol).integrity.outOfOrder).toBe(0);
		}
		expect(stage.countEffects('reconnect')).toBe(0);
	});

	test('is read a little late: nothing is said', async () => {
		const stage = await faultStage(spoken);
		await stage.step(10);
		const before = stage.notices.length;
		holdUp(stage, 240);
		await stage.step(30);
		expect(stage.notices.slice(before)).toEqual([]);
		stage.expectUntouched(stage.first);
	});
});
