import {describe, expect, test} from 'vitest';
import {
	canRescale,
	FinerThanScaleError,
	fixedFromUnits,
	fromUnits,
	NotADecimalError,
	rescale,
	significantDecimals,
	TooLargeForScaleError,
	toUnits,
} from '../../source/market/decimal.ts';
import {fc} from '../metrics/seeded.ts';

const largest = BigInt(Number.MAX_SAFE_INTEGER);

/** A number as venues and people write them, and its exact value: `digits` × 10^-decimals. */
type Written = {readonly text: string; readonly digits: bigint; readonly decimals: number};

const digitsOf = (least: number, most: number) =>
	fc.array(fc.oneof({weight: 2, arbitrary: fc.constant(0)}, {weight: 3, arbitrary: fc.nat(9)}), {
		minLength: least,
		maxLength: most,
		size: 'max',
	});

const written: fc.Arbitrary<Written> = fc
	.record({
		sign: fc.constantFrom('', '', '', '-', '+'),
		whole: digitsOf(0, 18),
		fraction: digitsOf(0, 12),
		exponent: fc.option(fc.integer({min: -12, max: 12}), {freq: 3}),
		letter: fc.constantFrom('e', 'E', 'e+'),
	})
	.filter(({whole, fraction}) => whole.length + fraction.length > 0)
	.map(({sign, whole, fraction, exponent, letter}) => {
		const point = fraction.length === 0 ? '' : `.${fraction.join('')}`;
		const power = exponent === null ? '' : `${exponent < 0 ? letter.slice(0, 1) : letter}${exponent}`;
		const digits = BigInt(`0${[...whole, ...fraction].join('')}`) * (sign === '-' ? -1n : 1n);
		return {text: `${sign}${whole.join('')}${point}${power}`, digits, decimals: fraction.length - (exponent ?? 0)};
	});

/** Decimals without which the number would be another. */
function decimalsNeeded({digits, decimals}: Written): number {
	let needed = decimals;
	for (let rest = digits; rest !== 0n && rest % 10n === 0n; rest /= 10n) needed--;
	return digits === 0n ? 0 : Math.max(0, needed);
}

/** Whether the size of the number, times 10^scale, is at most 2^53 − 1. */
function isSmallEnough({digits, decimals}: Written, scale: number): boolean {
	const size = digits < 0n ? -digits : digits;
	return scale >= decimals ? size * 10n ** BigInt(scale - decimals) <= largest : size <= largest * 10n ** BigInt(decimals - scale);
}

/** What reading must give, in plain big integers. */
function expected(number: Written, scale: number): bigint | 'finer' | 'too large' {
	if (decimalsNeeded(number) > scale) return 'finer';
	if (!isSmallEnough(number, scale)) return 'too large';
	const {digits, decimals} = number;
	return scale >= decimals ? digits * 10n ** BigInt(scale - decimals) : digits / 10n ** BigInt(decimals - scale);
}

function errorOf(text: string, scale: number): unknown {
	try {
		return toUnits(text, scale);
	} catch (error) {
		return error;
	}
}

test('a decimal is read as big integers would read it, or refused for the reason that they give', () => {
	const seen = new Set<string>();
	fc.assert(
		fc.property(written, fc.integer({min: 0, max: 12}), (number, scale) => {
			const wanted = expected(number, scale);
			const result = errorOf(number.text, scale);
			if (wanted === 'finer') {
				expect(result).toBeInstanceOf(FinerThanScaleError);
				expect(result).toMatchObject({decimals: decimalsNeeded(number)});
			} else if (wanted === 'too large') {
				expect(result).toBeInstanceOf(TooLargeForScaleError);
			} else {
				expect(result).toBe(Number(wanted));
				expect(Object.is(result, -0)).toBe(false);
			}
			seen.add(typeof wanted === 'string' ? wanted : 'number');
		}),
		{numRuns: 3000},
	);
	expect([...seen].sort()).toEqual(['finer', 'number', 'too large']);
});

test('a number that is too large names the finest scale that holds it, or -1 where none does', () => {
	const seen = new Set<boolean>();
	fc.assert(
		fc.property(written, fc.integer({min: 0, max: 12}), (number, scale) => {
			const result = errorOf(number.text, scale);
			if (!(result instanceof TooLargeForScaleError)) return;
			const {decimals} = result;
			seen.add(decimals >= 0);
			expect(decimals).toBeLessThan(scale);
			if (decimals >= 0) {
				expect(expected(number, decimals)).toBeTypeOf('bigint');
				expect(expected(number, decimals + 1)).toBe('too large');
			} else {
				expect(decimals).toBe(-1);
				for (let other = 0; other <= scale; other++) expect(expected(number, other)).toBeTypeOf('string');
			}
		}),
		{numRuns: 3000},
	);
	expect(seen.size).toBe(2);
});

test('what was read is written as the same number, with no digit more than it needs', () => {
	fc.assert(
		fc.property(fc.maxSafeInteger(), fc.integer({min: 0, max: 12}), (units, scale) => {
			const text = fromUnits(units, scale);
			expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
			expect(toUnits(text, scale)).toBe(units);
			const fixed = fixedFromUnits(units, scale);
			expect(toUnits(fixed, scale)).toBe(units);
			expect(fixed.split('.')[1]?.length ?? 0).toBe(scale);
			expect(significantDecimals(fixed)).toBe(text.split('.')[1]?.length ?? 0);
		}),
		{numRuns: 1000},
	);
});

