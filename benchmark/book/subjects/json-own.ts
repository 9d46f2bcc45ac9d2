/* The program's own book behind JSON.parse and its exact decimals: what the reading of the messages costs where nothing is saved on it. */

import {Book} from '../../../source/market/book.ts';
import {toUnits} from '../../../source/market/decimal.ts';
import {Levels} from '../../../source/market/levels.ts';
import type {Snapshot, Subject} from '../subject.ts';
import {type Body, Ids, parseBody, parseDiff} from './json-message.ts';
import {TopOfBook} from './top-of-book.ts';

const priceScale = 2;
const quantityScale = 8;

class JsonOwn implements Subject {
	readonly unit = 'counts';
	refused = 0;
	gaps = 0;
	#books: {readonly book: Book; readonly ids: Ids}[] = [];
	readonly #bids = new Levels();
	readonly #asks = new Levels();
	readonly #top = new TopOfBook();

	open(snapshots: readonly Snapshot[]): void {
		this.#books = snapshots.map((snapshot) => {
			const {lastUpdateId, bids, asks} = parseBody(snapshot);
			const book = new Book(priceScale, quantityScale);
			this.#read(bids, asks);
			book.replace(this.#bids, this.#asks, priceScale, quantityScale, Number.POSITIVE_INFINITY);
			return {book, ids: new Ids(lastUpdateId)};
		});
	}

	take(message: Buffer, index: number, _at: number, top: Float64Array<ArrayBuffer>): void {
		const {book, ids} = this.#books[index]!;
		const diff = parseDiff(message);
		if (!ids.follow(diff)) this.gaps++;
		this.#read(diff.b, diff.a);
		book.apply(this.#bids, this.#asks, priceScale, quantityScale);
		this.#top.copy(book, top);
	}

	#read(bids: Body['bids'], asks: Body['asks']): void {
		readSide(bids, this.#bids);
		readSide(asks, this.#asks);
	}
}

function readSide(levels: Body['bids'], into: Levels): void {
	into.clear();
	for (const [price, quantity] of levels) into.push(toUnits(price, priceScale), toUnits(quantity, quantityScale));
}

export function create(): Subject {
	return new JsonOwn();
}
