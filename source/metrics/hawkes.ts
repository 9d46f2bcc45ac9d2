/*
A Hawkes process with exponential kernel: each event raises the rate of those to come, λ(t) = μ + α·Σ e^(−β(t − tᵢ)) over events before t.
Stationary where the branching ratio α/β is below 1, with mean rate μ/(1 − α/β). Likelihood by Ozaki's recursion (1979, Annals of the Institute of
Statistical Mathematics 31:145–155). Times in seconds.
*/

import type {Archive} from '../market/archive.ts';

/** Σ e^(−β(t − tᵢ)) over events so far, those of one moment counted once: ties would break the likelihood. */
export class HawkesCount {
	/** 1/s. */
	readonly decay: number;
	#count = 0;
	#at = Number.NaN;

	constructor(decay: number) {
		this.decay = decay;
	}

	/** An event at `at`, µs, not before any earlier call. */
	add(at: number): void {
		if (at === this.#at) return;
		this.#count = this.at(at) + 1;
		this.#at = at;
	}

	/** The count at `at`, µs, events of that very moment included. */
	at(at: number): number {
		return Number.isNaN(this.#at) ? 0 : this.#count * Math.exp((-this.decay * (at - this.#at)) / 1e6);
	}

	clear(): void {
		this.#count = 0;
		this.#at = Number.NaN;
	}

	archive(io: Archive): void {
		this.#count = io.number(this.#count);
		this.#at = io.number(this.#at);
	}
}

/** Base rate μ and excitation α, 1/s, for a kernel with decay β, 1/s. */
export type HawkesParameters = {readonly base: number; readonly excitation: number; readonly decay: number};

/** α/β: how many events one event brings about. */
export function branchingRatio({excitation, decay}: HawkesParameters): number {
	return excitation / decay;
}

/** Mean rate, 1/s; NaN where the process is not stationary. */
export function stationaryRate(parameters: HawkesParameters): number {
	const ratio = branchingRatio(parameters);
	return ratio < 1 ? parameters.base / (1 - ratio) : Number.NaN;
}

/** The rate just before each event, 1/s. @param times seconds, strictly rising. */
export function intensities(times: Float64Array, {base, excitation, decay}: HawkesParameters): Float64Array {
	let memory = 0;
	return times.map((time, index) => {
		if (index > 0) memory = Math.exp(-decay * (time - times[index - 1]!)) * (1 + memory);
		return base + excitation * memory;
	});
}

/** ∫λ over (0, horizon]. */
export function compensator(times: Float64Array, horizon: number, {base, excitation, decay}: HawkesParameters): number {
	let sum = 0;
	for (const time of times) sum += 1 - Math.exp(-decay * (horizon - time));
	return base * horizon + (excitation / decay) * sum;
}

/** ln L of events in (0, horizon]. */
export function logLikelihood(times: Float64Array, horizon: number, parameters: HawkesParameters): number {
	let sum = -compensator(times, horizon, parameters);
	for (const rate of intensities(times, parameters)) sum += Math.log(rate);
	return sum;
}

const mostSteps = 500;
const settled = 1e-12;

/**
μ and α of greatest likelihood for a given β, by expectation and maximisation (Veen and Schoenberg 2008, J. American Statistical Association 103:614–624): each event is
attributed to the base rate or to those before it in proportion to what they add to the rate.

@param times seconds in (0, horizon], strictly rising.
@returns undefined without two events.
*/
export function fitHawkes(times: Float64Array, horizon: number, decay: number): HawkesParameters | undefined {
	if (times.length < 2) return undefined;
	let reach = 0;
	for (const time of times) reach += 1 - Math.exp(-decay * (horizon - time));
	let parameters: HawkesParameters = {base: times.length / horizon / 2, excitation: decay / 2, decay};
	for (let step = 0; step < mostSteps; step++) {
		let ofBase = 0;
		for (const rate of intensities(times, parameters)) ofBase += parameters.base / rate;
		const base = ofBase / horizon;
		const excitation = ((times.length - ofBase) / reach) * decay;
		const change = Math.abs(base - parameters.base) / parameters.base + Math.abs(excitation - parameters.excitation) / decay;
		parameters = {base, excitation, decay};
		if (change < settled) break;
	}
	return parameters;
}
