/*
Deribit as the fake venue speaks it: JSON-RPC, JSON numbers, levels with what happened to them, every change naming the one before, and unknown channels passed
over in silence. https://docs.deribit.com: book.(instrument_name).(interval), public/subscribe, public/set_heartbeat
*/

import {type Fields, fieldOf, textOf} from '../../../source/venues/plain-numbers.ts';
import type {Level} from '../../support/oracle-book.ts';
import {idText, readClient, textsOf} from '../client-message.ts';
import {isEmpty, windowChanges} from '../depth-window.ts';
import type {Answer, Asked, Dialect, Exchange, Frame, FrameKind, Session, Topic} from '../dialect.ts';
import {ok} from '../dialect.ts';
import type {Market, MarketTrade} from '../market.ts';
import {floated, listed} from '../texts.ts';

const platformState = 'platform_state';

/** A socket that asked for heartbeats is sent one as if it had subscribed to this. */
const heartbeats = 'heartbeat';

export const deribitDialect: Dialect = {
	id: 'deribit',
	symbols: ['BTC-PERPETUAL', 'ETH-PERPETUAL'],
	depth: Number.POSITIVE_INFINITY,
	idHole: 0,
	level: /\["(?:new|change|delete)",([^,\]]+),([^,\]]+)\]/,
	haltWord: 'halted',
	route,
	answer,
	accept: (url) => (url.pathname === '/ws/api/v2' ? [] : undefined),
	topic,
	hear,
	heartbeat: ({names}) =>
		names.has(heartbeats)
			? [{kind: 'heartbeat', symbol: '', text: '{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}'}]
			: [],
	maintenance: (isOver, {names}) =>
		names.has(platformState) ? [notification('status', '', platformState, `{"maintenance":${!isOver}}`)] : [],
};

function route(url: URL): Pick<Asked, 'route' | 'symbol' | 'limit'> | undefined {
	const about = {symbol: url.searchParams.get('instrument_name') ?? '', limit: Number.NaN};
	if (url.pathname === '/api/v2/public/get_instruments') return {...about, route: 'instruments'};
	if (url.pathname === '/api/v2/public/get_book_summary_by_instrument') return {...about, route: 'volume'};
	return url.pathname === '/api/v2/public/get_time' ? {...about, route: 'time'} : undefined;
}

function answer({route: asked, symbol, url}: Asked, exchange: Exchange): Answer {
	const wrap = (result: string) => ok(`{"jsonrpc":"2.0","result":${result},${timing(exchange)}}`);
	if (asked === 'time') return wrap(String(exchange.now()));
	if (asked === 'instruments') {
		const kind = url.searchParams.get('kind');
		const found = exchange.markets.filter((market) => kind === null || kindOf(market) === kind);
		return wrap(`[${listed(found, instrumentText)}]`);
	}
	const market = exchange.markets.find((candidate) => candidate.symbol === symbol);
	if (market !== undefined) return wrap(`[${summaryText(market, exchange.volume)}]`);
	const data = '{"reason":"wrong format","param":"instrument_name"}';
	return {status: 400, body: `{"jsonrpc":"2.0","error":{"message":"Invalid params","data":${data},"code":-32602},${timing(exchange)}}`};
}

function kindOf({symbol}: Market): 'future' | 'spot' {
	return symbol.includes('-') ? 'future' : 'spot';
}

/** `BTC-PERPETUAL` is of BTC and USD, `BTC_USDC-PERPETUAL` of BTC and USDC. */
function coinsOf({symbol}: Market): readonly [base: string, quote: string] {
	const [base = '', quote = 'USD'] = (symbol.split('-')[0] ?? '').split('_');
	return [base, quote];
}

function instrumentText(market: Market): string {
	const [base, quote] = coinsOf(market);
	const names = `"instrument_name":"${market.symbol}","base_currency":"${base}","quote_currency":"${quote}","counter_currency":"${quote}"`;
	const type = quote === 'USD' ? 'reversed' : 'linear';
	const grid = '"tick_size":0.01,"tick_size_steps":[],"min_trade_amount":1.0e-5,"contract_size":10.0';
	const state = `"is_active":${market.halt === ''},"state":"${market.halt || 'open'}"`;
	return `{${names},"kind":"${kindOf(market)}","instrument_type":"${type}","settlement_period":"perpetual",${grid},${state}}`;
}

function summaryText(market: Market, volume: string): string {
	const [base, quote] = coinsOf(market);
	const names = `"instrument_name":"${market.symbol}","base_currency":"${base}","quote_currency":"${quote}"`;
	return `{${names},"volume":${volume},"volume_usd":${volume},"volume_notional":${volume}}`;
}

function topic(name: string, exchange: Exchange): Topic | undefined {
	if (name === platformState || name === heartbeats) return {symbol: '', isBook: false};
	if (name.startsWith('instrument.state.')) return stateTopic(name, exchange);
	const [kind, symbol = '', interval] = name.split('.');
	const market = exchange.market(symbol);
	if (market === undefined || interval !== '100ms') return undefined;
	if (kind === 'book') return bookTopic(name, market, exchange);
	return kind === 'trades' ? tradeTopic(name, market) : undefined;
}

