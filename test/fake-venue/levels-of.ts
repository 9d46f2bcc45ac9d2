/* A book of the program in the terms of the fake venue's own, so that the two can be compared to the last level. */

import type {Book} from '../../source/market/book.ts';
import type {BookSide} from '../../source/market/book-side.ts';
import {exactly, type Level} from '../support/oracle-book.ts';
import {walked} from '../support/walked.ts';
import type {Sides} from './market.ts';

/** All levels, best first, exactly. To be held against `FakeVenue.bookAt`. */
export function sidesOf(book: Book): Sides {
	const read = (side: BookSide): Level[] =>
		walked(side).map(([price, quantity]) => [exactly(price, book.priceScale), exactly(quantity, book.quantityScale)]);
	return {bids: read(book.bids), asks: read(book.asks)};
}
