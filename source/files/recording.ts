/* A recording on disk, own or foreign, as batches of frames: pulled, so that a paced replay and a fold at full speed read it the same way. */

import type {Frame, FrameKind} from '../market/frame.ts';
import {isObject} from '../market/is-object.ts';
import {booksOpened} from './book-owners.ts';
import {readCheckpoint} from './checkpoint-field.ts';
import type {Ending} from './ending.ts';
import {booksStreamed, detectFormat, type RecordingFormat, TimeJsonReader} from './foreign.ts';
import {LineReader} from './lines.ts';
import {DamagedRecordingError, UnreadableRecordingError} from './recording-errors.ts';
import {
	FrameLineReader,
	type FrameSlot,
	type HashMark,
	isHashMark,
	isHeader,
	isRecordingEnd,
	type RecordingEnd,
	type RecordingHeader,
} from './recording-line.ts';

/** Some frames in order, and the hashes that stood right after the last of them, if any. Good until the next batch is asked for. */
export type Batch = {
	/** Only the first `length` are meant. The objects are used again, the payloads are slices of a block. */
	readonly frames: readonly Frame[];
	readonly length: number;
	readonly mark: HashMark | undefined;
	/** Where the batch begins and ends, in bytes of the files (of compressed ones: about where). */
	readonly from: number;
	readonly to: number;
};

/** A sequence of batches. Iterate it once; leaving early closes what it reads. */
export type BatchSource = {
	batches(): AsyncGenerator<Batch, void, void>;
	/** Bytes of the files; 0 where unknown. */
	readonly size: number;
	/** Closes the files, for whoever does not iterate to the end. May be called again. */
	close(): Promise<void>;
	/** What a person calls it. */
	readonly file: string;
	/** The books that a frame shows to be in it, by id; most frames show none. */
	booksOf(frame: Frame): readonly string[];
	/** Whether a frame shows that its connection stands. */
	opens(frame: Frame): boolean;
};

export type RecordingOptions = {
	/** Compare the crc of every line; on unless switched off. */
	readonly crc?: boolean;
	/** What the file is, where its content is not to be asked. */
	readonly format?: RecordingFormat | undefined;
};

/**
Opens a recording and reads what it begins with.

@throws UnreadableRecordingError where the file cannot be read or is nothing that this version reads.
@throws DamagedRecordingError where its header is not what was written.
*/
export async function openRecording(file: string, options: RecordingOptions = {}): Promise<Recording> {
	const lines = await LineReader.open(file);
	try {
		const format = options.format ?? formatOf(file, lines.head);
		const hasLines = await lines.fill();
		const recording = new Recording(lines, format, options);
		if (hasLines) recording.begin();
		return recording;
	} catch (error) {
		await lines.close();
		throw error;
	}
}

export class Recording implements BatchSource {
	readonly file: string;
	readonly format: RecordingFormat;
	/** Undefined in a foreign recording, and where the file is cut within its first line. */
	header: RecordingHeader | undefined;
	/** The state in which the engine was when the recording began; undefined where it had none. */
	checkpoint: Uint8Array | undefined;
	/** Frames delivered so far. */
	frames = 0;
	/** How many of each kind. */
	readonly kinds: Record<FrameKind, number> = {opened: 0, message: 0, reply: 0, closed: 0, setting: 0, tick: 0};
	/** Frames that were stamped earlier than the one before; they are delivered with that one's time. */
	backwards = 0;
	/** Undefined until the last batch has been delivered. */
	ending: Ending | undefined;
	readonly #lines: LineReader;
	readonly #frameLines = new FrameLineReader();
	readonly #timeJson = new TimeJsonReader();
	readonly #isChecked: boolean;
	readonly #slots: FrameSlot[] = [];
	#length = 0;
	#mark: HashMark | undefined;
	#end: RecordingEnd | undefined;
	#lastAt = 0;
	#fault: Error | undefined;

	/** Use `openRecording`. */
	constructor(lines: LineReader, format: RecordingFormat, options: RecordingOptions) {
		this.file = lines.file;
		this.format = format;
		this.#lines = lines;
		this.#isChecked = options.crc ?? true;
	}

	/** Id of the venue that the frames are of; empty where a cut file does not say. */
	get venue(): string {
		return this.format === 'own' ? (this.header?.venue ?? '') : 'binance';
	}

	get size(): number {
		return this.#lines.size;
	}

