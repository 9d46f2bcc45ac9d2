import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {parseArguments} from '../../source/commands/arguments.ts';
import {exportTable} from '../../source/commands/export.ts';
import {Engine} from '../../source/engine/engine.ts';
import {catalogue} from '../../source/engine/meters.ts';
import {defaultSettings, foldVersion} from '../../source/engine/settings.ts';
import {programVersion} from '../../source/files/program-version.ts';
import {written} from '../files/kit.ts';
import {CommandStage} from '../support/command-stage.ts';
import {recordDemo, sharedDemo} from '../support/demo-recording.ts';
import {csvRows, exported, exportedOn, jsonOf, numberOf, parquetFacts, parquetRows} from '../support/exporting.ts';
import {engineOptions} from '../support/folding.ts';
import {closed, diff, ladder, levelsFrom, opened, setting, snapshot, tick, trade} from '../support/frames.ts';
import {framesOf} from '../support/hash-links.ts';
import {resealed} from '../support/resealed.ts';

const {demo, folder} = (() => {
	const shared = sharedDemo({minutes: 1.5, symbols: ['BTCUSDT']});
	return {demo: () => shared.demo.file, folder: shared.folder};
})();

/** In step from the first second to the third, lost until the fifth, and in step again. */
async function gapped(): Promise<string> {
	return written('gapped.jsonl', [
		...[opened(0), diff(0.1, [101, 103]), snapshot(0.2, 1, 102, ladder(20)), diff(0.3, [104, 105])],
		...[trade(1.2, 7, ['100.01', '0.5']), tick(1.5), diff(1.8, [106, 106], {bids: levelsFrom(100, 'bids', 10, '9')}), tick(2.5)],
		...[closed(2.6), tick(3.5), tick(4.5), opened(4.6), diff(4.7, [201, 203]), snapshot(4.8, 2, 202, ladder(20)), diff(4.9, [204, 205])],
		...[tick(5.5), tick(6.5)],
	]);
}

const secondsOf = (rows: readonly Readonly<Record<string, string>>[]) => rows.map((row) => row['timestamp']?.slice(14, 23));

