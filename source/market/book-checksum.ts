/* A short sum over a book, by which two of them are compared at a glance: FNV-1a over prices and quantities, free of the scales they are held at. */

import type {Book} from './book.ts';
import type {BookSide} from './book-side.ts';

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/**
An unsigned 32-bit sum over the best `depth` levels of both sides, best first: equal for books whose levels are equal as decimals. It tells mistakes
apart, not forgeries; for proof there are the chained hashes.
*/
export function bookChecksum(book: Book, depth: number = Number.POSITIVE_INFINITY): number {
	const bids = sideSum(offsetBasis, book.bids, book, depth);
	return sideSum(mixed(bids, book.bids.count), book.asks, book, depth) >>> 0;
}

function sideSum(start: number, side: BookSide, {priceScale, quantityScale}: Book, depth: number): number {
	let sum = start;
	for (const level = side.walk(); level.next() && level.rank < depth; ) {
		sum = decimalSum(sum, level.price, priceScale);
		sum = decimalSum(sum, level.quantity, quantityScale);
	}
	return sum;
}

function decimalSum(sum: number, units: number, scale: number): number {
	let digits = units;
	let exponent = -scale;
	for (let tenth = digits / 10; digits !== 0 && tenth === Math.floor(tenth); tenth = digits / 10) {
		digits = tenth;
		exponent++;
	}
	return mixed(mixed(mixed(sum, digits % 0x1_0000_0000), Math.floor(digits / 0x1_0000_0000)), exponent);
}

/** Takes four bytes into the sum. */
function mixed(sum: number, word: number): number {
	let result = sum;
	for (let shift = 0; shift < 32; shift += 8) result = Math.imul(result ^ ((word >>> shift) & 0xff), prime);
	return result;
}
