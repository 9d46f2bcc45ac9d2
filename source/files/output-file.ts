/*
A file that has its name only once it is whole: it is written under another name beside it, and renamed. Whatever stood there before stays until then, and a
half of it never looks like the whole. Writing waits for the disk, so that nothing gathers in memory, however fast rows come.
*/

import {
	accessSync,
	closeSync,
	constants,
	existsSync,
	fsyncSync,
	openSync,
	realpathSync,
	renameSync,
	rmSync,
	statSync,
	writeSync,
} from 'node:fs';
import process from 'node:process';
import {refusalInWords} from './recording-errors.ts';

/** A file cannot be written; the message is for a person. */
export class UnwritableFileError extends Error {
	override readonly name = 'UnwritableFileError';
	readonly file: string;

	/** @param what follows the file's name: `cannot be written: the disk is full`. */
	constructor(file: string, what: string) {
		super(`${file} ${what}`);
		this.file = file;
	}
}

const blockLength = 64 * 1024;

export class OutputFile {
	/** As a person named it. */
	readonly file: string;
	/** Where it will stand: what a link leads to, not the link. */
	readonly #target: string;
	readonly #temporary: string;
	readonly #descriptor: number;
	#text = '';
	#isOpen = true;

	/** @throws UnwritableFileError where there can be no such file. */
	constructor(file: string) {
		this.file = file;
		this.#target = this.#try(() => replaceable(file));
		this.#temporary = `${this.#target}.${process.pid}.part`;
		this.#descriptor = this.#try(() => openSync(this.#temporary, 'w'));
	}

	/** Characters that are still to be written: less than a block, whatever was given. */
	get pending(): number {
		return this.#text.length;
	}

	/** @throws UnwritableFileError where the disk takes no more. */
	write(part: string | Uint8Array): void {
		if (typeof part === 'string') {
			this.#text += part;
			if (this.#text.length >= blockLength) this.#flush();
		} else {
			this.#flush();
			this.#store(part);
		}
	}

	/** All of it is on the disk, still under its other name. @throws UnwritableFileError */
	seal(): void {
		this.#flush();
		this.#try(() => {
			fsyncSync(this.#descriptor);
			this.#close();
		});
	}

	/** Gives it its name. @throws UnwritableFileError */
	publish(): void {
		if (this.#isOpen) this.seal();
		this.#try(() => renameSync(this.#temporary, this.#target));
	}

	/** Removes what was written. May be called at any time, and more than once; what has its name keeps it. */
	abandon(): void {
		this.#text = '';
		this.#close();
		rmSync(this.#temporary, {force: true});
	}

	#flush(): void {
		const text = this.#text;
		this.#text = '';
		if (text !== '') this.#store(Buffer.from(text));
	}

	#store(bytes: Uint8Array): void {
		this.#try(() => {
			for (let start = 0; start < bytes.length; ) start += writeSync(this.#descriptor, bytes, start);
		});
	}

	#close(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		closeSync(this.#descriptor);
	}

	#try<Result>(action: () => Result): Result {
		try {
			return action();
		} catch (error) {
			if (error instanceof UnwritableFileError) throw error;
			throw new UnwritableFileError(this.file, refusalInWords(error, 'a file'));
		}
	}
}

/** Where a file of this name stands, or will: renaming would put it in the place of a link, a pipe, or a file that may not be written. */
function replaceable(file: string): string {
	if (!existsSync(file)) return file;
	const stats = statSync(file);
	if (stats.isDirectory()) throw new UnwritableFileError(file, 'is a directory, not a file');
	if (!stats.isFile()) throw new UnwritableFileError(file, 'is no file but a pipe or a device: name one that can be replaced as a whole');
	accessSync(file, constants.W_OK);
	return realpathSync(file);
}
