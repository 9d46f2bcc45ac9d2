/*
Row 26 of the faults: a service of the venue is started anew, and its numbers with it. Bybit sends the book whole under number 1; OKX names the last number and goes on
from a smaller one. Nothing is missing, and no gap is told.
*/

import {describe, expect, test} from 'vitest';
import {logOf, venuesNamed} from './kit.ts';
import {faultStage} from './stage.ts';

describe.each(venuesNamed('bybit', 'bybit-linear', 'okx'))('%s', (_, spoken) => {
	test('numbers a book anew: it is in step all the time, and the log says what happened', async () => {
		const stage = await faultStage(spoken);
		await stage.step(5);
		const {updateId} = stage.desk(stage.first);
		stage.effects.splice(0);
		stage.venue.restart(stage.first);
		await stage.settle();
		await stage.step(5);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
		const first = spoken.venue.id === 'okx' ? 3 : 1;
		expect(logOf(stage, stage.first)).toContain(`the venue numbers anew: ${first} follows ${updateId}`);
		expect(stage.desk(stage.first).updateId).toBeLessThan(updateId);
		expect(stage.effects).toEqual([]);
		const {duplicates, outOfOrder, snapshots} = stage.desk(stage.first).integrity;
		expect([duplicates, outOfOrder, snapshots]).toEqual([0, 0, spoken.venue.id === 'okx' ? 1 : 2]);
		expect(logOf(stage, stage.second).filter((line) => line.includes('anew'))).toEqual([]);
	});

	test('numbers a book anew while a message of it is lost: that is a gap still', async () => {
		const stage = await faultStage(spoken);
		stage.venue.faults.drop({kind: spoken.venue.id === 'okx' ? 'book' : 'snapshot', symbol: stage.first});
		stage.venue.restart(stage.first);
		await stage.until(() => stage.states(stage.first).includes('GAP'));
		await stage.untilInStep();
		await stage.step(3);
		expect([...stage.desk(stage.first).integrity.gaps]).toEqual([[spoken.venue.id === 'okx' ? 'sequence' : 'out of order', 1]]);
		stage.expectTrue(stage.first);
		stage.expectUntouched(stage.second);
	});
});
