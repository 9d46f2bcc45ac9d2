/* The program's own decoder and book, without the engine around them. */

import {Book} from '../../../source/market/book.ts';
import {spanFor} from '../../../source/market/book-side.ts';
import {finestQuantityScale} from '../../../source/market/instrument.ts';
import {binanceDecoder} from '../../../source/venues/binance-decoder.ts';
import {Symbols} from '../../../source/venues/symbols.ts';
import {type DepthUpdate, ignoreAll, type MarketSink} from '../../../source/venues/venue.ts';
import type {Snapshot, Subject} from '../subject.ts';
import {TopOfBook} from './top-of-book.ts';

/** Decimals of the prices of the workloads. */
const priceScale = 2;

class Own implements Subject {
	readonly unit = 'counts';
	refused = 0;
	gaps = 0;
	#decoder = binanceDecoder();
	#books = new Map<string, FollowedBook>();
	/** The book of the last message. */
	#book: Book = new Book(priceScale);
	readonly #top = new TopOfBook();
	readonly #sink: MarketSink = {
		...ignoreAll,
		depth: (update) => this.#apply(update),
		fault: () => void this.refused++,
	};

	open(snapshots: readonly Snapshot[]): void {
		const symbols = new Symbols();
		this.#decoder = binanceDecoder(symbols);
		this.#books = new Map();
		for (const {symbol, body} of snapshots) {
			symbols.expect(symbol, priceScale);
			const {bids, asks, last, ...scales} = this.#decoder.snapshot(symbol, JSON.parse(body.toString()));
			const book = new Book(priceScale, finestQuantityScale, spanFor(snapshots.length));
			book.replace(bids, asks, scales.priceScale, scales.quantityScale, Number.POSITIVE_INFINITY);
			this.#books.set(symbol, {book, last, isJoined: false});
		}
	}

	take(message: Buffer, _book: number, _at: number, top: Float64Array<ArrayBuffer>): void {
		this.#decoder.decode(message, this.#sink);
		this.#top.copy(this.#book, top);
	}

	#apply(update: DepthUpdate): void {
		const followed = this.#books.get(update.symbol);
		if (followed === undefined) return;
		// The first diff may begin before the snapshot, whose id no diff of the futures names.
		const isChained = followed.isJoined && !Number.isNaN(update.previous);
		if (isChained ? update.previous !== followed.last : update.first > followed.last + 1) this.gaps++;
		followed.last = update.last;
		followed.isJoined = true;
		followed.book.apply(update.bids, update.asks, update.priceScale, update.quantityScale);
		this.#book = followed.book;
	}
}

type FollowedBook = {readonly book: Book; last: number; isJoined: boolean};

export function create(): Subject {
	return new Own();
}
