/*
Numbers of any size, one under the other: their points stand in one column, with as many decimals as the largest of a series asks for, so that nothing jitters.
*/

import {none, plain, signed} from './number.ts';

/** Cells that every measure takes. */
export const measureWidth = 15;

/** Of these, before the point. */
const wholeWidth = 8;

/** How the numbers of one series are written: with so many decimals, or in powers of ten where all are tiny. */
export type Precision = number | 'powers';

/** About four digits of the largest; none after the point where all are whole. */
export function precisionOf(values: Float64Array): Precision {
	let largest = 0;
	let areWhole = true;
	for (const value of values) {
		if (!Number.isFinite(value)) continue;
		largest = Math.max(largest, Math.abs(value));
		areWhole &&= Number.isInteger(value);
	}
	if (areWhole) return 0;
	const decimals = leastWith.findIndex((least) => largest >= least);
	return decimals === -1 ? 'powers' : decimals;
}

/** From this size on, so many decimals. */
const leastWith = [1000, 100, 10, 0.1, 0.01, 0.001, 0.0001];

/** Exactly `measureWidth` cells; `–` stands where a digit before the point would. @param isSigned a plus is written as well. */
export function measured(value: number, precision: Precision, isSigned: boolean): string {
	const text = textOf(value, precision, isSigned);
	const point = text.indexOf('.');
	const before = wholeWidth - (point === -1 ? text.length : point);
	return (' '.repeat(Math.max(0, Math.min(before, measureWidth - text.length))) + text).padEnd(measureWidth);
}

function textOf(value: number, precision: Precision, isSigned: boolean): string {
	if (!Number.isFinite(value)) return Number.isNaN(value) ? none : plain(value, 0);
	if (precision === 'powers') return powers(value, isSigned);
	const text = isSigned ? signed(value, precision) : plain(value, precision);
	return text.length <= measureWidth ? text : powers(value, isSigned);
}

/** `1.23e−9` */
function powers(value: number, isSigned: boolean): string {
	const text = Math.abs(value).toExponential(2).replace('-', '−').replace('e+', 'e');
	return (value < 0 ? '−' : isSigned && value > 0 ? '+' : '') + text;
}
