import {expect, test} from 'vitest';
import {ZScore, zScoreRows} from '../../source/metrics/z-score.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

const gap = Number.NaN;

test('rows of a window of six, two values needed', () => {
	const z = new ZScore(6);
	expect(z.minPeriods).toBe(2);
	const series = [0.1, 0.3, gap, -0.2, 0.4, 0.2, 0, 0.5].map((row) => z.update(row));
	expectClose(series, [
		gap,
		0.7071067811815475,
		gap,
		-1.0596258856478247,
		0.9449111825194967,
		0.17374889710447305,
		-0.5813183589737659,
		1.1174884732274228,
	]);
});

test('a constant window has z exactly 0, from the second value on, after other values too', () => {
	const z = new ZScore(3);
	expectClose(
		[0.25, 0.25, 0.25, 0.25, 0.25].map((row) => z.update(row)),
		[gap, 0, 0, 0, 0],
	);
	const after = new ZScore(3);
	for (const row of [0.3, -0.7, 0.9, 0.1, 0.1, 0.1]) after.update(row);
	expect(after.value).toBe(0);
});

test('a window is a minute, but at least 60 rows, and a third of them must be values', () => {
	expect([100_000, 500_000, 1_000_000, 5_000_000].map(zScoreRows)).toEqual([600, 120, 60, 60]);
	expect(new ZScore(zScoreRows(1_000_000)).minPeriods).toBe(20);
});

test('with 19 values of 60 rows there is no z, with 20 there is', () => {
	const z = new ZScore(60);
	for (let row = 0; row < 19; row++) expect(z.update(row)).toBeNaN();
	expect(z.update(gap)).toBeNaN();
	expect(z.update(19)).toBeGreaterThan(1);
});

test('turned signs turn z, and its size stays below (n − 1)/√n, since a row is in its own window', () => {
	const rows = fc.array(fc.oneof({weight: 5, arbitrary: fc.integer({min: -1000, max: 1000})}, fc.constant(gap)), {
		minLength: 10,
		maxLength: 80,
	});
	fc.assert(
		fc.property(rows, (values) => {
			const z = new ZScore(9);
			const mirror = new ZScore(9);
			for (const value of values) {
				expectClose(mirror.update(-value), -z.update(value));
				if (!Number.isNaN(z.value)) expect(Math.abs(z.value)).toBeLessThanOrEqual(8 / 3 + 1e-9);
			}
		}),
	);
});
