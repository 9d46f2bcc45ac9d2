/*
Kraken v2 as the fake venue speaks it: numbers are JSON numbers with all their zeros, nothing is numbered, every message of a book bears a checksum, and
levels that are pushed out of the window are not taken away. https://docs.kraken.com/exchange/api-reference/spot-websocket-v2/book
*/

import {crc32} from 'node:zlib';
import {type Fields, fieldOf, textOf} from '../../../source/venues/plain-numbers.ts';
import type {Level} from '../../support/oracle-book.ts';
import {readClient, textsOf} from '../client-message.ts';
import {best, windowChanges} from '../depth-window.ts';
import type {Answer, Asked, Dialect, Exchange, Frame, FrameKind, Session, Topic} from '../dialect.ts';
import {ok} from '../dialect.ts';
import type {Market, MarketTrade, Sides} from '../market.ts';
import {decimalsOf, isoTime, listed, padded} from '../texts.ts';

export const krakenDialect: Dialect = {
	id: 'kraken',
	symbols: ['BTC/USD', 'ETH/USD'],
	depth: 100,
	idHole: 0,
	level: /"price":([^,}]+),"qty":([^,}]+)/,
	checksum: /"checksum":(\d+)/,
	haltWord: 'maintenance',
	route,
	answer,
	accept: (url) => (url.pathname === '/v2' ? [] : undefined),
	greeting: () => [status('online')],
	topic,
	hear,
	heartbeat: ({names}) => (names.size === 0 ? [] : [{kind: 'heartbeat', symbol: '', text: '{"channel":"heartbeat"}'}]),
	maintenance: (isOver) => [status(isOver ? 'online' : 'maintenance')],
};

function route(url: URL): Pick<Asked, 'route' | 'symbol' | 'limit'> | undefined {
	const about = {symbol: url.searchParams.get('pair') ?? '', limit: Number.NaN};
	if (url.pathname === '/0/public/AssetPairs') return {...about, route: 'instruments'};
	if (url.pathname === '/0/public/Ticker') return {...about, route: 'volume'};
	return url.pathname === '/0/public/Time' ? {...about, route: 'time'} : undefined;
}

function answer({route: asked, symbol}: Asked, exchange: Exchange): Answer {
	const wrap = (result: string) => ok(`{"error":[],"result":${result}}`);
	if (asked === 'time') {
		const seconds = Math.floor(exchange.now() / 1000);
		return wrap(`{"unixtime":${seconds},"rfc1123":"${new Date(seconds * 1000).toUTCString()}"}`);
	}
	const found = exchange.markets.filter((market) => symbol === '' || isCalled(market.symbol, symbol));
	if (found.length === 0) return ok('{"error":["EQuery:Unknown asset pair"]}');
	const entry = (market: Market) => (asked === 'instruments' ? pairText(market) : tickerText(exchange.volume));
	return wrap(`{${listed(found, (market) => `"${namesOf(market.symbol).key}":${entry(market)}`)}}`);
}

type PairNames = {readonly key: string; readonly altname: string; readonly wsname: string; readonly base: string; readonly quote: string};

/** REST has its own names for what the stream calls `BTC/USD`: `XXBTZUSD`, `XBTUSD`, `XBT/USD`. */
function namesOf(symbol: string): PairNames {
	const [base = '', quote = ''] = symbol.split('/').map((asset) => (asset === 'BTC' ? 'XBT' : asset === 'DOGE' ? 'XDG' : asset));
	const isOfTheFirst = ['XBT', 'ETH', 'XDG'].includes(base);
	const old = {base: isOfTheFirst ? `X${base}` : base, quote: quote === 'USD' ? 'ZUSD' : quote};
	const key = isOfTheFirst ? `${old.base}${old.quote}` : `${base}${quote}`;
	return {key, altname: `${base}${quote}`, wsname: `${base}/${quote}`, ...old};
}

function isCalled(symbol: string, name: string): boolean {
	const {key, altname, wsname} = namesOf(symbol);
	return [symbol, key, altname, wsname].includes(name);
}

function pairText({symbol, halt}: Market): string {
	const {altname, wsname, base, quote} = namesOf(symbol);
	const names = `"altname":"${altname}","wsname":"${wsname}","aclass_base":"currency","base":"${base}","aclass_quote":"currency","quote":"${quote}"`;
	const grid = '"lot":"unit","cost_decimals":5,"pair_decimals":2,"lot_decimals":8,"lot_multiplier":1';
	return `{${names},${grid},"ordermin":"0.00005","costmin":"0.5","tick_size":"0.01","status":"${halt || 'online'}"}`;
}

