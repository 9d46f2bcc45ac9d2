import {expect, test} from 'vitest';
import {catalogue, columnIndex} from '../../source/engine/meters.ts';
import type {DetailView} from '../../source/engine/view.ts';
import {type Intent, type Scene, Store} from '../../source/runner/session.ts';
import {App} from '../../source/screen/app.tsx';
import {layOut} from '../../source/screen/layout.ts';
import {isSided, metricPages, metricSections} from '../../source/screen/metric-sections.ts';
import {calmUi, createPainter} from '../../source/screen/panes.ts';
import {paintScene} from '../../source/screen/plain.ts';
import {createLook, type Look} from '../../source/screen/theme.ts';
import {createDetail} from '../support/detail.ts';
import {mount} from '../support/mount.tsx';
import {look} from '../support/painted.ts';
import {createScene, emptyScene} from '../support/scene.ts';

const scene = createScene({instrument: {detail: createDetail()}});

function page(metrics: number, columns: number, rows: number, of: Scene = scene, by: Look = look): string[] {
	return paintScene(of, columns, rows, by, {...calmUi, metrics});
}

/** All pages of the panel at a size, without header and key bar. */
function pages(columns: number, rows: number, of: Scene = scene, by: Look = look): string[][] {
	return metricPages(rows - 5).map((_, metrics) => page(metrics, columns, rows, of, by).slice(1, -1));
}

/** The line of one column, its series changed. */
function lineOf(name: string, series: readonly number[], {columns = 120, interval = 1e6} = {}): string {
	const column = columnIndex(name);
	const detail = createDetail();
	const changed: DetailView = {
		...detail,
		values: detail.values.with(column, series.at(-1) ?? Number.NaN),
		series: detail.series.with(column, Float64Array.from(series)),
	};
	const {view, session} = createScene({instrument: {detail: changed}});
	const found = pages(columns, 36, {session, view: {...view, settings: {...view.settings, interval}}})
		.flat()
		.find((line) => line.startsWith(`┃ ${name} `));
	return found?.slice(1, -1).trimEnd() ?? '';
}

const gap = (length: number) => Array<number>(length).fill(Number.NaN);

test('sections hold each column of the catalogue once', () => {
	const columns = metricSections.flatMap((section) => section.columns);
	expect(columns.toSorted((one, other) => one - other)).toEqual(catalogue.map((_, index) => index));
});

test('pages of any height hold every column once, under the title of its section', () => {
	for (let height = 1; height < 80; height++) {
		const lines = metricPages(height).flat();
		const columns = lines.flatMap((line) => ('column' in line ? [line.column] : []));
		expect(new Set(columns).size).toBe(catalogue.length);
		expect(columns).toHaveLength(catalogue.length);
		for (const lined of metricPages(height)) {
			expect(lined.length).toBeLessThanOrEqual(Math.max(2, height));
			expect(lined[0]).toHaveProperty('title');
			expect(lined.at(-1)).toHaveProperty('column');
		}
	}
});

