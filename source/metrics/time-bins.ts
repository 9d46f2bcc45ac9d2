/*
Sums over the last w microseconds, kept in bins: at a row of the sample clock at t they cover (t − w, t], half-open, exactly, for windows and rows
are whole numbers of bins. Memory and checkpoint do not grow with the feed. A sum is NaN until its window has been watched in full once.
*/

import {type Archive, BadArchiveError} from '../market/archive.ts';
import {lostBySum} from './compensation.ts';

const secondMicros = 1_000_000;

export class TimeBins {
	/** Width of a bin, µs: the greatest that sample rows and whole seconds are multiples of. */
	readonly width: number;
	readonly #columns: number;
	/** Windows in bins. */
	readonly #windows: readonly number[];
	readonly #bins: number;
	/** Rows of bins, a ring, `#columns` numbers each. */
	#ring: Float64Array<ArrayBuffer>;
	/** Of the open bin. */
	#place = 0;
	/** Sums of the closed bins of each window, which is one bin short for the open one; what rounding took from them; and how many of these bins hold anything. */
	#closed: Float64Array<ArrayBuffer>;
	#lost: Float64Array<ArrayBuffer>;
	#held: Float64Array<ArrayBuffer>;
	/** When the open bin ends, µs, itself included; NaN before the first event. */
	#end = Number.NaN;
	#since = Number.NaN;
	#now = Number.NaN;
	#isWatching = true;

	/**
	@param columns how many numbers are summed side by side.
	@param seconds windows, whole seconds.
	@param interval of the sample rows, µs.
	*/
	constructor(columns: number, seconds: readonly number[], interval: number) {
		this.width = greatestDivisor(interval, secondMicros);
		this.#columns = columns;
		this.#windows = seconds.map((window) => (window * secondMicros) / this.width);
		if (!this.#windows.every((bins) => Number.isInteger(bins) && bins >= 1))
			throw new RangeError(`Windows of ${seconds.join(', ')} s are none`);
		this.#bins = Math.max(...this.#windows);
		this.#ring = new Float64Array(this.#bins * columns);
		const sums = this.#windows.length * columns;
		this.#closed = new Float64Array(sums);
		this.#lost = new Float64Array(sums);
		this.#held = new Float64Array(sums);
	}

	get isWatching(): boolean {
		return this.#isWatching;
	}

	/** The window lies wholly within the time watched. @param window its number. */
	isCovered(window: number): boolean {
		return this.#now - this.#since >= this.#windows[window]! * this.width;
	}

	/** Adds to what happens now: after `passTo`. What is not finite is nothing, and so is everything while nothing is watched. */
	add(column: number, value: number): void {
		if (this.#isWatching && Number.isFinite(value)) this.#ring[this.#place * this.#columns + column]! += value;
	}

	/** Sum over a window, to be read at a row of the sample clock; NaN until covered, exactly 0 where nothing happened. */
	sum(window: number, column: number): number {
		return this.isCovered(window) ? this.partial(window, column) : Number.NaN;
	}

	/** The same as far as it was watched. */
	partial(window: number, column: number): number {
		const sum = window * this.#columns + column;
		return this.#closed[sum]! + this.#ring[this.#place * this.#columns + column]! + this.#lost[sum]!;
	}

	/** Lets time pass, µs. The first call is where watching begins. */
	passTo(at: number): void {
		if (!this.#isWatching) return;
		this.#now = at;
		if (at <= this.#end) return;
		if (Number.isNaN(this.#end)) {
			this.#since = at;
			this.#end = Math.ceil(at / this.width) * this.width;
			return;
		}
		const ahead = Math.ceil((at - this.#end) / this.width);
		for (let bin = Math.min(ahead, this.#bins); bin > 0; bin--) this.#roll();
		this.#end += ahead * this.width;
	}

	/** Forgets everything; watching begins anew with the next event. */
	clear(): void {
		for (const numbers of [this.#ring, this.#closed, this.#lost, this.#held]) numbers.fill(0);
		this.#end = Number.NaN;
		this.#since = Number.NaN;
		this.#now = Number.NaN;
	}

	/** What is summed does not come any more (false): all is forgotten and no time passes until it comes again (true). */
	watch(isWatching: boolean): void {
		if (!isWatching) this.clear();
		this.#isWatching = isWatching;
	}

	/** Multiplies a column, where the unit of its values changes. */
	scale(column: number, factor: number): void {
		for (let index = column; index < this.#ring.length; index += this.#columns) this.#ring[index]! *= factor;
		this.#resum();
	}

	archive(io: Archive): void {
		const [bins, sums] = [this.#ring.length, this.#closed.length];
		this.#ring = io.numbers(this.#ring);
		this.#closed = io.numbers(this.#closed);
		this.#lost = io.numbers(this.#lost);
		this.#held = io.numbers(this.#held);
		if (this.#ring.length !== bins || [this.#closed, this.#lost, this.#held].some(({length}) => length !== sums))
			throw new BadArchiveError('bins of another size');
		this.#place = io.number(this.#place);
		this.#end = io.number(this.#end);
		this.#since = io.number(this.#since);
		this.#now = io.number(this.#now);
		this.#isWatching = io.boolean(this.#isWatching);
	}

	/** Closes the open bin and opens the next. */
	#roll(): void {
		const columns = this.#columns;
		const open = this.#place * columns;
		for (let window = 0; window < this.#windows.length; window++) {
			const bins = this.#windows[window]!;
			if (bins === 1) continue;
			// The window of closed bins is one bin short: what leaves it is the bin that lies so far back.
			const leaving = ((this.#place - bins + 1 + this.#bins) % this.#bins) * columns;
			for (let column = 0; column < columns; column++) {
				const sum = window * columns + column;
				this.#change(sum, this.#ring[open + column]!, 1);
				this.#change(sum, -this.#ring[leaving + column]!, -1);
				if (this.#held[sum] !== 0) continue;
				this.#closed[sum] = 0;
				this.#lost[sum] = 0;
			}
		}
		this.#place = this.#place + 1 === this.#bins ? 0 : this.#place + 1;
		this.#ring.fill(0, this.#place * columns, (this.#place + 1) * columns);
	}

	#change(sum: number, value: number, bins: 1 | -1): void {
		if (value === 0) return;
		const before = this.#closed[sum]!;
		const after = before + value;
		this.#lost[sum]! += lostBySum(before, value, after);
		this.#closed[sum] = after;
		this.#held[sum]! += bins;
	}

	#resum(): void {
		const columns = this.#columns;
		for (const numbers of [this.#closed, this.#lost, this.#held]) numbers.fill(0);
		for (let window = 0; window < this.#windows.length; window++) {
			for (let back = this.#windows[window]! - 1; back > 0; back--) {
				const from = ((this.#place - back + this.#bins) % this.#bins) * columns;
				for (let column = 0; column < columns; column++) this.#change(window * columns + column, this.#ring[from + column]!, 1);
			}
		}
	}
}

function greatestDivisor(one: number, other: number): number {
	return other === 0 ? one : greatestDivisor(other, one % other);
}
