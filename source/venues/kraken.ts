/*
Kraken spot, WebSocket version 2: books of a fixed depth and trades, no numbers of messages, a checksum on every one.
https://docs.kraken.com/exchange: guides/websockets/introduction, guides/websockets/book-checksum-v2, api-reference/spot-websocket-v2/book.
*/

import type {Instrument, InstrumentFacts} from '../market/instrument.ts';
import {isObject} from '../market/is-object.ts';
import {inGroupsOf} from './groups.ts';
import {krakenChecksum, mostDecimals} from './kraken-checksum.ts';
import {krakenDecoder} from './kraken-decoder.ts';
import {fieldOf, integerOf, textOf} from './plain-numbers.ts';
import {unnumbered} from './step-rule.ts';
import type {ConnectionPlan, ReferenceRequests, Venue} from './venue.ts';

const micros = 1_000_000;

/** Levels a side that are subscribed. */
const subscribedDepth = 100;
/** No limit is known. */
const symbolsPerConnection = 100;

const requests: ReferenceRequests = {
	// All pairs whoever is asked for: one name that is not listed would fail the rest.
	instruments: (rest) => [{url: `${rest}/0/public/AssetPairs`, weight: 1}],
	readInstruments: (body) =>
		valuesOf(fieldOf(body, 'result'))
			.map(readPair)
			.filter((facts) => facts !== undefined),
	volume: (rest, symbol) => ({url: `${rest}/0/public/Ticker?pair=${encodeURIComponent(restPair(symbol))}`, weight: 1}),
	// `Time` tells whole seconds: a clock set by it would be off by up to one, which is no measure for a feed that is late by milliseconds.
};

export const kraken: Venue = {
	id: 'kraken',
	name: 'Kraken spot',
	label: 'kraken·spot',
	market: 'spot',
	feed: {
		channel: 'book',
		levels: 'diffs',
		proof: 'CRC32 of the best 10, every message',
		depth: String(subscribedDepth),
		conflation: Number.NaN,
		trades: 'trade',
	},
	takerFeeBps: 40,
	staleAfter: 5 * micros,
	hasHeartbeats: true,
	snapshots: 'stream',
	hasSequence: false,
	areIdsShared: false,
	tradeIds: 'dense',
	stepRule: unnumbered,
	settle: (book, {checksum, priceDecimals, quantityDecimals}) => krakenChecksum(book, priceDecimals, quantityDecimals) === checksum,
	readVolume: (body) => dayOf(fieldOf(valuesOf(fieldOf(body, 'result'))[0], 'v')),
	decoder: krakenDecoder,
	// The checksum says nothing of levels beyond the ten best: now and then the whole book is taken anew.
	connectionLife: 6 * 3600 * micros,
	budget: {weightPerMinute: 60, connections: 150, connectionsWindow: 600_000},
	// What is asked for while the system is in maintenance, which whoever is cut off does not hear of.
	unstablePace: 5000,
	endpoints: {rest: 'https://api.kraken.com', stream: 'wss://ws.kraken.com'},
	// What is called beta speaks to the same engine as this one.
	testnet: undefined,
	defaultSymbol: 'BTC/USD',
	elsewhere: '',
	streamPath: '/v2',
	sendPace: 100,
	// Heartbeats come once a second, but who says nothing is cut after about a minute.
	keepAlive: {every: 30_000, text: JSON.stringify({method: 'ping'})},
	resubscription: (symbol) => [ask('unsubscribe', bookOf([symbol])), ask('subscribe', {...bookOf([symbol]), snapshot: true})],
	requests,
	plan(instruments, {stream}) {
		return inGroupsOf(symbolsPerConnection, instruments).map((carried) => planOf(`${stream}/v2`, carried));
	},
};

function planOf(url: string, instruments: readonly Instrument[]): ConnectionPlan {
	const symbols = instruments.map(({symbol}) => symbol);
	return {
		url,
		streams: symbols.flatMap((symbol) => [`book:${symbol}`, `trade:${symbol}`]),
		instruments,
		hasBooks: true,
		greeting: [
			ask('subscribe', {...bookOf(symbols), snapshot: true}),
			ask('subscribe', {channel: 'trade', symbol: symbols, snapshot: false}),
		],
	};
}

function bookOf(symbol: readonly string[]): object {
	return {channel: 'book', symbol, depth: subscribedDepth};
}

function ask(method: 'subscribe' | 'unsubscribe', params: object): string {
	return JSON.stringify({method, params});
}

/** What the stream calls otherwise than REST and the names of version 1. */
const renamed: readonly (readonly [old: string, now: string])[] = [
	['XBT', 'BTC'],
	['XDG', 'DOGE'],
];

function readPair(pair: unknown): InstrumentFacts | undefined {
	const [base = '', quote = ''] = textOf(pair, 'wsname')
		.split('/')
		.map((asset) => renamed.find(([old]) => old === asset)?.[1] ?? asset);
	const status = textOf(pair, 'status');
	const facts = {
		symbol: `${base}/${quote}`,
		base,
		quote,
		tickSize: textOf(pair, 'tick_size') || stepOf(fieldOf(pair, 'pair_decimals')),
		stepSize: stepOf(fieldOf(pair, 'lot_decimals')),
		status: status === 'online' ? 'TRADING' : status,
	};
	return base === '' || quote === '' || facts.tickSize === '' || facts.stepSize === '' ? undefined : facts;
}

/** `XBTUSD` of `BTC/USD`. */
function restPair(symbol: string): string {
	const assets = symbol.split('/').map((asset) => renamed.find(([, now]) => now === asset)?.[0] ?? asset);
	return assets.join('');
}

/** The smallest step of so many decimals, as decimal text; empty where they are no count. */
function stepOf(value: unknown): string {
	const decimals = integerOf(value);
	if (!(decimals <= mostDecimals)) return '';
	return decimals === 0 ? '1' : `0.${'1'.padStart(decimals, '0')}`;
}

/** Volumes are told of today and of the last 24 hours. */
function dayOf(volumes: unknown): string {
	const day: unknown = Array.isArray(volumes) ? volumes[1] : undefined;
	return typeof day === 'string' ? day : '';
}

function valuesOf(value: unknown): readonly unknown[] {
	return isObject(value) ? Object.values(value) : [];
}
