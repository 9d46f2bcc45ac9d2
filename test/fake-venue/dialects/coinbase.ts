/*
Coinbase Advanced Trade as the fake venue speaks it: every message of a connection bears the next number, answers and heartbeats too, and what a
subscription brings comes before the answer to it. https://docs.cdp.coinbase.com, Advanced Trade WebSocket
*/

import {textOf} from '../../../source/venues/plain-numbers.ts';
import type {Level} from '../../support/oracle-book.ts';
import {readClient, textsOf} from '../client-message.ts';
import {isEmpty} from '../depth-window.ts';
import type {Answer, Asked, Dialect, Exchange, Frame, FrameKind, Session, Topic} from '../dialect.ts';
import {ok} from '../dialect.ts';
import type {Market, MarketTrade, Sides} from '../market.ts';
import {isoTime, listed, trimmed} from '../texts.ts';

export const coinbaseDialect: Dialect = {
	id: 'coinbase',
	symbols: ['BTC-USD', 'ETH-USD'],
	depth: Number.POSITIVE_INFINITY,
	idHole: 0,
	level: /"price_level":("[^"]*"),"new_quantity":("[^"]*")/,
	countedBy: '"sequence_num":0',
	haltWord: 'offline',
	route,
	answer,
	accept: (url) => (url.pathname === '/' ? [] : undefined),
	topic,
	hear,
	heartbeat: ({names, exchange}) =>
		names.has('heartbeats') ? [message('heartbeat', '', 'heartbeats', heartbeat(exchange), exchange)] : [],
};

const productsPath = '/api/v3/brokerage/market/products';

function route(url: URL): Pick<Asked, 'route' | 'symbol' | 'limit'> | undefined {
	const limit = Number.NaN;
	if (url.pathname === '/api/v3/brokerage/time') return {route: 'time', symbol: '', limit};
	if (url.pathname === productsPath) return {route: 'instruments', symbol: '', limit};
	if (!url.pathname.startsWith(`${productsPath}/`)) return undefined;
	return {route: 'volume', symbol: decodeURIComponent(url.pathname.slice(productsPath.length + 1)), limit};
}

function answer({route: asked, symbol}: Asked, exchange: Exchange): Answer {
	const now = exchange.now();
	if (asked === 'time') return ok(`{"iso":"${isoTime(now, 3)}","epochSeconds":"${Math.floor(now / 1000)}","epochMillis":"${now}"}`);
	if (asked === 'instruments') {
		const products = listed(exchange.markets, (market) => product(market, exchange.volume));
		return ok(`{"products":[${products}], "num_products":${exchange.markets.length}}`);
	}
	const market = exchange.markets.find((candidate) => candidate.symbol === symbol);
	if (market !== undefined) return ok(product(market, exchange.volume));
	return {
		status: 404,
		body: '{"error":"NOT_FOUND","error_details":"valid product_id is required","message":"valid product_id is required"}',
	};
}

/** As REST prints it, with a space after each comma. */
function product({symbol, halt}: Market, volume: string): string {
	const [base = '', quote = ''] = symbol.split('-');
	const grid = '"base_increment":"0.00000001", "quote_increment":"0.01", "base_min_size":"0.00000001", "base_max_size":"3400"';
	const flags = ['is_disabled', 'cancel_only', 'limit_only', 'post_only', 'auction_mode', 'view_only']
		.map((flag) => `"${flag}":false`)
		.join(', ');
	const state = `"status":"${halt || 'online'}", "trading_disabled":${halt !== ''}, ${flags}`;
	const names = `"product_type":"SPOT", "quote_currency_id":"${quote}", "base_currency_id":"${base}", "alias":"", "alias_to":[]`;
	return `{"product_id":"${symbol}", "price":"60000", "volume_24h":"${volume}", ${grid}, ${state}, ${names}, "price_increment":"0.01"}`;
}

/** Names are ours: `level2:BTC-USD`, `heartbeats`. */
function topic(name: string, exchange: Exchange): Topic | undefined {
	if (name === 'heartbeats') return {symbol: '', isBook: false};
	const [channel, symbol = ''] = name.split(':');
	const market = exchange.market(symbol);
	if (market === undefined) return undefined;
	if (channel === 'level2') return bookTopic(market, exchange);
	if (channel === 'market_trades') return tradeTopic(market, exchange);
	return channel === 'status' ? statusTopic(market, exchange) : undefined;
}

