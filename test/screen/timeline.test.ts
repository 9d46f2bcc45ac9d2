import {expect, test} from 'vitest';
import type {SessionView, TimelineView} from '../../source/runner/session.ts';
import {layOut} from '../../source/screen/layout.ts';
import {calmUi, createPainter} from '../../source/screen/panes.ts';
import {createLook, type Look} from '../../source/screen/theme.ts';
import {look, panel} from '../support/painted.ts';
import {createScene, now} from '../support/scene.ts';
import {createTimeline} from '../support/timeline.ts';

type Given = {readonly session?: Partial<SessionView>; readonly width?: number; readonly height?: number; readonly by?: Look};

function rows(timeline: TimelineView, {session = {}, width = 80, height = 2, by = look}: Given = {}): readonly string[] {
	const pane = {id: 'timeline', x: 0, y: 0, width, height} as const;
	return createPainter(pane, layOut(120, 36), by, calmUi)(createScene({session: {timeline, ...session}}));
}

const at = (hours: number, minutes: number, seconds = 0) => Date.UTC(2026, 10, 20, hours, minutes, seconds) * 1000;
const noon = {from: at(11, 0), to: at(12, 0), events: [], rates: []} as const;

test('live: an hour of signals, gaps and marks, and the rate of messages below it', () => {
	expect(rows(createTimeline(), {width: 120}).join('\n')).toMatchInlineSnapshot(`
		" 11:04 ─────B 11:10 ──────S─ 11:20 ─M─────────B─S──────────╎ 11:40 ──B────S 11:50 ───M────────B──────● live             
		       ▂▂▄▇▁▂▇▅▂▄▂▅▃▃▃▄▂▂▂▃▂▂▁▁▁▁▁▁▁▁▂▂▂▂▂▅▅▅▄▄▇▆▄▅▄▆▄▅▂▃▃▄▃▃▂▂▂▂▁▁▁▁▁▁▁▁▃▁▄▃▄▃▆▂█▃▇▅██▃▂▂▃▃▂▃▄▃▂▁▁▂▁▁ max 317 msg/s    "
	`);
});

test('live, walked back: the cursor with its time, nothing known beyond it but a person’s own marks', () => {
	const timeline = createTimeline({at: now - 1200e6});
	expect(rows(timeline, {width: 120, session: {back: 1200e6}}).join('\n')).toMatchInlineSnapshot(`
		" 11:04 ─────B 11:10 ──────S─ 11:20 ─M─────────B─S──────────╎ 11:40 ──B●11:44:31······M····· 12:00 ···· live             
		       ▂▂▅█▂▂█▆▂▅▃▅▄▄▃▅▃▂▂▃▂▂▂▁▁▁▁▁▁▁▂▃▃▂▂▆▅▆▅▄█▇▅▅▅▇▅▆▂▃▄▄▃▄▃▂▂▂▁▁▁▁▁                                 max 266 msg/s    "
	`);
});

test('a replay ends with the time of its end; while it is read, with how much of it has been', () => {
	const replay = {mode: 'replay'} as const;
	const timeline = createTimeline({from: now - 600e6, at: now - 400e6, indexed: 1});
	expect(rows(timeline, {width: 120, session: replay}).join('\n')).toMatchInlineSnapshot(`
		" 11:54:31 ─────B──── 11:56 ──S────────M─●11:57:51········ 12:00 ··········· 12:02 ····M······ 12:04 ·· 12:04:31         
		          ▂▂▅█▂▂█▆▅▃▆▃▄▄▅▁▃▂▃▃▃▂▁▁▁▁▁▁▁▃▂                                                              max 248 msg/s    "
	`);
	expect(
		rows(createTimeline({from: now - 600e6, at: now - 550e6, indexed: 0.43}), {width: 120, session: replay}).join('\n'),
	).toMatchInlineSnapshot(`
		" 11:54:31 ──B●11:55:21M····· 12:00 ·······M····· 12:05 ············· 12:10 ············ 12:15 ········ indexing 43%     
		          ▅██▆                                                                                         max 248 msg/s    "
	`);
});

test('one row is track and rate at once', () => {
	expect(rows(createTimeline({at: now - 1200e6}), {height: 1, session: {back: 1200e6}}).join('\n')).toMatchInlineSnapshot(
		`" 11:04 ▂▅█▂B▆▅▅▄▄▅▃▂▃S▂▁▁▁▁M▂▃▃▆▅▆▄BS▅▅▇▆▂▄╎▄▃▂▂▁▁▁●11:44:31··M··········· live "`,
	);
});

test('the same in ASCII', () => {
	const by = createLook({...look, glyphs: 'ascii'});
	expect(rows(createTimeline({at: now - 1200e6}), {by, session: {back: 1200e6}}).join('\n')).toMatchInlineSnapshot(`
		" 11:04 ---B-------S-----M-----BS-----!-----*11:44:31M 12:00 .. live             
		       .=##+==~=-.-.____.--++=#==*+-~~-..___                   max 266 msg/s    "
	`);
});

