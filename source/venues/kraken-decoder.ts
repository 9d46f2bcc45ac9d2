/*
Kraken's messages of version 2, whose numbers are JSON numbers and are read as the text that stood there: the checksum of a book wants all its zeros.
https://docs.kraken.com/exchange/api-reference/spot-websocket-v2: book, trade, status, heartbeat, ping.
*/

import type {Archive} from '../market/archive.ts';
import type {Aggressor} from '../market/trade.ts';
import {mostDecimals} from './kraken-checksum.ts';
import {
	type Fields,
	fieldOf,
	idOf,
	integerOf,
	type LevelShape,
	MalformedMessageError,
	microsOfIso,
	NumberReader,
	objectsOf,
	parseWithTokens,
	readPlainly,
	textOf,
} from './plain-numbers.ts';
import {depthUpdate, print} from './reused.ts';
import type {Symbols} from './symbols.ts';
import type {Decoder, MarketSink} from './venue.ts';

export function krakenDecoder(symbols: Symbols): Decoder {
	return new KrakenDecoder(symbols);
}

/** Levels a side that may be subscribed. */
const depths = [10, 25, 100, 500, 1000];

const level: LevelShape = {price: 'price', quantity: 'qty'};

/** What one book of a connection is known to be like. */
type Form = {
	readonly symbol: string;
	/** Levels a side as the answer to the subscription told them; NaN where none was heard. */
	told: number;
	/** Levels a side that the venue keeps up. */
	depth: number;
	/** With how many decimals it prints numbers: the most that were seen since the last snapshot. */
	priceDecimals: number;
	quantityDecimals: number;
};

type Whose = (symbol: string) => void;

class KrakenDecoder implements Decoder {
	readonly #numbers: NumberReader;
	readonly #update = depthUpdate();
	readonly #trade = print();
	#forms = new Map<string, Form>();

	constructor(symbols: Symbols) {
		this.#numbers = new NumberReader(symbols);
	}

	decode(payload: Uint8Array, sink: MarketSink): void {
		readPlainly(payload, sink, (text, whose) => {
			const message = parseWithTokens(text);
			if ('method' in message || 'error' in message) this.#takeAnswer(message, sink);
			else if (message['channel'] === 'book') this.#handOverBooks(message, sink, whose);
			else if (message['channel'] === 'trade') this.#handOverTrades(message, sink, whose);
			else if (message['channel'] === 'status') handOverStatus(message, sink);
			else sink.other(textOf(message, 'channel') || 'unknown message');
		});
	}

