/*
How the resting quantity changes from level to level: the slope of its logarithm on the rank, side by side. A bid slope below the ask slope means
that bids are gathered nearer to the touch. Beside it suenot's price range per unit of quantity.
*/

import {powersOfTen} from '../market/decimal.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter} from './meter.ts';
import type {SideLevels} from './order-book-imbalance.ts';

const levels = 10;
const leastLevels = 3;
const priceLevels = 5;

export class DepthSlope implements Meter {
	readonly columns = columns({unit: '1/level', clock: 'event', warmUp: '', source: 'definition'}, [
		['slope_logq_bid', 'least-squares slope of ln quantity on rank 1 to 10, bids'],
		['slope_logq_ask', 'least-squares slope of ln quantity on rank 1 to 10, asks'],
		['slope_logq_diff', 'bid slope − ask slope'],
		['px_slope_bid', '|p₁ − p₅| / Σ quantity of five bids', {unit: 'quote/base', source: 'suenot, machine-learning-for-trading'}],
		['px_slope_ask', '|p₁ − p₅| / Σ quantity of five asks', {unit: 'quote/base', source: 'suenot, machine-learning-for-trading'}],
		[
			'px_slope_asym',
			'(bid − ask) / (bid + ask) of px_slope_bid and px_slope_ask',
			{unit: '', source: 'suenot, machine-learning-for-trading'},
		],
	]);

	sample(market: MarketState, out: Float64Array, from: number): void {
		const {book, bids, asks, priceScale, quantityScale} = market;
		if (book === undefined) return;
		if (market.isTrustedFor(levels)) {
			out[from] = logQuantitySlope(bids, levels);
			out[from + 1] = logQuantitySlope(asks, levels);
			out[from + 2] = out[from]! - out[from + 1]!;
		}
		if (!market.isTrustedFor(priceLevels)) return;
		const unit = powersOfTen[quantityScale]! / powersOfTen[priceScale]!;
		const bid = priceSlope(bids, priceLevels) * unit;
		const ask = priceSlope(asks, priceLevels) * unit;
		out[from + 3] = bid;
		out[from + 4] = ask;
		out[from + 5] = bid + ask > 0 ? (bid - ask) / (bid + ask) : Number.NaN;
	}

	archive(): void {}
}

/** Slope of ln q on the rank over at most `count` levels, free of the unit of q; NaN below three levels. */
export function logQuantitySlope({quantities, length}: SideLevels, count: number): number {
	const used = Math.min(length, count);
	if (used < leastLevels) return Number.NaN;
	const middle = (used - 1) / 2;
	let sum = 0;
	for (let rank = 0; rank < used; rank++) sum += (rank - middle) * Math.log(quantities[rank]!);
	return sum / ((used * (used * used - 1)) / 12);
}

/** The price range of at most `count` levels per unit of their summed quantity; NaN on an empty side. */
export function priceSlope({prices, quantities, length}: SideLevels, count: number): number {
	const used = Math.min(length, count);
	let sum = 0;
	for (let rank = 0; rank < used; rank++) sum += quantities[rank]!;
	return sum > 0 ? Math.abs(prices[0]! - prices[used - 1]!) / sum : Number.NaN;
}
