/* A sum whose terms fade: after τ each counts 1/e. What it says depends on time alone, not on how often it is fed or read. */

import type {Archive} from '../market/archive.ts';

const least = 1e-290;

export class DecaySum {
	/** Time constant, µs. */
	readonly tau: number;
	#sum = 0;
	#at = Number.NaN;
	#since = Number.NaN;

	/** @throws RangeError unless `tau` is above 0. */
	constructor(tau: number) {
		if (!(tau > 0)) throw new RangeError(`A time constant of ${tau} µs is none`);
		this.tau = tau;
	}

	/** The sum as of the last call. */
	get sum(): number {
		return this.#sum;
	}

	/** How long it has been watched, in time constants: what is older would count e to the minus that much. NaN before the first call. */
	get age(): number {
		return (this.#at - this.#since) / this.tau;
	}

	/** Adds a term that happened at `at`, µs, not before any earlier call. */
	add(at: number, term: number): void {
		this.passTo(at);
		this.#sum += term;
	}

	/** Lets time pass, µs. The first call of this or of `add` is where watching begins. */
	passTo(at: number): void {
		if (Number.isNaN(this.#since)) this.#since = at;
		else if (at > this.#at) this.#sum *= Math.exp((this.#at - at) / this.tau);
		// Where doubles have no digits left nothing is left.
		if (Math.abs(this.#sum) < least) this.#sum = 0;
		this.#at = at;
	}

	/** Multiplies what is remembered, where the unit of the terms changes. */
	scale(factor: number): void {
		this.#sum *= factor;
	}

	clear(): void {
		this.#sum = 0;
		this.#at = Number.NaN;
		this.#since = Number.NaN;
	}

	archive(io: Archive): void {
		this.#sum = io.number(this.#sum);
		this.#at = io.number(this.#at);
		this.#since = io.number(this.#since);
	}
}
