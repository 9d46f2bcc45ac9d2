/*
Where the cursor stands in the time that can be walked through: a track with what happened on it, and below it how many messages came. In one row both
are one. Nothing later than the cursor is drawn, but for a person's own marks.
*/

import type {SessionView, TimelineEvent, TimelineView} from '../../runner/session.ts';
import {line, type Segment} from '../draw/cells.ts';
import {Line} from '../draw/chart.ts';
import {percent, quantity} from '../draw/number.ts';
import {sparkline} from '../draw/sparkline.ts';
import {shortClock} from '../draw/time.ts';
import {endOf, ticksBetween} from '../draw/time-axis.ts';
import type {Look, Style} from '../theme.ts';
import type {Paint} from './paint.ts';

export type TimelineSlice = {
	readonly timeline: TimelineView | undefined;
	readonly mode: SessionView['mode'];
	/** The cursor stands where the feed is now; not in a replay. */
	readonly isAtPresent: boolean;
};

export const paintTimeline: Paint<TimelineSlice> = (slice, width, height, look) => {
	const rows =
		slice.timeline === undefined
			? []
			: height < 2
				? [combined(slice, slice.timeline, width, look)]
				: both(slice, slice.timeline, width, look);
	return Array.from({length: height}, (_, row) => line(rows[row] ?? [], width, look));
};

type Cell = readonly [glyph: string, style: Style];

/** What a column stands for: where a time lies, and where the cursor is. */
type Axis = {readonly columns: number; readonly from: number; readonly to: number; readonly cursor: number; columnOf(at: number): number};

/** With fewer columns there is nothing to see. */
const leastColumns = 8;

function both(slice: TimelineSlice, timeline: TimelineView, width: number, look: Look): Segment[][] {
	const {start, end, span} = endsOf(slice, timeline);
	const fastest = timeline.rates.reduce((most, rate) => (rate > most ? rate : most), 0);
	const scale = ` max ${quantity(fastest, fastest < 10 ? 1 : 0, 6)} msg/s`;
	const columns = width - start.length - 2 - Math.max(end.length, ' max 12,345 msg/s'.length) - 1;
	if (columns < leastColumns) return [];
	const axis = axisOf(timeline, columns, span);
	const cells = trackOf(axis, () => '─', look);
	const taken = put(cells, slice, timeline, axis, look);
	putTicks(cells, taken, axis, look);
	return [
		[[` ${start} `, look.dim], ...joined(cells), ...ending(slice, end, look)],
		[' '.repeat(start.length + 2), [rateOf(timeline, axis, fastest, look), look.dim], [scale, look.dim]],
	];
}

/** The message rate is the track. */
function combined(slice: TimelineSlice, timeline: TimelineView, width: number, look: Look): Segment[] {
	const {start, end, span} = endsOf(slice, timeline);
	const columns = width - start.length - 2 - end.length - 2;
	if (columns < leastColumns) return [];
	const axis = axisOf(timeline, columns, span);
	const fastest = timeline.rates.reduce((most, rate) => (rate > most ? rate : most), 0);
	const rates = rateOf(timeline, axis, fastest, look);
	const cells = trackOf(axis, (column) => (rates[column] === ' ' ? '─' : (rates[column] ?? '─')), look);
	put(cells, slice, timeline, axis, look);
	return [[` ${start} `, look.dim], ...joined(cells), ...ending(slice, end, look)];
}

/** What stands at either end, and how long the track is, µs: of a recording that is still being read as long as it will be at this pace. */
function endsOf({mode}: TimelineSlice, {from, to, indexed}: TimelineView) {
	const isIndexing = indexed < 1;
	const span = isIndexing && indexed > 0 ? (to - from) / indexed : to - from;
	const end = mode !== 'replay' ? 'live' : isIndexing ? `indexing ${percent(Math.floor(indexed * 100) / 100)}` : endOf(to, span);
	return {start: endOf(from, span), end, span};
}

function ending({mode, isAtPresent}: TimelineSlice, end: string, look: Look): Segment[] {
	return [[` ${end}`, isAtPresent && mode !== 'replay' ? look.sound : look.dim]];
}

function axisOf({from, at}: TimelineView, columns: number, span: number): Axis {
	const columnOf = (time: number) => {
		const share = span > 0 ? (time - from) / span : 1;
		return Number.isNaN(share) ? 0 : Math.min(columns - 1, Math.max(0, Math.floor(share * columns)));
	};
	return {columns, from, to: from + span, cursor: columnOf(at), columnOf};
}