test('the default terminal shows all metrics in six pages, none of them cut', () => {
	expect(pages(120, 36)).toHaveLength(6);
	expect(page(1, 120, 36).join('\n')).toMatchInlineSnapshot(`
		" BTCUSDT  binance·spot diffs 100ms  ● LIVE  61,837.825 ▲+0.12%  REC ● 01:12:44 18.2MB         ρ .70/.30  12fps  cpu   6%
		┏━ ALL METRICS ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ a row each 1 s, to 12:04:31.882Z  page 2 of 6  v V  Esc close ┓
		┃ imbalance of the book ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ ┃
		┃ rho                       −0.476                 ▆▅▅▃▃▃▂▂▁▁▁▁▁▁▁▁▂▁▁▂▂▃▃▄▄   ▆▇██▇██████▇▇▆▇▆▅▅▅▄▃▃▂▂▁▁▁▁▁▁▁▁▁▁▂▂    ┃
		┃ obi                       −0.378                 ▆▅▄▄▄▂▃▂▂▁▁▁▁▁▁▁▁▂▂▂▂▃▄▄▅   ▇▇▇▇███████▇▇▇▇▆▅▄▄▄▄▃▂▂▁▁▁▁▁▁▁▁▂▂▁▂    ┃
		┃ obi_pw                    +0.025                 ▅▅▆▆▆▆▇▇▇████████████▇▇▇▇   ▅▅▄▅▄▄▃▂▃▂▂▁▁▁▁▁▁▁▁▁▁▁▁▁▂▂▂▃▂▃▄▃▄▄▅▅    ┃
		┃ bid_vol                    8.33     BTC          ▄▃▂▁▁▁▁▁▁▃▃▄▅▅▆▇▇███▇▆▆▆▄   ▁▁▁▁▂▁▂▃▄▅▅▆▇▇████▇▆▅▅▃▃▂▁▁▁▁▁▁▃▂▄▅▅    ┃
		┃ ask_vol                    8.18     BTC          ▄▃▂▂▁▁▁▁▁▃▄▄▅▆▇█▇████▇▇▅▅   ▁▁▁▁▂▂▃▃▄▅▅▇██████▇▇▅▅▄▃▃▁▁▁▁▁▂▂▃▄▅▅    ┃
		┃ shallow                    0.185                 ▃▃▂▁▁▁▁▂▂▃▃▄▅▆▇▇▇███▇▇▇▅▄   ▁▁▁▁▁▂▃▃▄▅▆▆▇████▇▇▆▆▅▄▂▂▁▁▁▁▁▁▂▃▄▅▆    ┃
		┃ obi_l1                    +0.108                 ▅▅▅▆▆▇▆▇▇██▇██████▇▇▇▇▇▆▇   ▅▅▅▄▄▄▃▂▂▂▂▂▁▂▁▁▁▁▁▁▁▁▁▂▂▂▂▂▃▃▃▄▄▅▅▅    ┃
		┃ obi_l5                    −0.004                 ▅▆▆▆▆▇▇▇████████████▇█▇▇▇   ▅▅▅▅▄▄▃▂▃▂▂▂▁▂▁▁▁▁▁▁▁▁▁▁▂▂▂▂▃▃▃▃▄▄▅▄    ┃
		┃ obi_l10                   +0.172                 ▃▃▂▂▂▁▁▁▂▂▄▄▆▆▆█▇██▇█▇▆▆▅   ▂▁▁▁▂▁▂▃▄▅▅▇▇█████▇▆▆▄▃▃▂▂▁▁▁▁▂▂▃▄▄▆    ┃
		┃ obi_l20                   +0.177                 ▃▃▂▁▁▁▁▁▂▂▃▄▅▆▆▇████▇▇▆▅▄   ▁▂▁▁▁▁▂▄▄▅▅▆██████▇▆▅▅▄▂▂▂▁▁▁▁▂▂▃▄▅▆    ┃
		┃ obi_lexp                  +0.154                 ▆▆▇██▇███▇▇▆▆▅▅▄▄▃▂▂▁▁▁▁▁   ▃▃▄▅▆▇▇█████▇▇▇▆▆▅▄▄▃▃▂▁▁▁▁▂▂▁▂▃▄▄▅▅    ┃
		┃ obi_dexp                  +0.124                 ▅▆▆▇█▇███▇▇▇▆▅▅▅▄▃▂▂▁▁▁▁▁   ▃▄▄▅▆▇▇██████▇▇▆▆▅▄▄▃▂▂▂▁▁▁▁▂▁▃▃▄▄▄▅    ┃
		┃ obi_seed1w                −0.425                 ▆▆▅▄▃▃▃▂▁▁▁▁▁▁▁▁▂▁▂▂▂▃▄▅▄   ▇▆▇▇████████▇▇▆▆▅▅▄▄▄▃▃▂▂▁▁▁▁▁▁▁▁▁▂▂    ┃
		┃ obi_band5                 +0.490                 ▁▁▁▁▂▂▂▃▃▃▃▄▅▅▆▆▇▇█████▇▇   ▆▅▄▅▄▃▂▂▁▁▁▁▁▁▁▁▂▂▃▃▄▄▅▆▆▆▇█▇████▇█▇    ┃
		┃ obi_band25                −0.451                 ▅▅▅▄▃▃▂▂▂▂▂▁▁▁▁▁▂▂▂▂▂▂▃▄▅   ▆▇▇██████▇█▇▇▇▆▆▅▅▄▄▄▃▃▂▁▁▁▂▁▁▁▁▁▂▁▂    ┃
		┃ obi_band100               −0.134                 ████▇▇▇▇▆▅▅▄▅▃▃▃▂▃▂▂▂▂▁▂▁   ▁▁▂▂▃▃▃▄▄▅▅▅▆▆▇▇██▇████████▇▆▇▆▆▅▅▅▄    ┃
		┃ imbalance over time ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ ┃
		┃ obi_ema                   +0.277                 ▄▃▂▁▁▁▁▁▂▃▄▄▅▅▇▇████▇▇▆▅▄   ▂▁▁▁▁▂▂▃▄▅▆▇▇████▇▆▆▆▅▄▃▂▂▁▁▁▁▂▂▃▄▅▆    ┃
		┃ obi_pw_ema                −0.334                 ▆▅▄▄▃▃▂▃▂▁▁▂▁▁▁▁▂▁▂▂▃▃▄▄▄   ▇▇▇█▇███▇█▇▇▇▇▆▆▆▅▅▄▄▃▂▂▂▂▁▂▁▁▁▁▂▂▂▃    ┃
		┃ obi_ewma                  +0.232                 ▆▇▇▇█▇████▇▆▆▅▅▄▃▃▂▁▁▁▁▁▁   ▃▃▅▆▆▆▇▇▇████▇▇▆▆▅▅▄▃▂▁▁▁▁▁▁▁▂▃▂▃▄▅▆    ┃
		┃ obi_z                     +0.663    sd           ▇▇████████▇███▇▆▆▆▅▅▄▄▄▄▃   ▂▁▂▁▂▁▁▁▁▁▁▂▂▂▂▂▃▃▃▄▄▄▄▅▆▆▆▇▇▇▇▇████    ┃
		┃ obi_zp                    −0.009    sd           ▅▆▆▆▇▇▆▇█████████████▇▇▇▇   ▅▅▅▅▄▃▃▃▂▃▂▂▁▂▁▁▁▁▁▁▁▂▁▁▂▂▂▂▂▃▃▄▄▄▅▄    ┃
		┃ obi_extreme               −0.020                 █████▇▆▇▆▅▅▄▄▄▃▃▂▂▂▁▁▁▁▁▁   ▂▂▁▂▃▃▄▄▅▅▆▆▆▇▇▇▇███████▇▇█▇▆▆▆▆▅▅▄▄    ┃
		┃ corr_now                   0.186                 ▅▆▆▇███████▆▆▅▅▄▃▃▃▂▂▁▁▁▁   ▃▄▄▅▆▆▇█▇████▇▇▇▆▅▄▄▃▃▂▁▁▁▁▁▂▁▂▂▃▄▅▆    ┃
		┃ corr_now_t                −0.386                 ▆▅▄▄▃▃▃▂▂▂▁▁▁▁▁▁▁▂▂▂▃▃▃▄▄   ▇▇▇█████████▇▇▇▆▆▅▄▄▃▃▃▂▂▂▁▁▁▁▁▁▂▂▂▂    ┃
		┃ corr_now_n                −0.383                 ▆▅▄▃▃▃▂▂▂▂▁▁▁▁▁▁▁▁▁▂▂▃▃▄▅   ▆▆▇████████▇█▆▇▆▅▅▄▄▃▃▂▂▂▁▁▁▁▁▁▁▁▂▁▂    ┃
		┃ corr_lead                  0.442                 ▁▁▁▁▁▁▂▂▂▃▃▄▅▅▆▆▇▇█████▇▇   ▅▅▅▄▄▃▂▂▁▂▁▁▁▁▁▁▂▂▃▃▄▅▅▆▆▇▇▇▇██████▇    ┃
		┃ corr_lead_t               −0.177                 ████▇▇▆▆▆▆▆▅▄▃▃▃▂▂▁▁▁▁▁▁▁   ▁▁▂▃▃▃▃▄▄▄▅▆▆▆▆▇█▇▇██████▇▇▇▇▆▆▆▅▅▄▃    ┃
		┃ corr_lead_n               −0.024                 ███▇▇▇▇▆▆▅▅▄▅▄▃▃▂▂▂▁▂▁▁▁▁   ▁▁▁▂▃▃▄▄▄▅▅▅▆▆▇▇▇█▇██████▇▇▇▇▇▇▆▅▅▅▄    ┃
		┃                                                                                                                      ┃
		┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
		 ? help  S find  vV page  i proof  Esc close  Space freeze  -= _+ thr  lL levels  s snapshot  R record  t theme  q quit "
	`);
});

