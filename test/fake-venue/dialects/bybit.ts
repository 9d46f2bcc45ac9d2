/*
Bybit v5 as the fake venue speaks it, spot and linear, which differ in the order of their keys and in the zeros of their numbers.
https://bybit-exchange.github.io/docs/v5/websocket/public/orderbook
*/

import {type Fields, textOf} from '../../../source/venues/plain-numbers.ts';
import type {Level} from '../../support/oracle-book.ts';
import {idText, numberIn, readClient, textsOf} from '../client-message.ts';
import {best, isEmpty, windowChanges} from '../depth-window.ts';
import type {Answer, Asked, Dialect, Exchange, Frame, FrameKind, Session, Topic} from '../dialect.ts';
import {ok} from '../dialect.ts';
import type {Market, MarketTrade, Sides} from '../market.ts';
import {listed, padded, trimmed} from '../texts.ts';
import {splitUsdt} from './binance.ts';

export const bybitSpotDialect = bybit('spot');
export const bybitLinearDialect = bybit('linear');

type Category = 'spot' | 'linear';

const depths: readonly number[] = [1, 50, 200, 1000];

function bybit(category: Category): Dialect {
	return {
		id: category === 'spot' ? 'bybit' : 'bybit-linear',
		symbols: ['BTCUSDT', 'ETHUSDT'],
		depth: 200,
		idHole: 0,
		level: /\[("[^"]*"),("[^"]*")\]/,
		haltWord: 'Closed',
		route: (url) => route(url, category),
		answer: (asked, exchange) => answer(asked, exchange, category),
		accept: (url) => (url.pathname === `/v5/public/${category}` ? [] : undefined),
		topic: (name, exchange) => topic(name, exchange, category),
		hear: (text, session) => hear(text, session, category),
	};
}

function route(url: URL, category: Category): Pick<Asked, 'route' | 'symbol' | 'limit'> | undefined {
	const about = {symbol: url.searchParams.get('symbol') ?? '', limit: Number.NaN};
	if (url.pathname === '/v5/market/time') return {...about, route: 'time'};
	if (url.searchParams.get('category') !== category) return undefined;
	if (url.pathname === '/v5/market/instruments-info') return {...about, route: 'instruments'};
	return url.pathname === '/v5/market/tickers' ? {...about, route: 'volume'} : undefined;
}

function answer({route: asked, symbol, url}: Asked, exchange: Exchange, category: Category): Answer {
	const now = exchange.now();
	const wrap = (result: string) => ok(`{"retCode":0,"retMsg":"OK","result":${result},"retExtInfo":{},"time":${now}}`);
	if (asked === 'time') return wrap(`{"timeSecond":"${Math.floor(now / 1000)}","timeNano":"${now}000000"}`);
	const wanted = exchange.markets.filter((market) => symbol === '' || market.symbol === symbol);
	if (asked === 'volume') {
		const list = listed(wanted, (market) => `{"symbol":"${market.symbol}","volume24h":"${exchange.volume}","turnover24h":"1440000000"}`);
		return wrap(`{"category":"${category}","list":[${list}]}`);
	}
	if (category === 'spot') return wrap(`{"category":"spot","list":[${listed(wanted, spotListing)}]}`);
	// A page begins at its cursor, which names a symbol.
	const start = Math.max(
		0,
		wanted.findIndex((market) => market.symbol === url.searchParams.get('cursor')),
	);
	const limit = numberIn(url, 'limit');
	const end = start + (Number.isNaN(limit) ? 500 : limit);
	const page = listed(wanted.slice(start, end), linearListing);
	return wrap(`{"category":"linear","list":[${page}],"nextPageCursor":"${wanted[end]?.symbol ?? ''}"}`);
}

function spotListing({symbol, halt}: Market): string {
	const [base, quote] = splitUsdt(symbol);
	const lot = '"lotSizeFilter":{"basePrecision":"0.00000001","quotePrecision":"0.0000001","minOrderQty":"0.000001","minOrderAmt":"5"}';
	const names = `"symbol":"${symbol}","baseCoin":"${base}","quoteCoin":"${quote}","innovation":"0","status":"${halt || 'Trading'}"`;
	return `{${names},"marginTrading":"utaOnly",${lot},"priceFilter":{"tickSize":"0.01"}}`;
}

function linearListing({symbol, halt}: Market): string {
	const [base, quote] = splitUsdt(symbol);
	const names = `"symbol":"${symbol}","contractType":"LinearPerpetual","status":"${halt || 'Trading'}","baseCoin":"${base}","quoteCoin":"${quote}"`;
	const grid = '"priceFilter":{"minPrice":"0.01","maxPrice":"1999999.80","tickSize":"0.01"}';
	return `{${names},"priceScale":"2",${grid},"lotSizeFilter":{"maxOrderQty":"1500.000","minOrderQty":"0.001","qtyStep":"0.001"},"settleCoin":"${quote}"}`;
}

function topic(name: string, exchange: Exchange, category: Category): Topic | undefined {
	const [kind, ...rest] = name.split('.');
	const symbol = rest.at(-1) ?? '';
	const market = exchange.market(symbol);
	if (market === undefined) return undefined;
	if (kind === 'publicTrade' && rest.length === 1) return tradeTopic(name, symbol, exchange, category);
	const depth = Number(rest[0]);
	return kind === 'orderbook' && rest.length === 2 && depths.includes(depth)
		? bookTopic(name, market, depth, exchange, category)
		: undefined;
}

