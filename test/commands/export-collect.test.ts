/* The collector's table, made from a recording. */

import {readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {collectColumns} from '../../source/metrics/collect-table.ts';
import {sharedDemo} from '../support/demo-recording.ts';
import {type Cells, csvRows, exported, jsonOf, numberOf, parquetFacts, parquetRows} from '../support/exporting.ts';

const shared = sharedDemo({minutes: 2, symbols: ['BTCUSDT']});
const demo = () => shared.demo.file;

const metaOf = (file: string) => jsonOf(file.replace('.csv', '.meta.json'));
const column = (rows: readonly Cells[], name: string) => rows.map((row) => numberOf(row[name]));

test('has the books of a row over 20 levels, and moments with six decimals', async () => {
	const {code, file} = await exported('out.csv', demo(), '--columns', 'collect');
	expect(code).toBe(0);
	const rows = csvRows(file);
	expect(Object.keys(rows[0] ?? {})).toEqual(collectColumns);
	const samples = csvRows((await exported('all.csv', demo(), '--levels', '20')).file);
	expect(rows.length).toBeGreaterThan(110);
	expect(rows.map(({timestamp}) => timestamp)).toEqual(samples.map(({timestamp}) => timestamp?.replace('Z', '000Z')));
	for (const [mine, theirs] of [
		['lastUpdateId', 'update_id'],
		['best_bid', 'best_bid'],
		['best_ask', 'best_ask'],
		['mid', 'mid'],
		['bid_vol_L', 'bid_vol'],
		['ask_vol_L', 'ask_vol'],
		['obi', 'obi'],
		['obi_pw', 'obi_pw'],
		['obi_ema', 'obi_ema'],
	] as const) {
		expect(column(rows, mine), mine).toEqual(column(samples, theirs));
	}
	expect(metaOf(file)).toMatchObject({settings: {levels: 20}, metrics: {levels: 20, ema_span: 30, interval_sec: 1, samples: rows.length}});
});

test('knows what comes: the return to the next row, and who reaches the top tenth of the run', async () => {
	const {file} = await exported('out.csv', demo(), '--columns', 'collect', '--levels', '5');
	const rows = csvRows(file);
	expect(column(rows, 'mid_ret_fwd')).toEqual([...column(rows, 'mid_ret').slice(1), Number.NaN]);
	const {obi_p90_abs: threshold} = metaOf(file).metrics;
	const sizes = column(rows, 'obi').map(Math.abs);
	expect(column(rows, 'obi_extreme_flag')).toEqual(sizes.map((size) => (size >= threshold ? 1 : 0)));
	const share = sizes.filter((size) => size >= threshold).length / rows.length;
	expect(share).toBeGreaterThan(0.05);
	expect(share).toBeLessThan(0.15);
});

test('of a part of the recording has the rows of the whole', async () => {
	const all = await exported('out.csv', demo(), '--columns', 'collect');
	const rows = csvRows(all.file);
	const [from, to] = [rows[30]?.['timestamp'] ?? '', rows[50]?.['timestamp'] ?? ''];
	const part = await exported('out.csv', demo(), '--columns', 'collect', '--from', from, '--to', to);
	expect(csvRows(part.file)).toEqual(rows.slice(30, 51));
	expect(metaOf(part.file)).toMatchObject({rows: 21, metrics: metaOf(all.file).metrics});
});

test('is the same as Parquet, where whole numbers are whole', async () => {
	const {file} = await exported('out.parquet', demo(), '--columns', 'collect');
	const rows = csvRows((await exported('out.csv', demo(), '--columns', 'collect')).file);
	const stored = await parquetRows(file);
	expect(stored.map(({lastUpdateId, obi_extreme_flag: flag}) => [lastUpdateId, flag])).toEqual(
		rows.map(({lastUpdateId, obi_extreme_flag: flag}) => [BigInt(lastUpdateId ?? ''), BigInt(flag ?? '')]),
	);
	expect(stored.map(({obi_ema: smooth}) => smooth ?? Number.NaN)).toEqual(column(rows, 'obi_ema'));
	expect((await parquetFacts(file)).metrics.samples).toBe(rows.length);
});

test('leaves nothing of what waited on the disk', async () => {
	const {file} = await exported('out.csv', demo(), '--columns', 'collect');
	expect(readdirSync(path.dirname(file)).sort()).toEqual(['out.csv', 'out.meta.json']);
	expect(statSync(file).size).toBeGreaterThan(10_000);
});
