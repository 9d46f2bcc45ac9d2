/* The top line: what is watched, whether it can be trusted, what it costs, whether it is being recorded. Items give way by rank, none is cut. */

import type {InstrumentSummary, IntegrityView, SettingsView} from '../../engine/view.ts';
import type {SessionView} from '../../runner/session.ts';
import {clean, displayWidth, fitLeft, line, type Segment, segmentsWidth} from '../draw/cells.ts';
import {bytes, grouped, none, percent, plain, signedPercent} from '../draw/number.ts';
import {age, delays, millis, shortStopwatch, stopwatch} from '../draw/time.ts';
import type {Look} from '../theme.ts';
import {badgeMark, badgeSegment} from './badge.ts';
import {type Paint, rhoName, signStyle, stateStyle} from './paint.ts';

export type HeaderSlice = {
	readonly at: number;
	readonly instruments: readonly InstrumentSummary[];
	readonly summary: InstrumentSummary | undefined;
	readonly integrity: IntegrityView | undefined;
	readonly settings: SettingsView;
	readonly session: SessionView;
};

/** An item gives way before all with a lower rank. `end` puts it at the right end of the line. */
type Item = {readonly rank: number; readonly segments: readonly Segment[]; readonly isAtEnd?: boolean};

const gap = 2;

export const paintHeader: Paint<HeaderSlice> = (slice, width, height, look) => {
	const items = (width < 120 ? compactItems(slice, width, look) : wideItems(slice, width, look)).filter((item) => item.segments.length > 0);
	const kept = [...items];
	const needed = () => kept.reduce((sum, item) => sum + segmentsWidth(item.segments) + gap, 0);
	while (kept.length > 1 && needed() - 1 > width) {
		const least = kept.reduce((worst, item) => (item.rank > worst.rank ? item : worst));
		kept.splice(kept.indexOf(least), 1);
	}
	const left = kept.filter((item) => item.isAtEnd !== true);
	const right = kept.filter((item) => item.isAtEnd === true);
	const blank = Math.max(0, width - needed() + 1);
	const segments: Segment[] = [' '];
	for (const item of left) segments.push(...item.segments, '  ');
	if (right.length > 0) segments.push(' '.repeat(blank));
	for (const item of right) segments.push(...item.segments, '  ');
	const painted = line(trimmed(segments), width, look);
	return Array.from({length: height}, (_, row) => (row === 0 ? painted : ' '.repeat(width)));
};

function trimmed(segments: readonly Segment[]): readonly Segment[] {
	return segments.at(-1) === '  ' ? segments.slice(0, -1) : segments;
}

function wideItems(slice: HeaderSlice, width: number, look: Look): Item[] {
	const {session, summary, settings} = slice;
	return [
		{rank: 10, segments: [['obi-tui', look.dim]]},
		{rank: 0, segments: symbols(slice, width, look)},
		{rank: 7, segments: summary === undefined ? [] : [[summary.venueLabel, look.dim]]},
		{rank: 1, segments: feedState(slice, look)},
		{rank: 2, segments: price(summary, look)},
		{rank: 3, segments: notice(session, Math.floor(width * 0.45), look)},
		{rank: 4, segments: recording(slice, false, look)},
		{rank: 5, segments: proof(session, look)},
		{rank: 11, segments: slice.integrity === undefined ? [] : [badgeSegment(slice.integrity.badge, look)]},
		{rank: 6, segments: latency(slice, 'feed p50/p99 ', look)},
		{rank: 12, segments: [[`${rhoName(look)} ${dotless(settings.buy)}/${dotless(settings.sell)}`, look.dim]], isAtEnd: true},
		{rank: 9, segments: [[`${plain(session.fps, 0).padStart(2)}fps`, look.dim]], isAtEnd: true},
		{rank: 10, segments: [[`cpu ${percent(session.cpu).padStart(4)}`, look.dim]], isAtEnd: true},
	];
}

function compactItems(slice: HeaderSlice, width: number, look: Look): Item[] {
	const {session, summary, integrity} = slice;
	return [
		{rank: 0, segments: symbols(slice, width, look)},
		{rank: 8, segments: summary === undefined ? [] : [[summary.venueLabel, look.dim]]},
		{rank: 1, segments: feedState(slice, look)},
		{rank: 2, segments: price(summary, look)},
		{rank: 3, segments: notice(session, Math.floor(width * 0.45), look)},
		{rank: 6, segments: recording(slice, true, look)},
		{rank: 4, segments: proof(session, look)},
		{rank: 7, segments: latency(slice, 'p99 ', look)},
		{rank: 5, segments: integrity === undefined ? [] : gaps(integrity.gaps, look)},
		{rank: 5, segments: integrity === undefined ? [] : [badgeSegment(integrity.badge, look)]},
	];
}

