import {expect, test} from 'vitest';
import {EmpiricalRank} from '../../source/metrics/empirical-rank.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

function ranker(values: readonly number[], minimum = 1, limit = 10_000): EmpiricalRank {
	const rank = new EmpiricalRank(minimum, limit);
	for (const value of values) rank.add(value);
	return rank;
}

test('the mid-rank counts half of what is equal', () => {
	expect(ranker([0.2, 0.25, 0.3, 0.3, 0.4, 0.55, 0.35, 0.3]).rank(0.35)).toBe(0.6875);
});

test('nothing is ranked among fewer than twenty', () => {
	const rank = new EmpiricalRank();
	for (let value = 1; value < 20; value++) rank.add(value);
	expect(rank.rank(5)).toBeNaN();
	rank.add(20);
	expect(rank.count).toBe(20);
	expect(rank.rank(20)).toBe(0.975);
});

test('NaN is neither kept nor ranked', () => {
	const rank = ranker([1, Number.NaN, 2]);
	expect(rank.count).toBe(2);
	expect(rank.rank(Number.NaN)).toBeNaN();
	expect(new EmpiricalRank(0).rank(1)).toBeNaN();
});

const history = fc.array(fc.integer({min: -20, max: 20}), {minLength: 1, maxLength: 100});

test('only the latest values count once the history is full', () => {
	fc.assert(
		fc.property(history, fc.integer({min: 1, max: 15}), fc.integer({min: -21, max: 21}), (values, limit, x) => {
			const rank = ranker(values, 1, limit);
			const kept = values.slice(-limit);
			const below = kept.filter((value) => value < x).length;
			const equal = kept.filter((value) => value === x).length;
			expect(rank.count).toBe(kept.length);
			expectClose(rank.rank(x), (below + equal / 2) / kept.length);
		}),
	);
});

test('turned signs turn the rank about one half, and any rising scale leaves it', () => {
	fc.assert(
		fc.property(history, fc.integer({min: -21, max: 21}), (values, x) => {
			expectClose(ranker(values.map((value) => -value)).rank(-x), 1 - ranker(values).rank(x));
			expect(ranker(values.map((value) => value * 3 + 7)).rank(x * 3 + 7)).toBe(ranker(values).rank(x));
		}),
	);
});
