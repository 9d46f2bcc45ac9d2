import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {dateIn, midnightInNewYork} from '../../source/files/foreign/new-york.ts';
import {mergeRecordings} from '../../source/files/merge.ts';
import {openRecording} from '../../source/files/recording.ts';
import {dataFile} from '../support/data.ts';
import {drain, fileOf, readAll, temporaryDirectory, textsOf} from './kit.ts';

const messages = [
	'34200.004241176,1,16113575,18,5853300,1',
	'34200.00426064,1,16113584,18,5853200,1',
	'34200.00426064,4,16113584,18,5859400,-1',
	'34201,5,0,100,5856350,-1',
];
const books = [
	'5859400,200,5853300,18,9999999999,0,5853000,150',
	'5859400,200,5853300,18,9999999999,0,5853200,18',
	'5859400,182,5853300,18,9999999999,0,5853200,18',
	'5859400,182,5853300,18,9999999999,0,5853200,18',
];

type Pair = {readonly message: string; readonly orderbook: string};

function pairOf(messageRows: readonly string[], bookRows: readonly string[], name = 'AAPL_2012-06-21_34200000_57600000_{}_2.csv'): Pair {
	const directory = temporaryDirectory();
	const [message = '', orderbook = ''] = ['message', 'orderbook'].map((kind) => join(directory, name.replace('{}', kind)));
	writeFileSync(message, `${messageRows.join('\n')}\n`);
	writeFileSync(orderbook, `${bookRows.join('\n')}\n`);
	return {message, orderbook};
}

const replaced = (rows: readonly string[], index: number, row: string) => rows.map((each, place) => (place === index ? row : each));

test('a frame is ticker and day, the row of the message, a newline, the row of the book, whichever file of the two is named', async () => {
	const {message, orderbook} = pairOf(messages, books);
	for (const file of [message, orderbook]) {
		const recording = await openRecording(file);
		expect(recording).toMatchObject({
			file,
			format: 'lobster',
			venue: 'nasdaq',
			notes: ['no receive times: each frame has the time of the exchange'],
		});
		await recording.close();
		const {frames, ending, error} = await readAll(file);
		expect(error).toBeUndefined();
		expect(ending).toEqual({kind: 'closed', end: undefined});
		expect(textsOf(frames.slice(1))).toEqual(messages.map((row, index) => `AAPL,20120621,${row}\n${books[index]}`));
		expect(JSON.parse(textsOf(frames)[0]!)).toMatchObject({
			venue: 'nasdaq',
			instruments: [{symbol: 'AAPL', base: 'shares', quote: 'USD', tickSize: '0.01', stepSize: '1'}],
		});
	}
});

test('times are seconds of the day in New York, cut to µs as text', async () => {
	const {message} = pairOf([...messages, '34201.1234567895,5,0,100,5856350,-1'], [...books, books[3]!]);
	const {frames} = await readAll(message);
	const noon = Date.parse('2012-06-21T13:30:00Z') * 1000;
	expect(frames.map(({at}) => at - noon)).toEqual([4241, 4241, 4260, 4260, 1_000_000, 1_123_456]);
	const winter = pairOf(messages, books, 'lobster-aapl-20121221-{}_2.csv');
	expect((await readAll(winter.message)).frames[0]!.at).toBe(Date.parse('2012-12-21T14:30:00.004Z') * 1000 + 241);
});

test('midnight in New York knows summer and winter, by the hours after the clock was changed', () => {
	const hours = (date: string) => (midnightInNewYork(date) - Date.parse(`${date}T00:00:00Z`) * 1000) / 3.6e9;
	expect(hours('2012-06-21')).toBe(4);
	expect(hours('2012-12-21')).toBe(5);
	expect(hours('2024-03-09')).toBe(5);
	expect(hours('2024-03-10')).toBe(4);
	expect(hours('2024-11-02')).toBe(4);
	expect(hours('2024-11-03')).toBe(5);
	// Before 2007 summer began in April.
	expect(hours('2006-03-20')).toBe(5);
});

test('a date is found in a name, and nothing else is taken for one', () => {
	expect(dateIn('AAPL_2012-06-21_34200000_57600000_message_10.csv')).toEqual({text: '2012-06-21', before: 'AAPL_'});
	expect(dateIn('lobster-aapl-20120621-message_10.csv')).toEqual({text: '2012-06-21', before: 'lobster-aapl-'});
	expect(dateIn('AAPL_34200000_57600000_20120621.csv')).toEqual({text: '2012-06-21', before: 'AAPL_34200000_57600000_'});
	for (const name of ['AAPL_message.csv', 'AAPL_20120631.csv', 'AAPL_120120621.csv', 'AAPL_2012-0621.csv', 'AAPL_20121321.csv']) {
		expect(dateIn(name)).toBeUndefined();
	}
});

