/*
Row 3: a message of a book is lost, or its number is. The book is dropped at once and says what was expected and what came; it alone is sent anew: by REST,
by a new subscription, or, where messages are counted by connection, with all that the connection carries.
*/

import {describe, expect, test} from 'vitest';
import {befalling, changeBest, type Exemptions, expectRecovery, logOf, losesConnection, spokenBy} from './kit.ts';
import {type FaultStage, faultStage, type Spoken} from './stage.ts';

const withoutGaps: Exemptions = {hyperliquid: 'every message is the whole book, so that the next one makes good what one has lost'};
const withoutNumbers: Exemptions = {...withoutGaps, kraken: 'nothing is numbered: a checksum tells what is missing'};

/** What should have come and what came instead, where a message of one level is missing after an id. */
const told: Readonly<Record<string, (bookId: number) => readonly [expected: number, got: number]>> = {
	binance: (id) => [id + 1, id + 2],
	'binance-usdm': (id) => [id, id + 13],
	bybit: (id) => [id + 1, id + 2],
	'bybit-linear': (id) => [id + 1, id + 2],
	okx: (id) => [id, id + 7],
	deribit: (id) => [id, id + 13],
};

describe.each(befalling())('%s', (_, spoken) => {
	test('both books come into step and stay the venue’s', async () => {
		const stage = await faultStage(spoken);
		await stage.step(20);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
		expect(stage.desk(stage.first).integrity.trades).toBeGreaterThan(0);
	});
});

describe.each(befalling(withoutGaps))('%s', (_, spoken) => {
	test('a message that is lost is a gap as soon as the next one comes, and the book is dropped with it', async () => {
		const stage = await faultStage(spoken);
		const {integrity, updateId} = stage.desk(stage.first);
		const letGo = holdSnapshots(stage, spoken);
		await loseOne(stage);
		expect(stage.states(stage.first)).toContain('GAP');
		expect(stage.desk(stage.first).liveBook).toBeUndefined();
		const [gap] = integrity.gapList;
		const kind = spoken.dialect.id === 'kraken' ? 'checksum' : 'sequence';
		expect(gap).toMatchObject({kind, ...numbersOf(spoken, updateId, gap?.got)});
		expect(integrity.gaps.get(kind)).toBe(1);
		const words = wordsOf(spoken, gap?.expected, gap?.got);
		expect(logOf(stage, stage.first)).toContain(`gap (${kind}): ${words}`);
		if (!losesConnection(spoken)) expect(integrity).toMatchObject({state: 'GAP', reason: `${kind}: ${words}`});
		letGo();
		await expectRecovery(stage, spoken);
		expect(gap?.recoveredAfter).toBe(integrity.since - (gap?.at ?? 0));
		expect(integrity.resyncs).toBe(1);
	});

	test('nobody is asked for more than the book that was lost', async () => {
		const stage = await faultStage(spoken);
		const [effects, asked, sockets] = [stage.effects.length, stage.venue.rest.count('snapshot'), stage.venue.connections.length];
		await loseOne(stage);
		await expectRecovery(stage, spoken);
		const wanted = stage.effects.slice(effects).map((effect) => [effect.kind, 'symbol' in effect ? effect.symbol : '']);
		const subscribed = [stage.first, stage.second].map((symbol) => stage.venue.countSubscribed(symbol));
		if (losesConnection(spoken)) {
			expect(stage.venue.connections).toHaveLength(sockets + 1);
			expect(subscribed).toEqual([2, 2]);
			for (const symbol of [stage.first, stage.second])
				expect(stage.states(symbol)).toEqual(['LIVE', 'GAP', 'CONNECTING', 'SYNCING', 'LIVE']);
			return;
		}
		const isByRest = spoken.venue.snapshots === 'rest';
		expect(wanted).toEqual([[isByRest ? 'snapshot' : 'resubscribe', stage.first]]);
		expect(stage.venue.rest.count('snapshot') - asked).toBe(isByRest ? 1 : 0);
		expect(subscribed).toEqual([isByRest ? 1 : 2, 1]);
		expect(stage.venue.connections).toHaveLength(sockets);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'GAP', 'LIVE']);
		stage.expectUntouched(stage.second);
	});
});