/** The selected instrument, and as many of its neighbours as half the line holds. */
function symbols({instruments, summary}: HeaderSlice, width: number, look: Look): Segment[] {
	const selected = instruments.findIndex((instrument) => instrument.id === summary?.id);
	const current = instruments[selected] ?? summary;
	if (current === undefined) return [['no instrument yet', look.strong]];
	const name = ({symbol}: InstrumentSummary) => (displayWidth(clean(symbol)) > longestSymbol ? fitLeft(symbol, longestSymbol) : symbol);
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
	const fits = (first: number, end: number) => segmentsWidth(forms.slice(first, end).flat()) + gap * (end - first) <= width / 2;
	let from = selected;
	let to = selected + 1;
	while (to < forms.length && fits(from, to + 1)) to++;
	while (from > 0 && fits(from - 1, to)) from--;
	const hidden = forms.length - (to - from);
	const shown = forms.slice(from, to).flatMap((form, index): Segment[] => (index === 0 ? form : ['  ', ...form]));
	return hidden > 0 ? [...shown, [`  +${hidden}`, look.dim]] : shown;
}

const longestSymbol = 24;

function feedState({session, summary}: HeaderSlice, look: Look): Segment[] {
	const {mode, isPaused, isOver, speed, progress, behind} = session;
	if (!Number.isNaN(behind)) {
		return [
			['▮▮ VIEW FROZEN', look.warn],
			[` +${shortStopwatch(behind)} behind`, look.warn],
		];
	}
	if (mode === 'live') {
		const state = summary?.state ?? 'CONNECTING';
		return [['●', stateStyle(state, look)], ' ', [state, state === 'LIVE' ? look.strong : stateStyle(state, look)]];
	}
	const name = mode === 'demo' ? 'DEMO' : 'REPLAY';
	const pace = speed === Number.POSITIVE_INFINITY ? 'max' : `${speed}×`;
	const passed = Number.isNaN(progress) ? '' : ` ${percent(progress).padStart(4)}`;
	const state: Segment[] =
		summary === undefined || summary.state === 'LIVE' ? [] : [[` ${summary.state}`, stateStyle(summary.state, look)]];
	if (isOver) return [['■', look.dim], ' ', [`${name} ENDED`, look.strong], ...state];
	if (isPaused) return [['▮▮ PAUSED', look.warn], [` ${name} ${pace}${passed}`, look.dim], ...state];
	return [['▸', look.sound], ' ', [name, look.strong], mode === 'replay' || speed !== 1 ? [` ${pace}${passed}`, look.dim] : '', ...state];
}

function price(summary: InstrumentSummary | undefined, look: Look): Segment[] {
	if (summary === undefined) return [];
	const {mid, change} = summary;
	const text = signedPercent(change, 2);
	// What rounds to nothing points nowhere.
	const side = !/[1-9]/.test(text) ? ' ' : change > 0 ? '▲' : '▼';
	return [
		[mid === '' ? none : grouped(mid), look.strong],
		[` ${side}${text}`, side === ' ' ? look.dim : signStyle(change, look)],
	];
}

/** Cut where it is long: a panel that has nothing else to say shows all of it. */
function notice({notice: text}: SessionView, width: number, look: Look): Segment[] {
	return text === '' ? [] : [[displayWidth(clean(text)) > width ? fitLeft(text, width) : text, look.warn]];
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
function proof({hash}: SessionView, look: Look): Segment[] {
	switch (hash.kind) {
		case 'none':
			return [];
		case 'same':
			return [
				['hash = live ', look.dim],
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

function latency({integrity, summary}: HeaderSlice, label: string, look: Look): Segment[] {
	const {latencyP50, latencyP99} = integrity ?? summary ?? {latencyP50: Number.NaN, latencyP99: Number.NaN};
	if (Number.isNaN(latencyP99)) return [];
	return [[label, look.dim], label.includes('p50') ? delays(latencyP50, latencyP99).padEnd(7) : `${millis(latencyP99)}ms`.padEnd(4)];
}

function gaps(count: number, look: Look): Segment[] {
	return [
		['gaps ', look.dim],
		[String(count), count > 0 ? look.warn : identity],
	];
}

const identity = (text: string) => text;
const dotless = (value: number) => value.toFixed(2).replace(/^0/, '');
