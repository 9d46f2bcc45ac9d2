import {describe, expect, test} from 'vitest';
import type {Frame} from '../../source/market/frame.ts';
import {Folding} from '../support/folding.ts';
import {diff, ladder, message, opened, snapshot, tick, trade} from '../support/frames.ts';

/** Two books in step on one connection, BTCUSDT at update 105 and ETHUSDT at 205. */
function two(): Folding {
	const folding = new Folding();
	folding.fold(opened(0, 1, ['BTCUSDT', 'ETHUSDT']), diff(0.1, [101, 103]), diff(0.1, [201, 203], {}, {symbol: 'ETHUSDT'}));
	folding.fold(snapshot(0.2, 1, 102, ladder(20)), snapshot(0.2, 1, 202, ladder(20), {symbol: 'ETHUSDT'}));
	folding.fold(diff(0.3, [104, 105]), diff(0.3, [204, 205], {}, {symbol: 'ETHUSDT'}));
	return folding;
}

function stateOf(folding: Folding, symbol: string): string {
	const {state, sequence, applied, gaps} = folding.integrity(symbol);
	return `${state} at ${sequence}, ${applied} applied, ${gaps} gaps, ${folding.book(symbol)}`;
}

describe('a diff that skips an update id', () => {
	test('marks the book as a gap and says what was expected and what came', () => {
		const folding = new Folding().join();
		folding.fold(diff(0.4, [107, 108], {bids: [['99.99', '5']]}));
		expect(folding.integrity()).toMatchObject({
			state: 'GAP',
			badge: 'GAP',
			reason: 'sequence: expected update 106, got 107',
			gaps: 1,
			sequence: 0,
			bidLevels: 0,
			askLevels: 0,
		});
		expect(folding.instrument().summary).toMatchObject({state: 'GAP', mid: '', gaps: 1});
		expect(folding.audit.findings(folding.desk()).gapList).toMatchObject([{kind: 'sequence', expected: 106, got: 107}]);
		expect(folding.log().at(-1)).toBe('gap (sequence): expected update 106, got 107');
	});

	test('asks for a snapshot at once, of that symbol alone and not the dearest', () => {
		const folding = two();
		expect(folding.fold(diff(0.4, [107, 108]))).toMatchObject([{kind: 'snapshot', symbol: 'BTCUSDT', request: 2, urgency: 'storm'}]);
		expect(folding.fold(tick(1.4), tick(2.4))).toEqual([]);
	});

	test('leaves the other symbol of the connection as it was, and that goes on', () => {
		const folding = two();
		const before = stateOf(folding, 'ETHUSDT');
		folding.fold(diff(0.4, [107, 108]));
		expect(stateOf(folding, 'ETHUSDT')).toBe(before);
		folding.fold(diff(0.5, [206, 207], {bids: [['99.50', '3']]}, {symbol: 'ETHUSDT'}));
		expect(folding.integrity('ETHUSDT')).toMatchObject({state: 'LIVE', sequence: 207, applied: 3, gaps: 0});
	});

	test('is itself kept, and joined to the snapshot that comes: in step again, with how long it took', () => {
		const folding = two();
		folding.fold(diff(0.4, [107, 108], {bids: [['99.50', '7']]}), diff(0.5, [109, 110]));
		folding.fold(snapshot(0.9, 2, 108, {bids: [['99.00', '1']], asks: [['101.00', '2']]}, {limit: 1000}));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', badge: 'IN STEP', sequence: 110, gaps: 1, resyncs: 1, reconnects: 0});
		expect(folding.book()).toBe('1 @ 99 / 2 @ 101, 1 and 1 levels');
		expect(folding.log().at(-1)).toBe('in step again at 110 after 500 ms');
		expect(folding.desk().integrity.gapList).toMatchObject([{recoveredAfter: 500_000}]);
	});

	test('by a single id is a gap as well, and none at all is not', () => {
		const folding = new Folding().join();
		folding.fold(diff(0.4, [106, 106]), diff(0.5, [107, 109]));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', gaps: 0, sequence: 109});
		folding.fold(diff(0.6, [111, 111]));
		expect(folding.integrity()).toMatchObject({state: 'GAP', gaps: 1});
	});
});

test('a diff that has been applied before is dropped and counted', () => {
	const folding = new Folding().join();
	const before = folding.book();
	folding.fold(diff(0.4, [104, 105], {bids: [['99.99', '5']]}));
	expect(folding.book()).toBe(before);
	expect(folding.integrity()).toMatchObject({state: 'LIVE', duplicates: 1, outOfOrder: 0, applied: 2, sequence: 105});
});

test('so is one from before that', () => {
	const folding = new Folding().join();
	const before = folding.book();
	folding.fold(diff(0.4, [101, 103], {bids: [['99.99', '5']]}));
	expect(folding.book()).toBe(before);
	expect(folding.integrity()).toMatchObject({state: 'LIVE', duplicates: 0, outOfOrder: 1, sequence: 105});
});

