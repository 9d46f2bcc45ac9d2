/*
Row 32 of the faults: trades of the past, which some venues send whenever somebody subscribes. They are no trades of now: each trade counts once, whatever is subscribed
to again and however often.
*/

import {describe, expect, test} from 'vitest';
import {befalling, closedBy, type Exemptions, loseOne, losesConnection, reopen, reopenedAfter} from './kit.ts';
import {type FaultStage, faultStage} from './stage.ts';

const sendsNoHistory: Exemptions = {
	binance: 'its streams of trades begin with the next one',
	'binance-usdm': 'its streams of trades begin with the next one',
	bybit: 'its trades begin with the next one',
	'bybit-linear': 'its trades begin with the next one',
	kraken: 'it is asked to leave the history out',
	deribit: 'its trades begin with the next one',
};

/** How many trades of each symbol have been counted, less those that have happened: it stays as it is. */
function surplus(stage: FaultStage): readonly number[] {
	return [stage.first, stage.second].map((symbol) => stage.desk(symbol).integrity.trades - stage.venue.tradesAt(symbol).length);
}

const historiesOf = ({engine}: FaultStage) => engine.others.get('trade history') ?? 0;

describe.each(befalling())('%s', (_, spoken) => {
	test('is connected to anew: no trade from before is counted, and every one from then on', async () => {
		const stage = await faultStage(spoken);
		await stage.step(20);
		const before = surplus(stage);
		const {trades} = stage.desk(stage.first).integrity;
		for (const times of [1, 2]) {
			const opened = stage.venue.connections.length;
			const sockets = stage.venue.open.length;
			stage.venue.cut(1012);
			await closedBy(stage, sockets * times);
			await reopen(stage, reopenedAfter(spoken, 2000), opened + sockets);
			// Nothing happens until all is subscribed to again.
			for (let said = 0; said < 10; said++) await stage.pass(350);
			await stage.step(20);
		}
		expect(surplus(stage)).toEqual(before);
		expect(stage.desk(stage.first).integrity.trades).toBeGreaterThan(trades);
		expect(stage.desk(stage.first).integrity.tradesRepeated).toBe(0);
		await stage.untilInStep();
		stage.expectTrue(stage.first, stage.second);
	});

	test('is asked for a book anew: no trade is counted for it', async () => {
		const stage = await faultStage(spoken);
		await stage.step(20);
		const before = surplus(stage);
		if (spoken.venue.hasSequence || spoken.venue.settle !== undefined) await loseOne(stage, stage.first);
		if (losesConnection(spoken)) {
			await reopen(stage, 2000, 2);
			for (let said = 0; said < 10; said++) await stage.pass(350);
		}
		await stage.untilInStep();
		await stage.step(20);
		expect(surplus(stage)).toEqual(before);
		stage.expectTrue(stage.first, stage.second);
	});
});

describe.each(befalling(sendsNoHistory))('%s', (_, spoken) => {
	test('sends a history of each symbol with every connection, which is known for one', async () => {
		const stage = await faultStage(spoken);
		await stage.step(20);
		expect(historiesOf(stage)).toBe(2);
		stage.venue.cut(1012);
		await closedBy(stage, 1);
		await reopen(stage, 2000, 2);
		await stage.untilInStep();
		await stage.step(20);
		expect(historiesOf(stage)).toBe(4);
	});
});
