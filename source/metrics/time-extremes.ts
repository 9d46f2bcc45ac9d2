/* Greatest and least over the last w microseconds, half-open (t − w, t], by a monotone queue: a value leaves when it is too old, or when a later one beats it. */

import {type Archive, BadArchiveError} from '../market/archive.ts';

const leastRoom = 64;

export class TimeMaximum {
	/** Width, µs. */
	readonly window: number;
	#times = new Float64Array(leastRoom);
	#values = new Float64Array(leastRoom);
	#first = 0;
	#length = 0;

	constructor(window: number) {
		if (!(window > 0)) throw new RangeError(`A window of ${window} µs is none`);
		this.window = window;
	}

	/** NaN where the window is empty. */
	get value(): number {
		return this.#length === 0 ? Number.NaN : this.#values[this.#first]!;
	}

	/** Takes a value that happened at `at`, µs, not before any earlier call. NaN is none. */
	push(at: number, value: number): void {
		this.passTo(at);
		if (Number.isNaN(value)) return;
		while (this.#length > 0 && this.#values[this.#last()]! <= value) this.#length--;
		if (this.#length === this.#times.length) this.#grow();
		const index = (this.#first + this.#length) & (this.#times.length - 1);
		this.#times[index] = at;
		this.#values[index] = value;
		this.#length++;
	}

	passTo(at: number): void {
		while (this.#length > 0 && this.#times[this.#first]! <= at - this.window) {
			this.#first = (this.#first + 1) & (this.#times.length - 1);
			this.#length--;
		}
	}

	clear(): void {
		this.#first = 0;
		this.#length = 0;
	}

	archive(io: Archive): void {
		this.#moveTo(this.#times.length);
		this.#length = io.number(this.#length);
		this.#times = io.numbers(this.#times, this.#length);
		this.#values = io.numbers(this.#values, this.#length);
		if (this.#length > this.#times.length || this.#times.length !== this.#values.length)
			throw new BadArchiveError('a queue of another size');
		if (!io.isReading) return;
		let room = leastRoom;
		while (room < this.#length) room *= 2;
		this.#moveTo(room);
	}

	#last(): number {
		return (this.#first + this.#length - 1) & (this.#times.length - 1);
	}

	#grow(): void {
		this.#moveTo(this.#times.length * 2);
	}

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

/** The least is the greatest of what is turned about. */
export class TimeMinimum {
	readonly #turned: TimeMaximum;

	constructor(window: number) {
		this.#turned = new TimeMaximum(window);
	}

	/** NaN where the window is empty. */
	get value(): number {
		return -this.#turned.value;
	}

	push(at: number, value: number): void {
		this.#turned.push(at, -value);
	}

	passTo(at: number): void {
		this.#turned.passTo(at);
	}

	clear(): void {
		this.#turned.clear();
	}

	archive(io: Archive): void {
		this.#turned.archive(io);
	}
}
