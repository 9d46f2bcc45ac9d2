/* The best levels of a book of this program, read straight into the top that is asked for. */

import type {Book} from '../../../source/market/book.ts';
import {Levels} from '../../../source/market/levels.ts';
import {depth} from '../subject.ts';

export class TopOfBook {
	readonly #bids = new Levels();
	readonly #asks = new Levels();
	#top: Float64Array<ArrayBuffer> | undefined;

	copy(book: Book, top: Float64Array<ArrayBuffer>): void {
		if (top !== this.#top) this.#bind(top);
		const length = book.bids.top(depth, this.#bids) + book.asks.top(depth, this.#asks);
		if (length < 2 * depth) this.#clearBeyond();
	}

	/** Makes the arrays that are read into those of the top. */
	#bind(top: Float64Array<ArrayBuffer>): void {
		this.#top = top;
		this.#bids.prices = top.subarray(0, depth);
		this.#bids.quantities = top.subarray(depth, 2 * depth);
		this.#asks.prices = top.subarray(2 * depth, 3 * depth);
		this.#asks.quantities = top.subarray(3 * depth, 4 * depth);
	}

	#clearBeyond(): void {
		for (const {prices, quantities, length} of [this.#bids, this.#asks]) {
			prices.fill(0, length);
			quantities.fill(0, length);
		}
	}
}
