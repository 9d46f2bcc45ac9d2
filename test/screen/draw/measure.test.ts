import {expect, test} from 'vitest';
import {measured, measureWidth, precisionOf} from '../../../source/screen/draw/measure.ts';

const written = (value: number, series: readonly number[] = [value], isSigned = false): string =>
	measured(value, precisionOf(Float64Array.from(series)), isSigned);

test('points stand in one column, with about four digits of the largest of a series', () => {
	const column = [12_345.6, 482.46, 38.25, 3.716, 0.714, 0.0714, 0.00714, 0.000714, 7.14e-9, -0.25];
	expect(column.map((value) => written(value)).join('\n')).toMatchInlineSnapshot(`
		"  12,346       
		     482.5     
		      38.25    
		       3.716   
		       0.714   
		       0.0714  
		       0.00714 
		       0.000714
		       7.14e−9 
		      −0.250   "
	`);
});

test('whole numbers have no point; no number stands where a digit would', () => {
	expect(written(542)).toBe('     542       ');
	expect(written(Number.NaN)).toBe('       –       ');
	expect(written(Number.NaN, [0.5, Number.NaN])).toBe('       –       ');
	expect(written(1, [1, 0, Number.NaN, -1])).toBe('       1       ');
});

test('decimals are those of the series, so that they stay while the value moves', () => {
	expect(written(0.05, [38.2, 0.05]).trim()).toBe('0.05');
	expect(written(1, [1, 0.333]).trim()).toBe('1.000');
});

test('a plus is written where the sign is a side, and none at nothing', () => {
	expect(written(0.5, [0.5], true).trim()).toBe('+0.500');
	expect(written(-0.5, [0.5], true).trim()).toBe('−0.500');
	expect(written(0.0001, [0.5], true).trim()).toBe('0.000');
	expect(written(2.5e-9, [2.5e-9], true).trim()).toBe('+2.50e−9');
	expect(written(0, [2.5e-9], true).trim()).toBe('0.00e0');
});

test('whatever the number, it takes its cells and no more', () => {
	const values = [0, -0, 1e-300, 1.5, -1.5, 61_837.825, -9.87e14, 1.2345e18, 1e300, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const value of [...values, ...values.map((each) => -each), Number.NaN])
		for (const precision of [0, 1, 3, 6, 9, 'powers'] as const)
			for (const isSigned of [true, false])
				expect(measured(value, precision, isSigned), `${value} ${precision}`).toHaveLength(measureWidth);
});
