import {expect, test} from 'vitest';
import {Store} from '../../source/runner/session.ts';
import {App} from '../../source/screen/app.tsx';
import type {UnknownKey} from '../../source/screen/keys.ts';
import {layOut, type PaneId} from '../../source/screen/layout.ts';
import {calmUi, createPainter} from '../../source/screen/panes.ts';
import {paintScene} from '../../source/screen/plain.ts';
import {createLook} from '../../source/screen/theme.ts';
import {mount, type Size} from '../support/mount.tsx';
import {btcSummary, createScene, ethSummary, solSummary} from '../support/scene.ts';

const look = createLook({theme: 'blue-orange', glyphs: 'braille', colors: 'none'});
const scene = createScene();

function panel(id: PaneId, width: number, height: number, of = scene): string {
	const pane = {id, x: 0, y: 0, width, height};
	return createPainter(pane, layOut(width, height + 1), look, calmUi)(of).join('\n');
}

async function app(size: Size): Promise<string> {
	const mounted = mount(<App store={new Store(scene)} look={look} act={() => {}} />, size);
	const frame = await mounted.frame();
	mounted.unmount();
	return frame;
}

test('the ladder: asks above, bids below, best nearest to the spread', () => {
	expect(panel('ladder', 44, 12)).toMatchInlineSnapshot(`
		"╭─ LADDER L10 ─────────────── grp 0.01 [ ] ╮
		│   Δ5s     size depth           price     │
		│ −0.50   0.2662 █           61,837.93     │
		│ +0.32   0.4307 █▋          61,837.90     │
		│  0.00   0.3453 █▍          61,837.87     │
		│ +0.40   0.0645 ▎           61,837.83 ask │
		│┈ spr 0.01 (0.00bp)  wmid 61,837.8272 ▲ ┈┈│
		│ +0.15   0.0452 ▏           61,837.82 bid │
		│ −1.74   0.8454 ███▎        61,837.80     │
		│         2.8920 ███████████ 61,837.79     │
		│ −1.82   1.1690 ████▌       61,837.77     │
		╰──────────────────────────────────────────╯"
	`);
});

test('the ladder of a book with a gap says so, and shows what it last knew', () => {
	const gap = createScene({
		summary: {state: 'GAP', badge: 'GAP'},
		integrity: {state: 'GAP', badge: 'GAP', reason: 'expected 112, got 118'},
	});
	expect(panel('ladder', 36, 8, gap)).toMatchInlineSnapshot(`
		"╭─ LADDER L10 ──────────────── GAP ╮
		│     size depth         price     │
		│   0.3453 ███▋      61,837.87     │
		│   0.0645 ▋         61,837.83 ask │
		│┈ GAP: expected 112, got 118 ┈┈┈┈┈│
		│   0.0452 ▌         61,837.82 bid │
		│   0.8454 █████████ 61,837.80     │
		╰──────────────────────────────────╯"
	`);
});

test('imbalance: raw and EWMA against the thresholds, signals where they fired, gaps not bridged', () => {
	expect(panel('imbalance', 60, 12)).toMatchInlineSnapshot(`
		"╭─ OBI L10 · EWMA 30 ──────────────── ρ .70/.30 (obi ±.40) ╮
		│  +1                             ⡀                        │
		│                               ⢆⡸⢣⢠⢆⢀⢄⡀          ⢠⡆⢠⢆  ⡰⠉ │
		│+.40 ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈⢀⠤⠢⠤┈┈┈┈⣀⠤⠒▼⠉⠉⠉⠑⠢⢄⣀⡀┈⢰⣀⣀▲⠤⠢⠤⠒⠒⠒⠒⠉ │
		│                       ⢀⠎  ⣀   ⠉        ⠈⠑⠤⠈⠉⠉            │
		│   0 ⢀⡄              ⢀⢄⡜⢀⠔⠉                               │
		│−.40 ⠉⠉⠑⠢⢄⣀⢄⣀⡀┈┈┈┈⡀┈┈⡜⣀⠔⠁┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ │
		│       ⠈⠉⠑⠎ ⠉⠈⠉⠉⠑⠒⠉⠉⠉⠉                                    │
		│  −1                                                      │
		│ raw +.71  ewma +.64 ▲  z +2.1  BUY                       │
		│ sell ──────────────┃────────┼━━━━━━━┃━━━━━━●─────── buy  │
		╰──────────────────────────────────────────────────────────╯"
	`);
});

