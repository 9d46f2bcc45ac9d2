import {expect, test} from 'vitest';
import {type SessionView, Store} from '../../source/runner/session.ts';
import {App} from '../../source/screen/app.tsx';
import type {UnknownKey} from '../../source/screen/keys.ts';
import {layOut} from '../../source/screen/layout.ts';
import {calmUi, createPainter} from '../../source/screen/panes.ts';
import {createLook} from '../../source/screen/theme.ts';
import {mount} from '../support/mount.tsx';
import {look, panel, scene} from '../support/painted.ts';
import {btcSummary, createScene, ethSummary, solSummary} from '../support/scene.ts';
import {createTimeline, measured} from '../support/timeline.ts';

test('the header says what the feed is doing', () => {
	const states = [
		scene,
		createScene({
			session: {mode: 'replay', speed: 5, progress: 0.61, recording: undefined},
			view: {instruments: [btcSummary(), ethSummary()]},
		}),
		createScene({session: {mode: 'replay', speed: Number.POSITIVE_INFINITY, progress: 0.07, isPaused: true, recording: undefined}}),
		createScene({session: {mode: 'demo', recording: undefined}}),
		createScene({session: {behind: 12e6}}),
		createScene({
			summary: {state: 'STALE', badge: 'STALE'},
			integrity: {badge: 'STALE', state: 'STALE', gaps: 2},
			session: {notice: 'reconnecting in 3 s (1006)', recording: undefined},
		}),
	];
	expect(states.map((state) => panel('header', 140, 1, state)).join('\n')).toMatchInlineSnapshot(`
		" BTCUSDT  binance·spot diffs 100ms  ● LIVE  61,837.825 ▲+0.12%  REC ● 01:12:44 18.2MB  feed p50/p99 8/31ms        ρ .70/.30  12fps  cpu   6%
		 obi-tui  ▸BTCUSDT  ETHUSDT ·  binance·spot diffs 100ms  ▸ REPLAY 5×  61%  12:04:31.882Z  61,837.825 ▲+0.12%      ρ .70/.30  12fps  cpu   6%
		 obi-tui  BTCUSDT  binance·spot diffs 100ms  ▮▮ PAUSED REPLAY max   7%  12:04:31.882Z  61,837.825 ▲+0.12%         ρ .70/.30  12fps  cpu   6%
		 obi-tui  BTCUSDT  binance·spot diffs 100ms  ▸ DEMO  61,837.825 ▲+0.12%  PROVEN ✔  feed p50/p99 8/31ms            ρ .70/.30  12fps  cpu   6%
		 BTCUSDT  binance·spot diffs 100ms  ▮▮ VIEW FROZEN +00:12 behind  61,837.825 ▲+0.12%  REC ● 01:12:44 18.2MB       ρ .70/.30  12fps  cpu   6%
		 obi-tui  BTCUSDT  binance·spot diffs 100ms  ● STALE  61,837.825 ▲+0.12%  reconnecting in 3 s (1006)  STALE       ρ .70/.30  12fps  cpu   6%"
	`);
	expect(states.map((state) => panel('header', 80, 1, state)).join('\n')).toMatchInlineSnapshot(`
		" BTCUSDT  binance  ● LIVE  61,837.825 ▲+0.12%  REC 1h12m  PROVEN ✔     ρ .70/.30
		 ▸BTCUSDT  ETHUSDT ·  ▸ REPLAY 5×  61%  61,837.825 ▲+0.12%  PROVEN ✔   ρ .70/.30
		 BTCUSDT  ▮▮ PAUSED REPLAY max   7%  61,837.825 ▲+0.12%  PROVEN ✔      ρ .70/.30
		 BTCUSDT  binance·spot  ▸ DEMO  61,837.825 ▲+0.12%  gaps 0  PROVEN ✔   ρ .70/.30
		 BTCUSDT  ▮▮ VIEW FROZEN +00:12 behind  61,837.825 ▲+0.12%  PROVEN ✔   ρ .70/.30
		 BTCUSDT  ● STALE  61,837.825 ▲+0.12%  reconnecting in 3 s (1006)      ρ .70/.30"
	`);
});

