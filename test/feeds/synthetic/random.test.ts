import {expect, test} from 'vitest';
import {Random} from '../../../source/feeds/synthetic/random.ts';

const draws = 20_000;

function sample(draw: () => number): {readonly mean: number; readonly deviation: number; readonly median: number} {
	const values = Array.from({length: draws}, draw).sort((a, b) => a - b);
	const mean = values.reduce((sum, value) => sum + value, 0) / draws;
	const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws);
	return {mean, deviation, median: values[draws / 2] ?? Number.NaN};
}

test('the same seed and name repeat, another seed or name does not', () => {
	const first = (random: Random) => Array.from({length: 8}, () => random.uniform());
	expect(first(new Random(7, 'a'))).toEqual(first(new Random(7, 'a')));
	expect(first(new Random(7, 'a'))).not.toEqual(first(new Random(7, 'b')));
	expect(first(new Random(7, 'a'))).not.toEqual(first(new Random(8, 'a')));
});

test('draws have the moments of their distributions', () => {
	const random = new Random(1, 'moments');
	expect(sample(() => random.uniform()).mean).toBeCloseTo(0.5, 1.7);
	expect(sample(() => random.normal()).mean).toBeCloseTo(0, 1);
	expect(sample(() => random.normal()).deviation).toBeCloseTo(1, 1);
	expect(sample(() => random.exponential(3)).mean / 3).toBeCloseTo(1, 1);
	expect(sample(() => random.logNormal(5, 0.8)).median / 5).toBeCloseTo(1, 1);
	expect(sample(() => random.poisson(1.7)).mean).toBeCloseTo(1.7, 1);
	expect(sample(() => random.poisson(1.7)).deviation ** 2).toBeCloseTo(1.7, 0.7);
	expect(sample(() => Number(random.chance(0.2))).mean).toBeCloseTo(0.2, 1.7);
});

test('below and between stay inside their bounds', () => {
	const random = new Random(2, 'bounds');
	const whole = Array.from({length: draws}, () => random.below(4));
	expect([...new Set(whole)].sort()).toEqual([0, 1, 2, 3]);
	const real = Array.from({length: draws}, () => random.between(-2, 3));
	expect(Math.min(...real)).toBeGreaterThanOrEqual(-2);
	expect(Math.max(...real)).toBeLessThan(3);
});
