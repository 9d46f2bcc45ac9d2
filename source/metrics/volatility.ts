/* How much the mid moves: realised variance of its row returns over windows and what is made of it, its exponentially weighted mean, and the range. */

import type {Archive} from '../market/archive.ts';
import {EwmaVariance} from './ewma-variance.ts';
import {logReturn} from './log-return.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter} from './meter.ts';
import {RealisedVolatility} from './realised-volatility.ts';
import {TimeMaximum, TimeMinimum} from './time-extremes.ts';

const secondMicros = 1_000_000;
const minuteMicros = 60 * secondMicros;
/** Of the weighted variance, a second. */
const decay = 0.94;

export class Volatility implements Meter {
	readonly columns = columns({unit: 'bps', clock: 'sample', warmUp: '60 s', source: 'Andersen & Bollerslev 1998'}, [
		['vol_bps_60', '√Σ r² of row returns of the mid over 60 s'],
		['vol_bps_300', '√Σ r² of row returns of the mid over 300 s', {warmUp: '300 s'}],
		['vol_annual_60', 'vol_bps_60 as a fraction for a year of 365 days', {unit: ''}],
		[
			'bipower_60',
			'(π/2)·Σ |r||r before| over 60 s, a variance that jumps do not enter',
			{unit: '', source: 'Barndorff-Nielsen & Shephard 2004'},
		],
		['jump_60', 'max(Σ r² − bipower, 0)', {unit: '', source: 'Barndorff-Nielsen & Shephard 2004'}],
		[
			'ewma_vol_bps',
			'√ of the variance of a row’s return, v ← λ·v + (1 − λ)·r², λ = 0.94 a second',
			{warmUp: '2 rows', source: 'RiskMetrics 1996'},
		],
		['range_60', 'Parkinson’s √(ln²(high/low) / (4 ln 2)) of mids over 60 s', {clock: 'event', source: 'Parkinson 1980'}],
		[
			'rv_signature_60',
			'Σ r² of rows / Σ r² of whole seconds over 60 s; empty where rows do not divide a second, or are no finer',
			{unit: ''},
		],
	]);
	readonly #minute: RealisedVolatility;
	readonly #five: RealisedVolatility;
	readonly #seconds = new RealisedVolatility(secondMicros);
	readonly #interval: number;
	readonly #isFiner: boolean;
	readonly #ewma: EwmaVariance;
	readonly #highest = new TimeMaximum(minuteMicros);
	readonly #lowest = new TimeMinimum(minuteMicros);
	#since = Number.NaN;
	#midBefore = Number.NaN;

	/** @param interval of the sample rows, µs. */
	constructor(interval: number) {
		this.#interval = interval;
		this.#minute = new RealisedVolatility(interval, minuteMicros);
		this.#five = new RealisedVolatility(interval, 5 * minuteMicros);
		// 0.94 a second, whatever the rows.
		this.#ewma = new EwmaVariance(Math.exp((Math.log(decay) * interval) / secondMicros));
		this.#isFiner = interval < secondMicros && secondMicros % interval === 0;
	}

	state({at, mid}: MarketState): void {
		if (Number.isNaN(this.#since)) this.#since = at;
		this.#highest.push(at, mid);
		this.#lowest.push(at, mid);
	}

	gap(): void {
		this.#highest.clear();
		this.#lowest.clear();
		this.#since = Number.NaN;
		this.#midBefore = Number.NaN;
		for (const part of [this.#minute, this.#five, this.#seconds]) part.gap();
	}

	sample({at, mid}: MarketState, out: Float64Array, from: number): void {
		this.#minute.update(mid);
		this.#five.update(mid);
		if (this.#interval <= minuteMicros) {
			out[from] = this.#minute.volBps;
			out[from + 2] = this.#minute.annualised;
			out[from + 3] = this.#minute.bipower;
			out[from + 4] = this.#minute.jump;
		}
		if (this.#interval <= 5 * minuteMicros) out[from + 1] = this.#five.volBps;
		out[from + 5] = Math.sqrt(this.#ewma.update(logReturn(this.#midBefore, mid))) * 1e4;
		this.#midBefore = mid;
		// A window without a state is one in which the mid stood where it stands; without a book nothing is known of it.
		this.#highest.push(at, mid);
		this.#lowest.push(at, mid);
		if (at - this.#since >= minuteMicros && !Number.isNaN(mid)) out[from + 6] = rangeVolatility(this.#highest.value, this.#lowest.value);
		if (!this.#isFiner) return;
		if (at % secondMicros === 0) this.#seconds.update(mid);
		const whole = this.#seconds.variance;
		if (whole > 0) out[from + 7] = this.#minute.variance / whole;
	}

	archive(io: Archive): void {
		for (const part of [this.#minute, this.#five, this.#seconds, this.#ewma, this.#highest, this.#lowest]) part.archive(io);
		this.#since = io.number(this.#since);
		this.#midBefore = io.number(this.#midBefore);
	}
}

/** Parkinson (1980, J. Business 53:61–65), bps. */
export function rangeVolatility(high: number, low: number): number {
	const range = Math.log(high / low);
	return Math.sqrt((range * range) / (4 * Math.LN2)) * 1e4;
}