test('imbalance of a book that is not in step names the state in place of a zone', () => {
	const gap = createScene({summary: {state: 'GAP', badge: 'GAP'}, integrity: {state: 'GAP', badge: 'GAP'}});
	const values = panel('imbalance', 44, 7, gap).split('\n')[4];
	expect(values).toContain('z +2.1  GAP');
	expect(values).not.toContain('BUY');
});

test('VPIN: its history, the open bucket, its rank, the flow', () => {
	expect(panel('vpin', 42, 12)).toMatchInlineSnapshot(`
		"╭─ VPIN · 50 buckets × 42 BTC ────── .38 ╮
		│ .50                                    │
		│     ⠉⠑⠤⢆                            ⡀  │
		│         ⠑⠢⠤⠢⠤⡄                   ⢀⢄⡜⠈⠉ │
		│              ⠈⠢⠤⠒⠢⣀⣀⣀⡀   ⡀ ⡀ ⡠⠒⠢⠤⠊     │
		│ .20                  ⠈⠉⠉⠉⠈⠊⠈⠉          │
		│ bucket ██████████████████▌·······  71% │
		│ rank .83 of 41                         │
		│ CVD    +38.2 OFI(1s)   +4.12  tfi +.24 │
		│ bought    31.24  sold    19.11  in 60s │
		│ vol   3.1bp in 60s  trades 1,482       │
		╰────────────────────────────────────────╯"
	`);
});

test('VPIN is provisional, with k of N, until all buckets have closed', () => {
	const vpin = scene.view.selected!.vpin;
	const young = createScene({instrument: {vpin: {...vpin, closed: 12, values: vpin.values.slice(0, 12), rank: Number.NaN, ranked: 12}}});
	expect(panel('vpin', 42, 6, young)).toMatchInlineSnapshot(`
		"╭─ VPIN · 50 buckets × 42 BTC ────── .38 ╮
		│                           █▇▇▇▆▆▆▆▆▆▅▅ │
		│ bucket ██████████████████▌·······  71% │
		│ rank   – of 12  provisional, 12 of 50  │
		│ CVD    +38.2 OFI(1s)   +4.12  tfi +.24 │
		╰────────────────────────────────────────╯"
	`);
});

test('VPIN says so while no bucket has closed', () => {
	const vpin = {
		...scene.view.selected!.vpin,
		values: new Float64Array(),
		value: Number.NaN,
		closed: 0,
		rank: Number.NaN,
		ranked: 0,
		filled: 0.24,
	};
	const waiting = {...vpin, volatilityBps: Number.NaN, volumeDelta: -0.04, tradeFlow: Number.NaN};
	expect(panel('vpin', 42, 12, createScene({instrument: {vpin: waiting}}))).toMatchInlineSnapshot(`
		"╭─ VPIN · 50 buckets × 42 BTC ──────── – ╮
		│                                        │
		│                                        │
		│          no bucket closed yet          │
		│                                        │
		│                                        │
		│ bucket ██████▎···················  24% │
		│ rank   – of 0  provisional, 0 of 50    │
		│ CVD      0.0 OFI(1s)   +4.12  tfi    – │
		│ bought    31.24  sold    19.11  in 60s │
		│ vol       – in 60s  trades 1,482       │
		╰────────────────────────────────────────╯"
	`);
	expect(panel('vpin', 42, 4, createScene({instrument: {vpin: waiting}}))).toMatchInlineSnapshot(`
		"╭─ VPIN · 50 buckets × 42 BTC ──────── – ╮
		│          no bucket closed yet          │
		│ bucket ██████▎···················  24% │
		╰────────────────────────────────────────╯"
	`);
});

