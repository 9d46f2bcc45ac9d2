import {describe, expect, test} from 'vitest';
import {type CollectRow, type CollectSample, CollectTable, collectColumns} from '../../source/metrics/collect-table.ts';
import {expectClose} from './close-to.ts';
import {collectSeries, sampleOf} from './collect-series.ts';
import {fc} from './seeded.ts';

const gap = Number.NaN;
const second = 1_000_000;

function run(samples: readonly CollectSample[], span = 30) {
	const table = new CollectTable({levels: 20, span, interval: second});
	const rows = samples.map((sample) => table.push(sample));
	expect(rows[0]).toBeUndefined();
	const all = [...rows.slice(1), table.finish()].filter((row) => row !== undefined);
	return {table, rows: all, flags: all.map(({obi}) => table.flagOf(obi))};
}

const obiOf = (...values: readonly number[]) => values.map((obi, row) => sampleOf(row, obi, gap, obi));
const columnOf = (rows: readonly CollectRow[], key: keyof CollectRow) => rows.map((row) => row[key]);

describe('the examples of the specification', () => {
	test('1.2: the smoothed column needs five values and stands still over a missing row', () => {
		const {rows} = run(obiOf(0.2, 0.4, gap, -0.2, 0.6, 0.1, 0.3, gap), 3);
		const expected = [gap, gap, gap, gap, gap, 0.19166666666666665, 0.24583333333333332, 0.24583333333333332];
		expectClose(columnOf(rows, 'obiEma'), expected);
		expectClose(columnOf(rows, 'obiPriceWeightedEma'), expected);
	});

	test('1.4: rows that reach the 0.9 quantile of |obi| are flagged, a missing row never', () => {
		const {table, flags} = run(obiOf(0.1, -0.5, gap, 0.3, 0.9, -0.7, 0.2));
		expectClose(table.threshold, 0.8);
		expect(flags).toEqual([0, 0, 0, 0, 1, 0, 0]);
	});

	test('1.5: returns to a row and from it, and their correlation with obi', () => {
		const mids = [100, 100.1, gap, 100, 100.2, 100.2, 100.1];
		const obi = [0.2, -0.1, gap, 0.5, 0.1, -0.4, -0.2];
		const {table, rows} = run(mids.map((mid, row) => sampleOf(row, obi[row], mid)));
		const [up, back] = [0.0009995003330836028, -0.0009985023295895346];
		expectClose(columnOf(rows, 'midReturn'), [gap, up, gap, gap, 0.0019980026626731373, 0, back]);
		expectClose(columnOf(rows, 'midReturnForward'), [up, gap, gap, 0.0019980026626731373, 0, back, gap]);
		const summary = table.summary(7 / 60);
		expectClose([summary.corr_obi_midret, summary.corr_obi_lead_midret], [0.7442827466109455, 0.9660503970826014]);
		expect(summary.corr_n).toEqual({corr_obi_midret: 4, corr_obi_lead_midret: 4});
		expectClose(summary.corr_t.corr_obi_midret, 0.7442827466109455 * Math.sqrt(2 / (1 - 0.7442827466109455 * 0.7442827466109455)));
	});

	test('1.3b: a constant imbalance has z exactly 0 once a third of the window is there', () => {
		const {rows} = run(obiOf(...Array.from({length: 25}, () => 0.1)));
		expectClose(columnOf(rows, 'obiZ'), [...Array.from({length: 19}, () => gap), 0, 0, 0, 0, 0, 0]);
	});
});

