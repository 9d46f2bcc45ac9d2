/*
Binance's messages read the plain way: `JSON.parse`, then exact decimals, a message whole before anything of it is handed over. It reads whatever is
sound, in any order and spelling; what the scanner does not know comes here.
*/

import {FinerThanScaleError, NotADecimalError, TooLargeForScaleError, toUnits} from '../market/decimal.ts';
import {finestPriceScale, finestQuantityScale} from '../market/instrument.ts';
import {isObject} from '../market/is-object.ts';
import type {Levels} from '../market/levels.ts';
import type {Trade} from '../market/trade.ts';
import type {Scales, Symbols} from './symbols.ts';
import type {DepthUpdate, Touch} from './venue.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A message that is no JSON, or lacks what it must have. */
export class MalformedMessageError extends Error {
	override readonly name = 'MalformedMessageError';
}

export function isFaultOfTheMessage(error: unknown): error is Error {
	return [MalformedMessageError, NotADecimalError, FinerThanScaleError, TooLargeForScaleError].some((kind) => error instanceof kind);
}

/** @throws MalformedMessageError */
export function parseObject(text: string): Fields {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new MalformedMessageError(error instanceof Error ? error.message : String(error));
	}
	if (!isObject(value)) throw new MalformedMessageError('is no JSON object');
	return value;
}

/** Reads what a message says into objects that are used again. Each throws what `isFaultOfTheMessage` knows. */
export class PlainReader {
	readonly #symbols: Symbols;

	constructor(symbols: Symbols) {
		this.#symbols = symbols;
	}

	diff(symbol: string, data: Fields, into: DepthUpdate): void {
		const first = idOf(data, 'U');
		const last = idOf(data, 'u');
		if (first > last) throw new MalformedMessageError(`goes from update ${first} back to ${last}`);
		this.#levels(symbol, data['b'], data['a'], into);
		const previous = isId(data['pu']) ? data['pu'] : Number.NaN;
		Object.assign(into, {symbol, kind: 'diff', first, last, previous, sentAt: microsOf(data['E'])});
	}

	snapshot(symbol: string, body: unknown, into: DepthUpdate): void {
		if (!isObject(body)) throw new MalformedMessageError('is no snapshot');
		const id = idOf(body, 'lastUpdateId');
		this.#levels(symbol, body['bids'], body['asks'], into);
		Object.assign(into, {symbol, kind: 'snapshot', first: id, last: id, previous: Number.NaN, sentAt: Number.NaN});
	}

	trade(symbol: string, data: Fields, into: Trade): void {
		this.#atScales(symbol, into, (scales) => {
			into.price = priceOf(data['p'], scales.price);
			into.quantity = quantityOf(data['q'], scales.quantity);
			if (into.quantity === 0) throw new NotADecimalError(String(data['q']), 'is no quantity of a trade');
		});
		if (typeof data['m'] !== 'boolean') throw new MalformedMessageError('does not say who the maker was');
		into.symbol = symbol;
		into.id = idOf(data, data['e'] === 'aggTrade' ? 'a' : 't');
		into.aggressor = aggressorOf(data['m']);
		into.happenedAt = microsOf(data['T']);
	}

	touch(symbol: string, data: Fields, into: Touch): void {
		this.#atScales(symbol, into, (scales) => {
			into.bidPrice = priceOf(data['b'], scales.price);
			into.askPrice = priceOf(data['a'], scales.price);
			into.bidQuantity = quantityOf(data['B'], scales.quantity);
			into.askQuantity = quantityOf(data['A'], scales.quantity);
		});
		into.symbol = symbol;
		into.id = idOf(data, 'u');
	}

	#levels(symbol: string, bids: unknown, asks: unknown, into: DepthUpdate): void {
		if (!Array.isArray(bids) || !Array.isArray(asks)) throw new MalformedMessageError('has no levels');
		this.#atScales(symbol, into, (scales) => {
			readSide(bids, scales, into.bids);
			readSide(asks, scales, into.asks);
		});
	}

	/**
	Reads numbers at the scales that the symbol has needed so far, and once more at others where they do not fit: finer prices widen the price's,
	quantities in the billions narrow the quantity's. What was learned is kept only if the whole message could be read.
	*/
	#atScales(symbol: string, into: {priceScale: number; quantityScale: number}, read: (scales: Scales) => void): void {
		if (symbol === '') throw new MalformedMessageError('does not say whose it is');
		const known = this.#symbols.of(symbol);
		try {
			read(known);
		} catch (error) {
			if (!(error instanceof ScaleMisfit)) throw error;
			const needed = {...known, price: known.grid, quantity: finestQuantityScale};
			readWidening(needed, read);
			known.price = needed.price;
			known.quantity = needed.quantity;
		}
		into.priceScale = known.price;
		into.quantityScale = known.quantity;
	}
}

/** The buyer was the maker: then the taker sold. */
export function aggressorOf(isBuyerMaker: boolean): 1 | -1 {
	return isBuyerMaker ? -1 : 1;
}

/** Larger times are µs: in ms this is the year 5138. */
const mostMillis = 1e14;

/** Event times are ms, or µs where the stream was asked for them. */
export function toMicros(time: number): number {
	return time > mostMillis ? time : time * 1000;
}

/** NaN for what is no time. */
function microsOf(time: unknown): number {
	return isId(time) && time > 0 ? toMicros(time) : Number.NaN;
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
	if (!isId(id)) throw new MalformedMessageError(`has no sound "${key}"`);
	return id;
}

function isId(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
