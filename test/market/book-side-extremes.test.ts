/* Sides that are pushed to where something in them has to give way: every test is made for bids and for asks, with each window that is in use. */

import {describe, expect, test} from 'vitest';
import {BookSide, narrowSpan, wideSpan} from '../../source/market/book-side.ts';
import {Levels} from '../../source/market/levels.ts';
import {SidePair} from '../support/side-pair.ts';

const sides = [1, -1].flatMap((way) =>
	[narrowSpan, wideSpan].map((span) => {
		const direction: 1 | -1 = way === 1 ? 1 : -1;
		return {name: `${direction === 1 ? 'bids' : 'asks'} with a window of ${span}`, direction, span};
	}),
);

const start = 6_160_200;

describe.each(sides)('$name', ({direction, span}) => {
	/** Worse by so many steps; better by as many where negative. */
	const away = (steps: number, from = start) => from - steps * direction;

	test('that improve step by step, window after window, lose no level behind them', () => {
		const pair = new SidePair(direction, span);
		for (let step = 0; step < span * 1.5; step++) {
			pair.set(away(-step), step + 1);
			// A level of ten stays.
			if (step % 10 !== 0) pair.set(away(1 - step), 0);
			if (step % 997 === 0) pair.expectSameTop(20);
		}
		pair.expectSame([start]);
	});

	test('that improve by any leap, far over the window, keep what they leave behind', () => {
		const pair = new SidePair(direction, span);
		let best = start;
		for (const leap of [1, span / 8 - 1, span / 8, span / 8 + 1, span, span - 1, span + 1, span * 3, span * 20, 2, 5_000_000]) {
			best = direction === 1 ? best + leap : Math.max(1, best - Math.min(leap, best - 1));
			pair.apply(
				[
					[best, leap],
					[away(2, best), 7],
					[away(span, best), 8],
					[away(5 * span, best), 9],
				].map(([price, quantity]) => [Math.max(1, price ?? 0), quantity ?? 0] as const),
			);
			pair.expectSameTouch();
			pair.expectSameTop(3);
		}
		pair.expectSame([start]);
	});

	test('that fall level by level down several windows are followed all the way', () => {
		const pair = new SidePair(direction, span);
		// Uneven gaps, some of them over words and summaries of bits that hold nothing.
		for (let index = 0, steps = 0; steps < span * 3; index++, steps += [1, 13, 40, 1100][index % 4] ?? 1) pair.set(away(steps), index + 1);
		const {count} = pair.plain;
		for (let left = count; left > 0; left--) {
			pair.expectSameTouch();
			if (left % 10 === 0) pair.expectSameTop(20);
			if (left % 97 === 0) pair.expectSame([start]);
			pair.sweep(1);
		}
		expect(count).toBeGreaterThan(100);
		pair.expectSame([start]);
	});

	test('that run empty near the touch go on with the far ones, and fill again on top of them', () => {
		const pair = new SidePair(direction, span);
		for (let round = 0; round < 6; round++) {
			for (let level = 0; level < 30; level++) pair.set(away(level + round), 1 + round);
			for (let level = 0; level < 30; level++) pair.set(away(span * 2 + level * span), 50 + round);
			if (round % 2 === 0) pair.expectSameTop(20);
			pair.sweep(round < 3 ? 30 : pair.plain.count);
			pair.expectSame([start]);
		}
	});

	test('that are swept by 800 levels at once show the next ones, and take new ones on top', () => {
		const pair = new SidePair(direction, span);
		pair.apply(Array.from({length: 5000}, (_, level) => [away(level * 7), level + 1] as const));
		for (let sweep = 0; sweep < 6; sweep++) {
			pair.sweep(800);
			pair.expectSameTouch();
			pair.expectSame([start]);
			pair.apply(Array.from({length: 20}, (_, level) => [away(level + sweep * 50), 9] as const));
			pair.expectSameTop(20);
		}
		pair.expectSame([start]);
	});

	test('hold fifty thousand levels, near and far, in whatever order they came', () => {
		const pair = new SidePair(direction, span);
		const levels = 50_000;
		// A step that shares no divisor with 50,000 comes to each number once.
		for (let index = 0, level = 0; index < levels; index++, level = (level + 30_931) % levels) {
			pair.set(away(level * 3), level + 1);
			if (index % 500 === 0) pair.expectSameTop(20);
		}
		expect(pair.fast.count).toBe(levels);
		pair.expectSame([start, away(100), away(50_000), away(150_000)]);
		for (let index = 0; index < 20; index++) {
			pair.sweep(2000);
			pair.expectSameTop(20);
			pair.expectSameCounts([away(100_000), away(140_000)]);
		}
		pair.expectSame([start]);
	});

	test.each([900, 3000, 12_000, 14_000, 40_000, 250_000])(
		'that stand %i steps apart show their best twenty, in a wider window or from afar',
		(gap) => {
			const pair = new SidePair(direction, span);
			const first = 40_000_000;
			for (let level = 0; level < 60; level++) pair.set(away(level * gap, first), level + 1);
			pair.expectSameTop(20);
			for (let turn = 0; turn < 40; turn++) {
				// One between the others, one that goes, and every few turns one that is better than the window has room for. A diff may widen it.
				const leap = turn % 5 === 0 ? [[away(-gap * (turn + 1), first), 7] as const] : [];
				pair.apply([[away(turn * gap + (gap >> 1), first), 100 + turn], [pair.plain.priceAt(turn % 7), 0], ...leap]);
				pair.expectSameTop(20);
				pair.expectSameTop(turn);
			}
			pair.expectSame([first]);
		},
	);

	test('whose price jumps a thousandfold and back, and again, follow', () => {
		const pair = new SidePair(direction, span);
		const ladder = (from: number, quantity: number) => Array.from({length: 100}, (_, level) => [away(level * 3, from), quantity] as const);
		let from = 1_000_000;
		for (const [turn, next] of [1_000_000_000, 1_000_000, 1000, 1_000_000, 1_000_000_000_000, 1000, 2 ** 52 - 1000].entries()) {
			pair.apply(ladder(from, turn + 1));
			pair.expectSame([from]);
			// The new prices come before the old ones go, as they come in one message, or after.
			if (turn % 2 === 0) pair.apply([...ladder(next, turn + 2), ...ladder(from, 0)]);
			else pair.apply([...ladder(from, 0), ...ladder(next, turn + 2)]);
			pair.expectSame([from, next]);
			from = next;
		}
	});

	test('with one wildly better level that comes and goes are as they were', () => {
		const pair = new SidePair(direction, span);
		const middle = 500_000_000;
		const wild = direction === 1 ? 500_000_000_000 : 1;
		pair.apply(Array.from({length: 2000}, (_, level) => [away(level * 20, middle), level + 1] as const));
		for (let turn = 0; turn < 30; turn++) {
			pair.set(wild, turn + 1);
			if (turn % 3 !== 0) pair.expectSameTop(turn % 3 === 1 ? 1 : 20);
			pair.set(away(turn, middle), 5);
			pair.set(wild, 0);
			if (turn % 4 !== 0) pair.expectSameTop(20);
		}
		pair.expectSame([wild, middle]);
	});

	test('priced at 1, 2 and 3 units hold these and no price below', () => {
		const pair = new SidePair(direction, span);
		for (const [price, quantity] of [
			[2, 5],
			[1, 6],
			[3, 7],
			[2, 0],
			[1, 0],
			[2, 8],
			[3, 0],
			[1, 1],
			[2, 0],
			[1, 0],
			[3, 3],
			[1, 2],
		] as const) {
			pair.set(price, quantity);
			pair.expectSame([1, 2, 3, 4]);
		}
		pair.apply([
			[100_000_000, 4],
			[3, 0],
			[2, 2],
			[1, 0],
		]);
		pair.expectSame([1, 2, 3, 4, 100_000_000]);
	});

	test.each([
		['123456789.12 with two decimals', 12_345_678_912],
		['2^31 units, where small integers end', 2 ** 31],
		['2^32 units', 2 ** 32],
		['500000000.0000001 with seven decimals', 5_000_000_000_000_001],
		['2^52 units', 2 ** 52],
	])('priced around %s lose not one unit of it', (_name, price) => {
		const pair = new SidePair(direction, span);
		for (let step = -40; step < 40; step++) pair.set(price + step, step + 41);
		pair.expectSame([price]);
		// What differs in high bits alone is another price.
		for (const other of [price % 2 ** 32, (price % 2 ** 32) + 2 ** 33, price - 2 ** 31, price + 2 ** 31]) pair.set(Math.max(1, other), 99);
		pair.expectSame([price, price + 5]);
		for (let step = 0; step < 300; step++) {
			const best = pair.plain.price;
			pair.set(step % 3 === 0 ? best : away(-((step * 37) % 400), best), step % 3 === 0 ? 0 : step);
			pair.expectSameTop(20);
		}
		pair.expectSame([price]);
	});

	test('that were cleared take another market as a new side does', () => {
		const pair = new SidePair(direction, span);
		for (const from of [6_160_200, 150, 12_345_678_912, 6_160_201, 2_000_000_000]) {
			for (let level = 0; level < 120; level++) pair.set(Math.max(1, away(level * level, from)), level + 1);
			pair.expectSame([from]);
			pair.clear();
			pair.expectSame([from]);
			for (let level = 0; level < 5; level++) pair.set(Math.max(1, away(level * 5 * span, from)), level + 1);
			pair.expectSame([from]);
			pair.clear();
		}
	});

	test('whose ticks become finer and finer keep each level, and take those between', () => {
		const pair = new SidePair(direction, span);
		for (let level = 0; level < 400; level++) pair.set(away(level * 11), (level + 1) * 1000);
		let from = start;
		for (let decimals = 1; decimals <= 6; decimals++) {
			pair.rescale(1, decimals % 2);
			from *= 10;
			pair.expectSame([from]);
			for (let level = 0; level < 50; level++) pair.set(away(level * 3 - 7, from), 1000 * decimals);
			pair.expectSameTop(20);
		}
		pair.expectSame([from]);
	});
});

