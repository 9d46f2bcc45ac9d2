/*
LOBSTER (https://lobsterdata.com/info/DataStructure.php): a file of messages and a file of the book after each. A frame is `TICKER,YYYYMMDD,` and the row of the
message, a newline, and the row of the book: the rows themselves say neither of what nor of which day they are. Files reach gigabytes and are read side by side.
*/

import path from 'node:path';
import type {Frame} from '../../market/frame.ts';
import {LobsterRow} from '../../venues/lobster-row.ts';
import {booksOpened} from '../book-owners.ts';
import type {Ending} from '../ending.ts';
import type {FrameGatherer, FrameReader} from '../frame-reader.ts';
import {LineReader} from '../lines.ts';
import {DamagedRecordingError, UnreadableRecordingError} from '../recording-errors.ts';
import {dateIn, midnightInNewYork} from './new-york.ts';
import {openingOf} from './opening.ts';

const venue = 'nasdaq';
const newline = 10;
const carriageReturn = 13;
const rowsPerBatch = 4096;

export class LobsterReader implements FrameReader {
	readonly venue = venue;
	readonly notes: string[] = ['no receive times: each frame has the time of the exchange'];
	readonly #messages: LineReader;
	readonly #books: LineReader;
	readonly #symbol: string;
	/** Of the day, µs since the epoch. */
	readonly #midnight: number;
	readonly #start: Buffer;
	/** As the name says; NaN where it does not. */
	readonly #levels: number;
	readonly #row = new LobsterRow();
	#hasOpened = false;
	#isOver = false;
	/** The file whose last row is not whole. */
	#cut: LineReader | undefined;

	/**
	Finds the partner of a file by its name.

	@throws UnreadableRecordingError where there is none, or the name lacks what the rows do not say.
	*/
	static async open(lines: LineReader): Promise<LobsterReader> {
		const {file} = lines;
		const {partner, isMessages} = partnerOf(file);
		const day = dateIn(path.basename(file));
		if (day === undefined)
			throw new UnreadableRecordingError(file, 'has no date in its name (2012-06-21 or 20120621), which its times need');
		const ticker = /([a-z0-9.]+)[-_]*$/i.exec(day.before)?.[1];
		if (ticker === undefined) throw new UnreadableRecordingError(file, 'has no ticker before the date in its name');
		const other = await openPartner(file, partner);
		return isMessages ? new LobsterReader(lines, other, ticker, day.text) : new LobsterReader(other, lines, ticker, day.text);
	}

	private constructor(messages: LineReader, books: LineReader, ticker: string, day: string) {
		this.#messages = messages;
		this.#books = books;
		this.#symbol = ticker.toUpperCase();
		this.#midnight = midnightInNewYork(day);
		this.#start = Buffer.from(`${this.#symbol},${day.replaceAll('-', '')},`);
		this.#levels = Number(/_(\d+)\.csv/i.exec(path.basename(messages.file))?.[1] ?? Number.NaN);
	}

	get size(): number {
		const {size} = this.#messages;
		return size === 0 || this.#books.size === 0 ? 0 : size + this.#books.size;
	}

	get position(): number {
		return this.#messages.position + this.#books.position;
	}

	async begin(): Promise<void> {}

	async next(into: FrameGatherer): Promise<boolean> {
		try {
			while (!this.#isOver && into.length < rowsPerBatch) {
				const hasMessage = this.#messages.advance() || (await advanceFarther(this.#messages));
				const hasBook = this.#books.advance() || (await advanceFarther(this.#books));
				if (hasMessage && hasBook) into.fault = this.#take(into);
				else if (hasMessage || hasBook) into.fault = this.#unequal(hasMessage);
				this.#isOver = into.fault !== undefined || this.#cut !== undefined || !hasMessage || !hasBook;
			}
		} catch (error) {
			if (!(error instanceof DamagedRecordingError)) throw error;
			into.fault = error;
			this.#isOver = true;
		}
		return !this.#isOver;
	}

