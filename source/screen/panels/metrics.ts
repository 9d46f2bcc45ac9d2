/* Every column of the catalogue, page by page: its last value, its unit, a sparkline of its latest rows, and what it waits for while it is no number. */

import {catalogue} from '../../engine/meters.ts';
import type {BookState, DetailView} from '../../engine/view.ts';
import {fitLeft, type Segment, segmentsWidth, toAscii} from '../draw/cells.ts';
import {centred, frame} from '../draw/frame.ts';
import {measured, measureWidth, precisionOf} from '../draw/measure.ts';
import {plain} from '../draw/number.ts';
import {rangeOf, sparkline} from '../draw/sparkline.ts';
import {clock} from '../draw/time.ts';
import {isSided, metricPages} from '../metric-sections.ts';
import type {Look} from '../theme.ts';
import {type Paint, signSegment, unstyled} from './paint.ts';

export type MetricsSlice = {
	readonly detail: DetailView | undefined;
	readonly base: string;
	readonly quote: string;
	/** Decimals of the instrument's prices. */
	readonly priceDecimals: number;
	/** Between two rows, µs. */
	readonly interval: number;
	readonly state: BookState;
	readonly reason: string;
	readonly page: number;
};

export const paintMetrics: Paint<MetricsSlice> = (slice, width, height, look) => {
	const {detail, state} = slice;
	const pages = metricPages(height - 2);
	const page = Math.min(slice.page, pages.length - 1);
	// Values of a book that is not in step are what was last known: none of them is to catch the eye.
	const quiet = state === 'LIVE' ? look : {...look, bid: look.dim, ask: look.dim};
	const body = (inner: number, content: number): Segment[][] =>
		detail === undefined || Number.isNaN(detail.at)
			? centred(['no row yet', look.dim], inner, content)
			: (pages[page] ?? []).map((line) =>
					'title' in line ? heading(line.title, inner, look) : row(line.column, detail, slice, inner, quiet),
				);
	const infos = infosOf(slice, page, pages.length, look);
	return frame({titles: ['ALL METRICS', 'METRICS'], infos, body, isFocused: true}, width, height, look);
};

/** How many pages all columns take at this height, border included. */
export function metricPageCount(height: number): number {
	return metricPages(height - 2).length;
}

function infosOf({detail, interval, state, reason}: MetricsSlice, page: number, pages: number, look: Look): Segment[][] {
	const place: Segment = [`page ${page + 1} of ${pages}`, look.dim];
	const keys: Segment[] = [
		['  v V', look.accent],
		['  Esc close', look.dim],
	];
	const seconds = interval / 1e6;
	const pace = `${plain(seconds, Number.isInteger(seconds) ? 0 : 1)} s`;
	const rows: Segment = detail === undefined ? '' : [`a row each ${pace}, to ${clock(detail.at)}Z  `, look.dim];
	const short: Segment[] = state === 'LIVE' ? [] : [[`${state}  `, look.alert]];
	const long: Segment[] = state === 'LIVE' || reason === '' ? short : [[`${state}: ${reason}  `, look.alert]];
	return [
		[...long, rows, place, ...keys],
		[...long, place, ...keys],
		[...short, rows, place, ...keys],
		[...short, place, ...keys],
		[...short, place],
	];
}

function heading(title: string, width: number, look: Look): Segment[] {
	return [' ', [title, look.strong], [` ${'┈'.repeat(Math.max(0, width - title.length - 3))}`, look.faint]];
}

const nameWidth = catalogue.reduce((longest, {name}) => Math.max(longest, name.length), 0);
const unitWidth = 12;
/** With less than this beside the value, the sparkline takes the place of the unit. */
const leastTrail = 24;
/** What is more is worth more as words. */
const mostTrail = 64;

