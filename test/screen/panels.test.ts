import {expect, test} from 'vitest';
import {layOut} from '../../source/screen/layout.ts';
import {calmUi, createPainter} from '../../source/screen/panes.ts';
import {createLook} from '../../source/screen/theme.ts';
import {look, panel, scene} from '../support/painted.ts';
import {createScene} from '../support/scene.ts';

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

test('imbalance of a book that is not in step names the state in place of a zone, and why where there is room', () => {
	const gap = createScene({
		summary: {state: 'GAP', badge: 'GAP'},
		integrity: {state: 'GAP', badge: 'GAP', reason: 'expected 112, got 118'},
	});
	const values = panel('imbalance', 44, 7, gap).split('\n')[4];
	expect(values).toContain('z +2.1  GAP');
	expect(values).not.toContain('BUY');
	expect(panel('imbalance', 52, 7, gap).split('\n')[0]).toBe('╭─ OBI L10 · EWMA 30 ── GAP: expected 112, got 118 ╮');
});

/** What a panel writes in a colour of a side, and in no colour at all. */
function loudParts(id: 'imbalance' | 'vpin' | 'portfolio' | 'ladder', state: 'LIVE' | 'GAP'): string[] {
	const colours = createLook({...look, colors: 'truecolor'});
	const of = createScene({summary: {state}, integrity: {state, badge: state === 'LIVE' ? 'PROVEN' : state}});
	const lines = createPainter({id, x: 0, y: 0, width: 44, height: 14}, layOut(120, 36), colours, calmUi)(of);
	const quiet = [colours.dim, colours.faint].map((style) => style('x').split('x')[0] ?? '');
	return lines
		.slice(1)
		.flatMap((line) => line.split(/(?=\u001b\[3[89])/))
		.filter((part) => !quiet.some((start) => part.startsWith(start)))
		.map((part) => part.replace(/\u001b\[[\d;]*m/g, '').trim())
		.filter((part) => /\d/.test(part));
}

test('while the book is not in step, what is made of it is dim, and the panel says so', () => {
	const gap = (id: 'imbalance' | 'vpin' | 'portfolio', width = 44) =>
		panel(id, width, 14, createScene({summary: {state: 'GAP'}, integrity: {state: 'GAP', badge: 'GAP'}})).split('\n')[0];
	expect(gap('imbalance')).toBe('╭─ OBI L10 · EWMA 30 ───────────────── GAP ╮');
	expect(gap('vpin')).toBe('╭─ VPIN 50 × 42 BTC ──── GAP  .38  tox .41 ╮');
	expect(gap('portfolio')).toBe('╭─ PORTFOLIO ───────── not scored  +812.44 ╮');
	expect(gap('portfolio', 34)).toBe('╭─ PORTFOLIO ─ unscored  +812.44 ╮');
	expect(loudParts('imbalance', 'LIVE')).toEqual(expect.arrayContaining(['+.71', '+.64', '+2.1']));
	expect(loudParts('imbalance', 'GAP')).toEqual([]);
	expect(loudParts('ladder', 'GAP')).toEqual([]);
	expect(loudParts('vpin', 'LIVE')).toEqual(expect.arrayContaining(['+4.12', '.93', '3.1bp']));
	// Trades are counted whatever the book does.
	expect(loudParts('vpin', 'GAP')).toEqual(expect.arrayContaining(['.83', '+38.2', '31.24']));
	for (const text of ['+4.12', '.93', '3.1bp', '.41']) expect(loudParts('vpin', 'GAP')).not.toContain(text);
	expect(loudParts('portfolio', 'LIVE')).toEqual(expect.arrayContaining(['1,000,812.44', '+812.44']));
	for (const text of ['1,000,812.44', '+812.44']) expect(loudParts('portfolio', 'GAP').join(' ')).not.toContain(text);
});

test('VPIN: its history, the open bucket, its rank, the flow', () => {
	expect(panel('vpin', 42, 12)).toMatchInlineSnapshot(`
		"╭─ VPIN 50 × 42 BTC ─────── .38  tox .41 ╮
		│ .50                                    │
		│     ⠉⠑⠤⢆                            ⡀  │
		│         ⠑⠢⠤⠢⠤⡄                   ⢀⢄⡜⠈⠉ │
		│              ⠈⠢⠤⠒⠢⣀⣀⣀⡀   ⡀ ⡀ ⡠⠒⠢⠤⠊     │
		│ .20                  ⠈⠉⠉⠉⠈⠊⠈⠉          │
		│ bucket ██████████████████▌·······  71% │
		│ rank .83 of 41                         │
		│ CVD  +38.2 OFI(1s)  +4.12 λ  .93bp/BTC │
		│ 60s bought  31.24 sold  19.11 tfi +.24 │
		│ vol   3.1bp in 60s  trades 1,482       │
		╰────────────────────────────────────────╯"
	`);
});

test('VPIN is provisional, with k of N, until all buckets have closed', () => {
	const vpin = scene.view.selected!.vpin;
	const young = createScene({instrument: {vpin: {...vpin, closed: 12, values: vpin.values.slice(0, 12), rank: Number.NaN, ranked: 12}}});
	expect(panel('vpin', 42, 6, young)).toMatchInlineSnapshot(`
		"╭─ VPIN 50 × 42 BTC ─────── .38  tox .41 ╮
		│                           █▇▇▇▆▆▆▆▆▆▅▅ │
		│ bucket ██████████████████▌·······  71% │
		│ rank   – of 12  provisional, 12 of 50  │
		│ CVD  +38.2 OFI(1s)  +4.12 λ  .93bp/BTC │
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
		"╭─ VPIN 50 × 42 BTC ───────── –  tox .41 ╮
		│                                        │
		│                                        │
		│          no bucket closed yet          │
		│                                        │
		│                                        │
		│ bucket ██████▎···················  24% │
		│ rank   – of 0  provisional, 0 of 50    │
		│ CVD    0.0 OFI(1s)  +4.12 λ  .93bp/BTC │
		│ 60s bought  31.24 sold  19.11 tfi    – │
		│ vol       – in 60s  trades 1,482       │
		╰────────────────────────────────────────╯"
	`);
	expect(panel('vpin', 42, 4, createScene({instrument: {vpin: waiting}}))).toMatchInlineSnapshot(`
		"╭─ VPIN 50 × 42 BTC ──────── – · 0 of 50 ╮
		│ none closed yet    bucket █▋·····  24% │
		│ CVD    0.0 OFI(1s)  +4.12 λ  .93bp/BTC │
		╰────────────────────────────────────────╯"
	`);
});

test('VPIN in two lines says how it went, how full the bucket is, and the flow; the title that it is provisional', () => {
	const vpin = scene.view.selected!.vpin;
	const two = (part: Partial<typeof vpin>) => panel('vpin', 44, 4, createScene({instrument: {vpin: {...vpin, ...part}}}));
	expect(two({})).toMatchInlineSnapshot(`
		"╭─ VPIN 50 × 42 BTC ───────── .38  tox .41 ╮
		│ ▅▄▅▄▅▄▅▄▅▅▅▅▅▆▆▇▇  bucket ██████▍··  71% │
		│ CVD  +38.2 OFI(1s)  +4.12 λ  .93bp/BTC   │
		╰──────────────────────────────────────────╯"
	`);
	expect(two({closed: 12, values: vpin.values.slice(0, 12)})).toMatchInlineSnapshot(`
		"╭─ VPIN 50 × 42 BTC ─────── .38 · 12 of 50 ╮
		│      █▇▇▇▆▆▆▆▆▆▅▅  bucket ██████▍··  71% │
		│ CVD  +38.2 OFI(1s)  +4.12 λ  .93bp/BTC   │
		╰──────────────────────────────────────────╯"
	`);
	expect(two({bucketSize: Number.NaN, closed: 0, filled: 0, value: Number.NaN, toxicity: Number.NaN})).toMatchInlineSnapshot(`
		"╭─ VPIN · 50 buckets ── – · 0 of 50  tox – ╮
		│ bucket size after 60 s of trades         │
		│ CVD  +38.2 OFI(1s)  +4.12 λ  .93bp/BTC   │
		╰──────────────────────────────────────────╯"
	`);
});

test('λ is a number a person can read, whatever a unit of the instrument is worth', () => {
	const {vpin} = scene.view.selected!;
	const lambda = (kyleBps: number, base = 'BTC', width = 42) =>
		/λ.*(?=│)/.exec(panel('vpin', width, 12, createScene({instrument: {base, vpin: {...vpin, kyleBps}}})))?.[0].trimEnd();
	expect([0.0434, 0.93, 1.23, -1.23, -0.07, 12.34, 10.5, 1234, 0].map((kyleBps) => lambda(kyleBps))).toEqual([
		'λ  .04bp/BTC',
		'λ  .93bp/BTC',
		'λ 1.23bp/BTC',
		'λ −1.2bp/BTC',
		'λ −.07bp/BTC',
		'λ 12.3bp/BTC',
		'λ 10.5bp/BTC',
		'λ 1.2kbp/BTC',
		'λ  .00bp/BTC',
	]);
	expect(lambda(0.000_43, 'DOGE')).toBe('λ  .43bp/k');
	expect(lambda(0.000_43, 'DOGE', 60)).toBe('λ  .43bp/kDOGE');
	expect(lambda(2.1e-8, 'PEPE', 60)).toBe('λ  .02bp/MPEPE');
	expect(lambda(Number.NaN)).toBe('λ    –');
});

test('λ is quiet while its t says that it may be nothing, and is spelled out in ASCII', () => {
	const {vpin} = scene.view.selected!;
	const colours = createLook({...look, colors: 'truecolor'});
	const painted = (kyleT: number, of = colours) =>
		createPainter(
			{id: 'vpin', x: 0, y: 0, width: 44, height: 12},
			layOut(120, 36),
			of,
			calmUi,
		)(createScene({instrument: {vpin: {...vpin, kyleT}}})).join('');
	for (const t of [1.99, -1.99, Number.NaN]) expect(painted(t)).toContain(colours.dim(' .93'));
	for (const t of [2, -2.5]) expect(painted(t)).not.toContain(colours.dim(' .93'));
	expect(painted(4, createLook({...look, glyphs: 'ascii'}))).toContain('lam  .93bp/BTC');
});

test('the ladder names the micro-price where a table was fitted, and the weighted mid elsewhere', () => {
	const row = (microPrice: {readonly price: string; readonly bps: number} | undefined, width = 44) => {
		const {ladder} = scene.view.selected!;
		return panel('ladder', width, 12, createScene({instrument: {ladder: {...ladder, microPrice}}})).split('\n')[6];
	};
	expect(row(undefined)).toContain('wmid 61,837.8272 ▲');
	expect(row({price: '61837.8214', bps: -0.0006})).toBe('│┈ spr 0.01 (0.00bp)  micro 61,837.8214 ▼ ┈│');
	expect(row({price: '61837.8214', bps: -0.0006}, 36)).toBe('│┈ spr 0.00bp micro 61,837.8214 ▼ ┈│');
	expect(row({price: '', bps: Number.NaN})).toBe('│┈ spread 0.01 (0.00bp)  micro –   ┈┈┈┈┈┈┈┈│');
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
	expect(painted(-0.04)).toContain(colours.dim('   0.0'));
	expect(painted(-0.06)).toContain(colours.ask('  −0.1'));
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
