/*
Volume by numbered price bin over the last w microseconds, half-open (t − w, t]. What was traded in one bin within one second leaves together,
with the second's end: sums are exact at whole seconds.
*/

import {type Archive, BadArchiveError} from '../market/archive.ts';

const secondMicros = 1_000_000;
const fields = 3;
/** Bins beyond which a price is a fault, not a market: what lies so far from the rest is left out. */
const mostBins = 1 << 16;

export class VolumeWindow {
	/** µs. */
	readonly window: number;
	/** A ring of (second's end, bin, volume), oldest first. */
	#entries = new Float64Array(256 * fields);
	#head = 0;
	#length = 0;
	/** Volumes of bins from `#first` on. */
	#volumes = new Float64Array(0);
	#first = Number.NaN;

	constructor(window: number) {
		this.window = window;
	}

	get isEmpty(): boolean {
		return this.#length === 0;
	}

	/** Number of the bin that `volumes` begins with; NaN before any. */
	get first(): number {
		return this.#first;
	}

	/** Volume of each bin; some at either end may be empty. */
	get volumes(): Float64Array {
		return this.#volumes;
	}

	add(at: number, bin: number, volume: number): void {
		this.passTo(at);
		if (!this.#include(bin)) return;
		this.#volumes[bin - this.#first]! += volume;
		const end = Math.ceil(at / secondMicros) * secondMicros;
		const same = this.#find(end, bin);
		if (same >= 0) {
			this.#entries[same + 2]! += volume;
			return;
		}
		if (this.#length * fields === this.#entries.length) this.#moveTo(this.#entries.length * 2);
		const place = ((this.#head + this.#length) * fields) % this.#entries.length;
		this.#entries[place] = end;
		this.#entries[place + 1] = bin;
		this.#entries[place + 2] = volume;
		this.#length++;
	}

	passTo(at: number): void {
		while (this.#length > 0) {
			const place = this.#head * fields;
			if (this.#entries[place]! > at - this.window) return;
			const bin = this.#entries[place + 1]! - this.#first;
			this.#volumes[bin] = this.#volumes[bin]! - this.#entries[place + 2]!;
			// What is left of a bin by rounding is none.
			if (this.#volumes[bin]! < 1e-9 * this.#entries[place + 2]!) this.#resum(bin);
			this.#head = (this.#head + 1) % (this.#entries.length / fields);
			this.#length--;
		}
	}

	clear(): void {
		this.#head = 0;
		this.#length = 0;
		this.#volumes = new Float64Array(0);
		this.#first = Number.NaN;
	}

	archive(io: Archive): void {
		this.#moveTo(this.#entries.length);
		this.#length = io.number(this.#length);
		this.#entries = io.numbers(this.#entries, this.#length * fields);
		if (this.#length * fields > this.#entries.length) throw new BadArchiveError('a ring shorter than it says');
		const bins = io.number(this.#volumes.length);
		this.#volumes = io.numbers(this.#volumes).slice(0, bins);
		this.#first = io.number(this.#first);
		if (io.isReading) {
			let room = 256 * fields;
			while (room < this.#length * fields) room *= 2;
			this.#moveTo(room);
		}
	}

	/** Place of the entry of this second and bin, among the few latest; -1 where there is none. */
	#find(end: number, bin: number): number {
		for (let back = 1; back <= this.#length; back++) {
			const place = ((this.#head + this.#length - back) * fields) % this.#entries.length;
			if (this.#entries[place] !== end) return -1;
			if (this.#entries[place + 1] === bin) return place;
		}
		return -1;
	}

	/** Makes room for a bin. Returns false where it is too far from the others. */
	#include(bin: number): boolean {
		if (Number.isNaN(this.#first)) {
			this.#first = bin - 32;
			this.#volumes = new Float64Array(64);
		}
		const place = bin - this.#first;
		const {length} = this.#volumes;
		if (place >= 0 && place < length) return true;
		// Bins at either end that have emptied are given up before a price is called too far.
		const used = this.#volumes.findIndex((volume) => volume > 0);
		const last = this.#volumes.findLastIndex((volume) => volume > 0);
		const from = used === -1 ? bin : Math.min(bin, this.#first + used);
		const to = used === -1 ? bin : Math.max(bin, this.#first + last);
		if (to - from >= mostBins) return false;
		const spare = Math.min(length, mostBins - (to - from + 1));
		const start = place < 0 ? from - spare : from;
		const volumes = new Float64Array(to - from + 1 + spare);
		if (used !== -1) volumes.set(this.#volumes.subarray(used, last + 1), this.#first + used - start);
		this.#volumes = volumes;
		this.#first = start;
		return true;
	}

	#resum(bin: number): void {
		let sum = 0;
		for (let index = 1; index < this.#length; index++) {
			const place = ((this.#head + index) * fields) % this.#entries.length;
			if (this.#entries[place + 1]! - this.#first === bin) sum += this.#entries[place + 2]!;
		}
		this.#volumes[bin] = sum;
	}

	#moveTo(room: number): void {
		const entries = new Float64Array(room);
		for (let index = 0; index < this.#length * fields; index++)
			entries[index] = this.#entries[(this.#head * fields + index) % this.#entries.length]!;
		this.#entries = entries;
		this.#head = 0;
	}
}
