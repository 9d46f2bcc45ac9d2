import {expect, test} from 'vitest';
import {Book} from '../../source/market/book.ts';
import {walkQuantity, walkToDepth} from '../../source/market/book-walk.ts';
import {Levels} from '../../source/market/levels.ts';
import {fc} from '../metrics/seeded.ts';
import {walked} from '../support/walked.ts';

type Pairs = readonly (readonly [price: number, quantity: number])[];

/** Prices in hundredths, quantities in whole units of 10^-8. */
function bookOf(bids: Pairs, asks: Pairs, limit = Number.POSITIVE_INFINITY): Book {
	const levels = (pairs: Pairs) => {
		const into = new Levels();
		for (const [price, quantity] of pairs) into.push(price, quantity);
		return into;
	};
	const book = new Book(2);
	book.replace(levels(bids), levels(asks), 2, 8, limit);
	return book;
}

const unit = 1e8;
const bids: Pairs = [
	[9_990, 2 * unit],
	[9_980, 3 * unit],
	[9_900, 5 * unit],
];
const asks: Pairs = [
	[10_010, unit],
	[10_020, 4 * unit],
	[10_200, 7 * unit],
];

test('a depth in bps takes in what stands on its bound, and nothing beyond', () => {
	const book = bookOf(bids, asks);
	expect(walkToDepth(book, 'bids', 10)).toEqual({levels: 1, quantity: 2 * unit, notional: 199.8, price: 9_990, isTrusted: true});
	expect(walkToDepth(book, 'bids', 9.99).levels).toBe(0);
	expect(walkToDepth(book, 'asks', 20)).toEqual({levels: 2, quantity: 5 * unit, notional: 500.9, price: 10_020, isTrusted: true});
	expect(walkToDepth(book, 'asks', 1e4).levels).toBe(3);
});

test('a depth beyond the bound of the snapshot is not trusted, whatever stands there', () => {
	const book = bookOf(bids, asks, 3);
	expect(walkToDepth(book, 'bids', 100).isTrusted).toBe(true);
	expect(walkToDepth(book, 'bids', 100.1)).toMatchObject({levels: 3, isTrusted: false});
	expect(walkToDepth(book, 'asks', 200).isTrusted).toBe(true);
	expect(walkToDepth(book, 'asks', 201).isTrusted).toBe(false);
});

test('a quantity takes the best levels first and the last in part', () => {
	const book = bookOf(bids, asks);
	expect(walkQuantity(book, 'bids', 3 * unit)).toEqual({levels: 2, quantity: 3 * unit, notional: 299.6, price: 9_980, isTrusted: true});
	expect(walkQuantity(book, 'asks', 0)).toEqual({levels: 0, quantity: 0, notional: 0, price: Number.NaN, isTrusted: true});
	expect(walkQuantity(book, 'asks', 20 * unit)).toMatchObject({levels: 3, quantity: 12 * unit, price: 10_200, isTrusted: true});
});

test('a quantity that a cut book does not hold may rest beyond it', () => {
	const book = bookOf(bids, asks, 3);
	expect(walkQuantity(book, 'bids', 10 * unit).isTrusted).toBe(true);
	expect(walkQuantity(book, 'bids', 10 * unit + 1)).toMatchObject({quantity: 10 * unit, isTrusted: false});
});

test('an empty side and a crossed book have no depth', () => {
	expect(walkToDepth(bookOf([], asks), 'bids', 1e4)).toMatchObject({levels: 0, quantity: 0, notional: 0});
	expect(walkToDepth(bookOf([[10_020, unit]], asks), 'asks', 1e4).levels).toBe(0);
});

test('both walks are the sums of the levels that they pass, on any book', () => {
	const level = fc.tuple(fc.integer({min: 1, max: 400}), fc.integer({min: 1, max: 1000}));
	const side = fc.uniqueArray(level, {selector: ([price]) => price, minLength: 1, maxLength: 40});
	fc.assert(
		fc.property(side, side, fc.integer({min: 0, max: 12_000}), fc.integer({min: 0, max: 60_000}), (below, above, bps, quantity) => {
			const book = bookOf(
				below.map(([price, size]) => [price, size]),
				above.map(([price, size]) => [price + 400, size]),
			);
			for (const name of ['bids', 'asks'] as const) {
				const levels = walked(book[name]);
				const reach = (book.mid * bps) / 1e4;
				const within = levels.filter(([price]) => (name === 'bids' ? price >= book.mid - reach : price <= book.mid + reach));
				const depth = walkToDepth(book, name, bps);
				expect([depth.levels, depth.quantity]).toEqual([within.length, sumOf(within)]);
				const taken = walkQuantity(book, name, quantity);
				expect(taken.quantity).toBe(Math.min(quantity, sumOf(levels)));
				expect(sumOf(levels.slice(0, taken.levels))).toBeGreaterThanOrEqual(taken.quantity);
				if (taken.levels > 0) expect(sumOf(levels.slice(0, taken.levels - 1))).toBeLessThan(taken.quantity);
			}
		}),
	);
});

function sumOf(levels: readonly (readonly [number, number])[]): number {
	return levels.reduce((sum, [, quantity]) => sum + quantity, 0);
}
