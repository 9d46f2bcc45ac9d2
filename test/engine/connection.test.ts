import {describe, expect, test} from 'vitest';
import type {Frame} from '../../source/market/frame.ts';
import {Folding} from '../support/folding.ts';
import {closed, diff, facts, ladder, levelsFrom, message, opened, refused, snapshot, tick, trade} from '../support/frames.ts';

/** Diffs a second apart, from 1.3 s on, each of one id, from 106. */
function diffs(count: number, connection = 1): Frame[] {
	return Array.from({length: count}, (_, index) => diff(1.3 + index, [106 + index, 106 + index], {}, {connection}));
}

const ticks = (from: number, count: number): Frame[] => Array.from({length: count}, (_, index) => tick(from + index));

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
		expect(folding.fold(...ticks(1, 60))).toEqual([]);
		expect(folding.fold(tick(61))).toEqual([{kind: 'reconnect', connection: 1, reason: 'no message for 60 s'}]);
		expect(folding.fold(...ticks(62, 10))).toEqual([]);
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

describe('a refused snapshot', () => {
	const waiting = (): Folding => {
		const folding = new Folding();
		folding.fold(opened(0), diff(0.1, [101, 103]));
		return folding;
	};

	test('with Retry-After is not asked for again before that, and then it is', () => {
		const folding = waiting();
		folding.fold(refused(0.2, 1, {status: 429, retryAfter: 30, error: 'too many requests'}));
		expect(folding.integrity()).toMatchObject({state: 'SYNCING', reason: 'snapshot refused: too many requests'});
		expect(folding.fold(...ticks(1, 29), diff(30.1, [104, 104]), tick(30.199))).toEqual([]);
		expect(folding.fold(tick(30.2))).toMatchObject([{kind: 'snapshot', request: 2, urgency: 'storm'}]);
		folding.fold(snapshot(30.3, 2, 103, ladder(20)));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 104, gaps: 0});
	});

	test('with a short Retry-After waits as long as after any other failure', () => {
		const folding = waiting();
		folding.fold(refused(0.2, 1, {status: 429, retryAfter: 0}));
		expect(folding.fold(tick(0.39))).toEqual([]);
		expect(folding.fold(tick(0.4))).toHaveLength(1);
	});

	test('with 451 halts the book for good and says why', () => {
		const folding = waiting();
		folding.fold(refused(0.2, 1, {status: 451, error: 'not from here: --base-url https://data-api.binance.vision'}));
		const why = 'not from here: --base-url https://data-api.binance.vision';
		expect(folding.integrity()).toMatchObject({state: 'HALTED', badge: 'HALTED', reason: why});
		expect(
			folding.fold(...ticks(1, 50), diff(51, [104, 104]), closed(52), opened(53, 2), diff(54, [201, 201], {}, {connection: 2})),
		).toEqual([]);
	});

	test('for the renewal of a thin book leaves that book as it is, whatever the refusal', () => {
		for (const status of [429, 451, 503]) {
			const folding = new Folding().join(ladder(150), 150);
			folding.fold(tick(1.1), diff(1.2, [106, 106]));
			expect(folding.asked()).toEqual([1, 2]);
			folding.fold(refused(1.3, 2, {status}));
			expect(folding.integrity()).toMatchObject({state: 'LIVE', badge: 'IN STEP', reason: '', sequence: 106});
		}
	});

	test('for the renewal of a thin book, six times, does not end the connection that the book lives by', () => {
		const folding = new Folding().join(ladder(150), 150);
		folding.fold(tick(1.1));
		let id = 106;
		for (let second = 2; second < 100; second++) {
			const request = folding.asked().at(-1) ?? 0;
			folding.fold(diff(second, [id, id]), refused(second + 0.5, request, {status: 503}), tick(second + 0.9));
			id++;
		}
		expect(folding.asked().length).toBeGreaterThan(7);
		expect(folding.integrity()).toMatchObject({state: 'LIVE', gaps: 0, sequence: id - 1});
		expect(folding.effects.filter(({kind}) => kind === 'reconnect')).toEqual([]);
	});
});

