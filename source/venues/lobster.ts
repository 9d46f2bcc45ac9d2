/*
NASDAQ as LOBSTER rebuilds it, from files alone: https://lobsterdata.com/info/DataStructure.php. Every message comes with the book after it, ten levels of it
or as many as were asked for, so nothing has to be rebuilt. A frame is `TICKER,YYYYMMDD,` and the row of the message, a newline, the row of the book.
*/

import type {Archive} from '../market/archive.ts';
import type {Aggressor} from '../market/trade.ts';
import {LobsterExplanation} from './lobster-explanation.ts';
import {haltPrices, LobsterRow, messageTypes} from './lobster-row.ts';
import {depthUpdate, print} from './reused.ts';
import {contiguous} from './step-rule.ts';
import type {Symbols} from './symbols.ts';
import type {Decoder, MarketSink, VenueRules} from './venue.ts';

export const lobster: VenueRules = {
	id: 'nasdaq',
	name: 'NASDAQ (LOBSTER)',
	label: 'nasdaq·lobster',
	market: 'stocks',
	feed: {
		channel: 'orderbook rows',
		levels: 'snapshots',
		proof: 'a row of the book for every message',
		depth: 'as the file was made',
		conflation: 0,
		trades: 'messages of type 4 and 5',
	},
	// NASDAQ charges takers by the share, $0.0030: of a share of $100 that is 0.3 bps.
	takerFeeBps: 0.3,
	staleAfter: Number.POSITIVE_INFINITY,
	snapshots: 'stream',
	// No row depends on the one before it.
	hasSequence: true,
	areIdsShared: false,
	tradeIds: 'rising',
	stepRule: contiguous,
	decoder: (symbols) => new LobsterDecoder(symbols),
};

const comma = 44;
const newline = 10;
/** Prices are counts of 10^-4 dollars; most lie on cents. */
const finestScale = 4;
const centScale = 2;
/** Trades are numbered by day and row, for rows begin anew with each file: 2012062100000016 is in row 16. */
const rowsPerDay = 100_000_000;
const day = /^\d{8}$/;

class LobsterDecoder implements Decoder {
	readonly #symbols: Symbols;
	readonly #update = depthUpdate();
	readonly #trade = print();
	readonly #row = new LobsterRow();
	readonly #explanation = new LobsterExplanation();
	/** Rows so far: the number of the last one. */
	#rows = 0;

	constructor(symbols: Symbols) {
		this.#symbols = symbols;
	}

	decode(payload: Uint8Array, sink: MarketSink): void {
		this.#rows++;
		const symbolEnd = payload.indexOf(comma);
		const dayEnd = payload.indexOf(comma, symbolEnd + 1);
		const messageEnd = payload.indexOf(newline);
		const symbol = textOf(payload, 0, symbolEnd);
		const date = textOf(payload, symbolEnd + 1, dayEnd);
		const why =
			symbolEnd < 1 || messageEnd < dayEnd || !day.test(date)
				? 'is no message and book of LOBSTER'
				: (this.#row.readMessage(payload, dayEnd + 1, messageEnd) ?? this.#row.readBook(payload, messageEnd + 1, payload.length));
		if (why === undefined) this.#handOver(symbol, Number(date), sink);
		else sink.fault({kind: 'malformed', symbol, detail: `row ${this.#rows}: ${why}: ${JSON.stringify(textOf(payload, 0, 200))}`});
	}

	archive(io: Archive): void {
		this.#rows = io.number(this.#rows);
		this.#row.archive(io);
		this.#explanation.archive(io);
	}

	/** The message tells what led to the book, so it comes first. */
	#handOver(symbol: string, date: number, sink: MarketSink): void {
		const {type, price} = this.#row;
		if (type === messageTypes.executed || type === messageTypes.executedHidden) this.#handOverTrade(symbol, date, sink);
		else if (type === messageTypes.auction) sink.other('cross trade');
		const {verdict, entered} = this.#explanation.take(this.#row);
		if (verdict !== '') sink.other(verdict);
		for (let level = 0; level < entered; level++) sink.other('level that entered from below');
		this.#handOverBook(symbol, sink);
		if (type === messageTypes.halt) sink.status(symbol, statusOf(price));
	}

	#handOverTrade(symbol: string, date: number, sink: MarketSink): void {
		const {price, size, direction} = this.#row;
		const trade = this.#trade;
		const aggressor: Aggressor = direction === 1 ? -1 : 1;
		const priceScale = scaleOf(price);
		Object.assign(trade, {symbol, id: date * rowsPerDay + this.#rows, price: atScale(price, priceScale), priceScale});
		Object.assign(trade, {quantity: size, quantityScale: 0, aggressor});
		sink.trade(trade);
	}

	#handOverBook(symbol: string, sink: MarketSink): void {
		const {book, asks, bids, levels} = this.#row;
		const update = this.#update;
		const scales = this.#symbols.of(symbol);
		scales.price = Math.max(scales.price, scaleOfBook(book, asks, bids));
		const scale = scales.price > centScale ? finestScale : centScale;
		update.bids.clear();
		update.asks.clear();
		for (let level = 0; level < asks; level++) update.asks.push(atScale(book[4 * level]!, scale), book[4 * level + 1]!);
		for (let level = 0; level < bids; level++) update.bids.push(atScale(book[4 * level + 2]!, scale), book[4 * level + 3]!);
		const number = this.#rows;
		Object.assign(update, {symbol, kind: 'snapshot', first: number, last: number, priceScale: scale, quantityScale: 0, depth: levels});
		sink.depth(update);
	}
}

function statusOf(price: number): string {
	if (price === haltPrices.halted) return 'HALTED';
	return price === haltPrices.quoting ? 'QUOTING' : 'TRADING';
}

/** Shares below a dollar, and hidden orders at a mid, are priced between cents. */
function scaleOf(price: number): number {
	return price % 100 === 0 ? centScale : finestScale;
}

function scaleOfBook(book: Float64Array, asks: number, bids: number): number {
	let scale = centScale;
	for (let level = 0; level < asks; level++) scale = Math.max(scale, scaleOf(book[4 * level]!));
	for (let level = 0; level < bids; level++) scale = Math.max(scale, scaleOf(book[4 * level + 2]!));
	return scale;
}

function atScale(price: number, scale: number): number {
	return scale === finestScale ? price : price / 100;
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, Math.max(start, end));
}
