/*
Amihud's illiquidity: the mean of |return| / money traded over bars with trades (Amihud 2002, J. Financial Markets 5:31–56). Of minutes, for over
a second most returns are none or one tick.
*/

import type {Archive} from '../market/archive.ts';
import {CountSum} from './count-sum.ts';
import {logReturn} from './log-return.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter, type TakerTrade} from './meter.ts';

const barMicros = 60_000_000;
const bars = 60;
const leastBars = 10;

/** bps of return per million of the quote currency traded. */
export function illiquidity(move: number, money: number): number {
	return money > 0 ? (Math.abs(move) / money) * 1e10 : Number.NaN;
}

export class Amihud implements Meter {
	readonly columns = columns({unit: 'bps per 1 M quote', clock: 'sample', warmUp: '10 bars of 60 s', source: 'Amihud 2002'}, [
		['amihud', 'mean of |Δln mid| / money traded over those of the last 60 bars of 60 s that have trades; empty at intervals above 60 s'],
	]);
	readonly #mean = new CountSum(bars);
	#mid = Number.NaN;
	#money = 0;
	#bar = Number.NaN;
	#isWhole = false;
	#isWatching = true;

	trade(market: MarketState, {price, quantity}: TakerTrade): void {
		if (!this.#isWatching) this.watchTrades(true);
		this.#money += market.money(price, quantity);
	}

	/** No return is taken from before it. */
	gap(): void {
		this.#mid = Number.NaN;
	}

	interrupt(): void {
		this.#isWhole = false;
	}

	watchTrades(isWatching: boolean): void {
		if (isWatching !== this.#isWatching) this.interrupt();
		this.#isWatching = isWatching;
	}

	/** A bar ends at the first row at or after each full minute. */
	sample({at, mid}: MarketState, out: Float64Array, from: number): void {
		const bar = Math.floor(at / barMicros);
		if (bar !== this.#bar) {
			if (this.#isWhole && bar === this.#bar + 1) this.#mean.push(illiquidity(logReturn(this.#mid, mid), this.#money));
			this.#isWhole = !Number.isNaN(this.#bar);
			this.#bar = bar;
			this.#mid = mid;
			this.#money = 0;
		}
		out[from] = this.#mean.count >= leastBars ? this.#mean.mean : Number.NaN;
	}

	archive(io: Archive): void {
		this.#mean.archive(io);
		this.#mid = io.number(this.#mid);
		this.#money = io.number(this.#money);
		this.#bar = io.number(this.#bar);
		this.#isWhole = io.boolean(this.#isWhole);
		this.#isWatching = io.boolean(this.#isWatching);
	}
}
