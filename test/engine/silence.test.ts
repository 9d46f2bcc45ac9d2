import {describe, expect, test} from 'vitest';
import type {Frame} from '../../source/market/frame.ts';
import {Folding} from '../support/folding.ts';
import {closed, diff, facts, ladder, message, opened, snapshot, tick, ticks} from '../support/frames.ts';

/** Diffs a second apart, from 1.3 s on, each of one id, from 106. */
function diffs(count: number, connection = 1): Frame[] {
	return Array.from({length: count}, (_, index) => diff(1.3 + index, [106 + index, 106 + index], {}, {connection}));
}

describe('silence', () => {
	test('of five seconds is borne, of more makes the book stale: shown, scored by nothing, its age told', () => {
		const folding = new Folding().join();
		folding.fold(...ticks(1, 5), tick(5.3));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', age: 5_000_000});
		folding.fold(tick(5.4));
		const {integrity, summary, ladder: rows} = folding.instrument();
		expect(integrity).toMatchObject({state: 'STALE', badge: 'STALE', reason: 'no diff', age: 5_100_000, gaps: 0, bidLevels: 20});
		expect(summary.badge).toBe('STALE');
		expect(rows.bids).toHaveLength(20);
		folding.fold(tick(6.4));
		expect(folding.desk().gauges.row).toMatchObject({mid: Number.NaN, rho: Number.NaN});
	});

	test('is noticed by the sample clock where nobody ticks', () => {
		const folding = new Folding().join();
		folding.fold(message(20, {stream: 'ethusdt@bookTicker', data: {u: 1, s: 'ETHUSDT', b: '1', B: '1', a: '2', A: '1'}}));
		expect(folding.integrity()).toMatchObject({state: 'STALE'});
	});

	test('ends with the next diff: nothing was lost, and it is no resync', () => {
		const folding = new Folding().join();
		folding.fold(...ticks(1, 9), diff(9.5, [106, 107]));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', badge: 'IN STEP', reason: '', gaps: 0, resyncs: 0, sequence: 107});
		expect(folding.asked()).toEqual([1]);
	});

	test('ends in a gap where the next diff shows that something was lost', () => {
		const folding = new Folding().join();
		folding.fold(...ticks(1, 9), diff(9.5, [107, 107]));
		expect(folding.integrity()).toMatchObject({state: 'GAP', gaps: 1});
	});

	test('means less in a slow market: six times the usual wait', () => {
		const folding = new Folding().join();
		const slow = Array.from({length: 60}, (_, index) => diff((index + 1) * 4, [106 + index, 106 + index]));
		folding.fold(...slow, tick(262));
		expect(folding.integrity().state).toBe('LIVE');
		folding.fold(tick(265));
		expect(folding.integrity().state).toBe('STALE');
	});

	test('of a minute on the whole connection renews it, once', () => {
		const folding = new Folding().join();
		expect(folding.fold(...ticks(1, 60), tick(60.3))).toEqual([{kind: 'describe', instrument: 'binance:BTCUSDT', symbol: 'BTCUSDT'}]);
		expect(folding.fold(tick(60.301))).toEqual([{kind: 'reconnect', connection: 1, reason: 'no message for 60 s'}]);
		expect(folding.fold(...ticks(62, 10)).filter(({kind}) => kind !== 'describe')).toEqual([]);
	});

	test('of a book is seen though the connection that shall take over from it is not silent', () => {
		const folding = new Folding().join();
		folding.fold(opened(1, 2), ...diffs(10, 2));
		expect(folding.integrity()).toMatchObject({sequence: 105, applied: 2});
		folding.fold(tick(11.5));
		expect(folding.integrity().state).toBe('STALE');
	});
});

describe('a halted market', () => {
	test('is HALTED where another would be stale, with the venue’s word for it', () => {
		const folding = new Folding();
		folding.fold(opened(0, 1, [facts('BTCUSDT', 'BREAK')]), diff(0.1, [101, 103]), snapshot(0.2, 1, 102, ladder(20)), tick(6));
		expect(folding.integrity()).toMatchObject({state: 'HALTED', badge: 'HALTED', reason: 'BREAK', gaps: 0, bidLevels: 20});
		folding.fold(diff(7, [104, 104]));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 104});
	});

	test('is one by what the venue said last', () => {
		const folding = new Folding().join();
		folding.fold(closed(1), opened(2, 2, [facts('BTCUSDT', 'HALT')]), diff(2.1, [201, 201], {}, {connection: 2}));
		folding.fold(snapshot(2.2, 2, 200, ladder(20)), ...ticks(3, 6));
		expect(folding.integrity()).toMatchObject({state: 'HALTED', reason: 'HALT'});
	});
});
