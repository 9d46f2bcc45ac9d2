/* VPIN of one instrument with all that belongs to it: the size of its buckets, chosen or found out, and its rank among this run's own values. */

import type {Archive} from '../market/archive.ts';
import type {Aggressor} from '../market/trade.ts';
import {EmpiricalRank} from '../metrics/empirical-rank.ts';
import {Vpin} from '../metrics/vpin.ts';
import {AutoBucket, type BucketSizeSource} from '../metrics/vpin-bucket-size.ts';

export class Toxicity {
	/** Closed buckets that make a value. */
	readonly buckets: number;
	readonly #size: AutoBucket;
	readonly #ranks = new EmpiricalRank();
	#vpin: Vpin | undefined;

	/** @param bucketSize instrument's unit, 0 for automatic. */
	constructor(bucketSize: number, buckets: number) {
		this.buckets = buckets;
		this.#size = new AutoBucket(bucketSize > 0 ? bucketSize : undefined);
		this.#startWhenKnown();
	}

	/** 0 to 1; NaN until `buckets` have closed. */
	get value(): number {
		return this.#vpin?.value ?? Number.NaN;
	}

	/** The mean over those closed so far; NaN before the first. */
	get provisional(): number {
		return this.#vpin?.provisional ?? Number.NaN;
	}

	/** Mid-rank of the value among this run's own, 0 to 1; NaN until 20 of them. */
	get rank(): number {
		return this.#ranks.rank(this.value);
	}

	/** Values that the rank is among. */
	get ranked(): number {
		return this.#ranks.count;
	}

	get closed(): number {
		return this.#vpin?.closed ?? 0;
	}

	/** Share of the open bucket that is filled. */
	get filled(): number {
		return this.#vpin?.filled ?? 0;
	}

	/** Instrument's unit; NaN while it is not known. */
	get bucketSize(): number {
		return this.#size.size;
	}

	get sizeSource(): BucketSizeSource {
		return this.#size.source;
	}

	/** The values as buckets closed, oldest first. */
	latest(count: number): Float64Array {
		return this.#vpin?.latest(count) ?? new Float64Array(0);
	}

	/** @param quantity instrument's unit. */
	trade(at: number, quantity: number, aggressor: Aggressor): void {
		if (this.#vpin === undefined) {
			this.#size.trade(at, quantity, aggressor);
			this.#startWhenKnown();
			return;
		}
		this.#add(this.#vpin, quantity, aggressor);
	}

	volumeKnown(volume: number): void {
		this.#size.volumeKnown(volume);
		this.#startWhenKnown();
	}

	passTo(at: number): void {
		if (this.#vpin !== undefined) return;
		this.#size.passTo(at);
		this.#startWhenKnown();
	}

	archive(io: Archive): void {
		this.#size.archive(io);
		this.#ranks.archive(io);
		if (io.isReading) {
			this.#vpin = undefined;
			if (this.#size.isKnown) this.#vpin = new Vpin(this.#size.size, this.buckets);
		}
		this.#vpin?.archive(io);
	}

	#startWhenKnown(): void {
		if (this.#vpin !== undefined || !this.#size.isKnown) return;
		const vpin = new Vpin(this.#size.size, this.buckets);
		this.#vpin = vpin;
		this.#size.drain((quantity, aggressor) => this.#add(vpin, quantity, aggressor));
	}

	#add(vpin: Vpin, quantity: number, aggressor: Aggressor): void {
		const closed = vpin.add(quantity, aggressor);
		if (closed === 0) return;
		// One trade may close several buckets, each of which made a value; those before the first full window are none.
		const values = vpin.latest(closed);
		const valid = Math.min(values.length, Math.max(0, vpin.closed - this.buckets + 1));
		for (const value of values.subarray(values.length - valid)) this.#ranks.add(value);
	}
}
