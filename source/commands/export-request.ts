/* What the command line asks of an export: which columns of which book, from when to when, into which file. */

import {statSync} from 'node:fs';
import type {EngineSettings} from '../engine/settings.ts';
import {CollectRows, collectTableColumns} from '../files/export/collect-rows.ts';
import type {RowMaker} from '../files/export/row-maker.ts';
import {SampleCells, sampleColumnNames} from '../files/export/sample-cells.ts';
import {SampleRows} from '../files/export/sample-rows.ts';
import type {SpanRows} from '../files/export/span-rows.ts';
import {TimeSpan} from '../files/export/time-span.ts';
import {parseTime} from '../files/recording-time.ts';
import {type TableColumn, type TableFormat, tableFormatOf, tableFormats} from '../files/table/table.ts';
import type {Arguments} from './arguments.ts';
import {chosenColumns} from './chosen-columns.ts';
import {engineSettings} from './engine-settings.ts';
import {UsageError} from './failure.ts';

/** The word for the table of the polling collector, and the levels that are summed in it. */
const collect = 'collect';
const collectLevels = 20;

export type ExportRequest = {
	readonly files: readonly string[];
	readonly out: string;
	readonly format: TableFormat;
	readonly symbol: string | undefined;
	readonly span: TimeSpan;
	readonly columns: readonly TableColumn[];
	/** Its last rows change the first: all of the recording is to be read, whatever part of it is wanted. */
	readonly needsAll: boolean;
	/** What the recording is folded with. @param stored what it was made with. */
	settings(stored: EngineSettings): EngineSettings;
	rowMaker(rows: SpanRows, settings: EngineSettings): RowMaker;
};

/** @throws UsageError */
export function exportRequest(given: Arguments): ExportRequest {
	const usage = 'obi-tui export FILE --out NAME.csv';
	if (given.words.length === 0) throw new UsageError(`export needs a recording: ${usage}`);
	const out = given.text('out');
	if (out === undefined) throw new UsageError(`export needs --out FILE: ${usage}`);
	const format = tableFormatOf(out);
	if (format === undefined) throw new UsageError(`--out ${out}: its ending says what it becomes. One of .${tableFormats.join(', .')}.`);
	const [from, to] = ['from', 'to'].map((name) => given.text(name)).map((text) => (text === undefined ? undefined : parseTime(text)));
	const common = {files: given.words, out, format, symbol: given.text('symbol'), span: new TimeSpan(from, to)};
	if (given.text('columns')?.trim() === collect) {
		return {
			...common,
			columns: collectTableColumns,
			needsAll: true,
			settings: (stored) => engineSettings(given, {...stored, levels: collectLevels}),
			rowMaker: (rows, settings) => new CollectRows(rows, out, settings),
		};
	}
	const cells = new SampleCells(columnNames(given.text('columns')));
	return {
		...common,
		columns: cells.columns,
		needsAll: false,
		settings: (stored) => engineSettings(given, stored),
		rowMaker: (rows) => new SampleRows(rows, cells),
	};
}

/** A table may be a recording to this program, and a recording is not to be replaced by what is made of it. @throws UsageError */
export function refuseInputs(inputs: readonly string[], outputs: readonly string[]): void {
	const places = new Set(inputs.map(placeOf));
	const same = outputs.find((file) => placeOf(file) !== '' && places.has(placeOf(file)));
	if (same !== undefined) throw new UsageError(`--out would replace ${same}, which is what is to be read.`);
}

/** Which file a name leads to; empty where there is none. */
function placeOf(file: string): string {
	const stats = statSync(file, {throwIfNoEntry: false});
	return stats === undefined ? '' : `${stats.dev}:${stats.ino}`;
}

/** All columns where none are named; the time stands before all others in any case. */
function columnNames(text: string | undefined): readonly string[] {
	if (text === undefined) return sampleColumnNames;
	const words = text.split(',').map((word) => word.trim());
	return [...new Set(['timestamp', ...chosenColumns(words, sampleColumnNames, '--columns ')])];
}
