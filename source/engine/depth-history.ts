/* What rested at each price a few seconds ago: copies of the top of the book, one a second, so that a reader sees what was pulled and stacked. */

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import {powersOfTen} from '../market/decimal.ts';
import {Levels} from '../market/levels.ts';

const second = 1_000_000;
const secondsKept = 6;
const levelsKept = 250;

type Copy = {at: number; priceScale: number; quantityScale: number; readonly bids: Levels; readonly asks: Levels};

export class DepthHistory {
	readonly #copies: Copy[] = Array.from({length: secondsKept}, () => ({
		at: Number.NaN,
		priceScale: 0,
		quantityScale: 0,
		bids: new Levels(),
		asks: new Levels(),
	}));
	#lastSecond = Number.NaN;

	/** Keeps the book as it stood when a second began. Call with the state before a frame of a new second is folded. */
	passTo(at: number, book: Book): void {
		const current = Math.floor(at / second);
		if (current === this.#lastSecond) return;
		this.#lastSecond = current;
		const copy = this.#copies[current % secondsKept]!;
		copy.at = at;
		copy.priceScale = book.priceScale;
		copy.quantityScale = book.quantityScale;
		book.bids.top(levelsKept, copy.bids);
		book.asks.top(levelsKept, copy.asks);
	}

	/** Nothing from before a gap is compared with what comes after it. */
	clear(): void {
		for (const copy of this.#copies) copy.at = Number.NaN;
		this.#lastSecond = Number.NaN;
	}

	archive(io: Archive): void {
		for (const copy of this.#copies) {
			copy.at = io.number(copy.at);
			copy.priceScale = io.number(copy.priceScale);
			copy.quantityScale = io.number(copy.quantityScale);
			copy.bids.archive(io);
			copy.asks.archive(io);
		}
		this.#lastSecond = io.number(this.#lastSecond);
	}

	/**
	Quantity in the instrument's unit that rested on a side between two prices (counts of 10^-priceScale, both included) about so many seconds
	before `at`. NaN where no copy is old enough, or where the copy does not reach that far from the touch.
	*/
	restedBetween(side: 'bids' | 'asks', low: number, high: number, priceScale: number, at: number, secondsAgo: number): number {
		const wanted = Math.floor(at / second) - secondsAgo + 1;
		const copy = this.#copies[((wanted % secondsKept) + secondsKept) % secondsKept]!;
		if (Number.isNaN(copy.at) || Math.floor(copy.at / second) !== wanted || copy.priceScale > priceScale) return Number.NaN;
		const factor = powersOfTen[priceScale - copy.priceScale]!;
		const levels = copy[side];
		if (levels.length === levelsKept) {
			const farthest = levels.prices[levels.length - 1]! * factor;
			if (side === 'bids' ? low < farthest : high > farthest) return Number.NaN;
		}
		let units = 0;
		for (let rank = 0; rank < levels.length; rank++) {
			const price = levels.prices[rank]! * factor;
			if (price >= low && price <= high) units += levels.quantities[rank]!;
		}
		return units / powersOfTen[copy.quantityScale]!;
	}
}
