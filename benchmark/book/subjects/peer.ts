/* What the peers have in common: they come from a folder of installed packages, parse with JSON, and keep plain numbers. */

import {createRequire} from 'node:module';
import path from 'node:path';
import type {Snapshot, Subject} from '../subject.ts';
import {type Body, type Diff, Ids, parseBody, parseDiff} from './json-message.ts';

/** A peer's book of one symbol. */
export type PeerBook = {
	apply(diff: Diff): void;
	copyTop(top: Float64Array<ArrayBuffer>): void;
};

/** Loads one file of a package, past what the package exports: only the book is wanted, not the whole library around it. */
export function requirePeer<Shape>(peers: string, file: string): Shape {
	return createRequire(import.meta.url)(path.join(peers, 'node_modules', file));
}

/** @param openBook makes a book from the body of a snapshot. */
export function peer(openBook: (symbol: string, body: Body) => PeerBook): Subject {
	return new Peer(openBook);
}

class Peer implements Subject {
	readonly unit = 'numbers';
	refused = 0;
	gaps = 0;
	readonly #openBook: (symbol: string, body: Body) => PeerBook;
	#books: {readonly book: PeerBook; readonly ids: Ids}[] = [];

	constructor(openBook: (symbol: string, body: Body) => PeerBook) {
		this.#openBook = openBook;
	}

	open(snapshots: readonly Snapshot[]): void {
		this.#books = snapshots.map((snapshot) => {
			const body = parseBody(snapshot);
			return {book: this.#openBook(snapshot.symbol, body), ids: new Ids(body.lastUpdateId)};
		});
	}

	take(message: Buffer, index: number, _at: number, top: Float64Array<ArrayBuffer>): void {
		const {book, ids} = this.#books[index]!;
		const diff = parseDiff(message);
		if (!ids.follow(diff)) this.gaps++;
		book.apply(diff);
		book.copyTop(top);
	}
}
