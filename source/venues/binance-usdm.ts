/*
Binance USDⓈ-M futures: books on one socket (`/public`), trades on another (`/market`), the snapshot by REST. An address without either still opens, and
still sends books, but no trades. https://developers.binance.com/docs/derivatives/usds-margined-futures ("How to manage a local order book correctly")
*/

import {binanceDecoder} from './binance-decoder.ts';
import {combinedStream, readBinanceInstruments} from './binance-listing.ts';
import {inGroupsOf} from './groups.ts';
import {fieldOf, microsOf, textOf} from './plain-numbers.ts';
import {chained} from './step-rule.ts';
import type {ConnectionPlan, Endpoints, ReferenceRequests, Venue} from './venue.ts';

const micros = 1_000_000;
const hour = 3600 * micros;

/** Long addresses are refused by proxies. */
const symbolsPerConnection = 100;

const testnet: Endpoints = {rest: 'https://demo-fapi.binance.com', stream: 'wss://fstream.binancefuture.com'};

/** [UNCONFIRMED] Whether the test network knows `/public` and `/market`, or only addresses without them. Where one is silent, the other is tried. */
const hasTestnetPlainAddresses = true;

const requests = {
	instruments: (rest) => [{url: `${rest}/fapi/v1/exchangeInfo`, weight: 1}],
	readInstruments: readBinanceInstruments,
	snapshot: (rest, symbol, limit) => ({
		url: `${rest}/fapi/v1/depth?symbol=${encodeURIComponent(symbol)}&limit=${limit}`,
		weight: limit <= 50 ? 2 : limit <= 100 ? 5 : limit <= 500 ? 10 : 20,
	}),
	volume: (rest, symbol) => ({url: `${rest}/fapi/v1/ticker/24hr?symbol=${encodeURIComponent(symbol)}`, weight: 1}),
	serverTime: (rest) => ({url: `${rest}/fapi/v1/time`, weight: 1}),
	readServerTime: (body) => microsOf(fieldOf(body, 'serverTime')),
} satisfies ReferenceRequests;

export const binanceUsdm = {
	id: 'binance-usdm',
	name: 'Binance USD-M',
	label: 'binance·usdm',
	market: 'usdm',
	feed: {
		channel: '@depth@100ms',
		levels: 'diffs',
		proof: 'pu names the update before',
		depth: '1000 by REST, then all',
		conflation: 100_000,
		trades: '@aggTrade',
	},
	takerFeeBps: 5,
	staleAfter: 3 * micros,
	snapshots: 'rest',
	hasSequence: true,
	areIdsShared: true,
	tradeIds: 'rising',
	stepRule: chained,
	readVolume: (body) => textOf(body, 'volume'),
	decoder: binanceDecoder,
	connectionLife: 23 * hour,
	snapshotLimits: {calm: 1000, storm: 500},
	// Half of what the venue allows: others may live behind the same address.
	budget: {weightPerMinute: 1200, connections: 300, connectionsWindow: 300_000},
	sendPace: 350,
	keepAlive: undefined,
	endpoints: {rest: 'https://fapi.binance.com', stream: 'wss://fstream.binance.com'},
	testnet,
	streamPath: '/',
	elsewhere: '',
	resubscription: undefined,
	requests,
	plan(instruments, endpoints) {
		return inGroupsOf(symbolsPerConnection, instruments).flatMap((carried) => {
			const plan = (route: string, stream: string): ConnectionPlan => {
				const streams = carried.map(({symbol}) => `${symbol.toLowerCase()}${stream}`);
				const hasFallback = hasTestnetPlainAddresses && endpoints.stream === testnet.stream;
				return {
					url: combinedStream(`${endpoints.stream}${route}`, streams),
					streams,
					instruments: carried,
					hasBooks: route === '/public',
					hasTrades: route === '/market',
					greeting: [],
					...(hasFallback ? {fallback: combinedStream(endpoints.stream, streams)} : {}),
				};
			};
			return [plan('/public', '@depth@100ms'), plan('/market', '@aggTrade')];
		});
	},
} satisfies Venue;