describe('rows', () => {
	test('are the samples of the fold, all columns of the catalogue, to the last bit', async () => {
		const {code, file, lines, complaints} = await exported('out.csv', demo());
		expect({code, complaints}).toEqual({code: 0, complaints: []});
		const samples: {at: number; updateId: number; values: number[]}[] = [];
		const engine = new Engine(
			engineOptions(defaultSettings, {
				sample({gauges, liveBook, updateId}) {
					if (samples.length > 0 || liveBook !== undefined) samples.push({at: gauges.row.at, updateId, values: [...gauges.row.values]});
				},
			}),
		);
		for (const frame of await framesOf(demo())) engine.fold(frame);
		const rows = csvRows(file);
		expect(Object.keys(rows[0] ?? {})).toEqual(['timestamp', 'update_id', ...catalogue.map(({name}) => name)]);
		expect(rows.length).toBeGreaterThan(80);
		expect(rows).toHaveLength(samples.length);
		for (const [index, {at, updateId, values}] of samples.entries()) {
			const row = rows[index] ?? {};
			expect(row['timestamp']).toBe(new Date(at / 1000).toISOString());
			expect(row['update_id']).toBe(String(updateId));
			expect(catalogue.map(({name}) => numberOf(row[name]))).toEqual(
				values.map((value) => (Number.isFinite(value) ? value + 0 : Number.NaN)),
			);
		}
		expect(lines).toEqual([`${file}, ${file.replace('.csv', '.meta.json')}: ${rows.length} rows, ${catalogue.length + 2} columns, 0.0 s`]);
	});

	test('are the same in every format', async () => {
		const {file} = await exported('out.csv', demo());
		const rows = csvRows(file).map((row) =>
			Object.fromEntries(
				Object.entries(row).map(([name, cell]) => [name, name === 'timestamp' ? cell : cell === '' ? null : Number(cell)]),
			),
		);
		expect(jsonOf((await exported('out.json', demo())).file)).toEqual(rows);
		const lines = readFileSync((await exported('out.jsonl', demo())).file, 'utf8')
			.trimEnd()
			.split('\n');
		expect(lines.map((line) => JSON.parse(line))).toEqual(rows);
		const stored = await parquetRows((await exported('out.parquet', demo())).file);
		expect(
			stored.map(({timestamp, update_id: id, ...row}) => ({
				timestamp: new Date(Number(timestamp) / 1000).toISOString(),
				update_id: Number(id),
				...row,
			})),
		).toEqual(rows);
	});

	test('begin when the book is in step, and stay while it is not, with empty cells', async () => {
		const rows = csvRows((await exported('out.csv', await gapped())).file);
		expect(secondsOf(rows)).toEqual(['00:01.000', '00:02.000', '00:03.000', '00:04.000', '00:05.000', '00:06.000']);
		expect(rows.map((row) => [row['update_id'], row['best_bid'], row['obi'], row['cvd']])).toEqual([
			['105', '100', '0', '0'],
			['106', '100', '0.8', '0.5'],
			['', '', '', expect.any(String)],
			['', '', '', expect.any(String)],
			['205', '100', '0', expect.any(String)],
			['205', '100', '0', expect.any(String)],
		]);
		const nulls = jsonOf((await exported('out.json', await gapped())).file);
		expect(nulls[2]).toMatchObject({update_id: null, best_bid: null, mid: null, obi: null});
	});

	test('come at the interval that is asked for, over as many levels', async () => {
		const {file} = await exported('out.csv', await gapped(), '--interval', '0.5', '--levels', '3');
		const rows = csvRows(file);
		expect(secondsOf(rows).slice(0, 4)).toEqual(['00:00.500', '00:01.000', '00:01.500', '00:02.000']);
		expect(rows[3]).toMatchObject({bid_vol: '27', ask_vol: '3'});
	});

	test('of several recordings are those of the merged ones', async () => {
		const stage = new CommandStage();
		const [calm, sweeps] = ['calm', 'sweeps'].map((name) => path.join(import.meta.dirname, `../../recordings/${name}.jsonl.zst`));
		const {code, file} = await exportedOn(
			stage,
			stage.file('out.csv'),
			calm ?? '',
			sweeps ?? '',
			'--symbol',
			'ethusdt',
			'--columns',
			'mid',
		);
		expect(code).toBe(0);
		const hours = new Set(csvRows(file).map((row) => row['timestamp']?.slice(11, 16)));
		expect(hours).toContain('09:01');
		expect(hours).toContain('14:31');
	});
});

describe('--columns', () => {
	test('are those asked for, in that order, behind the time', async () => {
		const {file} = await exported('out.csv', demo(), '--columns', 'mid, ofi_1*,update_id,mid,VPIN');
		expect(Object.keys(csvRows(file)[0] ?? {})).toEqual(['timestamp', 'mid', 'ofi_1', 'ofi_10', 'update_id', 'vpin']);
		const all = csvRows((await exported('all.csv', demo())).file);
		expect(csvRows(file).map(({ofi_10: flow}) => flow)).toEqual(all.map(({ofi_10: flow}) => flow));
	});

	test.each([
		['vpinn', '--columns vpinn: there is no such column. Nearest: vpin. obi-tui metrics lists them all.'],
		['mid,ofi_q*', '--columns ofi_q*: there is no such column. Nearest: ofi_1. obi-tui metrics lists them all.'],
		['mid,,obi', '--columns : there is no such column. obi-tui metrics lists them all.'],
	])('%s is a wrong command line', async (columns, words) => {
		const {code, complaints, file} = await exported('out.csv', demo(), '--columns', columns);
		expect({code, complaints}).toEqual({code: 2, complaints: [words]});
		expect(readdirSync(path.dirname(file))).toEqual([]);
	});
});

