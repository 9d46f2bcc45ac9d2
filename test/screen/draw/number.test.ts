import fc from 'fast-check';
import {expect, test} from 'vitest';
import {
	basisPoints,
	bytes,
	decimalsOf,
	grouped,
	percent,
	plain,
	quantity,
	ratio,
	share,
	signed,
	signedBasisPoints,
	signedPercent,
	signedQuantity,
} from '../../../source/screen/draw/number.ts';
import {age, clock, millis, shortClock, shortStopwatch, stopwatch} from '../../../source/screen/draw/time.ts';

test('thousands are separated in the whole part alone', () => {
	expect(grouped('64231.2')).toBe('64,231.2');
	expect(grouped('0.00000001')).toBe('0.00000001');
	expect(grouped('123456789')).toBe('123,456,789');
	expect(grouped('999')).toBe('999');
});

test('what is not computable is a dash, never a zero', () => {
	for (const text of [
		plain(Number.NaN, 2),
		signed(Number.NaN, 2),
		percent(Number.NaN),
		quantity(Number.NaN, 2, 8),
		signedQuantity(Number.NaN, 1, 8),
		bytes(Number.NaN),
		basisPoints(Number.NaN, 2),
		signedBasisPoints(Number.NaN, 2),
		age(Number.NaN),
		millis(Number.NaN),
	])
		expect(text).toBe('–');
	expect(ratio(Number.NaN)).toBe('   –');
	expect(share(Number.NaN)).toBe('  –');
	expect(clock(Number.NaN)).toBe('--:--:--.---');
});

test('a unit follows the number', () => {
	expect(basisPoints(3.14, 1)).toBe('3.1bp');
	expect(signedBasisPoints(-0.168, 2)).toBe('−0.17bp');
});

test('decimals are counted after the point', () => {
	expect(['0.01', '61837.825', '5', ''].map(decimalsOf)).toEqual([2, 3, 0, 0]);
});

test('a sign is always written, and never before a zero', () => {
	expect(signed(0.714, 2)).toBe('+0.71');
	expect(signed(-0.714, 2)).toBe('−0.71');
	expect(signed(-0.001, 2)).toBe(' 0.00');
	expect(plain(-0.001, 2)).toBe('0.00');
	expect(signedPercent(0.0012, 2)).toBe('+0.12%');
	expect(signedQuantity(-12_345.678, 2, 8)).toBe('−12,346');
});

test('ratios in −1 to 1 take four cells, shares in 0 to 1 three', () => {
	expect([0.714, -0.05, 0, 1, -1, 0.996].map(ratio)).toEqual(['+.71', '−.05', ' .00', '+1.0', '−1.0', '+1.0']);
	fc.assert(
		fc.property(fc.double({min: -1, max: 1, noNaN: true}), (value) => {
			expect(ratio(value).length).toBe(4);
			expect(share(Math.abs(value)).length).toBe(3);
		}),
	);
});

test('a quantity gives up decimals, then counts in thousands and more, and keeps to its width', () => {
	expect(quantity(3.78826, 5, 8)).toBe('3.78826');
	expect(quantity(1234.56789, 5, 8)).toBe('1,234.57');
	expect(quantity(123_456_789, 5, 8)).toBe('123.5M');
	fc.assert(
		fc.property(fc.double({min: 0, max: 1e17, noNaN: true}), fc.nat(8), (value, decimals) => {
			expect(quantity(value, decimals, 7).length).toBeLessThanOrEqual(7);
		}),
	);
});

test('times are of the day, in UTC', () => {
	expect(clock(Date.UTC(2026, 10, 20, 12, 4, 31, 882) * 1000 + 999)).toBe('12:04:31.882');
	expect(shortClock(Date.UTC(2026, 10, 20, 23, 59, 59, 999) * 1000)).toBe('23:59:59');
});

test('spans are as short as they can be said', () => {
	expect(stopwatch(4_364e6)).toBe('01:12:44');
	expect(shortStopwatch(12e6)).toBe('00:12');
	expect([0, 41_000, 1.24e6, 192e6, 7500e6].map(age)).toEqual(['0ms', '41ms', '1.2s', '3m12s', '2h05m']);
	expect(bytes(18_231_904)).toBe('18.2MB');
});
