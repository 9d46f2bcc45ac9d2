/* One book at one moment, as files hold it: a row a rank, the i-th best bid beside the i-th best ask. What stands beside the rows is told here. */

import type {PastTrade} from '../engine/recent-trades.ts';
import type {Book} from '../market/book.ts';
import type {BookSide} from '../market/book-side.ts';
import {fromUnits} from '../market/decimal.ts';
import type {Aggressor} from '../market/trade.ts';
import {isoTimeMicros} from './iso-time.ts';

export type BookSnapshot = {
	readonly venue: string;
	readonly symbol: string;
	/** Last update that the book holds; NaN where nothing is numbered. */
	readonly updateId: number;
	/** When it was received, µs since the epoch. */
	readonly at: number;
	readonly book: Book;
	/** Before it, the latest last; undefined where nobody asked for them. */
	readonly trades: readonly PastTrade[] | undefined;
};

export function snapshotFacts({venue, symbol, updateId, at, book}: BookSnapshot) {
	return {
		symbol,
		venue,
		update_id: Number.isNaN(updateId) ? null : updateId,
		time: isoTimeMicros(at),
		// Beyond them more may rest than is known.
		trusted: {bid_levels: book.trustedBidLevels, ask_levels: book.trustedAskLevels},
	};
}

export type Level = {readonly price: string; readonly quantity: string};

/** Best first, as decimal texts. */
export function levelsOf({priceScale, quantityScale}: Book, side: BookSide): Level[] {
	const levels: Level[] = [];
	for (const level = side.walk(); level.next(); ) {
		levels.push({price: fromUnits(level.price, priceScale), quantity: fromUnits(level.quantity, quantityScale)});
	}
	return levels;
}

/** The taker's side as a word. */
export function sideWord(aggressor: Aggressor): 'buy' | 'sell' {
	return aggressor === 1 ? 'buy' : 'sell';
}