test('the thresholds stand in the header whatever else does', () => {
	const instruments = [
		[btcSummary()],
		[btcSummary(), ethSummary(), solSummary()],
		Array.from({length: 9}, (_, index) => (index === 4 ? btcSummary() : {...ethSummary(), symbol: `LONGNAME${index}USDT`})),
	];
	const sessions = [
		{},
		{recording: {file: 'x', bytes: 5e12, since: 0, fault: 'no space left on device'}},
		{notice: 'reconnecting in 3 s (1006) '.repeat(9)},
		{behind: 7200e6},
		{
			mode: 'replay',
			speed: 100,
			progress: 1,
			source: 'binance-spot-btcusdt-20240808-60s.jsonl.zst',
			hash: {kind: 'same', samples: 9},
		},
		{mode: 'replay', speed: 0.1, progress: 0.5, isPaused: true, hash: {kind: 'differs', frame: 1_234_567, sample: 3}},
	] as const;
	for (const session of sessions) {
		for (const all of instruments) {
			for (const state of ['LIVE', 'CONNECTING'] as const) {
				const shown = createScene({session, view: {instruments: all}, summary: {state}, integrity: {state}});
				for (const width of [80, 100, 119, 120, 160]) expect(panel('header', width, 1, shown)).toContain('  ρ .70/.30');
			}
		}
	}
});

test('the header of a replay names the recordings, where there is room for it', () => {
	const replay = (source: string, width: number) =>
		panel('header', width, 1, createScene({session: {mode: 'replay', source, recording: undefined}}));
	expect(replay('calm.jsonl.zst', 120)).toMatchInlineSnapshot(
		`" BTCUSDT  binance·spot diffs 100ms  ▸ REPLAY 1×  12:04:31.882Z  calm.jsonl.zst  61,837.825 ▲+0.12%      ρ .70/.30  12fps"`,
	);
	expect(replay('calm.jsonl.zst sweeps.jsonl', 120)).toContain('  calm.jsonl.zst sweeps.jsonl  ');
	expect(replay(`${'long'.repeat(20)}.gz`, 160)).toContain(`  ${'long'.repeat(20).slice(0, 39)}…  `);
	expect(replay('calm.jsonl.zst', 80)).not.toContain('calm');
	expect(panel('header', 160, 1, createScene({session: {mode: 'demo', source: 'seed 7'}}))).not.toContain('seed');
});

test('nothing in the header moves when half a tick comes and goes', () => {
	const place = (mid: string) => panel('header', 120, 1, createScene({summary: {mid}})).indexOf('▲+0.12%');
	expect(place('61837.82')).toBe(place('61837.825'));
});

test('neighbours give way to what is said of the selected instrument', () => {
	const instruments = [btcSummary(), ethSummary(), solSummary()];
	expect(panel('header', 80, 1, createScene({view: {instruments}}))).toMatchInlineSnapshot(
		`" ▸BTCUSDT  +2  ● LIVE  61,837.825 ▲+0.12%  REC 1h12m  PROVEN ✔         ρ .70/.30"`,
	);
	expect(panel('header', 80, 1, createScene({view: {instruments}, session: {recording: undefined}}))).toMatchInlineSnapshot(
		`" ▸BTCUSDT  ETHUSDT ·  SOLUSDT ·  ● LIVE  61,837.825 ▲+0.12%  PROVEN ✔  ρ .70/.30"`,
	);
});

test('the header says which venue, as what it sends the book, and over how long it gathers changes', () => {
	const line = (venueLabel: string, levels: 'diffs' | 'snapshots', conflation: number) =>
		/BTCUSDT {2}(.*?) {2}/.exec(panel('header', 160, 1, createScene({summary: {venueLabel, feed: {levels, conflation}}})))?.[1];
	expect(line('binance·spot', 'diffs', 100_000)).toBe('binance·spot diffs 100ms');
	expect(line('bybit·linear', 'diffs', 20_000)).toBe('bybit·linear diffs 20ms');
	expect(line('coinbase·spot', 'diffs', 0)).toBe('coinbase·spot diffs each');
	expect(line('hyperliquid·perp', 'snapshots', Number.NaN)).toBe('hyperliquid·perp snapshots');
	expect(line('venue', 'snapshots', 500)).toBe('venue snapshots 0.5ms');
	expect(line('venue', 'snapshots', 5.4e6)).toBe('venue snapshots 5.4s');
});

test('of the venue the name stays longest, then what the label says of the market', () => {
	const quiet = createScene({session: {recording: undefined}});
	const at = (width: number) => / {2}(binance.*?) {2}/.exec(panel('header', width, 1, quiet))?.[1];
	expect([64, 68, 80, 96, 120].map(at)).toEqual([
		undefined,
		'binance',
		'binance·spot',
		'binance·spot diffs 100ms',
		'binance·spot diffs 100ms',
	]);
});

test('a count of gaps outlasts the venue in a narrow header, a nought does not', () => {
	const header = (gaps: number) => panel('header', 80, 1, createScene({integrity: {gaps}}));
	expect(header(0)).toMatch(/binance.*REC 1h12m {2}PROVEN/);
	expect(header(3)).toMatch(/REC 1h12m {2}gaps 3 {2}PROVEN/);
	expect(header(3)).not.toContain('binance');
});