test('the compact terminal shows them in nine', () => {
	expect(pages(80, 24)).toHaveLength(9);
	expect(page(3, 80, 24, scene, createLook({...look, glyphs: 'ascii'})).join('\n')).toMatchInlineSnapshot(`
		" BTCUSDT  binance  * LIVE  61,837.825 ^+0.12%  REC 1h12m  PROVEN +   rho .70/.30
		*= ALL METRICS = a row each 1 s, to 12:04:31.882Z  page 4 of 9  v V  Esc close *
		* order flow ................................................................. *
		* ofi_1                    +41.72     BTC          __.__.-.-~~~~==+++**#**#### *
		* ofi_10                    -0.15     BTC          .....____________...--~~=~~ *
		* ofi_60                     -        BTC          ....__.____._    after 60 s *
		* ofi_300                    -        BTC          =+***####*+==   after 300 s *
		* ofi_norm_10               -0.018                 ~==+*+#*#########****++==~~ *
		* ofi_norm_60               -0.072                 ==++***###########**+++=~~~ *
		* ofi_cum                  +13.67     BTC          =+**#####**+=~-.._____.-~=+ *
		* ofi_ewma_5               -22.41     BTC          ###**+++=~~~-.._.._______.. *
		* ofi_z                     +0.679    sd           ___.....--~~~==++*****##### *
		* ofi_z_seed1               -0.145    sd           ~=+++****#*######****+++==~ *
		* impact of order flow ....................................................... *
		* ofi_beta                   0.106    ticks/BTC    ####**++=~~--.______.---~~= *
		* ofi_beta_t                -0.301                 ###**++++~~----..._____.._- *
		* ofi_beta_r2               -0.106                 ..-=++*+##*#####**+*+=~~.__ *
		* ofi_beta_depth             4.53     ticks        =++######**+=~-..____.--~=+ *
		*                                                                              *
		*                                                                              *
		*                                                                              *
		*==============================================================================*
		 ? help S find vV page i proof Esc close Space freeze -= _+ thr lL lvl q quit   "
	`);
});

