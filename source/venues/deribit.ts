/*
Deribit: futures, options and spot over JSON-RPC, each book whole upon subscription and then by changes, each of which names the one before it.
https://docs.deribit.com: book.(instrument_name).(interval), trades.(instrument_name).(interval), public/subscribe, public/set_heartbeat, rate limits.
*/

import type {InstrumentFacts} from '../market/instrument.ts';
import {isObject} from '../market/is-object.ts';
import {inGroupsOf} from './groups.ts';
import {
	type Fields,
	fieldOf,
	idOf,
	MalformedMessageError,
	microsOf,
	NumberReader,
	objectsOf,
	parseWithTokens,
	readPlainly,
	textOf,
} from './plain-numbers.ts';
import {depthUpdate, print} from './reused.ts';
import {strictlyChained} from './step-rule.ts';
import type {Symbols} from './symbols.ts';
import type {Decoder, MarketSink, ReferenceRequests, Venue} from './venue.ts';

const micros = 1_000_000;

/** Seconds between the venue's tests of a connection: the fewest that it takes. */
const heartbeatInterval = 10;
/** A `test_request` has 70 bytes, so that a longer message need not be looked through. */
const longestTestRequest = 160;

/** One request each, at `sendPace`: the last is made within ten seconds, as long as a book is waited for. */
const instrumentsPerConnection = 25;

const platformState = 'platform_state';
const bookOf = (symbol: string) => `book.${symbol}.100ms`;
const tradesOf = (symbol: string) => `trades.${symbol}.100ms`;
/** Names of instruments have no points. */
const symbolOf = (channel: string) => /^[^.]+\.([^.]+)\.[^.]+$/.exec(channel)?.[1] ?? '';

function request(method: string, params: object, id: string = method): string {
	return JSON.stringify({jsonrpc: '2.0', id, method, params});
}

/** Its id says what it asks for: the answer repeats the id and lists only what is granted, and what is not is passed over in silence. */
function aboutChannels(method: 'public/subscribe' | 'public/unsubscribe', ...channels: readonly string[]): string {
	return request(method, {channels}, [method, ...channels].join(' '));
}

/** One request in 20 a second; the long lists have a limit of their own, one a second. */
const listWeight = 20;

const requests: ReferenceRequests = {
	instruments(rest, symbols) {
		// Most of the list, some megabytes, are options: it comes whole where a name is not found among the others.
		const kinds = symbols.length === 0 ? [''] : ['&kind=future', '&kind=spot'];
		return kinds.map((kind) => ({url: `${rest}/api/v2/public/get_instruments?currency=any${kind}`, weight: listWeight}));
	},
	readInstruments: (body) =>
		objectsOf(fieldOf(body, 'result'))
			.map(readInstrument)
			.filter((facts) => facts !== undefined),
	volume: (rest, symbol) => ({
		url: `${rest}/api/v2/public/get_book_summary_by_instrument?instrument_name=${encodeURIComponent(symbol)}`,
		weight: 1,
	}),
	serverTime: (rest) => ({url: `${rest}/api/v2/public/get_time`, weight: 1}),
	readServerTime: (body) => microsOf(fieldOf(body, 'result')),
};