test.each([
	['61602.01000000', 2, 6_160_201],
	['0.10000000', 8, 10_000_000],
	['100', 0, 100],
	['100', 2, 10_000],
	['007', 1, 70],
	['.5', 1, 5],
	['-1', 0, -1],
	['+1.5', 1, 15],
	['0', 22, 0],
	['-0.000', 0, 0],
	['9007199254740991', 0, Number.MAX_SAFE_INTEGER],
	['90071992547409.91', 2, Number.MAX_SAFE_INTEGER],
	['-9007199254740991', 0, Number.MIN_SAFE_INTEGER],
])('%s with %i decimals is %i', (text, scale, units) => {
	expect(toUnits(text, scale)).toBe(units);
});

test.each([
	['2.2e3', 0, 2200],
	['1e-7', 8, 10],
	['1E8', 0, 100_000_000],
	['1e+2', 1, 1000],
	['1.50e1', 0, 15],
	['12345e-5', 5, 12_345],
	['0e60', 0, 0],
	['1000e-60', 8, undefined],
])('the exponent form %s with %i decimals is %s', (text, scale, units) => {
	if (units === undefined) expect(() => toUnits(text, scale)).toThrow(FinerThanScaleError);
	else expect(toUnits(text, scale)).toBe(units);
});

test.each([
	'',
	' ',
	' 1',
	'1 ',
	'1\n',
	'.',
	'-',
	'+',
	'1.',
	'1.2.3',
	'1,5',
	'--1',
	'1-',
	'e5',
	'1e',
	'1e5.5',
	'1e61',
	'1e-61',
	'1e999999999999',
	'NaN',
	'Infinity',
	'-Infinity',
	'null',
	'0x10',
	'1_000',
	'1n',
	'١٢',
	'１',
	'1.0x',
	'0.0000000000000000000000x',
])('%j is no decimal', (text) => {
	for (const scale of [0, 2, 8]) expect(() => toUnits(text, scale)).toThrow(NotADecimalError);
	expect(() => significantDecimals(text)).toThrow(NotADecimalError);
});

test('an error shows what came, cut where it is long', () => {
	const text = 'x'.repeat(100_000);
	const error = errorOf(text, 2);
	expect(error).toBeInstanceOf(NotADecimalError);
	expect(error).toMatchObject({text, message: `"${'x'.repeat(40)}…" is not a decimal number`});
	expect(errorOf('', 2)).toMatchObject({message: '"" is empty, not a number'});
});

test.each([
	['61602.015', 2, 3],
	['0.000000000001', 8, 12],
	['1.10', 0, 1],
	['5e-3', 2, 3],
])('%s is finer than %i decimals and asks for %i', (text, scale, decimals) => {
	const error = errorOf(text, scale);
	expect(error).toBeInstanceOf(FinerThanScaleError);
	expect(error).toMatchObject({decimals});
	expect(() => toUnits(text, decimals)).not.toThrow();
});

test.each([
	['9007199254740992', 0, -1],
	['90071992547409.92', 2, -1],
	['9007199254740991', 8, 0],
	['90071992.54740991', 9, 8],
	['9999999999.5', 8, 5],
	['50000000000.12345', 8, 5],
	['1e15', 8, 0],
	['1e16', 8, -1],
	['-2000000000', 8, 6],
])('%s is too large for %i decimals and asks for %i', (text, scale, decimals) => {
	const error = errorOf(text, scale);
	expect(error).toBeInstanceOf(TooLargeForScaleError);
	expect(error).toMatchObject({decimals});
});

test.each([
	['61602.01000000', 2],
	['100', 0],
	['1e3', 0],
	['0.00000001', 8],
	['0.0', 0],
	['1e-7', 7],
	['12.5e1', 0],
])('%s needs %i decimals', (text, decimals) => {
	expect(significantDecimals(text)).toBe(decimals);
});

describe('another scale', () => {
	const scale = fc.integer({min: 0, max: 12});

	test('holds the same number or refuses it', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.maxSafeInteger(),
					fc.integer({min: -1000, max: 1000}).map((thousand) => thousand * 1e6),
				),
				scale,
				scale,
				(units, from, to) => {
					const wanted = BigInt(units) * 10n ** BigInt(12 - from);
					const step = 10n ** BigInt(12 - to);
					const size = wanted < 0n ? -wanted : wanted;
					const isHeld = wanted % step === 0n && size / step <= largest;
					expect(canRescale(units, from, to)).toBe(isHeld);
					if (isHeld) expect(BigInt(rescale(units, from, to))).toBe(wanted / step);
					else expect(() => rescale(units, from, to)).toThrow(NotADecimalError);
				},
			),
			{numRuns: 2000},
		);
	});

	test('that cuts digits off is refused with the number and the scale', () => {
		expect(() => rescale(12_345, 2, 1)).toThrow('"123.45" cannot be held exactly with 1 decimals');
		expect(rescale(12_340, 2, 1)).toBe(1234);
		expect(() => rescale(Number.MAX_SAFE_INTEGER, 0, 1)).toThrow(NotADecimalError);
	});
});