test('the smallest screen leaves units out, and a wide one adds what each column means', () => {
	expect(page(0, 60, 16).join('\n')).toMatchInlineSnapshot(`
		" BTCUSDT  ● LIVE  61,837.825 ▲+0.12%  PROVEN ✔     ρ .70/.30
		┏━ ALL METRICS ━━━━━━━━━━━━━━ page 1 of 16  v V  Esc close ┓
		┃ touch and micro-price ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ ┃
		┃ best_bid              61,837.911    ██▇▅▄▄▂▂▁▁▁▂▂▂▃▅▄▆▇▇ ┃
		┃ best_ask              61,838.061    █▇▇▆▅▃▂▂▂▁▁▁▂▂▂▄▅▆▇█ ┃
		┃ mid                   61,837.403    ██▇▆▆▅▅▃▂▂▁▁▁▁▁▂▂▂▂▃ ┃
		┃ spread_bps                −1.250    █▇▆▆▅▄▄▃▂▂▁▁▁▁▁▁▁▂▂▃ ┃
		┃ spread_ticks              11.38     ▁▁▂▃▃▄▄▅▅▅▆▆██▇█████ ┃
		┃ bid_qty                    9.63     ██▇▇▆▅▄▃▂▁▁▁▁▁▂▂▃▄▅▆ ┃
		┃ ask_qty                   13.90     ██▇▆▆▄▄▃▂▁▁▁▁▁▁▃▂▄▅▆ ┃
		┃ wmid                  61,837.738    ▆████▇▇███▇▆▅▄▅▄▃▂▁▁ ┃
		┃ micro                      –        needs a fitted table ┃
		┃ micro_dev                  –        needs a fitted table ┃
		┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
		 ? help S find vV page Esc close Space freeze q quit        "
	`);
	const wide = pages(200, 50).flat();
	expect(wide.find((line) => line.startsWith('┃ wmid '))).toContain('  ask·I + bid·(1 − I), I = bid quantity / (bid + ask quantity) ');
	// What follows a semicolon may be left out, nothing else.
	expect(wide.find((line) => line.startsWith('┃ impact_1_60 '))).toMatch(/mean by volume over 60 s +┃$/);
	expect(wide.find((line) => line.startsWith('┃ tox '))).toMatch(/[▁-█] +┃$/);
});