export const deribit: Venue = {
	id: 'deribit',
	name: 'Deribit',
	label: 'deribit',
	market: 'derivatives and spot',
	feed: {
		channel: bookOf('*'),
		levels: 'diffs',
		proof: 'prev_change_id chained',
		depth: 'all',
		conflation: micros / 10,
		trades: tradesOf('*'),
	},
	// Of perpetuals and futures.
	takerFeeBps: 3.5,
	staleAfter: 5 * micros,
	snapshots: 'stream',
	hasSequence: true,
	areIdsShared: false,
	// They are dense, but block trades, which are no trades of the book, are numbered with the others.
	tradeIds: 'rising',
	stepRule: strictlyChained,
	readVolume(body) {
		const summary = objectsOf(fieldOf(body, 'result'))[0];
		return decimalText(fieldOf(summary, isCountedInMoney(summary) ? 'volume_usd' : 'volume'));
	},
	decoder: (symbols) => new DeribitDecoder(symbols),
	connectionLife: Number.POSITIVE_INFINITY,
	// 32 connections may stand at once.
	budget: {weightPerMinute: 1200, connections: 32, connectionsWindow: 60_000},
	// Subscriptions may come at 3.3 a second.
	sendPace: 310,
	// The venue asks for signs of life, see `answerTo`.
	keepAlive: undefined,
	endpoints: {rest: 'https://www.deribit.com', stream: 'wss://www.deribit.com'},
	testnet: {rest: 'https://test.deribit.com', stream: 'wss://test.deribit.com'},
	defaultSymbol: 'BTC-PERPETUAL',
	streamPath: '/ws/api/v2',
	elsewhere: '',
	requests,
	plan(instruments, endpoints) {
		return inGroupsOf(instrumentsPerConnection, instruments).map((carried) => {
			return {
				url: `${endpoints.stream}/ws/api/v2`,
				streams: [...carried.flatMap(({symbol}) => [bookOf(symbol), tradesOf(symbol)]), platformState],
				instruments: carried,
				hasBooks: true,
				greeting: [
					request('public/set_heartbeat', {interval: heartbeatInterval}),
					...carried.map(({symbol}) => aboutChannels('public/subscribe', bookOf(symbol), tradesOf(symbol))),
					aboutChannels('public/subscribe', platformState),
				],
			};
		});
	},
	// Subscribed once more without having been given up, a book goes on and no snapshot comes.
	resubscription: (symbol) => [aboutChannels('public/unsubscribe', bookOf(symbol)), aboutChannels('public/subscribe', bookOf(symbol))],
	answerTo(message) {
		if (message.length > longestTestRequest) return undefined;
		const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
		return bytes.includes('"test_request"') ? request('public/test', {}) : undefined;
	},
};

class DeribitDecoder implements Decoder {
	readonly #numbers: NumberReader;
	readonly #update = depthUpdate();
	readonly #trade = print();

	constructor(symbols: Symbols) {
		this.#numbers = new NumberReader(symbols);
	}

	decode(payload: Uint8Array, sink: MarketSink): void {
		readPlainly(payload, sink, (text, whose) => {
			const message = parseWithTokens(text);
			const {method, params} = message;
			if (method === 'heartbeat') {
				sink.other('heartbeat');
			} else if (method !== 'subscription') {
				hearAnswer(message, sink);
			} else {
				const channel = textOf(params, 'channel');
				whose(symbolOf(channel));
				this.#hear(channel, fieldOf(params, 'data'), sink);
			}
		});
	}

	#hear(channel: string, data: unknown, sink: MarketSink): void {
		const topic = channel.split('.', 1)[0];
		if (topic === 'book') this.#book(data, sink);
		else if (topic === 'trades') this.#trades(data, sink);
		else if (channel === platformState) hearState(data, sink);
		else sink.other(topic === undefined || topic === '' ? 'unknown message' : topic);
	}

	#book(data: unknown, sink: MarketSink): void {
		const type = fieldOf(data, 'type');
		if (!isObject(data) || (type !== 'snapshot' && type !== 'change'))
			throw new MalformedMessageError('is neither a snapshot nor a change');
		const last = idOf(data, 'change_id');
		const previous = type === 'change' ? idOf(data, 'prev_change_id') : Number.NaN;
		this.#numbers.levels(textOf(data, 'instrument_name'), levelsOf(data['bids']), levelsOf(data['asks']), this.#update);
		const kind = type === 'change' ? 'diff' : 'snapshot';
		Object.assign(this.#update, {kind, first: last, last, previous, sentAt: microsOf(data['timestamp'])});
		sink.depth(this.#update);
	}

	#trades(data: unknown, sink: MarketSink): void {
		if (!Array.isArray(data) || !data.every(isObject)) throw new MalformedMessageError('has no list of trades');
		const ofBook = data.filter((trade) => textOf(trade, 'block_trade_id') === '');
		// All are read before the first is handed over.
		for (const trade of ofBook) this.#readTrade(trade);
		for (const trade of ofBook) {
			this.#readTrade(trade);
			sink.trade(this.#trade);
		}
		for (let block = ofBook.length; block < data.length; block++) sink.other('block trade');
	}

	#readTrade(trade: Fields): void {
		const direction = trade['direction'];
		if (direction !== 'buy' && direction !== 'sell') throw new MalformedMessageError('has a trade without a direction');
		const id = idOf(trade, 'trade_seq');
		this.#numbers.print(textOf(trade, 'instrument_name'), trade['price'], trade['amount'], this.#trade);
		Object.assign(this.#trade, {id, aggressor: direction === 'buy' ? 1 : -1, happenedAt: microsOf(trade['timestamp'])});
	}
}