test('the ticker is what stands before the date', async () => {
	const symbolOf = async (name: string) => {
		const {frames} = await readAll(pairOf(messages, books, name).message);
		return JSON.parse(textsOf(frames)[0]!).instruments[0].symbol;
	};
	expect(await symbolOf('lobster-aapl-20120621-{}_2.csv')).toBe('AAPL');
	expect(await symbolOf('BRK.B_2012-06-21_{}.csv')).toBe('BRK.B');
	expect(await symbolOf('msft20120621{}.csv')).toBe('MSFT');
});

test('a pair that is none is refused before anything is delivered, with what is missing', async () => {
	const {message} = pairOf(messages, books);
	const alone = fileOf('AAPL_2012-06-21_message_2.csv', readFileSync(message));
	const partner = alone.replace('message', 'orderbook');
	await expect(openRecording(alone)).rejects.toThrow(
		`${alone} is one of two files, and ${partner} cannot be opened: there is no such file or directory`,
	);
	const nameless = fileOf('AAPL_2012-06-21.csv', readFileSync(message));
	await expect(openRecording(nameless)).rejects.toThrow('has neither "message" nor "orderbook" in its name');
	const dateless = pairOf(messages, books, 'AAPL_{}.csv').message;
	await expect(openRecording(dateless)).rejects.toThrow('has no date in its name (2012-06-21 or 20120621), which its times need');
	const tickerless = pairOf(messages, books, '_2012-06-21_{}.csv').message;
	await expect(openRecording(tickerless)).rejects.toThrow('has no ticker before the date in its name');
});

test('files of unequal length are damage at the first row that stands alone, after all before it', async () => {
	const shortBook = pairOf(messages, books.slice(0, 3));
	const longer = await readAll(shortBook.orderbook);
	expect(textsOf(longer.frames)).toHaveLength(4);
	expect(longer.error).toMatchObject({file: shortBook.message, line: 4, why: `${shortBook.orderbook} ends after 3 rows`});
	const shortMessage = pairOf(messages.slice(0, 1), books);
	expect((await readAll(shortMessage.message)).error).toMatchObject({
		file: shortMessage.orderbook,
		line: 2,
		byte: books[0]!.length + 1,
		why: `${shortMessage.message} ends after 1 row`,
	});
});

test('a row that is none is damage in the file in which it stands, after all rows before it', async () => {
	const cases: ReadonlyArray<readonly [kind: keyof Pair, row: string, why: string]> = [
		['message', '34200.003,1,1,18,5853300,1', 'its time is earlier than that of the row before'],
		['message', '34200.00426063999,1,1,18,5853300,1', 'its time is earlier than that of the row before'],
		['message', 'x,1,1,18,5853300,1', 'its time cannot be read'],
		['message', '86400,1,1,18,5853300,1', 'its time cannot be read'],
		['message', '', 'its time cannot be read'],
		['message', '34201,1,1,18,5853300', 'it is no message of 6 columns of integers after the time'],
		['message', '34201,1,1,18,5853300,1,1', 'it is no message of 6 columns of integers after the time'],
		['message', '34201,1,1,1.5,5853300,1', 'it is no message of 6 columns of integers after the time'],
		['message', '34201,8,1,18,5853300,1', 'its type 8 is none'],
		['message', '34201,1,1,18,5853300,0', 'its direction 0 is none'],
		['message', '34201,1,1,0,5853300,1', 'its size or price is not above 0'],
		['message', '34201,7,0,0,2,-1', 'its halt 2 is none'],
		['orderbook', '5859400,200,5853300,18', 'it has 4 columns, the rows before it 8'],
		['orderbook', '5859400,200,5853300,18,5859500,1', 'its 6 columns are no whole levels'],
		['orderbook', '5859400,200,5853300,18,5859500,1,x,1', 'it has a column that is no integer'],
		['orderbook', '5853300,200,5853300,18,5859500,1,5853200,1', 'its best ask 5853300 is not above its best bid 5853300'],
		['orderbook', '5859400,0,5853300,18,5859500,1,5853200,1', 'its asks have 0 shares at 5859400'],
		['orderbook', '5859400,1,5853300,18,9999999999,1,5853200,1', 'its asks have 1 shares at 9999999999'],
		['orderbook', '5859400,1,5853300,18,5859400,1,5853200,1', 'its asks do not get worse from 5859400 to 5859400'],
		['orderbook', '5859400,1,5853300,18,5859500,1,5853400,1', 'its bids do not get worse from 5853300 to 5853400'],
		['orderbook', '9999999999,0,5853300,18,5859500,1,5853200,1', 'its asks have an empty level before 5859500'],
		['orderbook', '5859400,1,-5,18,5859500,1,-9999999999,0', 'its bids have a price of -5'],
	];
	for (const [kind, row, why] of cases) {
		const isMessage = kind === 'message';
		const pair = pairOf(isMessage ? replaced(messages, 2, row) : messages, isMessage ? books : replaced(books, 2, row));
		const {frames, error, ending} = await readAll(pair.message);
		const byte = (isMessage ? messages : books).slice(0, 2).join('\n').length + 1;
		expect(error).toMatchObject({file: pair[kind], line: 3, byte, why});
		expect(ending).toMatchObject({kind: 'damaged', line: 3});
		expect(frames).toHaveLength(3);
	}
});

