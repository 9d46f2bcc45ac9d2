import {expect, test} from 'vitest';
import {RecentValues} from '../../source/metrics/percentiles.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

function recent(values: readonly number[], capacity = 512): RecentValues {
	const kept = new RecentValues(capacity);
	for (const value of values) kept.push(value);
	return kept;
}

test('between two ranks the percentile lies in proportion', () => {
	const kept = recent([0.5, 0.1, 0.9, 0.3, 0.7, 0.2]);
	expectClose(
		[0, 0.5, 0.9, 1].map((share) => kept.percentile(share)),
		[0.1, 0.4, 0.8, 0.9],
	);
});

test('without numbers there is no percentile, and NaN is no number', () => {
	const kept = recent([Number.NaN]);
	expect(kept.count).toBe(0);
	expect(kept.percentile(0.5)).toBeNaN();
});

test('asking does not disturb what is kept', () => {
	const kept = recent([3, 1, 2], 3);
	expect(kept.percentile(0.5)).toBe(2);
	kept.push(-10);
	expect(kept.percentile(0)).toBe(-10);
	expect(kept.percentile(1)).toBe(2);
	kept.clear();
	expect(kept.percentile(0.5)).toBeNaN();
});

test('only the latest numbers count', () => {
	fc.assert(
		fc.property(fc.array(fc.integer(), {minLength: 1, maxLength: 60}), fc.integer({min: 1, max: 20}), (values, capacity) => {
			const kept = recent(values, capacity);
			const last = values.slice(-capacity);
			expect(kept.count).toBe(last.length);
			expect([kept.percentile(0), kept.percentile(1)]).toEqual([Math.min(...last), Math.max(...last)]);
		}),
	);
});
