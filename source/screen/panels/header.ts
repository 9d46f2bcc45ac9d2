/* The top line: what is watched, whether it can be trusted, what it costs, whether it is being recorded. Items give way by rank, none is cut. */

import type {InstrumentSummary, IntegrityView, SettingsView} from '../../engine/view.ts';
import {venueOf} from '../../market/instrument.ts';
import type {SessionView} from '../../runner/session.ts';
import {clean, displayWidth, fitLeft, line, type Segment, segmentsWidth} from '../draw/cells.ts';
import {bytes, decimalsOf, grouped, isZero, none, percent, plain, signedPercent} from '../draw/number.ts';
import {age, clock, delays, millis, stopwatch} from '../draw/time.ts';
import type {Look} from '../theme.ts';
import {badgeMark, badgeSegment} from './badge.ts';
import {clockOffset, feedDelay} from './feed-delay.ts';
import {feedState} from './feed-state.ts';
import {type Paint, signSegment, thresholds, unstyled} from './paint.ts';

export type HeaderSlice = {
	readonly at: number;
	readonly instruments: readonly InstrumentSummary[];
	readonly summary: InstrumentSummary | undefined;
	readonly integrity: IntegrityView | undefined;
	/** Decimals of the instrument's prices; its mid may have one more. */
	readonly priceDecimals: number;
	readonly settings: SettingsView;
	readonly session: SessionView;
};

/** Where not all fit, those with the lowest ranks stay. */
type Form = {readonly rank: number; readonly segments: readonly Segment[]};

/** `longer` takes its place where there is room for more, each by a rank of its own. `isAtEnd` puts an item at the right end of the line. */
type Item = Form & {readonly longer?: readonly Form[]; readonly isAtEnd?: boolean};

const gap = 2;

export const paintHeader: Paint<HeaderSlice> = (slice, width, height, look) => {
	const items = width < 120 ? compactItems(slice, width, look) : wideItems(slice, width, look);
	const forms = items.flatMap((item) => [item, ...(item.longer ?? [])].map((form) => ({item, form})));
	const kept = new Map<Item, readonly Segment[]>();
	let left = width - 1 + gap;
	for (const {item, form} of forms.sort((one, other) => one.form.rank - other.form.rank)) {
		const shorter = kept.get(item);
		if (form.segments.length === 0 || (form !== item && shorter === undefined)) continue;
		const needed = segmentsWidth(form.segments) + (shorter === undefined ? gap : -segmentsWidth(shorter));
		if (needed > left && kept.size > 0) continue;
		kept.set(item, form.segments);
		left -= needed;
	}
	const atEnd = items.filter((item) => kept.has(item) && item.isAtEnd === true);
	const segments: Segment[] = [' '];
	for (const item of items) if (item.isAtEnd !== true && kept.has(item)) segments.push(...(kept.get(item) ?? []), '  ');
	if (atEnd.length > 0) segments.push(' '.repeat(Math.max(0, left)));
	for (const item of atEnd) segments.push(...(kept.get(item) ?? []), '  ');
	const painted = line(trimmed(segments), width, look);
	return Array.from({length: height}, (_, row) => (row === 0 ? painted : ' '.repeat(width)));
};

function trimmed(segments: readonly Segment[]): readonly Segment[] {
	return segments.at(-1) === '  ' ? segments.slice(0, -1) : segments;
}

/** What the panel on integrity says too, gives way before what stands nowhere else. */
function wideItems(slice: HeaderSlice, width: number, look: Look): Item[] {
	const {session, summary} = slice;
	const items: Item[] = [
		venue(summary, [6.2, 6.4, 6.6], look),
		{rank: 1, segments: feedState(session, summary?.state, look)},
		{rank: 10.6, segments: cursorTime(slice, look)},
		{rank: 9.8, segments: source(session, shortSource, look), longer: [{rank: 10.5, segments: source(session, longestSource, look)}]},
		{rank: 3, segments: price(slice, look)},
		{rank: 4, segments: notice(session, Math.floor(width * 0.45), look)},
		{rank: 5, segments: recording(slice, false, look)},
		{rank: 6, segments: proof(session, false, look)},
		{rank: 15, segments: slice.integrity === undefined ? [] : [badgeSegment(slice.integrity.badge, look)]},
		{rank: 13, segments: latency(slice, 'feed p50/p99 ', look)},
		{rank: 13.5, segments: clockOffset(session.delays.clock, look)},
		{rank: 2, segments: [[thresholds(slice.settings, look), look.dim]], isAtEnd: true},
		{rank: 10, segments: [[`${plain(session.fps, 0).padStart(2)}fps`, look.dim]], isAtEnd: true},
		{rank: 11, segments: [[`cpu ${percent(session.cpu).padStart(4)}`, look.dim]], isAtEnd: true},
	];
	return [{rank: 14, segments: [['obi-tui', look.dim]]}, {rank: 0, segments: symbols(slice, roomBeside(items, width), look)}, ...items];
}