test('what rounds to nothing has no side', () => {
	const colours = createLook({...look, colors: 'truecolor'});
	const pane = {id: 'vpin', x: 0, y: 0, width: 42, height: 12} as const;
	const painted = (volumeDelta: number) =>
		createPainter(
			pane,
			layOut(120, 36),
			colours,
			calmUi,
		)(createScene({instrument: {vpin: {...scene.view.selected!.vpin, volumeDelta}}})).join('');
	expect(painted(-0.04)).toContain(colours.dim('     0.0'));
	expect(painted(-0.06)).toContain(colours.ask('    −0.1'));
});

test('a curve of equity that only fell or only rose keeps off the edge of its box', () => {
	const {portfolio} = scene.view.selected!;
	const box = (equity: (index: number) => number) => {
		const curve = Float64Array.from({length: 60}, (_, index) => 1_000_000 + equity(index));
		return panel('portfolio', 34, 17, createScene({instrument: {portfolio: {...portfolio, curve}}}))
			.split('\n')
			.slice(11, 16);
	};
	expect(box((index) => (index < 50 ? 0 : -999)).join('\n')).toMatchInlineSnapshot(`
		"│ ⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⡇┈┈┈┈┈┈┈┈┈┈ │
		│                    ⡇           │
		│                    ⢸           │
		│                    ⠸⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀ │
		│                                │"
	`);
	const fell = box(() => -27_587);
	expect(fell[0]).toContain('┈');
	expect(fell[4]?.slice(1, -1).trim()).toBe('');
	const rose = box(() => 27_587);
	expect(rose[0]?.slice(1, -1).trim()).toBe('');
	expect(rose[4]).toContain('┈');
	const still = box(() => 0);
	expect(still[2]?.slice(1, -1).trim()).not.toBe('');
});

test('equity at the starting balance is neither gain nor loss', () => {
	const colours = createLook({...look, colors: 'truecolor'});
	const {portfolio} = scene.view.selected!;
	const curve = Float64Array.from({length: 60}, (_, index) => 1_000_000 - (index < 50 ? 0 : 999));
	const pane = {id: 'portfolio', x: 0, y: 0, width: 34, height: 17} as const;
	const lines = createPainter(pane, layOut(120, 36), colours, calmUi)(createScene({instrument: {portfolio: {...portfolio, curve}}}));
	const loss = colours.ask('x').split('x')[0] ?? '';
	expect(lines[11]).not.toContain(loss);
	expect(lines[13]).toContain(loss);
});

test('the portfolio: what is held, what it is worth, what it cost', () => {
	expect(panel('portfolio', 34, 17)).toMatchInlineSnapshot(`
		"╭─ PORTFOLIO ─────── P&L +812.44 ╮
		│ cash             312.05 USDT   │
		│ position    16.17120341 BTC    │
		│ avg price     61,768.31        │
		│ equity     1,000,812.44 USDT   │
		│ P&L             +812.44 +0.08% │
		│ drawdown        −312.10        │
		│ worst dd        −801.22        │
		│ fees           2,997.01 10bp   │
		│ trades                3        │
		│                                │
		│                                │
		│     ⢀⢄⡀  ⣀⢄⣀⢄⣀⠤⠤⠤⠔⠑⠤⠒⠑⠒⠑⠒⠑⠔⠉⠑⠒ │
		│ ⠒⠒⠉⠉⠁ ⠈⠉⠉                      │
		│                                │
		│ ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ │
		╰────────────────────────────────╯"
	`);
	expect(panel('portfolio', 44, 6)).toMatchInlineSnapshot(`
		"╭─ PORTFOLIO ────────── P&L +812.44 +0.08% ╮
		│ pos 16.17120341 BTC  equity 1,000,812.44 │
		│ dd −312.10           cash 312.05 USDT    │
		│ avg 61,768.31        fees 2,997.01 10bp  │
		│ worst −801.22        trades 3            │
		╰──────────────────────────────────────────╯"
	`);
});

