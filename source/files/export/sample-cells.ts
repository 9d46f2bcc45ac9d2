/* A sample as cells of a table: when it was, the book's update, and columns of the catalogue. */

import type {Desk} from '../../engine/desk.ts';
import {catalogue, columnIndex} from '../../engine/meters.ts';
import type {TableColumn} from '../table/table.ts';

/** All that a row may hold, in the order in which it stands where nothing else is asked for. */
export const sampleColumnNames: readonly string[] = ['timestamp', 'update_id', ...catalogue.map(({name}) => name)];

export class SampleCells {
	readonly columns: readonly TableColumn[];
	readonly #readers: ReadonlyArray<(desk: Desk) => number>;
	readonly #cells: Float64Array;

	/** @param names of `sampleColumnNames`. @throws RangeError for one that is none of them. */
	constructor(names: readonly string[]) {
		this.columns = names.map((name) => ({name, type: typeOf(name)}));
		this.#readers = names.map(readerOf);
		this.#cells = new Float64Array(names.length);
	}

	/** The row that the desk has just closed. Good until the next is asked for. */
	of(desk: Desk): Float64Array {
		for (let index = 0; index < this.#cells.length; index++) this.#cells[index] = this.#readers[index]!(desk);
		return this.#cells;
	}
}

function typeOf(name: string): TableColumn['type'] {
	if (name === 'timestamp') return 'millis';
	return name === 'update_id' ? 'whole' : 'number';
}

function readerOf(name: string): (desk: Desk) => number {
	if (name === 'timestamp') return ({gauges}) => gauges.row.at;
	if (name === 'update_id') return updateOf;
	const place = columnIndex(name);
	return ({gauges}) => gauges.row.values[place]!;
}

/** Its rows may begin: the book is in step, or it comes from where there are trades alone. */
export function canBegin({liveBook, feed}: Desk): boolean {
	return liveBook !== undefined || feed.channel === 'none';
}

/** Last update of the book in step; NaN where there is none, or nothing is numbered. */
export function updateOf({liveBook, updateId}: Desk): number {
	return liveBook === undefined ? Number.NaN : updateId;
}
