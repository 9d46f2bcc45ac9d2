/* The best levels of a book as venues send them that keep up only so many of a side: what changed among them from one state to the next. */

import type {Level} from '../support/oracle-book.ts';
import type {Sides} from './market.ts';

export function best({bids, asks}: Sides, depth: number): Sides {
	return {bids: bids.slice(0, depth), asks: asks.slice(0, depth)};
}

/**
The levels among the best whose quantities are others than before, those that came into the window included, those taken away (0) first.

@param depth levels a side; Infinity for all.
@param tellsOfPushedOut whether a level that others have pushed out of the window is taken away too. Kraken leaves that to the reader.
*/
export function windowChanges(before: Sides, after: Sides, depth: number, tellsOfPushedOut: boolean): Sides {
	return {
		bids: sideChanges(before.bids, after.bids, depth, tellsOfPushedOut),
		asks: sideChanges(before.asks, after.asks, depth, tellsOfPushedOut),
	};
}

export function isEmpty({bids, asks}: Sides): boolean {
	return bids.length === 0 && asks.length === 0;
}

function sideChanges(before: readonly Level[], after: readonly Level[], depth: number, tellsOfPushedOut: boolean): Level[] {
	const old = new Map(before.slice(0, depth));
	const present = new Map(after.slice(0, depth));
	const standing = tellsOfPushedOut ? present : new Map(after);
	const gone = [...old.keys()].filter((price) => !standing.has(price)).map((price): Level => [price, 0n]);
	return [...gone, ...[...present].filter(([price, quantity]) => old.get(price) !== quantity)];
}
