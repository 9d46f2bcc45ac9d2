/* What a table of numbers is to whoever fills it, whatever file it becomes: columns with names and types, rows one by one, facts about the whole at the end. */

export type TableColumn = {
	readonly name: string;
	/**
	- `millis`, `micros`: a moment, µs since the epoch; as text ISO 8601 in UTC with three or six decimals.
	- `whole`: an integer of less than 2^53 in size.
	- `number`: a double.
	*/
	readonly type: 'millis' | 'micros' | 'whole' | 'number';
};

/** Facts about the whole, to be written as JSON. */
export type TableFacts = Readonly<Record<string, unknown>>;

export interface Table {
	readonly columns: readonly TableColumn[];
	/** The files that there will be. */
	readonly files: readonly string[];
	/**
	Takes a row, a number for each column; what is not finite is an empty cell. The array is the caller's again afterwards.

	@throws UnwritableFileError where the disk takes no more.
	*/
	push(cells: ArrayLike<number>): void;
	/** Writes what is left and gives the files their names. @throws UnwritableFileError */
	close(facts: TableFacts): void;
	/** Removes what was written. May be called at any time, and more than once; what is closed stays. */
	abandon(): void;
}

/** What a table can be written to, by the ending of the file's name. */
export const tableFormats = ['csv', 'json', 'jsonl', 'parquet'] as const;

export type TableFormat = (typeof tableFormats)[number];

/** Undefined where the ending names none. */
export function tableFormatOf(file: string): TableFormat | undefined {
	return tableFormats.find((format) => file.toLowerCase().endsWith(`.${format}`));
}
