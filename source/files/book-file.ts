/* Writes a book to the file that its name asks for, whole or not at all. */

import {bookJson} from './book-json.ts';
import type {BookSnapshot} from './book-snapshot.ts';
import {OutputFile} from './output-file.ts';

/** What a book can be written to, by the ending of the file's name. */
export const bookFormats = ['json', 'parquet'] as const;

export type BookFormat = (typeof bookFormats)[number];

/** Undefined where the ending names none. */
export function bookFormatOf(file: string): BookFormat | undefined {
	return bookFormats.find((format) => file.toLowerCase().endsWith(`.${format}`));
}

/** Returns the names of the files: Parquet has the trades in one of their own, `NAME.trades.parquet`. @throws UnwritableFileError */
export async function writeBook(file: string, format: BookFormat, snapshot: BookSnapshot): Promise<readonly string[]> {
	if (format === 'json') {
		writeWhole(file, bookJson(snapshot));
		return [file];
	}
	// What writes it is loaded by those alone who want it.
	const {bookParquet, tradesParquet} = await import('./book-parquet.ts');
	const {trades} = snapshot;
	writeWhole(file, bookParquet(snapshot));
	if (trades === undefined) return [file];
	const tradesFile = file.replace(/\.parquet$/i, '.trades.parquet');
	writeWhole(tradesFile, tradesParquet(snapshot, trades));
	return [file, tradesFile];
}

function writeWhole(file: string, content: string | Uint8Array): void {
	const output = new OutputFile(file);
	try {
		output.write(content);
		output.publish();
	} finally {
		output.abandon();
	}
}
