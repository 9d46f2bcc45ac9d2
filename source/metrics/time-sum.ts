/*
A sum over the last w microseconds, half-open: at time t it covers (t − w, t], so that what happened exactly w ago is out. It is NaN until the
window has been watched in full once: a minute's volume is not known after ten seconds.
*/

import {type Archive, BadArchiveError} from '../market/archive.ts';

/** Evictions after which the sum is made anew, lest rounding errors add up. */
const evictionsPerResum = 4096;
/** A power of two. */
const leastRoom = 64;

export class TimeSum {
	/** Width, µs. */
	readonly window: number;
	// A ring whose capacity is a power of two, so that an index wraps by a mask.
	#times = new Float64Array(leastRoom);
	#values = new Float64Array(leastRoom);
	#first = 0;
	#length = 0;
	#sum = 0;
	#evictions = 0;
	#since = Number.NaN;
	#now = Number.NaN;

	/** @throws RangeError unless `window` is above 0. */
	constructor(window: number) {
		if (!(window > 0)) throw new RangeError(`A window of ${window} µs is none`);
		this.window = window;
	}

	/** The window lies wholly within the time watched. */
	get isCovered(): boolean {
		return this.#now - this.#since >= this.window;
	}

	/** The sum; NaN until covered, 0 where nothing happened. */
	get value(): number {
		return this.isCovered ? this.#sum : Number.NaN;
	}

	/** How many values are in the window, covered or not. */
	get count(): number {
		return this.#length;
	}

	/** Takes a value that happened at `at`, µs, not before any earlier call. NaN is no value: time passes, nothing else. */
	push(at: number, value: number): void {
		this.passTo(at);
		if (Number.isNaN(value)) return;
		if (this.#length === this.#times.length) this.#moveTo(this.#times.length * 2);
		const index = (this.#first + this.#length) & (this.#times.length - 1);
		this.#times[index] = at;
		this.#values[index] = value;
		this.#length++;
		this.#sum += value;
	}

	/** Lets time pass to `at`, µs. The first call of this or of `push` is where watching begins. */
	passTo(at: number): void {
		if (Number.isNaN(this.#since)) this.#since = at;
		this.#now = at;
		const edge = at - this.window;
		while (this.#length > 0 && this.#times[this.#first]! <= edge) {
			this.#sum -= this.#values[this.#first]!;
			this.#first = (this.#first + 1) & (this.#times.length - 1);
			this.#length--;
			this.#evictions++;
		}
		if (this.#length === 0) this.#sum = 0;
		if (this.#evictions >= evictionsPerResum) this.#resum();
	}

	/** Forgets everything; watching begins anew. */
	clear(): void {
		this.#first = 0;
		this.#length = 0;
		this.#sum = 0;
		this.#evictions = 0;
		this.#since = Number.NaN;
		this.#now = Number.NaN;
	}

	/** Multiplies all that is remembered, where the unit of the values changes. */
	scale(factor: number): void {
		for (let index = 0; index < this.#values.length; index++) this.#values[index]! *= factor;
		this.#resum();
	}

	archive(io: Archive): void {
		this.#moveTo(this.#times.length);
		this.#length = io.number(this.#length);
		this.#times = io.numbers(this.#times, this.#length);
		this.#values = io.numbers(this.#values, this.#length);
		if (this.#length > this.#times.length) throw new BadArchiveError(`${this.#length} values are more than were written`);
		this.#sum = io.number(this.#sum);
		this.#evictions = io.number(this.#evictions);
		this.#since = io.number(this.#since);
		this.#now = io.number(this.#now);
		if (io.isReading) this.#moveTo(roomFor(this.#length));
	}

	#resum(): void {
		const mask = this.#times.length - 1;
		this.#sum = 0;
		for (let index = 0; index < this.#length; index++) this.#sum += this.#values[(this.#first + index) & mask]!;
		this.#evictions = 0;
	}

	/** Moves everything to a ring of this capacity, in order from its start. */
	#moveTo(capacity: number): void {
		const times = new Float64Array(capacity);
		const values = new Float64Array(capacity);
		for (let index = 0; index < this.#length; index++) {
			const from = (this.#first + index) % this.#times.length;
			times[index] = this.#times[from]!;
			values[index] = this.#values[from]!;
		}
		this.#times = times;
		this.#values = values;
		this.#first = 0;
	}
}

/** The power of two that holds so many. */
function roomFor(length: number): number {
	let room = leastRoom;
	while (room < length) room *= 2;
	return room;
}
