/*
Order-flow imbalance at the touch, after Cont, Kukanov and Stoikov (2014, J. Financial Econometrics 12:47–88, section 2): what successive best
bids and asks say was added to or taken from each side. One term a message, however many levels it changed.
*/

import type {Archive} from '../market/archive.ts';
import {TimeSum} from './time-sum.ts';

const secondMicros = 1_000_000;

export class OrderFlowImbalance {
	#bidPrice = Number.NaN;
	#bidQuantity = Number.NaN;
	#askPrice = Number.NaN;
	#askQuantity = Number.NaN;
	readonly #window: TimeSum;

	/** @param window width of the rolling sum, µs. */
	constructor(window: number = secondMicros) {
		this.#window = new TimeSum(window);
	}

	/** Sum of terms over the window, in the unit of the quantities, positive for buying pressure; NaN until a whole window followed the start or a reset. */
	get value(): number {
		return this.#window.value;
	}

	/**
	Takes the touch after a message at `at`, µs. Prices are only compared, so integer counts at any scale will do.

	@returns the term, in the unit of the quantities. NaN for the first touch after the start or a reset, and for one that is no sound market
	(crossed, locked, a side empty), which is not remembered.
	*/
	update(at: number, bidPrice: number, bidQuantity: number, askPrice: number, askQuantity: number): number {
		if (!(bidPrice < askPrice && bidQuantity > 0 && askQuantity > 0)) {
			this.passTo(at);
			return Number.NaN;
		}
		let term = Number.NaN;
		if (this.#hasTouch) {
			term = 0;
			if (bidPrice >= this.#bidPrice) term += bidQuantity;
			if (bidPrice <= this.#bidPrice) term -= this.#bidQuantity;
			if (askPrice <= this.#askPrice) term -= askQuantity;
			if (askPrice >= this.#askPrice) term += this.#askQuantity;
		}
		this.#bidPrice = bidPrice;
		this.#bidQuantity = bidQuantity;
		this.#askPrice = askPrice;
		this.#askQuantity = askQuantity;
		this.#window.push(at, term);
		return term;
	}

	/** Lets time pass without a message, µs. */
	passTo(at: number): void {
		if (this.#hasTouch) this.#window.passTo(at);
	}

	/** After a gap nothing is known of what happened since the last touch: the next gives no term, and the window begins anew. */
	reset(): void {
		this.#bidPrice = Number.NaN;
		this.#bidQuantity = Number.NaN;
		this.#askPrice = Number.NaN;
		this.#askQuantity = Number.NaN;
		this.#window.clear();
	}

	/** The book's scales changed: what is remembered is multiplied by these powers of ten. Finer prices give 10, 100, …; coarser quantities 0.1, 0.01, … */
	widen(priceFactor: number, quantityFactor: number): void {
		this.#bidPrice = Math.round(this.#bidPrice * priceFactor);
		this.#askPrice = Math.round(this.#askPrice * priceFactor);
		this.#bidQuantity = Math.round(this.#bidQuantity * quantityFactor);
		this.#askQuantity = Math.round(this.#askQuantity * quantityFactor);
		this.#window.scale(quantityFactor);
	}

	archive(io: Archive): void {
		this.#bidPrice = io.number(this.#bidPrice);
		this.#bidQuantity = io.number(this.#bidQuantity);
		this.#askPrice = io.number(this.#askPrice);
		this.#askQuantity = io.number(this.#askQuantity);
		this.#window.archive(io);
	}

	get #hasTouch(): boolean {
		return !Number.isNaN(this.#bidPrice);
	}
}
