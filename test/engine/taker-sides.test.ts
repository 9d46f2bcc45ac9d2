import {describe, expect, test} from 'vitest';
import {TakerSides} from '../../source/engine/taker-sides.ts';
import {Book} from '../../source/market/book.ts';
import {Levels} from '../../source/market/levels.ts';
import type {Trade} from '../../source/market/trade.ts';
import {print} from '../../source/venues/reused.ts';
import {fc} from '../metrics/seeded.ts';
import {archived, readInto, survivesArchiving, timed} from '../support/archiving.ts';

const second = 1_000_000;
const now = 1_723_075_200 * second;

/** Best bid and ask, in hundredths. */
function bookOf(bid = 10_000, ask = 10_002): Book {
	const [bids, asks] = [new Levels(), new Levels()];
	bids.push(bid, 1e8);
	asks.push(ask, 1e8);
	const book = new Book(2);
	book.replace(bids, asks, 2, 8, Number.POSITIVE_INFINITY);
	return book;
}

function tradeAt(price: number, aggressor: 1 | -1, {priceScale = 2, happenedAt = now} = {}): Trade {
	return {...print(), price, priceScale, aggressor, happenedAt};
}

/** Told of a book with its mid at 100.01, a second before the trades. */
function sidesOf(book = bookOf()): TakerSides {
	const sides = new TakerSides();
	sides.state(book, now - second);
	return sides;
}

/** A taker who bought at the ask, and one who is said to have sold there. */
const right = tradeAt(10_002, 1);
const wrong = tradeAt(10_002, -1);

/** What is said of each trade. */
function judged(sides: TakerSides, ...trades: readonly (readonly [trade: Trade, times: number])[]): boolean[] {
	return trades.flatMap(([trade, times]) => Array.from({length: times}, () => sides.judge(trade)));
}

function countsOf(sides: TakerSides, ...trades: readonly Trade[]): readonly [compared: number, agreed: number] {
	for (const trade of trades) sides.judge(trade);
	return [sides.compared, sides.agreed];
}

describe('a trade agrees with the book', () => {
	test.each([
		['above the mid, by a taker who bought', tradeAt(10_002, 1), 1],
		['above the mid, by a taker who sold', tradeAt(10_002, -1), 0],
		['below the mid, by a taker who sold', tradeAt(10_000, -1), 1],
		['below the mid, by a taker who bought', tradeAt(10_000, 1), 0],
		['far above all asks, by a taker who bought', tradeAt(99_999, 1), 1],
	] as const)('%s: %#', (_, trade, agreed) => {
		expect(countsOf(sidesOf(), trade)).toEqual([1, agreed]);
	});

	test('or says nothing where it is at the mid, at any scale', () => {
		for (const aggressor of [1, -1] as const) {
			expect(countsOf(sidesOf(), tradeAt(10_001, aggressor), tradeAt(100_010_000, aggressor, {priceScale: 6}))).toEqual([0, 0]);
			expect(countsOf(sidesOf(bookOf(10_000, 10_001)), tradeAt(100_005, aggressor, {priceScale: 3}))).toEqual([0, 0]);
		}
	});

	test('whatever the scales of either', () => {
		const trades = [tradeAt(1_000_101, 1, {priceScale: 4}), tradeAt(1_000_099, -1, {priceScale: 4}), tradeAt(101, 1, {priceScale: 0})];
		expect(countsOf(sidesOf(), ...trades)).toEqual([3, 3]);
	});
});

describe('the book that a trade is compared with', () => {
	/** Mids at 100.01, 200.01 and 300.01, sent one second after another; the last just now. */
	function sidesOfThree(times: readonly number[] = [now - 2 * second, now - second, now]): TakerSides {
		const sides = new TakerSides();
		for (const [index, time] of times.entries()) sides.state(bookOf(10_000 * (index + 1), 10_000 * (index + 1) + 2), time);
		return sides;
	}
	/** Buys agree with all mids below them, and with no other. */
	const agreedAt = (sides: TakerSides, happenedAt: number) =>
		[5_000, 15_000, 25_000, 35_000].map((price) => {
			const before = sides.agreed;
			sides.judge(tradeAt(price, 1, {happenedAt}));
			return sides.agreed - before;
		});

	test('is the last that was sent before it, by the clock of the venue', () => {
		expect(agreedAt(sidesOfThree(), now + 1)).toEqual([0, 0, 0, 1]);
		expect(agreedAt(sidesOfThree(), now)).toEqual([0, 0, 1, 1]);
		expect(agreedAt(sidesOfThree(), now - second + 1)).toEqual([0, 0, 1, 1]);
		expect(agreedAt(sidesOfThree(), now - second)).toEqual([0, 1, 1, 1]);
	});

	test('is the latest of all where the book or the trade does not say when it was', () => {
		expect(agreedAt(sidesOfThree([Number.NaN, Number.NaN, Number.NaN]), now)).toEqual([0, 0, 0, 1]);
		expect(agreedAt(sidesOfThree(), Number.NaN)).toEqual([0, 0, 0, 1]);
	});

	test('is none where the trade is older than all books that are remembered, and then it is not counted', () => {
		const sides = sidesOfThree();
		expect(countsOf(sides, tradeAt(35_000, 1, {happenedAt: now - 2 * second}))).toEqual([0, 0]);
		expect(countsOf(new TakerSides(), right)).toEqual([0, 0]);
	});

	test('is none where the book was lost, and then the first after it', () => {
		const sides = sidesOfThree();
		sides.forget();
		expect(countsOf(sides, tradeAt(35_000, 1, {happenedAt: now + second}))).toEqual([0, 0]);
		sides.state(bookOf(), now + second);
		expect(countsOf(sides, tradeAt(35_000, 1, {happenedAt: now + second}), tradeAt(35_000, 1, {happenedAt: now + 2 * second}))).toEqual([
			1, 1,
		]);
	});

	test('is found among the last 256, and no farther back', () => {
		const sides = new TakerSides();
		for (let index = 0; index < 1000; index++) sides.state(bookOf(), now + index);
		const oldest = now + 1000 - 256;
		expect(countsOf(sides, tradeAt(10_002, 1, {happenedAt: oldest}))).toEqual([0, 0]);
		expect(countsOf(sides, tradeAt(10_002, 1, {happenedAt: oldest + 1}))).toEqual([1, 1]);
	});
});

