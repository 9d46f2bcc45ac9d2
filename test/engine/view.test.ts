import {describe, expect, test} from 'vitest';
import type {InstrumentView} from '../../source/engine/view.ts';
import type {Frame} from '../../source/market/frame.ts';
import type {MicroPriceTable} from '../../source/metrics/micro-price.ts';
import {Folding} from '../support/folding.ts';
import {closed, diff, facts, ladder, levelsFrom, opened, setting, snapshot, tick, trade} from '../support/frames.ts';

type Part = 'ladder' | 'imbalance' | 'vpin' | 'portfolio' | 'log' | 'detail';
const parts: readonly Part[] = ['ladder', 'imbalance', 'vpin', 'portfolio', 'log', 'detail'];

/** Which parts of a view were made anew. */
function changed(before: InstrumentView, after: InstrumentView): Part[] {
	return parts.filter((part) => before[part] !== after[part]);
}

describe('parts of a view keep their identity', () => {
	const steady = (): Folding => {
		const folding = new Folding().join();
		folding.fold(tick(1.1), trade(1.2, 1, ['100.01', '1']));
		return folding;
	};

	test('while nothing has happened', () => {
		const folding = steady();
		const before = folding.view();
		const after = folding.view();
		expect(changed(before.selected!, after.selected!)).toEqual([]);
		expect(after.settings).toBe(before.settings);
	});

	test('but for what a frame changed', () => {
		const folding = steady();
		let before = folding.instrument();
		const changes = (...frames: readonly Frame[]): Part[] => {
			folding.fold(...frames);
			const after = folding.instrument();
			const found = changed(before, after);
			before = after;
			return found;
		};
		expect(changes(diff(1.3, [106, 106], {bids: [['100.00', '2']]}))).toEqual(['ladder']);
		expect(changes(trade(1.4, 2, ['100.01', '1']))).toEqual(['vpin']);
		expect(changes(tick(1.5))).toEqual([]);
		expect(changes(diff(1.6, [110, 110]))).toEqual(expect.arrayContaining(['ladder', 'log']));
	});

	test('but for what was wanted otherwise', () => {
		const folding = steady();
		const before = folding.instrument();
		expect(changed(before, folding.instrument('BTCUSDT', {rows: 5}))).toEqual(['ladder']);
		expect(changed(folding.instrument(), folding.instrument('BTCUSDT', {grouping: 2}))).toEqual(['ladder']);
		expect(changed(folding.instrument(), folding.instrument('BTCUSDT', {lines: 1}))).toEqual(['log']);
		expect(changed(folding.instrument(), folding.instrument('BTCUSDT', {samples: 1}))).toEqual(['imbalance', 'portfolio']);
	});

	test('every column is told of where that is wanted, and anew with each row', () => {
		const folding = steady();
		expect(folding.instrument().detail).toBeUndefined();
		const wanted = () => folding.instrument('BTCUSDT', {detail: true});
		const before = wanted();
		folding.fold(diff(1.3, [106, 106], {bids: [['100.00', '2']]}), trade(1.4, 2, ['100.01', '1']));
		expect(changed(before, wanted())).toEqual(['ladder', 'vpin']);
		folding.fold(tick(2.1));
		const {detail} = wanted();
		expect(detail).not.toBe(before.detail);
		const {row} = folding.desk().gauges;
		expect(detail?.at).toBe(row.at);
		expect(detail?.values).toEqual(row.values);
		expect(detail?.values).not.toBe(row.values);
		expect(detail?.series.map((values) => values.at(-1))).toEqual([...row.values]);
		expect(detail?.series.every((values) => values.length === detail.series[0]?.length)).toBe(true);
	});

	test('of each instrument, whichever is looked at between', () => {
		const folding = steady();
		folding.fold(opened(1.3, 2, ['ETHUSDT']));
		const btc = folding.instrument('BTCUSDT');
		const eth = folding.instrument('ETHUSDT');
		expect(changed(btc, folding.instrument('BTCUSDT'))).toEqual([]);
		expect(changed(eth, folding.instrument('ETHUSDT'))).toEqual([]);
	});

	test('and what was handed out stays as it was', () => {
		const folding = steady();
		const before = folding.view();
		const copy = structuredClone(before);
		folding.fold(
			diff(1.3, [106, 106], ladder(20, '7', '1')),
			trade(1.4, 2, ['100.00', '3'], 'sell'),
			setting(1.5, {levels: 5}),
			tick(5.1),
			closed(5.2),
		);
		folding.view();
		expect(before).toEqual(copy);
	});
});

