/*
Realised variance of the mid over a rolling window of sample rows: the sum of squared log returns, and beside it the bipower variation, which
jumps do not enter (Barndorff-Nielsen and Shephard 2004, J. Financial Econometrics 2:1–37). Of mids, not of trades, which bounce between bid and
ask. Below a second microstructure noise inflates it.
*/

import type {Archive} from '../market/archive.ts';
import {logReturn} from './log-return.ts';

const minuteMicros = 60_000_000;
const yearSeconds = 31_536_000;
/** A sum of squares that fell below this share of its highest has lost the digits that matter, and is made anew. */
const cancellation = 1e-3;

export class RealisedVolatility {
	/** Returns in the window. */
	readonly rows: number;
	readonly #windowSeconds: number;
	/** Absolute log returns, a ring; NaN where a mid was missing. */
	#returns: Float64Array<ArrayBuffer>;
	#next = 0;
	#seen = 0;
	#previous = Number.NaN;
	#hasStarted = false;
	#squares = 0;
	#highestSquares = 0;
	#present = 0;
	/** Of products of neighbours, both within the window. */
	#products = 0;
	#pairs = 0;

	/**
	@param interval of the sample rows, µs.
	@param window µs.
	@throws RangeError where the interval is below a millisecond, which is most likely one in seconds.
	*/
	constructor(interval: number, window: number = minuteMicros) {
		if (!(interval >= 1000)) throw new RangeError(`A sample interval of ${interval} µs is none`);
		this.rows = Math.max(1, Math.round(window / interval));
		this.#windowSeconds = (this.rows * interval) / 1_000_000;
		this.#returns = new Float64Array(this.rows).fill(Number.NaN);
	}

	/**
	Realised variance over the window; missing returns are made up for in proportion. NaN until a whole window followed the first mid, and where
	fewer than 80 % of the returns are there.
	*/
	get variance(): number {
		return this.#isValid ? (this.#squares * this.rows) / this.#present : Number.NaN;
	}

	/** Square root of the realised variance in bps. */
	get volBps(): number {
		return Math.sqrt(this.variance) * 10_000;
	}

	/** Bipower variation: π/2 times the sum of products of neighbouring absolute returns; missing pairs are made up for in proportion. */
	get bipower(): number {
		if (!this.#isValid || this.#pairs === 0) return Number.NaN;
		return ((Math.PI / 2) * this.#products * (this.rows - 1)) / this.#pairs;
	}

	/** What of the realised variance came in jumps, at least 0. */
	get jump(): number {
		return Math.max(this.variance - this.bipower, 0);
	}

	/** Annualised volatility as a fraction, for a market that never closes. */
	get annualised(): number {
		return Math.sqrt((this.variance / this.#windowSeconds) * yearSeconds);
	}

	/** The book was lost: no return is taken from before it. */
	gap(): void {
		this.#previous = Number.NaN;
	}

	/** Takes the mid of one sample row, in quote units (a scale that widens would be a return); NaN where the book was not in step. Returns `volBps` after it. */
	update(mid: number): number {
		const size = Math.abs(logReturn(this.#previous, mid));
		this.#previous = mid;
		if (this.#hasStarted) this.#push(Number.isFinite(size) ? size : Number.NaN);
		else this.#hasStarted = !Number.isNaN(mid);
		return this.volBps;
	}

	archive(io: Archive): void {
		this.#returns = io.numbers(this.#returns);
		this.#next = io.number(this.#next);
		this.#seen = io.number(this.#seen);
		this.#previous = io.number(this.#previous);
		this.#hasStarted = io.boolean(this.#hasStarted);
		this.#squares = io.number(this.#squares);
		this.#highestSquares = io.number(this.#highestSquares);
		this.#present = io.number(this.#present);
		this.#products = io.number(this.#products);
		this.#pairs = io.number(this.#pairs);
	}

	get #isValid(): boolean {
		return this.#seen === this.rows && this.#present * 5 >= this.rows * 4;
	}

	#push(size: number): void {
		const last = this.rows - 1;
		const oldest = this.#returns[this.#next]!;
		const second = this.#returns[this.#next === last ? 0 : this.#next + 1]!;
		this.#count(oldest, second, -1);
		const newest = this.#returns[this.#next === 0 ? last : this.#next - 1]!;
		this.#returns[this.#next] = size;
		this.#count(size, newest, 1);
		this.#next = this.#next === last ? 0 : this.#next + 1;
		this.#seen = Math.min(this.#seen + 1, this.rows);
		this.#highestSquares = Math.max(this.#highestSquares, this.#squares);
		// Once a turn of the ring too, lest rounding errors add up.
		if (this.#next === 0 || this.#squares < this.#highestSquares * cancellation) this.#resum();
	}

	/** Adds a return and its pair with a neighbour to the sums, or takes them out. */
	#count(size: number, neighbour: number, sign: 1 | -1): void {
		if (Number.isNaN(size)) return;
		this.#squares = Math.max(0, this.#squares + sign * size * size);
		this.#present += sign;
		if (this.rows === 1 || Number.isNaN(neighbour)) return;
		this.#products = Math.max(0, this.#products + sign * size * neighbour);
		this.#pairs += sign;
	}

	#resum(): void {
		this.#squares = 0;
		this.#present = 0;
		this.#products = 0;
		this.#pairs = 0;
		let previous = Number.NaN;
		for (let age = 0; age < this.rows; age++) {
			const size = this.#returns[(this.#next + age) % this.rows]!;
			this.#count(size, previous, 1);
			previous = size;
		}
		this.#highestSquares = this.#squares;
	}
}
