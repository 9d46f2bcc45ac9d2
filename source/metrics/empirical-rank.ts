/*
Where a value stands among the latest n: the mid-rank of the empirical distribution, (#{h < x} + ½ #{h = x}) / #h. 0.5 is the median,
whatever the unit and the level of the values.
*/

import {type Archive, BadArchiveError} from '../market/archive.ts';
import {quantileOf} from './quantile.ts';

const leastRoom = 64;

export class EmpiricalRank {
	/** Values needed before anything is ranked. */
	readonly minimum: number;
	readonly #limit: number;
	#sorted: Float64Array;
	/** The same values in order of arrival, a ring. */
	#arrivals: Float64Array<ArrayBuffer>;
	#next = 0;
	#count = 0;

	/** @param limit how many of the latest values are kept. */
	constructor(minimum = 20, limit = 10_000) {
		this.minimum = minimum;
		this.#limit = limit;
		// Grown as values come: most histories stay far below their limit.
		this.#sorted = new Float64Array(Math.min(leastRoom, limit));
		this.#arrivals = new Float64Array(Math.min(leastRoom, limit));
	}

	/** How many values a value is ranked among. */
	get count(): number {
		return this.#count;
	}

	/** Adds a value to the history, in place of the oldest where it is full; NaN is none. */
	add(value: number): void {
		if (Number.isNaN(value)) return;
		if (this.#count === this.#limit) this.#remove(this.#arrivals[this.#next]!);
		else if (this.#count === this.#arrivals.length) this.#moveTo(Math.min(this.#count * 2, this.#limit));
		this.#arrivals[this.#next] = value;
		this.#next = this.#next + 1 === this.#limit ? 0 : this.#next + 1;
		const index = this.#countBelow(value);
		this.#sorted.copyWithin(index + 1, index, this.#count);
		this.#sorted[index] = value;
		this.#count++;
	}

	/** Mid-rank of a value, 0 to 1, among the history; a value that is to count among it is added first. NaN for NaN and below `minimum` values. */
	rank(value: number): number {
		if (Number.isNaN(value) || this.#count === 0 || this.#count < this.minimum) return Number.NaN;
		const below = this.#countBelow(value);
		const equal = this.#countUpTo(value) - below;
		return (below + equal / 2) / this.#count;
	}

	/** The value that a share of the history, 0 to 1, lies below, linear between neighbours as numpy has it; NaN below `minimum` values. */
	quantile(share: number): number {
		return this.#count < this.minimum ? Number.NaN : quantileOf(this.#sorted, share, this.#count);
	}

	archive(io: Archive): void {
		this.#next = io.number(this.#next);
		this.#count = io.number(this.#count);
		this.#arrivals = io.numbers(this.#arrivals, this.#count);
		if (io.isReading) this.#sort();
	}

	#sort(): void {
		const most = Math.min(this.#limit, this.#arrivals.length);
		if (this.#count > most) throw new BadArchiveError(`${this.#count} values are more than ${most}`);
		this.#moveTo(Math.min(Math.max(this.#arrivals.length, leastRoom), this.#limit));
		this.#sorted.set(this.#arrivals.subarray(0, this.#count));
		this.#sorted.subarray(0, this.#count).sort();
	}

	#moveTo(room: number): void {
		const [sorted, arrivals] = [new Float64Array(room), new Float64Array(room)];
		sorted.set(this.#sorted.subarray(0, this.#count));
		arrivals.set(this.#arrivals.subarray(0, this.#count));
		this.#sorted = sorted;
		this.#arrivals = arrivals;
	}

	#remove(value: number): void {
		const index = this.#countBelow(value);
		this.#sorted.copyWithin(index, index + 1, this.#count);
		this.#count--;
	}

	#countBelow(value: number): number {
		let low = 0;
		let high = this.#count;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.#sorted[middle]! < value) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	#countUpTo(value: number): number {
		let low = 0;
		let high = this.#count;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.#sorted[middle]! <= value) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
