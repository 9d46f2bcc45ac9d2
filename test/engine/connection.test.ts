import {describe, expect, test} from 'vitest';
import {Folding} from '../support/folding.ts';
import {closed, diff, frame, ladder, levelsFrom, message, opened, snapshot, tick, trade} from '../support/frames.ts';

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

	test('that shows another book than the old one is believed, and the old one is counted as a gap', () => {
		const folding = beside();
		folding.fold(snapshot(1.2, 2, 106, {bids: levelsFrom(100, 'bids', 20, '2'), asks: levelsFrom(100.01, 'asks', 19)}));
		expect(folding.log().slice(-7)).toEqual([
			'gap (snapshot): 21 levels differ from a new snapshot at 107',
			'bid 100: ours 1, theirs 2',
			'bid 99.99: ours 1, theirs 2',
			'bid 99.98: ours 1, theirs 2',
			'bid 99.97: ours 1, theirs 2',
			'bid 99.96: ours 1, theirs 2',
			'in step again at 107 after 0 ms',
		]);
		expect(folding.integrity()).toMatchObject({state: 'LIVE', gaps: 1, resyncs: 1});
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

describe('a frame of the program’s own that makes no sense', () => {
	const kinds = ['opened', 'reply', 'closed', 'setting', 'tick'] as const;
	const payloads = ['', '{', 'null', '[]', '{}', '7', '{"venue":"binance"}', '{"venue":"nowhere","instruments":[]}', '{"request":1}'];
	test.each(kinds.flatMap((kind) => payloads.map((payload) => [kind, payload] as const)))('%s %s changes no book', (kind, payload) => {
		const folding = new Folding().join();
		folding.fold(frame(0.4, kind, 9, payload), diff(0.5, [106, 106]));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 106, gaps: 0});
	});
});
