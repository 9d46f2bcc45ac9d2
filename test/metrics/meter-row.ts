/* A meter by itself: a market to show it, and what it writes into a row. */

import {Book} from '../../source/market/book.ts';
import {Levels} from '../../source/market/levels.ts';
import type {Aggressor} from '../../source/market/trade.ts';
import {MarketState} from '../../source/metrics/market-state.ts';
import type {Meter, TakerTrade} from '../../source/metrics/meter.ts';

/** Counts of price and quantity, best first. */
export type Ladder = readonly (readonly [price: number, quantity: number])[];

/** A whole book at the scales given. */
export function bookOf(bids: Ladder, asks: Ladder, priceScale = 0, quantityScale = 0): Book {
	const book = new Book(priceScale, quantityScale);
	book.replace(levelsOf(bids), levelsOf(asks), priceScale, quantityScale, Number.POSITIVE_INFINITY);
	return book;
}

export function levelsOf(ladder: Ladder): Levels {
	const levels = new Levels();
	for (const [price, quantity] of ladder) levels.push(price, quantity);
	return levels;
}

/** @param at µs. */
export function marketAt(at: number, book?: Book): MarketState {
	const market = new MarketState();
	if (book !== undefined) market.takeRow(book, 20);
	market.at = at;
	return market;
}

export function tradeOf(quantity: number, aggressor: Aggressor, price = 100): TakerTrade {
	return {price, quantity, aggressor, happenedAt: Number.NaN};
}

/** A row of the meter by the names of its columns. */
export function meterRow(meter: Meter, market: MarketState): Readonly<Record<string, number>> {
	const out = new Float64Array(meter.columns.length).fill(Number.NaN);
	meter.sample(market, out, 0);
	return Object.fromEntries(meter.columns.map(({name}, index) => [name, out[index]!]));
}
