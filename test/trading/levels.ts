/* Books written as people write them: prices in tenths, whole quantities. */

import {BookSide} from '../../source/market/book-side.ts';
import type {Scales} from '../../source/trading/taker-fill.ts';

export const scales: Scales = {priceScale: 1, quantityScale: 8};

export type Level = readonly [price: number, quantity: number];

export function asksOf(...levels: readonly Level[]): BookSide {
	return fill(new BookSide(-1), levels);
}

export function bidsOf(...levels: readonly Level[]): BookSide {
	return fill(new BookSide(1), levels);
}

function fill(side: BookSide, levels: readonly Level[]): BookSide {
	for (const [price, quantity] of levels) side.set(Math.round(price * 10), Math.round(quantity * 1e8));
	return side;
}