/** Levels come as `["new", 0.11374, 1054.0]`. Amounts are absolute, and a `delete` takes the level away whatever it names. */
function levelsOf(levels: unknown): unknown {
	return Array.isArray(levels) ? levels.map(pairOf) : levels;
}

function pairOf(level: unknown): readonly unknown[] {
	const [action, price, amount]: readonly unknown[] = Array.isArray(level) ? level : [];
	if (action === 'delete') return [price, '0'];
	if (action !== 'new' && action !== 'change') throw new MalformedMessageError('has a level that is neither new, changed nor deleted');
	return [price, amount];
}

/** Breaks are of the whole venue. That an index is locked or not is said several times a second, and of no instrument by name. */
function hearState(data: unknown, sink: MarketSink): void {
	const isMaintained = fieldOf(data, 'maintenance');
	if (typeof isMaintained === 'boolean') sink.status('', isMaintained ? 'maintenance' : 'TRADING');
	else sink.other(platformState);
}

function hearAnswer(message: Fields, sink: MarketSink): void {
	const {error, result} = message;
	const [method, ...channels] = textOf(message, 'id').split(' ');
	const asked = method === 'public/subscribe' ? channels : [];
	const missing = Array.isArray(result) ? asked.filter((channel) => !result.includes(channel)) : [];
	if (error !== undefined) refuse(asked, errorText(error), sink);
	else if (missing.length > 0) refuse(missing, `not among the channels granted: ${missing.join(', ')}`, sink);
	else sink.other(answerName(method, result));
}

function answerName(method: string | undefined, result: unknown): string {
	if (method === 'public/test') return 'pong';
	if (Array.isArray(result)) return 'subscription answer';
	return result === undefined ? 'unknown message' : 'answer';
}

/** Each symbol whose channels these are, once; or nobody's where there are none. A book is worse to lose than trades. */
function refuse(channels: readonly string[], reason: string, sink: MarketSink): void {
	for (const symbol of new Set(channels.length === 0 ? [''] : channels.map(symbolOf))) {
		const isOfTrades = channels.length > 0 && !channels.includes(bookOf(symbol));
		sink.refused(symbol, reason, isOfTrades ? 'trades' : 'book');
	}
}

/** `Invalid params (-32602): instrument not found` */
function errorText(error: unknown): string {
	const data = fieldOf(error, 'data');
	const why = typeof data === 'string' ? data : textOf(data, 'reason');
	const text = `${textOf(error, 'message') || 'error'} (${textOf(error, 'code') || 'no code'})`;
	return why === '' ? text : `${text}: ${why}`;
}

/** Combinations are left out: their prices may be negative. */
function readInstrument(entry: Fields): InstrumentFacts | undefined {
	const facts = {
		symbol: textOf(entry, 'instrument_name'),
		base: textOf(entry, 'base_currency'),
		quote: textOf(entry, 'quote_currency'),
		// The finest: some prices move by more, see `tick_size_steps`.
		tickSize: decimalText(entry['tick_size']),
		stepSize: decimalText(entry['min_trade_amount']),
		status: statusOf(entry),
	};
	if (facts.symbol === '' || facts.tickSize === '' || facts.stepSize === '' || textOf(entry, 'kind').endsWith('combo')) return undefined;
	return isCountedInMoney(entry) ? {...facts, contract: {unit: facts.quote, value: '1', kind: 'inverse'}} : facts;
}

/** Of inverse futures, which alone are quoted in dollars, amounts are dollars; of everything else they are coins of the base. */
function isCountedInMoney(entry: unknown): boolean {
	return textOf(entry, 'quote_currency') === 'USD';
}

function statusOf(entry: Fields): string {
	if (entry['is_active'] !== true) return 'inactive';
	const state = textOf(entry, 'state');
	return state === 'open' || state === '' ? 'TRADING' : state;
}

/** A number of an answer that was parsed the ordinary way as decimal text without an exponent; empty for anything that is none. */
function decimalText(value: unknown): string {
	if (typeof value !== 'number' || value < 0) return '';
	const text = String(value);
	const [, whole, fraction = '', zeros] = /^(\d)(?:\.(\d+))?e-(\d+)$/.exec(text) ?? [];
	if (whole !== undefined) return `0.${'0'.repeat(Number(zeros) - 1)}${whole}${fraction}`;
	return /^\d+(\.\d+)?$/.test(text) ? text : '';
}
