import {describe, expect, test} from 'vitest';
import {Recovery} from '../../source/metrics/recovery.ts';
import {Resilience} from '../../source/metrics/resilience.ts';
import {expectClose} from './close-to.ts';
import {bookOf, type Ladder, marketAt, meterRow, tradeOf} from './meter-row.ts';

const second = 1_000_000;

describe('a recovery', () => {
	const recovered = (states: readonly (readonly [at: number, depth: number])[], until: number) => {
		const recovery = new Recovery();
		recovery.open(0, 100, 40);
		for (const [at, depth] of states) recovery.state(at * second, depth);
		recovery.passTo(until * second);
		return [recovery.t90, recovery.afterSecond, recovery.isOpen];
	};

	test('ends when 90 % of the loss are back, and knows what was back after a second', () => {
		expect(
			recovered(
				[
					[0.2, 52],
					[0.5, 70],
					[1.1, 91],
					[1.9, 95],
				],
				2,
			),
		).toEqual([1.9, 0.5, false]);
		expect(recovered([[0.3, 94]], 0.9)).toEqual([Number.NaN, Number.NaN, true]);
		expect(recovered([[0.3, 94]], 1)).toEqual([0.3, 0.9, false]);
	});

	test('measures the loss down to its trough within 250 ms, and begins to wait anew from there', () => {
		expect(
			recovered(
				[
					[0.1, 99],
					[0.25, 20],
					[0.6, 60],
					[3, 92],
				],
				3.1,
			),
		).toEqual([3, 0.5, false]);
		expect(
			recovered(
				[
					[0.26, 20],
					[3, 95],
				],
				3.1,
			).slice(0, 1),
		).toEqual([3]);
	});

	test('is cut off at 30 s', () => {
		expect(recovered([[5, 60]], 29.9)).toEqual([Number.NaN, Number.NaN, true]);
		expect(recovered([[5, 60]], 30)).toEqual([30, 0, false]);
		expect(
			recovered(
				[
					[5, 60],
					[40, 100],
				],
				41,
			),
		).toEqual([30, 0, false]);
	});

	test('tells nothing of what was lost from sight, and does not begin where nothing is missing', () => {
		expect(
			recovered(
				[
					[0.5, Number.NaN],
					[2, 100],
				],
				3,
			),
		).toEqual([Number.NaN, Number.NaN, false]);
		const recovery = new Recovery();
		recovery.open(0, 100, 100);
		expect(recovery.isOpen).toBe(false);
	});
});

/** Levels at every tick from 100.00 on, within 5 bps of which five stand. */
const side = (best: number, away: 1 | -1, first: number): Ladder =>
	Array.from({length: 12}, (_, rank) => [best + away * rank, rank === 0 ? first : 10] as const);

/** A minute of calm, a burst of takers, and the row so long after it. */
function afterBurst(taken: number, bids: Ladder, seconds: number, asks = side(10_001, 1, 10)): Readonly<Record<string, number>> {
	const meter = new Resilience(second);
	const calm = bookOf(side(10_000, -1, 10), side(10_001, 1, 10), 2);
	const market = (at: number, book = calm) => {
		const each = marketAt(at, book);
		each.describe(0.01, 0.001, undefined);
		return each;
	};
	meter.state(market(0));
	for (let row = 1; row <= 60; row++) meterRow(meter, market(row * second));
	const shaken = bookOf(bids, asks, 2);
	meter.trade(market(60.5 * second), tradeOf(taken, -1));
	meter.state(market(60.5 * second, shaken));
	meter.state(market(62 * second));
	for (let row = 62; row <= 60 + seconds; row++) meterRow(meter, market(row * second));
	return meterRow(meter, market((61 + seconds) * second));
}

describe('the book after takers', () => {
	test('who take half of what usually stands at the touch, is timed until it is full again', () => {
		const row = afterBurst(5, side(10_000, -1, 5), 3);
		expectClose([row['res_t90_bid']!, row['res_rec1_bid']!], [1.5, 0]);
		expect([row['res_t90_ask'], row['res_rec1_ask']]).toEqual([Number.NaN, Number.NaN]);
	});

	test('who take less is not', () => {
		expect(afterBurst(4.9, side(10_000, -1, 5), 3)['res_t90_bid']).toBeNaN();
	});

	test('who push the touch back by two ticks is, however these round', () => {
		expectClose(afterBurst(0.1, side(9998, -1, 10), 3)['res_t90_bid']!, 1.5);
		expect(afterBurst(0.1, side(9999, -1, 5), 3)['res_t90_bid']).toBeNaN();
	});

	test('does not take a touch that improves for one that was pushed back', () => {
		expect(afterBurst(0.1, [[10_002, 1], ...side(10_000, -1, 5)], 3, side(10_003, 1, 10))['res_t90_bid']).toBeNaN();
	});
});

test('deviations that halve with every row have a half-life of one interval', () => {
	const meter = new Resilience(0.5 * second);
	const bookOfDepth = (depth: number) => bookOf([[100_000, depth]], [[100_001, 1000]], 3, 3);
	let row: Readonly<Record<string, number>> = {};
	// A shock every forty rows, which fades by a half a row.
	for (let index = 0; index < 300; index++) {
		const depth = 1_000_000 + Math.round(800_000 / 2 ** (index % 40));
		row = meterRow(meter, marketAt(index * 0.5 * second, bookOfDepth(depth)));
	}
	expect(row['res_half_bid']!).toBeGreaterThan(0.3);
	expect(row['res_half_bid']!).toBeLessThan(0.7);
	expect(row['res_half_ask']).toBeNaN();
});
