/* Percentiles of the latest numbers, with linear interpolation between ranks as numpy and pandas do by default; sorted when asked, not when fed. */

import type {Archive} from '../market/archive.ts';
import {quantileOf} from './quantile.ts';

export class RecentValues {
	#ring: Float64Array<ArrayBuffer>;
	readonly #sorted: Float64Array;
	#next = 0;
	#count = 0;

	/** @param capacity how many of the latest numbers are kept. */
	constructor(capacity = 512) {
		this.#ring = new Float64Array(capacity);
		this.#sorted = new Float64Array(capacity);
	}

	/** How many numbers are kept now. */
	get count(): number {
		return this.#count;
	}

	/** Takes a number; NaN is none. */
	push(value: number): void {
		if (Number.isNaN(value)) return;
		this.#ring[this.#next] = value;
		this.#next = this.#next + 1 === this.#ring.length ? 0 : this.#next + 1;
		if (this.#count < this.#ring.length) this.#count++;
	}

	/** The number that a share of those kept, 0 to 1, lie below: 0.5 is the median. NaN without numbers. */
	percentile(share: number): number {
		this.#sorted.set(this.#ring);
		return quantileOf(this.#sorted.subarray(0, this.#count).sort(), share);
	}

	clear(): void {
		this.#next = 0;
		this.#count = 0;
	}

	archive(io: Archive): void {
		this.#next = io.number(this.#next);
		this.#count = io.number(this.#count);
		this.#ring = io.numbers(this.#ring, this.#count);
	}
}
