/*
https://www.npmjs.com/package/ccxt: the OrderBook behind its `watchOrderBook`, driven as its own handler of Binance does, at the depth that it keeps
where nobody asks for another. A truncated book can lose levels that later belong to the top. It opens with the same snapshot as everybody: with one of
1,000 levels, as its own client asks for, a message takes it a fifth less.
*/

import {depth, type Subject} from '../subject.ts';
import type {Body, Diff} from './json-message.ts';
import {type PeerBook, peer, requirePeer} from './peer.ts';

/** `watchOrderBookLimit` of its Binance client. */
const limit = 1000;

type Side = {
	readonly length: number;
	readonly [rank: number]: readonly [price: number, quantity: number];
	store(price: number, size: number): void;
};

type Reset = {
	readonly symbol: string;
	readonly bids: readonly (readonly number[])[];
	readonly asks: readonly (readonly number[])[];
	readonly nonce: number;
};

type OrderBook = {
	readonly bids: Side;
	readonly asks: Side;
	nonce: number | undefined;
	timestamp: number | undefined;
	datetime: string | undefined;
	reset(snapshot: Reset): void;
	limit(): void;
};

type Library = {
	OrderBook: new (snapshot: object, depth: number) => OrderBook;
	safeFloat(of: object, key: number): number;
	safeInteger(of: object, key: string): number | undefined;
	iso8601(time: number | undefined): string | undefined;
};

export function create(peers: string): Subject {
	const library: Library = {
		...requirePeer<Pick<Library, 'OrderBook'>>(peers, 'ccxt/js/src/base/ws/OrderBook.js'),
		...requirePeer<Pick<Library, 'safeFloat' | 'safeInteger'>>(peers, 'ccxt/js/src/base/functions/type.js'),
		...requirePeer<Pick<Library, 'iso8601'>>(peers, 'ccxt/js/src/base/functions/time.js'),
	};
	return peer((symbol, {bids, asks, lastUpdateId}) => {
		const book = new library.OrderBook({}, limit);
		const numbersOf = (levels: Body['bids']) => levels.map((level) => level.map(Number));
		book.reset({symbol, bids: numbersOf(bids), asks: numbersOf(asks), nonce: lastUpdateId});
		return new CcxtBook(book, library);
	});
}

class CcxtBook implements PeerBook {
	readonly #book: OrderBook;
	readonly #library: Library;

	constructor(book: OrderBook, library: Library) {
		this.#book = book;
		this.#library = library;
	}

	apply(diff: Diff): void {
		const book = this.#book;
		this.#store(book.asks, diff.a);
		this.#store(book.bids, diff.b);
		book.nonce = this.#library.safeInteger(diff, 'u');
		book.timestamp = this.#library.safeInteger(diff, 'E');
		book.datetime = this.#library.iso8601(book.timestamp);
		book.limit();
	}

	copyTop(top: Float64Array<ArrayBuffer>): void {
		copySide(this.#book.bids, top, 0);
		copySide(this.#book.asks, top, 2 * depth);
	}

	#store(side: Side, levels: Body['bids']): void {
		const {safeFloat} = this.#library;
		for (const level of levels) side.store(safeFloat(level, 0), safeFloat(level, 1));
	}
}

function copySide(side: Side, top: Float64Array<ArrayBuffer>, offset: number): void {
	for (let rank = 0; rank < depth; rank++) {
		const level = rank < side.length ? side[rank] : undefined;
		top[offset + rank] = level === undefined ? 0 : level[0];
		top[offset + depth + rank] = level === undefined ? 0 : level[1];
	}
}
