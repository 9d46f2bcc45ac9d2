/*
Writes a recording, in blocks of whole lines, so that after a kill at any moment the file is whole up to its last complete line. A name that ends in
`.gz` or `.zst` is compressed as one stream, because Node 22 and 24 read only the first frame of several zstd frames, without a word.
Where the disk refuses, the file is cut back to what is surely on it: then it is known to the frame what is not.
*/

import {closeSync, existsSync, fstatSync, ftruncateSync, openSync, statSync, unlinkSync, writeSync} from 'node:fs';
import {constants, createGzip, createZstdCompress, type Gzip, type ZstdCompress} from 'node:zlib';
import type {Frame} from '../market/frame.ts';
import {refusalInWords, UnwritableRecordingError} from './recording-errors.ts';
import {
	asBuffer,
	canEmbed,
	embeddedEnd,
	encodedEnd,
	frameStart,
	type HashMark,
	type RecordingEnd,
	type RecordingHeader,
	sealedLine,
} from './recording-line.ts';

type Compressor = Gzip | ZstdCompress;

const blockSize = 64 * 1024;
/**
µs of frames, by their own times, that wait at most to be put on disk. A kill may cost a second: half of it is left for the compressor's thread, and a
timer that is to come once a second comes later than that.
*/
const longestWait = 500_000;

/** What the last line says of the hashes: how many samples there were, and the chained hashes at the last. */
export type Proof = {readonly samples: number; readonly book: string; readonly state: string};

/** What is surely on disk. */
export type Kept = {
	/** 0 where not even the header is. */
	readonly bytes: number;
	readonly frames: number;
	/** Time of the last of them, µs; 0 where there is none. */
	readonly at: number;
};

export class RecordingWriter {
	readonly file: string;
	/** Of the first line, before it is compressed. */
	readonly headerBytes: number;
	/** There was no such file before. */
	readonly #isMade: boolean;
	readonly #descriptor: number;
	readonly #compressor: Compressor | undefined;
	#block = Buffer.allocUnsafe(2 * blockSize);
	#used = 0;
	#bytes = 0;
	/** Bytes that the compressor has been given and has not worked off. */
	#pending = 0;
	/** What has gathered meanwhile is to follow. */
	#isOwed = false;
	#waiting: Array<() => void> = [];
	#frames = 0;
	#lastAt = 0;
	/** Time of the last frame that went to disk, or to the compressor, µs. */
	#handedAt = 0;
	#kept: Kept = {bytes: 0, frames: 0, at: 0};
	#proof: Proof = {samples: 0, book: '', state: ''};
	#fault = '';
	#isClosed = false;

	/**
	Begins a recording. The header is on disk, or in `fault`, when this returns; in a compressed file soon after.

	@throws UnwritableRecordingError where the file holds something already, or cannot be made.
	*/
	constructor(file: string, header: RecordingHeader) {
		this.file = file;
		const {descriptor, isMade} = openNew(file);
		this.#descriptor = descriptor;
		this.#isMade = isMade;
		this.#compressor = compressorFor(file);
		this.#compressor?.on('data', (piece: Buffer) => this.#store(piece));
		this.#compressor?.on('error', (error) => this.#fail(error));
		const first = sealedLine({...header, sealed: true});
		this.headerBytes = first.length;
		this.#append(first);
		this.flush();
	}

	/** Bytes on disk so far. */
	get bytes(): number {
		return this.#bytes;
	}

	/** Frames taken so far. */
	get frames(): number {
		return this.#frames;
	}

	get kept(): Kept {
		return this.#kept;
	}

	/** Why writing stopped, in words; empty while all is well. */
	get fault(): string {
		return this.#fault;
	}

