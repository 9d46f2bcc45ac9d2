/*
Exponentially weighted mean of rows, as `pandas.Series.ewm(span, adjust=False, min_periods=5).mean()` computes it: weights follow
absolute positions (`ignore_na=False`), so the first value after a gap weighs more.
*/

import type {Archive} from '../market/archive.ts';

export const defaultSpan = 30;

export class EwmaRows {
	/** Rows; alpha is 2 / (span + 1). */
	readonly span: number;
	/** Values (not rows) from the start until the mean is shown. */
	readonly minPeriods: number;
	readonly #alpha: number;
	#mean = Number.NaN;
	/** What the old mean weighs against alpha: 1, decayed once for every row since its last value. */
	#weight = 1;
	#count = 0;

	/** @throws RangeError unless `span` is at least 1. */
	constructor(span: number = defaultSpan, minPeriods = 5) {
		if (!(span >= 1)) throw new RangeError(`A span of ${span} rows is none`);
		this.span = span;
		this.minPeriods = minPeriods;
		this.#alpha = 2 / (span + 1);
	}

	/** NaN until `minPeriods` values; a NaN row leaves it as it was. */
	get value(): number {
		return this.#count >= this.minPeriods ? this.#mean : Number.NaN;
	}

	/** Takes one row and returns the value after it. */
	update(row: number): number {
		const isValue = !Number.isNaN(row);
		if (isValue) this.#count++;
		if (Number.isNaN(this.#mean)) {
			if (isValue) this.#mean = row;
			return this.value;
		}
		this.#weight *= 1 - this.#alpha;
		if (isValue) {
			// A mean of equal numbers is that number, which the division would miss by a last bit.
			if (row !== this.#mean) this.#mean = (this.#weight * this.#mean + this.#alpha * row) / (this.#weight + this.#alpha);
			this.#weight = 1;
		}
		return this.value;
	}

	archive(io: Archive): void {
		this.#mean = io.number(this.#mean);
		this.#weight = io.number(this.#weight);
		this.#count = io.number(this.#count);
	}
}