describe('400 rows as pandas has them', () => {
	const sumOf = (values: readonly number[]) => values.filter((each) => !Number.isNaN(each)).reduce((sum, each) => sum + Math.abs(each), 0);
	const countOf = (values: readonly number[]) => values.filter((each) => !Number.isNaN(each)).length;

	test.each([
		['obiEma', 396, 30.03056909006721, 0.02010317148733293],
		['obiPriceWeightedEma', 396, 30.067142861652243, 0.01937053914411086],
		['midReturn', 351, 0.0159876139175541, -8.285579420608258e-5],
		['midReturnForward', 351, 0.0159876139175541, -1.5671686830032172e-5],
		['obiZ', 357, 310.0183740774578, 1.1247068842872499],
	] as const)('%s, every 17th row missing', (key, count, sumOfSizes, atFifty) => {
		const values = columnOf(run(collectSeries(400, true)).rows, key);
		expect(countOf(values)).toBe(count);
		expectClose([sumOf(values), values[50]!], [sumOfSizes, atFifty]);
	});

	test('the summary has the keys of old in their order, and then more', () => {
		const {table, flags} = run(collectSeries(400, true));
		const summary = table.summary(400 / 60);
		expect(Object.keys(summary)).toEqual([
			...['samples', 'obi_mean', 'obi_p90_abs', 'obi_pw_mean', 'ema_span', 'levels', 'interval_sec', 'duration_min'],
			...['corr_obi_midret', 'corr_obi_lead_midret', 'corr_n', 'corr_t', 'missing', 'horizons'],
		]);
		expect(summary).toMatchObject({samples: 400, missing: 24, ema_span: 30, levels: 20, interval_sec: 1, duration_min: 400 / 60});
		expectClose(
			[summary.obi_mean, summary.obi_pw_mean, summary.obi_p90_abs, summary.corr_obi_midret, summary.corr_obi_lead_midret],
			[-0.020186170212765947, -0.020877014180851066, 0.9015, -0.05989578200261305, 0.34879856582632013],
		);
		expect(flags.filter((flag) => flag === 1)).toHaveLength(38);
		expect(summary.horizons.map(({rows, newey_west_lag}) => [rows, newey_west_lag])).toEqual([
			[1, 0],
			[5, 4],
			[10, 9],
			[30, 29],
			[60, 59],
		]);
		expectClose([summary.horizons[0]!.pearson, summary.horizons[0]!.n], [summary.corr_obi_lead_midret, 351]);
	});
});

test('rows come out as they went in, each once and in order, whatever comes after', () => {
	const series = collectSeries(3000, true);
	const {rows, table} = run(series);
	expect(rows).toEqual(series.map((sample) => expect.objectContaining(sample)));
	expect(table.summary(50)).toMatchObject({samples: 3000, missing: 177});
	expect(collectColumns).toHaveLength(15);
});

test('of nothing, and of missing rows alone, there is nothing to tell, and no flag', () => {
	const nothing = new CollectTable({levels: 20, span: 30, interval: second});
	expect(nothing.finish()).toBeUndefined();
	expect(nothing.summary(0)).toMatchObject({samples: 0, obi_mean: gap, obi_p90_abs: gap, corr_obi_midret: gap, missing: 0});
	const {table, flags} = run([sampleOf(0), sampleOf(1)]);
	expect(flags).toEqual([0, 0]);
	expect(table.summary(0)).toMatchObject({samples: 2, obi_mean: gap, missing: 2});
});

test('the threshold is known once the run is over', () => {
	const table = new CollectTable({levels: 20, span: 30, interval: second});
	for (const sample of obiOf(0.1, 0.2)) table.push(sample);
	expect([table.threshold, table.flagOf(1)]).toEqual([gap, 0]);
	table.finish();
	expectClose(table.threshold, 0.19);
});

const obi = fc.oneof({weight: 5, arbitrary: fc.integer({min: -100, max: 100}).map((each) => each / 100)}, fc.constant(gap));
const mid = fc.oneof({weight: 5, arbitrary: fc.integer({min: 1, max: 1000})}, fc.constant(gap));
const market = fc.array(fc.tuple(obi, mid), {minLength: 1, maxLength: 120});

test('a mirrored book has mirrored columns, the same flags and the same threshold', () => {
	fc.assert(
		fc.property(market, (pairs) => {
			const {rows, flags, table} = run(pairs.map(([each, price], row) => sampleOf(row, each, price, each)));
			// Bids and asks trade places: prices turn into one over them.
			const mirror = run(pairs.map(([each, price], row) => sampleOf(row, -each, 1 / price, -each)));
			for (const key of ['obiEma', 'obiPriceWeightedEma', 'midReturn', 'midReturnForward', 'obiZ'] as const) {
				expectClose(
					columnOf(mirror.rows, key),
					columnOf(rows, key).map((each) => -each),
				);
			}
			expect(mirror.flags).toEqual(flags);
			expectClose(mirror.table.threshold, table.threshold);
		}),
	);
});

test('what came later changes no row but the forward return of the last and the flags', () => {
	fc.assert(
		fc.property(market, fc.nat(119), (pairs, cut) => {
			const samples = pairs.map(([each, price], row) => sampleOf(row, each, price, each));
			const length = Math.min(samples.length, cut + 1);
			const whole = run(samples).rows.slice(0, length);
			const part = run(samples.slice(0, length)).rows;
			expect(part.slice(0, -1)).toEqual(whole.slice(0, -1));
			expect({...part.at(-1), midReturnForward: gap}).toEqual({...whole.at(-1), midReturnForward: gap});
		}),
	);
});
