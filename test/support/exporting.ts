/* `obi-tui export` as a test runs it, and tables as others read them. */

import {readFileSync} from 'node:fs';
import {zstdDecompressSync} from 'node:zlib';
import {asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects} from 'hyparquet';
import {parseArguments} from '../../source/commands/arguments.ts';
import {exportTable} from '../../source/commands/export.ts';
import {exitCodeOf, isSpoken} from '../../source/commands/failure.ts';
import {CommandStage} from './command-stage.ts';

export type Exported = {
	readonly code: number;
	/** What was said on standard output, and on standard error; an error's words are among the latter. */
	readonly lines: readonly string[];
	readonly complaints: readonly string[];
	/** The file asked for, whether it is there or not. */
	readonly file: string;
	readonly stage: CommandStage;
};

/** Runs it with these words and a file in a folder of its own. */
export async function exported(name: string, ...words: readonly string[]): Promise<Exported> {
	const stage = new CommandStage();
	return exportedOn(stage, stage.file(name), ...words);
}

export async function exportedOn(stage: CommandStage, file: string, ...words: readonly string[]): Promise<Exported> {
	const {lines, complaints} = stage;
	try {
		const code = await exportTable(parseArguments(['export', ...words, '--out', file]), stage.environment);
		return {code, lines, complaints, file, stage};
	} catch (error) {
		if (!isSpoken(error)) throw error;
		complaints.push(error.message);
		return {code: exitCodeOf(error), lines, complaints, file, stage};
	}
}

export type Cells = Readonly<Record<string, string>>;

/** Rows of a CSV without quotes, by column. */
export function csvRows(file: string): Cells[] {
	const [head = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
	const names = head.split(',');
	return lines.map((line) => {
		const cells = line.split(',');
		if (cells.length !== names.length) throw new Error(`${cells.length} cells under ${names.length} names`);
		return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
	});
}

/** A cell as what it stands for. */
export function numberOf(cell: string | undefined): number {
	return cell === undefined || cell === '' ? Number.NaN : Number(cell);
}

export function jsonOf(file: string) {
	return JSON.parse(readFileSync(file, 'utf8'));
}

const compressors = {ZSTD: (bytes: Uint8Array) => new Uint8Array(zstdDecompressSync(bytes))};
/** Moments as they are stored: µs. */
const parsers = {timestampFromMicroseconds: (micros: bigint) => micros};

export async function parquetRows(file: string): Promise<Record<string, unknown>[]> {
	return parquetReadObjects({file: await asyncBufferFromFile(file), compressors, parsers});
}

export async function parquetMetadata(file: string) {
	return parquetMetadataAsync(await asyncBufferFromFile(file));
}

/** The facts that a Parquet file holds of itself. */
export async function parquetFacts(file: string) {
	const {key_value_metadata: pairs = []} = await parquetMetadata(file);
	return JSON.parse(pairs.find(({key}) => key === 'obi-tui')?.value ?? '');
}
