import {expect, test} from 'vitest';
import {EwmaVariance} from '../../source/metrics/ewma-variance.ts';
import {RealisedVolatility} from '../../source/metrics/realised-volatility.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

const second = 1_000_000;
const gap = Number.NaN;
const mids = [100, 100.02, 99.99, 100.05, 100.05, 100.01];

function volatilityOf(series: readonly number[], rows: number): RealisedVolatility {
	const volatility = new RealisedVolatility(second, rows * second);
	for (const mid of series) volatility.update(mid);
	return volatility;
}

test('five returns of one second', () => {
	const volatility = volatilityOf(mids, 5);
	expectClose(volatility.variance, 6.497431157071994e-7);
	expectClose(volatility.volBps, 8.060664462109804);
	expectClose(volatility.bipower, 3.7690632353754374e-7);
	expectClose(volatility.jump, 2.7283679216965563e-7);
	expectClose(volatility.annualised, 2.024366513106865);
});

test('the variance that forgets exponentially starts at the first squared return', () => {
	const variance = new EwmaVariance();
	expect(variance.value).toBeNaN();
	for (let row = 1; row < mids.length; row++) variance.update(Math.log(mids[row]! / mids[row - 1]!));
	expectClose(variance.value, 6.438079071552194e-8);
	expect(variance.update(gap)).toBe(variance.value);
});

test('a window is a minute of rows', () => {
	expect([100_000, 700_000, second, 5 * second, 300 * second].map((interval) => new RealisedVolatility(interval).rows)).toEqual([
		600, 86, 60, 12, 1,
	]);
});

test('an interval in seconds is refused', () => {
	expect(() => new RealisedVolatility(1)).toThrow(RangeError);
});

test('nothing is known until a whole window followed the first mid', () => {
	const volatility = new RealisedVolatility(second, 5 * second);
	expect([gap, gap, 100, 101, 102, 103, 104].map((mid) => volatility.update(mid)).every(Number.isNaN)).toBe(true);
	expect(volatility.update(105)).toBeGreaterThan(0);
});

test('a missing mid takes two returns, which the others make up for in proportion', () => {
	const series = [100, 101, 100, 101, gap, 101, 100, 101, 100, 101, 100];
	const one = Math.log(1.01) ** 2;
	const volatility = volatilityOf(series, 10);
	expectClose(volatility.variance, 10 * one);
	expectClose(volatility.bipower, (Math.PI / 2) * 9 * one);
});

test('with fewer than four fifths of the returns there is no volatility, until the hole has left the window', () => {
	const volatility = volatilityOf([100, 101, 100, gap, gap, 101, 100, 101, 100, 101, 100], 10);
	for (const value of [volatility.variance, volatility.volBps, volatility.bipower, volatility.jump, volatility.annualised]) {
		expect(value).toBeNaN();
	}
	for (const mid of [101, 100]) expect(volatility.update(mid)).toBeNaN();
	expect(volatility.update(101)).toBeGreaterThan(0);
});

const rows = fc.array(
	fc.oneof({weight: 12, arbitrary: fc.integer({min: 9900, max: 10_100}).map((cents) => cents / 100)}, fc.constant(gap)),
	{minLength: 2, maxLength: 80},
);

test('streaming gives what plain recomputation of the window gives', () => {
	fc.assert(
		fc.property(rows, fc.integer({min: 2, max: 12}), (series, width) => {
			const started = series.slice(series.findIndex((mid) => !Number.isNaN(mid)));
			const returns = started
				.slice(1)
				.map((mid, index) => Math.log(mid / started[index]!))
				.slice(-width);
			const present = returns.filter((each) => !Number.isNaN(each));
			const pairs = returns
				.slice(1)
				.map((each, index) => Math.abs(each * returns[index]!))
				.filter((each) => !Number.isNaN(each));
			const isValid = returns.length === width && present.length >= 0.8 * width;
			const variance = (present.reduce((sum, each) => sum + each * each, 0) * width) / present.length;
			const bipower = ((Math.PI / 2) * pairs.reduce((sum, each) => sum + each, 0) * (width - 1)) / pairs.length;
			const volatility = volatilityOf(series, width);
			expectClose(volatility.variance, isValid ? variance : gap);
			expectClose(volatility.bipower, isValid && pairs.length > 0 ? bipower : gap);
		}),
	);
});

test('a jump leaves no trace once it has left the window, and mids that stand still have no volatility at all', () => {
	const quiet = (row: number) => 100 + ((row * 7919) % 7) / 1e6;
	const series = [...Array.from({length: 25}, (_, row) => quiet(row)), 50, 200, ...Array.from({length: 8}, (_, row) => quiet(row))];
	const volatility = volatilityOf(series, 6);
	const expected = volatilityOf(series.slice(-7), 6);
	expectClose([volatility.variance, volatility.bipower], [expected.variance, expected.bipower]);
	for (let row = 0; row < 7; row++) volatility.update(100);
	expect([volatility.variance, volatility.volBps, volatility.bipower, volatility.jump]).toEqual([0, 0, 0, 0]);
});

test('the unit of prices does not matter, and prices turned about change nothing', () => {
	fc.assert(
		fc.property(rows, (series) => {
			const volatility = volatilityOf(series, 6);
			expectClose(
				volatilityOf(
					series.map((mid) => mid * 8),
					6,
				).variance,
				volatility.variance,
			);
			expectClose(
				volatilityOf(
					series.map((mid) => 1 / mid),
					6,
				).variance,
				volatility.variance,
			);
		}),
	);
});
