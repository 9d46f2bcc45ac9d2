/*
What both markets of Binance say alike: streams named in the address or subscribed to, in an envelope with the stream's name; snapshots by REST.
https://github.com/binance/binance-spot-api-docs web-socket-streams.md, rest-api.md; developers.binance.com, USDⓈ-M futures.
*/

import {textOf} from '../../../source/venues/plain-numbers.ts';
import type {Level} from '../../support/oracle-book.ts';
import {idText, numberIn, readClient, textsOf} from '../client-message.ts';
import {best} from '../depth-window.ts';
import type {Answer, Asked, Dialect, Exchange, Frame, FrameKind, Session, Topic} from '../dialect.ts';
import {ok} from '../dialect.ts';
import type {Change, Market, MarketTrade, Sides} from '../market.ts';
import {listed, padded} from '../texts.ts';

/** What differs between the markets. */
export type BinanceMarket = {
	readonly id: string;
	readonly haltWord: string;
	readonly idHole: number;
	/** Decimals of prices as they are printed. */
	readonly priceDecimals: number;
	/** `/api/v3` */
	readonly restPath: string;
	readonly greatestLimit: number;
	/** The paths at which sockets open, and which streams each of them serves; the others are granted there, and silent. */
	readonly sockets: Readonly<Record<string, (stream: string) => boolean>>;
	/** Fields of a diff after `s`: `"U":1,"u":2` */
	readonly diffHead: (change: Change, symbol: string) => string;
	/** Fields of a snapshot after `lastUpdateId`, with a comma before each. */
	readonly snapshotTail: (now: number) => string;
	readonly tradeMessage: (trade: MarketTrade, symbol: string) => string;
	readonly aggregateTail: (trade: MarketTrade) => string;
	readonly touchHead: (change: Change) => string;
	readonly listing: (symbol: string, status: string) => string;
};

export function binanceDialect(market: BinanceMarket): Dialect {
	const {id, idHole, haltWord, restPath} = market;
	return {
		id,
		symbols: ['BTCUSDT', 'ETHUSDT'],
		depth: Number.POSITIVE_INFINITY,
		idHole,
		level: /\[("[^"]*"),("[^"]*")\]/,
		haltWord,
		route(url) {
			const symbol = url.searchParams.get('symbol') ?? '';
			const limit = Number.NaN;
			if (url.pathname === `${restPath}/exchangeInfo`) return {route: 'instruments', symbol, limit};
			if (url.pathname === `${restPath}/depth`) return {route: 'snapshot', symbol, limit: limitOf(url, market)};
			if (url.pathname === `${restPath}/ticker/24hr`) return {route: 'volume', symbol, limit};
			return url.pathname === `${restPath}/time` ? {route: 'time', symbol, limit} : undefined;
		},
		answer: (asked, exchange) => answer(asked, exchange, market),
		accept(url) {
			const serves = market.sockets[url.pathname];
			return serves && (url.searchParams.get('streams') ?? '').split('/').filter((name) => name !== '' && serves(name));
		},
		topic: (name, exchange) => topic(name, exchange, market),
		hear: (text, session) => hear(text, session, market),
		shutdown: (exchange) => frame('shutdown', '', '!serverShutdown', `{"e":"serverShutdown","E":${exchange.now()}}`),
	};
}

/** `BTCUSDT` → `BTC`, `USDT` */
export function splitUsdt(symbol: string): readonly [base: string, quote: string] {
	const quote = symbol.endsWith('USDT') ? 'USDT' : symbol.slice(-3);
	return [symbol.slice(0, -quote.length), quote];
}

function limitOf(url: URL, {greatestLimit}: BinanceMarket): number {
	const named = numberIn(url, 'limit');
	return Math.min(greatestLimit, Number.isNaN(named) ? 100 : named);
}

const unknownSymbol: Answer = {status: 400, body: '{"code":-1121,"msg":"Invalid symbol."}'};

function answer({route, symbol, limit, url}: Asked, exchange: Exchange, market: BinanceMarket): Answer {
	if (route === 'time') return ok(`{"serverTime":${exchange.now()}}`);
	if (route === 'instruments') return instruments(url, exchange, market);
	const asked = exchange.markets.find((candidate) => candidate.symbol === symbol);
	if (asked === undefined) return unknownSymbol;
	if (route === 'volume') return ok(`{"symbol":"${symbol}","volume":"${exchange.volume}"}`);
	const levels = levelsText(best(asked.sides, limit), market, ['bids', 'asks']);
	return ok(`{"lastUpdateId":${asked.lastId}${market.snapshotTail(exchange.now())},${levels}}`);
}

