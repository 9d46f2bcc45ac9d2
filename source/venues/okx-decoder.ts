/*
OKX v5's public messages: https://www.okx.com/docs-v5/en/#order-book-trading-market-data-ws-order-book-channel and …-ws-trades-channel. A book begins
with a snapshot, and every update names the one before it. The checksum is not looked at: it was taken out of service in June 2026 and is always 0 since.
*/

import type {Archive} from '../market/archive.ts';
import {isObject} from '../market/is-object.ts';
import type {Trade} from '../market/trade.ts';
import {type Fields, idOf, MalformedMessageError, microsOf, NumberReader, parseObject, readPlainly, textOf} from './plain-numbers.ts';
import {depthUpdate, print} from './reused.ts';
import type {Symbols} from './symbols.ts';
import type {Decoder, DepthUpdate, MarketSink} from './venue.ts';

/** Levels a side of the channel `books`, to which we subscribe. */
export const bookDepth = 400;

/** The channels that make a book, and how deep it is: those of ten milliseconds are for some customers alone. */
const depths: Readonly<Record<string, number>> = {books: bookDepth, 'books-l2-tbt': 400, 'books50-l2-tbt': 50};

export function okxDecoder(symbols: Symbols): Decoder {
	return new OkxDecoder(symbols);
}

/** Said in advance of a restart of the service. */
const restartNotice = '64008';

class OkxDecoder implements Decoder {
	readonly #numbers: NumberReader;
	readonly #update: DepthUpdate = depthUpdate();
	/** The channel that is a symbol's book: the first that sent a snapshot. */
	#channels = new Map<string, string>();
	readonly #trade = print();
	/** Symbols whose first message of trades has come. */
	#heard = new Set<string>();

	constructor(symbols: Symbols) {
		this.#numbers = new NumberReader(symbols);
	}

	decode(payload: Uint8Array, sink: MarketSink): void {
		readPlainly(payload, sink, (text, whose) => {
			if (text === 'pong') {
				sink.other('pong');
				return;
			}
			const message = parseObject(text);
			const channel = textOf(message['arg'], 'channel');
			const symbol = textOf(message['arg'], 'instId');
			whose(symbol);
			if ('event' in message) handOverEvent(symbol, message, sink);
			else if (channel in depths) this.#handOverBooks(symbol, channel, message, sink);
			else if (channel === 'trades') this.#handOverTrades(symbol, message, sink);
			else sink.other(channel === '' ? 'unknown message' : channel);
		});
	}

	archive(io: Archive): void {
		this.#heard = new Set(io.list([...this.#heard], (symbol) => io.text(symbol ?? '')));
		this.#channels = new Map(io.list([...this.#channels], (entry) => [io.text(entry?.[0] ?? ''), io.text(entry?.[1] ?? '')]));
	}

	#handOverBooks(symbol: string, channel: string, message: Fields, sink: MarketSink): void {
		const {action} = message;
		if (action !== 'snapshot' && action !== 'update') throw new MalformedMessageError('is neither a snapshot nor an update');
		const kind = action === 'snapshot' ? 'snapshot' : 'diff';
		const chosen = this.#channels.get(symbol) ?? channel;
		if (chosen !== channel) {
			sink.other(channel);
			return;
		}
		this.#channels.set(symbol, channel);
		this.#update.depth = depths[channel] ?? bookDepth;
		const books = entriesOf(message);
		// The first is read before it is handed over in any case.
		for (const book of books.slice(1)) this.#readBook(symbol, kind, book);
		for (const book of books) sink.depth(this.#readBook(symbol, kind, book));
	}

	#readBook(symbol: string, kind: 'snapshot' | 'diff', data: Fields): DepthUpdate {
		const {last, previous} = idsOf(kind, data);
		this.#numbers.levels(symbol, data['bids'], data['asks'], this.#update);
		const {bids, asks} = this.#update;
		if (last === previous && bids.length + asks.length > 0) throw new MalformedMessageError('changes levels, but not the id');
		return Object.assign(this.#update, {kind, first: last, last, previous, sentAt: microsOf(data['ts'])});
	}

	/**
	The first message upon subscription holds the last trade that there was, be it of hours ago. The documentation does not say so; the recording of 2022
	shows it of each of its instruments.
	*/
	#handOverTrades(symbol: string, message: Fields, sink: MarketSink): void {
		const trades = entriesOf(message);
		if (!this.#heard.has(symbol)) {
			this.#heard.add(symbol);
			sink.other('trade history');
			return;
		}
		for (const each of trades.slice(1)) this.#readTrade(symbol, each);
		for (const each of trades) sink.trade(this.#readTrade(symbol, each));
	}

	#readTrade(symbol: string, data: Fields): Trade {
		const id = idOf(data, 'tradeId');
		this.#numbers.print(symbol, data['px'], data['sz'], this.#trade);
		return Object.assign(this.#trade, {id, aggressor: aggressorOf(data['side']), happenedAt: microsOf(data['ts'])});
	}
}

/** Of the update, and of the one before it; neither where a stream bears no ids, as those recorded before 2023 do not. */
function idsOf(kind: 'snapshot' | 'diff', data: Fields): {readonly last: number; readonly previous: number} {
	if (!('seqId' in data) && !('prevSeqId' in data)) return {last: Number.NaN, previous: Number.NaN};
	// A snapshot names -1.
	return {last: idOf(data, 'seqId'), previous: kind === 'snapshot' ? Number.NaN : idOf(data, 'prevSeqId')};
}

function entriesOf({data}: Fields): readonly Fields[] {
	if (!Array.isArray(data) || !data.every(isObject)) throw new MalformedMessageError('has no data');
	return data;
}

/** The side is the taker's. */
function aggressorOf(side: unknown): 1 | -1 {
	if (side === 'buy') return 1;
	if (side === 'sell') return -1;
	throw new MalformedMessageError('does not say whether the taker bought or sold');
}

const instrumentInText = /\binstId:\s*([^\s,]+)/;

function handOverEvent(symbol: string, message: Fields, sink: MarketSink): void {
	const event = textOf(message, 'event');
	const code = textOf(message, 'code');
	const words = textOf(message, 'msg');
	if (event === 'error') {
		// An error says in words alone which instrument it is about.
		const what = /\bchannel:\s*trades\b/.test(words) ? 'trades' : 'book';
		sink.refused(symbol === '' ? (instrumentInText.exec(words)?.[1] ?? '') : symbol, `${words} (${code})`, what);
	} else if (event === 'notice' && code === restartNotice) {
		sink.shutdown();
	} else {
		sink.other(event === 'subscribe' || event === 'unsubscribe' ? 'subscription answer' : event || 'unknown message');
	}
}