/** Two of a kind are of today and of the last 24 hours. */
function tickerText(volume: string): string {
	return `{"a":["60000.10","1","1.000"],"b":["60000.00","1","1.000"],"c":["60000.10","0.00100000"],"v":["12.00000000","${volume}"]}`;
}

const depths: readonly number[] = [10, 25, 100, 500, 1000];

/** Names are ours: `book:100:BTC/USD`, `trade:BTC/USD`, `instrument`. */
function topic(name: string, exchange: Exchange): Topic | undefined {
	if (name === 'instrument') return instrumentTopic(exchange);
	const parts = name.split(':');
	const market = exchange.market(parts.at(-1) ?? '');
	if (market === undefined) return undefined;
	if (parts[0] === 'trade') return tradeTopic(market);
	return parts[0] === 'book' && depths.includes(Number(parts[1])) ? bookTopic(market, Number(parts[1]), exchange) : undefined;
}

function bookTopic(market: Market, depth: number, exchange: Exchange): Topic {
	const {symbol} = market;
	const printed = {price: 2, quantity: 8};
	const say = (kind: FrameKind, type: string, {bids, asks}: Sides, book: Sides, tail: string): Frame => {
		refine(printed, book);
		const write = (level: Level) => levelText(level, printed);
		const sides = `"bids":[${listed(bids, write)}],"asks":[${listed(asks, write)}]`;
		const data = `{"symbol":"${symbol}",${sides},"checksum":${checksumOf(book, printed)}${tail}}`;
		return {kind, symbol, text: `{"channel":"book","type":"${type}","data":[${data}]}`};
	};
	return {
		symbol,
		isBook: true,
		opening: () => [say('snapshot', 'snapshot', best(market.sides, depth), market.sides, '')],
		// A message is about one side, as all that were recorded are. Checksums are of the true book, whatever a fault has made of the message.
		step({before, after}) {
			const changed = windowChanges(before, after, depth, false);
			const time = `,"timestamp":"${isoTime(exchange.now(), 6)}"`;
			return inTurn(before, after)
				.filter((turn) => changed[turn.of].length > 0)
				.map(({of, old}) => {
					const part = {bids: [], asks: [], [of]: changed[of]};
					return say('book', 'update', part, old === undefined ? market.sides : {...market.sides, [old]: before[old]}, time);
				});
		},
	};
}

/** The sides in the order in which they change, so that the book is not crossed in between, each with the side that is still as it was. */
function inTurn(before: Sides, after: Sides): readonly {readonly of: keyof Sides; readonly old?: keyof Sides}[] {
	const wouldCross = (after.bids[0]?.[0] ?? 0n) >= (before.asks[0]?.[0] ?? Number.POSITIVE_INFINITY);
	return wouldCross ? [{of: 'asks', old: 'bids'}, {of: 'bids'}] : [{of: 'bids', old: 'asks'}, {of: 'asks'}];
}

/** With how many decimals all numbers of a pair are printed. */
type Printed = {price: number; quantity: number};

/** A finer number than all before makes the venue print all of them finer from then on. */
function refine(printed: Printed, {bids, asks}: Sides): void {
	for (const [price, quantity] of [...bids, ...asks]) {
		printed.price = Math.max(printed.price, decimalsOf(price));
		printed.quantity = Math.max(printed.quantity, decimalsOf(quantity));
	}
}

/** Of the ten best asks, then the ten best bids: digits of price and quantity, without the point and the zeros before. */
function checksumOf(sides: Sides, {price: priceDecimals, quantity: quantityDecimals}: Printed): number {
	const {bids, asks} = best(sides, 10);
	const digits = (text: string) => text.replace('.', '').replace(/^0+/, '');
	return crc32(
		[...asks, ...bids]
			.map(([price, quantity]) => digits(padded(price, priceDecimals)) + digits(padded(quantity, quantityDecimals)))
			.join(''),
	);
}

function levelText([price, quantity]: Level, printed: Printed): string {
	return `{"price":${padded(price, printed.price)},"qty":${padded(quantity, printed.quantity)}}`;
}

