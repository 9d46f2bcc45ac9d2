/*
Mean and variance over the last n rows, by Welford's recurrence with removal (Welford 1962, Technometrics 4:419–420). Rows that are NaN take
their place in the window and are no values, as in `pandas.Series.rolling(n)`.
*/

import type {Archive} from '../market/archive.ts';

/** A sum of squares that fell below this share of its highest has lost the digits that matter, and is made anew. */
const cancellation = 1e-3;

export class RollVar {
	/** Rows in the window. */
	readonly rows: number;
	#ring: Float64Array<ArrayBuffer>;
	#next = 0;
	#count = 0;
	#mean = 0;
	/** Sum of squared distances from the mean. */
	#squares = 0;
	#highestSquares = 0;
	#last = Number.NaN;
	/** How many values in a row, up to the last, were the same. */
	#sameValues = 0;

	/** @throws RangeError unless `rows` is a whole number from 1. */
	constructor(rows: number) {
		if (!Number.isInteger(rows) || rows < 1) throw new RangeError(`A window of ${rows} rows is none`);
		this.rows = rows;
		this.#ring = new Float64Array(rows).fill(Number.NaN);
	}

	/** Values in the window: rows that are not NaN. */
	get count(): number {
		return this.#count;
	}

	/** Mean of the values; NaN without any. */
	get mean(): number {
		if (this.#count === 0) return Number.NaN;
		return this.#isConstant ? this.#last : this.#mean;
	}

	/** Variance of the values, exactly 0 where all are the same; NaN for `ddof` values or fewer. `ddof` 1 is the sample's, 0 the population's. */
	variance(ddof = 1): number {
		if (this.#count <= ddof) return Number.NaN;
		return this.#isConstant ? 0 : this.#squares / (this.#count - ddof);
	}

	/** Takes one row; what is not finite counts as NaN. */
	push(value: number): void {
		const evicted = this.#ring[this.#next]!;
		this.#ring[this.#next] = Number.isFinite(value) ? value : Number.NaN;
		this.#next = this.#next + 1 === this.rows ? 0 : this.#next + 1;
		if (!Number.isNaN(evicted)) this.#remove(evicted);
		if (Number.isFinite(value)) this.#add(value);
		// Once a turn of the ring too, lest rounding errors add up.
		if (this.#next === 0 || this.#squares < this.#highestSquares * cancellation) this.#resum();
	}

	/** The last value that was no NaN; NaN without any. */
	get last(): number {
		return this.#last;
	}

	clear(): void {
		this.#ring.fill(Number.NaN);
		this.#next = 0;
		this.#count = 0;
		this.#mean = 0;
		this.#squares = 0;
		this.#highestSquares = 0;
		this.#last = Number.NaN;
		this.#sameValues = 0;
	}

	archive(io: Archive): void {
		this.#ring = io.numbers(this.#ring);
		this.#next = io.number(this.#next);
		this.#count = io.number(this.#count);
		this.#mean = io.number(this.#mean);
		this.#squares = io.number(this.#squares);
		this.#highestSquares = io.number(this.#highestSquares);
		this.#last = io.number(this.#last);
		this.#sameValues = io.number(this.#sameValues);
	}

	/** Recurrences leave a mean that is off by a last bit, which would be a distance without a deviation: what is constant is told apart. */
	get #isConstant(): boolean {
		return this.#sameValues >= this.#count;
	}

	#add(value: number): void {
		this.#sameValues = value === this.#last ? this.#sameValues + 1 : 1;
		this.#last = value;
		this.#count++;
		const distance = value - this.#mean;
		this.#mean += distance / this.#count;
		this.#squares += distance * (value - this.#mean);
		this.#highestSquares = Math.max(this.#highestSquares, this.#squares);
	}

	#remove(value: number): void {
		this.#count--;
		if (this.#count === 0) {
			this.#mean = 0;
			this.#squares = 0;
			this.#highestSquares = 0;
			return;
		}
		const distance = value - this.#mean;
		this.#mean -= distance / this.#count;
		this.#squares = Math.max(0, this.#squares - distance * (value - this.#mean));
	}

	#resum(): void {
		let sum = 0;
		// By index: it is done once in a while within a message, and is not worth an iterator.
		const ring = this.#ring;
		for (let row = 0; row < ring.length; row++) if (!Number.isNaN(ring[row]!)) sum += ring[row]!;
		this.#mean = this.#count === 0 ? 0 : sum / this.#count;
		this.#squares = 0;
		for (let row = 0; row < ring.length; row++)
			if (!Number.isNaN(ring[row]!)) this.#squares += (ring[row]! - this.#mean) * (ring[row]! - this.#mean);
		this.#highestSquares = this.#squares;
	}
}
