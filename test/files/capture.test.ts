import {readFileSync} from 'node:fs';
import {zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {CaptureFormat} from '../../source/files/foreign/capture.ts';
import {instrumentsSubscribed} from '../../source/files/foreign/capture-instruments.ts';
import {FrameGatherer} from '../../source/files/frame-reader.ts';
import {LineFrames} from '../../source/files/line-frames.ts';
import {LineReader} from '../../source/files/lines.ts';
import {mergeRecordings} from '../../source/files/merge.ts';
import {openRecording} from '../../source/files/recording.ts';
import {findVenue} from '../../source/venues/index.ts';
import {dataFile} from '../support/data.ts';
import {drain, fileOf, readAll, textsOf} from './kit.ts';

const address = 'wss://stream.binance.com:9443/stream';
const rest = 'https://api.binance.com/api/v3/exchangeInfo';
const listing = JSON.stringify({
	symbols: ['BTCUSDT', 'ETHUSDT', 'BNBUSDT'].map((symbol) => ({
		...{symbol, baseAsset: symbol.slice(0, 3), quoteAsset: 'USDT', status: 'TRADING'},
		filters: [
			{filterType: 'PRICE_FILTER', tickSize: '0.01'},
			{filterType: 'LOT_SIZE', stepSize: '0.00001'},
		],
	})),
});
const line = (t: string, ts: number, fields: object = {}, conn = 'B.ws.1') => JSON.stringify({t, conn, ts, ...fields});
const http = (ts: number, url: string, data: string) => line('http', ts, {url, data}, 'B.http');
const connect = (ts: number, conn?: string, addr = address) => line('connect', ts, {addr}, conn);
const send = (ts: number, data: string, conn?: string) => line('send', ts, {addr: address, data}, conn);
const recv = (ts: number, data: string, conn?: string) => line('recv', ts, {data}, conn);
const subscribe = '{"method":"SUBSCRIBE","params":["btcusdt@depth@100ms","ethusdt@trade"],"id":1}';
const header = JSON.stringify({t: 'header', format: 2, exchange: 'BINANCE'});
const capture = (...lines: readonly string[]) => fileOf('x.jsonl', `${lines.join('\n')}\n`);

async function readWithNotes(file: string) {
	const recording = await openRecording(file);
	const reading = await drain(recording);
	return {...reading, recording};
}

const heard = (frames: Awaited<ReturnType<typeof drain>>['frames']) =>
	frames.map(({at, connection, kind, payload}) => `${at} ${kind} ${connection}${kind === 'message' ? ` ${Buffer.from(payload)}` : ''}`);

test('what was received are messages, a connect is an opening, and all else is counted and passed over', async () => {
	const {frames, error, recording} = await readWithNotes(
		capture(header, http(1, rest, listing), connect(1.5), send(1.6, subscribe), recv(2.0000014, '{"a": "ü"}'), recv(2.0000015, 'pong')),
	);
	expect(error).toBeUndefined();
	expect(heard(frames)).toEqual(['1500000 opened 1', '2000001 message 1 {"a": "ü"}', '2000002 message 1 pong']);
	expect(recording).toMatchObject({format: 'capture', venue: 'binance', ending: {kind: 'closed', end: undefined}, backwards: 0});
	expect(recording.kinds).toMatchObject({opened: 1, message: 2, reply: 0});
	expect(recording.notes).toEqual(['in order of time as it stands', 'passed over: 1 header, 1 http, 1 send']);
	expect(JSON.parse(textsOf(frames)[0]!)).toMatchObject({venue: 'binance', market: 'spot', url: address, streams: [subscribe]});
});

test('lines are sorted by time, then as they stand, and it is said', async () => {
	const {frames, recording} = await readWithNotes(
		capture(header, connect(5), recv(7, 'a'), recv(6, 'b'), recv(7, 'c'), connect(4, 'two'), recv(7, 'd', 'two'), recv(6, 'e', 'two')),
	);
	expect(heard(frames)).toEqual([
		...['4000000 opened 1', '5000000 opened 2', '6000000 message 2 b', '6000000 message 1 e'],
		...['7000000 message 2 a', '7000000 message 2 c', '7000000 message 1 d'],
	]);
	expect(recording.notes[0]).toBe('sorted by time, then line: 3 lines stood after later ones');
	expect(recording.backwards).toBe(0);
});

test('a progress bar runs over the frames, though all of the file was read before the first', async () => {
	const file = capture(header, connect(1), recv(2, 'a'));
	const recording = await openRecording(file);
	const spans: number[][] = [];
	for await (const {from, to, length} of recording.batches()) spans.push([from, to, length]);
	expect(spans).toEqual([[0, readFileSync(file).length, 2]]);
});

test('the opening describes what the venue lists and the connection subscribed to', async () => {
	const symbolsOf = async (...lines: readonly string[]) => {
		const {frames} = await readAll(capture(header, ...lines));
		return JSON.parse(textsOf(frames)[0]!).instruments.map(({symbol}: {symbol: string}) => symbol);
	};
	expect(await symbolsOf(http(1, rest, listing), connect(2), send(3, subscribe))).toEqual(['BTCUSDT', 'ETHUSDT']);
	expect(await symbolsOf(http(1, rest, listing), connect(2), send(3, '["bnbusdt@depth"]'), send(9, 'BTCUSDT'))).toEqual([
		'BTCUSDT',
		'BNBUSDT',
	]);
	// Listed by another host, not listed at all, or listed in an answer that is none.
	expect(await symbolsOf(http(1, 'https://elsewhere.com/api', listing), connect(2), send(3, subscribe))).toEqual([]);
	expect(await symbolsOf(connect(2), send(3, subscribe))).toEqual([]);
	expect(await symbolsOf(http(1, rest, '<html>'), http(1, rest, '{"symbols":5}'), connect(2), send(3, subscribe))).toEqual([]);
	expect(await symbolsOf(http(1, rest, listing), connect(2), send(3, 'btcusdtx ethusd'))).toEqual([]);
});

test('names with slashes, dashes and dots are found in what was sent', () => {
	const kraken = findVenue('kraken');
	const body = JSON.stringify({result: {x: {wsname: 'XBT/USD', tick_size: '0.1', lot_decimals: 8, status: 'online'}}});
	const found = (sent: string) =>
		instrumentsSubscribed(kraken!, [{url: 'https://api.kraken.com/0/public/AssetPairs', body}], [sent]).map(({symbol}) => symbol);
	expect(found('{"params":{"symbol":["BTC/USD"]}}')).toEqual(['BTC/USD']);
	expect(found('{"params":{"symbol":["BTC-USD"]}}')).toEqual([]);
});

test('where a host serves several markets, an answer is of the one that it was asked for', () => {
	const body = JSON.stringify({
		retCode: 0,
		result: {
			list: [
				{
					...{symbol: 'BTCUSDT', baseCoin: 'BTC', quoteCoin: 'USDT', status: 'Trading', priceFilter: {tickSize: '0.1'}},
					lotSizeFilter: {basePrecision: '0.000001', qtyStep: '0.001'},
				},
			],
		},
	});
	const count = (venue: string, query: string) =>
		instrumentsSubscribed(findVenue(venue)!, [{url: `https://api.bybit.com/v5/market/instruments-info${query}`, body}], ['BTCUSDT']).length;
	expect(count('bybit', '?&category=spot')).toBe(1);
	expect(count('bybit', '?&category=linear')).toBe(0);
	expect(count('bybit-linear', '?category=linear')).toBe(1);
	expect(count('bybit-linear', '?category=spot')).toBe(0);
});

test('messages of a connection whose venue is not known are counted and named', async () => {
	const {frames, recording} = await readWithNotes(
		capture(
			...[header, recv(1, 'x', 'three'), connect(2, 'two', 'wss://example.com/ws'), recv(3, 'x', 'two'), recv(4, 'x', 'two')],
			...[connect(5), recv(6, 'a'), line('connect', 7, {}, 'four'), recv(8, 'x', 'four')],
		),
	);
	expect(heard(frames)).toEqual(['5000000 opened 1', '6000000 message 1 a']);
	expect(recording.venue).toBe('binance');
	expect(recording.notes.slice(2)).toEqual([
		'passed over: 1 message of three, of which nobody says where it was connected to',
		'passed over: 2 messages of two, connected to wss://example.com/ws, which is no venue that is known',
		'passed over: 1 message of four, connected to nobody says where, which is no venue that is known',
	]);
});

test('a connection that was connected anew is another one, and the old one is closed', async () => {
	const {frames} = await readAll(capture(header, connect(1), recv(2, 'a'), connect(3), recv(4, 'b'), send(5, 'BTCUSDT')));
	expect(heard(frames)).toEqual(['1000000 opened 1', '2000000 message 1 a', '3000000 closed 1', '3000000 opened 2', '4000000 message 2 b']);
	const streams = textsOf(frames.filter(({kind}) => kind === 'opened')).map((payload) => JSON.parse(payload).streams);
	expect(streams).toEqual([[], ['BTCUSDT']]);
});

test('a line that is none is damage at its line and byte, after all that stood before it, in order of time', async () => {
	const start = `${header}\n${connect(2)}\n${recv(4, 'b')}\n${recv(3, 'a')}\n`;
	const readingOf = async (bad: string) => readAll(fileOf('x', `${start}${bad}\n${recv(9, 'z')}\n`));
	const {frames, error, ending} = await readingOf('{"t":"recv","conn"');
	expect(heard(frames)).toEqual(['2000000 opened 1', '3000000 message 1 a', '4000000 message 1 b']);
	expect(error).toMatchObject({line: 5, byte: start.length, why: 'it is no line that a capture has'});
	expect(ending).toMatchObject({kind: 'damaged', line: 5});
	for (const bad of ['', '[]', '{}', '{"t":"recive"}', '5']) {
		expect((await readingOf(bad)).error).toMatchObject({line: 5, why: 'it is no line that a capture has'});
	}
	for (const ts of ['', ',"ts":"5"', ',"ts":-1', ',"ts":1e10', ',"ts":null']) {
		expect((await readingOf(`{"t":"recv","data":"x"${ts}}`)).error).toMatchObject({line: 5, why: 'its time cannot be read'});
	}
	expect((await readingOf(line('recv', 5))).error).toMatchObject({line: 5, why: 'it has no data'});
	expect((await readingOf(line('send', 5, {data: 7}))).error).toMatchObject({line: 5, why: 'it has no data'});
});

test('a last line without a newline counts where it is whole; compressed data that stop early give what they hold', async () => {
	const lines = [header, connect(1), recv(2, 'a'), recv(3, 'b')].join('\n');
	expect(heard((await readAll(fileOf('x', lines))).frames)).toEqual(['1000000 opened 1', '2000000 message 1 a', '3000000 message 1 b']);
	const cut = await readAll(fileOf('x', lines.slice(0, -1)));
	expect(heard(cut.frames)).toEqual(['1000000 opened 1', '2000000 message 1 a']);
	expect(cut.ending).toEqual({kind: 'truncated', line: 4, byte: lines.lastIndexOf('\n') + 1});
	const many = [header, connect(1), ...Array.from({length: 20_000}, (_, index) => recv(2 + index, String(Math.sin(index))))].join('\n');
	const packed = zstdCompressSync(many);
	const {frames, ending, error} = await readAll(fileOf('x.zst', packed.subarray(0, packed.length >> 1)));
	expect(error).toBeUndefined();
	expect(frames.length).toBeGreaterThan(5000);
	expect(frames.length).toBeLessThan(20_001);
	expect(ending?.kind).toBe('truncated');
});

test('more text than can be held at once is refused with what to do', async () => {
	const lines = await LineReader.open(capture(header, connect(1), recv(2, 'a')));
	const reader = new LineFrames(lines, new CaptureFormat(150));
	const gathered = new FrameGatherer();
	await reader.begin(gathered);
	await expect(
		(async () => {
			while (await reader.next(gathered));
		})(),
	).rejects.toThrow('is a capture of more than 150 bytes of text, all of which would have to be held to sort it by time: split it by time');
	await reader.close();
	expect(gathered.frames).toBe(0);
});

const tradeOf = (symbol: string) =>
	`{"stream":"${symbol.toLowerCase()}@trade","data":{"e":"trade","E":1,"s":"${symbol}","t":1,"p":"1","q":"1","T":1,"m":true,"M":true}}`;

test('a book that stands in two captures at one time is refused, described or not', async () => {
	const merge = async (...files: readonly string[]) =>
		(await drain(mergeRecordings(await Promise.all(files.map(async (file) => openRecording(file)))))).error;
	const described = capture(header, http(1, rest, listing), connect(2), send(3, subscribe), recv(9, 'a'));
	const bare = capture(header, connect(2), recv(4, tradeOf('ETHUSDT')), recv(9, tradeOf('ETHUSDT')));
	const other = capture(header, connect(2), recv(4, tradeOf('BNBUSDT')), recv(9, 'a'));
	expect(await merge(described, described)).toMatchObject({name: 'OverlappingRecordingsError', book: 'binance:BTCUSDT'});
	expect(await merge(described, bare)).toMatchObject({name: 'OverlappingRecordingsError', book: 'binance:ETHUSDT'});
	expect(await merge(bare, bare)).toMatchObject({name: 'OverlappingRecordingsError', book: 'binance:ETHUSDT'});
	expect(await merge(described, other, other)).toMatchObject({book: 'binance:BNBUSDT'});
	expect(await merge(described, other)).toBeUndefined();
});

describe.skipIf(dataFile('bybit-20260809.jsonl.zst') === undefined)('the real captures', () => {
	const cases: ReadonlyArray<readonly [name: string, late: number, openings: Readonly<Record<string, readonly string[]>>]> = [
		['bybit-20260809.jsonl.zst', 683, {'bybit-linear': ['BTCUSDT', 'DOGEUSDT', 'ETHUSDT', 'SOLUSDT'], bybit: ['BTCUSDT', 'ETHUSDT']}],
		['coinbase-20260809.jsonl.zst', 0, {coinbase: ['BTC-USD', 'ETH-USD']}],
		['okx-20220513.jsonl.zst', 0, {okx: ['BTC-USDT', 'UNI-USD-SWAP', 'BTC-USD-220527']}],
	];
	test.each(cases)('%s: every frame that was received, in order of time, and whose it is', async (name, late, openings) => {
		const path = dataFile(name)!;
		const {frames, error, recording} = await readWithNotes(path);
		expect(error).toBeUndefined();
		expect(recording.ending).toEqual({kind: 'closed', end: undefined});
		const text = zstdDecompressSync(readFileSync(path)).toString();
		const lines: Array<{t: string; conn: string; ts: number; data: string}> = text
			.trimEnd()
			.split('\n')
			.map((each) => JSON.parse(each));
		const conns = lines.filter(({t}) => t === 'connect').sort((one, other) => one.ts - other.ts);
		const received = lines.filter(({t}) => t === 'recv').sort((one, other) => one.ts - other.ts);
		const numberOf = (conn: string) => conns.findIndex((each) => each.conn === conn) + 1;
		const messages = frames.filter(({kind}) => kind === 'message');
		expect(messages.map(({at, connection}) => [at, connection])).toEqual(
			received.map(({ts, conn}) => [Math.round(ts * 1e6), numberOf(conn)]),
		);
		expect(textsOf(messages)).toEqual(received.map(({data}) => data));
		const opened = textsOf(frames.filter(({kind}) => kind === 'opened')).map((payload) => JSON.parse(payload));
		expect(opened.map(({venue}) => venue)).toEqual(Object.keys(openings));
		for (const {venue, instruments} of opened) {
			expect(instruments.map(({symbol}: {symbol: string}) => symbol)).toEqual(openings[venue]);
		}
		expect(recording.notes[0]).toBe(
			late === 0 ? 'in order of time as it stands' : `sorted by time, then line: ${late} lines stood after later ones`,
		);
		expect(recording.venue).toBe(Object.keys(openings)[0]);
	});
});

test('a snapshot that was asked for over HTTP is the reply to whoever waits for it', async () => {
	const depth = 'https://api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=1000';
	const body = '{"lastUpdateId":10,"bids":[["1.0","2"]],"asks":[]}';
	const url = 'wss://stream.binance.com:9443/stream?streams=btcusdt@depth@100ms/ethusdt@depth@100ms';
	const {frames, recording} = await readWithNotes(
		capture(
			header,
			http(1, rest, listing),
			connect(1.5, undefined, url),
			recv(2, '{}'),
			http(3, depth, body),
			http(4, `${depth}x`, 'no JSON'),
		),
	);
	expect(heard(frames)).toEqual(['1500000 opened 1', '2000000 message 1 {}', '3000000 reply 0']);
	expect(JSON.parse(textsOf(frames)[0]!).instruments).toMatchObject([{symbol: 'BTCUSDT'}, {symbol: 'ETHUSDT'}]);
	expect(JSON.parse(textsOf(frames)[2]!)).toEqual({
		...{request: 0, instrument: 'binance:BTCUSDT', what: 'snapshot', status: 200, retryAfter: null, error: null, limit: 1000},
		body: {lastUpdateId: 10, bids: [['1.0', '2']], asks: []},
	});
	expect(recording.notes).toContain('passed over: 1 header, 2 http, 0 send');
});
