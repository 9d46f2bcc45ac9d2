/* How far two books of one instrument agree. */

import type {Book} from '../market/book.ts';
import {powersOfTen} from '../market/decimal.ts';

/** As `countDiffering`, of two books where both are in step at one update id; NaN where they are not. */
export function countDifferingAtOneId(one: Standing | undefined, other: Standing): number {
	return one?.isInStep === true && one.bookId === other.bookId ? countDiffering(one.book, other.book) : Number.NaN;
}

type Standing = {readonly isInStep: boolean; readonly bookId: number; readonly book: Book};

/** Levels that two books at the same update id hold differently, within what both of them know to be complete. */
function countDiffering(one: Book, other: Book): number {
	return differingOnSide('bids', one, other) + differingOnSide('asks', one, other);
}

function differingOnSide(side: 'bids' | 'asks', one: Book, other: Book): number {
	const mine = trustedLevels(side, one, other);
	const theirs = trustedLevels(side, other, one);
	let count = 0;
	for (const [price, quantity] of mine) if (theirs.get(price) !== quantity) count++;
	for (const price of theirs.keys()) if (!mine.has(price)) count++;
	return count;
}

/** Levels of a book inside the bounds of both, by price, in units that both books can be expressed in. */
function trustedLevels(side: 'bids' | 'asks', book: Book, other: Book): Map<number, number> {
	const price = powersOfTen[Math.max(book.priceScale, other.priceScale) - book.priceScale]!;
	const otherPrice = powersOfTen[Math.max(book.priceScale, other.priceScale) - other.priceScale]!;
	const quantity = powersOfTen[Math.max(book.quantityScale, other.quantityScale) - book.quantityScale]!;
	const isBid = side === 'bids';
	const bound = isBid
		? Math.max(book.trustedBid * price, other.trustedBid * otherPrice)
		: Math.min(book.trustedAsk * price, other.trustedAsk * otherPrice);
	const levels = new Map<number, number>();
	for (const level = book[side].walk(); level.next(); ) {
		const at = level.price * price;
		if (isBid ? at < bound : at > bound) break;
		levels.set(at, level.quantity * quantity);
	}
	return levels;
}
