import {expect, test} from 'vitest';
import type {IntegrityView} from '../../source/engine/view.ts';
import {layOut} from '../../source/screen/layout.ts';
import {calmUi, createPainter} from '../../source/screen/panes.ts';
import {createLook} from '../../source/screen/theme.ts';
import {look, panel} from '../support/painted.ts';
import {createScene, now, soundIntegrity} from '../support/scene.ts';
import {measured} from '../support/timeline.ts';

const {opinion} = soundIntegrity();

function lines(integrity: Partial<IntegrityView>, width = 34, height = 8): string[] {
	return panel('integrity', width, height, createScene({integrity})).split('\n');
}

test('integrity in five lines, in six, and in as many as there are', () => {
	expect(panel('integrity', 34, 7)).toMatchInlineSnapshot(`
		"╭─ BOOK INTEGRITY ───── PROVEN ✔ ╮
		│ LIVE seq 50,123,456,789 dup 3  │
		│ gaps 0  resync 0  crossed 0    │
		│ snap diff 0 of 9,831 14s ago   │
		│ trusted ±1.9%  1000+998 lvl    │
		│ hash 9f3c…e0                   │
		╰────────────────────────────────╯"
	`);
	expect(panel('integrity', 34, 8)).toMatchInlineSnapshot(`
		"╭─ BOOK INTEGRITY ───── PROVEN ✔ ╮
		│ LIVE seq 50,123,456,789 dup 3  │
		│ gaps 0  resync 0  crossed 0    │
		│ snap diff 0 of 9,831 14s ago   │
		│ trusted ±1.9%  1000+998 lvl    │
		│ age  41ms  p50/99 8/31ms       │
		│ hash 9f3c…e0                   │
		╰────────────────────────────────╯"
	`);
	expect(panel('integrity', 44, 11)).toMatchInlineSnapshot(`
		"╭─ BOOK INTEGRITY ─────────────── PROVEN ✔ ╮
		│ LIVE seq 50,123,456,789 dup 3            │
		│ gaps 0  resync 0  crossed 0              │
		│ snapshot diff 0 of 9,831 lvl 14s ago     │
		│ trusted ±1.9%  1000+998 lvl              │
		│ age  41ms  p50/99 8/31ms                 │
		│ hash 9f3c…e0                             │
		│ out of order 0  malformed 0  overlaps 1  │
		│ applied 43,640  reconnects 0             │
		│                                          │
		╰──────────────────────────────────────────╯"
	`);
});

test('a book that nothing proves says so in the place of its sequence', () => {
	expect(panel('integrity', 34, 8, createScene({integrity: {badge: 'UNPROVEN', sequence: Number.NaN}}))).toMatchInlineSnapshot(`
		"╭─ BOOK INTEGRITY ───── UNPROVEN ╮
		│ LIVE  UNPROVEN (no sequence)   │
		│ gaps 0  resync 0  crossed 0    │
		│ snap diff 0 of 9,831 14s ago   │
		│ trusted ±1.9%  1000+998 lvl    │
		│ age  41ms  p50/99 8/31ms       │
		│ hash 9f3c…e0                   │
		╰────────────────────────────────╯"
	`);
});

test('a book that is not in step says since when and why', () => {
	const waiting = {state: 'SYNCING', badge: 'SYNCING', reason: 'waiting for a snapshot', sequence: Number.NaN} as const;
	expect(lines({...waiting, since: now - 3.9e6}, 44)[1]).toBe('│ SYNCING 3s  waiting for a snapshot       │');
	expect(lines({...waiting, since: now - 192e6}, 44)[1]).toBe('│ SYNCING 3m12s  waiting for a snapshot    │');
	expect(lines({...waiting, since: Number.NaN})[1]).toBe('│ SYNCING  waiting for a snapshot│');
});

test('what a resync cost stands beside how many there were, as far as there is room', () => {
	const cost = {last: 310e3, worst: 1.8e6, total: 2.6e6};
	expect(lines({gaps: 2, resyncs: 2, outOfStep: cost}, 44)[2]).toBe('│ gaps 2  resync 2 (310ms)  crossed 0      │');
	expect(lines({gaps: 2, resyncs: 2, outOfStep: cost})[2]).toBe('│ gaps 2 resync 2 (310ms) cross 0│');
	expect(lines({gaps: 1200, resyncs: 1200, outOfStep: cost})[2]).toBe('│ gaps 1,200 resync 1,200 cross 0│');
	expect(lines({gaps: 2, resyncs: 0})[2]).toBe('│ gaps 2  resync 0  crossed 0    │');
	expect(lines({gaps: 2, resyncs: 2, outOfStep: cost, malformed: 3}, 44)[2]).toBe('│ gaps 2  resync 2 (310ms)  malformed 3    │');
});

