import {expect, test} from 'vitest';
import {Book} from '../../source/market/book.ts';
import {bookChecksum} from '../../source/market/book-checksum.ts';
import {toUnits} from '../../source/market/decimal.ts';
import {Levels} from '../../source/market/levels.ts';

type Rows = ReadonlyArray<readonly [price: string, quantity: string]>;

function bookOf(bids: Rows, asks: Rows, priceScale = 2, quantityScale = 8): Book {
	const levels = (rows: Rows) => {
		const into = new Levels();
		for (const [price, quantity] of rows) into.push(toUnits(price, priceScale), toUnits(quantity, quantityScale));
		return into;
	};
	const book = new Book(priceScale, quantityScale);
	book.apply(levels(bids), levels(asks), priceScale, quantityScale);
	return book;
}

const bids: Rows = [
	['100.10', '1.5'],
	['100', '2'],
];
const asks: Rows = [['100.2', '0.25']];

test('books that are equal as decimals have one sum, whatever their scales', () => {
	expect(bookChecksum(bookOf(bids, asks))).toBe(bookChecksum(bookOf(bids, asks, 6, 3)));
});

test('a price, a quantity, a side or a level that differs shows', () => {
	const sums = [
		bookOf(bids, asks),
		bookOf(
			[
				['100.11', '1.5'],
				['100', '2'],
			],
			asks,
		),
		bookOf(
			[
				['100.10', '1.50000001'],
				['100', '2'],
			],
			asks,
		),
		bookOf([['100.10', '1.5']], asks),
		bookOf([...bids, ['100.2', '0.25']], []),
		bookOf(bids, []),
		bookOf([], []),
	].map((book) => bookChecksum(book));
	expect(new Set(sums).size).toBe(sums.length);
	for (const sum of sums) expect(sum).toBeGreaterThanOrEqual(0);
});

test('a depth leaves out what lies deeper', () => {
	expect(
		bookChecksum(
			bookOf(
				[
					['100.10', '1.5'],
					['99', '7'],
				],
				asks,
			),
			1,
		),
	).toBe(
		bookChecksum(
			bookOf(
				[
					['100.10', '1.5'],
					['98', '3'],
				],
				asks,
			),
			1,
		),
	);
});

test('large numbers count in all their digits', () => {
	expect(bookChecksum(bookOf([['90000000000000.01', '1']], []))).not.toBe(bookChecksum(bookOf([['90000000000000.02', '1']], [])));
});
