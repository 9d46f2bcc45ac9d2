import {expect, test} from 'vitest';
import {TimeBins} from '../../source/metrics/time-bins.ts';
import {archived} from '../support/archiving.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

const second = 1_000_000;

function tell(bins: TimeBins, at: number, value: number): void {
	bins.passTo(at);
	bins.add(0, value);
}

test('a minute reaches back to what happened less than 60 s ago, not to what happened exactly then', () => {
	const bins = new TimeBins(1, [60], second);
	tell(bins, 0, 1);
	tell(bins, 30 * second, 2);
	tell(bins, 60 * second, 3);
	expect(bins.sum(0, 0)).toBe(5);
	tell(bins, 61 * second, 4);
	expect(bins.sum(0, 0)).toBe(9);
});

test('a microsecond decides whether what happened about a minute ago counts', () => {
	const bins = new TimeBins(1, [60], second);
	tell(bins, 9 * second, 1);
	tell(bins, 10 * second, 2);
	tell(bins, 10 * second + 1, 4);
	bins.passTo(70 * second);
	expect(bins.sum(0, 0)).toBe(4);
});

test('a sum is not known before its window has been watched in full, a short one sooner than a long one', () => {
	const bins = new TimeBins(1, [1, 2], second);
	const sums = () => [bins.sum(0, 0), bins.sum(1, 0), bins.partial(1, 0)];
	expect(sums()).toEqual([Number.NaN, Number.NaN, 0]);
	tell(bins, 100.4 * second, 7);
	bins.passTo(101 * second);
	expect(sums()).toEqual([Number.NaN, Number.NaN, 7]);
	tell(bins, 101.4 * second, 1);
	bins.passTo(102 * second);
	expect(sums()).toEqual([1, Number.NaN, 8]);
	bins.passTo(103 * second);
	expect(sums()).toEqual([0, 1, 1]);
});

test('a watched window in which nothing happened sums to exactly 0, whatever happened before', () => {
	const value = fc.integer({min: -1e6, max: 1e6}).map((thousandths) => thousandths / 1000);
	fc.assert(
		fc.property(fc.array(value, {minLength: 1, maxLength: 200}), (values) => {
			const bins = new TimeBins(1, [3, 5], second);
			for (const [index, each] of values.entries()) tell(bins, index * 0.3 * second, each);
			const last = Math.ceil(values.length * 0.3);
			bins.passTo((last + 3) * second);
			expect(bins.sum(0, 0)).toBe(0);
			for (let more = 4; more < 8; more++) bins.passTo((last + more) * second);
			expect(bins.sum(1, 0)).toBe(0);
		}),
	);
});

test('clearing begins the watch anew', () => {
	const bins = new TimeBins(1, [10], second);
	tell(bins, 0, 1);
	bins.passTo(10 * second);
	expect(bins.sum(0, 0)).toBe(0);
	bins.clear();
	expect(bins.sum(0, 0)).toBeNaN();
	tell(bins, 20 * second, 2);
	expect(bins.sum(0, 0)).toBeNaN();
	tell(bins, 30 * second, 3);
	expect(bins.sum(0, 0)).toBe(3);
});

test('while nothing is watched nothing is summed and no time passes', () => {
	const bins = new TimeBins(1, [1], second);
	tell(bins, 0, 1);
	bins.watch(false);
	tell(bins, second, 2);
	expect([bins.isWatching, bins.sum(0, 0), bins.partial(0, 0)]).toEqual([false, Number.NaN, 0]);
	bins.watch(true);
	tell(bins, 5.5 * second, 4);
	bins.passTo(6 * second);
	expect(bins.sum(0, 0)).toBeNaN();
	bins.passTo(7 * second);
	expect(bins.sum(0, 0)).toBe(0);
});

const intervals = fc.constantFrom(0.1, 0.3, 1, 2.5).map((seconds) => seconds * second);
const steps = fc.array(fc.tuple(fc.nat(1_500_000), fc.integer({min: -1000, max: 1000})), {minLength: 1, maxLength: 120});

test('at every row the sums are those of the events less than a window ago, at any interval, for windows side by side', () => {
	fc.assert(
		fc.property(intervals, steps, fc.array(fc.integer({min: 1, max: 20}), {minLength: 1, maxLength: 3}), (interval, all, windows) => {
			const bins = new TimeBins(2, windows, interval);
			const start = 1_723_075_200 * second;
			const past: {at: number; value: number}[] = [];
			let [at, row] = [start, start];
			for (const [gap, value] of all) {
				for (; row < at + gap; row += interval) {
					if (past.length === 0) continue;
					bins.passTo(row);
					for (const [number, window] of windows.entries()) {
						const inside = past.filter((each) => each.at > row - window * second);
						const isCovered = row - past[0]!.at >= window * second;
						const sum = inside.reduce((total, each) => total + each.value, 0);
						expect(bins.sum(number, 0)).toBe(isCovered ? sum : Number.NaN);
						expect(bins.sum(number, 1)).toBe(isCovered ? inside.length : Number.NaN);
					}
				}
				at += gap;
				tell(bins, at, value);
				bins.add(1, 1);
				past.push({at, value});
			}
		}),
	);
});

test('something enormous leaves no trace once it has left, and no rounding errors add up over a hundred thousand rows', () => {
	const bins = new TimeBins(1, [7, 40], second);
	const value = (row: number) => ((row * 7919) % 1000) / 1e6 + (row % 100 === 50 ? 1e15 : row % 100 === 57 ? -1e12 : 0);
	const plain = (row: number, window: number) => {
		let sum = 0;
		for (let back = window - 1; back >= 0; back--) sum += value(row - back);
		return sum;
	};
	for (let row = 0; row < 100_000; row++) {
		tell(bins, row * second, value(row));
		// Neither of the two is in the window.
		if (row % 100 === 65) expectClose(bins.sum(0, 0), plain(row, 7));
		if (row > 100 && row % 100 === 99) expectClose(bins.sum(1, 0), plain(row, 40));
	}
});

test('scaling changes what is remembered of one column; what is not finite is not remembered at all', () => {
	const bins = new TimeBins(2, [2], second);
	tell(bins, 0, 99);
	tell(bins, 1.5 * second, 50);
	bins.add(1, 5);
	for (const nothing of [Number.NaN, Number.POSITIVE_INFINITY]) bins.add(0, nothing);
	bins.scale(0, 0.1);
	tell(bins, 2.5 * second, 1);
	bins.passTo(3 * second);
	expect([bins.sum(0, 0), bins.sum(0, 1)]).toEqual([6, 5]);
});

test('a window that is no whole number of seconds and none of bins is refused', () => {
	expect(() => new TimeBins(1, [1, 0], second)).toThrow(RangeError);
	expect(() => new TimeBins(1, [0.25], 500_000)).toThrow(RangeError);
});

test('what a checkpoint takes does not grow with what was summed', () => {
	const bins = new TimeBins(1, [10], second);
	const before = archived(bins).length;
	for (let index = 0; index < 5000; index++) tell(bins, index * 1000, index);
	expect(archived(bins)).toHaveLength(before);
});
