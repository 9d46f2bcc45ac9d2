/* Price levels of one side on their way from a message to a book, or from a book to a reader: two parallel arrays, reused. */

import type {Archive} from './archive.ts';

export class Levels {
	/** Counts of 10^-priceScale; only the first `length` are meant. */
	prices = new Float64Array(64);
	/** Counts of 10^-quantityScale in the instrument's unit; 0 takes a level away. */
	quantities = new Float64Array(64);
	length = 0;

	clear(): void {
		this.length = 0;
	}

	push(price: number, quantity: number): void {
		if (this.length === this.prices.length) this.reserve(this.length * 2);
		this.prices[this.length] = price;
		this.quantities[this.length] = quantity;
		this.length++;
	}

	archive(io: Archive): void {
		this.length = io.number(this.length);
		this.prices = io.numbers(this.prices, this.length);
		this.quantities = io.numbers(this.quantities, this.length);
	}

	/** Makes room for `count` levels. */
	reserve(count: number): void {
		if (count <= this.prices.length) return;
		const prices = new Float64Array(count);
		const quantities = new Float64Array(count);
		prices.set(this.prices);
		quantities.set(this.quantities);
		this.prices = prices;
		this.quantities = quantities;
	}
}
