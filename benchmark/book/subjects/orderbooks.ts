/*
https://www.npmjs.com/package/orderbooks at its default depth of 250 levels, both sides together. Both sides stand in one array keyed by price alone,
and what is trimmed is forgotten, so its top is expected to be wrong at times.
*/

import {depth, type Subject} from '../subject.ts';
import type {Body, Diff} from './json-message.ts';
import {type PeerBook, peer, requirePeer} from './peer.ts';

type Level = readonly [symbol: string, price: number, side: 'Buy' | 'Sell', quantity: number];

type OrderBook = {
	/** Highest price first. */
	readonly book: readonly Level[];
	handleSnapshot(levels: Level[], time: number): void;
	handleDelta(deletes: Level[], upserts: Level[], inserts: Level[], time: number): void;
};

type Library = {OrderBooksStore: new () => {getBook(symbol: string): OrderBook}};

export function create(peers: string): Subject {
	const library = requirePeer<Library>(peers, 'orderbooks/lib/OrderBooksStore.js');
	return peer((symbol, {bids, asks}) => {
		const book = new library.OrderBooksStore().getBook(symbol);
		book.handleSnapshot([...levelsOf(symbol, 'Sell', asks), ...levelsOf(symbol, 'Buy', bids)], 0);
		return new StoredBook(book);
	});
}

class StoredBook implements PeerBook {
	readonly #book: OrderBook;

	constructor(book: OrderBook) {
		this.#book = book;
	}

	apply({s, b, a, E}: Diff): void {
		const levels = [...levelsOf(s, 'Buy', b), ...levelsOf(s, 'Sell', a)];
		const deletes = levels.filter(([, , , quantity]) => quantity === 0);
		const upserts = levels.filter(([, , , quantity]) => quantity !== 0);
		this.#book.handleDelta(deletes, upserts, [], E);
	}

	copyTop(top: Float64Array<ArrayBuffer>): void {
		top.fill(0);
		const {book} = this.#book;
		for (let index = 0, rank = 0; index < book.length && rank < depth; index++) {
			const [, price, side, quantity] = book[index]!;
			if (side === 'Buy') put(top, rank++, price, quantity);
		}
		for (let index = book.length - 1, rank = 0; index >= 0 && rank < depth; index--) {
			const [, price, side, quantity] = book[index]!;
			if (side === 'Sell') put(top, 2 * depth + rank++, price, quantity);
		}
	}
}

function levelsOf(symbol: string, side: 'Buy' | 'Sell', levels: Body['bids']): Level[] {
	return levels.map(([price, quantity]) => [symbol, Number.parseFloat(price), side, Number.parseFloat(quantity)]);
}

function put(top: Float64Array<ArrayBuffer>, place: number, price: number, quantity: number): void {
	top[place] = price;
	top[depth + place] = quantity;
}
