import {expect, test} from 'vitest';
import {bar} from '../../../source/screen/draw/bar.ts';
import {type ChartOptions, chart, rowOf} from '../../../source/screen/draw/chart.ts';
import {rangeOf, sparkline} from '../../../source/screen/draw/sparkline.ts';
import {type Glyphs, glyphSets} from '../../../source/screen/theme.ts';

const plainly = (text: string) => text;
const gap = Number.NaN;

function draw(values: readonly number[], glyphs: Glyphs, options: Partial<ChartOptions> = {}): string {
	const rows = chart([{values: Float64Array.from(values), style: () => plainly}], {
		width: 8,
		height: 2,
		min: -1,
		max: 1,
		glyphs,
		...options,
	});
	return rows.map((row) => row.map((segment) => (typeof segment === 'string' ? segment : segment[0])).join('')).join('|');
}

test('a line climbs in braille, blocks and ASCII', () => {
	const climb = [-1, -0.7, -0.4, -0.1, 0.1, 0.4, 0.7, 1];
	expect(draw(climb, 'braille')).toBe('    ⣀⠤⠒⠉|⣀⠤⠒⠉    ');
	expect(draw(climb, 'block')).toBe('    ▄▄▀▀|▄▄▀▀    ');
	expect(draw(climb, 'ascii')).toBe("    ..''|..''    ");
});

test('a gap is a gap: the line is never bridged', () => {
	for (const glyphs of glyphSets) {
		const drawn = draw([1, 1, 1, gap, gap, -1, -1, -1], glyphs).split('|');
		for (const row of drawn) expect(row.slice(3, 5)).toBe('  ');
	}
});

test('a short series stands at the right, a long one shows its end', () => {
	expect(draw([1], 'block')).toBe('       ▀|        ');
	expect(draw([1, 1, 1, 1, 1, 1, 1, 1, 1, -1], 'block')).toBe('▀▀▀▀▀▀█ |      ▀▄');
});

test('no values, or none that are numbers, draw nothing', () => {
	for (const glyphs of glyphSets) for (const values of [[], [gap, gap]]) expect(draw(values, glyphs)).toBe('        |        ');
});

test('values beyond the scale lie at its edge', () => {
	expect(draw([9, 9, -9, -9], 'ascii', {width: 4})).toBe(draw([1, 1, -1, -1], 'ascii', {width: 4}));
});

test('rules are seen where no line is, marks before all', () => {
	const drawn = draw([gap, gap, 1, 1], 'block', {
		width: 4,
		rules: [{value: 1, style: plainly}],
		marks: [{column: 3, value: 1, glyph: '▲', style: plainly}],
	});
	expect(drawn).toBe('┈┈▀▲|    ');
});

test('a value has the row that the chart draws it in', () => {
	const options: ChartOptions = {width: 4, height: 5, min: 0, max: 1, glyphs: 'braille'};
	expect([1, 0.5, 0].map((value) => rowOf(value, options))).toEqual([0, 2, 4]);
});

test('a bar has eighths of a cell, and at least a sliver where there is anything', () => {
	expect(bar(0.5, 4, 'braille')).toBe('██  ');
	expect(bar(0.4, 4, 'block')).toBe('█▋  ');
	expect(bar(1e-9, 4, 'braille')).toBe('▏   ');
	expect(bar(1e-9, 4, 'ascii', '.')).toBe('#...');
	expect(bar(0, 4, 'braille')).toBe('    ');
	expect(bar(Number.NaN, 4, 'braille')).toBe('    ');
	expect(bar(7, 4, 'braille')).toBe('████');
});

test('a sparkline has a column a value, blank where there is none', () => {
	expect(sparkline(Float64Array.of(0, 0.5, gap, 1), 5, 0, 1, 'braille')).toBe(' ▁▅ █');
	expect(sparkline(Float64Array.of(0, 1), 2, 0, 1, 'ascii')).toBe('_#');
	expect(rangeOf(Float64Array.of(9, 1, gap, 3), 3)).toEqual({min: 1, max: 3});
	expect(rangeOf(Float64Array.of(gap), 3)).toBeUndefined();
});