describe('--from and --to', () => {
	test('cut rows, both ends included, and change none of them', async () => {
		const all = csvRows((await exported('out.csv', demo())).file);
		const [from, to] = [all[20]?.['timestamp'] ?? '', all[40]?.['timestamp'] ?? ''];
		const part = await exported('out.csv', demo(), '--from', from, '--to', to);
		expect(part.code).toBe(0);
		expect(csvRows(part.file)).toEqual(all.slice(20, 41));
		const meta = jsonOf(part.file.replace('.csv', '.meta.json'));
		expect(meta).toMatchObject({rows: 21, from, to, recordings: [{ending: 'not read to its end'}]});
		const byClock = await exported('out.csv', demo(), '--from', from.slice(11, 23), '--to', to.slice(11, 19));
		expect(csvRows(byClock.file)).toEqual(all.slice(20, 41));
		expect(csvRows((await exported('out.csv', demo(), '--to', to)).file)).toEqual(all.slice(0, 41));
	});

	test('of which nothing is left are told with what there is', async () => {
		const {code, complaints, file} = await exported('out.csv', demo(), '--from', '2030-01-01', '--to', '2030-01-02');
		expect(code).toBe(1);
		expect(complaints).toEqual([
			expect.stringMatching(
				/demo\.jsonl: there are no rows\. None stands from 2030-01-01T00:00:00\.000Z to 2030-01-02T00:00:00\.000Z; it was read to 2026-/,
			),
		]);
		expect(readdirSync(path.dirname(file))).toEqual([]);
	});

	test('the wrong way round are a wrong command line', async () => {
		expect(await exported('out.csv', demo(), '--from', '2030-01-02', '--to', '2030-01-01')).toMatchObject({
			code: 2,
			complaints: ['--from 2030-01-02T00:00:00.000Z is after --to 2030-01-01T00:00:00.000Z.'],
		});
	});
});

describe('--symbol', () => {
	const both = async () => {
		const file = path.join(folder, 'both.jsonl');
		if (!existsSync(file)) await recordDemo(file, {minutes: 0.3, symbols: ['BTCUSDT', 'ETHUSDT']});
		return file;
	};

	test('is asked for where a recording holds several books, and nothing is left behind', async () => {
		const {code, complaints, file} = await exported('out.csv', await both());
		expect({code, complaints}).toEqual({
			code: 2,
			complaints: ['The recording holds 2 books, binance:BTCUSDT, binance:ETHUSDT: say which by --symbol.'],
		});
		expect(readdirSync(path.dirname(file))).toEqual([]);
	});

	test.each(['ETHUSDT', 'ethusdt', 'Binance:EthUsdt'])('%s means one of them', async (symbol) => {
		const {code, file} = await exported('out.csv', await both(), '--symbol', symbol);
		expect(code).toBe(0);
		expect(jsonOf(file.replace('.csv', '.meta.json')).instrument).toMatchObject({id: 'binance:ETHUSDT', base: 'ETH', quote: 'USDT'});
	});

	test('that means none is told with those that there are', async () => {
		expect(await exported('out.csv', await both(), '--symbol', 'LTCUSDT')).toMatchObject({
			code: 2,
			complaints: ['--symbol LTCUSDT: the recording holds binance:BTCUSDT, binance:ETHUSDT.'],
		});
	});
});

