/* Sum and mean of the last n items; one that is not finite takes its place and is no value. */

import type {Archive} from '../market/archive.ts';
import {lostBySum} from './compensation.ts';

export class CountSum {
	/** Items in the window. */
	readonly items: number;
	#ring: Float64Array<ArrayBuffer>;
	#next = 0;
	#count = 0;
	#sum = 0;
	/** What rounding took from the sum. */
	#lost = 0;

	/** @throws RangeError unless `items` is a whole number from 1. */
	constructor(items: number) {
		if (!Number.isInteger(items) || items < 1) throw new RangeError(`A window of ${items} items is none`);
		this.items = items;
		this.#ring = new Float64Array(items).fill(Number.NaN);
	}

	/** Values in the window. */
	get count(): number {
		return this.#count;
	}

	/** 0 without values. */
	get sum(): number {
		return this.#sum + this.#lost;
	}

	/** NaN without values. */
	get mean(): number {
		return this.#count === 0 ? Number.NaN : this.sum / this.#count;
	}

	push(value: number): void {
		const evicted = this.#ring[this.#next]!;
		this.#ring[this.#next] = Number.isFinite(value) ? value : Number.NaN;
		this.#next = this.#next + 1 === this.items ? 0 : this.#next + 1;
		if (!Number.isNaN(evicted)) this.#add(-evicted, -1);
		if (Number.isFinite(value)) this.#add(value, 1);
		if (this.#count > 0) return;
		this.#sum = 0;
		this.#lost = 0;
	}

	archive(io: Archive): void {
		this.#ring = io.numbers(this.#ring);
		this.#next = io.number(this.#next);
		this.#count = io.number(this.#count);
		this.#sum = io.number(this.#sum);
		this.#lost = io.number(this.#lost);
	}

	#add(value: number, items: 1 | -1): void {
		const sum = this.#sum + value;
		this.#lost += lostBySum(this.#sum, value, sum);
		this.#sum = sum;
		this.#count += items;
	}
}
