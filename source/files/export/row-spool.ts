/*
Rows that cannot be written yet, for what is known at the end alone: kept on the disk, whatever their number, and read back in order. The file that they are
in has no name, so that nothing is left of it, however the program ends.
*/

import {closeSync, openSync, readSync, rmSync, writeSync} from 'node:fs';
import process from 'node:process';
import {UnwritableFileError} from '../output-file.ts';
import {refusalInWords} from '../recording-errors.ts';

const rowsPerBlock = 1024;

export class RowSpool {
	/** What was to be made of the rows: it stands for the file that has no name. */
	readonly #beside: string;
	readonly #descriptor: number;
	readonly #width: number;
	readonly #block: Float64Array<ArrayBuffer>;
	/** Rows of the block in hand, and of those before it. */
	#used = 0;
	#stored = 0;
	#isOpen = true;

	/** @param beside the file that will be made of the rows. @param width cells of a row. @throws UnwritableFileError */
	constructor(beside: string, width: number) {
		this.#beside = beside;
		this.#width = width;
		this.#block = new Float64Array(rowsPerBlock * width);
		this.#descriptor = this.#try(() => openNameless(`${beside}.${process.pid}.rows`));
	}

	/** @throws UnwritableFileError where the disk takes no more. */
	push(cells: ArrayLike<number>): void {
		if (this.#used === rowsPerBlock) this.#store();
		this.#block.set(cells, this.#used * this.#width);
		this.#used++;
	}

	/** All rows in order. Each is good until the next. */
	*rows(): Generator<Float64Array, void, void> {
		this.#store();
		for (let from = 0; from < this.#stored; from += rowsPerBlock) {
			const rows = Math.min(rowsPerBlock, this.#stored - from);
			this.#load(from, rows);
			for (let row = 0; row < rows; row++) yield this.#block.subarray(row * this.#width, (row + 1) * this.#width);
		}
	}

	/** Removes what was kept. May be called more than once. */
	close(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		closeSync(this.#descriptor);
	}

	#store(): void {
		const bytes = new Uint8Array(this.#block.buffer, 0, this.#used * this.#width * 8);
		this.#try(() => {
			for (let start = 0; start < bytes.length; ) start += writeSync(this.#descriptor, bytes, start);
		});
		this.#stored += this.#used;
		this.#used = 0;
	}

	#load(from: number, rows: number): void {
		const bytes = new Uint8Array(this.#block.buffer, 0, rows * this.#width * 8);
		const position = from * this.#width * 8;
		for (let start = 0; start < bytes.length; ) {
			const read = readSync(this.#descriptor, bytes, start, bytes.length - start, position + start);
			if (read === 0) throw new RangeError(`the rows of ${this.#beside} are fewer than were kept`);
			start += read;
		}
	}

	#try<Result>(action: () => Result): Result {
		try {
			return action();
		} catch (error) {
			throw new UnwritableFileError(this.#beside, refusalInWords(error));
		}
	}
}

/** Opens a file and takes its name away: it is gone when it is closed. */
function openNameless(file: string): number {
	const descriptor = openSync(file, 'w+');
	rmSync(file);
	return descriptor;
}
