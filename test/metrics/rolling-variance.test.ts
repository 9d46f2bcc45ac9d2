import {expect, test} from 'vitest';
import {RollVar} from '../../source/metrics/rolling-variance.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

const rowsOf = (value: fc.Arbitrary<number>) => fc.array(fc.oneof({weight: 4, arbitrary: value}, fc.constant(Number.NaN)), {maxLength: 60});

function plain(window: readonly number[]): {count: number; mean: number; variance: number} {
	const values = window.filter((value) => !Number.isNaN(value));
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
	return {count: values.length, mean, variance: values.length > 1 ? squares / (values.length - 1) : Number.NaN};
}

test('streaming gives what plain recomputation of the window gives, NaN rows counting as rows', () => {
	fc.assert(
		fc.property(rowsOf(fc.integer({min: -1000, max: 1000}).map((value) => value / 1000)), fc.integer({min: 1, max: 12}), (rows, width) => {
			const window = new RollVar(width);
			rows.forEach((row, index) => {
				window.push(row);
				const expected = plain(rows.slice(Math.max(0, index + 1 - width), index + 1));
				expect(window.count).toBe(expected.count);
				expectClose(window.mean, expected.mean);
				expectClose(window.variance(1), expected.variance);
			});
		}),
	);
});

test('an enormous value leaves no trace once it has left the window', () => {
	const window = new RollVar(4);
	const rows = [0.1, 1e12, 0.3, 0.2, 0.4, 0.7, 0.5];
	for (const row of rows) window.push(row);
	const expected = plain(rows.slice(-4));
	expectClose(window.mean, expected.mean);
	expectClose(window.variance(), expected.variance);
});

test('a window of equal values has their mean and no variance, exactly, whatever it held before', () => {
	const value = fc.integer({min: -1000, max: 1000}).map((units) => units / 1000);
	fc.assert(
		fc.property(rowsOf(value), value, fc.integer({min: 2, max: 12}), (before, constant, width) => {
			const window = new RollVar(width);
			for (const row of before) window.push(row);
			for (let row = 0; row < width; row++) window.push(row === 1 && width > 2 ? Number.NaN : constant);
			expect(window.count).toBe(width > 2 ? width - 1 : 2);
			expect(window.mean).toBe(constant);
			if (window.count > 1) expect(window.variance()).toBe(0);
		}),
	);
});

test('no rounding errors add up over a hundred thousand rows', () => {
	const window = new RollVar(60);
	const rows = Array.from({length: 100_000}, (_, index) => 1e6 + ((index * 7919) % 1000) / 1000);
	for (const row of rows) window.push(row);
	expectClose(window.variance(), plain(rows.slice(-60)).variance);
});

test('enormous values leave no trace once they have left, nor does a far-off mean, over a hundred thousand rows', () => {
	const row = (index: number) =>
		(index % 200 < 100 ? 0.1 : index % 3 === 0 ? 1e9 : index % 3 === 1 ? -1e-9 : 1e5) + ((index * 7919) % 1000) / 1e3;
	const window = new RollVar(60);
	for (let index = 0; index < 100_000; index++) {
		window.push(row(index));
		if (index % 200 !== 99) continue;
		const expected = plain(Array.from({length: 60}, (_, back) => row(index - back)));
		expectClose([window.mean, window.variance()], [expected.mean, expected.variance]);
	}
});

test('without values there is no mean, with one no sample variance', () => {
	const window = new RollVar(2);
	expect(window.mean).toBeNaN();
	window.push(5);
	expect(window.variance(1)).toBeNaN();
	expect(window.variance(0)).toBe(0);
	window.push(Number.NaN);
	window.push(Number.NaN);
	expect(window.count).toBe(0);
	expect(window.mean).toBeNaN();
});

test('a window of no rows is refused', () => {
	expect(() => new RollVar(0)).toThrow(RangeError);
	expect(() => new RollVar(2.5)).toThrow(RangeError);
});
