/*
Kraken's checksum of a book: CRC-32 over the digits of the best ten asks, then the best ten bids, price and quantity each without its point and leading
zeros. https://docs.kraken.com/exchange/guides/websockets/book-checksum-v2
*/

import {crc32} from 'node:zlib';
import type {Book} from '../market/book.ts';
import type {BookSide} from '../market/book-side.ts';
import {powersOfTen} from '../market/decimal.ts';
import {Levels} from '../market/levels.ts';

/** Numbers written with more decimals than this are none; with the digits of a safe integer before them they fill their share of `text`. */
export const mostDecimals = 22;

const levelsASide = 10;
const mostDigits = 16;
const zero = 48;

/** What the checksum is taken over, written anew each time. */
const text = Buffer.alloc(2 * levelsASide * 2 * (mostDigits + mostDecimals));
const best = new Levels();

/**
@param priceDecimals with which the venue prints this book's prices, at most `mostDecimals`; @param quantityDecimals likewise.
@returns an unsigned integer of 32 bits; 0 for an empty book.
*/
export function krakenChecksum(book: Book, priceDecimals: number, quantityDecimals: number): number {
	const finerPrice = priceDecimals - book.priceScale;
	const finerQuantity = quantityDecimals - book.quantityScale;
	const end = writeSide(book.bids, writeSide(book.asks, 0, finerPrice, finerQuantity), finerPrice, finerQuantity);
	return crc32(text.subarray(0, end));
}

/** Writes from a place on. Returns the place after. */
function writeSide(side: BookSide, from: number, finerPrice: number, finerQuantity: number): number {
	const count = side.top(levelsASide, best);
	let end = from;
	for (let rank = 0; rank < count; rank++) {
		end = write(best.prices[rank]!, finerPrice, end);
		end = write(best.quantities[rank]!, finerQuantity, end);
	}
	return end;
}

/** @param finer decimals printed beyond those that are counted; where it is below 0, the digits cut off are zeros. */
function write(units: number, finer: number, from: number): number {
	let rest = finer < 0 ? Math.floor(units / powersOfTen[-finer]!) : units;
	let end = from;
	while (powersOfTen[end - from]! <= rest) end++;
	for (let place = end - 1; place >= from; place--) {
		const digit = rest % 10;
		text[place] = zero + digit;
		rest = (rest - digit) / 10;
	}
	for (let zeros = 0; zeros < finer; zeros++) text[end++] = zero;
	return end;
}
