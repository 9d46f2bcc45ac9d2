/* What the program computes over whole real recordings, against a second program in another language that shares nothing with it. */

import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {engineFor} from '../../source/commands/fold-recording.ts';
import {defaultSettings} from '../../source/engine/settings.ts';
import {openRecording} from '../../source/files/recording.ts';
import {dataFile} from '../support/data.ts';
import {type Columns, columnsOf, foldedColumns} from './folded-rows.ts';
import {askOracle, whyNoOracle} from './python.ts';

const spot = dataFile('binance-spot-btcusdt-20240808.gz');
const why = spot === undefined ? 'there is no folder of recordings' : whyNoOracle;
const tolerance = 1e-9;

/** What the oracle calls otherwise. */
const ours: Readonly<Record<string, string>> = {rho10: 'rho', obi10: 'obi'};

type Finding = {readonly name: string; readonly numbers: number; readonly worst: number; readonly row: number; readonly missing: number};

function compare(name: string, mine: readonly number[], theirs: readonly number[]): Finding {
	let [worst, at, missing, numbers] = [0, 0, 0, 0];
	expect(mine.length, `rows of ${name}`).toBe(theirs.length);
	for (const [row, value] of mine.entries()) {
		const other = theirs[row]!;
		if (Number.isNaN(value) !== Number.isNaN(other)) missing++;
		if (Number.isNaN(value) || Number.isNaN(other)) continue;
		numbers++;
		const largest = Math.max(Math.abs(value), Math.abs(other));
		const difference = largest === 0 ? 0 : Math.abs(value - other) / largest;
		if (difference > worst) [worst, at] = [difference, row];
	}
	return {name, numbers, worst, row: at, missing};
}

function oracleTable(file: string, interval: number, levels: number): Columns {
	const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
	try {
		const out = join(folder, 'table.csv');
		askOracle('table', file, out, '--interval', String(interval), '--levels', String(levels));
		return columnsOf(readFileSync(out, 'utf8'));
	} finally {
		rmSync(folder, {recursive: true});
	}
}

/** Says the largest difference, and that there is none beyond the tolerance, nor a number where the other has none. */
function judge(title: string, findings: readonly Finding[]): void {
	const worst = [...findings].sort((one, other) => other.worst - one.worst);
	const numbers = findings.reduce((sum, each) => sum + each.numbers, 0);
	console.log(
		`${title}: ${findings.length} columns, ${numbers} numbers; largest relative difference ${worst[0]?.worst.toExponential(1)} (${worst[0]?.name}, row ${worst[0]?.row})`,
	);
	expect(findings.filter((each) => each.missing > 0)).toEqual([]);
	expect(worst.filter((each) => !(each.worst < tolerance))).toEqual([]);
}

describe.skipIf(why !== undefined)(`an oracle in Python${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
	test.each([
		{interval: 1, levels: 10},
		{interval: 5, levels: 10},
		{interval: 0.1, levels: 10},
	])('has the same in every column of every row, at $interval s', async ({interval, levels}) => {
		const mine = await foldedColumns(spot!, {interval: interval * 1e6, levels, vpinBucket: 5});
		const theirs = oracleTable(spot!, interval, levels);
		expect(mine.get('at')).toEqual(theirs.get('at'));
		// Its z-score of order flow is over rows, which are seconds only at an interval of one.
		const names = [...theirs.keys()].filter((name) => name !== 'at' && (interval >= 1 || name !== 'ofi_z'));
		// Of regressions on ever shorter intervals, r² and t fall to where doubles of any order of summation agree no better.
		const vanishing = new Set(interval < 1 ? ['kyle_r2'] : []);
		judge(
			`at ${interval} s`,
			names.filter((name) => !vanishing.has(name)).map((name) => compare(name, mine.get(ours[name] ?? name)!, theirs.get(name)!)),
		);
	});

	test("has the same collector's table of 20 levels", async () => {
		const mine = await foldedColumns(spot!, {levels: 20});
		const theirs = oracleTable(spot!, 1, 20);
		const names =
			'lastUpdateId,best_bid,best_ask,mid,bid_vol_L,ask_vol_L,obi,obi_pw,obi_ema,obi_pw_ema,mid_ret,mid_ret_fwd,obi_z,obi_extreme_flag'.split(
				',',
			);
		judge(
			"collector's table",
			names.map((name) => compare(name, mine.get(mine.has(`collect_${name}`) ? `collect_${name}` : name)!, theirs.get(name)!)),
		);
	});

	test.each([
		{file: 'binance-spot-ltcusdt-20250622-a-trades.csv.gz', bucket: 50},
		{file: 'binance-spot-ltcusdt-20250622-a-trades.csv.gz', bucket: 500},
		{file: 'binance-spot-ltcusdt-20250622-b-trades.csv.gz', bucket: 50},
		{file: 'binance-spot-ltcusdt-20250622-b-trades.csv.gz', bucket: 500},
	])('has the same VPIN of $file in buckets of $bucket', async ({file, bucket}) => {
		const path = dataFile(file)!;
		const oracle: {closed: number; last: number} = JSON.parse(askOracle('vpin', path, '--bucket', String(bucket), '--buckets', '50'));
		const recording = await openRecording(path, {});
		const engine = engineFor(recording, {...defaultSettings, vpinBucket: bucket, vpinBuckets: 50});
		for await (const batch of recording.batches()) for (let index = 0; index < batch.length; index++) engine.fold(batch.frames[index]!);
		const {toxicity} = engine.desks[0]!.gauges;
		console.log(
			`${file}, buckets of ${bucket}: ${toxicity.closed} closed, last ${toxicity.value}; oracle ${oracle.closed}, ${oracle.last}`,
		);
		expect(toxicity.closed).toBe(oracle.closed);
		expect(Math.abs(toxicity.value / oracle.last - 1)).toBeLessThan(tolerance);
	});
});