	/**
	Takes a frame, and puts on disk all so far where a block is full, or half a second of frames has gathered. Never throws: what goes wrong is kept in
	`fault`, and nothing is written from there on.
	*/
	write(frame: Frame): void {
		if (this.#isStopped) return;
		const isEmbedded = canEmbed(frame.payload);
		this.#append(frameStart(frame, isEmbedded));
		this.#append(isEmbedded ? frame.payload : asBuffer(frame.payload).toString('base64'));
		this.#append(isEmbedded ? embeddedEnd : encodedEnd);
		this.#frames++;
		this.#lastAt = frame.at;
		if (this.#used >= blockSize || frame.at - this.#handedAt >= longestWait) this.#handOver();
	}

	/** Takes the hashes over all frames so far; once a second is enough. */
	mark({sample, at, book, state}: HashMark): void {
		if (this.#isStopped) return;
		this.#append(sealedLine({sample, at, book, state}));
		this.#proof = {samples: sample, book, state};
	}

	/** Puts on disk what has been taken; to be called once a second, for frames that no other follows. Notices, too, that the file has been removed. */
	flush(): void {
		if (this.#isStopped) return;
		this.#handOver();
		try {
			if (fstatSync(this.#descriptor).nlink === 0) this.#stop('has been removed');
		} catch (error) {
			this.#fail(error);
		}
	}

	/**
	Writes the footer and closes the file. A plain file is closed when this returns, a compressed one when its promise resolves.

	@param reason why it ends, in words.
	@param proof the final hashes; those of the last mark unless given.
	*/
	async close(reason: string, proof: Proof = this.#proof): Promise<void> {
		if (this.#isClosed) return;
		if (this.#fault === '') {
			const end: RecordingEnd = {frames: this.#frames, ...pick(proof), at: this.#lastAt, reason};
			this.#append(sealedLine({end}));
			this.#handOver();
		}
		this.#isClosed = true;
		const compressor = this.#compressor;
		if (compressor !== undefined) {
			// Told to end while it has work left, node:zlib ends the zstd frame once for each piece of it.
			if (this.#pending > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
			await new Promise<void>((resolve) => {
				compressor.once('end', resolve);
				compressor.once('close', resolve);
				if (compressor.destroyed) resolve();
				else compressor.end();
			});
			compressor.removeAllListeners('data').destroy();
		}
		this.#keep(this.#frames, this.#lastAt);
		try {
			closeSync(this.#descriptor);
		} catch (error) {
			this.#fail(error);
		}
	}

	get #isStopped(): boolean {
		return this.#isClosed || this.#fault !== '';
	}

	#append(part: string | Uint8Array): void {
		// Lines are ASCII but for the header and the payload.
		const room = typeof part === 'string' ? part.length * 3 : part.length;
		if (this.#used + room > this.#block.length) this.#grow(this.#used + room);
		if (typeof part === 'string') this.#used += this.#block.write(part, this.#used);
		else {
			this.#block.set(part, this.#used);
			this.#used += part.length;
		}
	}

	#grow(length: number): void {
		const block = Buffer.allocUnsafe(Math.max(length, this.#block.length * 2));
		this.#block.copy(block, 0, 0, this.#used);
		this.#block = block;
	}

	#handOver(): void {
		if (this.#used === 0) return;
		// One block at a time: each takes the compressor two turns of the event loop, and a queue of them would grow while the loop is busy.
		if (this.#pending > 0) {
			this.#isOwed = true;
			return;
		}
		const block = this.#block.subarray(0, this.#used);
		this.#used = 0;
		this.#handedAt = this.#lastAt;
		const compressor = this.#compressor;
		const [frames, at] = [this.#frames, this.#lastAt];
		if (compressor === undefined) {
			this.#store(block);
			this.#keep(frames, at);
		} else {
			// The compressor works in another thread, so the block is its own from here on.
			this.#block = Buffer.allocUnsafe(2 * blockSize);
			this.#pending += block.length;
			compressor.write(block);
			compressor.flush(this.file.endsWith('.gz') ? constants.Z_SYNC_FLUSH : constants.ZSTD_e_flush, () => {
				this.#pending -= block.length;
				this.#keep(frames, at);
				if (this.#isOwed && this.#fault === '') {
					this.#isOwed = false;
					this.#handOver();
				}
				if (this.#pending > 0) return;
				for (const resolve of this.#waiting.splice(0)) resolve();
			});
		}
	}

	#store(piece: Buffer): void {
		if (this.#fault !== '') return;
		try {
			for (let start = 0; start < piece.length; ) {
				const written = writeSync(this.#descriptor, piece, start);
				start += written;
				this.#bytes += written;
			}
		} catch (error) {
			this.#fail(error);
		}
	}

	#fail(error: unknown): void {
		this.#stop(refusalInWords(error));
	}

	#stop(why: string): void {
		if (this.#fault !== '') return;
		this.#fault = `${this.file} ${why}`;
		this.#compressor?.destroy();
		this.#cutBack();
	}

	/** All that came before is handed to the disk. */
	#keep(frames: number, at: number): void {
		if (this.#fault === '') this.#kept = {bytes: this.#bytes, frames, at};
	}

	/** Leaves what is surely on disk; where that is nothing, no file either, for it would be in the way of the next. */
	#cutBack(): void {
		const {bytes} = this.#kept;
		try {
			const {ino, nlink} = fstatSync(this.#descriptor);
			ftruncateSync(this.#descriptor, bytes);
			this.#bytes = bytes;
			if (bytes === 0 && this.#isMade && nlink > 0 && statSync(this.file).ino === ino) unlinkSync(this.file);
		} catch {
			// A device cannot be cut, and what was moved away is no longer in the way.
		}
	}
}

function pick({samples, book, state}: Proof): Proof {
	return {samples, book, state};
}

/** Opens without ever emptying what is there. */
function openNew(file: string): {readonly descriptor: number; readonly isMade: boolean} {
	try {
		return {descriptor: openSync(file, 'wx'), isMade: true};
	} catch (error) {
		if (!existsSync(file)) throw new UnwritableRecordingError(file, refusalInWords(error));
	}
	let descriptor: number;
	try {
		descriptor = openSync(file, 'r+');
	} catch (error) {
		throw new UnwritableRecordingError(file, refusalInWords(error));
	}
	if (fstatSync(descriptor).size === 0) return {descriptor, isMade: false};
	closeSync(descriptor);
	throw new UnwritableRecordingError(file, 'exists already and is not overwritten: choose another name');
}

function compressorFor(file: string): Compressor | undefined {
	if (file.endsWith('.gz')) return createGzip();
	if (!file.endsWith('.zst')) return undefined;
	return createZstdCompress({params: {[constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1}});
}