test('the instrument that is wanted is the one that is told of; the first where there is none such', () => {
	const folding = new Folding();
	expect(folding.view().selected).toBeUndefined();
	folding.fold(opened(0, 1, ['ETHUSDT', 'BTCUSDT']));
	expect(folding.view().selected?.summary.symbol).toBe('ETHUSDT');
	expect(folding.view({instrument: 'binance:BTCUSDT'}).selected?.summary.symbol).toBe('BTCUSDT');
	expect(folding.view({instrument: 'binance:XRPUSDT'}).selected?.summary.symbol).toBe('ETHUSDT');
	expect(folding.view().instruments.map(({id}) => id)).toEqual(['binance:ETHUSDT', 'binance:BTCUSDT']);
});

test('a frame that does not say whose it is adds no instrument', () => {
	const folding = new Folding().join();
	folding.fold({...tick(0.5), kind: 'message', connection: 1, payload: Buffer.from('{"e":"trade","t":1,"p":"1","q":"1","m":true}')});
	expect(folding.view().instruments.map(({id}) => id)).toEqual(['binance:BTCUSDT']);
});

describe('the ladder', () => {
	const sides = {
		bids: [
			['100.09', '1'],
			['100.07', '2'],
			['100.00', '4'],
			['99.99', '8'],
			['99.90', '16'],
		],
		asks: [
			['100.11', '1'],
			['100.19', '2'],
			['100.20', '4'],
			['100.21', '8'],
			['100.30', '16'],
		],
	} as const;
	const rowsOf = (folding: Folding, grouping: number, rows = 20): [string, string][] => {
		const {bids, asks} = folding.instrument('BTCUSDT', {grouping, rows}).ladder;
		const text = (side: typeof bids): string => side.map(({price, quantity}) => `${quantity} @ ${price}`).join(', ');
		return [
			['bids', text(bids)],
			['asks', text(asks)],
		];
	};

	test('shows each level by itself at the instrument’s own tick', () => {
		expect(rowsOf(new Folding().join(sides), 0)).toEqual([
			['bids', '1 @ 100.09, 2 @ 100.07, 4 @ 100.00, 8 @ 99.99, 16 @ 99.90'],
			['asks', '1 @ 100.11, 2 @ 100.19, 4 @ 100.20, 8 @ 100.21, 16 @ 100.30'],
		]);
	});

	test('gathers levels into wider rows: bids under a price at or below them, asks under one at or above', () => {
		const folding = new Folding().join(sides);
		expect(folding.instrument().ladder.steps.slice(0, 5)).toEqual(['0.01', '0.02', '0.05', '0.1', '0.2']);
		expect(rowsOf(folding, 3)).toEqual([
			['bids', '7 @ 100.0, 24 @ 99.9'],
			['asks', '7 @ 100.2, 24 @ 100.3'],
		]);
		expect(rowsOf(folding, 4)).toEqual([
			['bids', '7 @ 100.0, 24 @ 99.8'],
			['asks', '7 @ 100.2, 24 @ 100.4'],
		]);
	});

	test('loses no quantity by gathering, whatever the step', () => {
		const folding = new Folding().join(ladder(500, '0.12345678', '0.00000001'));
		for (let grouping = 0; grouping < folding.instrument().ladder.steps.length; grouping++) {
			const {bids, asks} = folding.instrument('BTCUSDT', {grouping, rows: 1000}).ladder;
			expect(bids.reduce((sum, {quantity}) => sum + quantity, 0)).toBeCloseTo(61.72839, 8);
			expect(asks.reduce((sum, {quantity}) => sum + quantity, 0)).toBeCloseTo(0.000005, 12);
		}
	});

	test('has no more rows than were wanted, best first', () => {
		expect(rowsOf(new Folding().join(sides), 0, 2)).toEqual([
			['bids', '1 @ 100.09, 2 @ 100.07'],
			['asks', '1 @ 100.11, 2 @ 100.19'],
		]);
	});

	test('counts its steps in the instrument’s ticks', () => {
		const folding = new Folding();
		folding.fold(opened(0, 1, [facts('BTCUSDT', 'TRADING', '0.05')]), diff(0.1, [1, 2]));
		folding.fold(
			snapshot(0.2, 1, 1, {
				bids: [
					['100.05', '1'],
					['100.00', '2'],
				],
				asks: [['100.10', '1']],
			}),
		);
		expect(folding.instrument().ladder.steps.slice(0, 3)).toEqual(['0.05', '0.1', '0.25']);
		expect(rowsOf(folding, 1)[0]).toEqual(['bids', '3 @ 100.0']);
	});

	test('says which rows are trusted and which are summed', () => {
		const folding = new Folding({levels: 2}).join(ladder(3), 3);
		folding.fold(diff(0.4, [106, 106], {bids: [['99.00', '1']]}));
		const {bids} = folding.instrument().ladder;
		expect(bids.map(({isTrusted}) => isTrusted)).toEqual([true, true, true, false]);
		expect(bids.map(({isSummed}) => isSummed)).toEqual([true, true, false, false]);
	});

	test('a row that reaches beyond the trusted depth is not trusted', () => {
		const folding = new Folding().join({bids: levelsFrom(100.02, 'bids', 2), asks: levelsFrom(100.04, 'asks', 2)}, 2);
		const {bids, asks} = folding.instrument('BTCUSDT', {grouping: 3}).ladder;
		expect([bids[0], asks[0]]).toMatchObject([
			{price: '100.0', quantity: 2, isTrusted: false},
			{price: '100.1', quantity: 2, isTrusted: false},
		]);
	});

	test('tells spread, weighted mid and its lean', () => {
		const folding = new Folding().join({bids: [['100.00', '3']], asks: [['100.04', '1']]});
		const {spread, spreadBps, weightedMid, weightedMidBps} = folding.instrument().ladder;
		expect(spread).toBe('0.04');
		expect(spreadBps).toBeCloseTo((0.04 / 100.02) * 1e4, 9);
		expect(weightedMid).toBe('100.0300');
		expect(weightedMidBps).toBeCloseTo((0.01 / 100.02) * 1e4, 9);
		expect(folding.instrument().summary.mid).toBe('100.02');
	});

	test('tells the micro-price where a table was fitted for this instrument, from the touch as it stands', () => {
		const table: MicroPriceTable = {
			kind: 'micro-price',
			version: 1,
			instrument: 'binance:BTCUSDT',
			tick: 0.01,
			imbalanceEdges: [0.5],
			spreadEdges: [4],
			adjustments: [
				[-0.75, 1.25],
				[null, null],
			],
			counts: [
				[9, 9],
				[0, 0],
			],
			changes: 9,
		};
		const folding = new Folding({microPrice: [{...table, instrument: 'binance:ETHUSDT', tick: 5}, table]});
		folding.join({bids: [['100.00', '3']], asks: [['100.04', '1']]});
		const {microPrice, weightedMid} = folding.instrument().ladder;
		expect(microPrice?.price).toBe('100.0325');
		expect(microPrice?.bps).toBeCloseTo((0.0125 / 100.02) * 1e4, 6);
		expect(weightedMid).toBe('100.0300');
		folding.fold(diff(0.5, [106, 106], {bids: [['100.00', '0.5']]}));
		expect(folding.instrument().ladder.microPrice?.price).toBe('100.0125');
		// A spread that was never seen while the table was fitted.
		folding.fold(
			diff(0.6, [107, 107], {
				asks: [
					['100.04', '0'],
					['100.09', '1'],
				],
			}),
		);
		expect(folding.instrument().ladder.microPrice).toEqual({price: '', bps: Number.NaN});
		expect(new Folding().join().instrument().ladder.microPrice).toBeUndefined();
	});

	test('a mid on half a tick has one more digit', () => {
		expect(new Folding().join().instrument().summary.mid).toBe('100.005');
	});

	test('compares with what rested five seconds ago, once so much is known', () => {
		const folding = new Folding().join({bids: levelsFrom(100, 'bids', 3, '2'), asks: levelsFrom(100.01, 'asks', 3, '2')});
		const changes = (grouping = 0): number[] => folding.instrument('BTCUSDT', {grouping}).ladder.bids.map(({change}) => change);
		folding.fold(...[1, 2, 3, 4].map((second) => tick(second + 0.1)));
		expect(changes()).toEqual([Number.NaN, Number.NaN, Number.NaN]);
		folding.fold(
			...[5, 6, 7].map((second) => tick(second - 0.9)),
			diff(6.2, [106, 106], {
				bids: [
					['100.00', '5'],
					['99.99', '0'],
					['99.97', '1'],
				],
			}),
		);
		folding.fold(tick(7.5));
		expect(changes()).toEqual([3, 0, 1]);
		// 100.00 by itself, and 99.90 to 99.99: two went, one came.
		expect(changes(3)).toEqual([3, -1]);
		folding.fold(...[8, 9, 10, 11, 12, 13].map((second) => tick(second)), diff(13.1, [107, 107]));
		expect(changes()).toEqual([0, 0, 0]);
	});

	test('compares with nothing from before a gap', () => {
		const folding = new Folding().join();
		folding.fold(...[1, 2, 3, 4, 5, 6, 7].map((second) => tick(second / 2 + 0.1)), tick(4.1), diff(4.2, [106, 106]), tick(7.1));
		expect(folding.instrument().ladder.bids[0]?.change).toBe(0);
		folding.fold(diff(7.2, [110, 110]), snapshot(7.3, 2, 109, ladder(20, '9', '9')), tick(8.1), tick(9.1));
		expect(folding.instrument().ladder.bids[0]).toMatchObject({quantity: 9, change: Number.NaN});
	});

	test('stands still, but is shown, while the book is stale; is empty while there is none', () => {
		const folding = new Folding().join();
		folding.fold(tick(7));
		expect(folding.instrument().ladder.bids).toHaveLength(20);
		folding.fold(closed(8));
		expect(folding.instrument().ladder).toMatchObject({bids: [], asks: [], spread: '', weightedMid: ''});
	});
});