describe('what is told of the whole', () => {
	test('names program, recording, settings, conventions, hashes and columns', async () => {
		const {file} = await exported('out.csv', demo(), '--columns', 'mid,vpin', '--vpin-bucket', '5', '--ofi-convention', 'ccz');
		const meta = jsonOf(file.replace('.csv', '.meta.json'));
		expect(meta).toMatchObject({
			program: 'obi-tui',
			version: programVersion,
			fold_version: foldVersion,
			recordings: [{file: demo(), format: 'own', ending: 'closed: the test is over'}],
			instrument: {id: 'binance:BTCUSDT', base: 'BTC', quote: 'USDT', tick_size: '0.01000000'},
			settings: {levels: 10, span: 30, interval: 1_000_000, vpinBucket: 5, ofiConvention: 'ccz'},
			conventions: {ofi: expect.stringMatching(/^ccz: /), feed: {channel: '@depth@100ms', conflation_ms: 100}},
			hash: {compared: null},
		});
		expect(meta.rows).toBe(csvRows(file).length);
		expect(meta.from).toBe(csvRows(file)[0]?.['timestamp']);
		expect(meta.columns.map(({name}: {name: string}) => name)).toEqual(['timestamp', 'mid', 'vpin']);
		expect(meta.columns[2]).toMatchObject({
			clock: 'volume',
			warm_up: 'n buckets',
			source: expect.any(String),
			meaning: expect.any(String),
		});
	});

	test('has the hashes of the recording where it is folded as it was', async () => {
		const {file} = await exported('out.csv', demo());
		const {hash} = jsonOf(file.replace('.csv', '.meta.json'));
		expect(hash).toMatchObject({
			compared: 'same',
			book: expect.stringMatching(/^[\da-f]{64}$/),
			state: expect.stringMatching(/^[\da-f]{64}$/),
		});
	});

	test('stands in the file itself where that is Parquet', async () => {
		const {file, lines} = await exported('out.parquet', demo());
		expect(readdirSync(path.dirname(file))).toEqual(['out.parquet']);
		expect(lines[0]).toMatch(/^\S+\/out\.parquet: \d+ rows, /);
		expect(await parquetFacts(file)).toEqual(jsonOf((await exported('out.csv', demo())).file.replace('.csv', '.meta.json')));
	});

	test('says so where settings were changed on the way', async () => {
		const file = await written('changed.jsonl', [
			...[opened(0), diff(0.1, [101, 103]), snapshot(0.2, 1, 102, ladder(20)), diff(0.3, [104, 105])],
			...[tick(1.5), setting(1.6, {levels: 5}), tick(2.5)],
		]);
		const meta = jsonOf((await exported('out.csv', file)).file.replace('.csv', '.meta.json'));
		expect(meta).toMatchObject({settings: {levels: 10}, settings_at_end: {levels: 5}});
	});
});

describe('a recording that is not whole', () => {
	const changed = async (change: (text: string) => string) => {
		const stage = new CommandStage();
		const file = stage.file('changed.jsonl');
		writeFileSync(file, change(readFileSync(demo(), 'latin1')), 'latin1');
		return exportedOn(stage, stage.file('out.csv'), file);
	};

	test('has the rows before the damage, with words and exit code 1', async () => {
		const {code, complaints, file} = await changed((text) => {
			const lines = text.split('\n');
			const middle = Math.floor(lines.length / 2);
			return lines.with(middle, (lines[middle] ?? '').replace('"crc":', '"crc":1')).join('\n');
		});
		expect(code).toBe(1);
		expect(complaints).toEqual([
			expect.stringMatching(/^obi-tui: \S+ is damaged at line \d+, byte \d+: .*; the rows before it are written\.$/),
		]);
		const all = csvRows((await exported('all.csv', demo())).file);
		const rows = csvRows(file);
		expect(rows.length).toBeGreaterThan(20);
		expect(rows).toEqual(all.slice(0, rows.length));
		expect(jsonOf(file.replace('.csv', '.meta.json')).recordings[0].ending).toMatch(/^damaged at line /);
	});

	test('because the program was killed has all rows up to there, and exit code 0', async () => {
		const {code, complaints, file} = await changed((text) => text.slice(0, text.length / 2));
		expect(code).toBe(0);
		expect(complaints).toEqual([expect.stringMatching(/^obi-tui: \S+ is truncated in line \d+, at byte \d+$/)]);
		expect(csvRows(file).length).toBeGreaterThan(20);
	});

	test('and says other hashes than it gives is told of, with exit code 1', async () => {
		const {code, complaints} = await changed((text) => resealed(text.replaceAll('"state":"', '"state":"0')));
		expect(code).toBe(1);
		expect(complaints).toEqual([
			expect.stringMatching(/^obi-tui: the hashes differ .* from frame \d+, sample 1: these are other numbers\.$/),
		]);
	});

	test('before there are any rows leaves no file', async () => {
		const {code, complaints, file} = await changed((text) => text.replace('"crc":', '"crc":1'));
		expect(code).toBe(1);
		expect(complaints).toEqual([expect.any(String)]);
		expect(existsSync(file)).toBe(false);
	});

	test('and begins in the middle of a run keeps its settings', async () => {
		const file = path.join(folder, 'later.jsonl');
		await recordDemo(file, {minutes: 0.5, symbols: ['BTCUSDT'], after: 300});
		expect(await exported('out.csv', file, '--interval', '0.5')).toMatchObject({
			code: 1,
			complaints: [`${file} begins in the middle of a run: its settings cannot be changed`],
		});
		const {code, complaints, file: table} = await exported('out.csv', file);
		expect({code, complaints}).toEqual({code: 0, complaints: []});
		expect(csvRows(table).length).toBeGreaterThan(5);
		expect(jsonOf(table.replace('.csv', '.meta.json')).hash.compared).toBe('same');
	});
});