function compactItems(slice: HeaderSlice, width: number, look: Look): Item[] {
	const {session, summary, integrity} = slice;
	const items: Item[] = [
		venue(summary, [7.5, 9, 9.5], look),
		{rank: 1, segments: feedState(session, summary?.state, look)},
		{rank: 9.8, segments: cursorTime(slice, look)},
		{rank: 3, segments: price(slice, look)},
		{rank: 4, segments: notice(session, Math.floor(width * 0.45), look)},
		{rank: 7, segments: recording(slice, true, look)},
		{rank: 5, segments: proof(session, true, look)},
		{rank: 10, segments: latency(slice, 'p99 ', look)},
		{rank: 12, segments: clockOffset(session.delays.clock, look)},
		{rank: (integrity?.gaps ?? 0) > 0 ? 7 : 8, segments: integrity === undefined ? [] : gaps(integrity.gaps, look)},
		{rank: 6, segments: integrity === undefined ? [] : [badgeSegment(integrity.badge, look)]},
		{rank: 2, segments: [[thresholds(slice.settings, look), look.dim]], isAtEnd: true},
	];
	return [{rank: 0, segments: symbols(slice, roomBeside(items, width), look)}, ...items];
}

/** Items up to this rank matter more than the instruments beside the selected one. */
const neighbours = 7;

/** Cells for the instruments: at most half the line, and no more than is left by what matters more. */
function roomBeside(items: readonly Item[], width: number): number {
	const forms = items.map(({longer = [], ...item}) => [item, ...longer].filter(({rank}) => rank <= neighbours).at(-1)?.segments ?? []);
	const first = forms.filter((segments) => segments.length > 0);
	return Math.min(
		width / 2,
		first.reduce((room, segments) => room - segmentsWidth(segments) - gap, width - 1),
	);
}

/** The selected instrument, and as many of its neighbours as there is room for. */
function symbols({instruments, summary}: HeaderSlice, room: number, look: Look): Segment[] {
	const selected = instruments.findIndex((instrument) => instrument.id === summary?.id);
	const current = instruments[selected] ?? summary;
	if (current === undefined) return [['no instrument yet', look.strong]];
	const shared = sharedSymbols(instruments);
	const name = ({id, symbol}: InstrumentSummary) => shortened(shared.has(symbol) ? id : symbol, longestSymbol);
	if (instruments.length <= 1) return [[name(current), look.strong]];
	const forms = instruments.map((instrument): Segment[] =>
		instrument === current
			? [
					['▸', look.accent],
					[name(instrument), look.strong],
				]
			: [[name(instrument), look.dim], ' ', badgeMark(instrument.badge, look)],
	);
	if (selected === -1)
		return [
			[name(current), look.strong],
			[`  +${forms.length}`, look.dim],
		];
	const widthOf = (first: number, end: number) => segmentsWidth(forms.slice(first, end).flat()) + gap * (end - first - 1);
	const left = widthOf(0, forms.length) <= room ? room : room - `  +${forms.length}`.length;
	const fits = (first: number, end: number) => widthOf(first, end) <= left;
	let from = selected;
	let to = selected + 1;
	while (to < forms.length && fits(from, to + 1)) to++;
	while (from > 0 && fits(from - 1, to)) from--;
	const hidden = forms.length - (to - from);
	const shown = forms.slice(from, to).flatMap((form, index): Segment[] => (index === 0 ? form : ['  ', ...form]));
	return hidden > 0 ? [...shown, [`  +${hidden}`, look.dim]] : shown;
}

const longestSymbol = 24;

/** Symbols that do not say which instrument is meant, because two venues have them. */
function sharedSymbols(instruments: readonly InstrumentSummary[]): ReadonlySet<string> {
	const seen = new Set<string>();
	return new Set(instruments.map(({symbol}) => symbol).filter((symbol) => seen.size === seen.add(symbol).size));
}

