/*
The mid, leaning toward the ask when the bid is heavy and toward the bid when the ask is: each price is weighted with the quantity opposite.
It is not Stoikov's micro-price (2018), which is estimated from how touches change.
*/

/** In the unit of the prices; NaN where a side is empty. */
export function weightedMid(bidPrice: number, bidQuantity: number, askPrice: number, askQuantity: number): number {
	const bidShare = shareOfBid(bidQuantity, askQuantity);
	return askPrice * bidShare + bidPrice * (1 - bidShare);
}

/** Weighted mid minus mid in bps of the mid, positive where it leans up; NaN where a side is empty. */
export function weightedMidBps(bidPrice: number, bidQuantity: number, askPrice: number, askQuantity: number): number {
	const mid = (bidPrice + askPrice) / 2;
	if (!(mid > 0 && bidQuantity > 0 && askQuantity > 0)) return Number.NaN;
	// (I − ½) · spread / mid with I the bid's share, written so that nearly equal quantities do not cancel.
	const lean = (bidQuantity - askQuantity) / (bidQuantity + askQuantity) / 2;
	return ((lean * (askPrice - bidPrice)) / mid) * 10_000;
}

function shareOfBid(bidQuantity: number, askQuantity: number): number {
	return bidQuantity > 0 && askQuantity > 0 ? bidQuantity / (bidQuantity + askQuantity) : Number.NaN;
}