describe.each(befalling(withoutNumbers))('%s', (_, spoken) => {
	test('a number that is skipped is a gap, although no message is missing', async () => {
		const stage = await faultStage(spoken);
		stage.venue.skipNumber(stage.first);
		changeBest(stage, stage.first, '1.2345');
		await stage.settle();
		const {integrity} = stage.desk(stage.first);
		expect(stage.states(stage.first)).toContain('GAP');
		expect(integrity.gaps.get('sequence')).toBe(1);
		expect(integrity.gapList[0]?.got).toBeGreaterThan(integrity.gapList[0]?.expected ?? Number.NaN);
		await expectRecovery(stage, spoken);
		if (!losesConnection(spoken)) stage.expectUntouched(stage.second);
	});
});

const dense = befalling().filter(([, {venue}]) => venue.tradeIds === 'dense');

describe.each(dense)('%s, which numbers trades without holes', (_, spoken) => {
	test('a trade that is lost is counted, and the taker flow begins anew', async () => {
		const stage = await faultStage(spoken);
		await stage.until(() => stage.desk(stage.first).gauges.flow.volumeDelta !== 0);
		const {integrity, gauges} = stage.desk(stage.first);
		stage.venue.faults.drop({kind: 'trade', symbol: stage.first});
		stage.venue.change(stage.first, {trades: [{price: '60000', quantity: '3.5', aggressor: 'buy'}]});
		await stage.settle();
		expect(integrity.tradeGaps).toBe(0);
		stage.venue.change(stage.first, {trades: [{price: '60000', quantity: '0.25', aggressor: 'sell'}]});
		await stage.settle();
		expect(integrity.tradeGaps).toBe(1);
		if (losesConnection(spoken)) {
			expect(integrity.gaps.get('sequence')).toBe(1);
			await expectRecovery(stage, spoken);
		} else {
			expect(gauges.flow.volumeDelta).toBe(-0.25);
			stage.expectUntouched(stage.first);
			stage.expectUntouched(stage.second);
		}
	});
});

test('Hyperliquid shows no gap: what one message has lost, the next one makes good', async () => {
	const stage = await faultStage(spokenBy('hyperliquid'));
	stage.venue.faults.drop({symbol: stage.first, times: 2});
	await stage.step(2);
	expect(stage.venue.faults.pending).toBe(0);
	expect(stage.desk(stage.first).integrity).toMatchObject({state: 'LIVE', evidence: 'none', badge: 'UNPROVEN'});
	await stage.step();
	stage.expectUntouched(stage.first);
	stage.expectUntouched(stage.second);
});

/** A change of the best bid is lost, and one of the best ask tells of it. */
async function loseOne(stage: FaultStage): Promise<void> {
	stage.venue.faults.drop({symbol: stage.first});
	changeBest(stage, stage.first, '1.2345');
	await stage.settle();
	// Nothing can tell yet.
	expect(stage.states(stage.first)).toEqual(['LIVE']);
	changeBest(stage, stage.first, '2.5', 'asks');
	await stage.settle();
}

/** Snapshots by REST wait, so that the gap can be looked at, until the function returned is called. */
function holdSnapshots(stage: FaultStage, {venue}: Spoken): () => void {
	if (venue.snapshots !== 'rest') return () => {};
	const letGo = stage.venue.rest.hold('snapshot');
	stage.heldReplies = 1;
	return () => {
		stage.heldReplies = 0;
		letGo();
	};
}

function numbersOf({dialect}: Spoken, bookId: number, got = Number.NaN): {readonly expected: number; readonly got: number} {
	if (dialect.id === 'kraken') return {expected: Number.NaN, got: Number.NaN};
	// Of messages of the connection, not of the book.
	if (dialect.countedBy !== undefined) return {expected: got - 1, got};
	const [expected, came] = told[dialect.id]?.(bookId) ?? [];
	return {expected: expected ?? Number.NaN, got: came ?? Number.NaN};
}

function wordsOf({dialect}: Spoken, expected = Number.NaN, got = Number.NaN): string {
	if (dialect.id === 'kraken') return 'the best levels are not those that the venue has';
	return dialect.countedBy === undefined
		? `expected update ${expected}, got ${got}`
		: `expected message ${expected} of the connection, got ${got}`;
}