test('what a view knows of later than the cursor is not drawn, but for marks', () => {
	const kinds = ['buy', 'sell', 'gap', 'mark'] as const;
	const events = kinds.map((kind, index) => ({at: at(11, 40 + 4 * index), kind}));
	const [track] = rows({...noon, at: at(11, 30), indexed: 1, events}, {session: {mode: 'replay'}});
	expect(track).toMatch(/●11:30:00·+M·+ 12:00/);
	expect(track).not.toMatch(/[BS╎]/);
	const [whole] = rows({...noon, at: at(12, 0), indexed: 1, events}, {session: {mode: 'replay'}});
	expect(whole).toMatch(/B─+S─+╎─+M─+● 12:00/);
});

test('of several events in one column a gap is seen before a signal, a signal before a mark, and of two signals the last', () => {
	const shown = (...kinds: readonly TimelineView['events'][number]['kind'][]) => {
		const events = kinds.map((kind, index) => ({at: at(11, 20, index), kind}));
		return /[BS╎M]/.exec(rows({...noon, at: at(12, 0), indexed: Number.NaN, events})[0] ?? '')?.[0];
	};
	expect(shown('gap', 'buy', 'mark')).toBe('╎');
	expect(shown('mark', 'sell', 'gap')).toBe('╎');
	expect(shown('sell', 'mark')).toBe('S');
	expect(shown('mark', 'buy')).toBe('B');
	expect(shown('buy', 'sell')).toBe('S');
	expect(shown('sell', 'buy')).toBe('B');
});

test('times are as fine as the span is short', () => {
	const ends = (from: number, to: number) => {
		const [track = ''] = rows({...noon, from, to, at: to, indexed: 1}, {session: {mode: 'replay'}, width: 100});
		return track.replace(/[─●]+/g, ' ').trim().split(/ {2,}/);
	};
	expect(ends(at(11, 0), at(11, 0, 12))).toEqual(['11:00:00', '11:00:05', '11:00:10', '11:00:12']);
	expect(ends(at(11, 0, 30), at(11, 30))).toEqual(['11:00:30', '11:10', '11:20', '11:30:00']);
	expect(ends(at(10, 55), at(12, 0))).toEqual(['10:55', '11:00', '11:15', '11:30', '11:45', '12:00']);
	expect(ends(at(-30, 0), at(12, 0))).toEqual(['11-18 18:00', '11-19', '12:00', '11-20', '11-20 12:00']);
});

test('a burst of messages is seen however narrow the track is, and the scale says how fast it was', () => {
	const rates = Array.from({length: 240}, (_, span) => (span === 100 ? 812 : 3));
	const [track = '', rate = ''] = rows({...noon, at: at(12, 0), indexed: Number.NaN, rates});
	expect([...rate].filter((glyph) => glyph === '█')).toHaveLength(1);
	expect(rate).toContain(' max 812 msg/s');
	const column = rate.indexOf('█') - track.indexOf('─');
	const columns = track.lastIndexOf('●') - track.indexOf('─') + 1;
	expect(Math.abs(column / columns - 100 / 240)).toBeLessThan(1 / columns);
});

test('where nothing is kept the rows are blank, so that nothing else moves', () => {
	expect(panel('timeline', 120, 2)).toBe(`${' '.repeat(120)}\n${' '.repeat(120)}`);
});

test('colours: bids, asks, alarms and what is one’s own', () => {
	const by = createLook({...look, colors: 'truecolor'});
	const kinds = ['buy', 'sell', 'gap', 'mark'] as const;
	const events = kinds.map((kind, index) => ({at: at(11, 10 + 10 * index), kind}));
	const [track] = rows({...noon, at: at(12, 0), indexed: Number.NaN, events}, {by});
	for (const part of [by.bidStrong('B'), by.askStrong('S'), by.alert('╎'), by.accent('M'), by.sound('●')]) expect(track).toContain(part);
	const [back] = rows({...noon, at: at(11, 30), indexed: Number.NaN, events}, {by, session: {back: 1800e6}});
	expect(back).toContain(by.warn('●'));
});

test('it is painted anew only where the timeline is another one', () => {
	const painter = createPainter({id: 'timeline', x: 0, y: 0, width: 100, height: 2}, layOut(120, 36), look, calmUi);
	const timeline = createTimeline({at: now - 60e6});
	const first = painter(createScene({session: {timeline, back: 60e6}}));
	expect(painter(createScene({tick: 1, session: {timeline, back: 61e6}}))).toBe(first);
	expect(painter(createScene({tick: 1, session: {timeline: {...timeline}, back: 61e6}}))).not.toBe(first);
});
