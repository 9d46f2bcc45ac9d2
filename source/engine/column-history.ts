/* The latest rows of every column, as far as a sparkline shows them. */

import {type Archive, BadArchiveError} from '../market/archive.ts';
import {catalogue} from './meters.ts';

/** Rows that can be had. */
export const rowsKept = 128;
const width = catalogue.length;

export class ColumnHistory {
	#rows = new Float64Array(rowsKept * width);
	#count = 0;

	/** Rows taken since the start. */
	get count(): number {
		return this.#count;
	}

	push(values: Float64Array): void {
		this.#rows.set(values, (this.#count % rowsKept) * width);
		this.#count++;
	}

	/** The latest values of a column, oldest first. @param column its place in the catalogue. */
	latest(column: number, count: number): Float64Array {
		const length = Math.min(count, rowsKept, this.#count);
		return Float64Array.from({length}, (_, row) => this.#rows[((this.#count - length + row) % rowsKept) * width + column]!);
	}

	archive(io: Archive): void {
		this.#count = io.number(this.#count);
		this.#rows = io.numbers(this.#rows, Math.min(this.#count, rowsKept) * width);
		if (this.#rows.length !== rowsKept * width) throw new BadArchiveError('rows of another catalogue');
	}
}