describe('a lost connection', () => {
	test('leaves no book and says why; the next one synchronises', () => {
		const folding = new Folding().join();
		folding.fold(closed(1, 1, 1006, 'no pong within 10 s'));
		expect(folding.integrity()).toMatchObject({
			state: 'CONNECTING',
			badge: 'CONNECTING',
			reason: 'no pong within 10 s (1006)',
			reconnects: 1,
			bidLevels: 0,
			sequence: 0,
		});
		folding.fold(tick(2), opened(3, 2));
		expect(folding.integrity().state).toBe('SYNCING');
		expect(folding.fold(diff(3.1, [201, 203], {}, {connection: 2}))).toMatchObject([{kind: 'snapshot', request: 2}]);
		folding.fold(snapshot(3.2, 2, 202, ladder(20)));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 203, reconnects: 1});
	});

	test('takes only its own books with it', () => {
		const folding = new Folding().join();
		folding.fold(opened(0.4, 2, ['ETHUSDT']), diff(0.5, [201, 203], {}, {symbol: 'ETHUSDT', connection: 2}));
		folding.fold(snapshot(0.6, 1, 202, ladder(20), {symbol: 'ETHUSDT'}), closed(0.7, 2));
		expect(folding.integrity('ETHUSDT')).toMatchObject({state: 'CONNECTING', reconnects: 1});
		expect(folding.integrity('BTCUSDT')).toMatchObject({state: 'LIVE', reconnects: 0, sequence: 105});
	});

	test('an answer to what was asked on it finds nobody', () => {
		const folding = new Folding();
		folding.fold(opened(0), diff(0.1, [101, 103]), closed(0.2), opened(0.3, 2), diff(0.4, [102, 104], {}, {connection: 2}));
		folding.fold(snapshot(0.5, 1, 103, ladder(20)));
		expect(folding.integrity()).toMatchObject({state: 'SYNCING', applied: 0});
		folding.fold(snapshot(0.6, 2, 103, ladder(20)));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 104});
	});
});

describe('a connection that replaces another', () => {
	/** In step on connection 1 at 105; connection 2 opened beside it, with its first diff and its snapshot asked for. */
	function beside(): Folding {
		const folding = new Folding().join();
		folding.fold(opened(1, 2), diff(1.1, [106, 107]), diff(1.1, [106, 107], {}, {connection: 2}));
		return folding;
	}

	test('is asked for when the venue announces a shutdown', () => {
		const folding = new Folding().join();
		expect(folding.fold(message(1, {stream: '!serverShutdown', data: {e: 'serverShutdown', E: 1}}))).toEqual([
			{kind: 'replace', connection: 1, reason: 'the venue announced a shutdown'},
		]);
		expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 105});
	});

	test('synchronises a second book while the first goes on', () => {
		const folding = beside();
		expect(folding.asked()).toEqual([1, 2]);
		folding.fold(diff(1.2, [108, 109]), tick(2));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 109, reconnects: 0});
		expect(folding.effects.filter(({kind}) => kind === 'retire')).toEqual([]);
	});

	test('takes over once it is as far, without a gap, and the old one is to be closed', () => {
		const folding = beside();
		folding.fold(diff(1.2, [108, 109]), snapshot(1.3, 2, 106, ladder(20)));
		expect(folding.log().at(-1)).toBe('in step at 103');
		folding.fold(diff(1.4, [108, 109], {}, {connection: 2}));
		expect(folding.log().at(-1)).toBe('book renewed at 109');
		expect(folding.fold(tick(2))).toEqual([{kind: 'retire', connection: 1, reason: 'replaced by connection 2'}]);
		expect(folding.fold(tick(3))).toEqual([]);
		folding.fold(diff(3.1, [110, 110], {}, {connection: 2}), closed(3.2, 1, 1000));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 110, gaps: 0, resyncs: 0, reconnects: 0});
	});

	test('that took over alone may touch the book', () => {
		const folding = beside();
		folding.fold(snapshot(1.2, 2, 106, ladder(20)));
		expect(folding.log().at(-1)).toBe('book renewed at 107');
		const before = folding.book();
		folding.fold(diff(1.3, [108, 200], {bids: [['99.50', '1']]}));
		expect(folding.book()).toBe(before);
		expect(folding.integrity()).toMatchObject({sequence: 107, applied: 3});
	});

	test('brings trades a second time, which count once', () => {
		const folding = beside();
		const trades = [1, 2].flatMap((connection) => [7, 8].map((id) => trade(1.5, id, ['100.00', '2'], 'sell', {connection})));
		folding.fold(...trades, trade(1.6, 9, ['100.00', '1'], 'buy', {connection: 2}));
		expect(folding.instrument().vpin).toMatchObject({trades: 3, volumeDelta: -3});
		expect(folding.desk().integrity.tradesRepeated).toBe(2);
		expect(folding.audit.findings(folding.desk())).toMatchObject({trades: 3, takerSell: '4', takerBuy: '1'});
	});

	test('that shows another book than the old one is believed, and the difference told', () => {
		const folding = beside();
		folding.fold(snapshot(1.2, 2, 106, {bids: levelsFrom(100, 'bids', 20, '2'), asks: levelsFrom(100.01, 'asks', 19)}));
		expect(folding.log().at(-1)).toMatch(/ 107: 21 levels differed/);
		expect(folding.book()).toBe('2 @ 100 / 1 @ 100.01, 20 and 19 levels');
	});

	test('takes over at once where the old one is lost before', () => {
		const folding = beside();
		folding.fold(closed(1.2, 1));
		expect(folding.integrity()).toMatchObject({state: 'SYNCING', reconnects: 1});
		folding.fold(snapshot(1.3, 2, 106, ladder(20)));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 107});
	});

	test('that is lost itself leaves the old one where it was', () => {
		const folding = beside();
		folding.fold(closed(1.2, 2), snapshot(1.3, 2, 106, ladder(20)), diff(1.4, [108, 109]), tick(2));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 109, gaps: 0, reconnects: 0});
		expect(folding.effects.filter(({kind}) => kind !== 'snapshot')).toEqual([]);
	});

	test('with a gap of its own starts anew by itself', () => {
		const folding = beside();
		folding.fold(diff(1.2, [108, 108]), diff(1.3, [110, 111], {}, {connection: 2}));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', gaps: 0, sequence: 108});
		folding.fold(snapshot(1.4, 2, 106, ladder(20)), tick(2));
		expect(folding.asked()).toEqual([1, 2, 3]);
		folding.fold(diff(2.1, [109, 111]), snapshot(2.2, 3, 110, ladder(20)));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', gaps: 0, sequence: 111});
		expect(folding.log().at(-1)).toBe('book renewed at 111');
	});
});

