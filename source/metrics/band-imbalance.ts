/*
Order-book imbalance of the money that rests within so many bps of the mid: comparable between venues, whatever their ticks. Where the book is not
known as far as the band reaches it is no number, rather than one of a shorter band.
*/

import type {MarketState} from './market-state.ts';
import {columns, type Meter} from './meter.ts';
import type {SideLevels} from './order-book-imbalance.ts';

/** How far the bands reach from the mid, bps: no farther than a row of the sample clock reads the book. */
export const bandsBps = [5, 25, 100] as const;

export class BandImbalance implements Meter {
	readonly columns = columns(
		{unit: '', clock: 'event', warmUp: '', source: 'definition'},
		bandsBps.map(
			(bps) =>
				[
					`obi_band${bps}`,
					`(bids − asks) / (bids + asks) of price × quantity within ${bps} bps of the mid; empty where the trusted depth ends nearer`,
				] as const,
		),
	);

	sample(market: MarketState, out: Float64Array, from: number): void {
		const {book, bids, asks} = market;
		if (book === undefined) return;
		for (const [index, bps] of bandsBps.entries()) {
			if (!market.isTrustedWithin(bps)) return;
			const reach = (book.mid * bps) / 1e4;
			const bid = notionalWithin(bids, book.mid, reach);
			const ask = notionalWithin(asks, book.mid, reach);
			out[from + index] = bid + ask > 0 ? (bid - ask) / (bid + ask) : Number.NaN;
		}
	}

	archive(): void {}
}

/** Price times quantity of the levels no farther than `reach` from the mid, in the units of both. */
export function notionalWithin({prices, quantities, length}: SideLevels, mid: number, reach: number): number {
	let sum = 0;
	for (let rank = 0; rank < length; rank++) {
		if (Math.abs(prices[rank]! - mid) > reach) break;
		sum += prices[rank]! * quantities[rank]!;
	}
	return sum;
}
