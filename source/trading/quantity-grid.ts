/*
Simulated orders are placed on a grid of 10^-8 of the instrument's unit, so that what was bought can be sold to the last digit and no dust of
rounding errors stays behind. Beyond 2^53 steps (90 million coins) a double is coarser than the grid, and is left as it is.
*/

import {powersOfTen} from '../market/decimal.ts';
import {finestQuantityScale} from '../market/instrument.ts';

/** Grid steps in one unit. */
export const stepsPerUnit = powersOfTen[finestQuantityScale]!;

/** The nearest count of grid steps. */
export function toSteps(quantity: number): number {
	return Math.round(quantity * stepsPerUnit);
}

export function fromSteps(steps: number): number {
	return steps / stepsPerUnit;
}

/** The quantity without the rounding error that adding and subtracting left. */
export function onGrid(quantity: number): number {
	const steps = toSteps(quantity);
	return Number.isSafeInteger(steps) ? fromSteps(steps) : quantity;
}