test('a book that was never in step has no rows, and no file', async () => {
	const file = await written('never.jsonl', [opened(0), diff(0.1, [101, 103]), tick(1.5), tick(2.5)]);
	const {code, complaints, file: out} = await exported('out.csv', file);
	expect({code, complaints}).toEqual({
		code: 1,
		complaints: [`${file}: there are no rows. binance:BTCUSDT was in step at none, 1 s apart.`],
	});
	expect(readdirSync(path.dirname(out))).toEqual([]);
});

test('a signal stops it: nothing is left, and the exit code is a shell’s', async () => {
	const stage = new CommandStage();
	const running = exportTable(parseArguments(['export', demo(), '--out', stage.file('out.csv')]), stage.environment);
	await stage.untilListening();
	stage.signal('SIGINT');
	expect(await running).toBe(130);
	expect(stage.complaints).toEqual(['obi-tui: stopped by SIGINT; nothing was written.']);
	expect(stage.lines).toEqual([]);
	expect(stage.listening).toBe(0);
	expect(readdirSync(stage.folder)).toEqual([]);
});

describe('refused is', () => {
	test.each([
		[[], 'export needs a recording: obi-tui export FILE --out NAME.csv'],
		[['x.jsonl'], 'export needs --out FILE: obi-tui export FILE --out NAME.csv'],
		[['x.jsonl', '--out', 'x.txt'], '--out x.txt: its ending says what it becomes. One of .csv, .json, .jsonl, .parquet.'],
	])('%j', async (words, message) => {
		const {environment} = new CommandStage();
		await expect(exportTable(parseArguments(['export', ...words]), environment)).rejects.toMatchObject({name: 'UsageError', message});
	});

	test('to replace what is to be read', async () => {
		const stage = new CommandStage();
		const file = stage.file('trades.csv');
		writeFileSync(file, 'timestamp,price,quantity,side,tradeId\n1750550400000,82.5,1.5,sell,1\n');
		const {code, complaints} = await exportedOn(stage, file, file);
		expect({code, complaints}).toEqual({code: 2, complaints: [`--out would replace ${file}, which is what is to be read.`]});
		expect(readdirSync(stage.folder)).toEqual(['trades.csv']);
	});

	test('a place where no file can be', async () => {
		const stage = new CommandStage();
		mkdirSync(stage.file('out.csv'));
		const {code, complaints, file} = await exportedOn(stage, stage.file('out.csv'), demo());
		expect({code, complaints}).toEqual({code: 1, complaints: [`${file} is a directory, not a file`]});
	});

	test('a recording that is none', async () => {
		const {code, complaints, file} = await exported('out.csv', path.join(folder, 'none.jsonl'));
		expect({code, complaints}).toEqual({
			code: 1,
			complaints: [`${path.join(folder, 'none.jsonl')} cannot be opened: there is no such file or directory`],
		});
		expect(readdirSync(path.dirname(file))).toEqual([]);
	});
});