test('no word of any line is cut, at any size', () => {
	for (const [columns, rows] of [
		[60, 16],
		[80, 24],
		[100, 30],
		[120, 36],
		[160, 45],
		[200, 50],
		[320, 90],
	] as const) {
		for (const glyphs of ['braille', 'block', 'ascii'] as const) {
			const painted = pages(columns, rows, scene, createLook({...look, glyphs}))
				.flat()
				.join('\n');
			expect(painted).not.toMatch(glyphs === 'ascii' ? /\?/ : /…/);
			for (const {name} of catalogue) expect(painted).toContain(` ${name} `);
		}
	}
});

test('a gap of the latest rows is a gap of the sparkline', () => {
	expect(lineOf('rate_ratio', [...gap(10), 1, 2, 3, ...gap(4), 3, 2, 1])).toMatchInlineSnapshot(
		`" rate_ratio                 1                                                                           ▁▅█    █▅▁"`,
	);
});

test('a column whose sign is a side has zero in the middle of its sparkline, others lie between their least and most', () => {
	expect(lineOf('obi', [0.2, 0.1, 0, 0.1, 0.2])).toMatch(/█▇▅▇█$/);
	expect(lineOf('rho', [0.2, 0.1, 0, 0.1, 0.2])).toMatch(/█▅▁▅█$/);
	expect(lineOf('obi_l1', [-0.2, -0.1, 0])).toMatch(/▁▃▅$/);
});

test('what is no number yet says what it waits for', () => {
	expect(lineOf('ofi_60', [])).toMatch(/– +BTC +after 60 s$/);
	expect(lineOf('ofi_60', gap(59))).toMatch(/after 60 s$/);
	expect(lineOf('corr_now', gap(40))).toMatch(/after 3 pairs$/);
	expect(lineOf('micro', gap(40))).toMatch(/needs a fitted table$/);
	expect(lineOf('obi_z', gap(2))).toMatch(/needs a third of its rows$/);
	expect(lineOf('obi_z', gap(2), {columns: 60})).toMatch(/– +a third of its rows$/);
	expect(lineOf('obi_band25', gap(2))).toMatch(/–$/);
});