test('instruments that share a symbol are named with their venues, the others by symbol alone', () => {
	const bybit = {...btcSummary(), id: 'bybit:BTCUSDT' as const, badge: 'GAP' as const};
	const instruments = [btcSummary(), ethSummary(), bybit, solSummary()];
	expect(panel('header', 160, 1, createScene({view: {instruments}, session: {recording: undefined}}))).toMatchInlineSnapshot(
		`" ▸binance:BTCUSDT  ETHUSDT ·  bybit:BTCUSDT !  SOLUSDT ·  binance·spot diffs 100ms  ● LIVE  61,837.825 ▲+0.12%  feed p50/p99 8/31ms   ρ .70/.30  12fps  cpu   6%"`,
	);
});

test('the key bar of the picker lists its keys, and of several venues how to change', () => {
	const bar = (of: typeof scene, width = 100) => {
		const pane = {id: 'keybar', x: 0, y: 0, width, height: 1} as const;
		const picker = {text: '', cursor: undefined, venue: undefined};
		return createPainter(pane, layOut(width, 24), look, {...calmUi, picker})(of)
			.join('')
			.trimEnd();
	};
	const several = createScene({view: {instruments: [btcSummary(), {...btcSummary(), id: 'bybit:BTCUSDT'}]}});
	expect(bar(scene)).toBe(' A-Z type to find  ↑↓ move  Enter watch  Esc close  Ctrl+C quit');
	expect(bar(several)).toBe(' A-Z type to find  ↑↓ move  Enter watch  Tab next venue  Esc close  Ctrl+C quit');
	expect(bar(createScene({session: {mode: 'replay'}}))).toBe(' A-Z type to find  ↑↓ move  Enter show  Esc close  Ctrl+C quit');
	expect(bar(several, 60)).toBe(' ↑↓ move Enter watch Tab venue Esc close Ctrl+C quit');
});

test('a key that does nothing is named in the place of the keys, with the nearest that works now', () => {
	const bar = (hint: UnknownKey, of = scene, help?: number) => {
		const pane = {id: 'keybar', x: 0, y: 0, width: 80, height: 1} as const;
		return createPainter(pane, layOut(80, 24), look, {...calmUi, help, hint})(of)
			.join('')
			.trimEnd();
	};
	const replay = createScene({session: {mode: 'replay'}, view: {instruments: [btcSummary(), ethSummary()]}});
	const past = createScene({session: {mode: 'replay', timeline: createTimeline()}});
	expect(bar({key: 'x', nearest: undefined})).toBe(' x is no key here. ? lists them all');
	expect(bar({key: 'r', nearest: 'R'})).toBe(' r is no key here. Nearest: R record');
	expect(bar({key: 'r', nearest: 'R'}, replay)).toBe(' r is no key here. ? lists them all');
	expect(bar({key: '!', nearest: '1'}, replay)).toBe(' ! is no key here. Nearest: 1 symbol');
	expect(bar({key: '!', nearest: '1'})).toBe(' ! is no key here. ? lists them all');
	expect(bar({key: 'M', nearest: 'm'}, past)).toBe(' M is no key here. Nearest: m mark');
	expect(bar({key: 'M', nearest: 'm'})).toBe(' M is no key here. ? lists them all');
	expect(bar({key: '/', nearest: '?'})).toBe(' / is no key here. Nearest: ? help');
	expect(bar({key: 'x', nearest: undefined}, scene, 0)).toBe(' x is no key here. ? closes the help');
});

test('the hint of a key stays until the next one', async () => {
	const mounted = mount(<App store={new Store(scene)} look={look} act={() => {}} />, {columns: 80, rows: 24});
	const bar = async () => (await mounted.frame()).split('\n').at(-1);
	const keys = await bar();
	for (const next of ['=', '\u001b[A', '\u001b[C', '\t']) {
		await mounted.press('=r');
		expect(await bar()).toBe(' r is no key here. Nearest: R record');
		await mounted.press(next);
		expect(await bar()).toBe(keys);
	}
	mounted.unmount();
});

test('the key bar lists the keys that work now', () => {
	const states = [
		scene,
		createScene({session: {behind: 1}}),
		createScene({session: {mode: 'replay'}, view: {instruments: [btcSummary(), ethSummary()]}}),
		createScene({session: {mode: 'demo', isPaused: true}}),
	];
	expect(states.map((state) => panel('keybar', 140, 1, state)).join('\n')).toMatchInlineSnapshot(`
		" ? help  S find  v metrics  i proof  Tab pane  Space freeze  -= _+ thresholds  lL levels  [] group  s snapshot  R record  t theme  q quit   
		 ? help  S find  v metrics  i proof  Tab pane  Space unfreeze  -= _+ thresholds  lL levels  [] group  s snapshot  R record  t theme  q quit 
		 ? help  1-9 <> symbol  S find  v metrics  i proof  Tab pane  Space pause  -= _+ thr  lL levels  [] group  {} speed  s snap  t theme  q quit
		 ? help  v metrics  i proof  Tab pane  Space play  -= _+ thresholds  lL levels  [] group  {} speed  s snapshot  R record  t theme  q quit   "
	`);
	expect(panel('keybar', 60, 1)).toMatchInlineSnapshot(`" ? help S find v more Space freeze -= _+ thr [] grp q quit  "`);
});