function trackOf({columns, cursor}: Axis, passed: (column: number) => string, look: Look): Cell[] {
	return Array.from({length: columns}, (_, column) => (column <= cursor ? [passed(column), look.faint] : ['·', look.faint]));
}

/** Events, the cursor and its time. @returns which columns are taken. */
function put(cells: Cell[], slice: TimelineSlice, timeline: TimelineView, axis: Axis, look: Look): Set<number> {
	const kinds = new Map<number, TimelineEvent['kind']>();
	for (const {at, kind} of timeline.events) {
		if (kind !== 'mark' && !(at <= timeline.at)) continue;
		const column = axis.columnOf(at);
		const there = kinds.get(column);
		if (there === undefined || weights[kind] >= weights[there]) kinds.set(column, kind);
	}
	for (const [column, kind] of kinds) cells[column] = glyphOf(kind, look);
	const {cursor, columns} = axis;
	cells[cursor] = ['●', slice.mode === 'replay' ? look.strong : slice.isAtPresent ? look.sound : look.warn];
	const taken = new Set([...kinds.keys(), cursor]);
	if (cursor === columns - 1 && (slice.isAtPresent || timeline.indexed === 1)) return taken;
	const time = shortClock(timeline.at);
	const isFree = (first: number) =>
		first >= 0 && first + time.length <= columns && [...time].every((_, index) => !taken.has(first + index));
	const first = [cursor + 1, cursor - time.length].find(isFree);
	if (first === undefined) return taken;
	for (const [index, glyph] of [...time].entries()) {
		cells[first + index] = [glyph, look.strong];
		taken.add(first + index);
	}
	return taken;
}

/** Where several fall into one column, the heaviest is seen, and of its like the last. */
const weights: Readonly<Record<TimelineEvent['kind'], number>> = {mark: 1, buy: 2, sell: 2, gap: 3};

function glyphOf(kind: TimelineEvent['kind'], look: Look): Cell {
	switch (kind) {
		case 'buy':
			return ['B', look.bidStrong];
		case 'sell':
			return ['S', look.askStrong];
		case 'gap':
			return ['╎', look.alert];
		case 'mark':
			return ['M', look.accent];
	}
}

/** Columns from one time to the next, at least. */
const tickDistance = 14;

/** How far a text is moved so that it stands apart from what happened: its time lies below it all the same. */
const shifts = [0, -1, 1, -2, 2];

/** Round times, each over its own column, where nothing else stands. */
function putTicks(cells: Cell[], taken: ReadonlySet<number>, {columns, from, to, columnOf}: Axis, look: Look): void {
	for (const {at, text} of ticksBetween(from, to, Math.floor(columns / tickDistance))) {
		const written = [...` ${text} `];
		// A little of the track stands at either end.
		const isFree = (first: number) =>
			first >= 2 && first + written.length <= columns - 2 && written.every((_, index) => !taken.has(first + index));
		const middle = columnOf(at) - Math.floor(written.length / 2);
		const first = shifts.map((shift) => middle + shift).find(isFree);
		if (first !== undefined) for (const [index, glyph] of written.entries()) cells[first + index] = [glyph, look.dim];
	}
}

/** Messages a second, a column each: the most of the spans that it covers, so that no burst is lost. */
function rateOf({from, to, rates}: TimelineView, {columns, from: start, to: end, cursor}: Axis, fastest: number, look: Look): string {
	const spanOf = (column: number) => {
		const at = start + ((end - start) * column) / columns;
		return to > from ? ((at - from) / (to - from)) * rates.length : column === 0 ? 0 : rates.length;
	};
	const values = Float64Array.from({length: columns}, (_, column) => {
		if (column > cursor) return Number.NaN;
		// Spans that begin in this column; where columns are the finer ones, that in which it lies.
		const first = Math.ceil(spanOf(column));
		const own = rates.slice(first, Math.ceil(spanOf(column + 1)));
		const known = (own.length > 0 ? own : rates.slice(first - 1, first)).filter((rate) => !Number.isNaN(rate));
		return known.length === 0 ? Number.NaN : Math.max(...known);
	});
	return sparkline(values, columns, 0, Math.max(fastest, 1), look.glyphs);
}

function joined(cells: readonly Cell[]): Segment[] {
	const painted = new Line();
	for (const [glyph, style] of cells) painted.add(glyph, style);
	return painted.segments();
}
