import {expect, test} from 'vitest';
import {Store} from '../../source/runner/session.ts';
import {App} from '../../source/screen/app.tsx';
import {paintScene} from '../../source/screen/plain.ts';
import {mount, type Size} from '../support/mount.tsx';
import {look, scene} from '../support/painted.ts';
import {createScene} from '../support/scene.ts';
import {createTimeline, measured} from '../support/timeline.ts';

const walkable = createScene({session: {timeline: createTimeline(), delays: measured}});

async function app(size: Size, of = walkable): Promise<string> {
	const mounted = mount(<App store={new Store(of)} look={look} act={() => {}} />, size);
	const frame = await mounted.frame();
	mounted.unmount();
	return frame;
}

test('the whole screen, wide', async () => {
	expect(await app({columns: 120, rows: 36})).toMatchInlineSnapshot(`
		" BTCUSDT  binance·spot diffs 100ms  ● LIVE  61,837.825 ▲+0.12%  REC ● 01:12:44 18.2MB         ρ .70/.30  12fps  cpu   6%
		╭─ LADDER L10 ─────────────── grp 0.01 [ ] ╮╭─ OBI L10 · EWMA 30 ── ρ .70/.30 (±.40) ╮╭─ BOOK INTEGRITY ───── PROVEN ✔ ╮
		│   Δ5s     size depth           price     ││  +1           ⡀                        ││ LIVE seq 50,123,456,789 dup 3  │
		│         0.1501 ▌           61,838.08     ││             ⢆⡸⢣⢠⢆⢀⢄⡀          ⢠⡆⢠⢆  ⡰⠉ ││ gaps 0  resync 0  crossed 0    │
		│         1.1841 ████▎       61,838.07     ││+.40 ┈⢀⠤⠢⠤┈┈┈┈⣀⠤⠒▼⠉⠉⠉⠑⠢⢄⣀⡀┈⢰⣀⣀▲⠤⠢⠤⠒⠒⠒⠒⠉ ││ snap diff 0 of 9,831 14s ago   │
		│  0.00   0.9162 ███▎        61,838.03     ││     ⢀⠎  ⣀   ⠉        ⠈⠑⠤⠈⠉⠉            ││ trusted ±1.9%  1000+998 lvl    │
		│  0.00   0.6762 ██▌         61,838.01     ││   0 ⡜⢀⠔⠉                               ││ age  41ms  p50/99 8/31ms       │
		│  0.00   0.0809 ▎           61,837.97     ││−.40 ⠔⠁┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ ││ hash 9f3c…e0                   │
		│ +0.63   0.4034 █▌          61,837.96     ││                                        │╰────────────────────────────────╯
		│ −0.50   0.2662 █           61,837.93     ││  −1                                    │╭─ PORTFOLIO ─────── P&L +812.44 ╮
		│ +0.32   0.4307 █▌          61,837.90     ││ raw +.71  ewma +.64 ▲  z +2.1  BUY     ││ cash             312.05 USDT   │
		│  0.00   0.3453 █▎          61,837.87     ││ sell ────────┃─────┼━━━━┃━━━●──── buy  ││ position    16.17120341 BTC    │
		│ +0.40   0.0645 ▎           61,837.83 ask │╰────────────────────────────────────────╯│ avg price     61,768.31        │
		│┈ spr 0.01 (0.00bp)  wmid 61,837.8272 ▲ ┈┈│╭─ VPIN 50 × 42 BTC ─────── .38  tox .41 ╮│ equity     1,000,812.44 USDT   │
		│ +0.15   0.0452 ▏           61,837.82 bid ││ .50                                    ││ P&L             +812.44 +0.08% │
		│ −1.74   0.8454 ███         61,837.80     ││     ⠉⠑⠤⢆                            ⡀  ││ drawdown        −312.10        │
		│         2.8920 ██████████▌ 61,837.79     ││         ⠑⠢⠤⠢⠤⡄                   ⢀⢄⡜⠈⠉ ││ worst dd        −801.22        │
		│ −1.82   1.1690 ████▎       61,837.77     ││              ⠈⠢⠤⠒⠢⣀⣀⣀⡀   ⡀ ⡀ ⡠⠒⠢⠤⠊     ││ fees           2,997.01 10bp   │
		│         0.2373 ▉           61,837.73     ││ .20                  ⠈⠉⠉⠉⠈⠊⠈⠉          ││ trades                3        │
		│         3.0455 ███████████ 61,837.71     ││ bucket ██████████████████▌·······  71% ││                                │
		│ +0.90   2.5182 █████████▏  61,837.67     ││ rank .83 of 41                         ││                   ⡀  ⡀ ⡀ ⡀ ⣀⡀  │
		│         0.2782 █           61,837.63     ││ CVD  +38.2 OFI(1s)  +4.12 λ  .93bp/BTC ││ ⣀⣀⢄⣀⠤⠢⢄⣀⠤⠤⠢⠔⠑⠤⠒⠒⠑⠊⠈⠒⠉⠈⠉⠈⠉⠈⠊ ⠈⠉ │
		│         0.1018 ▍           61,837.61     ││ 60s bought  31.24 sold  19.11 tfi +.24 ││                                │
		│ +1.46   1.1736 ████▎       61,837.57     ││ vol   3.1bp in 60s  trades 1,482       ││ ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ │
		╰──────────────────────────────────────────╯╰────────────────────────────────────────╯╰────────────────────────────────╯
		╭─ SIGNALS ───────────────────────────────────────────────────────────────────────────────────────────── 12:04:31.882Z ╮
		│ 12:04:22.882 ▲ BUY    obi +.71  ρ .85  z +2.1  vpin .38  wmid  +0.28bp  → already long                               │
		│ 12:04:09.882 ▼ SELL   obi −.42  ρ .29  z −1.2  vpin .38  wmid  −0.17bp  → withheld: VPIN rank .97                    │
		│ 12:03:11.382 ▲ BUY    obi +.72  ρ .86  z +2.1  vpin .38  wmid  +0.29bp  → bought 16.17 at 61,768.31 (fee 998.87)     │
		│ 12:01:03.882 · INFO   in step at 50,123,440,240 after 1.8 s                                                          │
		│ 12:01:01.882 ! ALERT  gap: expected 50,123,440,112, got 50,123,440,118; asked for a snapshot                         │
		╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
		 11:04 ─────B 11:10 ──────S─ 11:20 ─M─────────B─S──────────╎ 11:40 ──B────S 11:50 ───M────────B──────● live
		       ▂▂▄▇▁▂▇▅▂▄▂▅▃▃▃▄▂▂▂▃▂▂▁▁▁▁▁▁▁▁▂▂▂▂▂▅▅▅▄▄▇▆▄▅▄▆▄▅▂▃▃▄▃▃▂▂▂▂▁▁▁▁▁▁▁▁▃▁▄▃▄▃▆▂█▃▇▅██▃▂▂▃▃▂▃▄▃▂▁▁▂▁▁ max 317 msg/s
		 ? help S find ←→ time v more i proof Tab pane Space freeze -= _+ thr lL lvl [] grp s snap R rec t theme q quit"
	`);
});

