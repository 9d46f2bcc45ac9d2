/* A recording on disk, own or foreign, as batches of frames: pulled, so that a paced replay and a fold at full speed read it the same way. */

import type {Frame, FrameKind} from '../market/frame.ts';
import type {Ending} from './ending.ts';
import {formatOfHead, openReader, type RecordingFormat} from './foreign.ts';
import {FrameGatherer, type FrameReader} from './frame-reader.ts';
import {LineReader} from './lines.ts';
import {DamagedRecordingError, UnreadableRecordingError} from './recording-errors.ts';
import type {HashMark, RecordingHeader} from './recording-line.ts';

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
	/** Id of the venue of connections whose opening no frame tells; undefined where frames tell of all. */
	readonly unopened?: string | undefined;
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
	let reader: FrameReader | undefined;
	try {
		const format = options.format ?? knownFormat(file, lines.head);
		reader = await openReader(format, lines, options.crc ?? true);
		const recording = new Recording(file, format, reader);
		await recording.begin();
		return recording;
	} catch (error) {
		await (reader ?? lines).close();
		throw error;
	}
}

export class Recording implements BatchSource {
	readonly file: string;
	readonly format: RecordingFormat;
	/** Undefined until the last batch has been delivered. */
	ending: Ending | undefined;
	readonly #reader: FrameReader;
	readonly #gathered = new FrameGatherer();

	/** Use `openRecording`. */
	constructor(file: string, format: RecordingFormat, reader: FrameReader) {
		this.file = file;
		this.format = format;
		this.#reader = reader;
	}

	/** Id of the venue that the frames are of, where they do not say otherwise; empty where a cut file does not say. */
	get venue(): string {
		return this.#reader.venue;
	}

	/** Undefined in a foreign recording, and where the file is cut within its first line. */
	get header(): RecordingHeader | undefined {
		return this.#reader.header;
	}

	/** The state in which the engine was when the recording began; undefined where it had none. */
	get checkpoint(): Uint8Array | undefined {
		return this.#reader.checkpoint;
	}

	/** What was done to the file to make frames of it, or left out of it, a clause each: all of it after the last batch. */
	get notes(): readonly string[] {
		return this.#reader.notes;
	}

	get unopened(): string | undefined {
		return this.#reader.unopened;
	}

	/** Frames delivered so far. */
	get frames(): number {
		return this.#gathered.frames;
	}

	/** How many of each kind. */
	get kinds(): Readonly<Record<FrameKind, number>> {
		return this.#gathered.kinds;
	}

	/** Frames that were stamped earlier than the one before; they are delivered with that one's time. */
	get backwards(): number {
		return this.#gathered.backwards;
	}

	get size(): number {
		return this.#reader.size;
	}

	/** To be called once, before anything else. */
	async begin(): Promise<void> {
		await this.#reader.begin(this.#gathered);
	}

	/**
	All batches, once. Closes the file at the end.

	@throws DamagedRecordingError at a line that is not what was written, after everything before it has been delivered.
	*/
	async *batches(): AsyncGenerator<Batch, void, void> {
		const gathered = this.#gathered;
		const reader = this.#reader;
		let from = 0;
		try {
			for (let isMore = true; isMore; ) {
				// At first, what came while the beginning was read.
				if (gathered.length === 0 && gathered.fault === undefined) isMore = await reader.next(gathered);
				const {slots, length, mark, fault} = gathered;
				const to = reader.position;
				if (length > 0 || mark !== undefined) {
					yield {frames: slots, length, mark, from, to};
					from = to;
				}
				if (fault !== undefined) throw fault;
				gathered.clear();
			}
			this.ending = reader.ending();
		} catch (error) {
			if (error instanceof DamagedRecordingError) this.ending = {kind: 'damaged', line: error.line, byte: error.byte, why: error.why};
			throw error;
		} finally {
			await reader.close();
		}
	}

	booksOf(frame: Frame): readonly string[] {
		return this.#reader.booksOf(frame);
	}

	opens(frame: Frame): boolean {
		return this.#reader.opens(frame);
	}

	async close(): Promise<void> {
		await this.#reader.close();
	}
}

function knownFormat(file: string, head: Buffer): RecordingFormat {
	const format = formatOfHead(head);
	if (format !== undefined) return format;
	const start = head.toString('latin1').split(/\r?\n/, 1)[0] ?? '';
	throw new UnreadableRecordingError(
		file,
		`is not a recording that obi-tui knows: line 1 begins with ${JSON.stringify(start.slice(0, 32))}`,
	);
}
