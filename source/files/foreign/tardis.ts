/*
Tardis CSV, `incremental_book_L2` and `trades`: https://docs.tardis.dev/downloadable-csv-files/data-types. What was received in one message are the rows of one
`local_timestamp`: a frame is the consecutive rows of one exchange, symbol and `local_timestamp`, and of a book one `is_snapshot`, as they stand.
*/

import type {Frame} from '../../market/frame.ts';
import {integerOf} from '../../venues/plain-numbers.ts';
import {symbolOfTardis} from '../../venues/tardis.ts';
import type {FrameGatherer} from '../frame-reader.ts';
import type {LineFormat} from '../line-frames.ts';
import type {LineReader} from '../lines.ts';
import {UnreadableRecordingError} from '../recording-errors.ts';
import {openingOf} from './opening.ts';

const venue = 'tardis';
const carriageReturn = 13;
/** Bytes of one frame: what is larger is no message of a venue. */
const longestFrame = 128 * 1024 * 1024;
const headers: Readonly<Record<string, 'book' | 'trades'>> = {
	'exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount': 'book',
	'exchange,symbol,timestamp,local_timestamp,id,side,price,amount': 'trades',
};

/** Rows of one message, as far as they have been read: pieces of blocks. */
type Group = {
	readonly key: string;
	readonly at: number;
	readonly pieces: Buffer[];
	length: number;
	block: Buffer;
	start: number;
	end: number;
};

export class TardisFormat implements LineFormat {
	readonly venue = venue;
	readonly notes: readonly string[] = [];
	readonly endsAnyhow = true;
	#kind: 'book' | 'trades' | undefined;
	#hasOpened = false;
	#group: Group | undefined;

	get isKnown(): boolean {
		return this.#kind !== undefined;
	}

	take(lines: LineReader, into: FrameGatherer): string | undefined {
		const {bytes, start, file} = lines;
		const end = bytes[lines.end - 1] === carriageReturn ? lines.end - 1 : lines.end;
		const row = bytes.toString('latin1', start, end);
		if (row.startsWith('exchange,')) return this.#begin(row, file);
		if (this.#kind === undefined) return 'it does not name its columns';
		const columns = row.split(',');
		if (columns.length !== 8) return 'it is no row of 8 columns';
		const [exchange = '', symbol = '', , received = '', fifth = ''] = columns;
		const at = integerOf(received);
		if (Number.isNaN(at)) return 'its local_timestamp cannot be read';
		const key = `${exchange},${symbol},${received},${this.#kind === 'trades' ? '' : fifth}`;
		const group = this.#group;
		if (group?.key !== key) {
			this.#flush(into);
			this.#group = {key, at, pieces: [], length: 0, block: bytes, start, end};
		} else if (!extend(group, bytes, start, end)) {
			return `its message has more than ${longestFrame} bytes`;
		}
		return undefined;
	}

	/** The last rows are a whole message only where the file is whole. */
	finish(into: FrameGatherer, isWhole: boolean): void {
		if (isWhole) this.#flush(into);
	}

	booksOf({kind, payload}: Frame): readonly string[] {
		if (kind !== 'message') return [];
		const [exchange = '', symbol = ''] = Buffer.from(payload.subarray(0, 200)).toString('latin1').split(',', 2);
		const id = `${venue}:${symbolOfTardis(exchange, symbol)}`;
		// Trades of a book that stands in another file are no second book.
		return [this.#kind === 'trades' ? `trades of ${id}` : id];
	}

	opens({kind}: Frame): boolean {
		return kind === 'opened';
	}

	/** Files that were joined have several headers, all of one kind. */
	#begin(row: string, file: string): string | undefined {
		const kind = headers[row];
		if (kind === undefined && this.#kind === undefined) {
			throw new UnreadableRecordingError(file, 'is a Tardis CSV of another kind than incremental_book_L2 and trades, which are read');
		}
		if (this.#kind !== undefined && kind !== this.#kind) return 'it begins rows of another kind';
		this.#kind = kind;
		return undefined;
	}

	#flush(into: FrameGatherer): void {
		const group = this.#group;
		this.#group = undefined;
		if (group === undefined) return;
		if (!this.#hasOpened) into.push(group.at, 1, 'opened', openingOf(venue, {hasBooks: this.#kind === 'book'}));
		this.#hasOpened = true;
		const last = group.block.subarray(group.start, group.end);
		into.push(group.at, 1, 'message', group.pieces.length === 0 ? last : Buffer.concat([...group.pieces, last]));
	}
}

/** Takes one more row to a group. False where it is too long to be a message. */
function extend(group: Group, block: Buffer, start: number, end: number): boolean {
	if (block !== group.block) {
		const piece = group.block.subarray(group.start, group.end);
		group.pieces.push(piece, newline);
		group.length += piece.length + 1;
		group.block = block;
		group.start = start;
	}
	group.end = end;
	return group.length + end - group.start <= longestFrame;
}

const newline = Buffer.from('\n');