test('the second opinion: how many levels of a snapshot differed, of how many, how long ago', () => {
	const row = (part: Partial<typeof opinion>, width = 34) => lines({opinion: {...opinion, ...part}}, width)[3];
	expect(row({})).toBe('│ snap diff 0 of 9,831 14s ago   │');
	expect(row({}, 44)).toBe('│ snapshot diff 0 of 9,831 lvl 14s ago     │');
	expect(row({differing: 12, levels: 19_831, at: now - 192e6})).toBe('│ diff 12 of 19,831 3m12s ago    │');
	expect(row({given: 0, agreed: 0, at: Number.NaN, differing: Number.NaN, levels: Number.NaN})).toBe('│ no snapshot compared yet       │');
	expect(row({source: 'none'})).toBe('│ no second source               │');
	expect(row({failure: 'HTTP 429'})).toBe('│ no snapshot: HTTP 429          │');
	expect(row({failure: 'the venue answered 429', at: now - 200e6})).toBe('│ no new snapshot, last 3m20s ago│');
	expect(row({failure: 'the venue answered 429', at: Number.NaN, given: 0})).toBe('│ no new snapshot                │');
});

test('a second opinion that differs is an alarm', () => {
	const colours = createLook({...look, colors: 'truecolor'});
	const painted = (differing: number) =>
		createPainter(
			{id: 'integrity', x: 0, y: 0, width: 44, height: 8},
			layOut(120, 36),
			colours,
			calmUi,
		)(createScene({integrity: {opinion: {...opinion, differing}}}))[3];
	expect(painted(0)).toContain(colours.sound('0'));
	expect(painted(2)).toContain(colours.alert('2'));
});

test('of a venue that sends checksums, how many agreed', () => {
	const row = (n: number, ok: number, width = 34) =>
		lines({sequence: Number.NaN, checksums: {n, ok}, opinion: {...opinion, source: 'checksum', at: now - 1e6}}, width)[3];
	expect(row(510, 510)).toBe('│ checksum 510/510 ✔ 1s ago      │');
	expect(row(12_345_678, 12_345_678)).toBe('│ checksum 12,345,678 ✔ 1s ago   │');
	expect(row(12_345_678, 12_345_675)).toBe('│ checksum 3 differ 1s ago       │');
	expect(row(0, 0)).toBe('│ no checksum yet                │');
	expect(lines({sequence: Number.NaN, checksums: {n: 510, ok: 510}})[1]).toBe('│ LIVE seq – dup 3               │');
});

test('what reaches beyond the trusted depth is named, and costs the count of levels its place', () => {
	const row = (beyond: readonly string[], width = 34) => lines({beyond}, width)[4];
	expect(row([])).toBe('│ trusted ±1.9%  1000+998 lvl    │');
	expect(row(['L50'])).toBe('│ trusted ±1.9%  L50 beyond      │');
	expect(row(['L50'], 44)).toBe('│ trusted ±1.9%  1000+998 lvl  L50 beyond  │');
	expect(row(['L20', 'L50', 'band 1 %'])).toBe('│ trusted ±1.9%  L20 +2 beyond   │');
	expect(lines({trustedShare: Number.POSITIVE_INFINITY})[4]).toBe('│ trusted all  5012+4987 lvl     │');
});

test('long ids and many agreements are told whole', () => {
	const row = (sequence: number, n: number, which: number) => lines({sequence, touch: {n, agreed: n}})[which];
	expect(row(50_093_427_785, 1, 1)).toBe('│ LIVE seq 50,093,427,785 dup 3  │');
	expect(row(2_710_266_851_462, 1, 1)).toBe('│ LIVE seq 2710266851462 dup 3   │');
	expect(row(1, 999, 6)).toBe('│ hash 9f3c…e0  touch 999/999 ✔  │');
	expect(row(1, 3509, 6)).toBe('│ hash 9f3c…e0  touch 3,509 ✔    │');
	expect(row(1, 161_100, 6)).toBe('│ hash 9f3c…e0  touch 161,100 ✔  │');
});

test('delays of clocks that disagree keep off the border, and the offset of the clocks stands beside them where there is room', () => {
	expect(lines({age: 12.3e6, latencyP50: -1270, latencyP99: -1240})[5]).toBe('│ age 12.3s  p50/99 −1.27/−1.24s │');
	const row = (width: number) => panel('integrity', width, 8, createScene({session: {delays: measured}})).split('\n')[5];
	expect(row(34)).toBe('│ age  41ms  p50/99 8/31ms       │');
	expect(row(44)).toBe('│ age  41ms  p50/99 8/31ms  clock +12±3ms  │');
});

test('integrity of a replay: its hashes against the recording’s', () => {
	const rows = (['same', 'differs', 'older-fold', 'settings-changed'] as const).map((kind) => {
		const hash =
			kind === 'same'
				? {kind, samples: 1204}
				: kind === 'differs'
					? {kind, frame: 48_211, sample: 77}
					: kind === 'older-fold'
						? {kind, samples: 3}
						: {kind};
		return panel('integrity', 34, 8, createScene({session: {mode: 'replay', hash}})).split('\n')[6];
	});
	expect(rows.join('\n')).toMatchInlineSnapshot(`
		"│ hash 9f3c…e0 = live ✔  n 1,204 │
		│ hash differs from frame 48211  │
		│ hash older fold, book agrees ✔ │
		│ hash – settings changed        │"
	`);
});

test('the panel is painted once a second at most while only time passes', () => {
	const painter = createPainter({id: 'integrity', x: 0, y: 0, width: 34, height: 8}, layOut(120, 36), look, calmUi);
	const scene = createScene();
	const at = (micros: number) => painter({...scene, view: {...scene.view, at: now + micros}});
	const first = at(0);
	expect(at(999_000)).toBe(first);
	expect(at(1e6)).not.toBe(first);
});
