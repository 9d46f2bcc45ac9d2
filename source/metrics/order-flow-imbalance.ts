/*
Order-flow imbalance at the touch: one term a message (`flow-term.ts`), however many levels it changed, summed over rolling windows. A feed that
gathers changes (`@depth@100ms`) gives the terms of the end points, not the sum of what happened between: series of different feeds are not
comparable.
*/

import type {Archive} from '../market/archive.ts';
import {powersOfTen} from '../market/decimal.ts';
import {DecaySum} from './decay-sum.ts';
import {type FlowConvention, sideFlow} from './flow-term.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter} from './meter.ts';
import type {SideLevels} from './order-book-imbalance.ts';
import {RollVar} from './rolling-variance.ts';
import {TimeBins} from './time-bins.ts';

const secondMicros = 1_000_000;
const dayMicros = 86_400 * secondMicros;
const windows = [1, 10, 60, 300] as const;
/** Columns of the bins. */
const [flow, depth, states] = [0, 1, 2];
/** One-second values before a z-score is made of them. */
const leastSeconds = 30;
/** Time constants after which what was not watched counts less than 1 %. */
const settledAge = 5;

/** What is read of a market: the first level of each side. */
export type TouchState = {readonly at: number; readonly bids: SideLevels; readonly asks: SideLevels; readonly quantityScale: number};

export class OrderFlowImbalance implements Meter {
	readonly columns = columns({unit: 'base', clock: 'event', warmUp: '', source: 'Cont, Kukanov & Stoikov 2014, section 2'}, [
		...windows.map((w) => [`ofi_${w}`, `Σ of terms over ${w} s`, {warmUp: `${w} s`}] as const),
		['ofi_norm_10', 'ofi_10 / mean best depth of the same 10 s', {unit: '', warmUp: '10 s', source: 'definition'}],
		['ofi_norm_60', 'ofi_60 / mean best depth of the same 60 s', {unit: '', warmUp: '60 s', source: 'definition'}],
		['ofi_cum', 'Σ of terms since 00:00 UTC or the last gap; no feature for a model', {source: 'definition'}],
		['ofi_ewma_5', 'Σ of terms fading with τ = 5 s', {warmUp: '25 s', source: 'definition'}],
		[
			'ofi_z',
			'ofi_1 against the 300 one-second values before it, ddof 1',
			{unit: 'sd', clock: 'sample', warmUp: '31 s', source: 'definition'},
		],
		[
			'ofi_z_seed1',
			'the last term of OFI against the last 100, itself included, ddof 0',
			{unit: 'sd', warmUp: '100 terms', source: 'definition'},
		],
	]);
	readonly #convention: FlowConvention;
	#bidPrice = Number.NaN;
	#bidQuantity = Number.NaN;
	#askPrice = Number.NaN;
	#askQuantity = Number.NaN;
	readonly #bins: TimeBins;
	readonly #fading = new DecaySum(5 * secondMicros);
	/** Counts: exact. */
	#total = 0;
	/** Days since the epoch, UTC. */
	#day = Number.NaN;
	readonly #seconds = new RollVar(300);
	#secondAt = Number.NEGATIVE_INFINITY;
	readonly #terms = new RollVar(100);
	#lastTerm = Number.NaN;
	#unit = 1;

	/** @param interval of the sample rows, µs. */
	constructor(interval: number = secondMicros, convention: FlowConvention = 'cks') {
		this.#convention = convention;
		this.#bins = new TimeBins(3, windows, interval);
	}

