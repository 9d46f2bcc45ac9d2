import {describe, expect, test} from 'vitest';
import {createLiveFeed} from '../../source/feeds/live.ts';
import type {Effect} from '../../source/market/frame.ts';
import {binanceSpot} from '../../source/venues/binance-spot.ts';
import {badAnswers} from '../support/bad-answers.ts';
import {dataFile} from '../support/data.ts';
import {stage} from '../support/live-stage.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {recordedFrames, recordedSnapshot} from '../support/recorded.ts';

const snapshot = (request: number, urgency: 'calm' | 'storm' = 'calm', symbol = 'BTCUSDT'): Effect => {
	return {kind: 'snapshot', instrument: `binance:${symbol}`, symbol, request, urgency, reason: 'test'};
};

test('the first frame tells what the connection carries', async () => {
	const {server, clock, frames, run} = await stage({}, {symbols: ['ethusdt', 'BTC-USDT']});
	void run();
	const opened = await frames.nth('opened', 1);
	expect(frames.frames[0]).toBe(opened);
	expect(opened).toMatchObject({connection: 1, at: clock.now()});
	const streams = ['ethusdt@depth@100ms', 'ethusdt@trade', 'btcusdt@depth@100ms', 'btcusdt@trade'];
	expect(JSON.parse(opened.payload.toString())).toEqual({
		venue: 'binance',
		market: 'spot',
		url: `${server.endpoints.stream}/stream?streams=${streams.join('/')}`,
		streams,
		instruments: ['ETHUSDT', 'BTCUSDT'].map((symbol) => ({
			symbol,
			base: symbol.slice(0, 3),
			quote: 'USDT',
			tickSize: '0.01000000',
			stepSize: '0.00001000',
			status: 'TRADING',
		})),
	});
	expect(server.handshakes).toEqual([{url: `/stream?streams=${streams.join('/')}`, streams, extensions: ''}]);
});

test('the 24-hour volume of every symbol is asked for, by nobody', async () => {
	const {frames, run} = await stage({volume: '18234.51000000'}, {symbols: ['BTCUSDT', 'ETHUSDT']});
	void run();
	await frames.reply('volume', 2);
	expect(frames.replies('volume').toSorted((a, b) => String(a['instrument']).localeCompare(String(b['instrument'])))).toMatchObject([
		{request: 0, instrument: 'binance:BTCUSDT', status: 200, error: null, body: {symbol: 'BTCUSDT', volume: '18234.51000000'}},
		{request: 0, instrument: 'binance:ETHUSDT', status: 200, error: null},
	]);
});

const recording = dataFile('binance-spot-btcusdt-20240808-60s.gz') ?? '';

describe.skipIf(recording === '')('with a real recording', () => {
	test('messages come out byte for byte and in order, in time that never goes back', async () => {
		const {server, clock, frames, run} = await stage({frames: recordedFrames(recording)});
		void run();
		await frames.nth('opened', 1);
		const sent = [...server.send(150)];
		const carried = () => sent.filter((frame) => !frame.includes('@bookTicker'));
		await frames.nth('message', carried().length);
		clock.jump(-10_000);
		sent.push(...server.send(150));
		await frames.nth('message', carried().length);
		const messages = frames.of('message');
		expect(messages.map(({payload}) => payload.toString('latin1'))).toEqual(carried().map((frame) => frame.toString('latin1')));
		expect(new Set(messages.map(({connection}) => connection))).toEqual(new Set([1]));
		const times = frames.frames.map(({at}) => at);
		expect(times).toEqual(times.toSorted((a, b) => a - b));
	});

	test('a snapshot that was asked for comes with its bytes as they were', async () => {
		const body = recordedSnapshot(recording) ?? '';
		const {server, frames, run} = await stage({frames: recordedFrames(recording), snapshot: () => body});
		frames.answer = ({kind}) => (kind === 'message' ? [snapshot(7)] : []);
		void run();
		await frames.nth('opened', 1);
		server.send(1);
		await frames.reply('snapshot', 1);
		const reply = frames.of('reply').find(({payload}) => payload.includes('"request":7'));
		const head = '{"request":7,"instrument":"binance:BTCUSDT","what":"snapshot","status":200,"retryAfter":null,"error":null,"limit":5000';
		expect(reply).toMatchObject({connection: 0});
		expect(reply?.payload.toString()).toBe(`${head},"body":${body}}`);
	});
});

test('urgency decides how deep a snapshot is', async () => {
	const limits: number[] = [];
	const {server, frames, run} = await stage({
		snapshot: (_, limit) => {
			limits.push(limit);
			return {lastUpdateId: 1, bids: [], asks: []};
		},
	});
	frames.answer = ({kind}) => (kind === 'message' ? [snapshot(1, 'calm'), snapshot(2, 'storm')] : []);
	void run();
	await frames.nth('opened', 1);
	server.say('{}');
	await frames.reply('snapshot', 2);
	expect(limits.toSorted((a, b) => a - b)).toEqual([1000, 5000]);
});

