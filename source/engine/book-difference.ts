/* How far two books of one instrument agree. */

import type {Book, BookSide} from '../market/book.ts';

/** Levels that two books at the same update id hold differently, within what both of them know to be complete. */
export function countDiffering(one: Book, other: Book): number {
	if (one.priceScale !== other.priceScale || one.quantityScale !== other.quantityScale) return Number.NaN;
	const lowest = Math.max(one.trustedBid, other.trustedBid);
	const highest = Math.min(one.trustedAsk, other.trustedAsk);
	return (
		differingOnSide(one.bids, other.bids, (price) => price >= lowest) + differingOnSide(one.asks, other.asks, (price) => price <= highest)
	);
}

function differingOnSide(one: BookSide, other: BookSide, isWithin: (price: number) => boolean): number {
	let count = 0;
	for (let rank = 0; rank < one.length && isWithin(one.priceAt(rank)); rank++) {
		if (other.quantityOf(one.priceAt(rank)) !== one.quantityAt(rank)) count++;
	}
	for (let rank = 0; rank < other.length && isWithin(other.priceAt(rank)); rank++) {
		if (one.quantityOf(other.priceAt(rank)) === 0) count++;
	}
	return count;
}
