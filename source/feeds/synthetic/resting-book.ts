/*
The exchange's own book: absolute quantities by price, an update id for every change, and which prices changed since the last diff. It refuses an
order that would cross, so what is published is never crossed.
*/

import type {Levels} from '../../market/levels.ts';
import {RankedSide} from './ranked-side.ts';

export class RestingBook {
	/** Prices in ticks, quantities in lots. */
	readonly bids = new RankedSide(1);
	readonly asks = new RankedSide(-1);
	#lastId: number;
	#firstId: number;
	readonly #changedBids: number[] = [];
	readonly #changedAsks: number[] = [];

	/** @param lastId the update id at which the book begins. */
	constructor(lastId: number) {
		this.#lastId = lastId;
		this.#firstId = lastId + 1;
	}

	/** Id of the last change made. */
	get lastId(): number {
		return this.#lastId;
	}

	/** Is there nothing to publish since the last diff? */
	get isQuiet(): boolean {
		return this.#firstId > this.#lastId;
	}

	side(direction: 1 | -1): RankedSide {
		return direction === 1 ? this.bids : this.asks;
	}

	/** Puts what stands at a price, 0 for nothing; an order that would meet the other side is refused. Returns whether it was done. */
	set(direction: 1 | -1, price: number, quantity: number): boolean {
		if (quantity > 0 && (this.side(direction === 1 ? -1 : 1).price - price) * direction <= 0) return false;
		this.side(direction).set(price, quantity);
		(direction === 1 ? this.#changedBids : this.#changedAsks).push(price);
		this.#lastId++;
		return true;
	}

	/** Hands over the changes since the last diff, best price first, each price once as it stands now, and begins the next diff. */
	takeDiff(bids: Levels, asks: Levels): {readonly first: number; readonly last: number} {
		gather(this.#changedBids, this.bids, bids);
		gather(this.#changedAsks, this.asks, asks);
		const ids = {first: this.#firstId, last: this.#lastId};
		this.forgetChanges();
		return ids;
	}

	/** Begins the next diff here. */
	forgetChanges(): void {
		this.#changedBids.length = 0;
		this.#changedAsks.length = 0;
		this.#firstId = this.#lastId + 1;
	}
}

function gather(changed: number[], side: RankedSide, into: Levels): void {
	into.clear();
	const prices = Float64Array.from(changed).sort();
	let last = Number.NaN;
	for (let index = 0; index < prices.length; index++) {
		const price = prices[side.direction === 1 ? prices.length - 1 - index : index]!;
		if (price !== last) into.push(price, side.quantityOf(price));
		last = price;
	}
}
