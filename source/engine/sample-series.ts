/* The latest rows of the sample clock, as the screen draws them: a ring of parallel arrays. */

import type {Archive} from '../market/archive.ts';
import type {SampleRow} from './sample-row.ts';

const rowsKept = 1024;

export class SampleSeries {
	#at = new Float64Array(rowsKept);
	#raw = new Float64Array(rowsKept);
	#smooth = new Float64Array(rowsKept);
	#equity = new Float64Array(rowsKept);
	#signals = new Float64Array(rowsKept);
	#count = 0;

	/** Rows taken since the start. */
	get count(): number {
		return this.#count;
	}

	push(row: SampleRow, signal: 1 | 0 | -1, equity: number): void {
		const index = this.#count % rowsKept;
		this.#at[index] = row.at;
		this.#raw[index] = row.obi;
		this.#smooth[index] = row.ewma;
		this.#equity[index] = equity;
		this.#signals[index] = signal;
		this.#count++;
	}

	archive(io: Archive): void {
		const used = Math.min(this.#count, rowsKept);
		this.#count = io.number(this.#count);
		this.#at = io.numbers(this.#at, used);
		this.#raw = io.numbers(this.#raw, used);
		this.#smooth = io.numbers(this.#smooth, used);
		this.#equity = io.numbers(this.#equity, used);
		this.#signals = io.numbers(this.#signals, used);
	}

	/** Copies of the latest rows, oldest first. */
	latest(count: number): {at: Float64Array; raw: Float64Array; smooth: Float64Array; equity: Float64Array; signals: Int8Array} {
		const length = Math.min(count, rowsKept, this.#count);
		const copy = (ring: Float64Array) => Float64Array.from({length}, (_, row) => ring[(this.#count - length + row) % rowsKept]!);
		return {
			at: copy(this.#at),
			raw: copy(this.#raw),
			smooth: copy(this.#smooth),
			equity: copy(this.#equity),
			signals: Int8Array.from(copy(this.#signals)),
		};
	}
}
