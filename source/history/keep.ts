/* Where the past is put: into memory, or into a file that has no name any more, so that nothing is left of it whatever ends the program. */

import {closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {constants, zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import {refusalInWords} from '../files/recording-errors.ts';

/** Bytes that were put away. */
export type Kept = {
	/** How much room they take, compressed. */
	readonly size: number;
	/** The bytes as they were, in a buffer of their own. */
	read(): Buffer;
};

export type Keep = {
	/** Compresses and puts away; the bytes may be used again. @throws SpoolError */
	put(bytes: Uint8Array): Kept;
	/** Nothing more is put or read. */
	close(): void;
};

/** The temporary file of a replay cannot be written. */
export class SpoolError extends Error {
	override readonly name = 'SpoolError';

	/** @param what follows its folder: `cannot be written: the disk is full`. */
	constructor(folder: string, what: string) {
		super(`${folder} ${what}. A replay keeps what it has read there: make room, or name another folder in TMPDIR.`);
	}
}

/** The fastest level: a recording shrinks to a fifth by it, at half a gigabyte a second. */
const params = {[constants.ZSTD_c_compressionLevel]: 1};

function compressed(bytes: Uint8Array): Buffer {
	return zstdCompressSync(bytes, {params});
}

export function memoryKeep(): Keep {
	return {
		put(bytes) {
			const held = compressed(bytes);
			return {size: held.length, read: () => zstdDecompressSync(held)};
		},
		close() {},
	};
}

/** @throws SpoolError where no file can be made in the system's folder for temporary ones. */
export function spoolKeep(folder: string = tmpdir()): Keep {
	let descriptor: number;
	try {
		const own = mkdtempSync(path.join(folder, 'obi-tui-'));
		try {
			descriptor = openSync(path.join(own, 'past'), 'wx+', 0o600);
		} finally {
			rmSync(own, {recursive: true});
		}
	} catch (error) {
		throw new SpoolError(folder, refusalInWords(error, 'a folder'));
	}
	let end = 0;
	const refuse = (error: unknown): never => {
		throw new SpoolError(folder, refusalInWords(error, 'a folder'));
	};
	return {
		put(bytes) {
			const from = end;
			try {
				end += writeWhole(descriptor, from, compressed(bytes));
			} catch (error) {
				refuse(error);
			}
			const size = end - from;
			// What was written must not live on in this closure.
			return {size, read: () => zstdDecompressSync(readWhole(descriptor, from, size))};
		},
		close: () => closeSync(descriptor),
	};
}

function writeWhole(descriptor: number, from: number, bytes: Buffer): number {
	for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done, from + done);
	return bytes.length;
}

function readWhole(descriptor: number, from: number, length: number): Buffer {
	const bytes = Buffer.allocUnsafe(length);
	for (let done = 0; done < length; ) {
		const read = readSync(descriptor, bytes, done, length - done, from + done);
		if (read === 0) throw new RangeError('the past is shorter than what was put there');
		done += read;
	}
	return bytes;
}
