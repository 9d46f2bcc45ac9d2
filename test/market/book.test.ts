import {describe, expect, test} from 'vitest';
import {ArchiveReader, ArchiveWriter, BadArchiveError} from '../../source/market/archive.ts';
import {Book} from '../../source/market/book.ts';
import {BookSide} from '../../source/market/book-side.ts';
import {NotADecimalError} from '../../source/market/decimal.ts';
import {Levels} from '../../source/market/levels.ts';
import {fc} from '../metrics/seeded.ts';
import {archived, readInto} from '../support/archiving.ts';
import {exactly, type Level, OracleBook, type OracleSide} from '../support/oracle-book.ts';
import {walked} from '../support/walked.ts';

type Pairs = readonly (readonly [price: number, quantity: number])[];

function levelsOf(pairs: Pairs): Levels {
	const levels = new Levels();
	for (const [price, quantity] of pairs) levels.push(price, quantity);
	return levels;
}

function bookOf(bids: Pairs, asks: Pairs, limit = Number.POSITIVE_INFINITY): Book {
	const book = new Book(2);
	book.replace(levelsOf(bids), levelsOf(asks), 2, 8, limit);
	return book;
}

/** A message at the scales at which it was read. */
type Message = {
	readonly isSnapshot: boolean;
	readonly bids: Pairs;
	readonly asks: Pairs;
	readonly priceScale: number;
	readonly quantityScale: number;
	readonly limit: number;
};

/** Bids and asks overlap, so books cross now and then; half of the levels are taken away, many of which never stood. */
const side = fc.uniqueArray(fc.tuple(fc.integer({min: 1, max: 60}), fc.oneof(fc.constant(0), fc.integer({min: 1, max: 500}))), {
	selector: ([price]) => price,
	maxLength: 25,
	size: 'max',
});

/** All in hundredths of a unit, so that every scale from 2 decimals up holds them, and now and then so many that 8 decimals do not. */
const message: fc.Arbitrary<Message> = fc
	.record({
		isSnapshot: fc.integer({min: 0, max: 5}).map((chance) => chance === 0),
		bids: side,
		asks: side,
		finer: fc.integer({min: 0, max: 3}),
		coarser: fc.integer({min: 0, max: 6}),
		isHuge: fc.integer({min: 0, max: 12}).map((chance) => chance === 0),
		limit: fc.oneof(fc.integer({min: 1, max: 20}), fc.constant(Number.POSITIVE_INFINITY)),
	})
	.map(({isSnapshot, bids, asks, finer, coarser, isHuge, limit}) => {
		const quantityScale = isHuge ? 2 : 8 - coarser;
		const factor = isHuge ? 1_000_000_000 : 10 ** (6 - coarser);
		const scaled = (pairs: Pairs) => {
			// A finer price is only sent where one of them needs it.
			const shift = (price: number) => (price + 20) * 10 ** finer + (finer > 0 ? price % 2 : 0);
			const standing = isSnapshot ? pairs.filter(([, quantity]) => quantity > 0) : pairs;
			return standing.map(([price, quantity]) => [shift(price), quantity * factor] as const);
		};
		return {isSnapshot, bids: scaled(bids), asks: scaled(asks), priceScale: 1 + finer, quantityScale, limit};
	});

function exactLevels(pairs: Pairs, {priceScale, quantityScale}: Message): Level[] {
	return pairs.map(([price, quantity]) => [exactly(price, priceScale), exactly(quantity, quantityScale)]);
}

/** All that can be asked of a side, against what the oracle says. */
function expectSame(book: Book, name: 'bids' | 'asks', oracle: OracleSide): void {
	const {priceScale, quantityScale} = book;
	const fast = book[name];
	const levels = oracle.levels;
	expect(walked(fast).map(([price, quantity]) => [exactly(price, priceScale), exactly(quantity, quantityScale)])).toEqual(levels);
	expect(fast.count).toBe(levels.length);
	expect([fast.price, fast.quantity]).toEqual(walked(fast)[0] ?? [Number.NaN, Number.NaN]);
	const top = new Levels();
	for (const count of [0, 1, 5, 1000]) {
		expect(fast.top(count, top)).toBe(Math.min(count, levels.length));
		expect(top.length).toBe(Math.min(count, levels.length));
		const copied = Array.from({length: top.length}, (_, rank) => [
			exactly(top.prices[rank] ?? Number.NaN, priceScale),
			exactly(top.quantities[rank] ?? Number.NaN, quantityScale),
		]);
		expect(copied).toEqual(levels.slice(0, count));
	}
	const unit = 10 ** (priceScale - 1);
	for (let price = 15 * unit; price <= 85 * unit; price += unit / (priceScale > 1 ? 2 : 1)) {
		expect(exactly(fast.quantityOf(price), quantityScale)).toBe(oracle.quantityOf(exactly(price, priceScale)));
		expect(fast.countWithin(price)).toBe(oracle.countWithin(exactly(price, priceScale)));
	}
}