test('the key bar tells how to move through time, and how to come back', () => {
	const timeline = createTimeline();
	const bar = (session: Partial<SessionView>, width = 160) =>
		panel('keybar', width, 1, createScene({session: {timeline, ...session}})).trimEnd();
	expect(bar({})).toContain('  ←→ time  ');
	expect(bar({}, 60)).toContain(' ←→ time ');
	expect(bar({timeline: undefined})).not.toContain('←→');
	expect(bar({back: 42e6})).toMatch(/End live +←→ 5 ?s +,\. \w+ +nN \w+ +g go.* Space pause /);
	expect(bar({back: 42e6, isPaused: true}, 80)).toContain(' End live ←→ 5s ');
	expect(bar({back: 42e6, isPaused: true}, 60)).toContain(' End live ');
	expect(bar({back: 42e6, isPaused: true}, 80)).toContain(' Space play ');
	expect(bar({mode: 'demo', back: 42e6}, 80)).toContain(' End now ');
	expect(bar({mode: 'replay'})).toMatch(/ ←→ 5 s .* m mark /);
	expect(bar({mode: 'replay'})).not.toContain('End');
});

test('with ASCII glyphs the arrows are called by their name, which no other key has', () => {
	const pane = {id: 'keybar', x: 0, y: 0, width: 160, height: 1} as const;
	const ascii = createLook({...look, glyphs: 'ascii'});
	const bar = createPainter(pane, layOut(160, 24), ascii, calmUi)(createScene({session: {timeline: createTimeline()}})).join('');
	expect(bar).toContain(' arrows time ');
});

test('a walk back from the present is told from the present, with how far it is and whether it is held there', () => {
	const state = (session: Partial<SessionView>, book: 'LIVE' | 'GAP' = 'LIVE') =>
		panel('header', 120, 1, createScene({session: {recording: undefined, ...session}, summary: {state: book}})).split('  ')[2];
	expect(state({back: 42.9e6, isPaused: true})).toBe('◂ LIVE −00:42 ▮▮');
	expect(state({back: 42e6, speed: 2})).toBe('◂ LIVE −00:42 ▸ 2×');
	expect(state({back: 42e6, speed: Number.POSITIVE_INFINITY})).toBe('◂ LIVE −00:42 ▸ max');
	expect(state({back: 7384e6, isPaused: true})).toBe('◂ LIVE −02:03:04 ▮▮');
	expect(state({mode: 'demo', back: 42e6, isPaused: true})).toBe('◂ DEMO −00:42 ▮▮');
	expect(state({back: 42e6, isPaused: true}, 'GAP')).toBe('◂ LIVE −00:42 ▮▮ GAP');
});

test('the time at the cursor stands in the header of a replay and of a walk back, where there is room', () => {
	const header = (session: Partial<SessionView>, width: number) =>
		panel('header', width, 1, createScene({session: {recording: undefined, ...session}}));
	expect(header({mode: 'replay'}, 120)).toContain('  12:04:31.882Z  ');
	expect(header({back: 42e6}, 160)).toContain('  12:04:31.882Z  ');
	expect(header({}, 200)).not.toContain('12:04:31');
	expect(header({mode: 'replay'}, 60)).not.toContain('12:04:31');
});

test('the delay of the feed is that of all that was received, negative where clocks disagree, with how far they are apart', () => {
	const shown = (delays: Partial<typeof measured>) => {
		const session = {recording: undefined, delays: {...measured, ...delays}};
		return /feed p50\/p99 (.*?) {2,}ρ/.exec(panel('header', 180, 1, createScene({session})))?.[1];
	};
	const {feed} = measured;
	expect(shown({})).toBe('8/31ms   clock +12±3ms');
	expect(shown({feed: {...feed, n: 0, p50: Number.NaN, p99: Number.NaN}, clock: undefined})).toBe('8/31ms');
	expect(shown({feed: {...feed, p50: -14.2, p99: 3}, clock: {offsetMillis: -21.6, errorMillis: 0.2}})).toBe('−14/3ms  clock −22±1ms');
	expect(shown({feed: {...feed, p50: 1200, p99: 1830}, clock: {offsetMillis: 1234, errorMillis: 12}})).toBe(
		'1.20/1.83s  clock +1.23±0.02s',
	);
});