function row(index: number, detail: DetailView, slice: MetricsSlice, width: number, look: Look): Segment[] {
	const column = catalogue[index];
	const value = detail.values[index] ?? Number.NaN;
	const series = detail.series[index] ?? new Float64Array();
	const shown = series.length === 0 ? Float64Array.of(value) : series;
	if (column === undefined) return [];
	const isPrice = column.unit === 'quote';
	const text = measured(value, isPrice ? slice.priceDecimals + 1 : precisionOf(shown), isSided(index));
	const number: Segment = Number.isNaN(value)
		? [text, look.dim]
		: isSided(index)
			? signSegment(text, value, look)
			: [text, slice.state === 'LIVE' ? unstyled : look.dim];
	const rest = width - 1 - nameWidth - 1 - measureWidth - 1 - 1;
	const hasUnit = rest - unitWidth - 1 >= leastTrail;
	const room = hasUnit ? rest - unitWidth - 1 : rest;
	const trailWidth = Math.min(room, mostTrail);
	const hints = Number.isNaN(value) ? waiting(column.warmUp, series, slice.interval) : [];
	return [
		[` ${fitLeft(column.name, nameWidth)} `, look.dim],
		number,
		' ',
		hasUnit ? [`${fitLeft(unitOf(column.unit, slice, look), unitWidth)} `, look.dim] : '',
		...trail(series, hints, isSided(index), trailWidth, look),
		[words(column.meaning, room - trailWidth - 2, look), look.dim],
	];
}

/** The latest rows on a scale of their own; where zero parts two sides, it lies in the middle. Where none is a number, or in a gap at its end, what is waited for. */
function trail(series: Float64Array, hints: readonly string[], isTwoSided: boolean, width: number, look: Look): Segment[] {
	const range = rangeOf(series, width);
	const gap = range === undefined ? width : missingRows(series) - 2;
	const hint = hints.find((text) => text.length <= Math.min(gap, width)) ?? '';
	if (range === undefined) return [[hint.padEnd(width), look.dim]];
	const reach = Math.max(Math.abs(range.min), Math.abs(range.max));
	const [min, max] = isTwoSided ? [-reach, reach] : [range.min, range.max];
	return [
		[sparkline(series, width, min, max, look.glyphs).slice(0, width - hint.length), look.faint],
		[hint, look.dim],
	];
}

/** How many of the latest rows are no number. */
function missingRows(series: Float64Array): number {
	return series.length - 1 - series.findLastIndex((value) => !Number.isNaN(value));
}

/**
`after 60 s`, longest first. Nothing where so much time has passed: then something else is missing, such as trades. What is counted otherwise is said only of a
column that was no number yet.
*/
function waiting(warmUp: string, series: Float64Array, interval: number): readonly string[] {
	const [, count, unit = ''] = /^(\d+) (rows|s|min|h)$/.exec(warmUp) ?? [];
	const micros = Number(count) * (unit === 'rows' ? interval : (microsPer[unit] ?? Number.NaN));
	const missing = missingRows(series);
	if (warmUp === '' || missing * interval >= micros) return [];
	const long = `${/^\d/.test(warmUp) ? 'after' : 'needs'} ${warmUp}`;
	if (missing === series.length) return [long, warmUp];
	return Number.isNaN(micros) ? [] : [long];
}

const microsPer: Readonly<Record<string, number>> = {s: 1e6, min: 60e6, h: 3600e6};

/** With the instrument's own units, where they are short. */
function unitOf(unit: string, {base, quote}: MetricsSlice, look: Look): string {
	const short = unit.replace(' per 1 M ', '/1M ');
	const own = short.replace('base', base).replace('quote', quote);
	const text = base === '' || quote === '' || segmentsWidth([own]) > unitWidth ? short : own;
	return look.glyphs === 'ascii' ? text.replace('√', 'sqrt ') : text;
}

/** What a column means, as far as it fits whole and can be written: without what follows a semicolon, or not at all. */
function words(meaning: string, room: number, look: Look): string {
	const text = [meaning, meaning.replace(/;.*/, '')].find((each) => each.length <= room);
	const isLost = text === undefined || (look.glyphs === 'ascii' && toAscii(text).includes('?'));
	return isLost ? '' : `  ${text}`;
}