test('a book of any messages, read at any scales, is what a sorted map says', () => {
	const scales = new Set<string>();
	fc.assert(
		fc.property(fc.array(message, {maxLength: 12, size: 'max'}), (messages) => {
			const book = new Book(1);
			const oracle = new OracleBook();
			let [trustedBid, trustedAsk]: (bigint | undefined)[] = [];
			for (const each of messages) {
				const bids = exactLevels(each.bids, each);
				const asks = exactLevels(each.asks, each);
				if (each.isSnapshot) {
					book.replace(levelsOf(each.bids), levelsOf(each.asks), each.priceScale, each.quantityScale, each.limit);
					oracle.replace(bids, asks);
					trustedBid = bids.length >= each.limit ? oracle.bids.levels.at(-1)?.[0] : undefined;
					trustedAsk = asks.length >= each.limit ? oracle.asks.levels.at(-1)?.[0] : undefined;
				} else {
					book.apply(levelsOf(each.bids), levelsOf(each.asks), each.priceScale, each.quantityScale);
					oracle.apply(bids, asks);
				}
				scales.add(`${book.priceScale} ${book.quantityScale}`);
				expectSame(book, 'bids', oracle.bids);
				expectSame(book, 'asks', oracle.asks);
				const [bid, ask] = [oracle.bids.levels[0]?.[0], oracle.asks.levels[0]?.[0]];
				const hasBoth = bid !== undefined && ask !== undefined;
				expect(book.isSound).toBe(hasBoth && bid < ask);
				expect(book.isCrossed).toBe(hasBoth && bid >= ask);
				expect(book.mid).toBe((book.bids.price + book.asks.price) / 2);
				expect(book.trustedBid).toBe(trustedBid === undefined ? Number.NEGATIVE_INFINITY : unitsOf(trustedBid, book.priceScale));
				expect(book.trustedAsk).toBe(trustedAsk === undefined ? Number.POSITIVE_INFINITY : unitsOf(trustedAsk, book.priceScale));
				expect(book.trustedBidLevels).toBe(trustedBid === undefined ? book.bids.count : oracle.bids.countWithin(trustedBid));
				expect(book.trustedAskLevels).toBe(trustedAsk === undefined ? book.asks.count : oracle.asks.countWithin(trustedAsk));
				for (const levels of [1, 5, 20]) {
					const isBidDeep = trustedBid === undefined || oracle.bids.countWithin(trustedBid) >= levels;
					const isAskDeep = trustedAsk === undefined || oracle.asks.countWithin(trustedAsk) >= levels;
					expect(book.isTrustedFor(levels)).toBe(isBidDeep && isAskDeep);
				}
			}
		}),
		{numRuns: 60},
	);
	expect(scales.size).toBeGreaterThan(5);
});

function unitsOf(price: bigint, scale: number): number {
	return Number(price / 10n ** BigInt(12 - scale));
}

describe('scales', () => {
	test('a finer price widens the book, bounds included, and it never narrows again', () => {
		const book = bookOf([[6_160_200, 5]], [[6_160_300, 7]], 1);
		book.apply(levelsOf([[61_602_001, 9]]), levelsOf([]), 3, 8);
		expect(book.priceScale).toBe(3);
		expect(walked(book.bids)).toEqual([
			[61_602_001, 9],
			[61_602_000, 5],
		]);
		expect([book.trustedBid, book.trustedAsk]).toEqual([61_602_000, 61_603_000]);
		book.apply(levelsOf([[61_602_001, 0]]), levelsOf([[6_160_300, 0]]), 3, 8);
		book.apply(levelsOf([]), levelsOf([[6_160_300, 0]]), 2, 8);
		expect(book.priceScale).toBe(3);
		expect(book.asks.count).toBe(0);
	});

	test('a quantity in the billions narrows the book', () => {
		const book = bookOf([[100, 500_000_000]], []);
		book.apply(levelsOf([[101, 2_000_000_000_000_000]]), levelsOf([]), 2, 5);
		expect(book.quantityScale).toBe(5);
		expect(walked(book.bids)).toEqual([
			[101, 2_000_000_000_000_000],
			[100, 500_000],
		]);
	});

	test('a message that was read at other scales than it needs leaves those of the book', () => {
		const book = bookOf([[6_160_200, 123_456_789]], [[6_160_300, 7]]);
		book.apply(levelsOf([[61_602_000_000, 0]]), levelsOf([[61_603_010_000, 12]]), 6, 0);
		expect([book.priceScale, book.quantityScale]).toEqual([2, 8]);
		expect(walked(book.bids)).toEqual([]);
		expect(walked(book.asks)).toEqual([
			[6_160_300, 7],
			[6_160_301, 1_200_000_000],
		]);
	});

	test('levels that no common scale holds are refused', () => {
		const book = bookOf([[100, 1]], [[200, 2]]);
		expect(() => book.apply(levelsOf([[99, 5_000_000_000_000_000]]), levelsOf([]), 2, 2)).toThrow(NotADecimalError);
	});

	test('a side that another scale does not hold is left as it was, prices and quantities', () => {
		const bids = new BookSide(1);
		bids.set(100, 1000);
		bids.set(101, 1);
		expect(() => bids.rescale(2, 3, 8, 5)).toThrow(NotADecimalError);
		expect(walked(bids)).toEqual([
			[101, 1],
			[100, 1000],
		]);
		bids.set(101, 0);
		bids.rescale(2, 3, 8, 5);
		expect(walked(bids)).toEqual([[1000, 1]]);
	});
});

