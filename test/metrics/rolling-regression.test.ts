import {expect, test} from 'vitest';
import {RollingRegression} from '../../source/metrics/rolling-regression.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

type Row = readonly [x: number, y: number];
type Line = {count: number; slope: number; intercept: number; r2: number; error: number; correlation: number; through: number};

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** By the textbook, about the means. */
function plain(rows: readonly Row[]): Line {
	const pairs = rows.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
	const n = pairs.length;
	const [meanX, meanY] = [total(pairs.map(([x]) => x)) / n, total(pairs.map(([, y]) => y)) / n];
	const xx = total(pairs.map(([x]) => (x - meanX) ** 2));
	const xy = total(pairs.map(([x, y]) => (x - meanX) * (y - meanY)));
	const yy = total(pairs.map(([, y]) => (y - meanY) ** 2));
	const slope = xy / xx;
	const residuals = total(pairs.map(([x, y]) => (y - meanY - slope * (x - meanX)) ** 2));
	return {
		count: n,
		slope,
		intercept: meanY - slope * meanX,
		r2: 1 - residuals / yy,
		error: Math.sqrt(residuals / ((n - 2) * xx)),
		correlation: xy / Math.sqrt(xx * yy),
		through: total(pairs.map(([x, y]) => x * y)) / total(pairs.map(([x]) => x * x)),
	};
}

function expectLine(line: RollingRegression, expected: Line): void {
	expect(line.count).toBe(expected.count);
	expectClose(
		[line.slope, line.intercept, line.r2, line.standardError, line.correlation, line.slopeThroughOrigin],
		[expected.slope, expected.intercept, expected.r2, expected.error, expected.correlation, expected.through],
	);
	expectClose(line.t, expected.slope / expected.error);
	expectClose(line.correlationT, expected.correlation * Math.sqrt((expected.count - 2) / (1 - expected.correlation ** 2)));
}

const coordinate = fc.oneof(
	{weight: 9, arbitrary: fc.integer({min: -1000, max: 1000}).map((thousandths) => thousandths / 1000)},
	fc.constant(Number.NaN),
);
const rows = fc.array(fc.tuple(coordinate, coordinate), {maxLength: 60, size: 'max'});

test('streaming gives what plain recomputation of the window gives; a row that lacks either is no pair', () => {
	fc.assert(
		fc.property(rows, fc.integer({min: 4, max: 15}), (all, width) => {
			const line = new RollingRegression(width);
			all.forEach((row, index) => {
				line.push(...row);
				const expected = plain(all.slice(Math.max(0, index + 1 - width), index + 1));
				expect(line.count).toBe(expected.count);
				// Lines that are all but exact, or all but upright, are rounding.
				if (expected.count > 3 && expected.r2 < 0.999 && expected.r2 > 1e-3) expectLine(line, expected);
			});
		}),
	);
});

test('enormous pairs leave no trace once they have left, and no rounding errors add up over a hundred thousand rows', () => {
	const row = (index: number): Row => {
		const size = index % 200 < 100 ? 1 : index % 3 === 0 ? 1e9 : 1e-6;
		return [size * (((index * 7919) % 1000) / 1000), size * (((index * 104_729) % 1000) / 1000 + ((index * 7919) % 1000) / 2000)];
	};
	const line = new RollingRegression(60);
	for (let index = 0; index < 100_000; index++) {
		line.push(...row(index));
		if (index % 200 === 99) expectLine(line, plain(Array.from({length: 60}, (_, back) => row(index - 59 + back))));
	}
});

test('a price far from 0 that hardly moves has its line all the same', () => {
	const row = (index: number): Row => [((index * 7919) % 100) / 1e3, 61_000 + ((index * 7919) % 100) / 100 + ((index * 31) % 7) / 1e3];
	const line = new RollingRegression(300);
	for (let index = 0; index < 10_000; index++) line.push(...row(index));
	const expected = plain(Array.from({length: 300}, (_, index) => row(9700 + index)));
	expect(Math.abs(line.slope / expected.slope - 1)).toBeLessThan(1e-9);
	expect(Math.abs(line.r2 - expected.r2)).toBeLessThan(1e-9);
});

test('below the least number of pairs, and where x does not vary, there is no line', () => {
	const line = new RollingRegression(10, 4);
	const few: readonly Row[] = [
		[1, 2],
		[2, 3],
		[3, 5],
		[Number.NaN, 6],
	];
	for (const row of few) line.push(...row);
	expect([line.count, line.slope, line.slopeThroughOrigin, line.r2]).toEqual([3, Number.NaN, Number.NaN, Number.NaN]);
	line.push(4, 4);
	expectClose(line.slope, 0.8);
	const upright = new RollingRegression(10);
	for (let row = 0; row < 5; row++) upright.push(0.1, row);
	expect([upright.slope, upright.correlation, upright.t]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});

test('where y does not vary the slope is 0 and explains nothing', () => {
	const line = new RollingRegression(10);
	for (let row = 0; row < 5; row++) line.push(row, 0.1);
	expectClose(line.slope, 0);
	expect([line.r2, line.correlation]).toEqual([Number.NaN, Number.NaN]);
});

test('an exact line has no error, and no t', () => {
	const line = new RollingRegression(10);
	for (let row = 0; row < 5; row++) line.push(row, 2 * row + 1);
	expect([line.slope, line.intercept, line.r2, line.standardError]).toEqual([2, 1, 1, 0]);
	expect([line.t, line.correlation, line.correlationT]).toEqual([Number.NaN, 1, Number.NaN]);
});

test('a window of no rows is refused', () => {
	for (const none of [0, 2.5]) expect(() => new RollingRegression(none)).toThrow(RangeError);
});
