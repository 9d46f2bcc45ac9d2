/*
Exponentially weighted mean whose memory is a time, not a number of rows: at an update dt after the last, y ← k·y + (1 − k)·x with k = exp(−dt/τ). For
values that come at irregular moments; for rows of a grid see `EwmaRows`.
*/

import type {Archive} from '../market/archive.ts';

export class EwmaTime {
	/** Time constant, µs. */
	readonly tau: number;
	#value = Number.NaN;
	#at = Number.NaN;

	/** @throws RangeError unless `tau` is above 0. */
	constructor(tau: number) {
		if (!(tau > 0)) throw new RangeError(`A time constant of ${tau} µs is none`);
		this.tau = tau;
	}

	/** NaN before the first value. */
	get value(): number {
		return this.#value;
	}

	/** Takes the value as it is at `at`, µs; NaN leaves the mean as it was. Several at one moment: the last counts for nothing yet, for no time has passed. */
	update(at: number, value: number): number {
		if (Number.isNaN(value)) return this.#value;
		if (Number.isNaN(this.#value)) this.#value = value;
		else {
			const kept = Math.exp((this.#at - at) / this.tau);
			this.#value = kept * this.#value + (1 - kept) * value;
		}
		this.#at = at;
		return this.#value;
	}

	clear(): void {
		this.#value = Number.NaN;
		this.#at = Number.NaN;
	}

	archive(io: Archive): void {
		this.#value = io.number(this.#value);
		this.#at = io.number(this.#at);
	}
}