/** `binance·spot diffs 100ms`: where the book comes from, what it is sent as, over how long its changes are gathered. Shorter the label, or the venue. */
function venue(summary: InstrumentSummary | undefined, ranks: readonly [id: number, label: number, feed: number], look: Look): Item {
	const [rank, labelRank, feedRank] = ranks;
	if (summary === undefined) return {rank, segments: []};
	const {id, venueLabel, feed} = summary;
	const label: Segment = [venueLabel, look.dim];
	const sent: Segment = [` ${feed.levels}${conflation(feed.conflation)}`, look.dim];
	const longer = [
		{rank: labelRank, segments: [label]},
		{rank: feedRank, segments: [label, sent]},
	];
	return {rank, segments: [[venueOf(id), look.dim]], longer};
}

/** ` 100ms`; ` each` where every change is sent at once; nothing where the venue does not say. */
function conflation(micros: number): string {
	if (Number.isNaN(micros)) return '';
	if (micros === 0) return ' each';
	const [span, unit] = micros < 1e6 ? [micros / 1e3, 'ms'] : [micros / 1e6, 's'];
	return ` ${plain(span, Number.isInteger(span) ? 0 : 1)}${unit}`;
}

function price({summary, priceDecimals}: HeaderSlice, look: Look): Segment[] {
	if (summary === undefined) return [];
	const {mid, change} = summary;
	const text = signedPercent(change, 2);
	// What rounds to nothing points nowhere.
	const side = isZero(text) ? ' ' : change > 0 ? '▲' : '▼';
	// Room for the half of a tick, so that nothing moves when it comes and goes.
	const blank = mid === '' ? 0 : Math.max(0, priceDecimals + 1 - decimalsOf(mid));
	return [
		[mid === '' ? none : grouped(mid), look.strong],
		' '.repeat(blank + (blank > 0 && !mid.includes('.') ? 1 : 0)),
		signSegment(` ${side}${text}`, change, look),
	];
}

/** What is replayed. */
function source({mode, source: text}: SessionView, longest: number, look: Look): Segment[] {
	if (mode !== 'replay' || text === '') return [];
	return [[shortened(text, longest), look.dim]];
}

const shortSource = 16;
const longestSource = 40;

/** Cut where it is long: a panel that has nothing else to say shows all of it. */
function notice({notice: text}: SessionView, width: number, look: Look): Segment[] {
	return text === '' ? [] : [[shortened(text, width), look.warn]];
}

function recording({session, at}: HeaderSlice, isShort: boolean, look: Look): Segment[] {
	const file = session.recording;
	if (file === undefined) return [];
	if (file.fault !== '') return [['REC ✖', look.alert], isShort ? '' : [` ${file.fault}`, look.alert]];
	const since = at - file.since;
	return isShort
		? [
				['REC ', look.alert],
				[age(since), look.dim],
			]
		: [
				['REC ', look.dim],
				['●', look.alert],
				[` ${stopwatch(since)} ${bytes(file.bytes)}`, look.dim],
			];
}

/** Whether this replay is the live run, as far as it has come. */
function proof({hash}: SessionView, isShort: boolean, look: Look): Segment[] {
	switch (hash.kind) {
		case 'none':
			return [];
		case 'same':
			return [
				[isShort ? 'hash ' : 'hash = live ', look.dim],
				['✔', look.sound],
			];
		case 'older-fold':
			return [['older fold', look.warn]];
		case 'differs':
			return [[`hash differs from frame ${hash.frame}`, look.alert]];
		case 'settings-changed':
			return [[`hash ${none} settings changed`, look.dim]];
	}
}

function latency({session, integrity, summary}: HeaderSlice, label: string, look: Look): Segment[] {
	const {p50, p99} = feedDelay(session.delays, integrity ?? summary);
	if (Number.isNaN(p99)) return [];
	return [[label, look.dim], label.includes('p50') ? delays(p50, p99).padEnd(7) : `${millis(p99)}ms`.padEnd(4)];
}

/** Where the cursor stands in the past: at the present, the clock on the wall says so. */
function cursorTime({session, at}: HeaderSlice, look: Look): Segment[] {
	return session.mode === 'replay' || !Number.isNaN(session.back) ? [[`${clock(at)}Z`, look.dim]] : [];
}

function gaps(count: number, look: Look): Segment[] {
	return [
		['gaps ', look.dim],
		[String(count), count > 0 ? look.warn : unstyled],
	];
}

/** Cut only where it is longer. */
function shortened(text: string, longest: number): string {
	return displayWidth(clean(text)) > longest ? fitLeft(text, longest) : text;
}
