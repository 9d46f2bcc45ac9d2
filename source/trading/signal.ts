/*
The threshold signal: buy when bids' share of the book (rho of a sample) rises above one threshold, sell when it falls below another, both
strict. It fires once, on the sample that enters the zone.
*/

import type {Archive} from '../market/archive.ts';

export const defaultThresholds = {buy: 0.7, sell: 0.3} as const;

const zones = ['buy', 'sell', 'none'] as const;

export type Zone = (typeof zones)[number];

export class ThresholdSignal {
	#buy = Number.NaN;
	#sell = Number.NaN;
	#zone: Zone = 'none';
	/** The last sample; NaN while disarmed. */
	#last = Number.NaN;

	/** @throws RangeError unless sell < 0.5 < buy. */
	constructor(buy: number = defaultThresholds.buy, sell: number = defaultThresholds.sell) {
		this.setThresholds(buy, sell);
	}

	get buy(): number {
		return this.#buy;
	}

	get sell(): number {
		return this.#sell;
	}

	/** Where the last sample was, by the thresholds it was judged by. */
	get zone(): Zone {
		return this.#zone;
	}

	/**
	Takes the raw rho of a sample. Fires when it is in a zone in which the sample before was not, so that going from one zone straight into the
	other fires, while staying does not. Without a sample before it, or with NaN there, a sample fires nothing: it did not enter from outside.
	*/
	update(rho: number): 'buy' | 'sell' | undefined {
		const before = this.#zoneOf(this.#last);
		const isArmed = !Number.isNaN(this.#last);
		this.#last = rho;
		this.#zone = this.#zoneOf(rho);
		return isArmed && this.#zone !== 'none' && this.#zone !== before ? this.#zone : undefined;
	}

	/** A gap: what was before it says nothing of what comes after. */
	disarm(): void {
		this.#last = Number.NaN;
		this.#zone = 'none';
	}

	/**
	Changes the thresholds from the next sample on, which is judged together with the one before it by the new ones: the book must cross a
	threshold to fire, a threshold moved across the book does not.

	@throws RangeError unless sell < 0.5 < buy.
	*/
	setThresholds(buy: number, sell: number): void {
		if (!(sell < 0.5 && buy > 0.5)) throw new RangeError(`Thresholds need sell < 0.5 < buy, not sell ${sell} and buy ${buy}`);
		this.#buy = buy;
		this.#sell = sell;
	}

	/** The thresholds too, which may have been changed since they were given. */
	archive(io: Archive): void {
		this.#buy = io.number(this.#buy);
		this.#sell = io.number(this.#sell);
		this.#zone = io.word(this.#zone, zones);
		this.#last = io.number(this.#last);
	}

	#zoneOf(rho: number): Zone {
		if (rho > this.#buy) return 'buy';
		return rho < this.#sell ? 'sell' : 'none';
	}
}
