/* When VPIN rose above 0.95 of its own values so far, and how high it went until it fell again: the highest of these. */

import {Best} from './best.ts';

export const highRank = 0.95;

export type VpinRise = {
	readonly at: number;
	readonly vpin: number;
	readonly rank: number;
	/** The highest while the rank was above. */
	peak: number;
	/** µs until it was no more; NaN while it is. */
	lasted: number;
};

export class VpinRises {
	readonly #best: Best<VpinRise>;
	#open: VpinRise | undefined;
	/** The latest that was known. */
	#rank = Number.NaN;

	/** @param most how many are kept. */
	constructor(most: number) {
		this.#best = new Best(most);
	}

	/** Takes a row; a rank that is NaN leaves all as it was. @param at when it was known, µs. */
	row(at: number, vpin: number, rank: number): void {
		if (Number.isNaN(rank)) return;
		const isHigh = rank > highRank;
		// Of what is high when it is first known nobody can say that it rose.
		if (isHigh && this.#rank <= highRank) this.#open = {at, vpin, rank, peak: vpin, lasted: Number.NaN};
		if (this.#open !== undefined && isHigh) this.#open.peak = Math.max(this.#open.peak, vpin);
		if (this.#open !== undefined && !isHigh) this.#close(this.#open, at - this.#open.at);
		this.#rank = rank;
	}

	/** No row comes after. */
	finish(): readonly VpinRise[] {
		if (this.#open !== undefined) this.#close(this.#open, Number.NaN);
		return this.#best.items;
	}

	#close(rise: VpinRise, lasted: number): void {
		rise.lasted = lasted;
		this.#best.add(rise.peak, rise);
		this.#open = undefined;
	}
}
