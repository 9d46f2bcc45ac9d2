/*
The simulated portfolio that follows the signals: cash in quote, one long position or none, and every fill with what it left behind. Equity is
cash plus position at mid, before the cost of selling it.
*/

import type {Archive} from '../market/archive.ts';
import {onGrid} from './quantity-grid.ts';
import type {TakerFill} from './taker-fill.ts';

export const defaultBalance = 1_000_000;

export type Fill = {
	/** Receive time of the frame that brought it about, µs since the epoch. */
	readonly at: number;
	readonly side: 'buy' | 'sell';
	/** Volume-weighted average price, quote units. */
	readonly price: number;
	/** In the instrument's unit. */
	readonly quantity: number;
	/** Quote units. */
	readonly fee: number;
	/** Of the sample that fired. */
	readonly rho: number;
	/** The book's update id. */
	readonly updateId: number;
	readonly cashAfter: number;
	readonly positionAfter: number;
	/** What the levels did not hold: cash of a purchase, quantity of a sale. */
	readonly unfilled: number;
};

export class Portfolio {
	readonly startingBalance: number;
	#fills: Fill[] = [];
	#cash: number;
	#position = 0;
	#averagePrice = Number.NaN;
	#fees = 0;
	#realised = 0;
	#equity: number;
	#peak: number;
	#worstDrawdown = 0;

	/** Coins that one unit of quantity stands for. */
	unitValue: number;

	/** @param unitValue coins that one unit of quantity stands for, where that is a contract. @throws RangeError unless the balance is above 0 and finite. */
	constructor(startingBalance: number = defaultBalance, unitValue = 1) {
		if (!(startingBalance > 0 && Number.isFinite(startingBalance))) throw new RangeError(`A balance of ${startingBalance} buys nothing`);
		this.startingBalance = startingBalance;
		this.unitValue = unitValue;
		this.#cash = startingBalance;
		this.#equity = startingBalance;
		this.#peak = startingBalance;
	}

	/** Quote units, never below 0. */
	get cash(): number {
		return this.#cash;
	}

	/** In the instrument's unit, never below 0. */
	get position(): number {
		return this.#position;
	}

	/** Average price paid for the position, fees apart, quote units; NaN when flat. */
	get averagePrice(): number {
		return this.#averagePrice;
	}

	/** Paid so far, quote units. */
	get fees(): number {
		return this.#fees;
	}

	/** What sales brought above the average price paid, before fees, quote units. */
	get realised(): number {
		return this.#realised;
	}

	/** How many orders were filled, in part or in full. */
	get trades(): number {
		return this.#fills.length;
	}

	/** In order. */
	get fills(): readonly Fill[] {
		return this.#fills;
	}

	/** Cash plus position at the mid last marked, quote units; NaN where that was NaN and a position stood. */
	get equity(): number {
		return this.#equity;
	}

	/** Highest equity marked so far, the starting balance at least. */
	get peak(): number {
		return this.#peak;
	}

	/** Peak minus equity, at least 0; NaN where equity is. */
	get drawdown(): number {
		return this.#peak - this.#equity;
	}

	/** Largest drawdown marked so far. */
	get worstDrawdown(): number {
		return this.#worstDrawdown;
	}

	/** Books an order's fill. Nothing filled is no trade: undefined. @param rho of the sample that fired. @param updateId the book's. */
	apply(order: TakerFill, at: number, rho: number, updateId: number): Fill | undefined {
		const {side, price, quantity, cost, fee, unfilled} = order;
		if (!(quantity > 0)) return undefined;
		if (side === 'buy') this.#buy(quantity, cost, fee);
		else this.#sell(quantity, cost, fee);
		this.#fees += fee;
		const fill = {at, side, price, quantity, fee, rho, updateId, cashAfter: this.#cash, positionAfter: this.#position, unfilled};
		this.#fills.push(fill);
		return fill;
	}

	/** Values the position at a mid in quote units. NaN is a mid that is not known: it moves neither peak nor worst drawdown. */
	mark(mid: number): void {
		this.#equity = this.#position === 0 ? this.#cash : this.#cash + this.#position * this.unitValue * mid;
		if (Number.isNaN(this.#equity)) return;
		this.#peak = Math.max(this.#peak, this.#equity);
		this.#worstDrawdown = Math.max(this.#worstDrawdown, this.drawdown);
	}

	archive(io: Archive): void {
		this.#fills = io.list(this.#fills, (fill) => archiveFill(io, fill));
		this.#cash = io.number(this.#cash);
		this.#position = io.number(this.#position);
		this.#averagePrice = io.number(this.#averagePrice);
		this.#fees = io.number(this.#fees);
		this.#realised = io.number(this.#realised);
		this.#equity = io.number(this.#equity);
		this.#peak = io.number(this.#peak);
		this.#worstDrawdown = io.number(this.#worstDrawdown);
	}

	#buy(quantity: number, cost: number, fee: number): void {
		const {unitValue} = this;
		const paid = this.#position === 0 ? cost : this.#averagePrice * this.#position * unitValue + cost;
		this.#position = onGrid(this.#position + quantity);
		this.#averagePrice = paid / (this.#position * unitValue);
		this.#cash -= cost + fee;
	}

	#sell(quantity: number, cost: number, fee: number): void {
		this.#realised += cost - this.#averagePrice * quantity * this.unitValue;
		this.#position = onGrid(this.#position - quantity);
		if (this.#position === 0) this.#averagePrice = Number.NaN;
		this.#cash += cost - fee;
	}
}

const sides = ['buy', 'sell'] as const;

function archiveFill(io: Archive, fill: Fill | undefined): Fill {
	return {
		at: io.number(fill?.at ?? 0),
		side: io.word(fill?.side ?? 'buy', sides),
		price: io.number(fill?.price ?? 0),
		quantity: io.number(fill?.quantity ?? 0),
		fee: io.number(fill?.fee ?? 0),
		rho: io.number(fill?.rho ?? 0),
		updateId: io.number(fill?.updateId ?? 0),
		cashAfter: io.number(fill?.cashAfter ?? 0),
		positionAfter: io.number(fill?.positionAfter ?? 0),
		unfilled: io.number(fill?.unfilled ?? 0),
	};
}
