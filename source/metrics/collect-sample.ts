/* A row of the collector's table from a book as a snapshot gives it: see collect-table.ts. */

import type {Book} from '../market/book.ts';
import {powersOfTen} from '../market/decimal.ts';
import {Levels} from '../market/levels.ts';
import type {CollectSample} from './collect-table.ts';
import {OrderBookImbalance} from './order-book-imbalance.ts';

/** Levels on their way from the book into the sums. Nothing keeps them. */
const bids = new Levels();
const asks = new Levels();

/**
@param book sound: bid below ask.
@param levels a side that are summed; of a side with fewer, what stands there.
*/
export function collectSample(at: number, lastUpdateId: number, book: Book, levels: number): CollectSample {
	const imbalance = new OrderBookImbalance(levels);
	book.bids.top(levels, bids);
	book.asks.top(levels, asks);
	imbalance.update(bids, asks);
	const price = powersOfTen[book.priceScale]!;
	const quantity = powersOfTen[book.quantityScale]!;
	return {
		at,
		lastUpdateId,
		bestBid: book.bids.price / price,
		bestAsk: book.asks.price / price,
		mid: book.mid / price,
		bidVolume: imbalance.bid / quantity,
		askVolume: imbalance.ask / quantity,
		obi: imbalance.obi,
		obiPriceWeighted: imbalance.obiPriceWeighted,
	};
}

/** A row of which only the time is known. */
export function missingSample(at: number): CollectSample {
	return {
		at,
		lastUpdateId: Number.NaN,
		bestBid: Number.NaN,
		bestAsk: Number.NaN,
		mid: Number.NaN,
		bidVolume: Number.NaN,
		askVolume: Number.NaN,
		obi: Number.NaN,
		obiPriceWeighted: Number.NaN,
	};
}
