import {describe, expect, test} from 'vitest';
import {BookSide, narrowSpan, spanFor, wideSpan} from '../../source/market/book-side.ts';
import {Levels} from '../../source/market/levels.ts';
import {fc} from '../metrics/seeded.ts';
import {archived, readInto} from '../support/archiving.ts';
import {OracleSide} from '../support/oracle-book.ts';
import {highestPrice, sideChange, takeChange} from '../support/side-changes.ts';
import {SidePair} from '../support/side-pair.ts';
import {SortedSide} from '../support/sorted-side.ts';
import {walked} from '../support/walked.ts';

const directions = fc.constantFrom<(1 | -1)[]>(1, -1);
/** The smallest that there may be is crossed most often. */
const spans = fc.constantFrom(1024, narrowSpan, wideSpan);
/** From one unit to more of them than 32 bits hold, around what a processor's integers hold among them. */
const bases = fc.constantFrom(
	1,
	150,
	123_456,
	6_160_200,
	2 ** 30,
	2 ** 31 - 500,
	2 ** 32 - 3,
	12_345_678_912,
	highestPrice - 10_000,
	highestPrice,
);
const changes = (maxLength: number) => fc.array(sideChange, {maxLength, size: 'max'});

test('the plain side that the others are compared with is what a sorted map of bigints says', () => {
	const set = fc.tuple(fc.integer({min: 1, max: 40}), fc.integer({min: 0, max: 3}));
	fc.assert(
		fc.property(directions, fc.array(set, {maxLength: 60, size: 'max'}), (direction, sets) => {
			const plain = new SortedSide(direction);
			const plainest = new OracleSide(direction === 1);
			for (const [price, quantity] of sets) {
				plain.set(price, quantity);
				plainest.set([BigInt(price), BigInt(quantity)]);
				expect(plain.levels).toEqual(plainest.levels.map(([each, standing]) => [Number(each), Number(standing)]));
				expect(plain.countWithin(20)).toBe(plainest.countWithin(20n));
			}
		}),
		{numRuns: 20},
	);
});

describe('any changes and questions', () => {
	test('leave a side that is asked now and then as a sorted array is', () => {
		fc.assert(
			fc.property(directions, spans, bases, changes(80), (direction, span, base, all) => {
				const pair = new SidePair(direction, span);
				for (const change of all) takeChange(pair, change, base);
				pair.expectSame([base]);
			}),
			{numRuns: 600},
		);
	});

	test('leave the touch and the best twenty of a side that is asked after each as those of a sorted array', () => {
		fc.assert(
			fc.property(directions, spans, bases, changes(60), (direction, span, base, all) => {
				const pair = new SidePair(direction, span);
				for (const change of all) {
					takeChange(pair, change, base);
					pair.expectSameTouch();
					pair.expectSameTop(20);
				}
				pair.expectSame([base]);
			}),
			{numRuns: 300},
		);
	});

	test('leave all of a side that is asked for all after each as a sorted array', () => {
		fc.assert(
			fc.property(directions, spans, bases, changes(30), (direction, span, base, all) => {
				const pair = new SidePair(direction, span);
				for (const change of all) {
					takeChange(pair, change, base);
					pair.expectSame([base]);
				}
			}),
			{numRuns: 100},
		);
	});

	test('leave a side alike whether its levels come in one list or one by one', () => {
		const near = fc.integer({min: -30, max: 30});
		const far = fc.integer({min: -5000, max: 5000});
		// Few prices, so that many come twice in one list.
		const level = fc.tuple(fc.oneof(near, far, fc.constantFrom(-4000, 4000)), fc.integer({min: 0, max: 3}));
		const lists = fc.array(fc.array(level, {maxLength: 60, size: 'max'}), {maxLength: 8, size: 'max'});
		fc.assert(
			fc.property(directions, lists, fc.boolean(), (direction, all, isAsked) => {
				const [byList, byOne] = [new BookSide(direction, 1024), new BookSide(direction, 1024)];
				for (const list of all) {
					const levels = new Levels();
					for (const [away, quantity] of list) levels.push(10_000 + away, quantity);
					byList.apply(levels);
					for (const [away, quantity] of list) byOne.set(10_000 + away, quantity);
					if (isAsked) expect([byList.price, byList.quantity]).toEqual([byOne.price, byOne.quantity]);
				}
				expect(walked(byList)).toEqual(walked(byOne));
				expect(byList.count).toBe(byOne.count);
			}),
		);
	});

	test('end in the same levels and the same future on a side of any other span that was read from a checkpoint', () => {
		fc.assert(
			fc.property(directions, spans, spans, bases, changes(50), changes(30), (direction, span, other, base, before, after) => {
				const original = new SidePair(direction, span);
				for (const change of before) takeChange(original, change, base);
				const bytes = archived(original.fast);
				const copy = new SidePair(direction, other);
				// What stood on the reading side is nobody's level.
				for (const price of [1, base, highestPrice]) copy.fast.set(price, 77);
				readInto(copy.fast, bytes);
				for (const [price, quantity] of original.plain.levels) copy.plain.set(price, quantity);
				copy.expectSame([base]);
				expect(Buffer.compare(archived(copy.fast), bytes)).toBe(0);
				for (const change of after) {
					takeChange(original, change, base);
					takeChange(copy, change, base);
				}
				original.expectSame([base]);
				copy.expectSame([base]);
			}),
			{numRuns: 150},
		);
	});

	test('go on at finer and finer ticks', () => {
		const finer = fc.record({to: fc.integer({min: 1, max: 3}), coarser: fc.integer({min: 0, max: 2})});
		// Quantities in tens of thousands, so that four decimals of them can be dropped.
		const standing = fc.integer({min: 0, max: 9}).map((count) => count * 10_000);
		const set = fc.tuple(fc.oneof(fc.integer({min: -40, max: 40}), fc.integer({min: -9000, max: 9000})), standing);
		const sets = fc.array(set, {maxLength: 40, size: 'max'});
		fc.assert(
			fc.property(
				directions,
				spans,
				fc.constantFrom(20_000, 6_160_200, 12_345_678_912),
				sets,
				finer,
				sets,
				(direction, span, base, before, {to, coarser}, after) => {
					const pair = new SidePair(direction, span);
					for (const [away, quantity] of before) pair.set(base + away, quantity);
					for (let decimal = 1; decimal <= to; decimal++) {
						pair.rescale(1, decimal === 1 ? coarser : 0);
						pair.expectSameTouch();
					}
					pair.expectSame([base]);
					for (const [away, quantity] of after) {
						pair.set(base * 10 ** to + away, quantity);
						pair.expectSameTop(20);
					}
					pair.expectSame([base, base * 10 ** to]);
				},
			),
			{numRuns: 150},
		);
	});
});

