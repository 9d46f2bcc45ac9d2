/*
Binance spot: depth diffs and trades on one combined stream, the snapshot by REST.
https://github.com/binance/binance-spot-api-docs: web-socket-streams.md ("How to manage a local order book correctly") and rest-api.md.
*/

import type {InstrumentFacts} from '../market/instrument.ts';
import {isObject} from '../market/is-object.ts';
import {binanceDecoder} from './binance-decoder.ts';
import type {ReferenceRequests, StepRule, Venue} from './venue.ts';

const micros = 1_000_000;
const hour = 3600 * micros;

/** The server takes at most 1024 streams a connection and long addresses are refused by proxies; two streams a symbol. */
const symbolsPerConnection = 100;

/**
Diffs carry absolute quantities under contiguous update ids `U` to `u`. A diff that ends at or before the book's id is old; one that begins beyond
the next id leaves a hole; one that overlaps may be applied, and is normal only right after the snapshot.
*/
const stepRule: StepRule = {
	judge(bookId, {first, last}) {
		if (last <= bookId) return 'duplicate';
		if (first > bookId + 1) return 'gap';
		return first <= bookId ? 'overlap' : 'apply';
	},
	reaches: (snapshotId, firstKept) => snapshotId >= firstKept - 1,
};

const requests: ReferenceRequests = {
	instruments(rest, symbols) {
		const query = symbols.length === 0 ? '' : `?symbols=${encodeURIComponent(JSON.stringify(symbols))}`;
		return {url: `${rest}/api/v3/exchangeInfo${query}`, weight: 20};
	},
	readInstruments(body) {
		const symbols = fieldOf(body, 'symbols');
		return Array.isArray(symbols) ? symbols.map(readInstrument).filter((facts) => facts !== undefined) : [];
	},
	snapshot: (rest, symbol, limit) => ({
		url: `${rest}/api/v3/depth?symbol=${encodeURIComponent(symbol)}&limit=${limit}`,
		weight: limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250,
	}),
	volume: (rest, symbol) => ({url: `${rest}/api/v3/ticker/24hr?symbol=${encodeURIComponent(symbol)}`, weight: 2}),
	readVolume: (body) => textOf(body, 'volume'),
	serverTime: (rest) => ({url: `${rest}/api/v3/time`, weight: 1}),
	readServerTime(body) {
		const millis = fieldOf(body, 'serverTime');
		return typeof millis === 'number' ? millis * 1000 : Number.NaN;
	},
};

function readInstrument(symbol: unknown): InstrumentFacts | undefined {
	const filters = fieldOf(symbol, 'filters');
	const filter = (type: string) =>
		Array.isArray(filters) ? filters.find((candidate) => fieldOf(candidate, 'filterType') === type) : undefined;
	const facts = {
		symbol: textOf(symbol, 'symbol'),
		base: textOf(symbol, 'baseAsset'),
		quote: textOf(symbol, 'quoteAsset'),
		tickSize: textOf(filter('PRICE_FILTER'), 'tickSize'),
		stepSize: textOf(filter('LOT_SIZE'), 'stepSize'),
		status: textOf(symbol, 'status'),
	};
	return facts.symbol === '' || facts.tickSize === '' || facts.stepSize === '' ? undefined : facts;
}

function fieldOf(value: unknown, key: string): unknown {
	return isObject(value) ? value[key] : undefined;
}

function textOf(value: unknown, key: string): string {
	const field = fieldOf(value, key);
	return typeof field === 'string' ? field : '';
}

export const binanceSpot: Venue = {
	id: 'binance',
	name: 'Binance spot',
	label: 'binance·spot',
	market: 'spot',
	takerFeeBps: 10,
	staleAfter: 5 * micros,
	connectionLife: 23 * hour,
	snapshotLimits: {calm: 5000, storm: 1000},
	budget: {weightPerMinute: 6000, connections: 300, connectionsWindow: 300_000},
	endpoints: {rest: 'https://api.binance.com', stream: 'wss://stream.binance.com:9443'},
	testnet: {rest: 'https://testnet.binance.vision', stream: 'wss://stream.testnet.binance.vision'},
	stepRule,
	requests,
	plan(instruments, endpoints) {
		const connections = Math.ceil(instruments.length / symbolsPerConnection);
		return Array.from({length: connections}, (_, index) => {
			const carried = instruments.slice(index * symbolsPerConnection, (index + 1) * symbolsPerConnection);
			const streams = carried.flatMap(({symbol}) => [`${symbol.toLowerCase()}@depth@100ms`, `${symbol.toLowerCase()}@trade`]);
			return {url: `${endpoints.stream}/stream?streams=${streams.map(encodeStream).join('/')}`, streams, instruments: carried};
		});
	},
	decoder: binanceDecoder,
};

/** Symbols may be non-ASCII; the at sign stands as it is. */
function encodeStream(stream: string): string {
	return encodeURIComponent(stream).replaceAll('%40', '@');
}
