import {describe, expect, test} from 'vitest';
import {fixedFromUnits, powersOfTen} from '../../source/market/decimal.ts';
import {decimalForm} from '../../source/venues/decimal-form.ts';
import {frameScanner} from '../../source/venues/frame-scanner.ts';
import {fc} from '../metrics/seeded.ts';
import {areLevels, formOf, levels, loaded, printable} from './loaded-frame.ts';

type Way = {readonly way: string; readonly read: (text: string, scale: number) => number | undefined};

/** Prices and quantities of levels are read by code of their own, which must say the same. */
const ways: readonly Way[] = [
	{
		way: 'by itself',
		read: (text, scale) => (loaded(`${text}"`).decimal(formOf(scale)) && frameScanner.isAtEnd ? frameScanner.value : undefined),
	},
	{way: 'as a price', read: (text, scale) => (areLevels(`["${text}","1"]]`, scale, 8) ? levels.prices[0] : undefined)},
	{way: 'as a quantity', read: (text, scale) => (areLevels(`["1","${text}"]]`, 2, scale) ? levels.quantities[0] : undefined)},
	{
		way: 'after another level',
		read: (text, scale) => (areLevels(`["1","1"],["${text}","${text}"]]`, scale, scale) ? levels.prices[1] : undefined),
	},
];

const scales = Array.from({length: 9}, (_, scale) => scale);

describe.each(ways)('a decimal, $way,', ({read: decimalOf}) => {
	/** Nine digits, or what stays below 2^53 with any fraction. */
	const mostWhole = (scale: number) => [999_999_999, 900_719_924, 90_071_991][Math.max(0, scale - 6)] ?? Number.NaN;

	test.each(scales)('at scale %i is any count of it, exactly', (scale) => {
		fc.assert(
			fc.property(fc.integer({min: 1, max: mostWhole(scale) * powersOfTen[scale]!}), (units) => {
				const text = fixedFromUnits(units, scale);
				expect(decimalOf(text, scale)).toBe(units);
				// As spot writes it.
				expect(decimalOf(`${text}${scale === 0 ? '.' : ''}${'0'.repeat(8 - scale)}`, scale)).toBe(units);
			}),
			{numRuns: 300},
		);
	});

	test.each(scales)('at scale %i may have fewer decimals, or none', (scale) => {
		expect(decimalOf('7', scale)).toBe(7 * powersOfTen[scale]!);
		for (let decimals = 1; decimals <= scale; decimals++) {
			const fraction = '12345678'.slice(0, decimals);
			expect(decimalOf(`7.${fraction}`, scale)).toBe(Number(`7${fraction.padEnd(scale, '0')}`));
		}
	});

	test.each(scales)('at scale %i may have zeros beyond it, but no other digit', (scale) => {
		const kept = `7.${'12345678'.slice(0, scale)}`;
		for (let beyond = 1; beyond <= 20; beyond++) {
			// More than eight decimals may be left to the plain way.
			const mayBe = scale + beyond > 8 ? [Number(kept.replace('.', '')), undefined] : [Number(kept.replace('.', ''))];
			expect(mayBe).toContain(decimalOf(kept + '0'.repeat(beyond), scale));
			for (const digit of '123456789') {
				for (const after of ['', '0', '0000']) expect(decimalOf(kept + '0'.repeat(beyond - 1) + digit + after, scale)).toBeUndefined();
			}
		}
	});

	test.each(scales)('at scale %i has a whole part of nine digits at most, and stays below 2^53', (scale) => {
		const most = mostWhole(scale);
		const nines = '9'.repeat(scale);
		expect(decimalOf(String(most), scale)).toBe(most * powersOfTen[scale]!);
		expect(decimalOf(`${most}.${nines || '0'}`, scale)).toBe(Number(`${most}${nines}`));
		for (const more of [most + 1, 1_000_000_000, 4_294_967_297, 2 ** 53, 10_000_000_000]) {
			expect(decimalOf(String(more), scale)).toBeUndefined();
			expect(decimalOf(`${more}.${nines || '0'}`, scale)).toBeUndefined();
		}
	});

	test.each(scales)('at scale %i is exact where its count passes 31 bits or 32', (scale) => {
		const unit = powersOfTen[scale]!;
		for (const limit of [2 ** 31, 2 ** 32]) {
			for (const near of [-2, -1, 0, 1, 2]) {
				const whole = Math.min(Math.floor(limit / unit) + near, mostWhole(scale));
				for (const units of [whole * unit, whole * unit + unit - 1]) expect(decimalOf(fixedFromUnits(units, scale), scale)).toBe(units);
			}
		}
	});

	test('may begin with zeros, up to nine digits', () => {
		expect(decimalOf('007.50', 2)).toBe(750);
		expect(decimalOf('000000007.50', 2)).toBe(750);
		expect(decimalOf('0000000007.50', 2)).toBeUndefined();
		expect(decimalOf('0.00000001', 8)).toBe(1);
	});

	test('is digits, or digits, a point and digits, and nothing else', () => {
		const points = ['.', '1.', '.5', '1..5', '1.5.', '1.5.0', '1.12345678.', '1,5', '1:5', '1/5'];
		const signs = ['-1', '+1', '1e5', '1E-2', '1.5e0', '0x1', '1n', 'NaN', 'Infinity'];
		const others = ['', ' ', ' 1', '1 ', '1. 5', '1.1234567x', '1.x2345678', '1.:0000000', '1./0000000', '1.5\\u0030', '１', '1.²'];
		for (const scale of scales) {
			expect([...points, ...signs, ...others].filter((text) => decimalOf(text, scale) !== undefined)).toEqual([]);
		}
	});

	test.each(scales)('at scale %i is refused with anything but a digit at any place of it', (scale) => {
		const text = `12.${'12345678'.slice(0, scale).padEnd(8, '0')}`;
		expect(decimalOf(text, scale)).toBeDefined();
		for (let place = 0; place < text.length; place++) {
			for (const wrong of printable.filter((character) => !/[\d.]/.test(character))) {
				expect(decimalOf(text.slice(0, place) + wrong + text.slice(place + 1), scale)).toBeUndefined();
			}
		}
	});
});

test('nothing is a quantity, but no price', () => {
	for (const nothing of ['0', '0.0', '0.00000000', '000']) {
		for (let scale = 0; scale <= 8; scale++) {
			expect(areLevels(`["${nothing}","1"]]`, scale)).toBe(false);
			expect([areLevels(`["1","${nothing}"]]`, 2, scale), levels.quantities[0]]).toEqual([true, 0]);
		}
	}
});

test('there are forms of scales up to 8, and none beyond', () => {
	for (const scale of [9, 12, -1, 1.5, Number.NaN]) expect(decimalForm(scale)).toBeUndefined();
});
