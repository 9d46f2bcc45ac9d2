import {expect, test} from 'vitest';
import {Store} from '../../source/runner/session.ts';
import {App} from '../../source/screen/app.tsx';
import type {UnknownKey} from '../../source/screen/keys.ts';
import {layOut} from '../../source/screen/layout.ts';
import {calmUi, createPainter} from '../../source/screen/panes.ts';
import {mount} from '../support/mount.tsx';
import {look, panel, scene} from '../support/painted.ts';
import {btcSummary, createScene, ethSummary, solSummary} from '../support/scene.ts';

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
		 ▸BTCUSDT  ETHUSDT ·  binance·spot diffs 100ms  ▸ REPLAY 5×  61%  61,837.825 ▲+0.12%  feed p50/p99 8/31ms         ρ .70/.30  12fps  cpu   6%
		 obi-tui  BTCUSDT  binance·spot diffs 100ms  ▮▮ PAUSED REPLAY max   7%  61,837.825 ▲+0.12%  feed p50/p99 8/31ms   ρ .70/.30  12fps  cpu   6%
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
		`" obi-tui  BTCUSDT  binance·spot diffs 100ms  ▸ REPLAY 1×  calm.jsonl.zst  61,837.825 ▲+0.12%  ρ .70/.30  12fps  cpu   6%"`,
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
	expect(bar({key: 'x', nearest: undefined})).toBe(' x is no key here. ? lists them all');
	expect(bar({key: 'r', nearest: 'R'})).toBe(' r is no key here. Nearest: R record');
	expect(bar({key: 'r', nearest: 'R'}, replay)).toBe(' r is no key here. ? lists them all');
	expect(bar({key: ',', nearest: '<'}, replay)).toBe(' , is no key here. Nearest: < symbol');
	expect(bar({key: ',', nearest: '<'})).toBe(' , is no key here. ? lists them all');
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
		" ? help  S find  v metrics  Tab pane  Space freeze  -= _+ thresholds  lL levels  [] group  s snapshot  R record  t theme  q quit            
		 ? help  S find  v metrics  Tab pane  Space unfreeze  -= _+ thresholds  lL levels  [] group  s snapshot  R record  t theme  q quit          
		 ? help  1-9 <> symbol  S find  v metrics  Tab pane  Space pause  -= _+ thr  lL levels  [] group  {} speed  s snapshot  t theme  q quit     
		 ? help  v metrics  Tab pane  Space play  -= _+ thresholds  lL levels  [] group  {} speed  s snapshot  R record  t theme  q quit            "
	`);
	expect(panel('keybar', 60, 1)).toMatchInlineSnapshot(`" ? help S find v more Space freeze -= _+ thr [] grp q quit  "`);
});