test('three of them within ten seconds are borne, a fourth makes the book synchronise anew', () => {
	const folding = new Folding().join();
	folding.fold(...[1, 2, 3].map((seconds) => diff(seconds, [101, 103])));
	expect(folding.integrity()).toMatchObject({state: 'LIVE', outOfOrder: 3});
	expect(folding.fold(diff(4, [101, 103]))).toEqual([]);
	expect(folding.integrity()).toMatchObject({state: 'GAP', reason: 'out of order: old updates keep arriving', outOfOrder: 4, gaps: 1});
	expect(folding.fold(diff(4.1, [106, 107]))).toMatchObject([{kind: 'snapshot', request: 2}]);
});

test('four of them in more than ten seconds are borne', () => {
	const folding = new Folding().join();
	const steady = Array.from({length: 14}, (_, second) => diff(second + 1.5, [106 + second, 106 + second]));
	const old = [1, 4, 8, 11.5].map((seconds) => diff(seconds, [101, 103]));
	folding.fold(...[...steady, ...old].toSorted((one, other) => one.at - other.at));
	expect(folding.integrity()).toMatchObject({state: 'LIVE', outOfOrder: 4, gaps: 0, sequence: 119});
});

test('a diff that repeats some ids and goes on is applied and counted as an overlap', () => {
	const folding = new Folding().join();
	folding.fold(diff(0.4, [104, 107], {bids: [['99.50', '3']]}));
	expect(folding.integrity()).toMatchObject({state: 'LIVE', overlaps: 1, sequence: 107, applied: 3, gaps: 0, bidLevels: 21});
});

test('overlaps before and after a resync are counted together', () => {
	const folding = new Folding().join();
	folding.fold(diff(0.4, [105, 107]), diff(0.5, [110, 112]), snapshot(0.6, 2, 111, ladder(20)), diff(0.7, [112, 114]));
	expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 114, overlaps: 2});
});

describe('unreadable frames', () => {
	test.each([
		['cut JSON', '{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpd'],
		['no JSON', 'Internal error'],
		['nothing', ''],
		['a list', '[]'],
		['JSON of no symbol', '{"e":"depthUpdate","U":106,"u":106,"b":[],"a":[]}'],
	])('%s makes all books of the connection suspect', (_, payload) => {
		const folding = two();
		folding.fold(message(0.4, payload));
		for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
			expect(folding.integrity(symbol)).toMatchObject({state: 'GAP', gaps: 1, malformed: 1, bidLevels: 0});
			expect(folding.integrity(symbol).reason).toMatch(/^malformed: /);
		}
		expect(folding.fold(tick(1.4))).toEqual([]);
		const next = folding.fold(diff(1.5, [106, 107]), diff(1.5, [206, 207], {}, {symbol: 'ETHUSDT'}));
		expect(next.map((effect) => effect.kind === 'snapshot' && effect.symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
	});

	test('books of another connection are not touched by them, nor their counters', () => {
		const folding = new Folding().join();
		folding.fold(opened(0.4, 2, ['ETHUSDT']), diff(0.5, [201, 203], {}, {symbol: 'ETHUSDT', connection: 2}));
		folding.fold(snapshot(0.6, 1, 202, ladder(20), {symbol: 'ETHUSDT'}));
		folding.fold(message(0.7, 'what?', 2));
		expect(folding.integrity('ETHUSDT')).toMatchObject({state: 'GAP', malformed: 1});
		expect(folding.integrity('BTCUSDT')).toMatchObject({state: 'LIVE', malformed: 0, gaps: 0});
	});

	test.each([
		['a negative quantity', '["99.50","-1"]'],
		['a quantity that is no number', '["99.50","NaN"]'],
		['an empty quantity', '["99.50",""]'],
		['no quantity', '["99.50",null]'],
		['a number that is no text', '[99.5,1]'],
		['a price of zero', '["0","1"]'],
		['a level that is no pair', '"99.50"'],
		['a quantity that no scale holds', '["99.50","1e40"]'],
	])('%s loses the book of that symbol and no other, and nothing of the frame is applied', (_, level) => {
		const folding = two();
		const eth = stateOf(folding, 'ETHUSDT');
		const data = `{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":106,"u":107,"b":[["99.75","1"],${level}],"a":[]}`;
		folding.fold(message(0.4, `{"stream":"btcusdt@depth@100ms","data":${data}}`));
		expect(folding.integrity()).toMatchObject({state: 'GAP', malformed: 1, gaps: 1, applied: 2});
		expect(stateOf(folding, 'ETHUSDT')).toBe(eth);
		folding.fold(diff(0.5, [108, 109]), snapshot(0.6, 2, 108, ladder(20)));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 109, resyncs: 1, bidLevels: 20});
	});

	test('numbers with exponents and more digits than the tick are sound', () => {
		const folding = new Folding().join();
		folding.fold(diff(0.4, [106, 107], {bids: [['1.000005e2', '25e-2']]}));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', gaps: 0});
		expect(folding.book()).toBe('0.25 @ 100.0005 / 1 @ 100.01, 21 and 20 levels');
	});

	test('three within ten seconds renew the connection, two do not', () => {
		const bad = (seconds: number) => message(seconds, 'what?');
		const folding = two();
		expect(folding.fold(bad(1), bad(2))).toEqual([]);
		expect(folding.fold(bad(11))).toEqual([{kind: 'reconnect', connection: 1, reason: 'unreadable frames keep arriving'}]);
	});

	test('three that are more than ten seconds apart do not', () => {
		const folding = two();
		const bad = [1, 6, 11.5, 17].map((seconds) => message(seconds, 'what?'));
		expect(folding.fold(...bad)).toEqual([]);
	});
});

