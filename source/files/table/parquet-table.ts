/*
A table as Parquet: rows gather in columns until there are enough for a row group, which is then compressed and written. Facts about the whole stand in the
file's own key-value metadata, as JSON under `obi-tui`.
*/

import {zstdCompressSync} from 'node:zlib';
import {ByteWriter, ParquetWriter, type SchemaElement, type Writer} from 'hyparquet-writer';
import {OutputFile} from '../output-file.ts';
import {programVersion} from '../program-version.ts';
import type {Table, TableColumn, TableFacts} from './table.ts';

/** Cells of a row group: some ten megabytes while it is written, and few enough groups in a long table. */
const cellsPerGroup = 1 << 20;

/** Under which its facts stand in the file. */
export const parquetFactsKey = 'obi-tui';

export class ParquetTable implements Table {
	readonly columns: readonly TableColumn[];
	readonly files: readonly string[];
	readonly #rowsPerGroup: number;
	readonly #gathered: readonly Float64Array[];
	readonly #output: OutputFile;
	readonly #parquet: ParquetWriter;
	#rows = 0;

	/** @throws UnwritableFileError where there can be no such file. */
	constructor(file: string, columns: readonly TableColumn[]) {
		this.columns = columns;
		this.files = [file];
		this.#rowsPerGroup = Math.floor(cellsPerGroup / columns.length);
		this.#gathered = columns.map(() => new Float64Array(this.#rowsPerGroup));
		this.#output = new OutputFile(file);
		this.#parquet = new ParquetWriter({
			writer: writerTo(this.#output),
			schema: [{name: 'root', num_children: columns.length}, ...columns.map(elementOf)],
			codec: 'ZSTD',
			compressors: {ZSTD: (bytes) => zstdCompressSync(bytes)},
			createdBy: `obi-tui ${programVersion}`,
		});
	}

	/** Rows that are still to be written: less than a row group, whatever was given. */
	get pending(): number {
		return this.#rows;
	}

	push(cells: ArrayLike<number>): void {
		for (let index = 0; index < this.#gathered.length; index++) this.#gathered[index]![this.#rows] = cells[index]!;
		this.#rows++;
		if (this.#rows === this.#rowsPerGroup) this.#writeGroup();
	}

	close(facts: TableFacts): void {
		if (this.#rows > 0) this.#writeGroup();
		this.#parquet.kvMetadata = [{key: parquetFactsKey, value: JSON.stringify(facts)}];
		this.#parquet.finish();
		this.#output.publish();
	}

	abandon(): void {
		this.#output.abandon();
	}

	#writeGroup(): void {
		const columnData = this.columns.map(({name, type}, index) => ({
			name,
			data: Array.from(this.#gathered[index]!.subarray(0, this.#rows), (value) => stored(value, type)),
		}));
		this.#parquet.write({columnData, rowGroupSize: this.#rows});
		this.#rows = 0;
	}
}

/** What is written goes to the file after every row group, and once more at the end. */
function writerTo(output: OutputFile): Writer {
	const writer = new ByteWriter();
	const flush = (): void => {
		output.write(writer.getBytes());
		writer.index = 0;
	};
	return Object.assign(writer, {flush, finish: flush});
}

function elementOf({name, type}: TableColumn): SchemaElement {
	if (type === 'number') return {name, type: 'DOUBLE', repetition_type: 'OPTIONAL'};
	if (type === 'whole') return {name, type: 'INT64', repetition_type: 'OPTIONAL'};
	return {
		name,
		type: 'INT64',
		converted_type: 'TIMESTAMP_MICROS',
		logical_type: {type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS'},
		repetition_type: 'OPTIONAL',
	};
}

/** As it is handed to what writes it. */
function stored(value: number, type: TableColumn['type']): number | bigint | null {
	if (!Number.isFinite(value)) return null;
	return type === 'number' ? value : BigInt(value);
}