describe('one by one', () => {
	test.each([1, -1] as const)('of a price that comes twice in one list, the last quantity stands (direction %i)', (direction) => {
		const pair = new SidePair(direction);
		pair.apply([
			[100, 5],
			[100, 7],
			[90, 1],
			[90, 0],
			[1_000_000, 3],
			[1_000_000, 0],
			[80, 0],
			[80, 2],
			[2_000_000, 4],
			[2_000_000, 6],
		]);
		expect(pair.fast.quantityOf(100)).toBe(7);
		pair.expectSame([80, 90, 100, 1_000_000, 2_000_000]);
	});

	test('an empty side says so to every question, before its first level and after its last', () => {
		for (const direction of [1, -1] as const) {
			const pair = new SidePair(direction);
			const expectEmpty = () => {
				const {fast} = pair;
				expect([fast.price, fast.quantity, fast.worstPrice, fast.count, fast.quantityOf(5)]).toEqual([
					Number.NaN,
					Number.NaN,
					undefined,
					0,
					0,
				]);
				expect([5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((bound) => fast.countWithin(bound))).toEqual([0, 0, 0]);
				expect([walked(fast), fast.top(20, new Levels())]).toEqual([[], 0]);
				pair.expectSame([5]);
			};
			expectEmpty();
			pair.set(5, 0);
			expectEmpty();
			pair.set(5, 1);
			pair.set(900_000, 1);
			pair.set(5, 0);
			pair.set(900_000, 0);
			expectEmpty();
			pair.set(7, 1);
			pair.clear();
			expectEmpty();
			pair.set(1_000_000_000, 3);
			pair.expectSame();
		}
	});

	test('top leaves no level of an earlier and longer answer standing', () => {
		const pair = new SidePair(1);
		for (let price = 1; price <= 30; price++) pair.set(price, price);
		const into = new Levels();
		expect([pair.fast.top(30, into), into.length]).toEqual([30, 30]);
		expect([pair.fast.top(3, into), into.length, into.prices[2]]).toEqual([3, 3, 28]);
		pair.clear();
		expect([pair.fast.top(3, into), into.length]).toEqual([0, 0]);
	});

	test('each walk begins at the best level anew, two may go at once, and one that ended stays so', () => {
		const {fast} = new SidePair(-1, 1024);
		for (const price of [10, 20, 5000]) fast.set(price, price);
		const [one, other] = [fast.walk(), fast.walk()];
		expect([one.next(), one.next(), one.price, other.next(), other.price]).toEqual([true, true, 20, true, 10]);
		expect([one.next(), one.price, one.next(), one.next()]).toEqual([true, 5000, false, false]);
		expect([other.next(), other.price, other.rank]).toEqual([true, 20, 1]);
		fast.set(3, 1);
		fast.set(20, 0);
		expect(walked(fast).map(([price]) => price)).toEqual([3, 10, 5000]);
	});
});

test('one of up to sixteen books has the wide span, one of more the narrow one', () => {
	expect([1, 16, 17, 500].map(spanFor)).toEqual([wideSpan, wideSpan, narrowSpan, narrowSpan]);
});
