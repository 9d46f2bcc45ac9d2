/*
Rows 4 and 5: messages of a book that come in another order than they were sent, again, or twice. What lies behind the book is dropped and counted, and
too much of it is a loss; what comes twice changes nothing.
*/

import {describe, expect, test} from 'vitest';
import {
	befalling,
	carrierOf,
	changeBest,
	type Exemptions,
	expectRecovery,
	keepNext,
	logOf,
	losesConnection,
	spokenBy,
	venuesNamed,
	watch,
} from './kit.ts';
import {type FaultStage, faultStage} from './stage.ts';

/** Where an old message is no message that is late, but a loss at once. */
const withoutLateness: Exemptions = {
	coinbase: 'its messages are counted by connection: an old number is a hole in the count',
	kraken: 'nothing is numbered: an old message is taken, and the checksum tells',
	okx: 'ids may fall after a restart: what does not go on from the book is a gap, old as its id may look',
	deribit: 'as OKX',
};

/** Where nothing tells one message from the same again. */
const withoutDuplicates: Exemptions = {
	coinbase: 'its messages are counted by connection: a number that comes twice is a hole in the count',
	kraken: 'nothing is numbered: absolute quantities are taken twice, which is harmless',
	hyperliquid: 'ids are times, and every message is the whole book: it is taken twice, which is harmless',
};

describe.each(befalling({hyperliquid: 'the later message is the whole book, and the older one is passed over'}))('%s', (_, spoken) => {
	test('two messages that change places are one loss, however long it lasts', async () => {
		const stage = await faultStage(spoken);
		const isByRest = spoken.venue.snapshots === 'rest';
		const letGo = isByRest ? stage.venue.rest.hold('snapshot') : () => {};
		stage.heldReplies = isByRest ? 1 : 0;
		stage.venue.faults.swap({symbol: stage.first});
		changeBest(stage, stage.first, '1.2345');
		changeBest(stage, stage.first, '2.5', 'asks');
		await stage.settle();
		const {integrity} = stage.desk(stage.first);
		const kind = spoken.dialect.id === 'kraken' ? 'checksum' : 'sequence';
		expect(stage.states(stage.first)).toContain('GAP');
		if (isByRest) {
			await stage.step(3);
			expect(integrity.state).toBe('GAP');
			letGo();
			stage.heldReplies = 0;
		}
		await expectRecovery(stage, spoken);
		expect([...integrity.gaps]).toEqual([[kind, 1]]);
		expect(integrity.resyncs).toBe(1);
		if (losesConnection(spoken)) expect(stage.states(stage.second)).toContain('GAP');
		else stage.expectUntouched(stage.second);
	});
});

describe.each(befalling(withoutLateness))('%s', (_, spoken) => {
	test('an old message is dropped and counted, and the book goes on', async () => {
		const stage = await faultStage(spoken);
		const sayOld = await oldMessage(stage, kindOf(spoken.dialect.id));
		for (const times of [1, 2, 3]) {
			sayOld();
			await stage.step();
			expect(stage.desk(stage.first).integrity.outOfOrder).toBe(times);
		}
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
	});

	test('more than three old messages in ten seconds are a loss', async () => {
		const stage = await faultStage(spoken);
		const sayOld = await oldMessage(stage, kindOf(spoken.dialect.id));
		for (let times = 0; times < 4; times++) sayOld();
		await stage.settle();
		const {integrity} = stage.desk(stage.first);
		expect(integrity).toMatchObject({state: 'GAP', reason: 'out of order: old updates keep arriving', outOfOrder: 4});
		expect([...integrity.gaps]).toEqual([['out of order', 1]]);
		expect(logOf(stage, stage.first)).toContain('gap (out of order): old updates keep arriving');
		await expectRecovery(stage, spoken);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'GAP', 'LIVE']);
		stage.expectUntouched(stage.second);
	});

	test('as many over a longer time are none', async () => {
		const stage = await faultStage(spoken);
		const sayOld = await oldMessage(stage, kindOf(spoken.dialect.id));
		for (let times = 0; times < 3; times++) sayOld();
		await watch(stage, 11);
		for (let times = 0; times < 3; times++) sayOld();
		await stage.step();
		expect(stage.desk(stage.first).integrity.outOfOrder).toBe(6);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
	});
});

