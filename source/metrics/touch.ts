/* The touch at a row of the sample clock: best prices, mid, spread, and the weighted mid, which leans toward the ask when the bid is heavy. */

import {powersOfTen} from '../market/decimal.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter} from './meter.ts';
import {weightedMid} from './weighted-mid.ts';

export class TouchMeter implements Meter {
	readonly columns = columns({unit: 'quote', clock: 'event', warmUp: '', source: 'definition'}, [
		['best_bid', 'highest bid price'],
		['best_ask', 'lowest ask price'],
		['mid', '(best bid + best ask) / 2'],
		['spread_bps', '(best ask − best bid) / mid', {unit: 'bps'}],
		['spread_ticks', '(best ask − best bid) / tick', {unit: 'ticks'}],
		['bid_qty', 'quantity at the best bid', {unit: 'base'}],
		['ask_qty', 'quantity at the best ask', {unit: 'base'}],
		['wmid', 'ask·I + bid·(1 − I), I = bid quantity / (bid + ask quantity)', {source: 'definition'}],
	]);

	sample(market: MarketState, out: Float64Array, from: number): void {
		const {bid, ask, mid, bidQuantity, askQuantity} = market;
		const spread = market.book === undefined ? Number.NaN : market.asks.prices[0]! - market.bids.prices[0]!;
		out[from] = bid;
		out[from + 1] = ask;
		out[from + 2] = mid;
		out[from + 3] = (spread / ((market.bids.prices[0]! + market.asks.prices[0]!) / 2)) * 1e4;
		// By counts, lest a tick be a last bit less than one.
		out[from + 4] = spread / (market.tick * powersOfTen[market.priceScale]!);
		out[from + 5] = bidQuantity;
		out[from + 6] = askQuantity;
		out[from + 7] = weightedMid(bid, bidQuantity, ask, askQuantity);
	}

	archive(): void {}
}
