/*
Bybit v5's public messages, of spot and of linear contracts alike: https://bybit-exchange.github.io/docs/v5/websocket/public/orderbook and …/trade.
Books begin with a snapshot, deltas follow; the keys of a message come in another order on each market, so nothing is read by its place.
*/

import type {Archive} from '../market/archive.ts';
import {isObject} from '../market/is-object.ts';
import type {Trade} from '../market/trade.ts';
import {type Fields, idOf, MalformedMessageError, microsOf, NumberReader, parseObject, readPlainly, textOf} from './plain-numbers.ts';
import {depthUpdate, print} from './reused.ts';
import type {Symbols} from './symbols.ts';
import type {Decoder, DepthUpdate, MarketSink} from './venue.ts';

/** Levels a side that we subscribe to. 50, 200 and 1000 are sent as deltas, each numbered by itself, so that only one of them can be the book. */
export const bookDepth = 200;

export function bookTopic(symbol: string): string {
	return `orderbook.${bookDepth}.${symbol}`;
}

export function tradeTopic(symbol: string): string {
	return `${tradePrefix}${symbol}`;
}

export function bybitDecoder(symbols: Symbols): Decoder {
	return new BybitDecoder(symbols);
}

const bookPattern = /^orderbook\.(\d+)\./;
/** Level 1 is sent as snapshots alone: it makes no book. */
const leastDepth = 50;
const tradePrefix = 'publicTrade.';

/** The id of a book whose service was started anew: it is whole, whatever the message calls itself. */
const restarted = 1;

class BybitDecoder implements Decoder {
	readonly #numbers: NumberReader;
	readonly #update: DepthUpdate = depthUpdate();
	readonly #trade = print();
	/** Levels a side of the topic that is a symbol's book: where a recording holds several, the deepest. */
	#depths = new Map<string, number>();

	constructor(symbols: Symbols) {
		this.#numbers = new NumberReader(symbols);
	}

	decode(payload: Uint8Array, sink: MarketSink): void {
		readPlainly(payload, sink, (text, whose) => {
			const message = parseObject(text);
			const topic = textOf(message, 'topic');
			const symbol = symbolOf(topic);
			whose(symbol);
			const depth = Number(bookPattern.exec(topic)?.[1]);
			if (depth >= leastDepth) this.#handOverBook(symbol, depth, message, sink);
			else if (topic.startsWith(tradePrefix)) this.#handOverTrades(symbol, message, sink);
			else if (topic !== '') sink.other(topic.slice(0, -symbol.length - 1));
			else handOverAnswer(message, sink);
		});
	}

	archive(io: Archive): void {
		this.#depths = new Map(io.list([...this.#depths], (entry) => [io.text(entry?.[0] ?? ''), io.number(entry?.[1] ?? 0)]));
	}

	#handOverBook(symbol: string, depth: number, message: Fields, sink: MarketSink): void {
		const {data, type} = message;
		if (!isObject(data)) throw new MalformedMessageError('has no book');
		if (type !== 'snapshot' && type !== 'delta') throw new MalformedMessageError('is neither a snapshot nor a delta');
		const id = idOf(data, 'u');
		this.#numbers.levels(symbol, data['b'], data['a'], this.#update);
		const kind = type === 'snapshot' || id === restarted ? 'snapshot' : 'diff';
		const deepest = this.#depths.get(symbol) ?? 0;
		if (kind === 'snapshot' && depth > deepest) this.#depths.set(symbol, depth);
		const isOther = depth !== (this.#depths.get(symbol) ?? depth);
		if (isOther) sink.other(`orderbook.${depth}`);
		else sink.depth(Object.assign(this.#update, {kind, first: id, last: id, sentAt: microsOf(message['ts']), depth}));
	}

	#handOverTrades(symbol: string, {data}: Fields, sink: MarketSink): void {
		if (!Array.isArray(data) || !data.every(isObject)) throw new MalformedMessageError('has no trades');
		const ofTakers = data.filter((each) => !isBlockTrade(each));
		// The first is read before it is handed over in any case.
		for (const each of ofTakers.slice(1)) this.#readTrade(symbol, each);
		for (const each of ofTakers) sink.trade(this.#readTrade(symbol, each));
		for (let left = data.length - ofTakers.length; left > 0; left--) sink.other('block trade');
	}

	#readTrade(symbol: string, data: Fields): Trade {
		const code = textOf(data, 'i');
		if (code === '') throw new MalformedMessageError('has a trade without an id');
		this.#numbers.print(symbol, data['p'], data['v'], this.#trade);
		return Object.assign(this.#trade, {id: Number.NaN, code, aggressor: aggressorOf(data['S']), happenedAt: microsOf(data['T'])});
	}
}

/** `BTCUSDT` of `orderbook.200.BTCUSDT`: what follows the last point. */
function symbolOf(topic: string): string {
	return topic.slice(topic.lastIndexOf('.') + 1);
}

/** Negotiated elsewhere, and only reported here. */
function isBlockTrade(data: Fields): boolean {
	return data['BT'] === true;
}

/** The side is the taker's. */
function aggressorOf(side: unknown): 1 | -1 {
	if (side === 'Buy') return 1;
	if (side === 'Sell') return -1;
	throw new MalformedMessageError('does not say whether the taker bought or sold');
}

const topicInText = /(?:orderbook\.\d+|publicTrade)\.([^\s,\]]+)/;

/** Requests are answered with their `req_id`, which is the topic that was asked for; a refusal names the topic in its words besides. */
function handOverAnswer(message: Fields, sink: MarketSink): void {
	const op = textOf(message, 'op');
	const words = textOf(message, 'ret_msg');
	if (op === 'pong' || op === 'ping') {
		sink.other('pong');
	} else if (op === 'subscribe' && message['success'] === false) {
		const [topic = '', symbol = ''] = topicInText.exec(`${textOf(message, 'req_id')} ${words}`) ?? [];
		const what = topic.startsWith(tradePrefix) ? 'trades' : 'book';
		sink.refused(symbol, words === '' ? 'refused without a reason' : words, what);
	} else {
		sink.other(op === 'subscribe' || op === 'unsubscribe' ? 'subscription answer' : 'unknown message');
	}
}
