/*
How far the mid moves for a unit of order-flow imbalance: least squares of its change, in ticks, on OFI over non-overlapping bins of ten seconds
(Cont, Kukanov and Stoikov 2014, section 3: ΔP = β·OFI + ε, β about inverse to depth). Contemporaneous: an impact, no forecast.
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
		{unit: 'ticks/base', clock: 'event', warmUp: '30 bins of 10 s', source: 'Cont, Kukanov & Stoikov 2014, section 3'},
		[
			['ofi_beta', 'slope of Δmid on OFI, last 60 bins of 10 s'],
			['ofi_beta_t', 'ofi_beta / its standard error', {unit: ''}],
			['ofi_beta_r2', 'R² of the line of ofi_beta', {unit: ''}],
			['ofi_beta_depth', 'ofi_beta × mean best depth of the same bins', {unit: 'ticks'}],
		],
	);
	/** Of changes in quote units: what a tick is may become known later. */
	readonly #line = new RollingRegression(bins, leastBins);
	readonly #depths = new CountSum(bins);
	/** When the open bin ends, µs, itself included; NaN before the first state. */
	#end = Number.NaN;
	/** As the open bin began; NaN where its beginning was not seen. */
	#midBefore = Number.NaN;
	/** Of the last state. */
	#mid = Number.NaN;
	#flow = 0;
	#depth = 0;
	#states = 0;
	readonly #term: () => number;

	/** @param term of the state just taken, instrument's unit; NaN where there is none. */
	constructor(term: () => number) {
		this.#term = term;
	}

	state({at, mid, bidQuantity, askQuantity}: MarketState): void {
		if (!(at <= this.#end)) this.#passTo(at);
		// The first state after a gap has no term, and the bin in which it falls no beginning.
		this.#flow += this.#term();
		this.#depth += (bidQuantity + askQuantity) / 2;
		this.#states++;
		this.#mid = mid;
	}

	gap(): void {
		this.#end = Number.NaN;
		this.#mid = Number.NaN;
		this.#begin();
	}

	sample({at, book, tick}: MarketState, out: Float64Array, from: number): void {
		// While the book is not in step no bin is whole.
		if (book === undefined) this.gap();
		else if (at >= this.#end) this.#passTo(at + 1);
		out[from] = this.#line.slope / tick;
		out[from + 1] = this.#line.t;
		out[from + 2] = this.#line.r2;
		out[from + 3] = (this.#line.slope / tick) * this.#depths.mean;
	}

	archive(io: Archive): void {
		this.#line.archive(io);
		this.#depths.archive(io);
		this.#end = io.number(this.#end);
		this.#midBefore = io.number(this.#midBefore);
		this.#mid = io.number(this.#mid);
		this.#flow = io.number(this.#flow);
		this.#depth = io.number(this.#depth);
		this.#states = io.number(this.#states);
	}

	/** Closes every bin that ends before `at`, with the mid that stood there. */
	#passTo(at: number): void {
		if (Number.isNaN(this.#end)) this.#end = Math.ceil(at / binMicros) * binMicros;
		while (at > this.#end) {
			const move = this.#mid - this.#midBefore;
			if (!Number.isNaN(move)) {
				this.#line.push(this.#flow, move);
				this.#depths.push(this.#depth / this.#states);
			}
			this.#begin();
			this.#end += binMicros;
		}
	}

	#begin(): void {
		this.#midBefore = this.#mid;
		this.#flow = 0;
		this.#depth = 0;
		this.#states = 0;
	}
}
