/* A delay as a histogram: how many were measured, where most of them lie, and how bad the worst were. */

import {type DelayView, delayBounds} from '../../runner/session.ts';
import {bar} from '../draw/bar.ts';
import {fitLeft, type Segment, segmentsWidth} from '../draw/cells.ts';
import {plain, quantity} from '../draw/number.ts';
import type {Look} from '../theme.ts';

export type Histogram = {readonly name: string; readonly meaning: string; readonly delay: DelayView};

/** Lines above the buckets. */
const headings = 3;

/** Upper bounds, ms, of the buckets of a histogram that has little height. */
const coarseBounds: readonly number[] = [0, 2, 10, 50, 200, 1000];

/** Lines that it takes with every bucket, and at least. */
export const histogramHeight = {full: headings + delayBounds.length + 1, coarse: headings + coarseBounds.length + 1} as const;

/** Columns that it takes at least. */
export const histogramWidth = 24;

/** Lines of at most `width` cells, `histogramHeight` of them: with every bucket where they fit into `height`. */
export function histogram({name, meaning, delay}: Histogram, width: number, height: number, look: Look): Segment[][] {
	const buckets = bucketsOf(delay, height < histogramHeight.full ? coarseBounds : delayBounds);
	const most = buckets.reduce((largest, {count}) => Math.max(largest, count), 0);
	const length = Math.max(0, width - nameWidth - 1 - countWidth - 1);
	const rows = buckets.map(({label, count}): Segment[] => [
		[label.padStart(nameWidth), look.dim],
		' ',
		[bar(most > 0 ? count / most : 0, length, look.glyphs), look.dim],
		count === 0 ? [quantity(count, 0, countWidth).padStart(countWidth), look.faint] : quantity(count, 0, countWidth).padStart(countWidth),
	]);
	const heading = title(name, meaning, delay, width, look);
	if (delay.n === 0) return [heading, [[' not measured', look.dim]], ...Array.from({length: rows.length + 1}, () => [])];
	const usual = stated(
		[
			['p50', delay.p50],
			['p99', delay.p99],
		],
		width,
		look,
	);
	const extreme = stated(
		[
			['min', delay.least],
			['max', delay.most],
		],
		width,
		look,
	);
	return [heading, usual, extreme, ...rows];
}

const nameWidth = 6;
const countWidth = 7;

function title(name: string, meaning: string, {n}: DelayView, width: number, look: Look): Segment[] {
	const end: Segment[] = [[' n ', look.dim], quantity(n, 0, countWidth)];
	const start: Segment[] = [' ', [name, look.strong]];
	const words: Segment[] = [...start, [` ${meaning}`, look.dim]];
	const shown = segmentsWidth([...words, ...end]) + 3 <= width ? words : start;
	const rule = Math.max(0, width - segmentsWidth([...shown, ...end]) - 2);
	return [...shown, [` ${'┈'.repeat(rule)}`, look.faint], ...end];
}

/** `p50 8.20  p99 31.4 ms`, one value below the other where there is room. */
function stated(values: readonly (readonly [name: string, millis: number])[], width: number, look: Look): Segment[] {
	const written = (digits: number, gap: string) =>
		`${values.map(([name, millis]) => ` ${name} ${exact(millis).padStart(digits)}`).join(gap)} ms`;
	const text = [written(6, ' '), written(0, '')].find((form) => form.length < width) ?? written(0, '');
	return [[fitLeft(text, width), look.dim]];
}

function exact(millis: number): string {
	const size = Math.abs(millis);
	return plain(millis, size < 10 ? 2 : size < 100 ? 1 : 0);
}

/** The counts up to each of some of the bounds, and beyond the last. */
function bucketsOf({counts}: DelayView, bounds: readonly number[]): {readonly label: string; readonly count: number}[] {
	const sumBetween = (lower: number, upper: number) =>
		counts.reduce((sum, count, index) => {
			const bound = delayBounds[index] ?? Number.POSITIVE_INFINITY;
			return bound > lower && bound <= upper ? sum + count : sum;
		}, 0);
	const last = bounds.at(-1) ?? 0;
	return [
		...bounds.map((bound, index) => ({label: `<${named(bound)}`, count: sumBetween(bounds[index - 1] ?? Number.NEGATIVE_INFINITY, bound)})),
		{label: `≥${named(last)}`, count: sumBetween(last, Number.POSITIVE_INFINITY)},
	];
}

function named(millis: number): string {
	return millis >= 1000 ? `${millis / 1000}s` : String(millis);
}
