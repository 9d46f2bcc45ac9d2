/* Beside row 22: a book of which nothing comes any more, while its connection answers and brings others. The venue may have forgotten that we subscribed. */

import {describe, expect, test} from 'vitest';
import {seededFlow} from '../fake-venue/order-flow.ts';
import {befalling, type Exemptions} from './kit.ts';
import {faultStage} from './stage.ts';

const exempt: Exemptions = {
	binance: 'its streams are part of the address: what is open is subscribed to',
	'binance-usdm': 'its streams are part of the address: what is open is subscribed to',
	coinbase: 'it counts all messages of a connection: what is missing shows at once',
};

describe.each(befalling(exempt))('%s', (_, spoken) => {
	test('a book that is silent for a minute beside one that is not is asked for over a second connection, every ten minutes at most', async () => {
		const stage = await faultStage(spoken, {flow: (__, index) => seededFlow({seed: index + 1, steps: 800})});
		stage.venue.faults.silence(stage.first, 1);
		const follows = () => stage.countEffects('replace');
		for (let passed = 0; passed < 590; passed++) {
			stage.clock.advance(900);
			await stage.step();
		}
		expect([follows(), stage.venue.connections.length]).toEqual([0, 1]);
		expect(stage.desk(stage.second).integrity).toMatchObject({state: 'LIVE', gapCount: 0});
		for (let passed = 0; passed < 15; passed++) {
			stage.clock.advance(900);
			await stage.step();
		}
		expect(follows()).toBe(1);
		await stage.until(() => stage.venue.connections.length === 2 && stage.venue.open.length === 1);
		await stage.step(3);
		stage.expectTrue(stage.first, stage.second);
		stage.expectUntouched(stage.second);
		expect(follows()).toBe(1);
	});
});
