/* No sample of a Tardis file was at hand: the rows are written by hand after https://docs.tardis.dev/downloadable-csv-files/data-types. */

import {gzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {mergeRecordings} from '../../source/files/merge.ts';
import {openRecording} from '../../source/files/recording.ts';
import {drain, fileOf, readAll, textsOf} from './kit.ts';

const bookHeader = 'exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\n';
const tradesHeader = 'exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n';
const level = (at: number, rest: string, isSnapshot = false, symbol = 'BTCUSDT') =>
	`binance-futures,${symbol},${at - 5},${at},${isSnapshot},${rest}`;
const trade = (at: number, id: string) => `binance-futures,BTCUSDT,${at - 5},${at},${id},buy,9000.1,0.5`;
const first = 1_598_918_403_696_000;

const bookFile = (...rows: readonly string[]) => fileOf('x.csv', `${bookHeader}${rows.join('\n')}\n`);

test('a frame is the rows of one message: of one local_timestamp, symbol and is_snapshot', async () => {
	const groups = [
		[level(first, 'bid,9000,1', true), level(first, 'ask,9001,2', true)],
		[level(first, 'bid,8999,3')],
		[level(first + 7, 'bid,9000,0'), level(first + 7, 'ask,9002,1'), level(first + 7, 'ask,9003,1')],
		[level(first + 7, 'ask,5,1', false, 'ETHUSDT')],
		[level(first + 7, 'ask,9004,1')],
		[level(first + 8, 'ask,9004,0')],
	];
	const file = bookFile(...groups.flat());
	const recording = await openRecording(file);
	expect(recording).toMatchObject({format: 'tardis', venue: 'tardis', notes: []});
	await recording.close();
	const {frames, ending, error} = await readAll(file);
	expect(error).toBeUndefined();
	expect(ending).toEqual({kind: 'closed', end: undefined});
	expect(textsOf(frames.slice(1))).toEqual(groups.map((rows) => rows.join('\n')));
	expect(frames.map(({at}) => at - first)).toEqual([0, 0, 0, 7, 7, 7, 8]);
	expect(frames.map(({kind, connection}) => `${kind} ${connection}`)).toEqual(['opened 1', ...Array(6).fill('message 1')]);
	expect(JSON.parse(textsOf(frames)[0]!)).toMatchObject({venue: 'tardis', instruments: [], hasBooks: true});
});

test('trades of one message are one frame, whatever their ids', async () => {
	const rows = [trade(first, '1'), trade(first, '2'), trade(first + 1, '')];
	const {frames} = await readAll(fileOf('x.csv', `${tradesHeader}${rows.join('\n')}\n`));
	expect(textsOf(frames.slice(1))).toEqual([`${rows[0]}\n${rows[1]}`, rows[2]]);
	expect(JSON.parse(textsOf(frames)[0]!)).toMatchObject({hasBooks: false});
});

test('a message that goes over the edges of many blocks is one frame, byte for byte', async () => {
	const snapshot = Array.from({length: 40_000}, (_, index) =>
		level(first, `${index % 2 === 0 ? 'bid' : 'ask'},${index + 1}.5,0.001`, true),
	);
	const text = `${bookHeader}${snapshot.join('\n')}\n${level(first + 1, 'bid,1,1')}\n`;
	for (const content of [text, gzipSync(text), text.replaceAll('\n', '\r\n')]) {
		const {frames, error} = await readAll(fileOf('x.csv', content));
		expect(error).toBeUndefined();
		const texts = textsOf(frames.slice(1)).map((payload) => payload.replaceAll('\r\n', '\n'));
		expect(texts).toEqual([snapshot.join('\n'), level(first + 1, 'bid,1,1')]);
	}
});

test('the last message counts only where the file is whole', async () => {
	const rows = [level(first, 'bid,1,1', true), level(first + 1, 'bid,2,1'), level(first + 1, 'bid,3,1')];
	const text = `${bookHeader}${rows.join('\n')}`;
	const whole = await readAll(fileOf('x.csv', text));
	expect(textsOf(whole.frames.slice(1))).toEqual([rows[0], `${rows[1]}\n${rows[2]}`]);
	const cut = await readAll(fileOf('x.csv', text.slice(0, -6)));
	expect(textsOf(cut.frames.slice(1))).toEqual([rows[0]]);
	expect(cut.ending).toEqual({kind: 'truncated', line: 4, byte: text.lastIndexOf('\n') + 1});
	const damaged = await readAll(fileOf('x.csv', `${bookHeader}${rows[0]}\n${rows[1]}\nx\n`));
	expect(textsOf(damaged.frames.slice(1))).toEqual([rows[0]]);
	expect(damaged.error).toMatchObject({line: 4, byte: `${bookHeader}${rows[0]}\n${rows[1]}\n`.length, why: 'it is no row of 8 columns'});
});

test('joined files have a header more; other columns than the first are damage', async () => {
	const rows = [level(first, 'bid,1,1', true), level(first + 1, 'bid,2,1')];
	const joined = Buffer.concat(rows.map((row) => gzipSync(`${bookHeader}${row}\n`)));
	const {frames, error} = await readAll(fileOf('x.csv.gz', joined));
	expect(error).toBeUndefined();
	expect(textsOf(frames.slice(1))).toEqual(rows);
	const other = await readAll(fileOf('x.csv', `${bookHeader}${rows[0]}\n${tradesHeader}`));
	expect(other.error).toMatchObject({line: 3, why: 'it begins rows of another kind'});
});

test('other files of Tardis, rows without a header and times that are none are said in words', async () => {
	const quotes = fileOf('x.csv', 'exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\n');
	await expect(openRecording(quotes)).rejects.toThrow(
		`${quotes} is a Tardis CSV of another kind than incremental_book_L2 and trades, which are read`,
	);
	const bare = await readAll(fileOf('x.csv', `${level(first, 'bid,1,1')}\n`), {format: 'tardis'});
	expect(bare.error).toMatchObject({line: 1, why: 'it does not name its columns'});
	const timeless = await readAll(bookFile('binance,BTCUSDT,1,,true,bid,1,1'));
	expect(timeless.error).toMatchObject({line: 2, why: 'its local_timestamp cannot be read'});
});

test('a book and the trades of it, from two files, are merged; a book that stands in two is refused', async () => {
	const book = bookFile(level(first, 'bid,1,1', true), level(first + 9, 'bid,2,1'));
	const trades = fileOf('y.csv', `${tradesHeader}${trade(first + 5, '1')}\n${trade(first + 6, '2')}\n`);
	const merge = async (...files: readonly string[]) =>
		drain(mergeRecordings(await Promise.all(files.map(async (file) => openRecording(file)))));
	const {frames, error} = await merge(book, trades);
	expect(error).toBeUndefined();
	expect(frames.map(({at, kind, connection}) => `${at - first} ${kind} ${connection}`)).toEqual([
		...['0 opened 1', '0 message 1', '5 opened 2', '5 message 2', '6 message 2'],
		'9 message 1',
	]);
	expect((await merge(book, book)).error).toMatchObject({name: 'OverlappingRecordingsError', book: 'tardis:binance-futures.BTCUSDT'});
	expect((await merge(trades, trades)).error).toMatchObject({book: 'trades of tardis:binance-futures.BTCUSDT'});
});
