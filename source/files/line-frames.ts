/* Reads a recording that is made of lines: what a line is, its format says. */

import type {Frame} from '../market/frame.ts';
import type {Ending} from './ending.ts';
import type {FrameGatherer, FrameReader} from './frame-reader.ts';
import type {LineReader} from './lines.ts';
import {DamagedRecordingError} from './recording-errors.ts';
import type {RecordingHeader} from './recording-line.ts';

export type LineFormat = {
	readonly venue: string;
	readonly notes: readonly string[];
	readonly header?: RecordingHeader | undefined;
	readonly checkpoint?: Uint8Array | undefined;
	/** Enough has been read to know whose frames these are. */
	readonly isKnown: boolean;
	/** Files come without a last newline: a last line that can be read is whole. Elsewhere it is left out. */
	readonly endsAnyhow?: boolean;
	/**
	Takes the line that the reader stands at. What it keeps of the reader's block stays as it is.

	@returns what is wrong with it, in words that follow `damaged at line 7`; undefined where all is well.
	*/
	take(lines: LineReader, into: FrameGatherer): string | undefined;
	/** There are no more lines. @param isWhole whether all there were have been taken, the last with its newline. */
	finish?(into: FrameGatherer, isWhole: boolean): void;
	/** What is wrong with bytes after the last newline that no end of the file explains, in words; undefined where they are the beginning of a line. */
	judgeTail?(bytes: Buffer): string | undefined;
	/** How a file ended that was not cut within a line; closed, unless the format says otherwise. */
	ending?(lines: LineReader): Ending;
	/** See `BatchSource`, as the next two. */
	booksOf(frame: Frame): readonly string[];
	opens(frame: Frame): boolean;
	readonly unopened?: string | undefined;
};

export class LineFrames implements FrameReader {
	readonly #lines: LineReader;
	readonly #format: LineFormat;
	/** The block has no more lines. */
	#isUsedUp = false;
	#isOver = false;
	/** The last line was not whole: where it stands. */
	#cut: Ending | undefined;

	constructor(lines: LineReader, format: LineFormat) {
		this.#lines = lines;
		this.#format = format;
	}

	get venue(): string {
		return this.#format.venue;
	}

	get notes(): readonly string[] {
		const {notes} = this.#format;
		return this.#lines.isInTail && this.#cut === undefined ? [...notes, 'the last line, which no newline ends, was taken as whole'] : notes;
	}

	get header(): RecordingHeader | undefined {
		return this.#format.header;
	}

	get checkpoint(): Uint8Array | undefined {
		return this.#format.checkpoint;
	}

	get unopened(): string | undefined {
		return this.#format.unopened;
	}

	get size(): number {
		return this.#lines.size;
	}

	get position(): number {
		return this.#lines.position;
	}

	async begin(into: FrameGatherer): Promise<void> {
		await this.#advanceBlock(into);
		while (!this.#format.isKnown && !this.#isOver) {
			if (this.#lines.advance()) this.#take(into);
			else await this.#fill(into);
		}
	}

	async next(into: FrameGatherer): Promise<boolean> {
		if (this.#isUsedUp && !this.#isOver) await this.#fill(into);
		while (!this.#isOver && into.mark === undefined) {
			this.#isUsedUp = !this.#lines.advance();
			if (this.#isUsedUp) return true;
			this.#take(into);
		}
		return !this.#isOver;
	}

	ending(): Ending {
		const {tail, line, byte} = this.#lines;
		if (this.#cut !== undefined) return this.#cut;
		if (tail.length > 0 || tail.isCut) return {kind: 'truncated', line: line + 1, byte};
		return this.#format.ending?.(this.#lines) ?? {kind: 'closed', end: undefined};
	}

	booksOf(frame: Frame): readonly string[] {
		return this.#format.booksOf(frame);
	}

	opens(frame: Frame): boolean {
		return this.#format.opens(frame);
	}

	async close(): Promise<void> {
		await this.#lines.close();
	}

	#take(into: FrameGatherer): void {
		const lines = this.#lines;
		const why = this.#format.take(lines, into);
		if (why === undefined) return;
		if (lines.isInTail && into.fault === undefined) this.#cut = {kind: 'truncated', line: lines.line, byte: lines.byte};
		this.#stop(into, this.#cut === undefined ? lines.damaged(why) : undefined);
	}

	async #fill(into: FrameGatherer): Promise<void> {
		try {
			await this.#advanceBlock(into);
		} catch (error) {
			if (!(error instanceof DamagedRecordingError)) throw error;
			this.#stop(into, error);
		}
	}

	async #advanceBlock(into: FrameGatherer): Promise<void> {
		const lines = this.#lines;
		if ((await lines.fill()) || (this.#format.endsAnyhow === true && lines.takeTail())) return;
		const {length, isCut} = lines.tail;
		const why = length === 0 ? undefined : this.#format.judgeTail?.(lines.tailBytes);
		if (why !== undefined) throw new DamagedRecordingError(lines.file, lines.line + 1, lines.byte, why);
		this.#isOver = true;
		this.#format.finish?.(into, length === 0 && !isCut);
	}

	#stop(into: FrameGatherer, fault: DamagedRecordingError | undefined): void {
		this.#isOver = true;
		this.#format.finish?.(into, false);
		into.fault ??= fault;
	}
}
