/*
Bybit v5, spot and linear contracts (USDT and USDC): 200 levels a side and trades over one socket, snapshots in band.
https://bybit-exchange.github.io/docs/v5/ws/connect and https://bybit-exchange.github.io/docs/v5/websocket/public/orderbook.
*/

import type {InstrumentFacts} from '../market/instrument.ts';
import {bookDepth, bookTopic, bybitDecoder, tradeTopic} from './bybit-decoder.ts';
import {inGroupsOf} from './groups.ts';
import {type Fields, fieldOf, integerOf, objectsOf, textOf} from './plain-numbers.ts';
import {contiguous} from './step-rule.ts';
import type {ReferenceRequests, Request, Venue} from './venue.ts';

const micros = 1_000_000;

/** What differs between the markets. */
type Market = {
	readonly id: string;
	readonly name: string;
	/** As `category` of requests and in the address of the stream. */
	readonly category: 'spot' | 'linear';
	readonly takerFeeBps: number;
	/** Where a listing keeps the step of quantities. */
	readonly stepField: string;
	/** What to add to ask for a long list: that of spot comes whole. */
	readonly longList: string;
};

/** The topics of one connection may be 21,000 characters long, and each is asked for by a message of its own. */
const symbolsPerConnection = 50;

/**
A delta is asked to bear the next id. [UNCONFIRMED] The documentation calls `u` a sequence and promises no more; that it goes up by one was measured on
millions of deltas without an exception.
*/
const stepRule = contiguous;

/**
[UNCONFIRMED] Ids begin at 1 whenever the service that sends them is started anew, and nothing says that all connections are served by one: so books of
two connections are not compared by id.
*/
const areIdsShared = false;

export const bybitSpot: Venue = bybit({
	id: 'bybit',
	name: 'Bybit spot',
	category: 'spot',
	takerFeeBps: 10,
	stepField: 'basePrecision',
	longList: '',
});

export const bybitLinear: Venue = bybit({
	id: 'bybit-linear',
	name: 'Bybit linear',
	category: 'linear',
	takerFeeBps: 5.5,
	stepField: 'qtyStep',
	longList: '&limit=1000',
});

function bybit(market: Market): Venue {
	const streamPath = `/v5/public/${market.category}`;
	return {
		id: market.id,
		name: market.name,
		label: `bybit·${market.category}`,
		market: market.category,
		feed: {
			channel: `orderbook.${bookDepth}`,
			levels: 'diffs',
			proof: 'u contiguous',
			depth: String(bookDepth),
			conflation: 100_000,
			trades: 'publicTrade',
		},
		takerFeeBps: market.takerFeeBps,
		staleAfter: 5 * micros,
		snapshots: 'stream',
		hasSequence: true,
		areIdsShared,
		// UUIDs on linear, numbers beyond 2^53 on spot.
		tradeIds: 'unordered',
		stepRule,
		readVolume: (body) => textOf(listOf(body)[0], 'volume24h'),
		decoder: bybitDecoder,
		connectionLife: Number.POSITIVE_INFINITY,
		// 600 requests in any 5 s: counted by the minute, no 5 s of it can hold more.
		budget: {weightPerMinute: 600, connections: 500, connectionsWindow: 300_000},
		sendPace: 100,
		keepAlive: {every: 20_000, text: JSON.stringify({req_id: 'ping', op: 'ping'})},
		endpoints: {rest: 'https://api.bybit.com', stream: 'wss://stream.bybit.com'},
		testnet: {rest: 'https://api-testnet.bybit.com', stream: 'wss://stream-testnet.bybit.com'},
		testnetVariable: 'BYBIT_TESTNET',
		streamPath,
		elsewhere:
			'for accounts of its regional sites, --base-url https://api.bybit.tr --ws-url wss://stream.bybit.tr, ' +
			'or the same of bybit.id, bybit.kz, bybitgeorgia.ge, manepa.jp',
		requests: requestsOf(market),
		plan(instruments, endpoints) {
			return inGroupsOf(symbolsPerConnection, instruments).map((carried) => {
				const streams = carried.flatMap(({symbol}) => [bookTopic(symbol), tradeTopic(symbol)]);
				const greeting = streams.map((topic) => asking('subscribe', topic));
				return {url: `${endpoints.stream}${streamPath}`, streams, instruments: carried, hasBooks: true, greeting};
			});
		},
		resubscription: (symbol) => [asking('unsubscribe', bookTopic(symbol)), asking('subscribe', bookTopic(symbol))],
	};
}

/** One topic a request, for one that is bad may spoil the others; its name stands for the request, so that the answer tells which it was. */
function asking(op: 'subscribe' | 'unsubscribe', topic: string): string {
	return JSON.stringify({req_id: topic, op, args: [topic]});
}

function requestsOf({category, stepField, longList}: Market): ReferenceRequests {
	return {
		instruments(rest, symbols) {
			const address = `${rest}/v5/market/instruments-info?category=${category}`;
			if (symbols.length === 0) return [{url: `${address}${longList}`, weight: 1}];
			return symbols.map((symbol) => ({url: `${address}&symbol=${encodeURIComponent(symbol)}`, weight: 1}));
		},
		readInstruments: (body) =>
			listOf(body)
				.map((listed) => readInstrument(listed, stepField))
				.filter((facts) => facts !== undefined),
		nextInstruments,
		volume: (rest, symbol) => ({url: `${rest}/v5/market/tickers?category=${category}&symbol=${encodeURIComponent(symbol)}`, weight: 1}),
		serverTime: (rest) => ({url: `${rest}/v5/market/time`, weight: 1}),
		readServerTime: (body) => microsOfNanos(textOf(resultOf(body), 'timeNano')),
	};
}

/** The page after this one, where a list was asked for. The cursor is sent back as it came, for it comes escaped. */
function nextInstruments(request: Request, body: unknown): Request | undefined {
	const cursor = textOf(resultOf(body), 'nextPageCursor');
	if (cursor === '' || listOf(body).length === 0 || request.url.includes('&symbol=')) return undefined;
	const escaped = /^[\w.~%-]+$/.test(cursor) ? cursor : encodeURIComponent(cursor);
	return {...request, url: `${request.url.replace(/&cursor=.*$/, '')}&cursor=${escaped}`};
}

/** The result of an answer; undefined where the venue refused. */
function resultOf(body: unknown): unknown {
	return fieldOf(body, 'retCode') === 0 ? fieldOf(body, 'result') : undefined;
}

function listOf(body: unknown): readonly Fields[] {
	return objectsOf(fieldOf(resultOf(body), 'list'));
}

function readInstrument(listed: Fields, stepField: string): InstrumentFacts | undefined {
	const status = textOf(listed, 'status');
	const facts = {
		symbol: textOf(listed, 'symbol'),
		base: textOf(listed, 'baseCoin'),
		quote: textOf(listed, 'quoteCoin'),
		tickSize: textOf(listed['priceFilter'], 'tickSize'),
		stepSize: textOf(listed['lotSizeFilter'], stepField),
		status: status === 'Trading' ? 'TRADING' : status,
	};
	return facts.symbol === '' || facts.tickSize === '' || facts.stepSize === '' ? undefined : facts;
}

/** Cut as text, for a double does not hold nanoseconds. */
function microsOfNanos(nanos: string): number {
	return /^\d{19}$/.test(nanos) ? integerOf(nanos.slice(0, -3)) : Number.NaN;
}
