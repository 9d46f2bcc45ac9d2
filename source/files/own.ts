/* Our own recordings: a header, frames, hashes among them, a footer. */

import type {Frame} from '../market/frame.ts';
import {isObject} from '../market/is-object.ts';
import {booksOpened} from './book-owners.ts';
import {readCheckpoint} from './checkpoint-field.ts';
import type {Ending} from './ending.ts';
import type {FrameGatherer} from './frame-reader.ts';
import type {LineFormat} from './line-frames.ts';
import type {LineReader} from './lines.ts';
import {UnreadableRecordingError} from './recording-errors.ts';
import {
	FrameLineReader,
	type FrameSlot,
	isHashMark,
	isHeader,
	isRecordingEnd,
	type RecordingEnd,
	type RecordingHeader,
	sealOf,
} from './recording-line.ts';

export class OwnFormat implements LineFormat {
	readonly notes: readonly string[] = [];
	header: RecordingHeader | undefined;
	checkpoint: Uint8Array | undefined;
	readonly #frameLines = new FrameLineReader();
	readonly #slot: FrameSlot = {at: 0, connection: 0, kind: 'message', payload: new Uint8Array(0)};
	readonly #isChecked: boolean;
	#end: RecordingEnd | undefined;
	/** Header, hashes and footer have a crc too. */
	#isSealed = false;

	/** @param isChecked compare the crc of every line. */
	constructor(isChecked: boolean) {
		this.#isChecked = isChecked;
	}

	get venue(): string {
		return this.header?.venue ?? '';
	}

	get isKnown(): boolean {
		return this.header !== undefined;
	}

	take(lines: LineReader, into: FrameGatherer): string | undefined {
		const {bytes, start, end} = lines;
		if (this.header === undefined) return this.#takeHeader(lines);
		if (this.#end !== undefined) return 'it stands after the end of the recording';
		// `{"at":` is a frame, `{"sample":` hashes, `{"end":` the footer.
		const letter = bytes[start + 2];
		const isFrame = letter !== 0x73 && letter !== 0x65;
		if (!isFrame && !this.#isIntact(bytes, start, end)) return wrongCrc;
		if (letter === 0x73) return takeMark(parsed(bytes, start, end), into);
		if (letter === 0x65) return this.#takeEnd(parsed(bytes, start, end), into.frames);
		const why = this.#frameLines.read(bytes, start, end, this.#slot, this.#isChecked);
		if (why === undefined) into.push(this.#slot.at, this.#slot.connection, this.#slot.kind, this.#slot.payload);
		return why;
	}

	ending({line, byte}: LineReader): Ending {
		return this.#end === undefined ? {kind: 'cut', line: line + 1, byte} : {kind: 'closed', end: this.#end};
	}

	booksOf({kind, payload}: Frame): readonly string[] {
		return kind === 'opened' ? booksOpened(payload) : [];
	}

	opens({kind}: Frame): boolean {
		return kind === 'opened';
	}

	/** A line and one byte more: it was a newline once. What a kill leaves is less than a line. */
	judgeTail(bytes: Buffer): string | undefined {
		const end = bytes.length - 1;
		if (this.header === undefined || end < 1) return undefined;
		const isSealed = this.#isSealed && sealOf(bytes, 0, end) === 'right';
		const isFrame = this.#frameLines.read(bytes, 0, end, this.#slot, true) === undefined;
		return isSealed || isFrame ? 'what follows it is no newline' : undefined;
	}

	#isIntact(bytes: Buffer, start: number, end: number): boolean {
		if (!this.#isChecked) return true;
		const seal = sealOf(bytes, start, end);
		return seal === 'right' || (seal === 'none' && !this.#isSealed);
	}

	/** Nothing has been delivered: what is wrong with a header is thrown. */
	#takeHeader(lines: LineReader): undefined {
		const header = headerOf(lines);
		// Whichever of the two a changed byte takes away, the other tells.
		this.#isSealed = header['sealed'] === true;
		if (!this.#isIntact(lines.bytes, lines.start, lines.end)) throw lines.damaged(wrongCrc);
		this.header = header;
		if (!('checkpoint' in header)) return;
		this.checkpoint = readCheckpoint(header['checkpoint']);
		if (this.checkpoint === undefined) throw lines.damaged('its checkpoint cannot be read');
	}

	#takeEnd(value: unknown, frames: number): string | undefined {
		const end = isObject(value) ? value['end'] : undefined;
		if (!isRecordingEnd(end)) return 'it is no footer that can be read';
		if (end.frames !== frames) return `${end.frames} frames were written, ${frames} stand before it`;
		this.#end = end;
		return undefined;
	}
}

const wrongCrc = 'its crc is not that of its bytes';

function takeMark(value: unknown, into: FrameGatherer): string | undefined {
	if (!isHashMark(value)) return 'its hashes cannot be read';
	const {sample, at, book, state} = value;
	into.mark = {sample, at, book, state};
	return undefined;
}

function headerOf(lines: LineReader): RecordingHeader {
	const value = parsed(lines.bytes, lines.start, lines.end);
	if (isHeader(value)) return value;
	if (isObject(value) && typeof value['obi'] === 'number' && value['obi'] !== 1) {
		throw new UnreadableRecordingError(lines.file, `is a recording of format ${value['obi']}; this version reads format 1`);
	}
	throw lines.damaged('its header cannot be read');
}

/** The JSON that stands there, undefined where it is none. */
function parsed(bytes: Buffer, start: number, end: number): unknown {
	try {
		return JSON.parse(bytes.toString('utf8', start, end));
	} catch {
		return undefined;
	}
}
