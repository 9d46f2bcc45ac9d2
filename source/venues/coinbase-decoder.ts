/*
Coinbase's market data messages, read with exact decimals, and the count of messages that runs through all channels of a connection.
https://docs.cdp.coinbase.com, Advanced Trade WebSocket: "WebSocket Channels" (`level2`, `market_trades`) and "WebSocket Overview" (sequence numbers).
*/

import type {Archive} from '../market/archive.ts';
import type {Aggressor} from '../market/trade.ts';
import {
	type Fields,
	fieldOf,
	idOf,
	integerOf,
	type LevelShape,
	MalformedMessageError,
	microsOfIso,
	NumberReader,
	parseObject,
	readPlainly,
	textOf,
} from './plain-numbers.ts';
import {depthUpdate, print} from './reused.ts';
import type {Symbols} from './symbols.ts';
import type {Decoder, MarketSink} from './venue.ts';

export function coinbaseDecoder(symbols: Symbols): Decoder {
	return new CoinbaseDecoder(symbols);
}

/**
The taker's side of a trade, by the side that `market_trades` names: that of the maker. [UNCONFIRMED] No page of Advanced Trade says whose side it is. Those
of Coinbase Exchange say the maker's, and so do the recorded trades when they are held against the book.
*/
const takerBySide: ReadonlyMap<unknown, Aggressor> = new Map([
	['BUY', -1],
	['SELL', 1],
]);

const level: LevelShape = {price: 'price_level', quantity: 'new_quantity'};

type Whose = (symbol: string) => void;

class CoinbaseDecoder implements Decoder {
	readonly #numbers: NumberReader;
	readonly #update = depthUpdate();
	readonly #trade = print();
	/** Of the last message, whatever its channel; NaN before the first. */
	#sequence = Number.NaN;

	constructor(symbols: Symbols) {
		this.#numbers = new NumberReader(symbols);
	}

	decode(payload: Uint8Array, sink: MarketSink): void {
		readPlainly(payload, sink, (text, whose) => {
			const message = parseObject(text);
			this.#count(integerOf(message['sequence_num']), sink);
			if (message['channel'] === 'l2_data') this.#handOverBooks(message, sink, whose);
			else if (message['channel'] === 'market_trades') this.#handOverTrades(message, sink, whose);
			else if (message['type'] === 'error') refuse(message, sink);
			else sink.other(nameOf(message));
		});
	}

	archive(io: Archive): void {
		this.#sequence = io.number(this.#sequence);
	}

	/** The pages say that messages are numbered by product; on the wire they are numbered by connection, answers and heartbeats included. */
	#count(sequence: number, sink: MarketSink): void {
		if (Number.isNaN(sequence)) return;
		const expected = this.#sequence + 1;
		this.#sequence = sequence;
		if (expected !== sequence && !Number.isNaN(expected)) sink.missed(expected, sequence);
	}

	#handOverBooks(message: Fields, sink: MarketSink, whose: Whose): void {
		const events = listOf(message, 'events');
		for (const event of events) this.#readBook(message, event, whose);
		for (const event of events) {
			if (events.length > 1) this.#readBook(message, event, whose);
			sink.depth(this.#update);
		}
	}

	#readBook(message: Fields, event: unknown, whose: Whose): void {
		const symbol = textOf(event, 'product_id');
		whose(symbol);
		const kind = isSnapshot(event) ? 'snapshot' : 'diff';
		const bids: unknown[] = [];
		const asks: unknown[] = [];
		for (const each of listOf(event, 'updates')) {
			const side = fieldOf(each, 'side');
			if (side === 'bid') bids.push(each);
			else if (side === 'offer') asks.push(each);
			else throw new MalformedMessageError('has a level of neither side');
		}
		const last = idOf(message, 'sequence_num');
		this.#numbers.levels(symbol, bids, asks, this.#update, level);
		Object.assign(this.#update, {kind, first: last, last, sentAt: timeOf(message['timestamp'])});
	}

	#handOverTrades(message: Fields, sink: MarketSink, whose: Whose): void {
		const events = listOf(message, 'events');
		const fresh = events.filter((event) => !isSnapshot(event));
		const trades = oldestFirst(fresh.flatMap((event) => listOf(event, 'trades')));
		for (const trade of trades) this.#readTrade(trade, whose);
		for (const trade of trades) {
			if (trades.length > 1) this.#readTrade(trade, whose);
			sink.trade(this.#trade);
		}
		if (fresh.length < events.length) sink.other('trade history');
	}

	#readTrade(trade: unknown, whose: Whose): void {
		const symbol = textOf(trade, 'product_id');
		whose(symbol);
		const aggressor = takerBySide.get(fieldOf(trade, 'side'));
		if (aggressor === undefined) throw new MalformedMessageError('has a trade of neither side');
		const id = numberOf(trade);
		if (Number.isNaN(id)) throw new MalformedMessageError('has a trade without a number');
		this.#numbers.print(symbol, fieldOf(trade, 'price'), fieldOf(trade, 'size'), this.#trade);
		Object.assign(this.#trade, {id, aggressor, happenedAt: timeOf(fieldOf(trade, 'time'))});
	}
}

/** Trades of a message may come newest first. They are numbered by product, so that among products no order is meant. */
function oldestFirst(trades: readonly unknown[]): readonly unknown[] {
	return trades.toSorted((one, other) => numberOf(one) - numberOf(other));
}

function numberOf(trade: unknown): number {
	return integerOf(fieldOf(trade, 'trade_id'));
}

function isSnapshot(event: unknown): boolean {
	const type = fieldOf(event, 'type');
	if (type !== 'snapshot' && type !== 'update') throw new MalformedMessageError('has an event that is neither a snapshot nor an update');
	return type === 'snapshot';
}

function listOf(value: unknown, key: string): readonly unknown[] {
	const list = fieldOf(value, key);
	if (!Array.isArray(list)) throw new MalformedMessageError(`has no list of ${key}`);
	return list;
}

/** Where Coinbase does not know a time it writes `0001-01-01T00:00:00Z`. */
function timeOf(time: unknown): number {
	const micros = microsOfIso(time);
	return micros > 0 ? micros : Number.NaN;
}

const productInWords = /\b[A-Z\d]+-[A-Z\d]+\b/;

/** An error says in words alone, if at all, which product it is about. */
function refuse(message: Fields, sink: MarketSink): void {
	const words = ['message', 'reason'].map((key) => textOf(message, key)).filter((text) => text !== '');
	const reason = words.join(': ');
	sink.refused(productInWords.exec(reason)?.[0] ?? '', reason, /\bmarket_trades\b/.test(reason) ? 'trades' : 'book');
}

function nameOf({channel}: Fields): string {
	if (channel === 'subscriptions') return 'subscription answer';
	if (channel === 'heartbeats') return 'heartbeat';
	return typeof channel === 'string' ? channel : 'unknown message';
}