function bookTopic(market: Market, exchange: Exchange): Topic {
	const {symbol} = market;
	const say = (kind: FrameKind, type: string, {bids, asks}: Sides): Frame => {
		const time = isoTime(exchange.now() - 30, 6);
		const write =
			(side: string) =>
			([price, quantity]: Level) =>
				`{"side":"${side}","event_time":"${time}","price_level":"${trimmed(price)}","new_quantity":"${trimmed(quantity)}"}`;
		const updates = [...bids.map(write('bid')), ...asks.map(write('offer'))].join(',');
		return message(kind, symbol, 'l2_data', `{"type":"${type}","product_id":"${symbol}","updates":[${updates}]}`, exchange);
	};
	return {
		symbol,
		isBook: true,
		opening: () => [say('snapshot', 'snapshot', market.sides)],
		step: (change) => (isEmpty(change) ? [] : [say('book', 'update', change)]),
	};
}

function tradeTopic(market: Market, exchange: Exchange): Topic {
	const {symbol} = market;
	const say = (kind: FrameKind, type: string, trades: readonly MarketTrade[]): Frame =>
		message(
			kind,
			symbol,
			'market_trades',
			`{"type":"${type}","trades":[${listed(trades, (trade) => tradeText(trade, symbol))}]}`,
			exchange,
		);
	return {
		symbol,
		isBook: false,
		opening: () => [say('history', 'snapshot', market.past.toReversed())],
		step: ({trades}) => (trades.length === 0 ? [] : [say('trade', 'update', trades)]),
	};
}

/** The side that is named is the maker's. */
function tradeText({number, price, quantity, aggressor, at}: MarketTrade, symbol: string): string {
	const numbers = `"price":"${trimmed(price)}","size":"${trimmed(quantity)}","time":"${isoTime(at, 6)}"`;
	return `{"product_id":"${symbol}","trade_id":"${number}",${numbers},"side":"${aggressor === 'buy' ? 'SELL' : 'BUY'}"}`;
}

function statusTopic(market: Market, exchange: Exchange): Topic {
	const {symbol} = market;
	const say = (type: string): readonly Frame[] => {
		const [base = '', quote = ''] = symbol.split('-');
		const names = `"product_type":"SPOT","id":"${symbol}","base_currency":"${base}","quote_currency":"${quote}","display_name":"${base}/${quote}"`;
		const products = `[{${names},"base_increment":"0.00000001","quote_increment":"0.01","status":"${market.halt || 'online'}","status_message":""}]`;
		return [message('status', symbol, 'status', `{"type":"${type}","products":${products}}`, exchange)];
	};
	return {symbol, isBook: false, opening: () => say('snapshot'), turned: (turned) => (turned === market ? say('update') : [])};
}

function heartbeat(exchange: Exchange): string {
	const seconds = Math.floor(exchange.now() / 1000) % 100_000;
	const time = isoTime(exchange.now(), 9).replace('T', ' ').replace('Z', ' +0000 UTC');
	return `{"current_time":"${time} m=+${seconds}.260485341","heartbeat_counter":${seconds}}`;
}

function hear(text: string, session: Session): void {
	const said = readClient(text);
	const channel = textOf(said, 'channel');
	const products = textsOf(said, 'product_ids');
	const names = channel === 'heartbeats' ? [channel] : products.map((symbol) => `${channel}:${symbol}`);
	const unknown = names.find((name) => session.topic(name) === undefined);
	if (said === undefined || names.length === 0) {
		refuse('failure to subscribe', session);
	} else if (unknown !== undefined) {
		refuse(`${channel} subscription is invalid: ${unknown.slice(channel.length + 1)}`, session);
	} else {
		for (const name of names) {
			if (said['type'] === 'unsubscribe') session.unsubscribe(name);
			else session.subscribe(name);
		}
		session.send(message('answer', '', 'subscriptions', subscriptions(session), session.exchange));
	}
}

/** An error is no message of a channel, and bears no number. */
function refuse(reason: string, session: Session): void {
	session.send({kind: 'answer', symbol: '', text: `{"type":"error","message":"${reason}"}`});
}

/** All that the connection is subscribed to by now: `{"subscriptions":{"level2":["BTC-USD"]}}`. */
function subscriptions({names}: Session): string {
	const byChannel = new Map<string, string[]>();
	for (const name of [...names].sort()) {
		const [channel = '', symbol = channel] = name.split(':');
		byChannel.set(channel, [...(byChannel.get(channel) ?? []), symbol]);
	}
	return JSON.stringify({subscriptions: Object.fromEntries(byChannel)});
}

function message(kind: FrameKind, symbol: string, channel: string, event: string, exchange: Exchange): Frame {
	const head = `"channel":"${channel}","timestamp":"${isoTime(exchange.now(), 9)}","sequence_num":0`;
	return {kind, symbol, text: `{${head},"events":[${event}]}`};
}
