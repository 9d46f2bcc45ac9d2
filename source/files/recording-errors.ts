/* What can be wrong with a recording on disk, each with the words that a person needs to do something about it. */

import {isoTime} from './iso-time.ts';

/** The file cannot be read at all, or is no recording that this version reads. Nothing of it has been delivered. */
export class UnreadableRecordingError extends Error {
	override readonly name = 'UnreadableRecordingError';
	readonly file: string;

	/** @param what follows the file's name: `is a directory, not a recording`. */
	constructor(file: string, what: string) {
		super(`${file} ${what}`);
		this.file = file;
	}
}

/** A line is not what was written. Everything before it has been delivered, nothing after it is. */
export class DamagedRecordingError extends Error {
	override readonly name = 'DamagedRecordingError';
	readonly file: string;
	/** Counted from 1. */
	readonly line: number;
	/** Where the line begins in the (decompressed) text, counted from 0. */
	readonly byte: number;
	readonly why: string;

	constructor(file: string, line: number, byte: number, why: string) {
		super(`${file} is damaged at line ${line}, byte ${byte}: ${why}`);
		this.file = file;
		this.line = line;
		this.byte = byte;
		this.why = why;
	}
}

/** A recording cannot be begun under this name. */
export class UnwritableRecordingError extends Error {
	override readonly name = 'UnwritableRecordingError';
	readonly file: string;

	/** @param what follows the file's name: `exists already: …`. */
	constructor(file: string, what: string) {
		super(`${file} ${what}`);
		this.file = file;
	}
}

/** A replay was to begin at a time that the recording does not reach. */
export class BeyondRecordingError extends Error {
	override readonly name = 'BeyondRecordingError';
	/** All three in µs since the epoch. */
	readonly at: number;
	readonly first: number;
	readonly last: number;

	constructor(files: string, at: number, first: number, last: number) {
		super(`${isoTime(at)} is beyond the end: ${files} spans ${isoTime(first)} to ${isoTime(last)}`);
		this.at = at;
		this.first = first;
		this.last = last;
	}
}

/** Says what the system refused, as a clause that follows a file's name. @param wanted what it should have been instead of a directory. */
export function refusalInWords(error: unknown, wanted = 'a recording'): string {
	if (hasCode(error, 'ENOENT')) return 'cannot be opened: there is no such file or directory';
	if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM')) return 'cannot be opened: permission denied';
	if (hasCode(error, 'EISDIR')) return `is a directory, not ${wanted}`;
	if (hasCode(error, 'ENOTDIR')) return 'cannot be opened: a part of its path is a file, not a directory';
	if (hasCode(error, 'EROFS')) return 'cannot be written: the disk is read-only';
	if (hasCode(error, 'ENOSPC')) return 'cannot be written: the disk is full';
	if (hasCode(error, 'EDQUOT')) return 'cannot be written: no more space is allowed to this user';
	if (hasCode(error, 'EFBIG')) return 'cannot be written: it is as large as a file may be';
	return `cannot be used: ${error instanceof Error ? error.message : String(error)}`;
}

function hasCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}
