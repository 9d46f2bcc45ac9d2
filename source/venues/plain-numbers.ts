/*
The plain way to read a venue's message: `JSON.parse`, then exact decimals, the message whole before anything of it is handed over. It reads whatever is
sound, in any order and spelling. Numbers may be texts, as most venues send them, or number tokens kept as text (`parseWithTokens`).
*/

import {FinerThanScaleError, NotADecimalError, TooLargeForScaleError, toUnits} from '../market/decimal.ts';
import {finestPriceScale, finestQuantityScale} from '../market/instrument.ts';
import {isObject} from '../market/is-object.ts';
import type {Levels} from '../market/levels.ts';
import type {Trade} from '../market/trade.ts';
import type {Scales, Symbols} from './symbols.ts';
import type {DepthUpdate, MarketSink, Touch} from './venue.ts';

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
	return objectOf(() => JSON.parse(text));
}

/** As `parseObject`, but every number comes as the text that stood there, with all its zeros. @throws MalformedMessageError */
export function parseWithTokens(text: string): Fields {
	return objectOf(() => JSON.parse(text, keepToken));
}

/**
Reads one message, and turns what is wrong with it into a fault.

@param read is told the text, and names the symbol by `whose` as soon as it is known. It hands over nothing before all has been read.
*/
export function readPlainly(payload: Uint8Array, sink: MarketSink, read: (text: string, whose: (symbol: string) => void) => void): void {
	const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString();
	let symbol = '';
	try {
		read(text, (name) => {
			symbol = name;
		});
	} catch (error) {
		if (!isFaultOfTheMessage(error)) throw error;
		const kind = error instanceof MalformedMessageError ? 'malformed' : 'bad-number';
		sink.fault({kind, symbol, detail: escaped(`${error.message}: ${JSON.stringify(text.slice(0, 200))}`)});
	}
}

/** Without a character that a terminal would obey. */
function escaped(text: string): string {
	return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Where a level keeps its numbers. */
export type LevelShape = {readonly price: string | number; readonly quantity: string | number};

/** `["61602.01", "0.5"]` */
export const pair: LevelShape = {price: 0, quantity: 1};

/** Reads the numbers of a symbol's messages into objects that are used again, at the scales that the symbol needs. */
export class NumberReader {
	readonly #symbols: Symbols;

	constructor(symbols: Symbols) {
		this.#symbols = symbols;
	}

	/** Both sides of a depth message, and the scales that they were read at. Ids and kind are the caller's. @throws what `isFaultOfTheMessage` knows. */
	levels(symbol: string, bids: unknown, asks: unknown, into: DepthUpdate, shape: LevelShape = pair): void {
		if (!Array.isArray(bids) || !Array.isArray(asks)) throw new MalformedMessageError('has no levels');
		this.#atScales(symbol, into, (scales) => {
			readSide(bids, scales, into.bids, shape);
			readSide(asks, scales, into.asks, shape);
		});
		into.symbol = symbol;
	}

	/** Price and quantity of a trade. @throws what `isFaultOfTheMessage` knows. */
	print(symbol: string, price: unknown, quantity: unknown, into: Trade): void {
		this.#atScales(symbol, into, (scales) => {
			into.price = priceOf(price, scales.price);
			into.quantity = quantityOf(quantity, scales.quantity);
			if (into.quantity === 0) throw new NotADecimalError(String(quantity), 'is no quantity of a trade');
		});
		into.symbol = symbol;
	}

	/** Best bid and ask. @throws what `isFaultOfTheMessage` knows. */
	touch(symbol: string, bid: readonly [unknown, unknown], ask: readonly [unknown, unknown], into: Touch): void {
		this.#atScales(symbol, into, (scales) => {
			into.bidPrice = priceOf(bid[0], scales.price);
			into.askPrice = priceOf(ask[0], scales.price);
			into.bidQuantity = quantityOf(bid[1], scales.quantity);
			into.askQuantity = quantityOf(ask[1], scales.quantity);
		});
		into.symbol = symbol;
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

/** Larger times are µs: in ms this is the year 5138. */
const mostMillis = 1e14;

/** Event times are ms, or µs where the stream was asked for them. */
export function toMicros(time: number): number {
	return time > mostMillis ? time : time * 1000;
}

/** A time in ms, as a number or as digits, in µs; NaN for what is no time. */
export function microsOf(time: unknown): number {
	const millis = integerOf(time);
	return millis > 0 ? toMicros(millis) : Number.NaN;
}

const isoTime = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z$/;

/** A time as RFC 3339 writes it, `2026-09-01T12:00:00.123456789Z`, cut to µs as text; NaN for anything else, and for the year 1, which means none. */
export function microsOfIso(time: unknown): number {
	const match = typeof time === 'string' ? isoTime.exec(time) : null;
	if (match === null) return Number.NaN;
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
	if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return Number.NaN;
	const days = daysSinceEpoch(year, month, day);
	const micros = ((days * 24 + hour) * 60 + minute) * 60_000_000 + second * 1_000_000 + Number((match[7] ?? '').slice(0, 6).padEnd(6, '0'));
	return micros > 0 ? micros : Number.NaN;
}

/** In the Gregorian calendar, counted from March on so that a leap day comes last. http://howardhinnant.github.io/date_algorithms.html#days_from_civil */
function daysSinceEpoch(year: number, month: number, day: number): number {
	const marchYear = month > 2 ? year : year - 1;
	const century = Math.floor(marchYear / 100);
	const leapDays = Math.floor(marchYear / 4) - century + Math.floor(century / 4);
	const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
	return marchYear * 365 + leapDays + dayOfYear - daysToEpoch;
}

/** From 1 March of the year 0 to 1 January 1970. */
const daysToEpoch = 719_468;

/** A whole number from 0 to 2^53, as a number or as digits; NaN for anything else. */
export function integerOf(value: unknown): number {
	const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
	return isId(number) ? number : Number.NaN;
}

/** @throws MalformedMessageError unless the field is a whole number from 0 to 2^53, written as a number or as digits. */
export function idOf(data: Fields, key: string): number {
	const id = integerOf(data[key]);
	if (Number.isNaN(id)) throw new MalformedMessageError(`has no sound "${key}"`);
	return id;
}

export function isId(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** The field of an object; undefined of anything else. */
export function fieldOf(value: unknown, key: string): unknown {
	return isObject(value) ? value[key] : undefined;
}

/** The text in a field; empty where there is none. */
export function textOf(value: unknown, key: string): string {
	const field = fieldOf(value, key);
	return typeof field === 'string' ? field : '';
}

/** The objects of a list; none where it is no list. */
export function objectsOf(value: unknown): readonly Fields[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

function objectOf(parse: () => unknown): Fields {
	let value: unknown;
	try {
		value = parse();
	} catch (error) {
		throw new MalformedMessageError(error instanceof Error ? error.message : String(error));
	}
	if (!isObject(value)) throw new MalformedMessageError('is no JSON object');
	return value;
}

function keepToken(_key: string, value: unknown, context?: {readonly source?: string}): unknown {
	return typeof value === 'number' ? context?.source : value;
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

function readSide(levels: readonly unknown[], scales: Scales, into: Levels, shape: LevelShape): void {
	into.clear();
	for (const level of levels) {
		if (typeof level !== 'object' || level === null) throw new MalformedMessageError('has a level that is no pair');
		into.push(priceOf(Reflect.get(level, shape.price), scales.price), quantityOf(Reflect.get(level, shape.quantity), scales.quantity));
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