test('the log: newest on top, cut with an ellipsis', () => {
	expect(panel('signals', 100, 7)).toMatchInlineSnapshot(`
		"╭─ SIGNALS ───────────────────────────────────────────────────────────────────────── 12:04:31.882Z ╮
		│ 12:04:22.882 ▲ BUY    obi +.71  ρ .85  z +2.1  vpin .38  wmid  +0.28bp  → already long           │
		│ 12:04:09.882 ▼ SELL   obi −.42  ρ .29  z −1.2  vpin .38  wmid  −0.17bp  → withheld: VPIN rank .97│
		│ 12:03:11.382 ▲ BUY    obi +.72  ρ .86  z +2.1  vpin .38  wmid  +0.29bp  → bought 16.17 at 61,768…│
		│ 12:01:03.882 · INFO   in step at 50,123,440,240 after 1.8 s                                      │
		│ 12:01:01.882 ! ALERT  gap: expected 50,123,440,112, got 50,123,440,118; asked for a snapshot     │
		╰──────────────────────────────────────────────────────────────────────────────────────────────────╯"
	`);
	expect(panel('signals', 60, 6)).toMatchInlineSnapshot(`
		"╭─ SIGNALS ───────────────────────────────── 12:04:31.882Z ╮
		│ 12:04:22 ▲ BUY  +.71  z +2.1  vpin .38  already long     │
		│ 12:04:09 ▼ SELL −.42  z −1.2  vpin .38  withheld: VPIN r…│
		│ 12:03:11 ▲ BUY  +.72  z +2.1  vpin .38  bought 16.17 at …│
		│ 12:01:03 · INFO in step at 50,123,440,240 after 1.8 s    │
		╰──────────────────────────────────────────────────────────╯"
	`);
});

test('integrity in five lines', () => {
	expect(panel('integrity', 34, 7)).toMatchInlineSnapshot(`
		"╭─ BOOK INTEGRITY ───── PROVEN ✔ ╮
		│ LIVE seq 50,123,456,789 dup 3  │
		│ gaps 0  resync 0  crossed 0    │
		│ trusted ±1.9%  1000+998 lvl    │
		│ age  41ms  p50/99 8/31ms       │
		│ hash 9f3c…e0                   │
		╰────────────────────────────────╯"
	`);
});

test('delays of clocks that disagree keep off the border', () => {
	const late = createScene({integrity: {age: 12.3e6, latencyP50: -1270, latencyP99: -1240}});
	expect(panel('integrity', 34, 7, late).split('\n')[4]).toBe('│ age 12.3s  p50/99 −1.27/−1.24s │');
});

