/*
The bytes of a file, decompressed where they begin as gzip or zstd data do. Everything that a cut stream still holds is delivered, which a plain
pipe through node:zlib would lose: input goes in before the end is announced (https://nodejs.org/api/zlib.html, `Z_BUF_ERROR`). It goes in by
slices, and what a slice may swell to is bounded, so that a few bytes cannot fill the memory. While one piece is used, the next is decompressed
on another thread.
*/

import {type FileHandle, open} from 'node:fs/promises';
import {createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress} from 'node:zlib';

export type Compression = 'none' | 'gzip' | 'zstd';

/** Compressed data that are not what was written, found after all before them was delivered. */
export class DamagedStreamError extends Error {
	override readonly name = 'DamagedStreamError';
}

const blockSize = 128 * 1024;
const sliceSize = 32 * 1024;
const chunkSize = 256 * 1024;
/** A recording shrinks to a tenth or a twentieth: what swells to more than a thousand times its size is none. gzip cannot, zstd can. */
const mostFromSlice = 40 * 1024 * 1024;

type Piece = {readonly bytes: Buffer | undefined /** Bytes of the file read by then. */; readonly position: number};

export class RecordingBytes {
	/** Size of the file as it was when opened; 0 for a pipe. */
	readonly size: number;
	readonly compression: Compression;
	/** The compressed stream ended before its time. Known once `next` has said that there is no more. */
	isCut = false;
	/** Bytes of the file that went into what `next` has given so far. */
	position = 0;
	readonly #handle: FileHandle;
	/** Bytes of the file that have gone into what is read ahead. */
	#reached = 0;
	#ahead: Promise<Piece> | undefined;
	#first: Buffer | undefined;
	/** Compressed bytes that were read and not yet put in. */
	#rest: Buffer = Buffer.alloc(0);
	#decompressor: Decompressor | undefined;
	#damage: DamagedStreamError | undefined;

	/** Opens a file and looks at its first bytes. Rejects with the system's own errors. */
	static async open(file: string): Promise<RecordingBytes> {
		const handle = await open(file, 'r');
		try {
			const {size} = await handle.stat();
			return new RecordingBytes(handle, size, await readBlock(handle));
		} catch (error) {
			await handle.close();
			throw error;
		}
	}

	private constructor(handle: FileHandle, size: number, first: Buffer) {
		this.#handle = handle;
		this.size = size;
		this.#first = first;
		this.compression = compressionOf(first);
	}

	/**
	The next bytes, in a buffer that nobody else uses; undefined at the end.

	@throws DamagedStreamError where compressed data cannot be read on, and the system's own errors.
	*/
	async next(): Promise<Buffer | undefined> {
		const {bytes, position} = await (this.#ahead ?? this.#read());
		this.position = position;
		if (bytes !== undefined && this.compression !== 'none' && this.size > 0) {
			this.#ahead = this.#read();
			// What is wrong with it is heard by whoever asks for it; nobody may.
			this.#ahead.catch(() => {});
		}
		return bytes;
	}

	async #read(): Promise<Piece> {
		while (this.#damage === undefined) {
			const block = this.#rest.length > 0 ? this.#rest : (this.#first ?? (await readBlock(this.#handle)));
			this.#first = undefined;
			if (this.compression === 'none') {
				this.#reached += block.length;
				return this.#piece(block);
			}
			const text = await this.#decompress(block, this.compression);
			if (text.length > 0) return this.#piece(text);
			if (block.length === 0 && this.#damage === undefined) return this.#piece(text);
		}
		throw this.#damage;
	}

	#piece(bytes: Buffer): Piece {
		return {bytes: bytes.length === 0 ? undefined : bytes, position: this.#reached};
	}

	async close(): Promise<void> {
		this.#decompressor?.close();
		await this.#handle.close();
	}

	/** What the first slice of a block gives; the rest of the block is kept. An empty block announces the end of the file. */
	async #decompress(block: Buffer, compression: 'gzip' | 'zstd'): Promise<Buffer> {
		// Zeros after a gzip member are padding. Other data are another member, or a mistake.
		const rest = this.#decompressor === undefined && compression === 'gzip' ? withoutPadding(block) : block;
		if (this.#decompressor === undefined && rest.length === 0) return this.#keep(block, rest, rest);
		const isFresh = this.#decompressor === undefined;
		const decompressor = this.#decompressor ?? new Decompressor(compression);
		const taken = rest.length === 0 ? await decompressor.finish() : await decompressor.feed(rest.subarray(0, sliceSize));
		const {fault, hasEnded, isSwollen} = decompressor;
		if (isSwollen)
			this.#damage = new DamagedStreamError(`its ${compression} data swell to more than ${mostFromSlice} bytes from ${sliceSize}`);
		else if (fault !== undefined && fault.code === 'Z_BUF_ERROR') this.isCut = true;
		else if (fault !== undefined) this.#damage = new DamagedStreamError(`its ${compression} data are damaged (${fault.message})`);
		else if (hasEnded && isFresh && taken === 0) this.#damage = new DamagedStreamError(`something else follows its ${compression} data`);
		this.#decompressor = hasEnded || isSwollen || fault !== undefined ? undefined : decompressor;
		return this.#keep(block, rest.subarray(taken), decompressor.take());
	}

	#keep(block: Buffer, rest: Buffer, text: Buffer): Buffer {
		this.#reached += block.length - rest.length;
		this.#rest = rest;
		return text;
	}
}

