/*
The size of VPIN's buckets where nobody gave one: 1/1200 of the 24-hour volume, so that 50 buckets span about an hour; where that stays unknown,
1.2 × the taker volume of the first minute with trades. Trades wait here, in order, until the size is known.
*/

import type {Archive} from '../market/archive.ts';
import type {Aggressor} from '../market/trade.ts';

const bucketsPerDay = 1200;
const minuteMicros = 60_000_000;
const minutesPerBucket = 1.2;

const sources = ['given', 'volume', 'first-minute', 'waiting'] as const;

export type BucketSizeSource = (typeof sources)[number];

/** Every method that may make the size known returns whether it is: then make the `Vpin`, `drain` into it, and add to it directly. */
export class AutoBucket {
	#size = Number.NaN;
	#source: BucketSizeSource = 'waiting';
	/** Receive time of the first trade, µs. */
	#since = Number.NaN;
	#volume = 0;
	/** Waiting trades in order: quantities, negative where the taker sold. */
	#waiting = new Float64Array(256);
	#length = 0;

	/** @param given the size, if somebody chose it. @throws RangeError unless it is above 0 and finite. */
	constructor(given?: number) {
		if (given === undefined) return;
		if (!isSize(given)) throw new RangeError(`A VPIN bucket of ${given} is none`);
		this.#settle(given, 'given');
	}

	/** In the unit of the quantities; NaN while waiting. */
	get size(): number {
		return this.#size;
	}

	get source(): BucketSizeSource {
		return this.#source;
	}

	get isKnown(): boolean {
		return this.#source !== 'waiting';
	}

	/** Takes a trade received at `at`, µs, which waits for `drain`. */
	trade(at: number, quantity: number, aggressor: Aggressor): boolean {
		this.passTo(at);
		if (!this.isKnown) {
			if (Number.isNaN(this.#since)) this.#since = at;
			this.#volume += quantity;
		}
		if (this.#length === this.#waiting.length) this.#grow();
		this.#waiting[this.#length++] = aggressor * quantity;
		return this.isKnown;
	}

	/** Trades were missed: the first minute begins anew with the next. Those that wait go on waiting. */
	interrupt(): void {
		this.#since = Number.NaN;
		this.#volume = 0;
	}

	/** The venue told the 24-hour volume, in the unit of the quantities. Too late, or no volume at all, changes nothing. */
	volumeKnown(volume: number): boolean {
		const size = volume / bucketsPerDay;
		if (!this.isKnown && isSize(size)) this.#settle(size, 'volume');
		return this.isKnown;
	}

	/** Lets time pass, µs. The first minute is what was received from the first trade on until before 60 s later. */
	passTo(at: number): boolean {
		if (!this.isKnown && at - this.#since >= minuteMicros) {
			const size = Number((minutesPerBucket * this.#volume).toPrecision(2));
			if (isSize(size)) this.#settle(size, 'first-minute');
		}
		return this.isKnown;
	}

	/** Hands over the trades that waited, in order, and forgets them. Without effect while the size is not known. */
	drain(take: (quantity: number, aggressor: Aggressor) => void): void {
		if (!this.isKnown) return;
		const waiting = this.#waiting.subarray(0, this.#length);
		this.#waiting = new Float64Array(1);
		this.#length = 0;
		for (const quantity of waiting) take(Math.abs(quantity), quantity < 0 ? -1 : 1);
	}

	archive(io: Archive): void {
		this.#size = io.number(this.#size);
		this.#source = io.word(this.#source, sources);
		this.#since = io.number(this.#since);
		this.#volume = io.number(this.#volume);
		this.#length = io.number(this.#length);
		this.#waiting = io.numbers(this.#waiting, this.#length);
	}

	#settle(size: number, source: BucketSizeSource): void {
		this.#size = size;
		this.#source = source;
	}

	#grow(): void {
		const waiting = new Float64Array(this.#waiting.length * 2);
		waiting.set(this.#waiting);
		this.#waiting = waiting;
	}
}

function isSize(size: number): boolean {
	return size > 0 && Number.isFinite(size);
}