describe('a crossed book', () => {
	const cross = (seconds: number, first: number): Frame => diff(seconds, [first, first], {bids: [['100.05', '2']]});
	const uncross = (seconds: number, first: number): Frame => diff(seconds, [first, first], {bids: [['100.05', '0']]});
	const idle = (seconds: number, first: number): Frame => diff(seconds, [first, first]);

	test('is counted once, kept as it is, and scored by nothing', () => {
		const folding = new Folding().join();
		folding.fold(cross(0.9, 106), idle(1.1, 107));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', crossed: 1, gaps: 0, bidLevels: 21});
		expect(folding.instrument().summary.mid).toBe('');
		expect(folding.instrument().ladder).toMatchObject({spread: '', weightedMid: ''});
		expect(folding.desk().gauges.row).toMatchObject({mid: Number.NaN, rho: Number.NaN, obi: Number.NaN, spreadBps: Number.NaN});
	});

	test('a locked one, bid at ask, is crossed as well', () => {
		const folding = new Folding().join();
		folding.fold(diff(0.4, [106, 106], {bids: [['100.01', '2']]}));
		expect(folding.integrity().crossed).toBe(1);
		expect(folding.instrument().summary.mid).toBe('');
	});

	test('that lasts no longer than half a second is forgiven', () => {
		const folding = new Folding().join();
		folding.fold(cross(0.4, 106), idle(0.6, 107), idle(0.9, 108), uncross(0.95, 109), cross(1.2, 110), idle(1.6, 111));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', crossed: 2, gaps: 0, sequence: 111});
		folding.fold(uncross(1.65, 112));
		expect(folding.instrument().summary.mid).toBe('100.005');
	});

	test('that lasts longer is a gap', () => {
		const folding = new Folding().join();
		folding.fold(cross(0.4, 106), idle(0.9, 107));
		expect(folding.integrity().state).toBe('LIVE');
		folding.fold(idle(0.91, 108));
		expect(folding.integrity()).toMatchObject({state: 'GAP', gaps: 1, crossed: 1, bidLevels: 0});
		expect(folding.integrity().reason).toMatch(/^crossed: /);
		expect(folding.fold(idle(1, 109))).toMatchObject([{kind: 'snapshot', request: 2}]);
	});
});

test('while a side is empty the row is NaN, and nothing is wrong with the book', () => {
	const folding = new Folding().join({bids: [['100.00', '1']], asks: [['100.01', '1']]});
	folding.fold(diff(0.4, [106, 106], {bids: [['100.00', '0']]}), tick(1.1));
	expect(folding.integrity()).toMatchObject({state: 'LIVE', gaps: 0, crossed: 0, bidLevels: 0, askLevels: 1});
	const {row} = folding.desk().gauges;
	expect([row.mid, row.bid, row.ask, row.rho, row.obi, row.spreadBps, row.weightedMid]).toEqual(Array(7).fill(Number.NaN));
	expect(folding.instrument().summary).toMatchObject({mid: '', obi: Number.NaN});
	folding.fold(diff(1.2, [107, 107], {bids: [['99.99', '3']]}), tick(2.1));
	expect(folding.desk().gauges.row).toMatchObject({mid: 100, rho: 0.75});
});

test('more diffs than are kept while a snapshot is awaited are a gap, and synchronising starts anew', () => {
	const folding = new Folding();
	folding.fold(opened(0), diff(0.1, [1, 1]));
	for (let id = 2; id <= 10_000; id++) folding.fold(diff(0.1, [id, id]));
	expect(folding.integrity()).toMatchObject({state: 'SYNCING', gaps: 0});
	expect(folding.fold(diff(0.2, [10_001, 10_001], {bids: [['99.5', '4']]}))).toMatchObject([{kind: 'snapshot', request: 2}]);
	expect(folding.integrity()).toMatchObject({state: 'GAP', gaps: 1, reason: 'overflow: too many diffs while waiting for a snapshot'});
	folding.fold(snapshot(0.3, 1, 10_000, ladder(3)));
	expect(folding.integrity().sequence).toBe(0);
	folding.fold(snapshot(0.4, 2, 10_000, ladder(3)));
	expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 10_001, resyncs: 1, bidLevels: 4});
});

test('a gap leaves the trades alone: they count whatever the state of the book', () => {
	const folding = new Folding().join();
	folding.fold(trade(0.4, 1, ['100.01', '2']), diff(0.5, [107, 107]), trade(0.6, 2, ['100.00', '3'], 'sell'), tick(1.1));
	expect(folding.instrument().vpin).toMatchObject({volumeDelta: -1, trades: 2});
	expect(folding.integrity().state).toBe('GAP');
});
