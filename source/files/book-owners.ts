/* Which recording a book comes from while several are merged. A book that stands in two of them at the same time would be folded from both. */

import {instrumentId} from '../market/instrument.ts';
import {isObject} from '../market/is-object.ts';

/** A book stands in two recordings that overlap in time. */
export class OverlappingRecordingsError extends Error {
	override readonly name = 'OverlappingRecordingsError';
	readonly book: string;

	constructor(book: string, one: string, other: string) {
		super(`${book} stands in both ${one} and ${other} at the same time: replay them one after the other`);
		this.book = book;
	}
}

export class BookOwners {
	readonly #files: readonly string[];
	readonly #owners = new Map<string, number>();

	constructor(files: readonly string[]) {
		this.#files = files;
	}

	/**
	A frame of this file speaks of this book.

	@param isOver whether a file has no more frames.
	@returns the file that the book was in until now, where it was another.
	@throws OverlappingRecordingsError
	*/
	claim(book: string, file: number, isOver: (file: number) => boolean): number | undefined {
		const owner = this.#owners.get(book);
		if (owner === file) return undefined;
		if (owner !== undefined && !isOver(owner))
			throw new OverlappingRecordingsError(book, this.#files[owner] ?? '', this.#files[file] ?? '');
		this.#owners.set(book, file);
		return owner;
	}
}

/** The books that a connection carries, by the payload of its opening. */
export function booksOpened(payload: Uint8Array): readonly string[] {
	let opened: unknown;
	try {
		opened = JSON.parse(Buffer.from(payload).toString());
	} catch {
		return [];
	}
	if (!isObject(opened) || !Array.isArray(opened['instruments'])) return [];
	return opened['instruments'].flatMap((facts: unknown) =>
		isObject(facts) ? [instrumentId(String(opened['venue']), String(facts['symbol']))] : [],
	);
}
