import {expect, test} from 'vitest';
import {EwmaRows} from '../../source/metrics/ewma.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

const gap = Number.NaN;
const rows = [0.2, 0.4, gap, -0.2, 0.6, 0.1, 0.3];

function run(ewma: EwmaRows, series: readonly number[]): number[] {
	return series.map((row) => ewma.update(row));
}

test('a NaN row repeats the mean, and the value after it weighs more, as in pandas', () => {
	expectClose(
		run(new EwmaRows(3, 0), rows),
		[0.2, 0.30000000000000004, 0.30000000000000004, -0.033333333333333326, 0.2833333333333333, 0.19166666666666665, 0.24583333333333332],
	);
});

test('five values are needed before the mean is shown, NaN rows not counted', () => {
	expectClose(run(new EwmaRows(3), rows), [gap, gap, gap, gap, gap, 0.19166666666666665, 0.24583333333333332]);
});

test('rows that are NaN at the start are waited through', () => {
	expectClose(run(new EwmaRows(3, 0), [gap, 1, gap, gap, 5]), [gap, 1, 1, 1, 4.2]);
});

const series = fc.array(
	fc.oneof({weight: 3, arbitrary: fc.integer({min: -1000, max: 1000}).map((value) => value / 1000)}, fc.constant(gap)),
	{minLength: 1, maxLength: 60},
);

test('streaming gives the weighted sum over all rows written out, each step of a value passing on 1 − alpha for every row since the last', () => {
	fc.assert(
		fc.property(series, fc.integer({min: 1, max: 50}), (values, span) => {
			const alpha = 2 / (span + 1);
			const ewma = new EwmaRows(span, 0);
			values.forEach((row, index) => {
				ewma.update(row);
				expectClose(ewma.value, writtenOut(values.slice(0, index + 1), alpha));
			});
		}),
	);
});

/** The weights of all values so far, made from the newest back. */
function writtenOut(values: readonly number[], alpha: number): number {
	const places = values.flatMap((value, index) => (Number.isNaN(value) ? [] : [index]));
	let passed = 1;
	let sum = 0;
	for (let rank = places.length - 1; rank >= 0; rank--) {
		const place = places[rank]!;
		const old = rank === 0 ? 0 : (1 - alpha) ** (place - places[rank - 1]!);
		const share = rank === 0 ? 1 : alpha / (old + alpha);
		sum += passed * share * values[place]!;
		passed *= 1 - share;
	}
	return places.length === 0 ? Number.NaN : sum;
}

test('the mean of rows with turned signs is the mean with turned sign', () => {
	fc.assert(
		fc.property(series, (values) => {
			const mirrored = run(
				new EwmaRows(10, 2),
				values.map((value) => -value),
			);
			expectClose(
				mirrored,
				run(new EwmaRows(10, 2), values).map((value) => -value),
			);
		}),
	);
});

test('equal rows have exactly their own value as mean', () => {
	const ewma = new EwmaRows(30);
	for (let row = 0; row < 1000; row++) ewma.update(row % 7 === 0 ? gap : 0.1);
	expect(ewma.value).toBe(0.1);
});

test('a span below 1 is refused', () => {
	expect(() => new EwmaRows(0)).toThrow(RangeError);
});