test('a name that says other levels than the rows have is refused at the first row', async () => {
	const {message, orderbook} = pairOf(messages, books, 'AAPL_2012-06-21_{}_10.csv');
	expect((await readAll(message)).error).toMatchObject({
		file: orderbook,
		line: 1,
		why: 'it has 2 levels a side, the name of the file says 10',
	});
});

test('a book may be crossed while trading is halted, and no longer', async () => {
	const crossed = '5853300,200,5853400,18,9999999999,0,5853000,150';
	const halts = ['34200.1,7,0,0,-1,-1', '34200.2,1,5,18,5853400,1', '34200.3,7,0,0,0,-1', '34200.4,1,6,18,5853400,1', '34200.5,7,0,0,1,-1'];
	const rows = [messages[0]!, ...halts];
	const halted = await readAll(pairOf(rows, [books[0]!, ...halts.map(() => crossed)]).message);
	expect(halted.error).toBeUndefined();
	expect(halted.frames).toHaveLength(7);
	const after = await readAll(pairOf([...rows, '34200.6,1,7,18,5853400,1'], [books[0]!, ...halts.map(() => crossed), crossed]).message);
	expect(after.error).toMatchObject({line: 7, why: 'its best ask 5853300 is not above its best bid 5853400'});
});

test('a last row without a newline counts, one that is cut is left out and said', async () => {
	const {message, orderbook} = pairOf(messages, books);
	writeFileSync(message, messages.join('\r\n'));
	writeFileSync(orderbook, books.join('\n'));
	expect((await readAll(message)).frames).toHaveLength(5);
	expect((await readAll(message)).ending).toEqual({kind: 'closed', end: undefined});
	writeFileSync(orderbook, books.join('\n').slice(0, -20));
	const recording = await openRecording(message);
	const {frames, error} = await drain(recording);
	expect(error).toBeUndefined();
	expect(frames).toHaveLength(4);
	expect(recording.ending).toEqual({kind: 'truncated', line: 4, byte: books.slice(0, 3).join('\n').length + 1});
	expect(recording.notes).toContain(`${orderbook} is cut in row 4`);
});

test('compressed data that stop early end the pair there, and say which of the two they are', async () => {
	const many = Array.from({length: 9000}, (_, index) => `${34300 + index / 10},1,${index},${1 + ((index * 7919) % 1000)},5853300,1`);
	const {message, orderbook} = pairOf(
		many,
		many.map(() => books[0]!),
		'AAPL_2012-06-21_{}_2.csv.gz',
	);
	const whole = gzipSync(readFileSync(message));
	writeFileSync(message, whole.subarray(0, whole.length >> 1));
	writeFileSync(orderbook, gzipSync(readFileSync(orderbook)));
	const recording = await openRecording(orderbook);
	const {frames, error} = await drain(recording);
	expect(error).toBeUndefined();
	expect(frames.length).toBeGreaterThan(1000);
	expect(frames.length).toBeLessThan(9000);
	expect(recording.ending).toMatchObject({kind: 'truncated', line: frames.length});
	expect(recording.notes.at(-1)).toBe(`${message} is cut after ${frames.length - 1} rows`);
	const damaged = Buffer.from(whole);
	damaged.fill(0, whole.length - 4);
	writeFileSync(message, damaged);
	const reading = await readAll(orderbook);
	expect(reading.error).toMatchObject({name: 'DamagedRecordingError', file: message});
	expect(reading.frames.length).toBeGreaterThan(1000);
});

test('a pair that is named twice is refused, for it is one', async () => {
	const {message, orderbook} = pairOf(messages, books);
	const recordings = await Promise.all([message, orderbook].map(async (file) => openRecording(file)));
	expect((await drain(mergeRecordings(recordings))).error).toMatchObject({name: 'OverlappingRecordingsError', book: 'nasdaq:AAPL'});
});

const real = dataFile('lobster-aapl-20120621-message_10.csv');
test.skipIf(real === undefined)('the real pair is 999 rows of AAPL, none of them at fault', async () => {
	const {frames, ending, error} = await readAll(real!);
	expect(error).toBeUndefined();
	expect(ending).toEqual({kind: 'closed', end: undefined});
	const messageRows = readFileSync(real!, 'latin1').trimEnd().split(/\r?\n/);
	const bookRows = readFileSync(real!.replace('message', 'orderbook'), 'latin1').trimEnd().split(/\r?\n/);
	expect(messageRows).toHaveLength(999);
	expect(textsOf(frames.slice(1))).toEqual(messageRows.map((row, index) => `AAPL,20120621,${row}\n${bookRows[index]}`));
	expect(new Date(frames[1]!.at / 1000).toISOString()).toBe('2012-06-21T13:30:00.004Z');
});
