/*
What a taker's order gets from the levels on display: it walks them from the best, at their prices, as far as they are trusted, and what they
do not hold stays unfilled. It assumes that the order arrives at once, that nobody else takes or withdraws, and that its own taking leaves no trace.
*/

import {powersOfTen} from '../market/decimal.ts';
import {finestQuantityScale} from '../market/instrument.ts';
import {feeOn, withFee} from './fees.ts';
import {fromSteps, stepsPerUnit, toSteps} from './quantity-grid.ts';

/** One side of a book, whose levels are walked from the best: what `BookSide` is. */
export type DisplayedSide = {walk(): DisplayedLevel};

/** A walk over levels, and the level that it came to. */
export type DisplayedLevel = {readonly rank: number; readonly price: number; readonly quantity: number; next(): boolean};

/** The scales of its integers, what `Book` has. `quantityScale` is 8 at most. */
export type Scales = {
	readonly priceScale: number;
	readonly quantityScale: number;
	/** Coins that one unit of quantity stands for, where that is a contract; 1 unless given. */
	readonly unitValue?: number;
};

export type TakerFill = {
	readonly side: 'buy' | 'sell';
	/** In the instrument's unit. */
	readonly quantity: number;
	/** Volume-weighted average price, quote units; NaN where nothing was filled. */
	readonly price: number;
	/** Executed notional, quote units. */
	readonly cost: number;
	/** On top of the cost of a purchase, out of the proceeds of a sale; quote units. */
	readonly fee: number;
	/** What the levels did not hold: cash of a purchase, quantity of a sale. 0 where they held enough, though a purchase may leave less cash than one more step of 10^-8 would cost. */
	readonly unfilled: number;
};

/** What a quantity takes from a side. */
export type Walk = {readonly quantity: number; readonly cost: number; readonly price: number; readonly unfilled: number};

/** Takes a quantity from the best `levels` levels. */
export function walk(side: DisplayedSide, scales: Scales, levels: number, quantity: number): Walk {
	let rest = Math.max(toSteps(quantity), 0);
	const wanted = rest;
	let cost = 0;
	for (const level = side.walk(); rest > 0 && level.next() && level.rank < levels; ) {
		const steps = Math.min(rest, stepsOf(level, scales));
		cost += priceOf(level, scales) * fromSteps(steps);
		rest -= steps;
	}
	const filled = fromSteps(wanted - rest);
	return {quantity: filled, cost, price: average(cost, filled, scales), unfilled: fromSteps(rest)};
}

/**
Sells a position into the bids.

@param levels how many of the best may be walked: those within the trusted depth.
@param feeRate a share of the notional, see `feeRate`.
*/
export function sellAll(bids: DisplayedSide, scales: Scales, levels: number, position: number, feeRate: number): TakerFill {
	const {quantity, cost, price, unfilled} = walk(bids, scales, levels, position);
	return {side: 'sell', quantity, price, cost, fee: feeOn(cost, feeRate), unfilled};
}

/**
Spends cash on the asks, fee included: quantity = cash / (vwap · (1 + fee)), rounded down to 10^-8. Cost and fee together never exceed the cash.

@param levels how many of the best may be walked: those within the trusted depth.
@param feeRate a share of the notional, see `feeRate`.
*/
export function buyAllIn(asks: DisplayedSide, scales: Scales, levels: number, cash: number, feeRate: number): TakerFill {
	const funds = Math.max(cash, 0);
	let steps = 0;
	let cost = 0;
	let isFunded = funds > 0;
	for (const level = asks.walk(); isFunded && level.next() && level.rank < levels; ) {
		const price = priceOf(level, scales);
		const offered = stepsOf(level, scales);
		isFunded = withFee(cost + price * fromSteps(offered), feeRate) <= funds;
		const taken = isFunded ? offered : affordable(price, cost, funds, feeRate);
		cost += price * fromSteps(taken);
		steps += taken;
	}
	const quantity = fromSteps(steps);
	const unfilled = isFunded ? funds - withFee(cost, feeRate) : 0;
	return {side: 'buy', quantity, price: average(cost, quantity, scales), cost, fee: feeOn(cost, feeRate), unfilled};
}

/** The most steps that can be had at a price on top of what was spent already. */
function affordable(price: number, spent: number, funds: number, feeRate: number): number {
	const fits = (steps: number) => withFee(spent + price * fromSteps(steps), feeRate) <= funds;
	let steps = Math.floor(((funds - withFee(spent, feeRate)) / withFee(price, feeRate)) * stepsPerUnit);
	// The division may be a last bit off either way; beyond 2^53 a bit is more than a step.
	while (!fits(steps)) steps -= Math.max(1, steps * Number.EPSILON);
	while (steps < Number.MAX_SAFE_INTEGER && fits(steps + 1)) steps++;
	return steps;
}

/** Of one unit of quantity, quote units. */
function priceOf({price}: DisplayedLevel, {priceScale, unitValue = 1}: Scales): number {
	return (price / powersOfTen[priceScale]!) * unitValue;
}

function stepsOf({quantity}: DisplayedLevel, {quantityScale}: Scales): number {
	return quantity * powersOfTen[finestQuantityScale - quantityScale]!;
}

function average(cost: number, quantity: number, {unitValue = 1}: Scales): number {
	return quantity > 0 ? cost / (quantity * unitValue) : Number.NaN;
}
