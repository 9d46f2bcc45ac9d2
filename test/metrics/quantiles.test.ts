import {expect, test} from 'vitest';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {EmpiricalRank} from '../../source/metrics/empirical-rank.ts';
import {P2Quantile} from '../../source/metrics/p2-quantile.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

/** As numpy has it: linear between neighbours. */
function quantile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((one, other) => one - other);
	const position = (sorted.length - 1) * share;
	const low = sorted[Math.floor(position)]!;
	return low + (sorted[Math.ceil(position)]! - low) * (position - Math.floor(position));
}

const share = fc.integer({min: 1, max: 99}).map((percent) => percent / 100);
const values = fc.array(fc.oneof({weight: 9, arbitrary: fc.integer({min: -50, max: 50})}, fc.constant(Number.NaN)), {
	minLength: 1,
	maxLength: 80,
});

test('a quantile among the latest values is the one of those sorted, none below the least number of them', () => {
	fc.assert(
		fc.property(values, share, fc.integer({min: 1, max: 20}), fc.integer({min: 1, max: 5}), (all, part, limit, minimum) => {
			const rank = new EmpiricalRank(minimum, limit);
			const known: number[] = [];
			for (const value of all) {
				rank.add(value);
				if (!Number.isNaN(value)) known.push(value);
				const latest = known.slice(-limit);
				expectClose(rank.quantile(part), latest.length < minimum ? Number.NaN : quantile(latest, part));
			}
		}),
	);
});

test('up to five values P² gives the very quantile', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({min: -50, max: 50}), {minLength: 1, maxLength: 5}), share, (few, part) => {
			const estimate = new P2Quantile(part);
			expect(estimate.value).toBeNaN();
			for (const value of few) estimate.add(value);
			expectClose(estimate.value, quantile(few, part));
		}),
	);
});

// Jain and Chlamtac 1985, table I.
const published = [
	0.02, 0.15, 0.74, 3.39, 0.83, 22.37, 10.15, 15.43, 38.62, 15.92, 34.6, 10.28, 1.47, 0.4, 0.05, 11.39, 0.27, 0.42, 0.09, 11.37,
];

test('the median of the twenty observations that the paper works through is 4.44', () => {
	const median = new P2Quantile(0.5);
	for (const value of published) median.add(value);
	expect(median.value.toFixed(2)).toBe('4.44');
	expect(median.count).toBe(20);
});

test('an estimate stays between the least and the greatest, moves with shift and scale, and passes over what is missing', () => {
	fc.assert(
		fc.property(values, share, (all, part) => {
			const [estimate, moved] = [new P2Quantile(part), new P2Quantile(part)];
			for (const value of all) {
				estimate.add(value);
				moved.add(value * 4 + 1024);
			}
			const known = all.filter((value) => !Number.isNaN(value));
			expect(estimate.count).toBe(known.length);
			if (known.length === 0) return;
			expect(estimate.value).toBeGreaterThanOrEqual(Math.min(...known));
			expect(estimate.value).toBeLessThanOrEqual(Math.max(...known));
			expectClose(moved.value, estimate.value * 4 + 1024);
		}),
	);
});

test.each([
	['evenly spread', (random: Random) => random.uniform()],
	['with a long tail', (random: Random) => -Math.log(1 - random.uniform())],
])('over a hundred thousand values %s the estimate is within half a percent of the share', (_, draw) => {
	for (const part of [0.1, 0.5, 0.9]) {
		const random = new Random(7, 'quantiles');
		const estimate = new P2Quantile(part);
		const all = Array.from({length: 100_000}, () => draw(random));
		for (const value of all) estimate.add(value);
		const below = all.filter((value) => value <= estimate.value).length / all.length;
		expect(Math.abs(below - part)).toBeLessThan(0.005);
	}
});

test('a quantile of nothing or of all is refused', () => {
	for (const none of [0, 1, Number.NaN]) expect(() => new P2Quantile(none)).toThrow(RangeError);
});
