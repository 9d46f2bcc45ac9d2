/*
Whether each message of a LOBSTER file explains the change of the book that stands beside it: types 1 to 4 change one price by their size, the others nothing. A
level that leaves makes room for one from below, of which no message in the file need tell.
*/

import type {Archive} from '../market/archive.ts';
import {Levels} from '../market/levels.ts';
import {type LobsterRow, messageTypes} from './lobster-row.ts';

export type Explanation = {
	/** `change explained by its message`, `no change, as its message says`, `change that its message does not explain`; empty for the first row. */
	readonly verdict: string;
	/** Levels that came up from below. */
	readonly entered: number;
};

const first: Explanation = {verdict: '', entered: 0};

export class LobsterExplanation {
	/** The row before: its levels, best first, prices in counts of 10^-4 dollars. */
	readonly #bids = new Levels();
	readonly #asks = new Levels();
	#hasBefore = false;

	/** Compares a row with the one before it. */
	take(row: LobsterRow): Explanation {
		const before = this.#hasBefore;
		const entered = [enteredOn(this.#bids, row, 1), enteredOn(this.#asks, row, -1)];
		keep(this.#bids, row, 1);
		keep(this.#asks, row, -1);
		this.#hasBefore = true;
		if (!before) return first;
		if (entered.includes(undefined)) return {verdict: 'change that its message does not explain', entered: 0};
		const verdict = row.type <= messageTypes.executed ? 'change explained by its message' : 'no change, as its message says';
		return {verdict, entered: entered.reduce<number>((sum, count) => sum + (count ?? 0), 0)};
	}

	archive(io: Archive): void {
		this.#bids.archive(io);
		this.#asks.archive(io);
		this.#hasBefore = io.boolean(this.#hasBefore);
	}
}

/** How many levels of a side came up from below; undefined where the message does not lead from the row before to this one. */
function enteredOn(before: Levels, row: LobsterRow, side: 1 | -1): number | undefined {
	applyMessage(before, row, side);
	const count = side === 1 ? row.bids : row.asks;
	const known = Math.min(before.length, row.levels);
	if (known > count) return undefined;
	for (let rank = 0; rank < known; rank++) {
		if (before.prices[rank] !== priceAt(row, side, rank) || before.quantities[rank] !== sizeAt(row, side, rank)) return undefined;
	}
	return count - known;
}

/** Does to the levels of a side what the message says. */
function applyMessage(levels: Levels, {type, price, size, direction}: LobsterRow, side: 1 | -1): void {
	if (type > messageTypes.executed || direction !== side) return;
	const {prices, quantities} = levels;
	let rank = 0;
	while (rank < levels.length && (prices[rank]! - price) * side > 0) rank++;
	const isThere = rank < levels.length && prices[rank] === price;
	const change = type === messageTypes.added ? size : -size;
	if (isThere && quantities[rank]! + change !== 0) {
		quantities[rank] = quantities[rank]! + change;
	} else if (isThere) {
		prices.copyWithin(rank, rank + 1, levels.length);
		quantities.copyWithin(rank, rank + 1, levels.length);
		levels.length--;
	} else {
		levels.push(0, 0);
		levels.prices.copyWithin(rank + 1, rank, levels.length - 1);
		levels.quantities.copyWithin(rank + 1, rank, levels.length - 1);
		levels.prices[rank] = price;
		levels.quantities[rank] = change;
	}
}

function keep(levels: Levels, row: LobsterRow, side: 1 | -1): void {
	levels.clear();
	const count = side === 1 ? row.bids : row.asks;
	for (let rank = 0; rank < count; rank++) levels.push(priceAt(row, side, rank), sizeAt(row, side, rank));
}

function priceAt({book}: LobsterRow, side: 1 | -1, rank: number): number {
	return book[4 * rank + (side === 1 ? 2 : 0)]!;
}

function sizeAt({book}: LobsterRow, side: 1 | -1, rank: number): number {
	return book[4 * rank + (side === 1 ? 3 : 1)]!;
}
