/*
OKX v5, spot, perpetual swaps and futures: 400 levels a side and trades over one socket, snapshots in band.
https://www.okx.com/docs-v5/en/#overview-websocket and https://www.okx.com/docs-v5/en/#order-book-trading-market-data-ws-order-book-channel.
*/

import type {Contract, InstrumentFacts} from '../market/instrument.ts';
import {inGroupsOf} from './groups.ts';
import {bookDepth, okxDecoder} from './okx-decoder.ts';
import {type Fields, fieldOf, microsOf, objectsOf, textOf} from './plain-numbers.ts';
import {strictlyChained} from './step-rule.ts';
import type {ReferenceRequests, Venue} from './venue.ts';

const micros = 1_000_000;

/** More than 30 deep books a connection are advised against. */
const symbolsPerConnection = 30;

/**
[UNCONFIRMED] None: most documents name `:8443`, which OKX announced to close in October 2026 in favour of the usual port. Nobody has tried either.
https://www.okx.com/help/okx-websocket-port-8443-discontinuation-announcement
*/
const port = '';

const streamPath = '/ws/v5/public';

const channels = ['books', 'trades'] as const;

const requests: ReferenceRequests = {
	// Which list holds a name is not told by the name: all three are read.
	instruments: (rest) =>
		['SPOT', 'SWAP', 'FUTURES'].map((type) => ({url: `${rest}/api/v5/public/instruments?instType=${type}`, weight: 1})),
	readInstruments: (body) =>
		listOf(body)
			.map(readInstrument)
			.filter((facts) => facts !== undefined),
	volume: (rest, symbol) => ({url: `${rest}/api/v5/market/ticker?instId=${encodeURIComponent(symbol)}`, weight: 1}),
	serverTime: (rest) => ({url: `${rest}/api/v5/public/time`, weight: 1}),
	readServerTime: (body) => microsOf(listOf(body)[0]?.['ts']),
};

export const okx: Venue = {
	id: 'okx',
	name: 'OKX',
	label: 'okx',
	market: 'spot, swap, futures',
	feed: {
		channel: 'books',
		levels: 'diffs',
		proof: 'prevSeqId chained',
		depth: String(bookDepth),
		conflation: 100_000,
		trades: 'trades',
	},
	// Of spot; derivatives cost half of it.
	takerFeeBps: 10,
	staleAfter: 5 * micros,
	snapshots: 'stream',
	hasSequence: true,
	// "The set of sequence ID received by users is the same if users are connecting to the same channel through multiple websocket connections."
	areIdsShared: true,
	// Trades of one taker at one price come as one, under the id of the last of them.
	tradeIds: 'rising',
	stepRule: strictlyChained,
	readVolume: (body) => textOf(listOf(body)[0], 'vol24h'),
	decoder: okxDecoder,
	connectionLife: Number.POSITIVE_INFINITY,
	// 20 requests in 2 s of each kind; 3 connections a second.
	budget: {weightPerMinute: 600, connections: 3, connectionsWindow: 1000},
	sendPace: 100,
	keepAlive: {every: 20_000, text: 'ping'},
	endpoints: {rest: 'https://www.okx.com', stream: `wss://ws.okx.com${port}`},
	testnet: {rest: 'https://www.okx.com', stream: `wss://wspap.okx.com${port}`},
	defaultSymbol: 'BTC-USDT',
	streamPath,
	elsewhere:
		`--base-url https://us.okx.com --ws-url wss://wsus.okx.com${port} (US, Australia), ` +
		`or --base-url https://eea.okx.com --ws-url wss://wseea.okx.com${port} (EEA)`,
	requests,
	plan(instruments, endpoints) {
		return inGroupsOf(symbolsPerConnection, instruments).map((carried) => {
			const streams = carried.flatMap(({symbol}) => channels.map((channel) => `${channel}:${symbol}`));
			const greeting = carried.map(({symbol}) => asking('subscribe', symbol, channels));
			return {url: `${endpoints.stream}${streamPath}`, streams, instruments: carried, hasBooks: true, greeting};
		});
	},
	resubscription: (symbol) => [asking('unsubscribe', symbol, ['books']), asking('subscribe', symbol, ['books'])],
};

/** One symbol a request, for one that is bad must not spoil the others; 480 requests an hour are allowed. */
function asking(op: 'subscribe' | 'unsubscribe', symbol: string, of: readonly string[]): string {
	return JSON.stringify({op, args: of.map((channel) => ({channel, instId: symbol}))});
}

/** What an answer holds; nothing where the venue refused. */
function listOf(body: unknown): readonly Fields[] {
	return fieldOf(body, 'code') === '0' ? objectsOf(fieldOf(body, 'data')) : [];
}

function readInstrument(listed: Fields): InstrumentFacts | undefined {
	const state = textOf(listed, 'state');
	const facts = {
		symbol: textOf(listed, 'instId'),
		tickSize: textOf(listed, 'tickSz'),
		stepSize: textOf(listed, 'lotSz'),
		status: state === 'live' ? 'TRADING' : state,
	};
	if (facts.symbol === '' || facts.tickSize === '' || facts.stepSize === '') return undefined;
	if (listed['instType'] === 'SPOT') return {...facts, base: textOf(listed, 'baseCcy'), quote: textOf(listed, 'quoteCcy')};
	const [base = '', quote = ''] = textOf(listed, 'uly').split('-');
	const contract = contractOf(listed, base, quote);
	return contract === undefined ? undefined : {...facts, base, quote, contract};
}

/** What the contracts that quantities count are worth; undefined where the listing does not say it in words that are known. */
function contractOf(listed: Fields, base: string, quote: string): Contract | undefined {
	const kind = listed['ctType'];
	const value = textOf(listed, 'ctVal');
	if ((kind !== 'linear' && kind !== 'inverse') || value === '' || textOf(listed, 'ctMult') !== '1') return undefined;
	return listed['ctValCcy'] === (kind === 'linear' ? base : quote) ? {unit: 'contracts', value, kind} : undefined;
}
