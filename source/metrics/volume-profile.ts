/*
Where volume was traded in the last hour, by price: the point of control (the price bin with the most), the value area about it with 70 % of the
volume (Steidlmayer's market profile), and how concentrated it is. Bins are a basis point of the first price, at least a tick, and stay so wide.
*/

import type {Archive} from '../market/archive.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter, type TakerTrade} from './meter.ts';
import {VolumeWindow} from './volume-window.ts';

const windowMicros = 3_600_000_000;
export const valueShare = 0.7;

export type Profile = {
	/** Numbers of bins within the volumes given; the last two are the value area, both included. */
	readonly control: number;
	readonly low: number;
	readonly high: number;
	/** Share of the volume in the value area. */
	readonly share: number;
	/** Herfindahl index Σ s² of the bins' shares, up to 1. */
	readonly concentration: number;
	/** −Σ s ln s / ln K over the K bins with volume, 0 to 1; NaN for one. */
	readonly entropy: number;
};

/**
Reads a profile of the bins that have volume: of those with equally much the lower is the point of control, and of equal neighbours the upper joins the area. What room the array has beyond them,
or between, tells nothing.

@returns undefined without volume.
*/
export function profileOf(volumes: Float64Array, target: number = valueShare): Profile | undefined {
	let [total, control, used] = [0, 0, 0];
	for (let bin = 0; bin < volumes.length; bin++) {
		total += volumes[bin]!;
		if (volumes[bin]! > 0) used++;
		if (volumes[bin]! > volumes[control]!) control = bin;
	}
	if (!(total > 0)) return undefined;
	let [low, high, inside] = [control, control, volumes[control]!];
	let [below, above] = [neighbour(volumes, low, -1), neighbour(volumes, high, 1)];
	while (inside < target * total && (below >= 0 || above >= 0)) {
		if ((volumes[above] ?? -1) >= (volumes[below] ?? -1)) {
			high = above;
			above = neighbour(volumes, high, 1);
			inside += volumes[high]!;
		} else {
			low = below;
			below = neighbour(volumes, low, -1);
			inside += volumes[low]!;
		}
	}
	let [squares, disorder] = [0, 0];
	for (const volume of volumes) {
		const share = volume / total;
		squares += share * share;
		if (share > 0) disorder -= share * Math.log(share);
	}
	return {control, low, high, share: inside / total, concentration: squares, entropy: used > 1 ? disorder / Math.log(used) : Number.NaN};
}

/** The next bin with volume; -1 beyond the last. */
function neighbour(volumes: Float64Array, bin: number, step: 1 | -1): number {
	for (let next = bin + step; next >= 0 && next < volumes.length; next += step) if (volumes[next]! > 0) return next;
	return -1;
}

export class VolumeProfile implements Meter {
	readonly columns = columns({unit: 'quote', clock: 'event', warmUp: '1 h', source: 'Steidlmayer & Koy 1986'}, [
		['poc', 'middle of the price bin with the most volume in 1 h'],
		['va_low', 'lower end of the value area, 70 % of the volume'],
		['va_high', 'upper end of the value area'],
		['profile_hhi', 'Σ of squared shares of the bins', {unit: ''}],
		['profile_entropy', '−Σ s ln s / ln K of the bins with volume', {unit: ''}],
	]);
	readonly #window = new VolumeWindow(windowMicros);
	/** Width of a bin, quote units. */
	#bin = Number.NaN;
	#since = Number.NaN;
	#isWatching = true;

	trade({at, tick}: MarketState, {price, quantity}: TakerTrade): void {
		// An empty window has no width to keep.
		this.#window.passTo(at);
		if (this.#window.isEmpty) this.#window.clear();
		if (this.#window.isEmpty) this.#bin = Math.max(1, Math.round(price / 1e4 / tick)) * tick;
		if (!this.#isWatching) this.watchTrades(true);
		this.#watch(at);
		this.#window.add(at, Math.round(price / this.#bin), quantity);
	}

	interrupt(): void {
		this.#window.clear();
		this.#since = Number.NaN;
	}

	watchTrades(isWatching: boolean): void {
		if (!isWatching) this.interrupt();
		this.#isWatching = isWatching;
	}

	sample({at}: MarketState, out: Float64Array, from: number): void {
		if (this.#isWatching) this.#watch(at);
		this.#window.passTo(at);
		if (!(at - this.#since >= windowMicros)) return;
		const profile = profileOf(this.#window.volumes);
		if (profile === undefined) return;
		// Whole numbers of a bin, as decimals have them.
		const priceOf = (bin: number) => Number(((this.#window.first + bin) * this.#bin).toPrecision(12));
		out[from] = priceOf(profile.control);
		out[from + 1] = priceOf(profile.low);
		out[from + 2] = priceOf(profile.high);
		out[from + 3] = profile.concentration;
		out[from + 4] = profile.entropy;
	}

	archive(io: Archive): void {
		this.#window.archive(io);
		this.#bin = io.number(this.#bin);
		this.#since = io.number(this.#since);
		this.#isWatching = io.boolean(this.#isWatching);
	}

	#watch(at: number): void {
		if (Number.isNaN(this.#since)) this.#since = at;
	}
}