	/** A touch that is no sound market (crossed, locked, a side empty) gives no term and is not remembered. */
	state({at, bids, asks, quantityScale}: TouchState): void {
		const bidPrice = bids.prices[0]!;
		const bidQuantity = bids.quantities[0]!;
		const askPrice = asks.prices[0]!;
		const askQuantity = asks.quantities[0]!;
		this.#unit = powersOfTen[quantityScale]!;
		this.#lastTerm = Number.NaN;
		if (!(bidPrice < askPrice && bidQuantity > 0 && askQuantity > 0)) return;
		const bidFlow = sideFlow(bidPrice - this.#bidPrice, this.#bidQuantity, bidQuantity, this.#convention);
		const askFlow = sideFlow(this.#askPrice - askPrice, this.#askQuantity, askQuantity, this.#convention);
		const term = bidFlow - askFlow;
		this.#bidPrice = bidPrice;
		this.#bidQuantity = bidQuantity;
		this.#askPrice = askPrice;
		this.#askQuantity = askQuantity;
		this.#passTo(at);
		this.#bins.add(depth, (bidQuantity + askQuantity) / 2);
		this.#bins.add(states, 1);
		this.#lastTerm = term;
		if (Number.isNaN(term)) return;
		this.#bins.add(flow, term);
		this.#fading.add(at, term);
		this.#terms.push(term);
		this.#total += term;
	}

	/** The term of the last state, instrument's unit; NaN for the first after the start or a gap. */
	get term(): number {
		return this.#lastTerm / this.#unit;
	}

	/** The same in counts, exactly. */
	get termUnits(): number {
		return this.#lastTerm;
	}

	/** After a gap nothing is known of what happened since the last touch: the next gives no term, and the windows begin anew. */
	gap(): void {
		this.#bidPrice = Number.NaN;
		this.#bidQuantity = Number.NaN;
		this.#askPrice = Number.NaN;
		this.#askQuantity = Number.NaN;
		this.#lastTerm = Number.NaN;
		this.#bins.clear();
		this.#fading.clear();
		this.#terms.clear();
		this.#total = 0;
	}

	rescale(priceFactor: number, quantityFactor: number): void {
		this.#bidPrice = Math.round(this.#bidPrice * priceFactor);
		this.#askPrice = Math.round(this.#askPrice * priceFactor);
		this.#bidQuantity = Math.round(this.#bidQuantity * quantityFactor);
		this.#askQuantity = Math.round(this.#askQuantity * quantityFactor);
		this.#bins.scale(flow, quantityFactor);
		this.#bins.scale(depth, quantityFactor);
		this.#fading.scale(quantityFactor);
		this.#total *= quantityFactor;
		this.#lastTerm *= quantityFactor;
		// Deviations in units of themselves do not depend on the scale, but the window would mix two.
		if (quantityFactor !== 1) this.#terms.clear();
	}

	/** Sum over a window in the unit of the quantities, to be read at a row of the sample clock; NaN until it was watched in full. */
	sum(window: (typeof windows)[number]): number {
		return this.#bins.sum(windows.indexOf(window), flow);
	}

	sample({at, book}: MarketState, out: Float64Array, from: number): void {
		if (book !== undefined && this.#hasTouch) {
			this.#passTo(at);
			for (let window = 0; window < windows.length; window++) out[from + window] = this.#bins.sum(window, flow) / this.#unit;
			out[from + 4] = this.#normalised(1);
			out[from + 5] = this.#normalised(2);
			out[from + 6] = this.#total / this.#unit;
			out[from + 7] = this.#fading.age >= settledAge ? this.#fading.sum / this.#unit : Number.NaN;
			out[from + 9] = this.#terms.count === this.#terms.rows ? zOf(this.#terms.last, this.#terms, 0) : Number.NaN;
		}
		out[from + 8] = this.#seconds.count >= leastSeconds ? zOf(out[from]!, this.#seconds, 1) : Number.NaN;
		if (at - this.#secondAt < secondMicros) return;
		this.#secondAt = at;
		this.#seconds.push(out[from]!);
	}

	archive(io: Archive): void {
		this.#bidPrice = io.number(this.#bidPrice);
		this.#bidQuantity = io.number(this.#bidQuantity);
		this.#askPrice = io.number(this.#askPrice);
		this.#askQuantity = io.number(this.#askQuantity);
		for (const part of [this.#bins, this.#fading, this.#seconds, this.#terms]) part.archive(io);
		this.#total = io.number(this.#total);
		this.#day = io.number(this.#day);
		this.#secondAt = io.number(this.#secondAt);
		this.#lastTerm = io.number(this.#lastTerm);
		this.#unit = io.number(this.#unit);
	}

	get #hasTouch(): boolean {
		return !Number.isNaN(this.#bidPrice);
	}

	#passTo(at: number): void {
		this.#bins.passTo(at);
		this.#fading.passTo(at);
		const day = Math.floor(at / dayMicros);
		if (day === this.#day) return;
		this.#day = day;
		this.#total = 0;
	}

	/** The sum over a window by the mean depth of the touch in it. */
	#normalised(window: number): number {
		const mean = this.#bins.sum(window, depth) / this.#bins.sum(window, states);
		return mean > 0 ? this.#bins.sum(window, flow) / mean : Number.NaN;
	}
}

function zOf(value: number, history: RollVar, ddof: number): number {
	const deviation = Math.sqrt(history.variance(ddof));
	return deviation > 0 ? (value - history.mean) / deviation : Number.NaN;
}
