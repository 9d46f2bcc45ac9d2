/*
Binance's stream messages and REST snapshots, read with exact decimals. One message is read whole before anything of it is handed over, so a bad
level means that the frame is refused, never that it is half applied.
*/

import type {Archive} from '../market/archive.ts';
import {FinerThanScaleError, NotADecimalError, TooLargeForScaleError, toUnits} from '../market/decimal.ts';
import {finestPriceScale, finestQuantityScale} from '../market/instrument.ts';
import {isObject} from '../market/is-object.ts';
import {Levels} from '../market/levels.ts';
import type {Trade} from '../market/trade.ts';
import {BadSnapshotError, type Decoder, type DepthUpdate, type MarketSink, type Touch} from './venue.ts';

/** At which scales a symbol's numbers are read: what its grid says, and what its messages have needed since. */
type Scales = {readonly grid: number; price: number; quantity: number};

export function binanceDecoder(): Decoder {
	return new BinanceDecoder();
}

class BinanceDecoder implements Decoder {
	#scales = new Map<string, Scales>();
	readonly #update: DepthUpdate = {
		symbol: '',
		kind: 'diff',
		first: 0,
		last: 0,
		sentAt: Number.NaN,
		bids: new Levels(),
		asks: new Levels(),
		priceScale: 0,
		quantityScale: finestQuantityScale,
	};
	readonly #trade: Trade = {
		symbol: '',
		id: 0,
		price: 0,
		priceScale: 0,
		quantity: 0,
		quantityScale: finestQuantityScale,
		aggressor: 1,
		happenedAt: Number.NaN,
	};
	readonly #touch: Touch = {
		symbol: '',
		id: 0,
		bidPrice: 0,
		bidQuantity: 0,
		askPrice: 0,
		askQuantity: 0,
		priceScale: 0,
		quantityScale: finestQuantityScale,
	};

	expect(symbol: string, priceScale: number): void {
		this.#scales.set(symbol, {grid: priceScale, price: priceScale, quantity: finestQuantityScale});
	}

	decode(payload: Uint8Array, sink: MarketSink): void {
		const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString();
		let symbol = '';
		try {
			const message = parseObject(text);
			const data = isObject(message['data']) ? message['data'] : message;
			const stream = message['stream'];
			symbol = symbolOf(data, stream);
			if (data['e'] === 'depthUpdate') sink.depth(this.#readDiff(symbol, data));
			else if (data['e'] === 'trade' || data['e'] === 'aggTrade') sink.trade(this.#readTrade(symbol, data));
			else if (data['e'] === 'serverShutdown') sink.shutdown();
			else if (data['e'] === 'bookTicker' || (typeof stream === 'string' && stream.endsWith('@bookTicker'))) {
				sink.touch(this.#readTouch(symbol, data));
			} else sink.other(nameOf(message));
		} catch (error) {
			if (!isFaultOfTheMessage(error)) throw error;
			const kind = error instanceof MalformedMessageError ? 'malformed' : 'bad-number';
			sink.fault({kind, symbol, detail: `${error.message}: ${JSON.stringify(text.slice(0, 200))}`});
		}
	}

	snapshot(symbol: string, body: unknown): DepthUpdate {
		try {
			if (!isObject(body)) throw new MalformedMessageError('is no snapshot');
			const id = idOf(body, 'lastUpdateId');
			this.#readLevels(symbol, body['bids'], body['asks']);
			return Object.assign(this.#update, {symbol, kind: 'snapshot', first: id, last: id, sentAt: Number.NaN});
		} catch (error) {
			throw isFaultOfTheMessage(error) ? new BadSnapshotError(error.message) : error;
		}
	}

	archive(io: Archive): void {
		const entries = io.list([...this.#scales], (entry) => {
			const [symbol = '', {grid = 0, price = 0, quantity = 0} = {}] = entry ?? [];
			return [io.text(symbol), {grid: io.number(grid), price: io.number(price), quantity: io.number(quantity)}] as const;
		});
		this.#scales = new Map(entries);
	}

	#readDiff(symbol: string, data: Readonly<Record<string, unknown>>): DepthUpdate {
		const first = idOf(data, 'U');
		const last = idOf(data, 'u');
		if (first > last) throw new MalformedMessageError(`goes from update ${first} back to ${last}`);
		this.#readLevels(symbol, data['b'], data['a']);
		this.#update.symbol = symbol;
		this.#update.kind = 'diff';
		this.#update.first = first;
		this.#update.last = last;
		this.#update.sentAt = microsOf(data['E']);
		return this.#update;
	}

	#readTrade(symbol: string, data: Readonly<Record<string, unknown>>): Trade {
		const trade = this.#trade;
		this.#atScales(symbol, trade, (scales) => {
			trade.price = priceOf(data['p'], scales.price);
			trade.quantity = quantityOf(data['q'], scales.quantity);
			if (trade.quantity === 0) throw new NotADecimalError(String(data['q']), 'is no quantity of a trade');
		});
		if (typeof data['m'] !== 'boolean') throw new MalformedMessageError('does not say who the maker was');
		trade.symbol = symbol;
		trade.id = idOf(data, data['e'] === 'aggTrade' ? 'a' : 't');
		// The buyer was the maker: then the taker sold.
		trade.aggressor = data['m'] ? -1 : 1;
		trade.happenedAt = microsOf(data['T']);
		return trade;
	}

	#readTouch(symbol: string, data: Readonly<Record<string, unknown>>): Touch {
		const touch = this.#touch;
		this.#atScales(symbol, touch, (scales) => {
			touch.bidPrice = priceOf(data['b'], scales.price);
			touch.askPrice = priceOf(data['a'], scales.price);
			touch.bidQuantity = quantityOf(data['B'], scales.quantity);
			touch.askQuantity = quantityOf(data['A'], scales.quantity);
		});
		touch.symbol = symbol;
		touch.id = idOf(data, 'u');
		return touch;
	}

	#readLevels(symbol: string, bids: unknown, asks: unknown): void {
		if (!Array.isArray(bids) || !Array.isArray(asks)) throw new MalformedMessageError('has no levels');
		this.#atScales(symbol, this.#update, (scales) => {
			readSide(bids, scales, this.#update.bids);
			readSide(asks, scales, this.#update.asks);
		});
	}

	/**
	Reads numbers at the scales that the symbol has needed so far, and once more at others where they do not fit: finer prices widen the price's,
	quantities in the billions narrow the quantity's. What was learned is kept only if the whole message could be read.
	*/
	#atScales(symbol: string, into: {priceScale: number; quantityScale: number}, read: (scales: Scales) => void): void {
		if (symbol === '') throw new MalformedMessageError('does not say whose it is');
		let known = this.#scales.get(symbol);
		if (known === undefined) {
			known = {grid: 0, price: 0, quantity: finestQuantityScale};
			this.#scales.set(symbol, known);
		}
		try {
			read(known);
		} catch (error) {
			if (!(error instanceof ScaleMisfit)) throw error;
			const needed = {grid: known.grid, price: known.grid, quantity: finestQuantityScale};
			readWidening(needed, read);
			known.price = needed.price;
			known.quantity = needed.quantity;
		}
		into.priceScale = known.price;
		into.quantityScale = known.quantity;
	}
}