test('a snapshot refused for now comes as a reply with the time to wait, and is not asked for again by the feed', async () => {
	const {server, clock, frames, run} = await stage();
	frames.answer = ({kind}) => (kind === 'message' ? [snapshot(frames.of('message').length)] : []);
	void run();
	await frames.reply('volume', 1);
	server.script('depth', badAnswers.tooMany(30));
	server.say('{}');
	const {host} = new URL(server.endpoints.rest);
	const refused = {instrument: 'binance:BTCUSDT', what: 'snapshot', status: 429, limit: 5000};
	const words = `${host} asks to be left alone for 30 s (429, too many requests)`;
	expect(await frames.reply('snapshot', 1)).toMatchObject({...refused, request: 1, retryAfter: 30, error: words, body: {code: -1003}});
	clock.advance(9000);
	server.say('{}');
	expect(await frames.reply('snapshot', 2)).toMatchObject({...refused, request: 2, retryAfter: 21});
	clock.advance(21_000);
	expect(server.count('depth')).toBe(1);
	server.say('{}');
	expect(await frames.reply('snapshot', 3)).toMatchObject({request: 3, status: 200, error: null});
});

test('a snapshot refused for good says where else to ask', async () => {
	const {server, frames, run} = await stage();
	frames.answer = ({kind}) => (kind === 'message' ? [snapshot(1)] : []);
	void run();
	await frames.reply('volume', 1);
	server.script('depth', badAnswers.restricted);
	server.say('{}');
	const reply = await frames.reply('snapshot', 1);
	expect(reply).toMatchObject({status: 451, retryAfter: null});
	expect(reply['error']).toContain('--base-url https://data-api.binance.vision');
});

test('a snapshot that is no JSON comes as words alone', async () => {
	const {server, frames, run} = await stage();
	frames.answer = ({kind}) => (kind === 'message' ? [snapshot(1)] : []);
	void run();
	await frames.nth('opened', 1);
	server.script('depth', badAnswers.html);
	server.say('{}');
	const reply = await frames.reply('snapshot', 1);
	expect(reply).toMatchObject({status: 200, error: expect.stringContaining('not with JSON')});
	expect(reply).not.toHaveProperty('body');
});

test('messages go on while a snapshot keeps us waiting', async () => {
	const {server, frames, run} = await stage();
	const release = server.hold('depth');
	frames.answer = ({payload}) => (payload.includes('first') ? [snapshot(1)] : []);
	void run();
	await frames.nth('opened', 1);
	server.say('{"first":1}');
	await server.untilAsked('depth', 1);
	server.say('{"second":2}');
	await frames.nth('message', 2);
	expect(frames.replies('snapshot')).toEqual([]);
	release();
	expect(await frames.reply('snapshot', 1)).toMatchObject({request: 1, status: 200});
});

test('a tick comes every second', async () => {
	const {clock, frames, run} = await stage();
	void run();
	const {at} = await frames.nth('opened', 1);
	clock.advance(3500);
	const ticks = frames.of('tick');
	expect(ticks.map((tick) => tick.at - at)).toEqual([1_000_000, 2_000_000, 3_000_000]);
	expect(ticks[0]).toMatchObject({connection: 0, payload: Buffer.from('{}')});
});

test('aborted, it leaves nothing open and nothing to fire', async () => {
	const {server, clock, frames, run, stop} = await stage();
	frames.answer = ({kind}) => (kind === 'opened' ? [snapshot(1)] : []);
	server.hold('depth');
	void run();
	await frames.nth('opened', 1);
	await server.untilAsked('depth', 1);
	const {length} = frames.frames;
	await stop();
	expect(clock.pending).toBe(0);
	await server.untilOpen(0);
	expect(frames.frames).toHaveLength(length);
});

test('what the sink throws ends the run', async () => {
	const {clock, frames, run} = await stage();
	frames.answer = () => {
		throw new RangeError('the fold broke');
	};
	await expect(run()).rejects.toThrow(new RangeError('the fold broke'));
	expect(clock.pending).toBe(0);
});

test('the offset of the venue’s clock is measured, and again after five minutes', async () => {
	let ahead = 1500;
	const clock = new ManualClock();
	const {server, feed, untilLogged, run} = await stage({now: () => clock.now() / 1000 + ahead}, {clock});
	void run();
	await untilLogged('clock offset: 1500.0 ms, give or take 0.0 ms');
	expect(feed.clockOffset('binance')).toEqual({offsetMillis: 1500, errorMillis: 0, roundTripMillis: 0});
	ahead = -250;
	server.script('time', badAnswers.unavailable);
	clock.advance(300_000);
	await untilLogged('clock offset: no answer');
	expect(feed.clockOffset('binance')).toMatchObject({offsetMillis: 1500});
	clock.advance(300_000);
	await untilLogged('clock offset: -250.0 ms');
	expect(server.count('time')).toBe(11);
});

test.each([
	['ftp://example.org', 'wss://stream.binance.com:9443'],
	['api.binance.com', 'wss://stream.binance.com:9443'],
	['https://api.binance.com', 'https://stream.binance.com'],
])('%s and %s are no endpoints', (rest, stream) => {
	const create = () =>
		createLiveFeed({
			markets: [{venue: binanceSpot, endpoints: {rest, stream}, symbols: ['BTCUSDT']}],
			clock: new ManualClock(),
			random: () => 0,
		});
	expect(create).toThrow(/^"[^"]+" is no address such as (https|wss):/);
});
