/*
How fast a side of the book fills again after takers hit it. A shock: trades since the last state took half of the side's usual best quantity
(median of 60 s), or pushed its price back by two ticks or more. With D the quantity within 5 bps of the mid, D₀ its median over the 10 s before
and D_min its least within 250 ms after, t90 is when D has made up for 90 % of the loss, at most 30 s. After Large (2007, J. Financial Markets
10:1–25). Beside it, free of events, the half-life of D's deviations by AR(1).
*/

import type {Archive} from '../market/archive.ts';
import {walkToDepth} from '../market/book-walk.ts';
import {powersOfTen} from '../market/decimal.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter, type TakerTrade} from './meter.ts';
import {RecentValues} from './percentiles.ts';
import {Recovery} from './recovery.ts';
import {RollingRegression} from './rolling-regression.ts';
import {RollVar} from './rolling-variance.ts';

const bandBps = 5;
const shockShare = 0.5;
const shockTicks = 2;
const leastRows = 5;
const memoryRows = 300;
const leastPairs = 30;

/** Rows in which a deviation halves, ln ½ / ln φ; NaN where it does not fade. */
export function halfLife(persistence: number): number {
	return persistence > 0 && persistence < 1 ? Math.log(0.5) / Math.log(persistence) : Number.NaN;
}

export class Resilience implements Meter {
	readonly columns = columns({unit: 's', clock: 'event', warmUp: 'a shock', source: 'after Large 2007'}, [
		['res_t90_bid', 'time in which 90 % of the last loss within 5 bps came back, bids; at most 30 s'],
		['res_t90_ask', 'time in which 90 % of the last loss within 5 bps came back, asks; at most 30 s'],
		['res_rec1_bid', 'share of the last loss that was back after 1 s, bids', {unit: ''}],
		['res_rec1_ask', 'share of the last loss that was back after 1 s, asks', {unit: ''}],
		[
			'res_half_bid',
			'half-life of deviations of the quantity within 5 bps, AR(1) over 300 rows, bids',
			{clock: 'sample', warmUp: '30 rows'},
		],
		[
			'res_half_ask',
			'half-life of deviations of the quantity within 5 bps, AR(1) over 300 rows, asks',
			{clock: 'sample', warmUp: '30 rows'},
		],
	]);
	readonly #bids: Side;
	readonly #asks: Side;

	/** @param interval of the sample rows, µs. */
	constructor(interval: number) {
		this.#bids = new Side('bids', interval);
		this.#asks = new Side('asks', interval);
	}

	trade(_market: MarketState, {quantity, aggressor}: TakerTrade): void {
		(aggressor === 1 ? this.#asks : this.#bids).taken += quantity;
	}

	state(market: MarketState): void {
		this.#bids.state(market, market.bid);
		this.#asks.state(market, market.ask);
	}

	gap(): void {
		this.#bids.gap();
		this.#asks.gap();
	}

	sample(market: MarketState, out: Float64Array, from: number): void {
		for (const [index, side] of [this.#bids, this.#asks].entries()) {
			side.sample(market, index === 0 ? market.bidQuantity : market.askQuantity);
			out[from + index] = side.recovery.t90;
			out[from + 2 + index] = side.recovery.afterSecond;
			out[from + 4 + index] = side.halfLife;
		}
	}

	archive(io: Archive): void {
		this.#bids.archive(io);
		this.#asks.archive(io);
	}
}

class Side {
	/** Taken since the last state, instrument's unit. */
	taken = 0;
	readonly recovery = new Recovery();
	readonly #name: 'bids' | 'asks';
	readonly #interval: number;
	readonly #best: RecentValues;
	readonly #depths: RecentValues;
	readonly #mean = new RollVar(memoryRows);
	readonly #line = new RollingRegression(memoryRows, leastPairs);
	#deviation = Number.NaN;
	#price = Number.NaN;

	constructor(name: 'bids' | 'asks', interval: number) {
		this.#name = name;
		this.#interval = interval;
		this.#best = new RecentValues(Math.max(leastRows, Math.round(60e6 / interval)));
		this.#depths = new RecentValues(Math.max(leastRows, Math.round(10e6 / interval)));
	}

	/** Seconds. */
	get halfLife(): number {
		return (halfLife(this.#line.slopeThroughOrigin) * this.#interval) / 1e6;
	}

	state(market: MarketState, price: number): void {
		const {taken} = this;
		this.taken = 0;
		const fell = this.#name === 'bids' ? this.#price - price : price - this.#price;
		// Whole, however the division rounds.
		const ticks = Math.round(fell / market.tick);
		this.#price = price;
		if (this.recovery.isOpen) this.recovery.state(market.at, this.#depth(market));
		else if (taken > 0 && this.#best.count >= leastRows && this.#depths.count >= leastRows) {
			const usual = this.#best.percentile(0.5);
			if (taken >= shockShare * usual || ticks >= shockTicks)
				this.recovery.open(market.at, this.#depths.percentile(0.5), this.#depth(market));
		}
	}

	gap(): void {
		this.taken = 0;
		this.recovery.abandon();
		this.#best.clear();
		this.#depths.clear();
		this.#deviation = Number.NaN;
		this.#price = Number.NaN;
	}

	sample(market: MarketState, quantity: number): void {
		this.recovery.passTo(market.at);
		const depth = this.#depth(market);
		this.#best.push(quantity);
		this.#depths.push(depth);
		this.#mean.push(depth);
		const deviation = depth - this.#mean.mean;
		this.#line.push(this.#deviation, deviation);
		this.#deviation = deviation;
	}

	archive(io: Archive): void {
		this.taken = io.number(this.taken);
		for (const part of [this.recovery, this.#best, this.#depths, this.#mean, this.#line]) part.archive(io);
		this.#deviation = io.number(this.#deviation);
		this.#price = io.number(this.#price);
	}

	/** Quantity within 5 bps of the mid, instrument's unit; NaN where the book is not known so far. */
	#depth({book}: MarketState): number {
		if (book === undefined) return Number.NaN;
		const reach = (book.mid * bandBps) / 1e4;
		if (!(this.#name === 'bids' ? book.mid - reach >= book.trustedBid : book.mid + reach <= book.trustedAsk)) return Number.NaN;
		return walkToDepth(book, this.#name, bandBps).quantity / powersOfTen[book.quantityScale]!;
	}
}
