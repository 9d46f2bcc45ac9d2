/*
A book that can be believed, to judge the others by: a Map for each side, and the sorted prices of its best levels, which are sorted afresh from the
Map whenever too few are left.
*/

import {depth, pricesPerUnit, quantitiesPerUnit, type Snapshot, type Subject} from '../subject.ts';
import {type Body, Ids, parseBody, parseDiff} from './json-message.ts';

/** So many prices are sorted at once. */
const sortedAtOnce = 500;

class OracleSide {
	readonly #direction: 1 | -1;
	readonly #levels = new Map<number, number>();
	/** Prices of the best levels, best first; all of the side's levels that are not worse than the last of them. */
	#best: number[] = [];

	constructor(direction: 1 | -1, levels: Body['bids']) {
		this.#direction = direction;
		for (const level of levels) this.set(level);
	}

	set([priceText, quantityText]: Body['bids'][number]): void {
		const price = Math.round(Number(priceText) * pricesPerUnit);
		const quantity = Math.round(Number(quantityText) * quantitiesPerUnit);
		const isThere = this.#levels.has(price);
		if (quantity === 0) this.#levels.delete(price);
		else this.#levels.set(price, quantity);
		const isSorted = (price - (this.#best.at(-1) ?? Number.NaN)) * this.#direction >= 0;
		if (!isSorted || isThere === quantity > 0) return;
		const place = this.#best.findIndex((other) => (price - other) * this.#direction >= 0);
		if (quantity === 0) this.#best.splice(place, 1);
		else this.#best.splice(place, 0, price);
	}

	copyTop(top: Float64Array<ArrayBuffer>, offset: number): void {
		if (this.#best.length < depth || this.#best.length > 4 * sortedAtOnce) this.#sort();
		for (let rank = 0; rank < depth; rank++) {
			const price = this.#best[rank] ?? 0;
			top[offset + rank] = price;
			top[offset + depth + rank] = this.#levels.get(price) ?? 0;
		}
	}

	#sort(): void {
		const prices = [...this.#levels.keys()].sort((one, other) => (other - one) * this.#direction);
		this.#best = prices.slice(0, sortedAtOnce);
	}
}

class Oracle implements Subject {
	readonly unit = 'counts';
	refused = 0;
	gaps = 0;
	#books: {readonly bids: OracleSide; readonly asks: OracleSide; readonly ids: Ids}[] = [];

	open(snapshots: readonly Snapshot[]): void {
		this.#books = snapshots.map((snapshot) => {
			const {bids, asks, lastUpdateId} = parseBody(snapshot);
			return {bids: new OracleSide(1, bids), asks: new OracleSide(-1, asks), ids: new Ids(lastUpdateId)};
		});
	}

	take(message: Buffer, index: number, _at: number, top: Float64Array<ArrayBuffer>): void {
		const {bids, asks, ids} = this.#books[index]!;
		const diff = parseDiff(message);
		if (!ids.follow(diff)) this.gaps++;
		for (const level of diff.b) bids.set(level);
		for (const level of diff.a) asks.set(level);
		bids.copyTop(top, 0);
		asks.copyTop(top, 2 * depth);
	}
}

export function create(): Subject {
	return new Oracle();
}
