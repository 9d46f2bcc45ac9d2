/* A book kept as the engine keeps it: by the venue's step rule, cut to the depth that the venue keeps up, and settled by the venue's own check. */

import type {Archive} from '../../source/market/archive.ts';
import {Book} from '../../source/market/book.ts';
import {fromUnits} from '../../source/market/decimal.ts';
import {Levels} from '../../source/market/levels.ts';
import type {DepthUpdate, VenueRules, Verdict} from '../../source/venues/venue.ts';

/** What became of an update. `early`: it came before any snapshot. `mismatch`: it was applied, and the book is not the venue's. */
export type Outcome = Verdict | 'early' | 'mismatch';

export class KeptBook {
	readonly book = new Book(0);
	/** Of the last update that was applied. */
	id = Number.NaN;
	/** Levels that the venue should have taken away itself. */
	cutLevels = 0;
	/** Updates after which the venue's own check held. */
	settled = 0;
	readonly #venue: VenueRules;
	#hasSnapshot = false;

	constructor(venue: VenueRules) {
		this.#venue = venue;
	}

	/** Applies an update if the step rule lets it. After a gap or a mismatch the book stays as it is, to be looked at. */
	take(update: DepthUpdate): Outcome {
		const outcome = this.#judge(update);
		if (outcome !== 'apply' && outcome !== 'overlap') return outcome;
		const {kind, bids, asks, priceScale, quantityScale, depth, last} = update;
		if (kind === 'snapshot') this.book.replace(bids, asks, priceScale, quantityScale, Number.POSITIVE_INFINITY, depth);
		else if (kind === 'touch') this.book.takeTouch(bids, asks, priceScale, quantityScale);
		else this.book.apply(bids, asks, priceScale, quantityScale);
		this.#hasSnapshot = true;
		this.id = last;
		this.cutLevels += this.book.cutTo(depth);
		const isSettled = this.#venue.settle?.(this.book, update);
		if (isSettled === false) return 'mismatch';
		if (isSettled === true) this.settled++;
		return outcome;
	}

	/** Price and quantity of the best levels of a side, best first, as decimal text. */
	top(side: 'bids' | 'asks', count: number): string[][] {
		const {priceScale, quantityScale} = this.book;
		const best = new Levels();
		const length = this.book[side].top(count, best);
		return Array.from({length}, (_, rank) => [fromUnits(best.prices[rank]!, priceScale), fromUnits(best.quantities[rank]!, quantityScale)]);
	}

	/** Best bid and best ask as decimal text. */
	get touch(): string[] {
		return [this.book.bids.price, this.book.asks.price].map((price) => fromUnits(price, this.book.priceScale));
	}

	archive(io: Archive): void {
		this.book.archive(io);
		this.id = io.number(this.id);
		this.#hasSnapshot = io.boolean(this.#hasSnapshot);
	}

	#judge(update: DepthUpdate): Outcome {
		const {stepRule} = this.#venue;
		if (update.kind !== 'snapshot') return this.#hasSnapshot ? stepRule.judge(this.id, update, false) : 'early';
		return !this.#hasSnapshot || stepRule.replaces(this.id, update) ? 'apply' : 'idle';
	}
}