	/** Reads the header, or looks through the first block for what shows the market. */
	begin(): void {
		const lines = this.#lines;
		if (this.format === 'own') {
			lines.advance();
			this.header = headerOf(lines);
			if (!('checkpoint' in this.header)) return;
			this.checkpoint = readCheckpoint(this.header['checkpoint']);
			if (this.checkpoint === undefined) throw lines.damaged('its checkpoint cannot be read');
			return;
		}
		const slot: FrameSlot = {at: 0, connection: 0, kind: 'message', payload: lines.bytes};
		for (let start = 0; start < lines.bytes.length && this.#timeJson.market === undefined; ) {
			const end = lines.bytes.indexOf(10, start);
			this.#timeJson.read(lines.bytes, start, end, slot);
			start = end + 1;
		}
		if (this.#timeJson.market === 'usdm') throw new UnreadableRecordingError(this.file, usdm);
	}

	/**
	All batches, once. Closes the file at the end.

	@throws DamagedRecordingError at a line that is not what was written, after everything before it has been delivered.
	*/
	async *batches(): AsyncGenerator<Batch, void, void> {
		const lines = this.#lines;
		try {
			for (let hasBlock = true; hasBlock; ) {
				const from = lines.position;
				const isBlockUsedUp = this.#collect();
				if (this.#length > 0 || this.#mark !== undefined) {
					yield {frames: this.#slots, length: this.#length, mark: this.#mark, from, to: lines.position};
				}
				if (this.#fault !== undefined) throw this.#fault;
				if (isBlockUsedUp) hasBlock = await lines.fill();
			}
			this.#finish();
		} catch (error) {
			if (error instanceof DamagedRecordingError) this.ending = {kind: 'damaged', line: error.line, byte: error.byte, why: error.why};
			throw error;
		} finally {
			await lines.close();
		}
	}

	booksOf({kind, payload}: Frame): readonly string[] {
		if (this.format === 'own') return kind === 'opened' ? booksOpened(payload) : [];
		return kind === 'message' ? booksStreamed(payload) : [];
	}

	/** A foreign recording does not say when a connection was opened: there it stands as soon as it speaks. */
	opens({kind, connection}: Frame): boolean {
		return this.format === 'own' ? kind === 'opened' : connection !== 0;
	}

	async close(): Promise<void> {
		await this.#lines.close();
	}

	/** Gathers frames up to a line of hashes, a fault or the end of the block. True where the block has no more. */
	#collect(): boolean {
		this.#length = 0;
		this.#mark = undefined;
		while (this.#mark === undefined) {
			if (!this.#lines.advance()) return true;
			const why = this.format === 'own' ? this.#takeOwn() : this.#takeTimeJson();
			if (why !== undefined) {
				this.#fault ??= this.#lines.damaged(why);
				return false;
			}
		}
		return false;
	}

	#takeOwn(): string | undefined {
		const {bytes, start, end} = this.#lines;
		if (this.#end !== undefined) return 'it stands after the end of the recording';
		// `{"at":` is a frame, `{"sample":` hashes, `{"end":` the footer.
		const letter = bytes[start + 2];
		if (letter === 0x73) return this.#takeMark(parsed(bytes, start, end));
		if (letter === 0x65) return this.#takeEnd(parsed(bytes, start, end));
		const slot = this.#slot(bytes);
		const why = this.#frameLines.read(bytes, start, end, slot, this.#isChecked);
		if (why === undefined) this.#accept(slot);
		return why;
	}

	#takeMark(value: unknown): string | undefined {
		if (!isHashMark(value)) return 'its hashes cannot be read';
		this.#mark = value;
		return undefined;
	}

	#takeEnd(value: unknown): string | undefined {
		const end = isObject(value) ? value['end'] : undefined;
		if (!isRecordingEnd(end)) return 'it is no footer that can be read';
		if (end.frames !== this.frames) return `${end.frames} frames were written, ${this.frames} stand before it`;
		this.#end = end;
		return undefined;
	}

	#takeTimeJson(): string | undefined {
		const {bytes, start, end} = this.#lines;
		const slot = this.#slot(bytes);
		const why = this.#timeJson.read(bytes, start, end, slot);
		if (this.#timeJson.market === 'usdm') this.#fault = new UnreadableRecordingError(this.file, usdm);
		if (why !== undefined || this.#fault !== undefined) return why ?? usdm;
		this.#accept(slot);
		return undefined;
	}

	#slot(bytes: Buffer): FrameSlot {
		const free = this.#slots[this.#length];
		if (free !== undefined) return free;
		const slot: FrameSlot = {at: 0, connection: 0, kind: 'message', payload: bytes};
		this.#slots.push(slot);
		return slot;
	}

	#accept(slot: FrameSlot): void {
		if (slot.at < this.#lastAt) {
			slot.at = this.#lastAt;
			this.backwards++;
		}
		this.#lastAt = slot.at;
		this.#length++;
		this.frames++;
		this.kinds[slot.kind]++;
	}

	#finish(): void {
		const {tail, line, byte} = this.#lines;
		if (tail.length > 0 || tail.isCut) this.ending = {kind: 'truncated', line: line + 1, byte};
		else if (this.#end === undefined && this.format === 'own') this.ending = {kind: 'cut', line: line + 1, byte};
		else this.ending = {kind: 'closed', end: this.#end};
	}
}

const usdm = 'is a Binance USD-M recording; this version replays Binance spot';

function formatOf(file: string, head: Buffer): RecordingFormat {
	const detected = detectFormat(head);
	if (detected === undefined) {
		const start = head.toString('latin1').split(/\r?\n/, 1)[0] ?? '';
		throw new UnreadableRecordingError(
			file,
			`is not a recording that obi-tui knows: line 1 begins with ${JSON.stringify(start.slice(0, 32))}`,
		);
	}
	if ('format' in detected) return detected.format;
	throw new UnreadableRecordingError(file, `is ${detected.words}; this version reads its own recordings and lines of time and JSON`);
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
