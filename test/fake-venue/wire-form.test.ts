import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {captured} from '../support/capture.ts';
import {dataFile} from '../support/data.ts';
import {recordedFrames, recordedSnapshot} from '../support/recorded.ts';
import type {Dialect} from './dialect.ts';
import {binanceSpotDialect} from './dialects/binance-spot.ts';
import {binanceUsdmDialect} from './dialects/binance-usdm.ts';
import {bybitLinearDialect, bybitSpotDialect} from './dialects/bybit.ts';
import {coinbaseDialect} from './dialects/coinbase.ts';
import {krakenDialect} from './dialects/kraken.ts';
import {okxDialect} from './dialects/okx.ts';
import {startFakeVenue} from './fake-venue.ts';
import {talk} from './talker.ts';

/** Keys in their order, and of values only what kind they are: of a list, of its first item. Numbers in quotes are not numbers without. */
function formOf(value: unknown): unknown {
	if (Array.isArray(value)) return value.slice(0, 1).map(formOf);
	if (typeof value === 'object' && value !== null) return Object.entries(value).map(([key, each]) => [key, formOf(each)]);
	return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? 'digits' : typeof value;
}

const folder = dataFile('README.md');

function linesOf(name: string, conn = ''): string[] {
	return (captured(name) ?? []).filter((line) => line.t === 'recv' && line.conn.endsWith(conn)).map(({data}) => data);
}

type Case = {
	readonly name: string;
	readonly dialect: Dialect;
	readonly path: string;
	readonly says: readonly object[];
	readonly real: () => readonly string[];
	/** What tells messages of one kind from others, and what a real one had that is none of its form any more. */
	readonly kinds: readonly RegExp[];
	readonly newer?: (form: string) => string;
};