describe('a price that has run towards the bound of its snapshot', () => {
	test('has a deeper snapshot fetched beside the running book, and swapped in without a gap', () => {
		const folding = new Folding().join(ladder(199), 199);
		expect(folding.integrity()).toMatchObject({trustedBidLevels: 199, trustedAskLevels: 199});
		folding.fold(tick(1.1));
		expect(folding.fold(diff(1.2, [106, 107]))).toMatchObject([{kind: 'snapshot', request: 2, urgency: 'calm', reason: 'renewal'}]);
		expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 107, trustedBidLevels: 199});
		folding.fold(diff(1.3, [108, 109]), snapshot(1.4, 2, 108, ladder(300)));
		expect(folding.integrity()).toMatchObject({
			state: 'LIVE',
			sequence: 109,
			gaps: 0,
			resyncs: 0,
			bidLevels: 300,
			trustedBidLevels: 300,
			trustedShare: Number.POSITIVE_INFINITY,
		});
		expect(folding.effects.filter(({kind}) => kind !== 'snapshot')).toEqual([]);
	});

	test('is not asked for again within a minute', () => {
		const folding = new Folding().join(ladder(150), 150);
		let id = 106;
		let second = 2;
		const askedUntil = (end: number): number[] => {
			for (; second < end; second++) folding.fold(diff(second, [id, id++]));
			return folding.asked();
		};
		expect(askedUntil(3)).toEqual([1, 2]);
		folding.fold(snapshot(2.5, 2, 106, ladder(150), {limit: 150}));
		expect(folding.log().at(-1)).toBe('book renewed at 106');
		expect(askedUntil(61)).toEqual([1, 2]);
		expect(askedUntil(63)).toEqual([1, 2, 3]);
		expect(folding.integrity()).toMatchObject({state: 'LIVE', gaps: 0});
	});

	test('leaves alone a book of which the venue gave all, however thin', () => {
		const folding = new Folding().join(ladder(20), 5000);
		folding.fold(tick(1.1), diff(1.2, [106, 107]), tick(2.1));
		expect(folding.asked()).toEqual([1]);
		expect(folding.integrity()).toMatchObject({trustedBidLevels: 20, trustedShare: Number.POSITIVE_INFINITY});
	});
});