test('a walk is good until the next change: that somebody asks for the top in between is none', () => {
	const bids = new BookSide(1, 1024);
	for (const price of [10_000, 9_999, 5_000]) bids.set(price, 1);
	const level = bids.walk();
	const prices: number[] = [];
	while (level.next()) {
		prices.push(level.price);
		// There are fewer than twenty in the window, which will be wider for it: later.
		bids.top(20, new Levels());
	}
	expect(prices).toEqual([10_000, 9_999, 5_000]);
});

test('a window that held fewer levels than were asked for is wider after the next diffs, and the same book', () => {
	const bids = new BookSide(1, 1024);
	const prices = Array.from({length: 40}, (_, rank) => 10_000_000 - rank * 2000);
	for (const price of prices) bids.set(price, price);
	const top = new Levels();
	for (let diff = 0; diff < 10; diff++) {
		bids.top(20, top);
		expect([...top.prices.subarray(0, 20)]).toEqual(prices.slice(0, 20));
		const changes = new Levels();
		changes.push(prices[diff] ?? 0, 7);
		changes.push(10_000_001 + diff, 0);
		bids.apply(changes);
		expect([bids.count, bids.quantityOf(prices[diff] ?? 0), bids.worstPrice]).toEqual([40, 7, prices.at(-1)]);
	}
});
