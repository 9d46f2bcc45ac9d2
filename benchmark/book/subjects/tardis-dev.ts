/* https://www.npmjs.com/package/tardis-dev: its OrderBook, fed with what its mapper of Binance makes of a message. */

import {depth, type Subject} from '../subject.ts';
import type {Body, Diff} from './json-message.ts';
import {type PeerBook, peer, requirePeer} from './peer.ts';

type Level = {readonly price: number; readonly amount: number};

type BookChange = {
	readonly type: 'book_change';
	readonly symbol: string;
	readonly exchange: 'binance';
	readonly isSnapshot: boolean;
	readonly bids: Level[];
	readonly asks: Level[];
	readonly timestamp: Date;
	readonly localTimestamp: Date;
};

type OrderBook = {update(change: BookChange): void; bids(): Iterable<Level>; asks(): Iterable<Level>};

export function create(peers: string): Subject {
	const library = requirePeer<{OrderBook: new () => OrderBook}>(peers, 'tardis-dev/dist/orderbook.js');
	return peer((symbol, {bids, asks}) => {
		const book = new library.OrderBook();
		book.update(changeOf(symbol, bids, asks, 0, true));
		return new TardisBook(book);
	});
}

class TardisBook implements PeerBook {
	readonly #book: OrderBook;

	constructor(book: OrderBook) {
		this.#book = book;
	}

	apply({s, b, a, E}: Diff): void {
		this.#book.update(changeOf(s, b, a, E, false));
	}

	copyTop(top: Float64Array<ArrayBuffer>): void {
		copySide(this.#book.bids(), top, 0);
		copySide(this.#book.asks(), top, 2 * depth);
	}
}

function changeOf(symbol: string, bids: Body['bids'], asks: Body['asks'], time: number, isSnapshot: boolean): BookChange {
	const timestamp = new Date(time);
	const facts = {type: 'book_change', symbol, exchange: 'binance', isSnapshot} as const;
	return {...facts, bids: bids.map(levelOf), asks: asks.map(levelOf), timestamp, localTimestamp: timestamp};
}

function levelOf([price, amount]: Body['bids'][number]): Level {
	return {price: Number(price), amount: Number(amount)};
}

function copySide(levels: Iterable<Level>, top: Float64Array<ArrayBuffer>, offset: number): void {
	let rank = 0;
	for (const {price, amount} of levels) {
		if (rank === depth) return;
		top[offset + rank] = price;
		top[offset + depth + rank] = amount;
		rank++;
	}
	top.fill(0, offset + rank, offset + depth);
	top.fill(0, offset + depth + rank, offset + 2 * depth);
}
