/* One synthetic market: a book, those who rest orders in it and those who take them, moved on in small slices of time. */

import type {Levels} from '../../market/levels.ts';
import type {Listing} from './listing.ts';
import {Makers} from './makers.ts';
import {Mood} from './mood.ts';
import {Random} from './random.ts';
import {RestingBook} from './resting-book.ts';
import {type OnExecution, Takers} from './takers.ts';

export class SyntheticMarket {
	readonly listing: Listing;
	/** Never crossed, never empty on a side. */
	readonly book: RestingBook;
	#lastTradeId: number;
	readonly #mood: Mood;
	readonly #makers: Makers;
	readonly #takers: Takers;

	constructor(listing: Listing, seed: number, sweepsPerSecond: number) {
		const {symbol} = listing.facts;
		const ids = new Random(seed, `${symbol} ids`);
		this.listing = listing;
		this.book = new RestingBook(10_000_000_000 + ids.below(60_000_000_000));
		this.#lastTradeId = 3_000_000_000 + ids.below(2_000_000_000);
		this.#mood = new Mood(listing, new Random(seed, `${symbol} mood`));
		this.#makers = new Makers(listing, this.book, this.#mood, new Random(seed, `${symbol} makers`));
		this.#takers = new Takers(listing, this.book, this.#mood, new Random(seed, `${symbol} takers`), sweepsPerSecond);
		this.#makers.open();
		this.book.forgetChanges();
	}

	/** Id of the latest trade. */
	get lastTradeId(): number {
		return this.#lastTradeId;
	}

	/** Lets so many seconds pass. `onExecution` finds the execution's id in `lastTradeId`. */
	pass(seconds: number, onExecution: OnExecution): void {
		this.#mood.pass(seconds);
		this.#takers.pass(seconds, (price, quantity, aggressor) => {
			this.#lastTradeId++;
			onExecution(price, quantity, aggressor);
		});
		this.#makers.pass(seconds);
	}

	/** Hands over the changes since the last diff; there is always at least one. */
	takeDiff(bids: Levels, asks: Levels): {readonly first: number; readonly last: number} {
		if (this.book.isQuiet) this.#makers.stir();
		return this.book.takeDiff(bids, asks);
	}
}
