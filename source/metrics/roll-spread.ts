/*
Roll's implicit spread, 2·√(−cov) of successive changes of trade prices (Roll 1984, J. Finance 39:1127–1139): what the bounce between bid and ask
shows of it. Where the covariance is not negative there is none, and 0 would hide that.
*/

import type {Archive} from '../market/archive.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter, type TakerTrade} from './meter.ts';
import {TimeBins} from './time-bins.ts';

const windowSeconds = 300;
const leastPairs = 30;
/** Columns of the bins. */
const [pairs, first, second, product] = [0, 1, 2, 3];

/** The spread of n pairs of successive changes, in the unit of the prices, by sums of the changes, of those before them and of their products (ddof 0). */
export function rollSpread(n: number, sum: number, sumBefore: number, products: number): number {
	const covariance = products / n - (sum / n) * (sumBefore / n);
	return covariance < 0 ? 2 * Math.sqrt(-covariance) : Number.NaN;
}

export class RollSpread implements Meter {
	readonly columns = columns({unit: 'quote', clock: 'event', warmUp: '300 s', source: 'Roll 1984'}, [
		['roll_spread_300', '2·√(−cov(Δp, Δp before)) of trade prices over 300 s, ddof 0; empty where cov ≥ 0'],
		['roll_n', 'pairs of changes', {unit: ''}],
	]);
	readonly #bins: TimeBins;
	#price = Number.NaN;
	#change = Number.NaN;

	/** @param interval of the sample rows, µs. */
	constructor(interval: number) {
		this.#bins = new TimeBins(4, [windowSeconds], interval);
	}

	trade({at}: MarketState, {price}: TakerTrade): void {
		if (!this.#bins.isWatching) this.watchTrades(true);
		const change = price - this.#price;
		const before = this.#change;
		this.#price = price;
		this.#change = change;
		this.#bins.passTo(at);
		if (Number.isNaN(before)) return;
		this.#bins.add(pairs, 1);
		this.#bins.add(first, change);
		this.#bins.add(second, before);
		this.#bins.add(product, change * before);
	}

	interrupt(): void {
		this.#bins.clear();
		this.#price = Number.NaN;
		this.#change = Number.NaN;
	}

	watchTrades(isWatching: boolean): void {
		if (!isWatching) this.interrupt();
		this.#bins.watch(isWatching);
	}

	sample({at}: MarketState, out: Float64Array, from: number): void {
		this.#bins.passTo(at);
		const n = this.#bins.sum(0, pairs);
		out[from + 1] = n;
		if (n >= leastPairs) out[from] = rollSpread(n, this.#bins.sum(0, first), this.#bins.sum(0, second), this.#bins.sum(0, product));
	}

	archive(io: Archive): void {
		this.#bins.archive(io);
		this.#price = io.number(this.#price);
		this.#change = io.number(this.#change);
	}
}
