/* Frames as a live feed of Binance spot would hand them over, made by hand: one function a kind, times in seconds from a whole one. */

import type {Frame, FrameKind, ReplyPayload, SettingPayload} from '../../source/market/frame.ts';
import type {InstrumentFacts} from '../../source/market/instrument.ts';

/** 2026-01-01 00:00:00 UTC, µs. */
export const start = Date.UTC(2026, 0, 1) * 1000;

export function micros(seconds: number): number {
	return start + Math.round(seconds * 1e6);
}

/** Price and quantity as the venue writes them. */
export type Level = readonly [price: string, quantity: string];

export type Ids = readonly [first: number, last: number];

export type Sides = {readonly bids?: readonly Level[]; readonly asks?: readonly Level[]};

const symbolOf = (symbol: string | undefined): string => symbol ?? 'BTCUSDT';

export function frame(seconds: number, kind: FrameKind, connection: number, payload: object | string): Frame {
	const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
	return {at: micros(seconds), connection, kind, payload: Buffer.from(text)};
}

export function facts(symbol: string, status = 'TRADING', tickSize = '0.01000000'): InstrumentFacts {
	return {symbol, base: symbol.slice(0, -4), quote: symbol.slice(-4), tickSize, stepSize: '0.00001000', status};
}

/** A connection stands. `instruments` are symbols, or what the venue lists of them. */
export function opened(seconds: number, connection = 1, instruments: ReadonlyArray<string | InstrumentFacts> = ['BTCUSDT']): Frame {
	const listed = instruments.map((each) => (typeof each === 'string' ? facts(each) : each));
	const streams = listed.flatMap(({symbol}) => [`${symbol.toLowerCase()}@depth@100ms`, `${symbol.toLowerCase()}@trade`]);
	return frame(seconds, 'opened', connection, {venue: 'binance', market: 'spot', url: 'ws://test', streams, instruments: listed});
}

export function closed(seconds: number, connection = 1, code = 1006, reason = ''): Frame {
	return frame(seconds, 'closed', connection, {code, reason});
}

export function tick(seconds: number): Frame {
	return frame(seconds, 'tick', 0, {});
}

/** One a second. */
export function ticks(from: number, count: number): Frame[] {
	return Array.from({length: count}, (_, index) => tick(from + index));
}

export function setting(seconds: number, change: SettingPayload): Frame {
	return frame(seconds, 'setting', 0, change);
}

export function message(seconds: number, payload: object | string, connection = 1): Frame {
	return frame(seconds, 'message', connection, payload);
}

export type Way = {readonly symbol?: string; readonly connection?: number};

export function diff(seconds: number, [first, last]: Ids, {bids = [], asks = []}: Sides = {}, {symbol, connection = 1}: Way = {}): Frame {
	const name = symbolOf(symbol);
	const data = {e: 'depthUpdate', E: micros(seconds) / 1000, s: name, U: first, u: last, b: bids, a: asks};
	return message(seconds, {stream: `${name.toLowerCase()}@depth@100ms`, data}, connection);
}

/** @param side what the taker did. */
export function trade(
	seconds: number,
	id: number,
	[price, quantity]: Level,
	side: 'buy' | 'sell' = 'buy',
	{symbol, connection = 1}: Way = {},
): Frame {
	const name = symbolOf(symbol);
	const time = Math.floor(micros(seconds) / 1000);
	const data = {e: 'trade', E: time, s: name, t: id, p: price, q: quantity, T: time, m: side === 'sell', M: true};
	return message(seconds, {stream: `${name.toLowerCase()}@trade`, data}, connection);
}

type Answer = Partial<Pick<ReplyPayload, 'status' | 'retryAfter' | 'error' | 'limit'>>;

function reply(seconds: number, request: number, symbol: string | undefined, answer: Answer & Pick<ReplyPayload, 'what' | 'body'>): Frame {
	const head = {request, instrument: `binance:${symbolOf(symbol)}`, status: 200, retryAfter: null, error: null};
	return frame(seconds, 'reply', 0, {...head, ...answer});
}

/** The snapshot that was asked for as `request`. */
export function snapshot(
	seconds: number,
	request: number,
	lastUpdateId: number,
	{bids = [], asks = []}: Sides,
	{symbol, limit = 5000}: {readonly symbol?: string; readonly limit?: number} = {},
): Frame {
	return reply(seconds, request, symbol, {what: 'snapshot', limit, body: {lastUpdateId, bids, asks}});
}

/** A snapshot that did not come. */
export function refused(seconds: number, request: number, answer: Answer, symbol?: string): Frame {
	return reply(seconds, request, symbol, {what: 'snapshot', status: 503, error: 'not now', ...answer, body: undefined});
}

export function volume(seconds: number, quantity: string, symbol?: string): Frame {
	return reply(seconds, 0, symbol, {what: 'volume', body: {symbol: symbolOf(symbol), volume: quantity}});
}

/** A ladder of levels with a step of 0.01: bids fall from the price, asks rise. */
export function levelsFrom(price: number, side: 'bids' | 'asks', count: number, quantity = '1'): Level[] {
	const sign = side === 'bids' ? -1 : 1;
	return Array.from({length: count}, (_, rank) => [(price + (sign * rank) / 100).toFixed(2), quantity]);
}

/** Bids from 100.00 down and asks from 100.01 up. */
export function ladder(count: number, bidQuantity = '1', askQuantity = '1'): Required<Sides> {
	return {bids: levelsFrom(100, 'bids', count, bidQuantity), asks: levelsFrom(100.01, 'asks', count, askQuantity)};
}
