/* Books that their venue keeps up to so many levels a side only, books that were cut, and books told by best bids and asks. */

import {describe, expect, test} from 'vitest';
import {Book} from '../../source/market/book.ts';
import {Levels} from '../../source/market/levels.ts';
import {walked} from '../support/walked.ts';

type Pairs = readonly (readonly [price: number, quantity: number])[];

const all = Number.POSITIVE_INFINITY;
const nothing = Number.NEGATIVE_INFINITY;

function levelsOf(pairs: Pairs): Levels {
	const levels = new Levels();
	for (const [price, quantity] of pairs) levels.push(price, quantity);
	return levels;
}

/** As a stream's snapshot comes: whole, of a venue that keeps up so many levels a side. */
function bookOf(bids: Pairs, asks: Pairs, depth = all): Book {
	const book = new Book(2);
	book.replace(levelsOf(bids), levelsOf(asks), 2, 8, all, depth);
	return book;
}

function change(book: Book, bids: Pairs, asks: Pairs = []): void {
	book.apply(levelsOf(bids), levelsOf(asks), 2, 8);
}

const ladder = (from: number, step: 1 | -1, count: number): Pairs =>
	Array.from({length: count}, (_, rank) => [from + rank * step, rank + 1]);

describe('to cut a book', () => {
	test('takes away what lies beyond the best levels of each side, and says how much that was', () => {
		const book = bookOf(ladder(100, -1, 5), ladder(101, 1, 3));
		expect(book.cutTo(2)).toBe(4);
		expect([walked(book.bids), walked(book.asks)]).toEqual([ladder(100, -1, 2), ladder(101, 1, 2)]);
		expect(book.cutTo(2)).toBe(0);
	});

	test('to as many levels as it has, or to more, changes nothing', () => {
		const book = bookOf(ladder(100, -1, 5), ladder(101, 1, 3));
		for (const depth of [5, 6, all]) expect(book.cutTo(depth)).toBe(0);
		expect([book.bids.count, book.asks.count]).toEqual([5, 3]);
	});

	test('takes away levels however far out they stand', () => {
		const far: Pairs = [
			[100, 1],
			[99, 1],
			[5, 1],
			[3, 1],
		];
		const book = bookOf(far, [
			[101, 1],
			[500_000, 1],
			[90_000_000, 1],
		]);
		expect(book.cutTo(2)).toBe(3);
		expect([walked(book.bids), walked(book.asks)]).toEqual([
			far.slice(0, 2),
			[
				[101, 1],
				[500_000, 1],
			],
		]);
	});

	test('says nothing of how far it is known', () => {
		const book = bookOf(ladder(100, -1, 5), ladder(101, 1, 5));
		book.cutTo(2);
		expect([book.trustedBid, book.trustedAsk]).toEqual([nothing, all]);
	});
});

describe('to forget what lies beyond', () => {
	test('cuts a book, and trusts it no farther than it was cut', () => {
		const book = bookOf(ladder(100, -1, 5), ladder(101, 1, 3));
		book.forgetBeyond(3);
		expect([walked(book.bids), walked(book.asks)]).toEqual([ladder(100, -1, 3), ladder(101, 1, 3)]);
		expect([book.trustedBid, book.trustedAsk]).toEqual([98, all]);
		expect([book.trustedBidLevels, book.trustedAskLevels]).toEqual([3, 3]);
	});

	test('goes on to mistrust it there, though levels come back', () => {
		const book = bookOf(ladder(100, -1, 5), ladder(101, 1, 5));
		book.forgetBeyond(3);
		change(
			book,
			[
				[97, 7],
				[99, 0],
			],
			[[104, 7]],
		);
		expect([book.trustedBid, book.trustedAsk]).toEqual([98, 103]);
		expect([book.bids.count, book.trustedBidLevels]).toEqual([3, 2]);
		expect([book.asks.count, book.trustedAskLevels]).toEqual([4, 3]);
		expect([book.isTrustedFor(2), book.isTrustedFor(3)]).toEqual([true, false]);
	});

	test('never trusts it farther than before', () => {
		const book = new Book(2);
		book.replace(levelsOf(ladder(100, -1, 3)), levelsOf(ladder(101, 1, 3)), 2, 8, 3);
		change(
			book,
			[
				[50, 1],
				[40, 1],
			],
			[
				[500, 1],
				[600, 1],
			],
		);
		book.forgetBeyond(4);
		expect([book.trustedBid, book.trustedAsk]).toEqual([98, 103]);
		book.forgetBeyond(2);
		expect([book.trustedBid, book.trustedAsk]).toEqual([99, 102]);
	});

	test('ends with the next snapshot', () => {
		const book = bookOf(ladder(100, -1, 5), ladder(101, 1, 5));
		book.forgetBeyond(2);
		book.replace(levelsOf(ladder(100, -1, 5)), levelsOf(ladder(101, 1, 5)), 2, 8, all);
		expect([book.trustedBid, book.trustedAsk]).toEqual([nothing, all]);
	});
});

