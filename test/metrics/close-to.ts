/* Comparison of computed numbers with published ones: to 1e-9 of their size or 1e-12, NaN equal to NaN alone. */

import {expect} from 'vitest';

export function expectClose(actual: ArrayLike<number> | number, expected: ArrayLike<number> | number): void {
	const got = typeof actual === 'number' ? [actual] : Array.from(actual);
	const wanted = typeof expected === 'number' ? [expected] : Array.from(expected);
	const misses = wanted.flatMap((value, index) => (isClose(got[index], value) ? [] : [{index, expected: value, actual: got[index]}]));
	expect(got).toHaveLength(wanted.length);
	expect(misses).toEqual([]);
}

function isClose(actual: number | undefined, expected: number): boolean {
	if (actual === undefined) return false;
	if (Number.isNaN(expected) || Number.isNaN(actual)) return Number.isNaN(expected) && Number.isNaN(actual);
	return Math.abs(actual - expected) <= Math.max(1e-12, 1e-9 * Math.abs(expected));
}
