import {expect, test} from 'vitest';
import {ExactSum} from '../../source/metrics/exact-sum.ts';
import {fc} from './seeded.ts';

test('the sum is written without trailing zeros, with its sign', () => {
	const sum = new ExactSum();
	expect(sum.text).toBe('0');
	sum.add(-48_99235000, 8);
	expect(sum.text).toBe('-48.99235');
	expect(sum.value).toBe(-48.99235);
	sum.add(48_99235000, 8);
	expect(sum.text).toBe('0');
	sum.add(-5, 8);
	expect(sum.text).toBe('-0.00000005');
	sum.add(120, 0);
	expect(sum.text).toBe('119.99999995');
});

test('a tenth added ten times is exactly one, which doubles miss', () => {
	const sum = new ExactSum();
	for (let time = 0; time < 10; time++) sum.add(1, 1);
	expect(sum.text).toBe('1');
	expect(sum.value).toBe(1);
});

test('the sum equals that of big integers, whatever the scales and beyond 2^53', () => {
	const summand = fc.record({units: fc.maxSafeInteger(), scale: fc.integer({min: 0, max: 12})});
	fc.assert(
		fc.property(fc.array(summand, {maxLength: 50}), fc.nat(50), (summands, readAt) => {
			const sum = new ExactSum();
			let expected = 0n;
			summands.forEach(({units, scale}, index) => {
				sum.add(units, scale);
				expected += BigInt(units) * 10n ** BigInt(12 - scale);
				if (index === readAt) expect(asTwelfths(sum.text)).toBe(expected);
			});
			expect(asTwelfths(sum.text)).toBe(expected);
			expect(sum.text).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/);
		}),
	);
});

function asTwelfths(text: string): bigint {
	const [whole = '', fraction = ''] = text.split('.');
	return BigInt(whole.replace('-', '') + fraction.padEnd(12, '0')) * (text.startsWith('-') ? -1n : 1n);
}

test('a whole number beyond 2^53 is summed as it stands, what is no whole number is refused', () => {
	const sum = new ExactSum();
	sum.add(2 ** 60, 0);
	sum.add(1, 0);
	expect(sum.text).toBe('1152921504606846977');
	expect(() => sum.add(0.5, 8)).toThrow(RangeError);
	expect(() => sum.add(Number.NaN, 8)).toThrow(RangeError);
	expect(sum.text).toBe('1152921504606846977');
});

test('a reset sum begins at 0', () => {
	const sum = new ExactSum();
	sum.add(5, 3);
	sum.add(5, 2);
	sum.reset();
	expect(sum.text).toBe('0');
	sum.add(7, 1);
	expect(sum.text).toBe('0.7');
});