test('but not for longer than that takes: then something else is missing', () => {
	expect(lineOf('tfi_60', gap(60))).toMatch(/–$/);
	expect(lineOf('tfi_60', gap(60), {interval: 500_000})).toMatch(/after 60 s$/);
	expect(lineOf('kyle_t', gap(30))).toMatch(/–$/);
	expect(lineOf('tfi_1', [0.5, ...gap(20)])).toMatch(/▅$|█$/);
});

test('after a gap it says so in the place of what is missing, once there is room', () => {
	expect(lineOf('ofi_60', [1, 2, ...gap(11)])).toMatch(/█$/);
	expect(lineOf('ofi_60', [1, 2, ...gap(12)])).toMatch(/▇█ {2}after 60 s$/);
	expect(lineOf('vpin', [0.1, 0.2, ...gap(30)])).toMatch(/█$/);
});

test('units are the instrument’s own, where they are short', () => {
	const own = createScene({instrument: {detail: createDetail(), base: 'ETH', quote: 'USD'}});
	const long = createScene({instrument: {detail: createDetail(), base: 'contracts', quote: 'USD'}});
	const unit = (of: Scene, name: string) =>
		pages(120, 36, of)
			.flat()
			.find((line) => line.startsWith(`┃ ${name} `))
			?.slice(38, 51)
			.trim();
	const names = ['ofi_1', 'kyle_lambda', 'kyle_bps', 'kyle_bps_1m', 'hasbrouck_lambda', 'add_rate_bid_10', 'obi'];
	expect(names.map((name) => unit(own, name))).toEqual(['ETH', 'USD/ETH', 'bps/ETH', 'bps/1M USD', '1/√USD', 'ETH/s', '']);
	expect(names.map((name) => unit(long, name))).toEqual(['contracts', 'quote/base', 'bps/base', 'bps/1M USD', '1/√USD', 'contracts/s', '']);
});

