import {readFileSync} from 'node:fs';
import {gunzipSync, gzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {symbolOfName} from '../../source/files/foreign/trades-csv.ts';
import {mergeRecordings} from '../../source/files/merge.ts';
import {openRecording} from '../../source/files/recording.ts';
import {dataFile} from '../support/data.ts';
import {drain, fileOf, readAll, textsOf} from './kit.ts';

const header = 'timestamp,price,quantity,side,tradeId\n';
const row = (time: number, id = time) => `${time},80.99,0.42,buy,${id}`;

const names = ['binance-spot-ltcusdt-20250622-a-trades.csv.gz', 'binance-spot-ltcusdt-20250622-b-trades.csv.gz'];
const counts: Readonly<Record<string, number>> = {[names[0]!]: 26_233, [names[1]!]: 27_594};

for (const name of names) {
	const path = dataFile(name);
	test.skipIf(path === undefined)(`${name}: every row is a frame, after its symbol, at its time`, async () => {
		const {frames, ending, error} = await readAll(path!);
		expect(error).toBeUndefined();
		expect(ending).toEqual({kind: 'closed', end: undefined});
		const rows = gunzipSync(readFileSync(path!)).toString().trimEnd().split('\n').slice(1);
		expect(rows).toHaveLength(counts[name]!);
		expect(textsOf(frames.slice(1))).toEqual(rows.map((text) => `LTCUSDT,${text}`));
		expect(frames.slice(1).map(({at}) => at)).toEqual(rows.map((text) => Number(text.split(',', 1)[0]) * 1000));
	});
}

test.skipIf(dataFile(names[0]!) === undefined)('the two real files are one, the second after the first', async () => {
	const recordings = await Promise.all(names.map(async (name) => openRecording(dataFile(name)!)));
	const {frames, error} = await drain(mergeRecordings(recordings));
	expect(error).toBeUndefined();
	const kinds = frames.filter(({kind}) => kind !== 'message').map(({kind, connection}) => `${kind} ${connection}`);
	expect(kinds).toEqual(['opened 1', 'closed 1', 'opened 2']);
	expect(frames).toHaveLength(26_233 + 27_594 + 3);
});

test('the opening names the instrument by the name of the file, and says that there are no books', async () => {
	const file = fileOf('x-ethbtc.csv', `${header}${row(1_750_590_006_150)}\n`);
	const recording = await openRecording(file);
	expect(recording).toMatchObject({
		format: 'trades-csv',
		venue: 'csv',
		notes: ['no receive times: each frame has the time that the venue gave its trade'],
	});
	await recording.close();
	const {frames} = await readAll(file);
	expect(frames.map(({at, connection, kind}) => [at, connection, kind])).toEqual([
		[1_750_590_006_150_000, 1, 'opened'],
		[1_750_590_006_150_000, 1, 'message'],
	]);
	expect(JSON.parse(textsOf(frames)[0]!)).toMatchObject({
		venue: 'csv',
		hasBooks: false,
		instruments: [{symbol: 'ETHBTC', base: 'ETH', quote: 'BTC'}],
	});
});

test('the symbol is the first part of the name that ends in a quote and is longer, else the name up to its first dot', () => {
	expect(symbolOfName('/a/binance-spot-ltcusdt-20250622-a-trades.csv.gz')).toBe('LTCUSDT');
	expect(symbolOfName('ETHBTC_2025.csv')).toBe('ETHBTC');
	expect(symbolOfName('trades.solusdc.csv')).toBe('SOLUSDC');
	expect(symbolOfName('/usdt/btcusdt/usdt-trades.csv')).toBe('USDT-TRADES');
	expect(symbolOfName('gold.csv.gz')).toBe('GOLD');
	expect(symbolOfName('.csv')).toBe('.CSV');
});

test('headers of joined files, other line ends and a missing last newline are no trouble', async () => {
	const first = gzipSync(`${header}${row(1)}\r\n`);
	const second = gzipSync(`${header.toUpperCase().replace('\n', '\r\n')}${row(2)}\n${row(3)}`);
	const file = fileOf('btcusdt.csv.gz', Buffer.concat([first, second]));
	const {frames, ending, error} = await readAll(file);
	expect(error).toBeUndefined();
	expect(textsOf(frames.slice(1))).toEqual([`BTCUSDT,${row(1)}`, `BTCUSDT,${row(2)}`, `BTCUSDT,${row(3)}`]);
	expect(ending).toEqual({kind: 'closed', end: undefined});
	const recording = await openRecording(file);
	await drain(recording);
	expect(recording.notes).toContain('the last line, which no newline ends, was taken as whole');
});

test('a last row that is not whole is left out and said', async () => {
	const text = `${header}${row(1)}\n2,80.99,0.4`;
	const {frames, ending, error} = await readAll(fileOf('btcusdt.csv', text));
	expect(error).toBeUndefined();
	expect(frames).toHaveLength(2);
	expect(ending).toEqual({kind: 'truncated', line: 3, byte: text.lastIndexOf('\n') + 1});
});

test('a row without a time or with other columns is damage at its line and byte, after all rows before it', async () => {
	const start = `${header}${row(1)}\n`;
	const readingOf = async (bad: string) => readAll(fileOf('btcusdt.csv', `${start}${bad}\n${row(2)}\n`));
	expect((await readingOf('x,1,1,buy,1')).error).toMatchObject({line: 3, byte: start.length, why: 'it does not begin with a time'});
	for (const bad of ['', ',1,1,buy,1', '-1,1,1,buy,1', '1e3,1,1,buy,1', '5']) {
		expect((await readingOf(bad)).error).toMatchObject({line: 3, why: 'it does not begin with a time'});
	}
	for (const bad of ['1,1,1,buy', '1,1,1,buy,1,1', '1,']) {
		const {error, frames} = await readingOf(bad);
		expect(error).toMatchObject({line: 3, why: 'it is no row of 5 columns'});
		expect(frames).toHaveLength(2);
	}
});

test('two files of the same symbol at one time are refused', async () => {
	const files = [1, 2].map(() => fileOf('btcusdt.csv', `${header}${row(1)}\n${row(5)}\n`));
	const {error} = await drain(mergeRecordings(await Promise.all(files.map(async (file) => openRecording(file)))));
	expect(error).toMatchObject({name: 'OverlappingRecordingsError', book: 'csv:BTCUSDT'});
});