const bybitTopics = ['orderbook.200.BTCUSDT', 'publicTrade.BTCUSDT'];
const bybitKinds = [/"type":"snapshot".*"b":\[\[.*"a":\[\[/, /"type":"delta".*"b":\[\[.*"a":\[\[/, /"publicTrade/, /"subscribe"/];

const cases: readonly Case[] = [
	{
		name: 'Binance spot',
		dialect: binanceSpotDialect,
		path: '/stream?streams=btcusdt@depth@100ms/btcusdt@trade/btcusdt@bookTicker',
		says: [],
		real: () => recordedFrames(dataFile('binance-spot-btcusdt-20240808-60s.gz') ?? '').map(String),
		kinds: [/depthUpdate.*"b":\[\[.*"a":\[\[/, /"e":"trade"/, /@bookTicker"/],
	},
	{
		name: 'Binance USD-M',
		dialect: binanceUsdmDialect,
		path: '/public/stream?streams=btcusdt@depth@0ms/btcusdt@trade',
		says: [],
		real: () => recordedFrames(dataFile('binance-usdm-btcusdt-20230404-60s.gz') ?? '').map(String),
		kinds: [/depthUpdate.*"b":\[\[.*"a":\[\[/, /"e":"trade"/],
	},
	{
		name: 'Bybit linear',
		dialect: bybitLinearDialect,
		path: '/v5/public/linear',
		says: [{op: 'subscribe', args: bybitTopics}],
		real: () => linesOf('bybit-20260809.jsonl.zst', 'ws.2'),
		kinds: bybitKinds,
	},
	{
		name: 'Bybit spot',
		dialect: bybitSpotDialect,
		path: '/v5/public/spot',
		says: [{op: 'subscribe', args: bybitTopics}],
		real: () => linesOf('bybit-20260809.jsonl.zst', 'ws.3'),
		kinds: bybitKinds,
	},
	{
		name: 'Coinbase',
		dialect: coinbaseDialect,
		path: '/',
		says: ['level2', 'market_trades', 'heartbeats'].map((channel) => ({type: 'subscribe', product_ids: ['BTC-USD'], channel})),
		real: () => linesOf('coinbase-20260809.jsonl.zst'),
		kinds: [
			/l2_data.*"type":"snapshot"/,
			/l2_data.*"type":"update"/,
			/market_trades".*"type":"snapshot"/,
			/market_trades".*"type":"update"/,
			/"heartbeats","timestamp/,
			/"channel":"subscriptions".*\{"subscriptions":\{"market_trades"|"subscriptions":\{"level2":\["BTC-USD"\],"market_trades":\["BTC-USD"\]\}/,
		],
		// How many channels are listed depends on what was subscribed to.
		newer: (form) => form.replace('["level2",["string"]],', ''),
	},
	{
		name: 'Kraken',
		dialect: krakenDialect,
		path: '/v2',
		says: [{method: 'subscribe', params: {channel: 'book', symbol: ['BTC/USD'], depth: 10}}],
		real: () => {
			const {init, updates} = JSON.parse(readFileSync(dataFile('kraken-v2-btcusd-20230730.json') ?? '', 'utf8'));
			return [init, ...updates].map((message) => JSON.stringify(message));
		},
		kinds: [/"book","type":"snapshot"/, /"type":"update".*"bids":\[\{.*"asks":\[\]/, /"type":"update".*"bids":\[\],"asks":\[\{/],
	},
	{
		name: 'OKX',
		dialect: okxDialect,
		path: '/ws/v5/public',
		says: ['books', 'trades'].map((channel) => ({op: 'subscribe', args: [{channel, instId: 'BTC-USDT'}]})),
		real: () => linesOf('okx-20220513.jsonl.zst').filter((text) => text.includes('"BTC-USDT"') && !text.includes('"tickers"')),
		kinds: [
			/"action":"snapshot"/,
			/"action":"update".*"asks":\[\[.*"bids":\[\[/,
			/"channel":"trades","instId":"BTC-USDT"\},"data"/,
			/"event":"subscribe"/,
		],
		// Ids, counts and the connection's name came after 2022.
		newer: (form) => form.replace(/,\["(?:prevSeqId|seqId|count|source|connId)","\w+"\]/g, ''),
	},
];

/** Of each kind the forms that there are. */
function formsOf(messages: readonly string[], {kinds, newer = (form) => form}: Case): readonly ReadonlySet<string>[] {
	return kinds.map(
		(kind) => new Set(messages.filter((text) => kind.test(text)).map((text) => newer(JSON.stringify(formOf(JSON.parse(text)))))),
	);
}

describe.skipIf(folder === undefined)('messages have the form of real ones, key by key', () => {
	test.each(cases)('$name', async (each) => {
		const fake = await startFakeVenue({dialect: each.dialect});
		const talker = await talk(fake, each.path);
		const opening = await talker.ask(...each.says);
		fake.step(40);
		fake.heartbeat();
		const said = formsOf([...opening, ...(await talker.ask())], each);
		const real = formsOf(each.real(), each);
		for (const [index, kind] of each.kinds.entries()) {
			expect(said[index]?.size, `${kind} is said`).toBe(1);
			expect([...(real[index] ?? [])], `${kind} is as it was`).toEqual(expect.arrayContaining([...(said[index] ?? [])]));
		}
	});

	test('a snapshot of Binance by REST', async () => {
		const markets = [
			[binanceSpotDialect, '/api/v3', 'binance-spot-btcusdt-20240808-60s.gz'],
			[binanceUsdmDialect, '/fapi/v1', 'binance-usdm-btcusdt-20230404-60s.gz'],
		] as const;
		for (const [dialect, path, file] of markets) {
			const fake = await startFakeVenue({dialect});
			const said = await (await fetch(`${fake.endpoints.rest}${path}/depth?symbol=BTCUSDT`)).json();
			expect(formOf(said)).toEqual(formOf(JSON.parse(recordedSnapshot(dataFile(file) ?? '') ?? '')));
		}
	});
});
