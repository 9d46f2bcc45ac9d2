/* A book that changes for ever alike, for the cost of metrics alone: 5,000 levels a side near BTCUSDT's price, and diffs of 40 changes that come round again. */

import {Book} from '../../source/market/book.ts';
import {spanFor} from '../../source/market/book-side.ts';
import {Levels} from '../../source/market/levels.ts';

const levels = 5000;
const changes = 20;
const diffs = 2000;
const priceScale = 2;
const quantityScale = 8;
const middle = 6_170_000;
/** Ticks from level to level, about as the venue has them within a percent of the mid. */
const spacing = 12;

export class SyntheticBook {
	readonly book = new Book(priceScale, quantityScale, spanFor(1));
	readonly #diffs: {readonly bids: Levels; readonly asks: Levels}[];
	#next = 0;
	#seed = 12_345;

	constructor() {
		const bids = new Levels();
		const asks = new Levels();
		for (let level = 0; level < levels; level++) {
			bids.push(middle - 1 - level * spacing, this.#quantity());
			asks.push(middle + 1 + level * spacing, this.#quantity());
		}
		this.book.replace(bids, asks, priceScale, quantityScale, Number.POSITIVE_INFINITY);
		this.#diffs = Array.from({length: diffs}, () => ({bids: this.#side(-1), asks: this.#side(1)}));
	}

	/** Applies the next diff. */
	step(): void {
		const {bids, asks} = this.#diffs[this.#next]!;
		this.#next = this.#next + 1 === diffs ? 0 : this.#next + 1;
		this.book.apply(bids, asks, priceScale, quantityScale);
	}

	/** Changes near the touch, a third of them deletions; the touch itself only changes its quantity, lest a side run dry. */
	#side(direction: 1 | -1): Levels {
		const side = new Levels();
		side.push(middle + direction, this.#quantity());
		for (let change = 1; change < changes; change++) {
			const distance = 1 + Math.floor(this.#random() * this.#random() * 3000);
			side.push(middle + direction * (1 + distance), this.#random() < 0.35 ? 0 : this.#quantity());
		}
		return side;
	}

	#quantity(): number {
		return 1 + Math.floor(this.#random() * 1e8);
	}

	/** Linear congruential, as C's standard has it: the same book everywhere. */
	#random(): number {
		this.#seed = (Math.imul(this.#seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
		return this.#seed / 0x7fff_ffff;
	}
}
