/* How often trades come: rates over windows, and the decayed counts of buys and sells that a Hawkes process with kernel e^(−βt) is made of (`hawkes.ts`). */

import type {Archive} from '../market/archive.ts';
import {HawkesCount} from './hawkes.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter, type TakerTrade} from './meter.ts';
import {TimeBins} from './time-bins.ts';

const windows = [10, 60, 300] as const;
/** β of the counts, 1/s. */
const decay = 1;
/** 1/β after which what was not watched counts less than 1 %. */
const settledSeconds = 5;

export class TradeIntensity implements Meter {
	readonly columns = columns({unit: '1/s', clock: 'event', warmUp: `${settledSeconds} s`, source: 'definition'}, [
		...windows.map((w) => [`trade_rate_${w}`, `trades in ${w} s / ${w}`, {warmUp: `${w} s`}] as const),
		['rate_ratio', 'trade_rate_10 / trade_rate_300', {unit: '', warmUp: '300 s'}],
		['hk_buy', 'Σ e^(−(t − tᵢ)) of buys, those of one moment as one', {unit: '', source: 'Ozaki 1979'}],
		['hk_sell', 'Σ e^(−(t − tᵢ)) of sells, those of one moment as one', {unit: '', source: 'Ozaki 1979'}],
		['hk_imb', '(hk_buy − hk_sell) / (hk_buy + hk_sell)', {unit: '', source: 'definition'}],
	]);
	readonly #bins: TimeBins;
	readonly #buys = new HawkesCount(decay);
	readonly #sells = new HawkesCount(decay);
	#isWatching = true;
	#since = Number.NaN;

	/** @param interval of the sample rows, µs. */
	constructor(interval: number) {
		this.#bins = new TimeBins(1, windows, interval);
	}

	trade({at}: MarketState, {aggressor}: TakerTrade): void {
		if (!this.#isWatching) this.watchTrades(true);
		this.#passTo(at);
		this.#bins.add(0, 1);
		(aggressor === 1 ? this.#buys : this.#sells).add(at);
	}

	interrupt(): void {
		this.#bins.clear();
		this.#buys.clear();
		this.#sells.clear();
		this.#since = Number.NaN;
	}

	watchTrades(isWatching: boolean): void {
		if (!isWatching) this.interrupt();
		this.#isWatching = isWatching;
	}

	sample({at}: MarketState, out: Float64Array, from: number): void {
		if (!this.#isWatching) return;
		this.#passTo(at);
		for (const [index, seconds] of windows.entries()) out[from + index] = this.#bins.sum(index, 0) / seconds;
		out[from + 3] = out[from + 2]! > 0 ? out[from]! / out[from + 2]! : Number.NaN;
		if (!(at - this.#since >= settledSeconds * 1e6)) return;
		const buy = this.#buys.at(at);
		const sell = this.#sells.at(at);
		out[from + 4] = buy;
		out[from + 5] = sell;
		out[from + 6] = buy + sell > 0 ? (buy - sell) / (buy + sell) : Number.NaN;
	}

	archive(io: Archive): void {
		for (const part of [this.#bins, this.#buys, this.#sells]) part.archive(io);
		this.#isWatching = io.boolean(this.#isWatching);
		this.#since = io.number(this.#since);
	}

	#passTo(at: number): void {
		this.#bins.passTo(at);
		if (Number.isNaN(this.#since)) this.#since = at;
	}
}