/** From the coarsest price and the finest quantity, as far as the message demands. Each turn moves one scale one way, so it ends. */
function readWidening(scales: Scales, read: (scales: Scales) => void): void {
	for (;;) {
		try {
			read(scales);
			return;
		} catch (error) {
			if (!(error instanceof ScaleMisfit)) throw error;
			const {of, cause} = error;
			if (of === 'price' && cause instanceof FinerThanScaleError && cause.decimals <= finestPriceScale) scales.price = cause.decimals;
			else if (of === 'quantity' && cause instanceof TooLargeForScaleError && cause.decimals >= 0) scales.quantity = cause.decimals;
			else throw cause;
		}
	}
}

/** A sound number that the present scale does not hold. */
class ScaleMisfit extends Error {
	readonly of: 'price' | 'quantity';
	override readonly cause: FinerThanScaleError | TooLargeForScaleError;

	constructor(of: 'price' | 'quantity', cause: FinerThanScaleError | TooLargeForScaleError) {
		super(cause.message);
		this.of = of;
		this.cause = cause;
	}
}

class MalformedMessageError extends Error {
	override readonly name = 'MalformedMessageError';
}

function isFaultOfTheMessage(error: unknown): error is Error {
	return [MalformedMessageError, NotADecimalError, FinerThanScaleError, TooLargeForScaleError].some((kind) => error instanceof kind);
}

function readSide(levels: readonly unknown[], scales: Scales, into: Levels): void {
	into.clear();
	for (const level of levels) {
		if (!Array.isArray(level)) throw new MalformedMessageError('has a level that is no pair');
		into.push(priceOf(level[0], scales.price), quantityOf(level[1], scales.quantity));
	}
}

function priceOf(value: unknown, scale: number): number {
	const price = unitsOf('price', value, scale);
	if (price <= 0) throw new NotADecimalError(String(value), 'is no price');
	return price;
}

function quantityOf(value: unknown, scale: number): number {
	const quantity = unitsOf('quantity', value, scale);
	if (quantity < 0) throw new NotADecimalError(String(value), 'is a negative quantity');
	return quantity;
}

function unitsOf(of: 'price' | 'quantity', value: unknown, scale: number): number {
	if (typeof value !== 'string') throw new NotADecimalError(String(value), `is no decimal text, as a ${of} must be`);
	try {
		return toUnits(value, scale);
	} catch (error) {
		if (error instanceof FinerThanScaleError || error instanceof TooLargeForScaleError) throw new ScaleMisfit(of, error);
		throw error;
	}
}

function idOf(data: Readonly<Record<string, unknown>>, key: string): number {
	const id = data[key];
	if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) throw new MalformedMessageError(`has no sound "${key}"`);
	return id;
}

/** Event times are ms, or µs where the stream was asked for them; anything else is no time. */
function microsOf(time: unknown): number {
	if (typeof time !== 'number' || !Number.isSafeInteger(time) || time <= 0) return Number.NaN;
	return time > 1e14 ? time : time * 1000;
}

function symbolOf(data: Readonly<Record<string, unknown>>, stream: unknown): string {
	if (typeof data['s'] === 'string') return data['s'];
	return typeof stream === 'string' ? stream.slice(0, Math.max(0, stream.indexOf('@'))).toUpperCase() : '';
}

function nameOf(message: Readonly<Record<string, unknown>>): string {
	if (typeof message['stream'] === 'string') return message['stream'].replace(/^[^@]*@/, '');
	if ('result' in message) return 'subscription answer';
	if ('error' in message) return 'error answer';
	return typeof message['e'] === 'string' ? message['e'] : 'unknown message';
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new MalformedMessageError(error instanceof Error ? error.message : String(error));
	}
	if (!isObject(value)) throw new MalformedMessageError('is no JSON object');
	return value;
}
