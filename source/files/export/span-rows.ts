/* The rows of a table that lie within a part of the recording, counted as they are handed on. */

import type {Table} from '../table/table.ts';
import type {TimeSpan} from './time-span.ts';

export class SpanRows {
	/** Rows handed on, and when the first and the last of them was, µs; NaN before there are any. */
	count = 0;
	first = Number.NaN;
	last = Number.NaN;
	readonly #table: Table;
	readonly #span: TimeSpan;

	constructor(table: Table, span: TimeSpan) {
		this.#table = table;
		this.#span = span;
	}

	/** @param cells of which the first is the time, µs. */
	push(cells: ArrayLike<number>): void {
		const at = cells[0]!;
		if (!this.#span.has(at)) return;
		if (this.count === 0) this.first = at;
		this.last = at;
		this.count++;
		this.#table.push(cells);
	}
}
