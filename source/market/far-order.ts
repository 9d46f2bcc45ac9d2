/*
The far levels in order, kept from one reading to the next: what has changed between is sorted by itself and merged in, for a book that is read whole
every second changes little in a second. Invariant: unless `isLost`, every price whose level has changed since the last reading is among `changed`.
*/

import {Levels} from './levels.ts';

/** More changes than this between two readings, and all is sorted anew. */
const mostChanges = 512;

/** Where the levels stand. */
export type Unordered = {
	quantityOf(price: number): number;
	/** All levels, in no order. */
	listAll(into: Levels): void;
};

export class FarOrder {
	private levels = new Levels();
	private spare = new Levels();
	private changed = new Float64Array(0);
	private count = 0;
	private isLost = true;
	private readonly direction: 1 | -1;

	/** @param direction +1 where the highest price is the best, -1 where the lowest is. */
	constructor(direction: 1 | -1) {
		this.direction = direction;
	}

	/** The level at a price comes, goes or has another quantity. */
	note(price: number): void {
		if (this.isLost) return;
		if (this.count === mostChanges) this.isLost = true;
		else this.changed[this.count++] = price;
	}

	/** Everything has changed. */
	lose(): void {
		this.isLost = true;
	}

	/** All levels, best first. Good until the next reading. */
	read(far: Unordered): Levels {
		if (this.isLost) this.sortAll(far);
		else if (this.count > 0) this.mergeChanges(far);
		this.count = 0;
		return this.levels;
	}

	private sortAll(far: Unordered): void {
		const {levels, direction} = this;
		far.listAll(levels);
		const prices = inOrder(levels.prices, levels.length, direction);
		for (let rank = 0; rank < prices.length; rank++) levels.quantities[rank] = far.quantityOf(prices[rank]!);
		if (this.changed.length === 0) this.changed = new Float64Array(mostChanges);
		this.isLost = false;
	}

	private mergeChanges(far: Unordered): void {
		const {direction} = this;
		const old = this.levels;
		const merged = this.spare;
		merged.clear();
		let rank = 0;
		let last = Number.NaN;
		for (const price of inOrder(this.changed, this.count, direction)) {
			if (price === last) continue;
			last = price;
			while (rank < old.length && (old.prices[rank]! - price) * direction > 0) {
				merged.push(old.prices[rank]!, old.quantities[rank]!);
				rank++;
			}
			if (rank < old.length && old.prices[rank] === price) rank++;
			const quantity = far.quantityOf(price);
			if (quantity > 0) merged.push(price, quantity);
		}
		for (; rank < old.length; rank++) merged.push(old.prices[rank]!, old.quantities[rank]!);
		this.levels = merged;
		this.spare = old;
	}
}

/** Sorts the first `length` of some prices, best first. */
function inOrder(prices: Float64Array, length: number, direction: 1 | -1): Float64Array {
	const sorted = prices.subarray(0, length).sort();
	return direction === 1 ? sorted.reverse() : sorted;
}
