/*
Volume-synchronised probability of informed trading: taker volume is cut into buckets of equal size, and VPIN is the mean of
|bought − sold| / size over the last n closed ones (Easley, López de Prado and O'Hara 2012, RFS 25:1457–1493). Sides are the venue's own taker
flags. Its level depends on bucket size and order splitting; Andersen and Bondarenko (2014, J. Financial Markets 17:1–46) find it a poor
predictor of volatility, so read it as a rank, beside volume and volatility.
*/

import type {Archive} from '../market/archive.ts';
import type {Aggressor} from '../market/trade.ts';

export const defaultVpinBuckets = 50;

/** Values kept for a reader. */
const kept = 256;

export class Vpin {
	/** Volume of a bucket, in the unit of the quantities. */
	readonly bucketSize: number;
	/** How many closed buckets the mean is of. */
	readonly buckets: number;
	/** Room or remainder below this is none: rounding errors open no bucket. */
	readonly #tolerance: number;
	#bought = 0;
	#sold = 0;
	#filled = 0;
	#closed = 0;
	#imbalances: Float64Array<ArrayBuffer>;
	#next = 0;
	#sum = 0;
	#values = new Float64Array(kept);

	/** @throws RangeError unless the size is above 0 and finite and the number of buckets whole and at least 1. */
	constructor(bucketSize: number, buckets: number = defaultVpinBuckets) {
		if (!(bucketSize > 0 && Number.isFinite(bucketSize))) throw new RangeError(`A VPIN bucket of ${bucketSize} is none`);
		if (!Number.isInteger(buckets) || buckets < 1) throw new RangeError(`VPIN over ${buckets} buckets is none`);
		this.bucketSize = bucketSize;
		this.buckets = buckets;
		this.#tolerance = 1e-9 * bucketSize;
		this.#imbalances = new Float64Array(buckets);
	}

	/** VPIN, 0 to 1; NaN until `buckets` have closed. */
	get value(): number {
		return this.#closed >= this.buckets ? this.provisional : Number.NaN;
	}

	/** The mean over those closed so far, at most `buckets`; NaN before the first. */
	get provisional(): number {
		return this.#closed === 0 ? Number.NaN : this.#sum / Math.min(this.#closed, this.buckets);
	}

	/** Buckets closed since the start. */
	get closed(): number {
		return this.#closed;
	}

	/** Share of the open bucket that is filled, 0 to 1. */
	get filled(): number {
		return this.#filled / this.bucketSize;
	}

	/** What takers bought in the open bucket. */
	get openBought(): number {
		return this.#bought;
	}

	/** What takers sold in the open bucket. */
	get openSold(): number {
		return this.#sold;
	}

	/** `provisional` as it stood when each of the last `count` buckets closed, oldest first; fewer where there are fewer, 256 at most. */
	latest(count: number): Float64Array {
		const length = Math.min(count, this.#closed, kept);
		return Float64Array.from({length}, (_, index) => this.#values[(this.#closed - length + index) % kept]!);
	}

	/**
	Takes a trade. What the open bucket has no room for opens the next.

	@returns how many buckets it closed, nearly always 0.
	*/
	add(quantity: number, aggressor: Aggressor): number {
		return this.fill(quantity, aggressor === 1 ? 1 : 0);
	}

	/** As `add`, of volume of which a share, 0 to 1, was bought. */
	fill(quantity: number, boughtShare: number): number {
		const closedBefore = this.#closed;
		let rest = quantity;
		while (rest > this.#tolerance) {
			if (this.#filled === 0) rest -= this.#skip(rest);
			const part = Math.min(rest, this.bucketSize - this.#filled);
			this.#bought += part * boughtShare;
			this.#sold += part - part * boughtShare;
			this.#filled += part;
			rest -= part;
			if (this.bucketSize - this.#filled <= this.#tolerance) this.#close();
		}
		return this.#closed - closedBefore;
	}

	/** Bucket size and number of buckets are the reader's to know. */
	archive(io: Archive): void {
		this.#bought = io.number(this.#bought);
		this.#sold = io.number(this.#sold);
		this.#filled = io.number(this.#filled);
		this.#closed = io.number(this.#closed);
		this.#imbalances = io.numbers(this.#imbalances, Math.min(this.#closed, this.buckets));
		this.#next = io.number(this.#next);
		this.#sum = io.number(this.#sum);
		this.#values = io.numbers(this.#values, Math.min(this.#closed, kept));
	}

	/** Of a trade that fills more buckets than are remembered, all one-sided, only the last leave a trace: the others are counted, not filled. */
	#skip(quantity: number): number {
		const unseen = Math.floor(quantity / this.bucketSize) - Math.max(this.buckets, kept) * 2;
		if (unseen <= 0) return 0;
		this.#closed += unseen;
		return unseen * this.bucketSize;
	}

	#close(): void {
		const imbalance = Math.min(1, Math.abs(this.#bought - this.#sold) / this.bucketSize);
		let sum = this.#sum + imbalance - this.#imbalances[this.#next]!;
		this.#imbalances[this.#next] = imbalance;
		this.#next++;
		if (this.#next === this.buckets) {
			this.#next = 0;
			// Made anew once a turn, lest rounding errors add up.
			sum = 0;
			for (const each of this.#imbalances) sum += each;
		}
		this.#closed++;
		this.#sum = Math.max(0, Math.min(sum, this.#closed, this.buckets));
		this.#bought = 0;
		this.#sold = 0;
		this.#filled = 0;
		this.#values[(this.#closed - 1) % kept] = this.provisional;
	}
}
