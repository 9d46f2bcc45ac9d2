/*
What is added to and taken from the best queues, net, as far as price levels show it: u = Δq + T per book update, with T what takers took at that
price since the one before; max(u, 0) was added, max(−u, 0) cancelled. Trades and book messages come by different streams: a trade belongs to the
first update that the venue sent no earlier than it happened, within 200 ms. A queue whose price is no longer the best counts while its level is
still there; where it vanished nothing tells a cancellation from a price that moved.
*/

import type {Archive} from '../market/archive.ts';
import type {BookSide} from '../market/book-side.ts';
import {powersOfTen} from '../market/decimal.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter, type TakerTrade} from './meter.ts';
import type {SideLevels} from './order-book-imbalance.ts';
import {TakenQueue} from './taken-queue.ts';
import {TimeBins} from './time-bins.ts';

const windowSeconds = 10;
/** Columns of the bins. */
const [added, cancelled, taken] = [0, 1, 2];

/** Share of a lot that rounding may take from a whole one. */
const slack = 1e-6;

/** What one update says of a queue: net arrivals (positive) or cancellations (negative). @param least below which it is nothing, the lot. */
export function queueChange(before: number, after: number, traded: number, least: number): number {
	const change = after - before + traded;
	return Math.abs(change) < least * (1 - slack) ? 0 : change;
}

export class QueueFlow implements Meter {
	readonly columns = columns({unit: 'base/s', clock: 'event', warmUp: `${windowSeconds} s`, source: 'definition'}, [
		['add_rate_bid_10', 'net arrivals at the best bid over 10 s / 10'],
		['add_rate_ask_10', 'net arrivals at the best ask over 10 s / 10'],
		['cancel_rate_bid_10', 'net cancellations at the best bid over 10 s / 10'],
		['cancel_rate_ask_10', 'net cancellations at the best ask over 10 s / 10'],
		['cancel_ratio_bid_10', 'cancellations / (cancellations + taken) at the best bid over 10 s', {unit: ''}],
		['cancel_ratio_ask_10', 'cancellations / (cancellations + taken) at the best ask over 10 s', {unit: ''}],
	]);
	readonly #bids: Queue;
	readonly #asks: Queue;

	/** @param interval of the sample rows, µs. */
	constructor(interval: number) {
		this.#bids = new Queue(interval);
		this.#asks = new Queue(interval);
	}

	trade({at, priceScale}: MarketState, {price, quantity, aggressor, happenedAt}: TakerTrade): void {
		// Who buys takes from the asks.
		const queue = aggressor === 1 ? this.#asks : this.#bids;
		if (!queue.bins.isWatching) this.watchTrades(true);
		const scaled = price * powersOfTen[priceScale]!;
		const units = Math.round(scaled);
		// A price between the steps of the book is at none of its levels.
		if (queue.hasState && Math.abs(scaled - units) < 1e-6) queue.trades.add(Number.isNaN(happenedAt) ? at : happenedAt, units, quantity);
	}

	state(market: MarketState): void {
		const {book} = market;
		if (book === undefined) return;
		// One after the other by the same call: two of them are more than the compiler puts together, and numbers on the way become objects.
		for (let side = 0; side < 2; side++) {
			const isBid = side === 0;
			(isBid ? this.#bids : this.#asks).update(market, isBid ? book.bids : book.asks, isBid ? market.bids : market.asks);
		}
	}

	gap(): void {
		this.#bids.clear();
		this.#asks.clear();
	}

	/** What was taken by trades that were missed would count as cancelled: queues begin anew. */
	interrupt(): void {
		this.gap();
	}

	watchTrades(isWatching: boolean): void {
		if (isWatching !== this.#bids.bins.isWatching) this.gap();
		this.#bids.bins.watch(isWatching);
		this.#asks.bins.watch(isWatching);
	}

	rescale(priceFactor: number): void {
		this.#bids.rescale(priceFactor);
		this.#asks.rescale(priceFactor);
	}

	sample({at, book}: MarketState, out: Float64Array, from: number): void {
		for (const [index, queue] of [this.#bids, this.#asks].entries()) {
			if (book === undefined || !queue.hasState) continue;
			queue.bins.passTo(at);
			const cancels = queue.bins.sum(0, cancelled);
			const gone = cancels + queue.bins.sum(0, taken);
			out[from + index] = queue.bins.sum(0, added) / windowSeconds;
			out[from + 2 + index] = cancels / windowSeconds;
			out[from + 4 + index] = gone > 0 ? cancels / gone : Number.NaN;
		}
	}

	archive(io: Archive): void {
		this.#bids.archive(io);
		this.#asks.archive(io);
	}
}

/** The best queue of one side. */
class Queue {
	readonly bins: TimeBins;
	readonly trades = new TakenQueue();
	/** Count of the book's price scale. */
	#price = Number.NaN;
	#quantity = Number.NaN;

	constructor(interval: number) {
		this.bins = new TimeBins(3, [windowSeconds], interval);
	}

	get hasState(): boolean {
		return !Number.isNaN(this.#price);
	}

	/** @param best of the side, as far as it was read. */
	update({at, sentAt, quantityScale, lot}: MarketState, side: BookSide, best: SideLevels): void {
		const unit = powersOfTen[quantityScale]!;
		const price = best.prices[0]!;
		const quantity = best.quantities[0]! / unit;
		this.bins.passTo(at);
		const sent = Number.isNaN(sentAt) ? at : sentAt;
		const traded = this.trades.isEmpty ? 0 : this.trades.take(sent, this.#price);
		const least = Math.max(lot, 0.5 / unit);
		if (this.hasState) {
			this.bins.add(taken, traded);
			// Of a level that is gone altogether nothing is told.
			const rest = price === this.#price ? quantity : side.quantityOf(this.#price) / unit;
			const change = rest > 0 ? queueChange(this.#quantity, rest, traded, least) : 0;
			this.bins.add(change > 0 ? added : cancelled, Math.abs(change));
			// One that stands before it has come anew.
			if ((price - this.#price) * side.direction > 0) this.bins.add(added, queueChange(0, quantity, 0, least));
		}
		this.#price = price;
		this.#quantity = quantity;
	}

	clear(): void {
		this.bins.clear();
		this.trades.clear();
		this.#price = Number.NaN;
		this.#quantity = Number.NaN;
	}

	rescale(priceFactor: number): void {
		this.#price = Math.round(this.#price * priceFactor);
		this.trades.rescale(priceFactor);
	}

	archive(io: Archive): void {
		this.bins.archive(io);
		this.trades.archive(io);
		this.#price = io.number(this.#price);
		this.#quantity = io.number(this.#quantity);
	}
}
