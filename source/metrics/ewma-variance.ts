/*
Exponentially weighted variance of returns, v ← λ·v + (1 − λ)·r², starting at the first r² (RiskMetrics 1996). λ is that of a row.
*/

import type {Archive} from '../market/archive.ts';

export class EwmaVariance {
	readonly decay: number;
	#value = Number.NaN;

	constructor(decay = 0.94) {
		this.decay = decay;
	}

	/** Variance of one row's return; NaN before the first. */
	get value(): number {
		return this.#value;
	}

	/** Takes one return; NaN leaves the value as it was. Returns the value after it. */
	update(logReturn: number): number {
		if (Number.isNaN(logReturn)) return this.#value;
		const square = logReturn * logReturn;
		this.#value = Number.isNaN(this.#value) ? square : this.decay * this.#value + (1 - this.decay) * square;
		return this.#value;
	}

	archive(io: Archive): void {
		this.#value = io.number(this.#value);
	}
}