/** Of all, or of those that the address names. */
function instruments(url: URL, {markets}: Exchange, market: BinanceMarket): Answer {
	const list = url.searchParams.get('symbols');
	const one = url.searchParams.get('symbol');
	const named: readonly string[] = list === null ? (one === null ? markets.map(({symbol}) => symbol) : [one]) : JSON.parse(list);
	const listings = named.map((symbol) => markets.find((candidate) => candidate.symbol === symbol));
	if (listings.includes(undefined)) return unknownSymbol;
	const write = (listed: Market | undefined): string => (listed ? market.listing(listed.symbol, listed.halt || 'TRADING') : '');
	return ok(`{"timezone":"UTC","rateLimits":[],"symbols":[${listed(listings, write)}]}`);
}

function topic(name: string, exchange: Exchange, market: BinanceMarket): Topic | undefined {
	const [lower = '', ...rest] = name.split('@');
	const symbol = lower.toUpperCase();
	const traded = exchange.market(symbol);
	if (lower === symbol || traded === undefined) return undefined;
	const kind = rest.join('@');
	const say = (of: FrameKind, data: string) => frame(of, symbol, name, data);
	if (/^depth(@\d+ms)?$/.test(kind)) {
		const step = (change: Change) => [say('book', diff(change, symbol, market))];
		return {symbol, isBook: true, step, skipNumber: () => traded.skipId()};
	}
	if (kind === 'trade' || kind === 'aggTrade') {
		const write = kind === 'trade' ? market.tradeMessage : aggregate(market);
		return {symbol, isBook: false, step: ({trades}) => trades.map((trade) => say('trade', write(trade, symbol)))};
	}
	if (kind === 'bookTicker') {
		return {symbol, isBook: false, step: (change) => [say('touch', touch(change, symbol, market))]};
	}
	return undefined;
}

function hear(text: string, session: Session, market: BinanceMarket): void {
	const message = readClient(text);
	const say = (body: string) => session.send({kind: 'answer', symbol: '', text: body});
	const id = idText(message, 'id');
	const names = textsOf(message, 'params');
	const method = textOf(message, 'method');
	if (message === undefined) {
		say('{"error":{"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"}}');
	} else if (method === 'SUBSCRIBE') {
		say(`{"result":null,"id":${id}}`);
		const serves = market.sockets[session.url.pathname];
		for (const name of names) if (serves?.(name)) session.subscribe(name);
	} else if (method === 'UNSUBSCRIBE') {
		for (const name of names) session.unsubscribe(name);
		say(`{"result":null,"id":${id}}`);
	} else {
		say(`{"error":{"code":2,"msg":"Invalid request: unknown variant"},"id":${id}}`);
	}
}

function diff(change: Change, symbol: string, market: BinanceMarket): string {
	return `{"e":"depthUpdate",${market.diffHead(change, symbol)},${levelsText(change, market, ['b', 'a'])}}`;
}

function aggregate(market: BinanceMarket): (trade: MarketTrade, symbol: string) => string {
	return (trade, symbol) => {
		const {number, price, quantity, at} = trade;
		const numbers = `"p":"${padded(price, market.priceDecimals)}","q":"${padded(quantity, 8)}"`;
		return `{"e":"aggTrade","E":${at},"s":"${symbol}","a":${number},${numbers},"f":${number},"l":${number},"T":${at},"m":${isBuyerMaker(trade)}${market.aggregateTail(trade)}}`;
	};
}

function touch(change: Change, symbol: string, market: BinanceMarket): string {
	const [bid, ask] = [change.after.bids[0] ?? [0n, 0n], change.after.asks[0] ?? [0n, 0n]] as const;
	const price = (value: bigint) => padded(value, market.priceDecimals);
	const sides = `"b":"${price(bid[0])}","B":"${padded(bid[1], 8)}","a":"${price(ask[0])}","A":"${padded(ask[1], 8)}"`;
	return `{${market.touchHead(change)},"s":"${symbol}",${sides}}`;
}

/** The taker sold to whoever had been buying before. */
export function isBuyerMaker({aggressor}: MarketTrade): boolean {
	return aggressor === 'sell';
}

function levelsText(
	{bids, asks}: Pick<Sides, 'bids' | 'asks'>,
	{priceDecimals}: BinanceMarket,
	[bid, ask]: readonly [string, string],
): string {
	const write = ([price, quantity]: Level) => `["${padded(price, priceDecimals)}","${padded(quantity, 8)}"]`;
	return `"${bid}":[${listed(bids, write)}],"${ask}":[${listed(asks, write)}]`;
}

function frame(kind: FrameKind, symbol: string, stream: string, data: string): Frame {
	return {kind, symbol, text: `{"stream":"${stream}","data":${data}}`};
}
