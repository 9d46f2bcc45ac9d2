/*
Binance spot: depth diffs and trades on one combined stream, the snapshot by REST.
https://github.com/binance/binance-spot-api-docs: web-socket-streams.md ("How to manage a local order book correctly") and rest-api.md.
*/

import {binanceDecoder} from './binance-decoder.ts';
import {combinedStream, readBinanceInstruments} from './binance-listing.ts';
import {inGroupsOf} from './groups.ts';
import {fieldOf, microsOf, textOf} from './plain-numbers.ts';
import {contiguous} from './step-rule.ts';
import type {ReferenceRequests, Venue} from './venue.ts';

const micros = 1_000_000;
const hour = 3600 * micros;

/** The server takes at most 1024 streams a connection and long addresses are refused by proxies; two streams a symbol. */
const symbolsPerConnection = 100;

const requests = {
	instruments(rest, symbols) {
		const query = symbols.length === 0 ? '' : `?symbols=${encodeURIComponent(JSON.stringify(symbols))}`;
		return [{url: `${rest}/api/v3/exchangeInfo${query}`, weight: 20}];
	},
	readInstruments: readBinanceInstruments,
	snapshot: (rest, symbol, limit) => ({
		url: `${rest}/api/v3/depth?symbol=${encodeURIComponent(symbol)}&limit=${limit}`,
		weight: limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250,
	}),
	volume: (rest, symbol) => ({url: `${rest}/api/v3/ticker/24hr?symbol=${encodeURIComponent(symbol)}`, weight: 2}),
	serverTime: (rest) => ({url: `${rest}/api/v3/time`, weight: 1}),
	readServerTime: (body) => microsOf(fieldOf(body, 'serverTime')),
} satisfies ReferenceRequests;

export const binanceSpot = {
	id: 'binance',
	name: 'Binance spot',
	label: 'binance·spot',
	market: 'spot',
	feed: {
		channel: '@depth@100ms',
		levels: 'diffs',
		proof: 'U/u contiguous',
		depth: '5000 by REST, then all',
		conflation: 100_000,
		trades: '@trade',
	},
	takerFeeBps: 10,
	staleAfter: 5 * micros,
	snapshots: 'rest',
	hasSequence: true,
	areIdsShared: true,
	tradeIds: 'dense',
	stepRule: contiguous,
	readVolume: (body) => textOf(body, 'volume'),
	decoder: binanceDecoder,
	connectionLife: 23 * hour,
	snapshotLimits: {calm: 5000, storm: 1000},
	budget: {weightPerMinute: 6000, connections: 300, connectionsWindow: 300_000},
	endpoints: {rest: 'https://api.binance.com', stream: 'wss://stream.binance.com:9443'},
	testnet: {rest: 'https://testnet.binance.vision', stream: 'wss://stream.testnet.binance.vision'},
	// Market data alone, from other hosts of the same venue: faqs/market_data_only.md
	elsewhere: '--base-url https://data-api.binance.vision --ws-url wss://data-stream.binance.vision',
	streamPath: '/',
	sendPace: 300,
	keepAlive: undefined,
	resubscription: undefined,
	requests,
	plan(instruments, endpoints) {
		return inGroupsOf(symbolsPerConnection, instruments).map((carried) => {
			const streams = carried.flatMap(({symbol}) => [`${symbol.toLowerCase()}@depth@100ms`, `${symbol.toLowerCase()}@trade`]);
			return {url: combinedStream(endpoints.stream, streams), streams, instruments: carried, hasBooks: true, greeting: []};
		});
	},
} satisfies Venue;