describe.each(venuesNamed(...Object.keys(withoutLateness)))('%s', (_, spoken) => {
	test('an old message is a loss at once', async () => {
		const stage = await faultStage(spoken);
		const sayOld = await oldMessage(stage, 'book');
		sayOld();
		await stage.settle();
		const {integrity} = stage.desk(stage.first);
		expect([...integrity.gaps]).toEqual([[spoken.dialect.id === 'kraken' ? 'checksum' : 'sequence', 1]]);
		expect(integrity.outOfOrder).toBe(0);
		await expectRecovery(stage, spoken);
		if (!losesConnection(spoken)) stage.expectUntouched(stage.second);
	});
});

test('Hyperliquid: a whole book that is older than the one at hand is passed over', async () => {
	const stage = await faultStage(spokenBy('hyperliquid'));
	const sayOld = await oldMessage(stage, 'book');
	for (let times = 0; times < 5; times++) sayOld();
	stage.venue.faults.swap({symbol: stage.first});
	await stage.step(2);
	stage.expectUntouched(stage.first);
	stage.expectUntouched(stage.second);
});

describe.each(befalling(withoutDuplicates))('%s', (_, spoken) => {
	test('messages that come twice are counted, and change nothing', async () => {
		const stage = await faultStage(spoken);
		stage.venue.faults.duplicate({symbol: stage.first, times: 5});
		await stage.step(10);
		expect(stage.venue.faults.pending).toBe(0);
		expect(stage.desk(stage.first).integrity).toMatchObject({duplicates: 5, outOfOrder: 0});
		expect(stage.desk(stage.second).integrity.duplicates).toBe(0);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
	});
});

describe.each(venuesNamed('kraken', 'hyperliquid'))('%s', (_, spoken) => {
	test('messages that come twice do no harm', async () => {
		const stage = await faultStage(spoken);
		stage.venue.faults.duplicate({symbol: stage.first, times: 5});
		await stage.step(10);
		expect(stage.venue.faults.pending).toBe(0);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
	});
});

describe.each(befalling())('%s', (_, spoken) => {
	test('trades that come twice are counted once', async () => {
		const stage = await faultStage(spoken);
		await stage.until(() => stage.desk(stage.first).integrity.trades > 0);
		const {integrity, gauges} = stage.desk(stage.first);
		const [trades, delta] = [integrity.trades, gauges.flow.volumeDelta];
		stage.venue.faults.duplicate({kind: 'trade', symbol: stage.first, times: losesConnection(spoken) ? 1 : 2});
		const bought = (quantity: string) => stage.venue.change(stage.first, {trades: [{price: '60000', quantity, aggressor: 'buy'}]});
		bought('0.25');
		await stage.settle();
		expect(integrity).toMatchObject({trades: trades + 1, tradesRepeated: 1});
		if (losesConnection(spoken)) {
			expect(integrity.gaps.get('sequence')).toBe(1);
			await expectRecovery(stage, spoken);
			return;
		}
		bought('0.5');
		await stage.settle();
		expect(integrity).toMatchObject({trades: trades + 2, tradesRepeated: 2});
		expect(gauges.flow.volumeDelta).toBeCloseTo(delta + 0.75, 8);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
	});
});

test('Coinbase: a message that comes twice is a hole in the count of its connection', async () => {
	const spoken = spokenBy('coinbase');
	const stage = await faultStage(spoken);
	stage.venue.faults.duplicate({symbol: stage.first});
	await stage.step();
	for (const symbol of [stage.first, stage.second]) {
		const [gap] = stage.desk(symbol).integrity.gapList;
		expect(gap?.kind).toBe('sequence');
		expect(gap?.got).toBe((gap?.expected ?? 0) - 1);
	}
	await expectRecovery(stage, spoken);
});

/** Old books of Hyperliquid are passed over, for they come later than newer best prices by design; old best prices do not. */
function kindOf(id: string): 'book' | 'touch' {
	return id === 'hyperliquid' ? 'touch' : 'book';
}

/** What says one message of the first symbol's book again, after three newer ones. */
async function oldMessage(stage: FaultStage, kind: 'book' | 'touch'): Promise<() => void> {
	const kept = keepNext(stage, {kind, symbol: stage.first});
	changeBest(stage, stage.first, '1.2345');
	await stage.step();
	changeBest(stage, stage.first, '2.5');
	await stage.step(2);
	stage.expectUntouched(stage.first);
	return () => carrierOf(stage, stage.first).say(kept());
}
