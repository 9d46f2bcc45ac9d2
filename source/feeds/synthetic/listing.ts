/*
What the synthetic exchange lists, and how each market is built. The proportions follow Binance spot: levels some twenty ticks apart and a heavy
touch for BTCUSDT, closer and thicker for the others.
*/

import type {InstrumentFacts} from '../../market/instrument.ts';
import {plainSymbol} from '../symbols.ts';

/** Decimals of every price here: all three trade on a tick of 0.01. */
export const priceScale = 2;

export type Listing = {
	readonly facts: InstrumentFacts;
	/** Decimals of the step size: quantities are counts of it (lots). */
	readonly quantityScale: number;
	/** Mid at the start, ticks. */
	readonly price: number;
	/** Levels a side that the book tends to. */
	readonly depth: number;
	/** Mean distance between neighbouring levels near the touch, ticks. */
	readonly spacing: number;
	/** Steps of the prices that people like, ticks. */
	readonly round: number;
	/** Median of resting quantity near the touch, lots. */
	readonly restingSize: number;
	/** Median and log-deviation of a taker's order, lots. */
	readonly takerSize: {readonly median: number; readonly spread: number};
	/** Taker orders a second that nothing provokes; those provoked come on top. */
	readonly takerRate: number;
	/** Maker events a second, near the touch and over the whole depth. */
	readonly nearRate: number;
	readonly deepRate: number;
	/** Moves of the fair price a second, and their mean size, ticks. */
	readonly moveRate: number;
	readonly moveSize: number;
	/** By how many ticks makers step back from the fair price, at most, when they are wary. */
	readonly wariness: number;
	/** Volume of the last 24 hours, lots. */
	readonly volume: number;
};

export class NotInDemoError extends Error {
	override readonly name = 'NotInDemoError';
	readonly symbol: string;

	constructor(symbol: string) {
		super(`${symbol} is not in the demo. It has ${listings.map(({facts}) => facts.symbol).join(', ')}.`);
		this.symbol = symbol;
	}
}

/** Finds a listing by its symbol, spelled `btcusdt`, `BTC-USDT` or `BTC/USDT` too. @throws NotInDemoError for a symbol that the synthetic exchange does not list. */
export function findListing(symbol: string): Listing {
	const listing = listings.find(({facts}) => facts.symbol === plainSymbol(symbol));
	if (listing === undefined) throw new NotInDemoError(symbol);
	return listing;
}

/** Volumes are those of a day quieter than the demo, so that volume buckets fill in half a minute, not in one and a quarter. */
export const listings: readonly Listing[] = [
	{
		facts: {symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT', tickSize: '0.01000000', stepSize: '0.00001000', status: 'TRADING'},
		quantityScale: 5,
		price: 6_400_000,
		depth: 2200,
		spacing: 21,
		round: 100,
		restingSize: 12_000,
		takerSize: {median: 500, spread: 1.6},
		takerRate: 4,
		nearRate: 60,
		deepRate: 160,
		moveRate: 1,
		moveSize: 110,
		wariness: 25,
		volume: 1_300_000_000,
	},
	{
		facts: {symbol: 'ETHUSDT', base: 'ETH', quote: 'USDT', tickSize: '0.01000000', stepSize: '0.00010000', status: 'TRADING'},
		quantityScale: 4,
		price: 320_000,
		depth: 1800,
		spacing: 4,
		round: 10,
		restingSize: 15_000,
		takerSize: {median: 700, spread: 1.6},
		takerRate: 3,
		nearRate: 50,
		deepRate: 130,
		moveRate: 0.9,
		moveSize: 6,
		wariness: 5,
		volume: 1_400_000_000,
	},
	{
		facts: {symbol: 'SOLUSDT', base: 'SOL', quote: 'USDT', tickSize: '0.01000000', stepSize: '0.00100000', status: 'TRADING'},
		quantityScale: 3,
		price: 15_200,
		depth: 1200,
		spacing: 1.3,
		round: 10,
		restingSize: 60_000,
		takerSize: {median: 4_000, spread: 1.5},
		takerRate: 2,
		nearRate: 40,
		deepRate: 80,
		moveRate: 0.35,
		moveSize: 0.7,
		wariness: 1,
		volume: 3_200_000_000,
	},
];
