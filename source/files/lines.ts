/* Lines of a file as slices of large blocks, with their number and place: nothing is copied but the line that a block's edge cuts. */

import {DamagedStreamError, RecordingBytes} from './recording-bytes.ts';
import {DamagedRecordingError, refusalInWords, UnreadableRecordingError} from './recording-errors.ts';

const newline = 10;
const headLength = 1024;
/** The largest message of a venue takes 64 MiB, and a third more where it is encoded. */
const longestLine = 128 * 1024 * 1024;

export class LineReader {
	readonly file: string;
	/** The block that lines are slices of. The next `fill` brings another; nobody writes over this one. */
	bytes: Buffer = Buffer.alloc(0);
	/** The line that `advance` came to: `bytes` from `start` to before `end`, its newline left out. */
	start = 0;
	end = 0;
	/** Its number, from 1. 0 before the first. */
	line = 0;
	/** The block is what no newline ended: whether that is a whole line, whoever reads it must tell. */
	isInTail = false;
	readonly #source: RecordingBytes;
	#blockByte = 0;
	/** What came after the last newline, not yet whole. */
	#pending: Buffer[] = [];
	#pendingLength = 0;
	#next = 0;
	#from = 0;
	#to = 0;

	/**
	Opens a file and reads its first bytes.

	@throws UnreadableRecordingError where there is no file, it may not be read, or nothing is in it.
	*/
	static async open(file: string): Promise<LineReader> {
		let source: RecordingBytes | undefined;
		try {
			source = await RecordingBytes.open(file);
			const reader = new LineReader(file, source);
			while (reader.#pendingLength < headLength && reader.#lastNewline() === -1 && (await reader.#take()));
			if (reader.#pendingLength > 0) return reader;
		} catch (error) {
			await source?.close();
			if (error instanceof DamagedRecordingError) throw error;
			throw new UnreadableRecordingError(file, refusalInWords(error));
		}
		await source.close();
		throw new UnreadableRecordingError(file, source.isCut ? `holds nothing: its ${source.compression} data are cut at once` : 'is empty');
	}

	private constructor(file: string, source: RecordingBytes) {
		this.file = file;
		this.#source = source;
	}

	/** The first bytes of the text, enough to tell what it is. To be asked for before the first `fill`. */
	get head(): Buffer {
		return Buffer.concat(this.#pending).subarray(0, headLength);
	}

	/** Where the current line begins in the decompressed text. */
	get byte(): number {
		return this.#blockByte + this.start;
	}

	/** Size of the file in bytes, 0 where nobody knows. */
	get size(): number {
		return this.#source.size;
	}

	/** How far the current line is into the file, in bytes of the file; in a compressed one, interpolated within the block. */
	get position(): number {
		const share = this.bytes.length === 0 ? 1 : this.#next / this.bytes.length;
		return this.#from + (this.#to - this.#from) * share;
	}

	/** After the last line: bytes that no newline ended, and whether compressed data stopped before their end. */
	get tail(): {readonly length: number; readonly isCut: boolean} {
		return {length: this.#pendingLength, isCut: this.#source.isCut};
	}

	/** Those bytes. */
	get tailBytes(): Buffer {
		return Buffer.concat(this.#pending);
	}

	/** Goes to the next line of the block; false where there is none and the next block is to be filled. */
	advance(): boolean {
		this.start = this.#next;
		if (this.#next === this.bytes.length) return false;
		this.end = this.bytes.indexOf(newline, this.#next);
		this.#next = this.end + 1;
		this.line++;
		return true;
	}

	/**
	Takes in the next block, to be called when `advance` has come to the end of the last. False at the end of the file; `start` then stands at the tail.

	@throws DamagedRecordingError where compressed data cannot be read on, or a line has no end.
	*/
	async fill(): Promise<boolean> {
		this.#blockByte += this.bytes.length;
		this.bytes = Buffer.alloc(0);
		this.#next = 0;
		this.start = 0;
		this.#from = this.#to;
		let cut = this.#lastNewline();
		while (cut === -1) {
			if (this.#pendingLength > longestLine) {
				throw new DamagedRecordingError(this.file, this.line + 1, this.#blockByte, `no line ends within ${longestLine} bytes`);
			}
			const isMore = await this.#take();
			this.#to = this.#source.position;
			if (!isMore) return false;
			cut = this.#lastNewline();
		}
		this.#to = this.#source.position;
		const last = this.#pending[this.#pending.length - 1]!;
		const whole = last.subarray(0, cut + 1);
		this.bytes = this.#pending.length === 1 ? whole : Buffer.concat([...this.#pending.slice(0, -1), whole]);
		const rest = last.subarray(cut + 1);
		this.#pending = rest.length === 0 ? [] : [rest];
		this.#pendingLength = rest.length;
		return true;
	}

	/**
	To be called after `fill` has come to the end: makes a block of the tail, for formats that come without a last newline. False where there is none, and
	where compressed data stopped in it.
	*/
	takeTail(): boolean {
		if (this.#pendingLength === 0 || this.#source.isCut) return false;
		this.bytes = Buffer.concat([...this.#pending, Buffer.of(newline)]);
		this.#pending = [];
		this.#pendingLength = 0;
		this.isInTail = true;
		return true;
	}

	/**
	All of the text at once, for a format that is not made of lines; to be called instead of `fill`. `fault` is what ended it before its end.

	@throws UnreadableRecordingError where there is more than `most` bytes of it.
	*/
	async rest(most: number): Promise<{readonly text: Buffer; readonly fault: DamagedRecordingError | undefined}> {
		let fault: DamagedRecordingError | undefined;
		try {
			while (this.#pendingLength <= most && (await this.#take()));
		} catch (error) {
			if (!(error instanceof DamagedRecordingError)) throw error;
			fault = error;
		}
		if (this.#pendingLength > most)
			throw new UnreadableRecordingError(this.file, `holds more than ${most} bytes, which would have to be read at once`);
		const text = Buffer.concat(this.#pending);
		this.#pending = [];
		this.#pendingLength = 0;
		this.#to = this.#source.position;
		return {text, fault};
	}

	damaged(why: string): DamagedRecordingError {
		return new DamagedRecordingError(this.file, this.line, this.byte, why);
	}

	async close(): Promise<void> {
		await this.#source.close();
	}

	/** Only the newest piece can hold a newline: older ones have been searched. */
	#lastNewline(): number {
		return this.#pending[this.#pending.length - 1]?.lastIndexOf(newline) ?? -1;
	}

	async #take(): Promise<boolean> {
		try {
			const piece = await this.#source.next();
			if (piece === undefined) return false;
			this.#pending.push(piece);
			this.#pendingLength += piece.length;
			return true;
		} catch (error) {
			const isDamage = error instanceof DamagedStreamError;
			if (!isDamage && this.line === 0 && this.#pendingLength === 0) throw error;
			const why = isDamage ? error.message : refusalInWords(error);
			throw new DamagedRecordingError(this.file, this.line + 1, this.#blockByte, why);
		}
	}
}