function tradeTopic(market: Market): Topic {
	const {symbol} = market;
	const say = (kind: FrameKind, type: string, trades: readonly MarketTrade[]): Frame => {
		const data = listed(trades, ({number, price, quantity, aggressor, at}) => {
			const numbers = `"price":${padded(price, 2)},"qty":${padded(quantity, 8)}`;
			return `{"symbol":"${symbol}","side":"${aggressor}",${numbers},"ord_type":"market","trade_id":${number},"timestamp":"${isoTime(at, 6)}"}`;
		});
		return {kind, symbol, text: `{"channel":"trade","type":"${type}","data":[${data}]}`};
	};
	return {
		symbol,
		isBook: false,
		opening: () => [say('history', 'snapshot', market.past)],
		step: ({trades}) => (trades.length === 0 ? [] : [say('trade', 'update', trades)]),
	};
}

function instrumentTopic({markets}: Exchange): Topic {
	const say = (type: string, pairs: readonly Market[]): readonly Frame[] => [
		{
			kind: 'status',
			symbol: '',
			text: `{"channel":"instrument","type":"${type}","data":{"assets":[],"pairs":[${listed(pairs, instrumentText)}]}}`,
		},
	];
	return {symbol: '', isBook: false, opening: () => say('snapshot', markets), turned: (market) => say('update', [market])};
}

function instrumentText({symbol, halt}: Market): string {
	const [base = '', quote = ''] = symbol.split('/');
	const grid =
		'"qty_precision":8,"qty_increment":0.00000001,"price_precision":2,"cost_precision":5,"price_increment":0.01,"qty_min":0.00005';
	return `{"symbol":"${symbol}","base":"${base}","quote":"${quote}","status":"${halt || 'online'}",${grid}}`;
}

/** Its number is beyond what a double holds, as it is on the wire. */
function status(system: string): Frame {
	const data = `{"version":"2.0.10","system":"${system}","api_version":"v2","connection_id":14454906016404602417}`;
	return {kind: 'status', symbol: '', text: `{"channel":"status","type":"update","data":[${data}]}`};
}

function hear(text: string, session: Session): void {
	const said = readClient(text);
	const method = textOf(said, 'method');
	const params = fieldOf(said, 'params');
	if (said === undefined) {
		session.send({kind: 'answer', symbol: '', text: '{"error":"Malformed request","success":false}'});
	} else if (method === 'ping') {
		session.send({kind: 'pong', symbol: '', text: `{"method":"pong",${requestId(said)}${times(session)}}`});
	} else if (textOf(params, 'channel') === 'instrument') {
		session.send({
			kind: 'answer',
			symbol: '',
			text: `{"method":"${method}","result":{"channel":"instrument","snapshot":true},"success":true}`,
		});
		session.subscribe('instrument');
	} else {
		for (const symbol of textsOf(params, 'symbol')) take(method, symbol, params, said, session);
	}
}

/** Each symbol is answered by itself. */
function take(method: string, symbol: string, params: unknown, said: Fields, session: Session): void {
	const channel = textOf(params, 'channel');
	const depth = fieldOf(params, 'depth') ?? 10;
	const name = channel === 'book' ? `book:${depth}:${symbol}` : `${channel}:${symbol}`;
	const hasSnapshot = (fieldOf(params, 'snapshot') ?? channel === 'book') === true;
	const form = channel === 'book' ? `"depth":${depth},"snapshot":${hasSnapshot}` : `"snapshot":${hasSnapshot}`;
	const isKnown = session.topic(name) !== undefined;
	const reason =
		session.exchange.market(symbol) === undefined ? `Currency pair not supported ${symbol}` : 'Subscription depth not supported';
	const outcome = isKnown
		? `"result":{"channel":"${channel}",${form},"symbol":"${symbol}"},"success":true`
		: `"error":"${reason}","success":false,"symbol":"${symbol}"`;
	session.send({kind: 'answer', symbol, text: `{"method":"${method}",${requestId(said)}${outcome},${times(session)}}`});
	if (method === 'unsubscribe') session.unsubscribe(name);
	else if (isKnown) session.subscribe(name, {isSilent: !hasSnapshot});
}

function requestId(said: Fields): string {
	return said['req_id'] === undefined ? '' : `"req_id":${JSON.stringify(said['req_id'])},`;
}

function times({exchange}: Session): string {
	const time = isoTime(exchange.now(), 6);
	return `"time_in":"${time}","time_out":"${time}"`;
}
