/*
How far the mid moves for a unit of order-flow imbalance: least squares of its change, in ticks, on OFI over non-overlapping bins of ten seconds (Cont, Kukanov
and Stoikov 2014, section 3: ΔP = β·OFI + ε, β about inverse to depth). Contemporaneous: an impact, no forecast.
*/

import type {Archive} from '../market/archive.ts';
import {CountSum} from './count-sum.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter} from './meter.ts';
import {RollingRegression} from './rolling-regression.ts';

const binMicros = 10_000_000;
const bins = 60;
const leastBins = 30;

export class FlowImpact implements Meter {
	readonly columns = columns(
		{unit: 'ticks/base', clock: 'sample', warmUp: '30 bins of 10 s', source: 'Cont, Kukanov & Stoikov 2014, section 3'},
		[
			['ofi_beta', 'slope of Δmid on OFI, last 60 bins of 10 s'],
			['ofi_beta_t', 'slope / standard error', {unit: ''}],
			['ofi_beta_r2', 'R² of that line', {unit: ''}],
			['ofi_beta_depth', 'slope × mean best depth of the same bins', {unit: 'ticks'}],
		],
	);
	readonly #line = new RollingRegression(bins, leastBins);
	readonly #depths = new CountSum(bins);
	/** Of the bin's beginning. */
	#mid = Number.NaN;
	#since = Number.NaN;
	#flow = 0;
	#depth = 0;
	#states = 0;
	readonly #term: () => number;

	/** @param term of the state just taken, instrument's unit; NaN where there is none. */
	constructor(term: () => number) {
		this.#term = term;
	}

	state({bidQuantity, askQuantity}: MarketState): void {
		// The first state after a gap has no term, and the bin in which it falls no beginning.
		this.#flow += this.#term();
		this.#depth += (bidQuantity + askQuantity) / 2;
		this.#states++;
	}

	gap(): void {
		this.#mid = Number.NaN;
		this.#begin(Number.NaN, Number.NaN);
	}

	sample({at, mid, tick}: MarketState, out: Float64Array, from: number): void {
		if (at % binMicros === 0) {
			const move = (mid - this.#mid) / tick;
			// Rows that do not meet every edge of a bin leave bins of other lengths, which are none.
			if (!Number.isNaN(move) && at - this.#since === binMicros) {
				this.#line.push(this.#flow, move);
				this.#depths.push(this.#depth / this.#states);
			}
			this.#begin(mid, at);
		}
		out[from] = this.#line.slope;
		out[from + 1] = this.#line.t;
		out[from + 2] = this.#line.r2;
		out[from + 3] = this.#line.slope * this.#depths.mean;
	}

	archive(io: Archive): void {
		this.#line.archive(io);
		this.#depths.archive(io);
		this.#mid = io.number(this.#mid);
		this.#since = io.number(this.#since);
		this.#flow = io.number(this.#flow);
		this.#depth = io.number(this.#depth);
		this.#states = io.number(this.#states);
	}

	#begin(mid: number, at: number): void {
		this.#mid = mid;
		this.#since = at;
		this.#flow = 0;
		this.#depth = 0;
		this.#states = 0;
	}
}
