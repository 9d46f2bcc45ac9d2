/*
What takers bought and sold lately: volumes and counts over rolling windows, their imbalance, and the cumulative volume delta of the UTC day.
Sides are the venue's own taker flags; none is inferred from prices. A stream that merges fills (`aggTrade`) counts other trades than one that
does not.
*/

import type {Archive} from '../market/archive.ts';
import type {Aggressor} from '../market/trade.ts';
import {DecaySum} from './decay-sum.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter, type TakerTrade} from './meter.ts';
import {TimeBins} from './time-bins.ts';

const secondMicros = 1_000_000;
const dayMicros = 86_400 * secondMicros;
const windows = [1, 10, 60] as const;
/** Number of the longest. */
const minute = 2;
/** Volumes are summed as whole numbers of 10^-8, exactly: no venue tells more decimals. */
const unitsPerWhole = 1e8;
/** Columns of the bins: volumes and counts, bought and sold, and money. */
const [bought, sold, buys, sells, notional] = [0, 1, 2, 3, 4];
/** Time constants after which what was not watched counts less than 1 %. */
const settledAge = 5;

export class TradeFlow implements Meter {
	readonly columns = columns({unit: '', clock: 'event', warmUp: '60 s', source: 'definition'}, [
		...windows.map(
			(w) => [`tfi_${w}`, `(bought − sold) / (bought + sold) by takers over ${w} s; empty without trades`, {warmUp: `${w} s`}] as const,
		),
		['tfi_cnt_60', '(buys − sells) / (buys + sells), numbers of trades over 60 s'],
		['tfi_decay_5', '(bought − sold) / (bought + sold) of volumes that fade with τ = 5 s', {warmUp: '25 s'}],
		['cvd', 'bought − sold since 00:00 UTC, the start or the last interruption', {unit: 'base', warmUp: ''}],
		['buy_vol_60', 'bought by takers over 60 s', {unit: 'base'}],
		['sell_vol_60', 'sold by takers over 60 s', {unit: 'base'}],
		['vwap_60', 'Σ price·quantity / Σ quantity over 60 s; empty without trades', {unit: 'quote'}],
	]);
	readonly #bins: TimeBins;
	readonly #signed = new DecaySum(5 * secondMicros);
	readonly #unsigned = new DecaySum(5 * secondMicros);
	/** As the bins. */
	#delta = 0;
	/** Days since the epoch, UTC. */
	#day = Number.NaN;
	/** False while trades do not come at all: time that passes then is not watched. */
	#isWatching = true;

	/** @param interval of the sample rows, µs. */
	constructor(interval: number = secondMicros) {
		this.#bins = new TimeBins(5, windows, interval);
	}

	/** Bought minus sold since 00:00 UTC, the start or the last interruption, whichever was latest, instrument's unit. */
	get volumeDelta(): number {
		return this.#delta / unitsPerWhole;
	}

	trade({at}: Pick<MarketState, 'at'>, {quantity, price, aggressor}: TakerTrade): void {
		if (!this.#isWatching) this.watchTrades(true);
		this.passTo(at);
		const units = Math.round(quantity * unitsPerWhole);
		this.#bins.add(aggressor === 1 ? bought : sold, units);
		this.#bins.add(aggressor === 1 ? buys : sells, 1);
		this.#bins.add(notional, price * quantity);
		this.#signed.add(at, aggressor * quantity);
		this.#unsigned.add(at, quantity);
		this.#delta += aggressor * units;
	}

	interrupt(): void {
		this.#bins.clear();
		this.#signed.clear();
		this.#unsigned.clear();
		this.#delta = 0;
	}

	watchTrades(isWatching: boolean): void {
		if (!isWatching) this.interrupt();
		this.#isWatching = isWatching;
	}

	/** Lets time pass, µs. The first call of this or of `take` is where watching begins. */
	passTo(at: number): void {
		if (this.#isWatching) {
			this.#bins.passTo(at);
			this.#signed.passTo(at);
			this.#unsigned.passTo(at);
		}
		const day = Math.floor(at / dayMicros);
		if (day === this.#day) return;
		this.#day = day;
		this.#delta = 0;
	}

	/** Volume that takers bought (+1) or sold (−1) in a window, at a row of the sample clock; NaN until a whole window has been watched. */
	volume(window: number, aggressor: Aggressor): number {
		return this.#bins.sum(window, aggressor === 1 ? bought : sold) / unitsPerWhole;
	}

	/** Trade-flow imbalance of a window, −1 to 1; NaN without trades. */
	imbalance(window: number): number {
		return ratio(this.volume(window, 1), this.volume(window, -1));
	}

	sample({at}: MarketState, out: Float64Array, from: number): void {
		this.passTo(at);
		for (let window = 0; window < windows.length; window++) out[from + window] = this.imbalance(window);
		const count = this.#bins.sum(minute, buys) + this.#bins.sum(minute, sells);
		out[from + 3] = ratio(this.#bins.sum(minute, buys), this.#bins.sum(minute, sells));
		const fading = this.#unsigned;
		out[from + 4] = fading.age >= settledAge && fading.sum > 0 ? Math.max(-1, Math.min(1, this.#signed.sum / fading.sum)) : Number.NaN;
		out[from + 5] = this.#isWatching ? this.volumeDelta : Number.NaN;
		out[from + 6] = this.volume(minute, 1);
		out[from + 7] = this.volume(minute, -1);
		out[from + 8] = count > 0 ? this.#bins.sum(minute, notional) / (out[from + 6]! + out[from + 7]!) : Number.NaN;
	}

	archive(io: Archive): void {
		for (const part of [this.#bins, this.#signed, this.#unsigned]) part.archive(io);
		this.#delta = io.number(this.#delta);
		this.#day = io.number(this.#day);
		this.#isWatching = io.boolean(this.#isWatching);
	}
}

function ratio(plus: number, minus: number): number {
	return plus + minus > 0 ? (plus - minus) / (plus + minus) : Number.NaN;
}