test('integrity of a replay: its hashes against the recording’s', () => {
	const lines = (['same', 'differs', 'older-fold', 'settings-changed'] as const).map((kind) => {
		const hash =
			kind === 'same'
				? {kind, samples: 1204}
				: kind === 'differs'
					? {kind, frame: 48_211, sample: 77}
					: kind === 'older-fold'
						? {kind, samples: 3}
						: {kind};
		return panel('integrity', 34, 7, createScene({session: {mode: 'replay', hash}})).split('\n')[5];
	});
	expect(lines.join('\n')).toMatchInlineSnapshot(`
		"│ hash 9f3c…e0 = live ✔  n 1,204 │
		│ hash differs from frame 48211  │
		│ hash older fold, book agrees ✔ │
		│ hash – settings changed        │"
	`);
});

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
		" obi-tui  BTCUSDT  binance·spot  ● LIVE  61,837.825 ▲+0.12%  REC ● 01:12:44 18.2MB  feed p50/p99 8/31ms           ρ .70/.30  12fps  cpu   6%
		 obi-tui  ▸BTCUSDT  ETHUSDT ·  binance·spot  ▸ REPLAY 5×  61%  61,837.825 ▲+0.12%  feed p50/p99 8/31ms            ρ .70/.30  12fps  cpu   6%
		 obi-tui  BTCUSDT  binance·spot  ▮▮ PAUSED REPLAY max   7%  61,837.825 ▲+0.12%  PROVEN ✔  feed p50/p99 8/31ms     ρ .70/.30  12fps  cpu   6%
		 obi-tui  BTCUSDT  binance·spot  ▸ DEMO  61,837.825 ▲+0.12%  PROVEN ✔  feed p50/p99 8/31ms                        ρ .70/.30  12fps  cpu   6%
		 obi-tui  BTCUSDT  binance·spot  ▮▮ VIEW FROZEN +00:12 behind  61,837.825 ▲+0.12%  REC ● 01:12:44 18.2MB          ρ .70/.30  12fps  cpu   6%
		 obi-tui  BTCUSDT  binance·spot  ● STALE  61,837.825 ▲+0.12%  reconnecting in 3 s (1006)  feed p50/p99 8/31ms     ρ .70/.30  12fps  cpu   6%"
	`);
	expect(states.map((state) => panel('header', 80, 1, state)).join('\n')).toMatchInlineSnapshot(`
		" BTCUSDT  ● LIVE  61,837.825 ▲+0.12%  REC 1h12m  gaps 0  PROVEN ✔      ρ .70/.30
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
		`" obi-tui  BTCUSDT  binance·spot  ▸ REPLAY 1×  calm.jsonl.zst  61,837.825 ▲+0.12%  PROVEN ✔    ρ .70/.30  12fps  cpu   6%"`,
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
		" ? help  Tab pane  Space freeze  -= _+ thresholds  lL levels  [] group  s snapshot  R record  t theme  q quit                               
		 ? help  Tab pane  Space unfreeze  -= _+ thresholds  lL levels  [] group  s snapshot  R record  t theme  q quit                             
		 ? help  1-9 <> symbol  Tab pane  Space pause  -= _+ thresholds  lL levels  [] group  {} speed  s snapshot  t theme  q quit                 
		 ? help  Tab pane  Space play  -= _+ thresholds  lL levels  [] group  {} speed  s snapshot  R record  t theme  q quit                       "
	`);
	expect(panel('keybar', 60, 1)).toMatchInlineSnapshot(`" ? help Space freeze -= _+ thr lL lvl [] grp s snap q quit  "`);
});

test('the whole screen, wide', async () => {
	expect(await app({columns: 120, rows: 36})).toMatchInlineSnapshot(`
		" obi-tui  BTCUSDT  binance·spot  ● LIVE  61,837.825 ▲+0.12%  REC ● 01:12:44 18.2MB  PROVEN ✔  ρ .70/.30  12fps  cpu   6%
		╭─ LADDER L10 ─────────────── grp 0.01 [ ] ╮╭─ OBI L10 · EWMA 30 ── ρ .70/.30 (±.40) ╮╭─ BOOK INTEGRITY ───── PROVEN ✔ ╮
		│   Δ5s     size depth           price     ││  +1           ⡀                        ││ LIVE seq 50,123,456,789 dup 3  │
		│         0.1501 ▌           61,838.08     ││             ⢆⡸⢣⢠⢆⢀⢄⡀          ⢠⡆⢠⢆  ⡰⠉ ││ gaps 0  resync 0  crossed 0    │
		│         1.1841 ████▎       61,838.07     ││+.40 ┈⢀⠤⠢⠤┈┈┈┈⣀⠤⠒▼⠉⠉⠉⠑⠢⢄⣀⡀┈⢰⣀⣀▲⠤⠢⠤⠒⠒⠒⠒⠉ ││ trusted ±1.9%  1000+998 lvl    │
		│  0.00   0.9162 ███▎        61,838.03     ││     ⢀⠎  ⣀   ⠉        ⠈⠑⠤⠈⠉⠉            ││ age  41ms  p50/99 8/31ms       │
		│  0.00   0.6762 ██▌         61,838.01     ││   0 ⡜⢀⠔⠉                               ││ hash 9f3c…e0                   │
		│  0.00   0.0809 ▎           61,837.97     ││−.40 ⠔⠁┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ │╰────────────────────────────────╯
		│ +0.63   0.4034 █▌          61,837.96     ││                                        │╭─ PORTFOLIO ─────── P&L +812.44 ╮
		│ −0.50   0.2662 █           61,837.93     ││  −1                                    ││ cash             312.05 USDT   │
		│ +0.32   0.4307 █▌          61,837.90     ││ raw +.71  ewma +.64 ▲  z +2.1  BUY     ││ position    16.17120341 BTC    │
		│  0.00   0.3453 █▎          61,837.87     ││ sell ────────┃─────┼━━━━┃━━━●──── buy  ││ avg price     61,768.31        │
		│ +0.40   0.0645 ▎           61,837.83 ask │╰────────────────────────────────────────╯│ equity     1,000,812.44 USDT   │
		│┈ spr 0.01 (0.00bp)  wmid 61,837.8272 ▲ ┈┈│╭─ VPIN · 50 buckets × 42 BTC ────── .38 ╮│ P&L             +812.44 +0.08% │
		│ +0.15   0.0452 ▏           61,837.82 bid ││ .50                                    ││ drawdown        −312.10        │
		│ −1.74   0.8454 ███         61,837.80     ││     ⠉⠑⠤⢆                            ⡀  ││ worst dd        −801.22        │
		│         2.8920 ██████████▌ 61,837.79     ││         ⠑⠢⠤⠢⠤⡄                   ⢀⢄⡜⠈⠉ ││ fees           2,997.01 10bp   │
		│ −1.82   1.1690 ████▎       61,837.77     ││              ⠈⠢⠤⠒⠢⣀⣀⣀⡀   ⡀ ⡀ ⡠⠒⠢⠤⠊     ││ trades                3        │
		│         0.2373 ▉           61,837.73     ││ .20                  ⠈⠉⠉⠉⠈⠊⠈⠉          ││                                │
		│         3.0455 ███████████ 61,837.71     ││ bucket ██████████████████▌·······  71% ││                                │
		│ +0.90   2.5182 █████████▏  61,837.67     ││ rank .83 of 41                         ││     ⢀⢄⡀  ⣀⢄⣀⢄⣀⠤⠤⠤⠔⠑⠤⠒⠑⠒⠑⠒⠑⠔⠉⠑⠒ │
		│         0.2782 █           61,837.63     ││ CVD    +38.2 OFI(1s)   +4.12  tfi +.24 ││ ⠒⠒⠉⠉⠁ ⠈⠉⠉                      │
		│         0.1018 ▍           61,837.61     ││ bought    31.24  sold    19.11  in 60s ││                                │
		│ +1.46   1.1736 ████▎       61,837.57     ││ vol   3.1bp in 60s  trades 1,482       ││ ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ │
		╰──────────────────────────────────────────╯╰────────────────────────────────────────╯╰────────────────────────────────╯
		╭─ SIGNALS ───────────────────────────────────────────────────────────────────────────────────────────── 12:04:31.882Z ╮
		│ 12:04:22.882 ▲ BUY    obi +.71  ρ .85  z +2.1  vpin .38  wmid  +0.28bp  → already long                               │
		│ 12:04:09.882 ▼ SELL   obi −.42  ρ .29  z −1.2  vpin .38  wmid  −0.17bp  → withheld: VPIN rank .97                    │
		│ 12:03:11.382 ▲ BUY    obi +.72  ρ .86  z +2.1  vpin .38  wmid  +0.29bp  → bought 16.17 at 61,768.31 (fee 998.87)     │
		│ 12:01:03.882 · INFO   in step at 50,123,440,240 after 1.8 s                                                          │
		│ 12:01:01.882 ! ALERT  gap: expected 50,123,440,112, got 50,123,440,118; asked for a snapshot                         │
		│ 11:59:30.882 ▼ SELL   obi −.44  ρ .28  z −1.3  vpin .38  wmid  −0.18bp  → sold 16.19 at 61,790.40 (fee 1,000.38)     │
		│ 11:53:51.882 ▲ BUY    obi +.44  ρ .72  z +1.3  vpin .38  wmid  +0.18bp  → bought 16.19 at 61,702.11 (fee 998.95)     │
		╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
		 ? help  Tab pane  Space freeze  -= _+ thresholds  lL levels  [] group  s snapshot  R record  t theme  q quit"
	`);
});

test('the whole screen, compact', async () => {
	expect(await app({columns: 80, rows: 24})).toMatchInlineSnapshot(`
		" BTCUSDT  ● LIVE  61,837.825 ▲+0.12%  REC 1h12m  gaps 0  PROVEN ✔      ρ .70/.30
		╭─ LADDER L10 ─────── grp 0.01 [ ] ╮╭─ OBI L10 · EWMA 30 ──── ρ .70/.30 (±.40) ╮
		│     size depth         price     ││+.40 ┈┈┈┈┈⣀⣀┈┈┈⢄⡠⣀⣀▼⣀⣀⣀⣀⣀⡀┈┈┈┈⣀⣀⡀⢀⣀⣀⣀⣀⣀⣀⣀ │
		│   0.4034 █▎        61,837.96     ││   0 ⢀⢄⡠⣀⠤⠤⠒   ⠉⠉      ⠉⠉⠈⠉⠉⠉⠉⠉⠉▲⠉ ⠁ ⠈⠉   │
		│   0.2662 ▉         61,837.93     ││−.40 ⠉⠉⠉┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ │
		│   0.4307 █▍        61,837.90     ││ raw +.71  ewma +.64 ▲  z +2.1  BUY       │
		│   0.3453 █▏        61,837.87     ││ sell ─────────┃─────┼━━━━┃━━━━●──── buy  │
		│   0.0645 ▎         61,837.83 ask │╰──────────────────────────────────────────╯
		│┈ spr 0.00bp  wmid 61,837.8272 ▲ ┈│╭─ VPIN · 50 buckets × 42 BTC ──────── .38 ╮
		│   0.0452 ▏         61,837.82 bid ││ ██████▇▇▇▇▆▆▆▆▆▆▅▅▅▅▅▅▅▅▄▅▄▅▄▅▄▅▅▅▅▅▆▆▇▇ │
		│   0.8454 ██▋       61,837.80     ││ bucket ███████████████████▉········  71% │
		│   2.8920 █████████ 61,837.79     │╰──────────────────────────────────────────╯
		│   1.1690 ███▋      61,837.77     │╭─ PORTFOLIO ────────── P&L +812.44 +0.08% ╮
		│   0.2373 ▊         61,837.73     ││ pos 16.17120341 BTC  equity 1,000,812.44 │
		╰──────────────────────────────────╯╰──────────────────────────────────────────╯
		╭─ SIGNALS ───────────────────────────────────────────────────── 12:04:31.882Z ╮
		│ 12:04:22 ▲ BUY  +.71  z +2.1  vpin .38  already long                         │
		│ 12:04:09 ▼ SELL −.42  z −1.2  vpin .38  withheld: VPIN rank .97              │
		│ 12:03:11 ▲ BUY  +.72  z +2.1  vpin .38  bought 16.17 at 61,768.31 (fee 998.8…│
		│ 12:01:03 · INFO in step at 50,123,440,240 after 1.8 s                        │
		│ 12:01:01 ! ALRT gap: expected 50,123,440,112, got 50,123,440,118; asked for …│
		╰──────────────────────────────────────────────────────────────────────────────╯
		 ? help Tab pane Space freeze -= _+ thr lL lvl [] grp s snap R rec q quit"
	`);
});

test('the smallest screen with panels', async () => {
	expect(await app({columns: 60, rows: 16})).toMatchInlineSnapshot(`
		" BTCUSDT  ● LIVE  61,837.825 ▲+0.12%  PROVEN ✔     ρ .70/.30
		╭─ LADDER L10 ─── grp 0.01 ╮╭─ OBI L10 EWMA 30 ─ ρ .70/.30 ╮
		│     size depth     price ││   ▅▆▆▆▆▆▆▇▆▆▆▆▆▅▅▆▆▆▆▆▆▆▆▆▆▆ │
		│   0.4307 ▊     61,837.90 ││ raw +.71  ewma +.64 ▲  z +2.1│
		│   0.3453 ▋     61,837.87 │╰──────────────────────────────╯
		│   0.0645 ▏     61,837.83 │╭─ VPIN 50 × 42 BTC ────── .38 ╮
		│┈ wmid 61,837.8272 ▲ ┈┈┈┈┈││ ▄▅▅▅▅▅▆▆▇▇  CVD    +38.2 BTC │
		│   0.0452 ▏     61,837.82 │╰──────────────────────────────╯
		│   0.8454 █▌    61,837.80 │╭─ PORTFOLIO ───── P&L +812.44 ╮
		│   2.8920 █████ 61,837.79 ││ position  16.17120341 BTC    │
		╰──────────────────────────╯╰──────────────────────────────╯
		╭─ SIGNALS ───────────────────────────────── 12:04:31.882Z ╮
		│ 12:04:22 ▲ BUY  +.71  z +2.1  vpin .38  already long     │
		╰──────────────────────────────────────────────────────────╯
		 ? help Space freeze -= _+ thr lL lvl [] grp s snap q quit"
	`);
});

test('too small a screen says which size is needed, and the few facts that matter', async () => {
	expect(await app({columns: 40, rows: 10})).toMatchInlineSnapshot(`
		"╭──────────────────────────────────╮
		│ obi-tui needs 60×16              │
		│ this terminal: 40×10             │
		│ BTCUSDT 61,837.825  OBI +.71 ▲   │
		│ gaps 0 PROVEN · REC 01:12:44 · q │
		╰──────────────────────────────────╯


		"
	`);
});

test('the help stands in the place of the panels, in pages where the terminal is low', async () => {
	const mounted = mount(<App store={new Store(scene)} look={look} act={() => {}} />, {columns: 80, rows: 16});
	await mounted.press('?');
	const first = await mounted.frame();
	await mounted.press('\u001b[C');
	const second = await mounted.frame();
	await mounted.press('?');
	const closed = await mounted.frame();
	mounted.unmount();
	expect(first).toMatchInlineSnapshot(`
		" BTCUSDT  ● LIVE  61,837.825 ▲+0.12%  REC 1h12m  gaps 0  PROVEN ✔      ρ .70/.30
		┏━ HELP ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ page 1 of 2  ←→  ? close ┓
		┃     1 – 9          show the instrument of that number                        ┃
		┃     < >            previous, next instrument                                 ┃
		┃     Tab Shift+Tab  focus the next, the previous pane                         ┃
		┃     Space          freeze the view (live), pause and play (replay)           ┃
		┃     - =            thresholds closer, wider by .01                           ┃
		┃     _ +            thresholds closer, wider by .05                           ┃
		┃     l L            fewer, more levels in OBI; restarts EWMA and z            ┃
		┃     [ ]            finer, coarser price steps on the ladder                  ┃
		┃     { }            replay slower, faster: 0.1 to 100 times, then max         ┃
		┃     s              snapshot to disk: book, numbers, this screen              ┃
		┃     R              start, stop recording the frames                          ┃
		┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
		 ? help Tab pane Space freeze -= _+ thr lL lvl [] grp s snap R rec q quit"
	`);
	expect(second).toContain('page 2 of 2');
	expect(closed).toBe(
		paintScene(scene, 80, 16, look)
			.map((text) => text.trimEnd())
			.join('\n'),
	);
});

test('Tab goes through the panes and back to none', async () => {
	const mounted = mount(<App store={new Store(scene)} look={look} act={() => {}} />, {columns: 120, rows: 36});
	const titles: string[] = [];
	for (let step = 0; step < 7; step++) {
		const frame = await mounted.frame();
		titles.push(/┏━ (\w+)/.exec(frame)?.[1] ?? 'none');
		await mounted.press('\t');
	}
	await mounted.press('\u001b[Z\u001b[Z');
	titles.push(/┏━ (\w+)/.exec(await mounted.frame())?.[1] ?? 'none');
	mounted.unmount();
	expect(titles).toEqual(['none', 'LADDER', 'OBI', 'VPIN', 'BOOK', 'PORTFOLIO', 'SIGNALS', 'PORTFOLIO']);
});

test('what Ink shows as text is what is painted without it', async () => {
	for (const size of [
		{columns: 120, rows: 36},
		{columns: 77, rows: 21},
		{columns: 200, rows: 50},
	]) {
		expect((await app(size)).split('\n')).toEqual(paintScene(scene, size.columns, size.rows, look).map((text) => text.trimEnd()));
	}
});
