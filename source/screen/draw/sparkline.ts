/* A series as one line of text: a column a value, the latest at the right. */

import type {Glyphs} from '../theme.ts';

const blocks = '▁▂▃▄▅▆▇█';
const ascii = '_.-~=+*#';

/** The latest `width` values between `min` and `max`; a gap (NaN) is a blank. */
export function sparkline(values: Float64Array, width: number, min: number, max: number, glyphs: Glyphs): string {
	const steps = glyphs === 'ascii' ? ascii : blocks;
	const first = values.length - width;
	let text = '';
	for (let column = 0; column < width; column++) {
		const value = values[first + column] ?? Number.NaN;
		const part = max > min || Number.isNaN(value) ? (value - min) / (max - min) : 0.5;
		text += Number.isFinite(part) ? (steps[Math.min(7, Math.max(0, Math.floor(part * 8)))] ?? ' ') : ' ';
	}
	return text;
}

/** The smallest and largest finite value among the latest `count`; undefined where there is none. */
export function rangeOf(values: Float64Array, count: number): {readonly min: number; readonly max: number} | undefined {
	let min = Number.POSITIVE_INFINITY;
	let max = Number.NEGATIVE_INFINITY;
	for (let index = Math.max(0, values.length - count); index < values.length; index++) {
		const value = values[index]!;
		if (!Number.isFinite(value)) continue;
		if (value < min) min = value;
		if (value > max) max = value;
	}
	return min <= max ? {min, max} : undefined;
}