function bookTopic(name: string, market: Market, depth: number, exchange: Exchange, category: Category): Topic {
	const {symbol} = market;
	let id = 15_076_952;
	const say = (kind: FrameKind, type: 'snapshot' | 'delta', {bids, asks}: Sides): Frame => {
		const sides = `"b":[${listed(bids, (level) => levelText(level, category))}],"a":[${listed(asks, (level) => levelText(level, category))}]`;
		const data = `{"s":"${symbol}",${sides},"u":${id},"seq":${7_961_638_730 + market.lastId}}`;
		return {kind, symbol, text: envelope(name, type, data, exchange.now(), category, `,"cts":${exchange.now() - 4}`)};
	};
	const whole = (): readonly Frame[] => [say('snapshot', 'snapshot', best(market.sides, depth))];
	return {
		symbol,
		isBook: true,
		opening: whole,
		step({before, after}) {
			const changed = windowChanges(before, after, depth, true);
			if (isEmpty(changed)) return [];
			id++;
			return depth === 1 ? [say('book', 'snapshot', best(after, 1))] : [say('book', 'delta', changed)];
		},
		skipNumber() {
			id++;
		},
		restart() {
			id = 1;
			return whole();
		},
		// Level 1 alone is sent again after 3 s without a change, under the same id.
		idle: () => (depth === 1 ? [say('book', 'snapshot', best(market.sides, 1))] : []),
	};
}

function tradeTopic(name: string, symbol: string, exchange: Exchange, category: Category): Topic {
	return {
		symbol,
		isBook: false,
		step({trades}) {
			if (trades.length === 0) return [];
			const data = `[${listed(trades, (trade) => tradeText(trade, symbol, category))}]`;
			return [{kind: 'trade', symbol, text: envelope(name, 'snapshot', data, exchange.now(), category)}];
		},
	};
}

function tradeText({number, price, quantity, aggressor, at}: MarketTrade, symbol: string, category: Category): string {
	const side = aggressor === 'buy' ? 'Buy' : 'Sell';
	const seq = 7_961_638_730 + number;
	if (category === 'spot') {
		const numbers = `"p":"${trimmed(price)}","v":"${trimmed(quantity)}"`;
		return `{"i":"2290000000${String(number).padStart(9, '0')}","T":${at},${numbers},"S":"${side}","seq":${seq},"s":"${symbol}","BT":false,"RPI":false}`;
	}
	const numbers = `"v":"${padded(quantity, 8)}","p":"${padded(price, 2)}"`;
	const id = `a9188a0a-82bc-50de-be60-${String(number).padStart(12, '0')}`;
	return `{"T":${at},"s":"${symbol}","S":"${side}",${numbers},"L":"PlusTick","i":"${id}","BT":false,"RPI":false,"seq":${seq}}`;
}

function levelText([price, quantity]: Level, category: Category): string {
	if (category === 'spot') return `["${trimmed(price)}","${trimmed(quantity)}"]`;
	return `["${padded(price, 2)}","${quantity === 0n ? '0' : padded(quantity, 8)}"]`;
}

function envelope(name: string, type: string, data: string, now: number, category: Category, tail = ''): string {
	const order = category === 'spot' ? `"ts":${now},"type":"${type}"` : `"type":"${type}","ts":${now}`;
	return `{"topic":"${name}",${order},"data":${data}${tail}}`;
}

function hear(text: string, session: Session, category: Category): void {
	const message = readClient(text);
	if (message === undefined) return;
	if (message['op'] === 'ping') {
		session.send({kind: 'pong', symbol: '', text: answerText(message, true, 'pong', 'ping', category)});
	} else if (message['op'] === 'subscribe') {
		subscribe(message, session, category);
	} else if (message['op'] === 'unsubscribe') {
		for (const name of textsOf(message, 'args')) session.unsubscribe(name);
		session.send({kind: 'answer', symbol: '', text: answerText(message, true, '', 'unsubscribe', category)});
	}
}

/** All of a request, or nothing of it. */
function subscribe(message: Fields, session: Session, category: Category): void {
	const names = textsOf(message, 'args');
	const reason = refusal(names, session, category);
	const isGranted = reason === undefined;
	const said = reason ?? (category === 'spot' ? 'subscribe' : '');
	session.send({kind: 'answer', symbol: symbolOf(names[0]), text: answerText(message, isGranted, said, 'subscribe', category)});
	if (isGranted) for (const name of names) session.subscribe(name);
}

/** Undefined where all is granted. */
function refusal(names: readonly string[], session: Session, category: Category): string | undefined {
	if (category === 'spot' && names.length > 10) return 'args size >10';
	const unknown = names.find((name) => session.topic(name) === undefined);
	if (unknown === undefined) return undefined;
	const isOfSymbol = session.exchange.market(symbolOf(unknown)) === undefined;
	return isOfSymbol ? `Invalid symbol :[${unknown}]` : `error:handler not found,topic:${unknown}`;
}

function symbolOf(name = ''): string {
	return name.slice(name.lastIndexOf('.') + 1);
}

function answerText(message: Fields, isGranted: boolean, reason: string, op: string, category: Category): string {
	const request = textOf(message, 'req_id');
	const id = category === 'spot' && request === '' ? '' : `"req_id":${request === '' ? '""' : idText(message, 'req_id')},`;
	return `{"success":${isGranted},"ret_msg":"${reason}","conn_id":"d8bu1olkndm7crnfs1e0-j6akw",${id}"op":"${op}"}`;
}
