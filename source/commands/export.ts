/* `obi-tui export FILE --out NAME.csv`: the samples of a recording as a table, folded at full speed. */

import {constants} from 'node:os';
import type {Engine} from '../engine/engine.ts';
import {defaultSettings, type EngineSettings} from '../engine/settings.ts';
import {exportFacts} from '../files/export/export-facts.ts';
import type {RowMaker} from '../files/export/row-maker.ts';
import {SpanRows} from '../files/export/span-rows.ts';
import type {TimeSpan} from '../files/export/time-span.ts';
import {isoTime} from '../files/iso-time.ts';
import {openTable} from '../files/table/open-table.ts';
import type {Table, TableFacts} from '../files/table/table.ts';
import type {Arguments} from './arguments.ts';
import {BookRows} from './book-rows.ts';
import {chooseBook} from './choose-book.ts';
import {counted} from './counted.ts';
import type {Environment} from './environment.ts';
import {type ExportRequest, exportRequest, refuseInputs} from './export-request.ts';
import {FailureError, UsageError} from './failure.ts';
import {cutRecordings, type Folded, foldRecordings, formatOf, isSound} from './fold-recording.ts';
import {ProgressLine} from './progress-line.ts';

/** Returns the exit code. */
export async function exportTable(given: Arguments, environment: Environment): Promise<number> {
	const request = exportRequest(given);
	const {clock, complain, write} = environment;
	const began = clock.monotonic();
	const table = await openTable(request.out, request.format, request.columns);
	const rows = new SpanRows(table, request.span);
	let signal: string | undefined;
	const stopListening = environment.onSignal((name) => {
		signal ??= name;
	});
	environment.onFault(() => table.abandon());
	try {
		refuseInputs(request.files, table.files);
		const filled = await fill(rows, request, given, environment, () => signal !== undefined);
		if (signal !== undefined) {
			complain(`obi-tui: stopped by ${signal}; nothing was written.`);
			return exitCodeAfter(signal);
		}
		table.close(factsOf(request, filled, rows));
		for (const doubt of [...doubtsOf(filled.folded), ...beyondEnd(request.span, filled.folded)]) complain(`obi-tui: ${doubt}`);
		write(endLine(table, rows.count, clock.monotonic() - began));
		return isSound(filled.folded) ? 0 : 1;
	} finally {
		stopListening();
		table.abandon();
	}
}

type Filled = {
	readonly folded: Folded;
	readonly settings: EngineSettings;
	/** There was a sample at which the book was in step. */
	readonly hasBegun: boolean;
	/** What the rows tell of the whole. */
	readonly more: TableFacts;
};

/** Folds the recordings, and makes rows of what is asked for. */
async function fill(
	rows: SpanRows,
	{files, symbol, span, needsAll, settings, rowMaker}: ExportRequest,
	given: Arguments,
	{clock}: Environment,
	isStopped: () => boolean,
): Promise<Filled> {
	const progress = new ProgressLine(clock);
	let engine: Engine | undefined;
	let begunWith = defaultSettings;
	let maker: RowMaker | undefined;
	let hasFrames = false;
	const book = new BookRows(symbol, (desk) => maker?.take(desk));
	try {
		const folded = await foldRecordings(files, formatOf(given), settings, book, {
			begin(begun) {
				engine = begun;
				begunWith = begun.settings;
				maker = rowMaker(rows, begun.settings);
				book.begin(() => begun.desks);
			},
			onBatch({frames, length, from}, size) {
				if (!hasFrames && length > 0) beginSpan(span, frames[0]!.at);
				hasFrames ||= length > 0;
				progress.tell(size === 0 ? Number.NaN : from / size, counted(rows.count, 'row'));
			},
			isOver: () => isStopped() || (!needsAll && engine !== undefined && engine.at > span.to),
		});
		return {folded, settings: begunWith, hasBegun: book.hasBegun, more: isStopped() ? {} : (maker?.finish() ?? {})};
	} finally {
		progress.clear();
		maker?.close();
	}
}

/** @throws UsageError where the times are the wrong way round. */
function beginSpan(span: TimeSpan, first: number): void {
	span.begin(first);
	if (span.from > span.to) throw new UsageError(`--from ${isoTime(span.from)} is after --to ${isoTime(span.to)}.`);
}

/** @throws FailureError where there are no rows to tell of. */
function factsOf(request: ExportRequest, {folded, settings, hasBegun, more}: Filled, rows: SpanRows): TableFacts {
	const desk = chooseBook(folded.engine.desks, request.symbol);
	if (rows.count === 0) throw new FailureError(whyEmpty(request, folded, hasBegun ? undefined : desk.instrument.id));
	const columns = request.columns.map(({name}) => name);
	return {...exportFacts({...folded, desk, settings, columns, rows, compared: folded.hashCheck?.status.kind ?? null}), ...more};
}

/** @param neverInStep the book that there would be rows of, had it been in step. */
function whyEmpty({files, span}: ExportRequest, {damage, engine}: Folded, neverInStep: string | undefined): string {
	const what = damage === undefined ? `${files.join(', ')}: there are no rows.` : `${damage.message}; before that there are no rows.`;
	if (neverInStep !== undefined) return `${what} ${neverInStep} was in step at none, ${engine.settings.interval / 1e6} s apart.`;
	const from = Number.isFinite(span.from) ? ` from ${isoTime(span.from)}` : '';
	const to = Number.isFinite(span.to) ? ` to ${isoTime(span.to)}` : '';
	return `${what} None stands${from}${to}; it was read to ${isoTime(engine.at)}.`;
}

/** What a person should know of rows that are written all the same. */
function doubtsOf({damage, hashCheck, recordings}: Folded): string[] {
	const doubts = cutRecordings(recordings);
	if (damage !== undefined) doubts.push(`${damage.message}; the rows before it are written.`);
	const status = hashCheck?.status;
	if (status?.kind === 'differs') {
		doubts.push(`the hashes differ from the recording's own from frame ${status.frame}, sample ${status.sample}: these are other numbers.`);
	}
	return doubts;
}

/** A time of day that the recording does not reach is one of the day after, most likely by mistake. */
function beyondEnd(span: TimeSpan, {engine}: Folded): string[] {
	if (!span.endsAtTimeOfDay || !(span.to > engine.at)) return [];
	return [
		`--to was read as ${isoTime(span.to)}, the first such time after the rows begin; the recording ends before that, at ${isoTime(engine.at)}.`,
	];
}

function endLine(table: Table, rows: number, millis: number): string {
	return `${table.files.join(', ')}: ${counted(rows, 'row')}, ${counted(table.columns.length, 'column')}, ${(millis / 1000).toFixed(1)} s`;
}

/** As a shell has it of a program that a signal ended. */
function exitCodeAfter(signal: string): number {
	const numbers: Readonly<Record<string, number>> = constants.signals;
	return 128 + (numbers[signal] ?? 0);
}
