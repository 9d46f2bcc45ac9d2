/*
One side of a book as plain as can be, and still cheap where it holds tens of thousands of levels: a map, and its prices in a sorted array. It can be
asked all that `BookSide` can.
*/

import type {Levels} from '../../source/market/levels.ts';

export class SortedSide {
	readonly #direction: 1 | -1;
	/** Best first. */
	#prices: number[] = [];
	#quantities = new Map<number, number>();

	constructor(direction: 1 | -1) {
		this.#direction = direction;
	}

	get price(): number {
		return this.#prices[0] ?? Number.NaN;
	}

	get quantity(): number {
		return this.#quantities.get(this.price) ?? Number.NaN;
	}

	get worstPrice(): number | undefined {
		return this.#prices.at(-1);
	}

	get count(): number {
		return this.#prices.length;
	}

	get levels(): [price: number, quantity: number][] {
		return this.#prices.map((price) => [price, this.quantityOf(price)]);
	}

	/** The price of a rank; NaN where there is no such level. */
	priceAt(rank: number): number {
		return this.#prices[rank] ?? Number.NaN;
	}

	quantityOf(price: number): number {
		return this.#quantities.get(price) ?? 0;
	}

	countWithin(price: number): number {
		const rank = this.#rankOf(price);
		return this.#prices[rank] === price ? rank + 1 : rank;
	}

	set(price: number, quantity: number): void {
		const rank = this.#rankOf(price);
		const isThere = this.#prices[rank] === price;
		if (quantity > 0 && !isThere) this.#prices.splice(rank, 0, price);
		if (quantity === 0 && isThere) this.#prices.splice(rank, 1);
		if (quantity > 0) this.#quantities.set(price, quantity);
		else this.#quantities.delete(price);
	}

	clear(): void {
		this.#prices = [];
		this.#quantities.clear();
	}

	/** Multiplies each price and divides each quantity. */
	rescale(priceFactor: number, quantityDivisor: number): void {
		this.#quantities = new Map(this.levels.map(([price, quantity]) => [price * priceFactor, quantity / quantityDivisor]));
		this.#prices = this.#prices.map((price) => price * priceFactor);
	}

	top(count: number, into: Levels): number {
		into.clear();
		for (const price of this.#prices.slice(0, count)) into.push(price, this.quantityOf(price));
		return into.length;
	}

	walk(): {next(): boolean; readonly price: number; readonly quantity: number; readonly rank: number} {
		const levels = this.levels;
		const walk = {
			price: Number.NaN,
			quantity: Number.NaN,
			rank: -1,
			next(): boolean {
				const level = levels[++walk.rank];
				if (level === undefined) return false;
				[walk.price, walk.quantity] = level;
				return true;
			},
		};
		return walk;
	}

	/** How many levels are better than a price. */
	#rankOf(price: number): number {
		let low = 0;
		let high = this.#prices.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.priceAt(middle) - price) * this.#direction > 0) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
