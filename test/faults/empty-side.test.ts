/* Row 11 of the faults: a side without a level. Its imbalance is no number, not all of one side, and nothing is wrong with the book. */

import {describe, expect, test} from 'vitest';
import {trimmed} from '../fake-venue/texts.ts';
import {befalling, changeBest, sumFiveLevels, untilRowIsNear, viewOf} from './kit.ts';
import {type FaultStage, faultStage} from './stage.ts';

/** Nothing of the book that needs both sides. */
function expectNothing(stage: FaultStage): void {
	const {row} = stage.desk(stage.first).gauges;
	const {bid, ask, mid, spreadBps, weightedMid, rho, obi, obiPriceWeighted} = row;
	expect({bid, ask, mid, spreadBps, weightedMid, rho, obi, obiPriceWeighted}).toEqual({
		...{bid: Number.NaN, ask: Number.NaN, mid: Number.NaN, spreadBps: Number.NaN},
		...{weightedMid: Number.NaN, rho: Number.NaN, obi: Number.NaN, obiPriceWeighted: Number.NaN},
	});
	const {summary, ladder} = viewOf(stage, stage.first);
	expect(summary).toMatchObject({state: 'LIVE', mid: '', obi: Number.NaN});
	expect(ladder).toMatchObject({spread: '', spreadBps: Number.NaN, weightedMid: ''});
}

describe.each(befalling())('%s', (_, spoken) => {
	test.each(['bids', 'asks'] as const)(
		'a book without %s is in step and without an imbalance, until somebody stands there again',
		async (side) => {
			const stage = await faultStage(spoken);
			sumFiveLevels(stage);
			await untilRowIsNear(stage);
			await stage.step(2);
			const before = stage.desk(stage.first).gauges.row.obi;
			expect(Math.abs(before)).toBeLessThanOrEqual(1);
			const stood = stage.venue.bookAt(stage.first)[side];

			stage.venue.empty(stage.first, side);
			await stage.settle();
			expect(stage.venue.bookAt(stage.first)[side]).toEqual([]);
			stage.expectUntouched(stage.first);
			await stage.pass(2000);
			expectNothing(stage);
			expect(viewOf(stage, stage.first).ladder[side]).toEqual([]);

			changeBest(stage, stage.second, '1.5');
			// One level alone, then all that stood there and whatever the market makes of it.
			const texts = stood.map(([price, quantity]) => [trimmed(price), trimmed(quantity)] as const);
			stage.venue.change(stage.first, {[side]: texts.slice(0, 1)});
			await stage.settle();
			await stage.pass(2000);
			expect(stage.desk(stage.first).gauges.row.mid).toBeGreaterThan(59_000);
			stage.venue.change(stage.first, {[side]: texts});
			await stage.step(11);
			expect(Math.abs(stage.desk(stage.first).gauges.row.obi)).toBeLessThan(1);
			for (const symbol of [stage.first, stage.second]) stage.expectUntouched(symbol);
		},
	);

	test('a book of no level at all is shown as empty, and fills again', async () => {
		const stage = await faultStage(spoken);
		sumFiveLevels(stage);
		await stage.step(5);
		stage.venue.empty(stage.first, 'bids');
		stage.venue.empty(stage.first, 'asks');
		await stage.settle();
		await stage.pass(2000);
		expectNothing(stage);
		await stage.step(30);
		expect(viewOf(stage, stage.first).ladder.bids).not.toEqual([]);
		for (const symbol of [stage.first, stage.second]) stage.expectUntouched(symbol);
	});
});
