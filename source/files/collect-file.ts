/*
The rows of a collection as they come: kept in `NAME.csv.partial`, each on disk before the next is waited for, so that a crash costs none. When all are
there their flags are known: then they are written once more, whole, and the partial file goes.
*/

import {closeSync, createReadStream, existsSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync} from 'node:fs';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {type CollectRow, type CollectTable, collectColumns} from '../metrics/collect-table.ts';
import {cellsOf, collectTableColumns} from './export/collect-rows.ts';
import {OutputFile, UnwritableFileError} from './output-file.ts';
import {refusalInWords} from './recording-errors.ts';
import {csvForm} from './table/text-forms.ts';

const obiPlace = collectColumns.indexOf('obi');

export class CollectFile {
	readonly csv: string;
	readonly json: string;
	readonly partial: string;
	readonly #descriptor: number;
	readonly #lineOf = csvForm.rows(collectTableColumns);
	/** Where the last row begins: it is written again once the row after it has completed it. */
	#lastAt: number;
	#isOpen = true;

	/** Makes the folders that are missing. @throws UnwritableFileError, also where something of these names is there already. */
	constructor(csv: string, json: string) {
		this.csv = csv;
		this.json = json;
		this.partial = `${csv}.partial`;
		for (const file of [csv, json]) {
			if (existsSync(file)) throw new UnwritableFileError(file, 'exists already and is not overwritten: choose another name');
		}
		if (existsSync(this.partial)) {
			throw new UnwritableFileError(
				this.partial,
				'exists already, with the rows of a collection that was cut off or goes on: choose another --csv, or move it away',
			);
		}
		for (const file of [csv, json]) makeFolderOf(file);
		this.#descriptor = attempt(this.partial, () => openSync(this.partial, 'wx'));
		this.#lastAt = this.#store(csvForm.head(collectTableColumns), 0);
	}

	/**
	Takes a row.

	@param before the row before it, which it has completed; undefined where it is the first.
	@throws UnwritableFileError where the disk takes no more. What it took stays.
	*/
	push(row: CollectRow, before: CollectRow | undefined): void {
		const completed = before === undefined ? '' : this.#lineOf(cellsOf(before));
		// In one piece, so that at no moment a row is missing.
		this.#store(completed + this.#lineOf(cellsOf(row)), this.#lastAt);
		this.#lastAt += Buffer.byteLength(completed);
	}

	/**
	Writes both files for good, with the flags, and removes the partial one.

	@param table which is finished. @param report goes into the JSON.
	@throws UnwritableFileError; the partial file stays then.
	*/
	async finish(table: CollectTable, report: object): Promise<void> {
		attempt(this.partial, () => fsyncSync(this.#descriptor));
		this.#close();
		const csv = new OutputFile(this.csv);
		const json = new OutputFile(this.json);
		try {
			let isHead = true;
			for await (const line of createInterface({input: createReadStream(this.partial), crlfDelay: Number.POSITIVE_INFINITY})) {
				const flag = isHead ? '' : table.flagOf(numberIn(line.split(',')[obiPlace]));
				csv.write(`${line}${flag}\n`);
				isHead = false;
			}
			json.write(`${JSON.stringify(report, null, '\t')}\n`);
			csv.seal();
			json.seal();
			// The table last: where it is, all is.
			json.publish();
			csv.publish();
		} finally {
			csv.abandon();
			json.abandon();
		}
		rmSync(this.partial);
	}

	/** There is nothing worth keeping: removes what was written. */
	abandon(): void {
		this.#close();
		rmSync(this.partial, {force: true});
	}

	/** Returns where it ends. */
	#store(text: string, position: number): number {
		const bytes = Buffer.from(text);
		attempt(this.partial, () => {
			for (let start = 0; start < bytes.length; )
				start += writeSync(this.#descriptor, bytes, start, bytes.length - start, position + start);
		});
		return position + bytes.length;
	}

	#close(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		closeSync(this.#descriptor);
	}
}

function makeFolderOf(file: string): void {
	try {
		mkdirSync(path.dirname(file), {recursive: true});
	} catch {
		// Opening the file tells why there can be none.
	}
}

function numberIn(cell: string | undefined): number {
	return cell === undefined || cell === '' ? Number.NaN : Number(cell);
}

function attempt<Result>(file: string, action: () => Result): Result {
	try {
		return action();
	} catch (error) {
		throw new UnwritableFileError(file, refusalInWords(error, 'a file'));
	}
}
