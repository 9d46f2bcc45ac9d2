/* A table as text, written as its rows come: a form says how they look. What is told of the whole stands in a file beside it, `NAME.meta.json`. */

import {OutputFile} from '../output-file.ts';
import type {Table, TableColumn, TableFacts} from './table.ts';

/** How a table looks as text. */
export type TextForm = {
	/** What stands before all rows. */
	head(columns: readonly TableColumn[]): string;
	/** Makes the function that a row goes through. @returns with all that stands between it and the one before. */
	rows(columns: readonly TableColumn[]): (cells: ArrayLike<number>) => string;
	/** What stands after all rows. */
	readonly foot: string;
};

export class TextTable implements Table {
	readonly columns: readonly TableColumn[];
	readonly files: readonly string[];
	readonly #form: TextForm;
	readonly #row: (cells: ArrayLike<number>) => string;
	readonly #output: OutputFile;
	readonly #facts: OutputFile;

	/** @throws UnwritableFileError where there can be no such file. */
	constructor(file: string, columns: readonly TableColumn[], form: TextForm) {
		this.columns = columns;
		this.#form = form;
		this.#row = form.rows(columns);
		const factsFile = factsFileOf(file);
		this.files = [file, factsFile];
		this.#output = new OutputFile(file);
		try {
			this.#facts = new OutputFile(factsFile);
		} catch (error) {
			this.#output.abandon();
			throw error;
		}
		this.#output.write(form.head(columns));
	}

	/** Characters that are still to be written. */
	get pending(): number {
		return this.#output.pending;
	}

	push(cells: ArrayLike<number>): void {
		this.#output.write(this.#row(cells));
	}

	close(facts: TableFacts): void {
		this.#output.write(this.#form.foot);
		this.#facts.write(`${JSON.stringify(facts, null, '\t')}\n`);
		this.#output.seal();
		this.#facts.seal();
		// The table last: where it is, all is.
		this.#facts.publish();
		this.#output.publish();
	}

	abandon(): void {
		this.#output.abandon();
		this.#facts.abandon();
	}
}

/** `x.meta.json` of `x.csv`. */
export function factsFileOf(file: string): string {
	return `${file.replace(/\.\w+$/, '')}.meta.json`;
}