type StreamFault = Error & {readonly code?: string};

/** One stream of node:zlib, fed a block at a time. */
class Decompressor {
	fault: StreamFault | undefined;
	hasEnded = false;
	/** More has come out than a slice may hold; nothing more will. */
	isSwollen = false;
	readonly #stream: Gunzip | ZstdDecompress;
	#texts: Buffer[] = [];
	#held = 0;
	#fed = 0;
	#wake: () => void = () => {};

	constructor(compression: 'gzip' | 'zstd') {
		const options = {chunkSize};
		this.#stream = compression === 'gzip' ? createGunzip(options) : createZstdDecompress(options);
		this.#stream.on('data', (text: Buffer) => this.#hold(text));
		this.#stream.on('end', () => {
			this.hasEnded = true;
			this.#wake();
		});
		this.#stream.on('error', (error: StreamFault) => {
			this.fault ??= error;
			this.#wake();
		});
	}

	/** Resolves with how many bytes were used: fewer than given where the stream ended before them. */
	async feed(block: Buffer): Promise<number> {
		await this.#until(() =>
			this.#stream.write(block, (error) => {
				if (error) this.fault ??= error;
				this.#wake();
			}),
		);
		const before = this.#fed;
		this.#fed = this.hasEnded ? this.#stream.bytesWritten : before + block.length;
		return this.#fed - before;
	}

	async finish(): Promise<number> {
		await this.#until(() => this.#stream.end());
		return 0;
	}

	/** What has come out since it was last asked. */
	take(): Buffer {
		const texts = this.#texts;
		this.#texts = [];
		this.#held = 0;
		return texts.length === 1 ? texts[0]! : Buffer.concat(texts);
	}

	close(): void {
		this.#stream.destroy();
	}

	#hold(text: Buffer): void {
		if (this.isSwollen) return;
		this.#texts.push(text);
		this.#held += text.length;
		if (this.#held <= mostFromSlice) return;
		this.isSwollen = true;
		this.#stream.destroy();
		this.#wake();
	}

	#until(act: () => void): Promise<void> {
		return new Promise((resolve) => {
			this.#wake = resolve;
			act();
		});
	}
}

/** Reads until there is enough to tell what it is; empty at the end of the file. */
async function readBlock(handle: FileHandle): Promise<Buffer> {
	const block = Buffer.allocUnsafeSlow(blockSize);
	let length = 0;
	while (length < 4) {
		const {bytesRead} = await handle.read(block, length, blockSize - length, null);
		if (bytesRead === 0) break;
		length += bytesRead;
	}
	return block.subarray(0, length);
}

function withoutPadding(block: Buffer): Buffer {
	const start = block.findIndex((byte) => byte !== 0);
	return start === -1 ? block.subarray(block.length) : block.subarray(start);
}

function compressionOf(head: Uint8Array): Compression {
	if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
	return head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd ? 'zstd' : 'none';
}