test('the whole screen, compact', async () => {
	expect(await app({columns: 80, rows: 24})).toMatchInlineSnapshot(`
		" BTCUSDT  binance  ● LIVE  61,837.825 ▲+0.12%  REC 1h12m  PROVEN ✔     ρ .70/.30
		╭─ LADDER L10 ─────── grp 0.01 [ ] ╮╭─ OBI L10 · EWMA 30 ──── ρ .70/.30 (±.40) ╮
		│     size depth         price     ││+.40 ┈┈┈┈┈⣀⣀┈┈┈⢄⡠⣀⣀▼⣀⣀⣀⣀⣀⡀┈┈┈┈⣀⣀⡀⢀⣀⣀⣀⣀⣀⣀⣀ │
		│   0.4034 █▎        61,837.96     ││   0 ⢀⢄⡠⣀⠤⠤⠒   ⠉⠉      ⠉⠉⠈⠉⠉⠉⠉⠉⠉▲⠉ ⠁ ⠈⠉   │
		│   0.2662 ▉         61,837.93     ││−.40 ⠉⠉⠉┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ │
		│   0.4307 █▍        61,837.90     ││ raw +.71  ewma +.64 ▲  z +2.1  BUY       │
		│   0.3453 █▏        61,837.87     ││ sell ─────────┃─────┼━━━━┃━━━━●──── buy  │
		│   0.0645 ▎         61,837.83 ask │╰──────────────────────────────────────────╯
		│┈ spr 0.00bp  wmid 61,837.8272 ▲ ┈│╭─ VPIN 50 × 42 BTC ───────── .38  tox .41 ╮
		│   0.0452 ▏         61,837.82 bid ││ ▅▄▅▄▅▄▅▄▅▅▅▅▅▆▆▇▇  bucket ██████▍··  71% │
		│   0.8454 ██▋       61,837.80     ││ CVD  +38.2 OFI(1s)  +4.12 λ  .93bp/BTC   │
		│   2.8920 █████████ 61,837.79     │╰──────────────────────────────────────────╯
		│   1.1690 ███▋      61,837.77     │╭─ PORTFOLIO ────────── P&L +812.44 +0.08% ╮
		│   0.2373 ▊         61,837.73     ││ pos 16.17120341 BTC  equity 1,000,812.44 │
		╰──────────────────────────────────╯╰──────────────────────────────────────────╯
		╭─ SIGNALS ───────────────────────────────────────────────────── 12:04:31.882Z ╮
		│ 12:04:22 ▲ BUY  +.71  z +2.1  vpin .38  already long                         │
		│ 12:04:09 ▼ SELL −.42  z −1.2  vpin .38  withheld: VPIN rank .97              │
		│ 12:03:11 ▲ BUY  +.72  z +2.1  vpin .38  bought 16.17 at 61,768.31 (fee 998.8…│
		│ 12:01:03 · INFO in step at 50,123,440,240 after 1.8 s                        │
		╰──────────────────────────────────────────────────────────────────────────────╯
		 11:04 ▂▄▇▂B▅▄▅▃▃▄▂▂▃S▂▁▁▁▁M▂▂▂▅▅▅▄BS▅▄▆▅▂▃╎▃▂▂▂▁▁▁B▁▁S▄▄▃▆█▆▇M█▂▃▃▂B▃▂▁▂● live
		 ? help S find ←→ time v more i proof Space freeze -= _+ thr [] grp q quit"
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
		 ? help S find ←→ time Space freeze -= _+ thr [] grp q quit"
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
		" BTCUSDT  binance  ● LIVE  61,837.825 ▲+0.12%  REC 1h12m  PROVEN ✔     ρ .70/.30
		┏━ HELP ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ page 1 of 3  ←→  ? close ┓
		┃     1 – 9  < >     the instrument of that number; the previous, the next     ┃
		┃     S              find an instrument by a few letters, and watch it         ┃
		┃     Tab Shift+Tab  focus the next, the previous pane                         ┃
		┃     Space          freeze the view (live), pause and play (replay, past)     ┃
		┃     Left Right     five seconds back, on; with Shift a minute; live too      ┃
		┃     Home End       the first moment that is kept; the present, or the last   ┃
		┃     , .            one frame back, on                                        ┃
		┃     n N            the next, the previous signal                             ┃
		┃     g              go to a time that you type                                ┃
		┃     m              mark this moment on the timeline, or unmark it            ┃
		┃     - =  _ +       thresholds closer, wider by .01; by .05                   ┃
		┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
		 ? help S find v more i proof Space freeze -= _+ thr lL lvl [] grp s snap q quit"
	`);
	expect(second).toContain('page 2 of 3');
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
		expect((await app(size)).split('\n')).toEqual(paintScene(walkable, size.columns, size.rows, look).map((text) => text.trimEnd()));
	}
});
