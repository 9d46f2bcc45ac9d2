/* The latest trades of every instrument of a fold, as they were: for whoever wants them beside a book. */

import {fromUnits} from '../market/decimal.ts';
import type {Aggressor, Trade} from '../market/trade.ts';
import type {Desk, DeskObserver} from './desk.ts';

export type PastTrade = {
	/** The venue's own number or name of it; empty where it has neither. */
	readonly id: string;
	/** When the venue says that it happened, µs since the epoch; NaN where it does not. */
	readonly happenedAt: number;
	/** When it was received, µs since the epoch. */
	readonly receivedAt: number;
	/** The taker's side: +1 where it bought. */
	readonly aggressor: Aggressor;
	/** Decimal texts, in quote units and the instrument's unit. */
	readonly price: string;
	readonly quantity: string;
};

export class RecentTrades implements DeskObserver {
	/** Time of the frame that is being folded, µs since the epoch. */
	at = Number.NaN;
	readonly #limit: number;
	readonly #kept = new Map<Desk, PastTrade[]>();

	/** @param limit how many of each instrument are kept. */
	constructor(limit: number) {
		this.#limit = limit;
	}

	trade(desk: Desk, {id, code, happenedAt, aggressor, price, priceScale, quantity, quantityScale}: Trade): void {
		if (this.#limit === 0) return;
		const kept = this.#kept.get(desk) ?? [];
		this.#kept.set(desk, kept);
		kept.push({
			...{id: Number.isNaN(id) ? code : String(id), happenedAt, receivedAt: this.at, aggressor},
			price: fromUnits(price, priceScale),
			quantity: fromUnits(quantity, quantityScale),
		});
		// Now and then, lest each trade move all of them.
		if (kept.length >= 2 * this.#limit) kept.splice(0, kept.length - this.#limit);
	}

	/** Of one instrument, the latest last. */
	of(desk: Desk): readonly PastTrade[] {
		return this.#limit === 0 ? [] : (this.#kept.get(desk) ?? []).slice(-this.#limit);
	}
}
