/*
How much rests on a side as far as a distance, and what a quantity would take from it: walks from the touch outward, over the levels on display. A walk
that leaves what the book is known to hold (`isTrusted`) is a lower bound, not a number.
*/

import type {Book} from './book.ts';
import {powersOfTen} from './decimal.ts';

export type Walked = {
	/** Levels that were walked, the last of them perhaps in part. */
	readonly levels: number;
	/** Summed over them, counts of 10^-quantityScale. */
	readonly quantity: number;
	/** Price times quantity, quote units. */
	readonly notional: number;
	/** The worst price that was walked, counts of 10^-priceScale; NaN where none was. */
	readonly price: number;
	/** Nothing was walked, or looked for, beyond the depth to which the book is complete. */
	readonly isTrusted: boolean;
};

type SideName = 'bids' | 'asks';

/**
What rests on a side no farther from the mid than so many bps (10^-4 of the mid), the bound included.

@returns zeros where the side is empty or the book is not sound.
*/
export function walkToDepth(book: Book, side: SideName, bps: number): Walked {
	const reach = (book.mid * bps) / 1e4;
	const bound = side === 'bids' ? book.mid - reach : book.mid + reach;
	const isWithin = side === 'bids' ? (price: number) => price >= bound : (price: number) => price <= bound;
	const sum = new Sum(book);
	if (book.isSound) for (const level = book[side].walk(); level.next() && isWithin(level.price); ) sum.add(level.price, level.quantity);
	return sum.walked(side === 'bids' ? bound >= book.trustedBid : bound <= book.trustedAsk);
}

/**
What a quantity takes from a side, best levels first and the last in part: less than was asked for where no more is on display.

@param quantity counts of 10^-quantityScale.
*/
export function walkQuantity(book: Book, side: SideName, quantity: number): Walked {
	const sum = new Sum(book);
	for (const level = book[side].walk(); sum.quantity < quantity && level.next(); ) {
		sum.add(level.price, Math.min(level.quantity, quantity - sum.quantity));
	}
	// Where more was wanted than is on display, more may rest beyond the bound.
	const isFilled = sum.quantity >= quantity;
	const bound = side === 'bids' ? book.trustedBid : book.trustedAsk;
	const isWithin = side === 'bids' ? !(sum.price < bound) : !(sum.price > bound);
	return sum.walked(isWithin && (isFilled || !Number.isFinite(bound)));
}

class Sum {
	readonly #unit: number;
	levels = 0;
	quantity = 0;
	price = Number.NaN;
	#notional = 0;

	constructor({priceScale, quantityScale}: Book) {
		this.#unit = powersOfTen[priceScale]! * powersOfTen[quantityScale]!;
	}

	add(price: number, quantity: number): void {
		this.levels++;
		this.quantity += quantity;
		this.#notional += price * quantity;
		this.price = price;
	}

	walked(isTrusted: boolean): Walked {
		const {levels, quantity, price} = this;
		return {levels, quantity, notional: this.#notional / this.#unit, price, isTrusted};
	}
}
