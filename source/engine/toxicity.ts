/*
VPIN of one instrument with all that belongs to it: the size of its buckets, chosen or found out, its rank among this run's own values, how fast
buckets fill, and the same by bulk classification, which needs no taker flags.
*/

import type {Archive} from '../market/archive.ts';
import type {Aggressor} from '../market/trade.ts';
import {BulkBars} from '../metrics/bulk-classification.ts';
import {EmpiricalRank} from '../metrics/empirical-rank.ts';
import type {MarketState} from '../metrics/market-state.ts';
import {columns, type Meter, type TakerTrade} from '../metrics/meter.ts';
import {P2Quantile} from '../metrics/p2-quantile.ts';
import {Vpin} from '../metrics/vpin.ts';
import {AutoBucket, type BucketSizeSource} from '../metrics/vpin-bucket-size.ts';

export class Toxicity implements Meter {
	readonly columns = columns({unit: '', clock: 'volume', warmUp: 'n buckets', source: 'Easley, López de Prado & O’Hara 2012'}, [
		['vpin', 'Σ |bought − sold| / (n·V) over the last n buckets of V, sides as the venue tells them'],
		['vpin_rank', 'mid-rank of vpin among this run’s own values', {warmUp: '20 values'}],
		['vpin_closed', 'buckets closed', {warmUp: ''}],
		['bucket_time_rel', 'time that the last bucket took / median of all', {warmUp: '2 buckets', source: 'definition'}],
		['vpin_bvc', 'vpin with sides by bulk classification of bars of 60 s'],
		['vpin_bvc_rank', 'mid-rank of vpin_bvc among this run’s own values', {warmUp: '20 values'}],
	]);
	/** Closed buckets that make a value. */
	readonly buckets: number;
	readonly #size: AutoBucket;
	readonly #ranks = new EmpiricalRank();
	#vpin: Vpin | undefined;
	#bulk: Vpin | undefined;
	readonly #bulkRanks = new EmpiricalRank();
	readonly #bars = new BulkBars((volume, bought) => this.#addBar(volume, bought));
	readonly #times = new P2Quantile(0.5);
	/** When the last bucket closed, µs, and how long it took. */
	#closedAt = Number.NaN;
	#tookMicros = Number.NaN;
	#isWatching = true;

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

	trade({at}: MarketState, {price, quantity, aggressor}: TakerTrade): void {
		this.#isWatching = true;
		this.#bars.trade(at, price, quantity);
		if (this.#vpin === undefined) {
			this.#size.trade(at, quantity, aggressor);
			this.#startWhenKnown();
			return;
		}
		const closed = this.#add(this.#vpin, quantity, aggressor);
		if (closed === 0) return;
		// Of several that one trade closed, all but the first took no time.
		this.#tookMicros = closed === 1 ? at - this.#closedAt : 0;
		this.#times.add(at - this.#closedAt);
		for (let more = Math.min(closed, this.buckets); more > 1; more--) this.#times.add(0);
		this.#closedAt = at;
	}

	sample({at}: MarketState, out: Float64Array, from: number): void {
		this.passTo(at);
		this.#bars.passTo(at);
		out[from] = this.value;
		out[from + 1] = this.rank;
		out[from + 2] = this.closed;
		const median = this.#times.value;
		out[from + 3] = this.#times.count >= 2 && median > 0 ? this.#tookMicros / median : Number.NaN;
		out[from + 4] = this.#bulk?.value ?? Number.NaN;
		out[from + 5] = this.#bulkRanks.rank(out[from + 4]!);
	}

	/** Trades were missed: how long a bucket took, the open bar and the first minute are not known whole. What buckets hold stands. */
	interrupt(): void {
		this.#closedAt = Number.NaN;
		this.#tookMicros = Number.NaN;
		this.#bars.interrupt();
		this.#size.interrupt();
	}

	watchTrades(isWatching: boolean): void {
		if (isWatching !== this.#isWatching) this.interrupt();
		this.#isWatching = isWatching;
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
		for (const part of [this.#size, this.#ranks, this.#bulkRanks, this.#bars, this.#times]) part.archive(io);
		this.#closedAt = io.number(this.#closedAt);
		this.#tookMicros = io.number(this.#tookMicros);
		this.#isWatching = io.boolean(this.#isWatching);
		if (io.isReading) {
			this.#vpin = this.#size.isKnown ? new Vpin(this.#size.size, this.buckets) : undefined;
			this.#bulk = this.#size.isKnown ? new Vpin(this.#size.size, this.buckets) : undefined;
		}
		this.#vpin?.archive(io);
		this.#bulk?.archive(io);
	}

	#startWhenKnown(): void {
		if (this.#vpin !== undefined || !this.#size.isKnown) return;
		const vpin = new Vpin(this.#size.size, this.buckets);
		this.#vpin = vpin;
		this.#bulk = new Vpin(this.#size.size, this.buckets);
		this.#size.drain((quantity, aggressor) => this.#add(vpin, quantity, aggressor));
	}

	#add(vpin: Vpin, quantity: number, aggressor: Aggressor): number {
		const closed = vpin.add(quantity, aggressor);
		if (closed > 0) rankClosed(vpin, closed, this.#ranks);
		return closed;
	}

	#addBar(volume: number, bought: number): void {
		if (this.#bulk === undefined) return;
		const closed = this.#bulk.fill(volume, bought / volume);
		if (closed > 0) rankClosed(this.#bulk, closed, this.#bulkRanks);
	}
}

/** One trade may close several buckets, each of which made a value; those before the first full window are none. */
function rankClosed(vpin: Vpin, closed: number, ranks: EmpiricalRank): void {
	const values = vpin.latest(closed);
	const valid = Math.min(values.length, Math.max(0, vpin.closed - vpin.buckets + 1));
	for (const value of values.subarray(values.length - valid)) ranks.add(value);
}
