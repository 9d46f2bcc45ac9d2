/*
Rows of `timestamp,price,quantity,side,tradeId`: trades alone, times of the venue in ms. A row does not say of what it is: the name of the file does, and
the frame of a row is `SYMBOL,` and the row, so that each can be read by itself, wherever it comes to stand.
*/

import path from 'node:path';
import type {Frame} from '../../market/frame.ts';
import {bareInstrument} from '../../market/instrument.ts';
import {microsOf} from '../../venues/plain-numbers.ts';
import {booksOpened} from '../book-owners.ts';
import type {FrameGatherer} from '../frame-reader.ts';
import type {LineFormat} from '../line-frames.ts';
import type {LineReader} from '../lines.ts';
import {factsOfName, openingOf} from './opening.ts';

const venue = 'csv';
const comma = 44;
const carriageReturn = 13;
const header = 'timestamp,price,quantity,side,tradeid';

export class TradesCsvFormat implements LineFormat {
	readonly venue = venue;
	readonly isKnown = true;
	readonly endsAnyhow = true;
	readonly notes = ['no receive times: each frame has the time that the venue gave its trade'];
	readonly #symbol: string;
	readonly #start: Buffer;
	#hasOpened = false;

	constructor(file: string) {
		this.#symbol = symbolOfName(file);
		this.#start = Buffer.from(`${this.#symbol},`);
	}

	take({bytes, start, end}: LineReader, into: FrameGatherer): string | undefined {
		const last = bytes[end - 1] === carriageReturn ? end - 1 : end;
		// Files that were joined have more than one.
		if (last - start === header.length && bytes.toString('latin1', start, last).toLowerCase() === header) return undefined;
		const at = microsOf(bytes.toString('latin1', start, Math.max(start, bytes.indexOf(comma, start))));
		if (Number.isNaN(at)) return 'it does not begin with a time';
		if (columnsIn(bytes, start, last) !== 5) return 'it is no row of 5 columns';
		if (!this.#hasOpened) into.push(at, 1, 'opened', openingOf(venue, {instruments: [factsOfName(venue, this.#symbol)], hasBooks: false}));
		this.#hasOpened = true;
		into.push(at, 1, 'message', Buffer.concat([this.#start, bytes.subarray(start, last)]));
		return undefined;
	}

	booksOf({kind, payload}: Frame): readonly string[] {
		return kind === 'opened' ? booksOpened(payload) : [];
	}

	opens({kind}: Frame): boolean {
		return kind === 'opened';
	}
}

/** `LTCUSDT` of `binance-spot-ltcusdt-20250622-a-trades.csv.gz`: the first part that ends in a known quote, else the name up to its first dot. */
export function symbolOfName(file: string): string {
	const name = path.basename(file);
	const pair = name
		.toUpperCase()
		.split(/[-_.]/)
		.find((part) => bareInstrument(venue, part).quote !== '');
	return pair ?? (name.split('.', 1)[0] || name).toUpperCase();
}

function columnsIn(bytes: Uint8Array, start: number, end: number): number {
	let columns = 1;
	for (let index = start; index < end; index++) if (bytes[index] === comma) columns++;
	return columns;
}