	archive(io: Archive): void {
		const forms = io.list([...this.#forms.values()], (form) => ({
			symbol: io.text(form?.symbol ?? ''),
			told: io.number(form?.told ?? 0),
			depth: io.number(form?.depth ?? 0),
			priceDecimals: io.number(form?.priceDecimals ?? 0),
			quantityDecimals: io.number(form?.quantityDecimals ?? 0),
		}));
		if (io.isReading) this.#forms = new Map(forms.map((form) => [form.symbol, form]));
	}

	/** Each symbol of a subscription is answered by itself. */
	#takeAnswer(message: Fields, sink: MarketSink): void {
		const {method, result} = message;
		const isRefusal = message['success'] === false || 'error' in message;
		if (method === 'pong') {
			sink.other('pong');
		} else if (isRefusal && method !== 'unsubscribe') {
			// Which channel is meant is not said.
			sink.refused(textOf(message, 'symbol'), textOf(message, 'error'), 'book');
		} else {
			const depth = integerOf(fieldOf(result, 'depth'));
			if (method === 'subscribe' && fieldOf(result, 'channel') === 'book' && depth > 0) this.#formOf(textOf(result, 'symbol')).told = depth;
			sink.other('subscription answer');
		}
	}

	#handOverBooks(message: Fields, sink: MarketSink, whose: Whose): void {
		const kind = isSnapshot(message) ? 'snapshot' : 'diff';
		const books = dataOf(message);
		for (const book of books) this.#readBook(kind, book, whose);
		for (const book of books) {
			if (books.length > 1) this.#readBook(kind, book, whose);
			this.#learn(book);
			sink.depth(this.#update);
		}
	}

	#readBook(kind: 'snapshot' | 'diff', book: Fields, whose: Whose): void {
		const symbol = textOf(book, 'symbol');
		whose(symbol);
		const checksum = idOf(book, 'checksum');
		this.#numbers.levels(symbol, book['bids'], book['asks'], this.#update, level);
		Object.assign(this.#update, {kind, first: Number.NaN, last: Number.NaN, checksum, sentAt: microsOfIso(book['timestamp'])});
	}

	/** How the book is printed and how deep it is, of a message that was read whole. */
	#learn(book: Fields): void {
		const update = this.#update;
		const form = this.#formOf(update.symbol);
		if (update.kind === 'snapshot') {
			form.depth = Number.isNaN(form.told) ? depthFor(Math.max(update.bids.length, update.asks.length)) : form.told;
			form.priceDecimals = 0;
			form.quantityDecimals = 0;
		}
		for (const each of [...objectsOf(book['bids']), ...objectsOf(book['asks'])]) {
			form.priceDecimals = Math.max(form.priceDecimals, decimalsOf(textOf(each, 'price')));
			form.quantityDecimals = Math.max(form.quantityDecimals, decimalsOf(textOf(each, 'qty')));
		}
		const {depth, priceDecimals, quantityDecimals} = form;
		Object.assign(update, {depth, priceDecimals, quantityDecimals});
	}

	#formOf(symbol: string): Form {
		const known = this.#forms.get(symbol);
		if (known !== undefined) return known;
		const form = {symbol, told: Number.NaN, depth: Number.POSITIVE_INFINITY, priceDecimals: 0, quantityDecimals: 0};
		this.#forms.set(symbol, form);
		return form;
	}

	#handOverTrades(message: Fields, sink: MarketSink, whose: Whose): void {
		if (isSnapshot(message)) {
			sink.other('trade history');
			return;
		}
		const trades = dataOf(message);
		for (const trade of trades) this.#readTrade(trade, whose);
		for (const trade of trades) {
			if (trades.length > 1) this.#readTrade(trade, whose);
			sink.trade(this.#trade);
		}
	}

	#readTrade(trade: Fields, whose: Whose): void {
		const symbol = textOf(trade, 'symbol');
		whose(symbol);
		const id = idOf(trade, 'trade_id');
		const aggressor = takerOf(trade['side']);
		this.#numbers.print(symbol, trade['price'], trade['qty'], this.#trade);
		Object.assign(this.#trade, {id, aggressor, happenedAt: microsOfIso(trade['timestamp'])});
	}
}

function handOverStatus(message: Fields, sink: MarketSink): void {
	for (const data of dataOf(message)) {
		const system = textOf(data, 'system');
		if (system === '') throw new MalformedMessageError('has a status without a word');
		sink.status('', system === 'online' ? 'TRADING' : system);
	}
}

/** The side of a trade is the taker's. */
function takerOf(side: unknown): Aggressor {
	if (side !== 'buy' && side !== 'sell') throw new MalformedMessageError('has a trade of neither side');
	return side === 'buy' ? 1 : -1;
}

function isSnapshot({type}: Fields): boolean {
	if (type !== 'snapshot' && type !== 'update') throw new MalformedMessageError('is neither a snapshot nor an update');
	return type === 'snapshot';
}

function dataOf({data}: Fields): readonly Fields[] {
	const all = objectsOf(data);
	if (!Array.isArray(data) || all.length < data.length) throw new MalformedMessageError('has no list of data');
	return all;
}

/** The smallest depth that may be subscribed and holds so many levels; Infinity where none does. */
function depthFor(levels: number): number {
	return depths.find((depth) => levels <= depth) ?? Number.POSITIVE_INFINITY;
}

/** Decimals of a number as it is written, zeros included. An exponent moves the point before they are counted. */
function decimalsOf(number: string): number {
	const end = number.search(/e/i);
	const mantissa = end === -1 ? number : number.slice(0, end);
	const point = mantissa.indexOf('.');
	const written = point === -1 ? 0 : mantissa.length - point - 1;
	const decimals = end === -1 ? written : written - Number(number.slice(end + 1));
	return Math.min(Math.max(decimals, 0), mostDecimals);
}
