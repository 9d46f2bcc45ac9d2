import {expect, test} from 'vitest';
import {feeOn, feeRate, withFee} from '../../source/trading/fees.ts';

test('ten bps of a thousand are one, on top of it', () => {
	expect(feeRate(10)).toBe(0.001);
	expect(feeOn(1000, feeRate(10))).toBe(1);
	expect(withFee(1000, feeRate(10))).toBe(1001);
});

test('no fee costs nothing', () => {
	expect(withFee(1234.5, feeRate(0))).toBe(1234.5);
});