describe('that takers are on the other side', () => {
	test('is said of fifty trades at the least', () => {
		expect(judged(sidesOf(), [wrong, 51]).indexOf(true)).toBe(49);
	});

	test('is said once, however long it lasts', () => {
		expect(judged(sidesOf(), [wrong, 1000]).filter(Boolean)).toHaveLength(1);
	});

	test('is said where more than half disagree, and not of just half', () => {
		const sides = sidesOf();
		expect(judged(sides, [right, 25], [wrong, 25])).not.toContain(true);
		expect(sides.words).toBe('25 of the last 50 trades agree with the mid');
		expect(sides.judge(wrong)).toBe(true);
		expect(sides.words).toBe('25 of the last 51 trades agree with the mid');
	});

	test('is not said of trades that agree', () => {
		const sides = sidesOf();
		expect(judged(sides, [right, 1000])).not.toContain(true);
		expect(sides.words).toBe('200 of the last 200 trades agree with the mid');
	});

	test('is said by the latest two hundred alone, so that a venue which changes its mind is found out', () => {
		const sides = sidesOf();
		const said = judged(sides, [right, 5000], [wrong, 200]);
		expect(said.indexOf(true)).toBe(5000 + 100);
		expect(sides.words).toBe('0 of the last 200 trades agree with the mid');
		expect([sides.compared, sides.agreed]).toEqual([5200, 5000]);
	});

	test('is said again where it had ceased to be so', () => {
		const said = judged(sidesOf(), [wrong, 200], [right, 200], [wrong, 200]);
		expect(said.flatMap((isSaid, index) => (isSaid ? [index] : []))).toEqual([49, 400 + 100]);
	});

	test('is still said, though the book was lost between', () => {
		const sides = sidesOf();
		expect(judged(sides, [wrong, 49])).not.toContain(true);
		sides.forget();
		sides.state(bookOf(), now - second);
		expect(sides.judge(wrong)).toBe(true);
	});
});

test('a checkpoint brings back all trades that it looks at, whether it was said, and the books', () => {
	const sides = sidesOf();
	judged(sides, [right, 100], [wrong, 100]);
	const copy = new TakerSides();
	readInto(copy, archived(sides));
	expect([copy.words, copy.compared, copy.agreed]).toEqual([sides.words, 200, 100]);
	expect(copy.judge(wrong)).toBe(true);
	const said = new TakerSides();
	readInto(said, archived(copy));
	expect(judged(said, [wrong, 10])).not.toContain(true);
	expect(said.compared).toBe(211);
});

survivesArchiving('the sides of takers', {
	options: fc.constant(undefined),
	make: () => new TakerSides(),
	events: timed(
		fc.record({
			after: fc.integer({min: 0, max: second}),
			kind: fc.constantFrom('trades', 'trades', 'trades', 'states', 'states', 'forget'),
			price: fc.integer({min: 9_990, max: 10_010}),
			aggressor: fc.constantFrom(1 as const, -1 as const),
			times: fc.integer({min: 1, max: 40}),
			isRare: fc.integer({min: 0, max: 4}).map((chance) => chance === 0),
		}),
		20,
	),
	feed(sides, {kind, at, price, aggressor, times, isRare}) {
		if (kind === 'trades') return judged(sides, [tradeAt(price, aggressor, {happenedAt: at - second}), times]);
		if (kind === 'states') for (let index = 0; index < times; index++) sides.state(bookOf(price, price + 2), at + index);
		else if (isRare) sides.forget();
		return undefined;
	},
	look: (sides) => [sides.compared, sides.agreed],
});