describe('one side', () => {
	test('taking away a level that never stood is no fault', () => {
		for (const direction of [1, -1] as const) {
			const levels = new BookSide(direction);
			levels.set(5, 0);
			levels.set(4, 1);
			levels.set(5, 0);
			levels.set(3, 0);
			expect(walked(levels)).toEqual([[4, 1]]);
		}
	});

	test('an empty side has no best price', () => {
		const book = bookOf([[1, 1]], []);
		expect([book.asks.price, book.asks.quantity, book.mid]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
		expect([book.isSound, book.isCrossed]).toEqual([false, false]);
	});

	test('one price may stand on both sides: to take it from one leaves the other', () => {
		const book = bookOf([[100, 1]], [[101, 2]]);
		book.apply(levelsOf([[101, 0]]), levelsOf([[100, 0]]), 2, 8);
		expect([walked(book.bids), walked(book.asks)]).toEqual([[[100, 1]], [[101, 2]]]);
		book.apply(levelsOf([[101, 3]]), levelsOf([]), 2, 8);
		expect(book.isCrossed).toBe(true);
	});

	test('thousands of levels stand, whatever order they came in', () => {
		const bids = new BookSide(1);
		const asks = new BookSide(-1);
		for (let index = 0; index < 5000; index++) {
			const price = (index * 2_654_435_761) % 5003;
			bids.set(price, price + 1);
			asks.set(price, price + 1);
		}
		const ascending = walked(asks);
		expect(ascending.length).toBe(5000);
		expect(ascending.every(([price, quantity], rank) => quantity === price + 1 && price > (ascending[rank - 1]?.[0] ?? -1))).toBe(true);
		expect(walked(bids)).toEqual([...ascending].reverse());
	});
});

test('a side that came as long as was asked for is trusted to its end, a shorter one wholly', () => {
	const book = bookOf(
		[
			[100, 1],
			[99, 1],
		],
		[[101, 1]],
		2,
	);
	expect([book.trustedBid, book.trustedAsk]).toEqual([99, Number.POSITIVE_INFINITY]);
	book.apply(levelsOf([[98, 5]]), levelsOf([[500, 5]]), 2, 8);
	expect([book.trustedBidLevels, book.bids.count]).toEqual([2, 3]);
	expect([book.trustedAskLevels, book.asks.count]).toEqual([2, 2]);
	book.replace(levelsOf([[90, 1]]), levelsOf([]), 2, 8, 1000);
	expect([book.trustedBid, book.bids.count, book.asks.count]).toEqual([Number.NEGATIVE_INFINITY, 1, 0]);
});

test('a book read from a checkpoint is the same and takes the next diff alike', () => {
	fc.assert(
		fc.property(fc.array(message, {minLength: 1, maxLength: 10, size: 'max'}), message, (before, next) => {
			const original = new Book(1);
			for (const {bids, asks, priceScale, quantityScale, limit} of before)
				original.replace(levelsOf(bids), levelsOf(asks), priceScale, quantityScale, limit);
			const copy = new Book(1);
			readInto(copy, archived(original));
			for (const book of [original, copy]) book.apply(levelsOf(next.bids), levelsOf(next.asks), next.priceScale, next.quantityScale);
			expect([walked(copy.bids), walked(copy.asks)]).toEqual([walked(original.bids), walked(original.asks)]);
			expect([copy.priceScale, copy.quantityScale, copy.trustedBid, copy.trustedAsk]).toEqual([
				original.priceScale,
				original.quantityScale,
				original.trustedBid,
				original.trustedAsk,
			]);
		}),
		{numRuns: 50},
	);
});

test('a side that is whole is trusted for any number of levels, but does not have them', () => {
	const asks: Pairs = Array.from({length: 5}, (_, rank) => [200 + rank, 1]);
	const book = bookOf([[100, 1]], asks, 5);
	expect([book.isTrustedFor(5), book.isTrustedFor(6)]).toEqual([true, false]);
	expect([book.hasTrustedLevels(1), book.hasTrustedLevels(2)]).toEqual([true, false]);
});

test('a checkpoint with a level that no book has is refused', () => {
	for (const [price, quantity] of [
		[0, 99],
		[100, Number.NaN],
		[100, 0.5],
		[-1, 1],
	] as const) {
		const writer = new ArchiveWriter();
		levelsOf([
			[101, 1],
			[price, quantity],
		]).archive(writer);
		expect(() => new BookSide(1).archive(new ArchiveReader(writer.take()))).toThrow(BadArchiveError);
	}
});
