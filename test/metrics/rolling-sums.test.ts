/* Sums, means and extremes that roll along or fade, against what plain recomputation gives. */

import {describe, expect, test} from 'vitest';
import {CountSum} from '../../source/metrics/count-sum.ts';
import {DecaySum} from '../../source/metrics/decay-sum.ts';
import {EwmaTime} from '../../source/metrics/ewma-time.ts';
import {TimeMaximum, TimeMinimum} from '../../source/metrics/time-extremes.ts';
import {timed} from '../support/archiving.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
/** Ordinary values, some enormous, some next to nothing, some missing. */
const value = fc.oneof(
	{weight: 8, arbitrary: fc.integer({min: -1000, max: 1000}).map((thousandths) => thousandths / 1000)},
	fc.integer({min: -1000, max: 1000}).map((many) => many * 1e9),
	fc.integer({min: -1000, max: 1000}).map((few) => few * 1e-9),
	fc.constant(Number.NaN),
);

describe('a sum of the last items', () => {
	test('is the plain sum of those that are numbers, as exactly as the largest of them allows', () => {
		fc.assert(
			fc.property(fc.array(value, {maxLength: 80, size: 'max'}), fc.integer({min: 1, max: 12}), (items, width) => {
				const sum = new CountSum(width);
				items.forEach((item, index) => {
					sum.push(item);
					const inside = items.slice(Math.max(0, index + 1 - width), index + 1).filter((each) => !Number.isNaN(each));
					const largest = Math.max(0, ...inside.map(Math.abs));
					expect(sum.count).toBe(inside.length);
					expect(Math.abs(sum.sum - total(inside))).toBeLessThanOrEqual(1e-12 * largest);
					if (inside.length === 0) expect([sum.sum, sum.mean]).toEqual([0, Number.NaN]);
					else expect(sum.mean).toBe(sum.sum / inside.length);
				});
			}),
		);
	});

	test('gathers no rounding errors over a hundred thousand items, enormous ones among them', () => {
		const item = (index: number) => ((index * 7919) % 1000) / 1e6 + (index % 100 === 0 ? 1e15 : 0);
		const sum = new CountSum(60);
		for (let index = 0; index < 100_000; index++) {
			sum.push(item(index));
			if (index % 100 === 99) expectClose(sum.sum, total(Array.from({length: 60}, (_, back) => item(index - back))));
		}
	});

	test('takes no window of no items', () => {
		for (const none of [0, -1, 1.5]) expect(() => new CountSum(none)).toThrow(RangeError);
	});
});

const steps = timed(fc.record({after: fc.integer({min: 0, max: 4_000_000}), value: fc.integer({min: -1000, max: 1000})}), 60);
const taus = fc.constantFrom(500_000, 5_000_000);

describe('a sum that fades', () => {
	test('is each term times e to the minus its age in time constants', () => {
		fc.assert(
			fc.property(steps, taus, (terms, tau) => {
				const sum = new DecaySum(tau);
				terms.forEach(({at, value}, index) => {
					sum.add(at, value);
					const parts = terms.slice(0, index + 1).map((term) => term.value * Math.exp((term.at - at) / tau));
					expect(Math.abs(sum.sum - total(parts))).toBeLessThanOrEqual(1e-12 * total(parts.map(Math.abs)));
				});
			}),
		);
	});

	test('does not depend on how often it is looked at, only on time', () => {
		fc.assert(
			fc.property(steps, taus, fc.integer({min: 1, max: 5}), (terms, tau, looks) => {
				const [plain, watched] = [new DecaySum(tau), new DecaySum(tau)];
				let last = Number.NaN;
				for (const {at, value} of terms) {
					for (let look = 1; look < looks && !Number.isNaN(last); look++) watched.passTo(last + Math.floor(((at - last) * look) / looks));
					plain.add(at, value);
					watched.add(at, value);
					last = at;
					expect(Math.abs(watched.sum - plain.sum)).toBeLessThanOrEqual(1e-9);
				}
			}),
		);
	});

	test('knows for how many time constants it has been watched, and begins anew when cleared', () => {
		const sum = new DecaySum(1000);
		expect([sum.sum, sum.age]).toEqual([0, Number.NaN]);
		sum.passTo(500);
		sum.add(3000, 8);
		sum.scale(0.5);
		expect([sum.sum, sum.age]).toEqual([4, 2.5]);
		sum.clear();
		expect([sum.sum, sum.age]).toEqual([0, Number.NaN]);
		expect(() => new DecaySum(0)).toThrow(RangeError);
	});
});

describe('a mean that fades with time', () => {
	test('weighs each value by what time has left of it, missing ones passed over', () => {
		fc.assert(
			fc.property(steps, taus, (all, tau) => {
				const mean = new EwmaTime(tau);
				const known: {at: number; value: number}[] = [];
				for (const {at, value} of all) {
					const isMissing = value > 800;
					if (!isMissing) known.push({at, value});
					mean.update(at, isMissing ? Number.NaN : value);
					let passed = 1;
					let expected = 0;
					for (let index = known.length - 1; index >= 0; index--) {
						const kept = index === 0 ? 0 : Math.exp((known[index - 1]!.at - known[index]!.at) / tau);
						expected += passed * (1 - kept) * known[index]!.value;
						passed *= kept;
					}
					if (known.length === 0) expect(mean.value).toBeNaN();
					else expect(Math.abs(mean.value - expected)).toBeLessThanOrEqual(1e-9);
				}
			}),
		);
	});

	test('has come to within e⁻¹ of a new value after one time constant', () => {
		const mean = new EwmaTime(2_000_000);
		expect(mean.update(0, 10)).toBe(10);
		expectClose(mean.update(2_000_000, 0), 10 / Math.E);
		mean.clear();
		expect(mean.value).toBeNaN();
		expect(() => new EwmaTime(Number.NaN)).toThrow(RangeError);
	});
});

describe('the greatest and the least of a time', () => {
	test('are those of a plain look at what happened less than a window ago', () => {
		fc.assert(
			fc.property(steps, fc.constantFrom(1, 1_000_000, 20_000_000), (all, window) => {
				const [greatest, least] = [new TimeMaximum(window), new TimeMinimum(window)];
				all.forEach(({at, value}, index) => {
					const each = value > 900 ? Number.NaN : value;
					greatest.push(at, each);
					least.push(at, each);
					const inside = all.slice(0, index + 1).filter((past) => past.at > at - window && past.value <= 900);
					const values = inside.map((past) => past.value);
					expect(greatest.value).toBe(values.length === 0 ? Number.NaN : Math.max(...values));
					expect(least.value + 0).toBe(values.length === 0 ? Number.NaN : Math.min(...values));
				});
			}),
		);
	});

	test('remember thousands of values that fall, and forget them as time passes', () => {
		const greatest = new TimeMaximum(5000);
		for (let at = 0; at < 5000; at++) greatest.push(at, -at);
		expect(greatest.value + 0).toBe(0);
		greatest.passTo(5000);
		expect(greatest.value).toBe(-1);
		greatest.passTo(9000);
		expect(greatest.value).toBe(-4001);
		greatest.push(9001, 7);
		expect(greatest.value).toBe(7);
		greatest.clear();
		expect(greatest.value).toBeNaN();
		expect(() => new TimeMaximum(0)).toThrow(RangeError);
	});
});