test('colour is for the side of a value alone, and for none while the book is not in step', () => {
	const colours = createLook({...look, colors: 'truecolor'});
	const bid = colours.bid('x').split('x')[0] ?? '';
	const ask = colours.ask('x').split('x')[0] ?? '';
	const stateless = {session: scene.session, view: scene.view};
	const coloured = pages(120, 36, stateless, colours)
		.flat()
		.filter((line) => line.includes(bid) || line.includes(ask));
	const sided = catalogue.filter((_, index) => isSided(index)).map(({name}) => name);
	const names = coloured.map((line) => /[a-z_]+[\w]*/.exec(line.replace(/\u001b\[[\d;]*m/g, ''))?.[0] ?? '');
	expect(names.filter((name) => !sided.includes(name))).toEqual([]);
	expect(names.length).toBeGreaterThan(20);
	const lost = createScene({
		instrument: {detail: createDetail()},
		integrity: {state: 'GAP', badge: 'GAP', reason: 'expected 112, got 118'},
	});
	const quiet = pages(120, 36, lost, colours).flat().join('');
	expect(quiet).not.toContain(bid);
	expect(quiet).not.toContain(ask);
});

test('sided are those whose sign is buying or selling, and not what is a slope, a share or a flag', () => {
	const sided = (name: string) => isSided(columnIndex(name));
	expect(
		['obi', 'obi_z', 'ofi_300', 'mlofi_l10_10', 'tfi_cnt_60', 'cvd', 'hk_imb', 'micro_dev', 'ofi_int_60'].filter((name) => !sided(name)),
	).toEqual([]);
	expect(
		['rho', 'obi_extreme', 'ofi_beta', 'ofi_beta_t', 'ofi_int_evr', 'kyle_t', 'spread_z', 'corr_now', 'mid', 'vpin'].filter(sided),
	).toEqual([]);
});

test('a book that is not in step is named in the title, with its reason where there is room', () => {
	const lost = createScene({
		instrument: {detail: createDetail()},
		integrity: {state: 'GAP', badge: 'GAP', reason: 'expected 112, got 118'},
	});
	expect(page(0, 120, 36, lost)[1]).toMatchInlineSnapshot(
		`"┏━ ALL METRICS ━━━━━━━━━━━━━ GAP: expected 112, got 118  a row each 1 s, to 12:04:31.882Z  page 1 of 6  v V  Esc close ┓"`,
	);
	expect(page(0, 80, 24, lost)[1]).toMatchInlineSnapshot(
		`"┏━ ALL METRICS ━━━━━━━ GAP: expected 112, got 118  page 1 of 9  v V  Esc close ┓"`,
	);
	expect(page(0, 60, 16, lost)[1]).toMatchInlineSnapshot(`"┏━ ALL METRICS ━━━━━━━━━ GAP  page 1 of 16  v V  Esc close ┓"`);
});

test('while nothing is known the panel says so', () => {
	for (const of of [emptyScene(), createScene(), createScene({instrument: {detail: {...createDetail(), at: Number.NaN}}})])
		expect(page(0, 80, 24, of).join('')).toContain('no row yet');
});

test('a page is painted anew for a new row, and not otherwise', () => {
	const pane = {id: 'metrics', x: 0, y: 1, width: 120, height: 33} as const;
	const paint = createPainter(pane, layOut(120, 36), look, {...calmUi, metrics: 0});
	const {detail} = scene.view.selected!;
	const first = paint(scene);
	expect(paint(createScene({tick: 1, instrument: {detail}}))).toBe(first);
	expect(paint(createScene({tick: 1, instrument: {detail: createDetail(1)}}))).not.toBe(first);
});

test('v asks for every column and shows them, turns the pages, and lets go of them at the end', async () => {
	const intents: Intent[] = [];
	const act = (intent: Intent) => intents.push(intent);
	const mounted = mount(<App store={new Store(scene)} look={look} act={act} />, {columns: 120, rows: 36});
	const shown = async (keys: string) => {
		await mounted.press(keys);
		return /ALL METRICS .*page (\d of \d)/.exec(await mounted.frame())?.[1];
	};
	expect(await shown('')).toBeUndefined();
	expect(intents.map(({kind}) => kind)).toEqual(['resize']);
	expect(await shown('v')).toBe('1 of 6');
	expect(await shown('vv')).toBe('3 of 6');
	expect(await shown('V')).toBe('2 of 6');
	expect(await shown('\u001b[C')).toBe('3 of 6');
	expect(await shown('?')).toBeUndefined();
	expect(await shown('\u001b[27u')).toBe('3 of 6');
	expect(await shown('S')).toBeUndefined();
	expect(await shown('\u001b[27u')).toBe('3 of 6');
	expect(intents.filter(({kind}) => kind === 'detail')).toEqual([{kind: 'detail', isWanted: true}]);
	expect(await shown('vvvv')).toBeUndefined();
	expect(intents.filter(({kind}) => kind === 'detail')).toEqual([
		{kind: 'detail', isWanted: true},
		{kind: 'detail', isWanted: false},
	]);
	expect(await shown('V')).toBe('6 of 6');
	expect(await shown('\u001b[27u')).toBeUndefined();
	mounted.unmount();
});

test('the key bar of all metrics says how to turn and close them, and leaves out what only panels show', () => {
	expect(page(0, 120, 36).at(-1)?.trimEnd()).toMatchInlineSnapshot(
		`" ? help  S find  vV page  i proof  Esc close  Space freeze  -= _+ thr  lL levels  s snapshot  R record  t theme  q quit"`,
	);
	expect(page(0, 80, 24).at(-1)?.trimEnd()).toMatchInlineSnapshot(
		`" ? help S find vV page i proof Esc close Space freeze -= _+ thr lL lvl q quit"`,
	);
});