	ending(): Ending {
		if (this.#cut !== undefined) return {kind: 'truncated', line: this.#cut.line, byte: this.#cut.byte};
		const cut = [this.#messages, this.#books].find(({tail}) => tail.isCut);
		return cut === undefined ? {kind: 'closed', end: undefined} : {kind: 'truncated', line: cut.line + 1, byte: cut.byte};
	}

	booksOf({kind, payload}: Frame): readonly string[] {
		return kind === 'opened' ? booksOpened(payload) : [];
	}

	opens({kind}: Frame): boolean {
		return kind === 'opened';
	}

	async close(): Promise<void> {
		await this.#messages.close();
		await this.#books.close();
	}

	#take(into: FrameGatherer): DamagedRecordingError | undefined {
		const [messages, books, row] = [this.#messages, this.#books, this.#row];
		const before = row.nanos;
		const messageEnd = endOf(messages);
		const bookEnd = endOf(books);
		const ofMessage = row.readMessage(messages.bytes, messages.start, messageEnd);
		if (ofMessage !== undefined) return this.#bad(messages, ofMessage);
		if (row.nanos < before) return messages.damaged('its time is earlier than that of the row before');
		const ofBook = row.readBook(books.bytes, books.start, bookEnd);
		if (ofBook !== undefined) return this.#bad(books, ofBook);
		if (row.levels !== (this.#levels || row.levels))
			return books.damaged(`it has ${row.levels} levels a side, the name of the file says ${this.#levels}`);
		const at = this.#midnight + Math.floor(row.nanos / 1000);
		if (!this.#hasOpened) into.push(at, 1, 'opened', this.#opening());
		this.#hasOpened = true;
		into.push(at, 1, 'message', joined(this.#start, messages, messageEnd, books, bookEnd));
		return undefined;
	}

	#opening(): Uint8Array {
		const facts = {symbol: this.#symbol, base: 'shares', quote: 'USD', tickSize: '0.01', stepSize: '1', status: 'TRADING'};
		return openingOf(venue, {instruments: [facts]});
	}

	/** A last row that no newline ends, as is usual, may have been cut. */
	#bad(lines: LineReader, why: string): DamagedRecordingError | undefined {
		if (!lines.isInTail) return lines.damaged(why);
		this.#cut = lines;
		this.notes.push(`${lines.file} is cut in row ${lines.line}`);
		return undefined;
	}

	/** One file has a row more. Where the other was cut within a row, that is all there is to say. */
	#unequal(hasMessage: boolean): DamagedRecordingError | undefined {
		const [longer, shorter] = hasMessage ? [this.#messages, this.#books] : [this.#books, this.#messages];
		if (!shorter.tail.isCut) return longer.damaged(`${shorter.file} ends after ${counted(shorter.line)}`);
		this.notes.push(`${shorter.file} is cut after ${counted(shorter.line)}`);
		return undefined;
	}
}

type Partner = {readonly partner: string; readonly isMessages: boolean};

function partnerOf(file: string): Partner {
	const name = path.basename(file);
	const isMessages = name.includes('message');
	if (!isMessages && !name.includes('orderbook')) {
		throw new UnreadableRecordingError(
			file,
			'has neither "message" nor "orderbook" in its name, by which the other file of the pair would be found',
		);
	}
	const partner = isMessages ? name.replace('message', 'orderbook') : name.replace('orderbook', 'message');
	return {partner: path.join(path.dirname(file), partner), isMessages};
}

async function openPartner(file: string, partner: string): Promise<LineReader> {
	try {
		return await LineReader.open(partner);
	} catch (error) {
		throw error instanceof UnreadableRecordingError
			? new UnreadableRecordingError(file, `is one of two files, and ${error.message}`)
			: error;
	}
}

async function advanceFarther(lines: LineReader): Promise<boolean> {
	return ((await lines.fill()) || lines.takeTail()) && lines.advance();
}

/** Without what Windows ends a line with. */
function endOf({bytes, end}: LineReader): number {
	return bytes[end - 1] === carriageReturn ? end - 1 : end;
}

function joined(start: Buffer, message: LineReader, messageEnd: number, book: LineReader, bookEnd: number): Uint8Array {
	const messageLength = messageEnd - message.start;
	const frame = Buffer.allocUnsafe(start.length + messageLength + 1 + bookEnd - book.start);
	start.copy(frame);
	message.bytes.copy(frame, start.length, message.start, messageEnd);
	frame[start.length + messageLength] = newline;
	book.bytes.copy(frame, start.length + messageLength + 1, book.start, bookEnd);
	return frame;
}

function counted(rows: number): string {
	return `${rows} ${rows === 1 ? 'row' : 'rows'}`;
}