describe('a new best bid and ask', () => {
	test('takes away whatever stood better, and leaves what stands behind', () => {
		const book = bookOf(ladder(100, -1, 5), ladder(101, 1, 5));
		book.takeTouch(levelsOf([[98, 7]]), levelsOf([[103, 9]]), 2, 8);
		expect(walked(book.bids)).toEqual([
			[98, 7],
			[97, 4],
			[96, 5],
		]);
		expect(walked(book.asks)).toEqual([
			[103, 9],
			[104, 4],
			[105, 5],
		]);
	});

	test('that is better than all stands before them', () => {
		const book = bookOf([[100, 1]], [[110, 1]]);
		book.takeTouch(levelsOf([[104, 7]]), levelsOf([[105, 9]]), 2, 8);
		expect(walked(book.bids)).toEqual([
			[104, 7],
			[100, 1],
		]);
		expect(walked(book.asks)).toEqual([
			[105, 9],
			[110, 1],
		]);
	});

	test('between two levels takes the better one away', () => {
		const book = bookOf(
			[
				[100, 1],
				[90, 2],
			],
			[
				[110, 1],
				[120, 2],
			],
		);
		book.takeTouch(levelsOf([[95, 7]]), levelsOf([[115, 9]]), 2, 8);
		expect(walked(book.bids)).toEqual([
			[95, 7],
			[90, 2],
		]);
		expect(walked(book.asks)).toEqual([
			[115, 9],
			[120, 2],
		]);
	});

	test('that moves far leaves the book sound where the old one would cross it', () => {
		const book = bookOf(ladder(100, -1, 5), ladder(101, 1, 5));
		book.takeTouch(levelsOf([[104, 1]]), levelsOf([[105, 2]]), 2, 8);
		expect([book.bids.price, book.asks.price, book.isSound]).toEqual([104, 105, true]);
	});

	test('without a level on a side empties that side', () => {
		const book = bookOf(ladder(100, -1, 5), ladder(101, 1, 5));
		book.takeTouch(levelsOf([]), levelsOf([[101, 3]]), 2, 8);
		expect([book.bids.count, walked(book.asks)[0]]).toEqual([0, [101, 3]]);
		book.takeTouch(levelsOf([[99, 1]]), levelsOf([]), 2, 8);
		expect([walked(book.bids), book.asks.count]).toEqual([[[99, 1]], 0]);
	});

	test('may be read at other scales than those of the book, and widens them where it must', () => {
		const book = bookOf(ladder(100, -1, 5), ladder(101, 1, 5));
		book.takeTouch(levelsOf([[9_900, 30]]), levelsOf([[10_200, 50]]), 4, 7);
		expect([book.priceScale, book.quantityScale]).toEqual([2, 8]);
		expect([walked(book.bids)[0], walked(book.asks)[0]]).toEqual([
			[99, 300],
			[102, 500],
		]);
		book.takeTouch(levelsOf([[9_850, 30]]), levelsOf([[10_250, 50]]), 4, 7);
		expect(book.priceScale).toBe(4);
		expect([walked(book.bids).slice(0, 2), walked(book.asks).slice(0, 2)]).toEqual([
			[
				[9_850, 300],
				[9_800, 3],
			],
			[
				[10_250, 500],
				[10_300, 3],
			],
		]);
	});
});

describe('a book of which the venue keeps up so many levels a side', () => {
	test('is known to its last level where a side is full, and wholly where it is not', () => {
		const book = bookOf(ladder(100, -1, 3), ladder(101, 1, 2), 3);
		expect([book.trustedBid, book.trustedAsk]).toEqual([98, all]);
		expect([book.trustedBidLevels, book.trustedAskLevels]).toEqual([3, 2]);
	});

	test('is known as far as its last level moves', () => {
		const book = bookOf(ladder(100, -1, 3), ladder(101, 1, 3), 3);
		change(
			book,
			[
				[98, 0],
				[90, 5],
			],
			[
				[103, 0],
				[110, 5],
			],
		);
		expect([book.trustedBid, book.trustedAsk]).toEqual([90, 110]);
		change(book, [[100, 0]], [[101, 0]]);
		expect([book.trustedBid, book.trustedAsk]).toEqual([nothing, all]);
		change(book, [[95, 1]], [[105, 1]]);
		expect([book.trustedBid, book.trustedAsk]).toEqual([90, 110]);
	});

	test('is trusted for as many levels, and for more only where neither side is full', () => {
		const trusted = (bids: number, asks: number) => {
			const book = bookOf(ladder(100, -1, bids), ladder(101, 1, asks), 3);
			return [1, 2, 3, 4, 1000].map((levels) => book.isTrustedFor(levels));
		};
		expect(trusted(3, 3)).toEqual([true, true, true, false, false]);
		expect(trusted(3, 1)).toEqual([true, true, true, false, false]);
		expect(trusted(1, 3)).toEqual([true, true, true, false, false]);
		expect(trusted(2, 2)).toEqual([true, true, true, true, true]);
		expect(trusted(0, 0)).toEqual([true, true, true, true, true]);
	});

	test('is without bounds again once a snapshot without a depth comes', () => {
		const book = bookOf(ladder(100, -1, 3), ladder(101, 1, 3), 3);
		book.replace(levelsOf(ladder(100, -1, 3)), levelsOf(ladder(101, 1, 3)), 2, 8, all);
		expect([book.trustedBid, book.trustedAsk, book.isTrustedFor(1000)]).toEqual([nothing, all, true]);
	});
});