/** Ids are shared by all instruments, so that those of one have holes. */
const idStep = 13;

function bookTopic(name: string, market: Market, exchange: Exchange): Topic {
	const {symbol} = market;
	let last = 88_000_000_000 + market.lastId;
	const say = (kind: FrameKind, type: string, previous: string, bids: string, asks: string): Frame => {
		const ids = `${previous}"instrument_name":"${symbol}","change_id":${last}`;
		return notification(kind, symbol, name, `{"type":"${type}","timestamp":${exchange.now()},${ids},"bids":[${bids}],"asks":[${asks}]}`);
	};
	return {
		symbol,
		isBook: true,
		opening() {
			const {bids, asks} = market.sides;
			const write = (level: Level) => levelText('new', level);
			return [say('snapshot', 'snapshot', '', listed(bids, write), listed(asks, write))];
		},
		step({before, after}) {
			const changed = windowChanges(before, after, deribitDialect.depth, true);
			if (isEmpty(changed)) return [];
			const previous = `"prev_change_id":${last},`;
			last += idStep;
			return [say('book', 'change', previous, changesText(before.bids, changed.bids), changesText(before.asks, changed.asks))];
		},
		skipNumber() {
			last += idStep;
		},
	};
}

function changesText(before: readonly Level[], changed: readonly Level[]): string {
	const old = new Map(before);
	return listed(changed, (level) => levelText(level[1] === 0n ? 'delete' : old.has(level[0]) ? 'change' : 'new', level));
}

function levelText(action: string, [price, quantity]: Level): string {
	return `["${action}",${floated(price)},${floated(quantity)}]`;
}

function tradeTopic(name: string, {symbol}: Market): Topic {
	const write = ({number, price, quantity, aggressor, at}: MarketTrade): string => {
		const numbers = `"price":${floated(price)},"mark_price":${floated(price)},"index_price":${floated(price)},"amount":${floated(quantity)}`;
		const ids = `"trade_seq":${number},"trade_id":"${48_000_000 + number}","timestamp":${at},"tick_direction":2`;
		return `{${ids},${numbers},"instrument_name":"${symbol}","direction":"${aggressor}"}`;
	};
	return {
		symbol,
		isBook: false,
		step: ({trades}) => (trades.length === 0 ? [] : [notification('trade', symbol, name, `[${listed(trades, write)}]`)]),
	};
}

function stateTopic(name: string, exchange: Exchange): Topic {
	return {
		symbol: '',
		isBook: false,
		turned({symbol, halt}) {
			const state = halt === '' ? 'started' : 'deactivated';
			return [notification('status', symbol, name, `{"timestamp":${exchange.now()},"state":"${state}","instrument_name":"${symbol}"}`)];
		},
	};
}

function notification(kind: FrameKind, symbol: string, channel: string, data: string): Frame {
	return {kind, symbol, text: `{"jsonrpc":"2.0","method":"subscription","params":{"channel":"${channel}","data":${data}}}`};
}

function hear(text: string, session: Session): void {
	const said = readClient(text);
	const method = textOf(said, 'method');
	const channels = textsOf(fieldOf(said, 'params'), 'channels');
	if (said === undefined) {
		say('answer', said, '"error":{"message":"Parse error","code":-32700}', session);
	} else if (method === 'public/test') {
		say('pong', said, '"result":{"version":"1.2.26"}', session);
	} else if (method === 'public/set_heartbeat') {
		say('answer', said, '"result":"ok"', session);
		session.subscribe(heartbeats);
	} else if (method === 'public/subscribe') {
		subscribe(said, channels, session);
	} else if (method === 'public/unsubscribe') {
		const given = channels.filter((channel) => session.names.has(channel));
		for (const channel of given) session.unsubscribe(channel);
		say('answer', said, `"result":${JSON.stringify(given)}`, session);
	} else {
		say('answer', said, '"error":{"message":"Method not found","code":-32601}', session);
	}
}

/** What is granted is listed; what is already subscribed to goes on as it was. */
function subscribe(said: Fields, channels: readonly string[], session: Session): void {
	if (channels.some((channel) => channel.endsWith('.raw'))) {
		say('answer', said, '"error":{"message":"raw_subscriptions_not_available_for_unauthorized","code":13778}', session);
		return;
	}
	const granted = channels.filter((channel) => session.topic(channel) !== undefined);
	say('answer', said, `"result":${JSON.stringify(granted)}`, session);
	for (const channel of granted) session.subscribe(channel);
}

function say(kind: 'answer' | 'pong', said: Fields | undefined, result: string, session: Session): void {
	// Of the first channel that it is about.
	const symbol = textsOf(fieldOf(said, 'params'), 'channels')[0]?.split('.')[1] ?? '';
	session.send({kind, symbol, text: `{"jsonrpc":"2.0","id":${idText(said, 'id')},${result},${timing(session.exchange)}}`});
}

function timing(exchange: Exchange): string {
	const micros = exchange.now() * 1000;
	return `"usIn":${micros},"usOut":${micros + 104},"usDiff":104,"testnet":false`;
}
