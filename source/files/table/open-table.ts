/* The table that a file's name asks for. */

import type {Table, TableColumn, TableFormat} from './table.ts';
import {csvForm, jsonForm, jsonLinesForm} from './text-forms.ts';
import {TextTable} from './text-table.ts';

/** Begins a table. @throws UnwritableFileError where there can be no such file. */
export async function openTable(file: string, format: TableFormat, columns: readonly TableColumn[]): Promise<Table> {
	switch (format) {
		case 'csv':
			return new TextTable(file, columns, csvForm);
		case 'json':
			return new TextTable(file, columns, jsonForm);
		case 'jsonl':
			return new TextTable(file, columns, jsonLinesForm);
		case 'parquet': {
			// What writes it is loaded by those alone who want it.
			const {ParquetTable} = await import('./parquet-table.ts');
			return new ParquetTable(file, columns);
		}
	}
}
