/* How far two books of one instrument agree: level by level, within what both of them know to be complete. */

import type {Book} from '../market/book.ts';
import {fromUnits, powersOfTen} from '../market/decimal.ts';
import type {LevelWalk} from '../market/level-walk.ts';

export type Difference = {
	/** Prices at which either of them has a level, and how many of them they hold differently. */
	readonly levels: number;
	readonly differing: number;
	/** The first few of these: bids, then asks, each best first. */
	readonly first: readonly DifferingLevel[];
};

/** Price and quantities as decimal text; a level that is not there has 0. */
export type DifferingLevel = {readonly side: 'bid' | 'ask'; readonly price: string; readonly ours: string; readonly theirs: string};

/** So many are named. */
const mostNamed = 5;

/** Of two books that are meant to be the same: at one update id. */
export function differenceOf(ours: Book, theirs: Book): Difference {
	const found = {levels: 0, differing: 0, first: []};
	for (const side of ['bids', 'asks'] as const) compareSide(side, ours, theirs, found);
	return found;
}

function compareSide(
	side: 'bids' | 'asks',
	ours: Book,
	theirs: Book,
	found: {levels: number; differing: number; first: DifferingLevel[]},
): void {
	const isBid = side === 'bids';
	const scales = {
		priceScale: Math.max(ours.priceScale, theirs.priceScale),
		quantityScale: Math.max(ours.quantityScale, theirs.quantityScale),
	};
	const bounds = [ours, theirs].map(
		(book) => (isBid ? book.trustedBid : book.trustedAsk) * powersOfTen[scales.priceScale - book.priceScale]!,
	);
	const bound = isBid ? Math.max(...bounds) : Math.min(...bounds);
	const mine = new TrustedWalk(side, ours, scales, bound);
	const other = new TrustedWalk(side, theirs, scales, bound);
	for (let [hasMine, hasOther] = [mine.next(), other.next()]; hasMine || hasOther; ) {
		const ahead = isBid ? mine.price - other.price : other.price - mine.price;
		const isMine = hasMine && (!hasOther || ahead >= 0);
		const isOther = hasOther && (!hasMine || ahead <= 0);
		const [ourQuantity, theirQuantity] = [isMine ? mine.quantity : 0, isOther ? other.quantity : 0];
		found.levels++;
		if (ourQuantity !== theirQuantity) {
			found.differing++;
			if (found.first.length < mostNamed) {
				found.first.push({
					side: isBid ? 'bid' : 'ask',
					price: fromUnits(isMine ? mine.price : other.price, scales.priceScale),
					ours: fromUnits(ourQuantity, scales.quantityScale),
					theirs: fromUnits(theirQuantity, scales.quantityScale),
				});
			}
		}
		if (isMine) hasMine = mine.next();
		if (isOther) hasOther = other.next();
	}
}

/** The levels of a side inside a bound, best first, in units that both books can be expressed in. */
class TrustedWalk {
	price = Number.NaN;
	quantity = Number.NaN;
	readonly #walk: LevelWalk;
	readonly #isBid: boolean;
	readonly #priceFactor: number;
	readonly #quantityFactor: number;
	readonly #bound: number;

	constructor(side: 'bids' | 'asks', book: Book, scales: {readonly priceScale: number; readonly quantityScale: number}, bound: number) {
		this.#walk = book[side].walk();
		this.#isBid = side === 'bids';
		this.#priceFactor = powersOfTen[scales.priceScale - book.priceScale]!;
		this.#quantityFactor = powersOfTen[scales.quantityScale - book.quantityScale]!;
		this.#bound = bound;
	}

	/** Goes to the next level; false where there is none inside the bound. */
	next(): boolean {
		if (!this.#walk.next()) return false;
		this.price = this.#walk.price * this.#priceFactor;
		this.quantity = this.#walk.quantity * this.#quantityFactor;
		return this.#isBid ? this.price >= this.#bound : this.price <= this.#bound;
	}
}
