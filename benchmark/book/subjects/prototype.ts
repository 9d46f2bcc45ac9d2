/* The yardstick: what the program's design costs when all of it is one function written out by hand. */

import {toUnits} from '../../../source/market/decimal.ts';
import {depth, type Snapshot, type Subject} from '../subject.ts';
import {PrototypeBook, Scratch} from './prototype-feed.ts';
import type {Side} from './prototype-side.ts';

/** Ticks that a side keeps in its window: as many as are any good, or fewer where many books share the processor's cache. */
const windowAlone = 65_536;
const windowAmongMany = 16_384;

class Prototype implements Subject {
	readonly unit = 'counts';
	refused = 0;
	gaps = 0;
	readonly #scratch = new Scratch();
	#books: PrototypeBook[] = [];

	open(snapshots: readonly Snapshot[]): void {
		const window = snapshots.length === 1 ? windowAlone : windowAmongMany;
		this.#books = snapshots.map(({body}) => {
			const {bids, asks}: {bids: [string, string][]; asks: [string, string][]} = JSON.parse(body.toString());
			const book = new PrototypeBook(window);
			load(book.bids, bids);
			load(book.asks, asks);
			return book;
		});
	}

	take(message: Buffer, index: number, _at: number, top: Float64Array<ArrayBuffer>): void {
		const book = this.#books[index]!;
		if (!book.feed(this.#scratch, message)) this.refused++;
		if (book.gap) {
			this.gaps++;
			book.gap = false;
		}
		const bids = book.bids.top(depth, top, 0);
		if (bids < depth) clear(top, 0, bids);
		const asks = book.asks.top(depth, top, 2 * depth);
		if (asks < depth) clear(top, 2 * depth, asks);
	}
}

function load(side: Side, levels: readonly [string, string][]): void {
	const keys = Int32Array.from(levels, ([price]) => toUnits(price, 2) * side.sign);
	side.load(
		keys,
		Float64Array.from(levels, ([, quantity]) => toUnits(quantity, 8)),
	);
}

function clear(top: Float64Array<ArrayBuffer>, offset: number, from: number): void {
	top.fill(0, offset + from, offset + depth);
	top.fill(0, offset + depth + from, offset + 2 * depth);
}

export function create(): Subject {
	return new Prototype();
}
