/* A fitted table of the micro-price as a file: JSON, one table. */

import {readFileSync, writeFileSync} from 'node:fs';
import {isMicroPriceTable, type MicroPriceTable} from '../metrics/micro-price.ts';
import {refusalInWords} from './recording-errors.ts';

/** A file that holds no table, or cannot be read or written; the message is for a person. */
export class MicroPriceFileError extends Error {
	override readonly name = 'MicroPriceFileError';
}

/** @throws MicroPriceFileError */
export function readMicroPrice(file: string): MicroPriceTable {
	let content: unknown;
	try {
		content = JSON.parse(readFileSync(file, 'utf8'));
	} catch (error) {
		throw new MicroPriceFileError(error instanceof SyntaxError ? `${file} is no JSON.` : `${file} ${refusalInWords(error)}`);
	}
	if (!isMicroPriceTable(content))
		throw new MicroPriceFileError(`${file} holds no table of the micro-price: make one by obi-tui fit micro-price FILE --out NAME.json.`);
	return content;
}

/** @throws MicroPriceFileError */
export function writeMicroPrice(file: string, table: MicroPriceTable): void {
	try {
		writeFileSync(file, `${JSON.stringify(table, null, '\t')}\n`);
	} catch (error) {
		throw new MicroPriceFileError(`${file} ${refusalInWords(error)}`);
	}
}
