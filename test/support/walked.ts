/* All levels of a side, best first, as pairs. */

import type {BookSide} from '../../source/market/book-side.ts';

export function walked(side: BookSide): [price: number, quantity: number][] {
	const levels: [number, number][] = [];
	for (const level = side.walk(); level.next(); ) levels.push([level.price, level.quantity]);
	return levels;
}
