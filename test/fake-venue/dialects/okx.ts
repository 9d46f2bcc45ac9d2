/*
OKX v5 as the fake venue speaks it: 400 levels a side, every update naming the one before, a checksum that is always 0, and trades that begin with the last
one there was. https://www.okx.com/docs-v5/en/#order-book-trading-market-data-ws-order-book-channel
*/

import {type Fields, fieldOf, objectsOf, textOf} from '../../../source/venues/plain-numbers.ts';
import type {Level} from '../../support/oracle-book.ts';
import {readClient} from '../client-message.ts';
import {best, isEmpty, windowChanges} from '../depth-window.ts';
import type {Answer, Asked, Dialect, Exchange, Frame, FrameKind, Session, Topic} from '../dialect.ts';
import {ok} from '../dialect.ts';
import type {Market, MarketTrade, Sides} from '../market.ts';
import {listed, trimmed} from '../texts.ts';

const connection = '"connId":"a4d3ae55"';

export const okxDialect: Dialect = {
	id: 'okx',
	symbols: ['BTC-USDT', 'ETH-USDT'],
	depth: 400,
	idHole: 0,
	level: /\[("[^"]*"),("[^"]*"),"0","\d+"\]/,
	haltWord: 'suspend',
	route,
	answer,
	accept: (url) => (url.pathname === '/ws/v5/public' ? [] : undefined),
	topic,
	hear,
	shutdown() {
		const msg = 'The connection will soon be closed for a service upgrade. Please reconnect.';
		return {kind: 'shutdown', symbol: '', text: `{"event":"notice","code":"64008","msg":"${msg}",${connection}}`};
	},
};

function route(url: URL): Pick<Asked, 'route' | 'symbol' | 'limit'> | undefined {
	const about = {symbol: url.searchParams.get('instId') ?? '', limit: Number.NaN};
	if (url.pathname === '/api/v5/public/instruments') return {...about, route: 'instruments'};
	if (url.pathname === '/api/v5/market/ticker') return {...about, route: 'volume'};
	return url.pathname === '/api/v5/public/time' ? {...about, route: 'time'} : undefined;
}

function answer({route: asked, symbol, url}: Asked, exchange: Exchange): Answer {
	const wrap = (data: string) => ok(`{"code":"0","data":[${data}],"msg":""}`);
	if (asked === 'time') return wrap(`{"ts":"${exchange.now()}"}`);
	const found = exchange.markets.filter((market) => symbol === '' || market.symbol === symbol);
	if (found.length === 0) return ok(`{"code":"51001","data":[],"msg":"Instrument ID, Instrument ID code, or Spread ID doesn't exist."}`);
	if (asked === 'volume') {
		const {volume} = exchange;
		return wrap(
			listed(
				found,
				(market) => `{"instType":"${typeOf(market)}","instId":"${market.symbol}","volCcy24h":"1440000000","vol24h":"${volume}"}`,
			),
		);
	}
	return wrap(
		listed(
			found.filter((market) => typeOf(market) === url.searchParams.get('instType')),
			instrumentText,
		),
	);
}

function typeOf({symbol}: Market): 'SPOT' | 'SWAP' | 'FUTURES' {
	if (symbol.endsWith('-SWAP')) return 'SWAP';
	return symbol.split('-').length === 2 ? 'SPOT' : 'FUTURES';
}

function instrumentText(market: Market): string {
	const [base = '', quote = ''] = market.symbol.split('-');
	const type = typeOf(market);
	const kind =
		quote === 'USD' ? '"ctType":"inverse","ctVal":"100","ctValCcy":"USD"' : `"ctType":"linear","ctVal":"0.01","ctValCcy":"${base}"`;
	const contract = type === 'SPOT' ? '"ctMult":"","ctType":"","ctVal":"","ctValCcy":""' : `"ctMult":"1",${kind}`;
	const coins = type === 'SPOT' ? [base, quote, ''] : ['', '', `${base}-${quote}`];
	const names = `"instId":"${market.symbol}","instType":"${type}","baseCcy":"${coins[0]}","quoteCcy":"${coins[1]}","uly":"${coins[2]}"`;
	return `{"alias":"",${names},${contract},"lotSz":"0.00000001","minSz":"0.00001","state":"${market.halt || 'live'}","tickSz":"0.01"}`;
}

/** Names are ours: `books:BTC-USDT`, `trades:BTC-USDT`, `instruments:SPOT`. */
function topic(name: string, exchange: Exchange): Topic | undefined {
	const [channel, symbol = ''] = name.split(':');
	if (channel === 'instruments') return instrumentTopic(symbol, exchange);
	const market = exchange.market(symbol);
	if (market === undefined) return undefined;
	if (channel === 'books') return bookTopic(market, exchange);
	return channel === 'trades' ? tradeTopic(market) : undefined;
}

/** Ids go up by more than one. */
const idStep = 7;

const idAfterRestart = 3;

function bookTopic(market: Market, exchange: Exchange): Topic {
	const {symbol} = market;
	let last = 3_000_000 + market.lastId;
	let hasRestarted = false;
	const next = (): number => {
		const id = hasRestarted ? idAfterRestart : last + idStep;
		hasRestarted = false;
		return id;
	};
	const say = (kind: FrameKind, action: string, {bids, asks}: Sides, previous: number): Frame => {
		const sides = `"asks":[${listed(asks, levelText)}],"bids":[${listed(bids, levelText)}]`;
		const data = `{${sides},"ts":"${exchange.now()}","checksum":0,"prevSeqId":${previous},"seqId":${last}}`;
		return {kind, symbol, text: `{"arg":{"channel":"books","instId":"${symbol}"},"action":"${action}","data":[${data}]}`};
	};
	return {
		symbol,
		isBook: true,
		opening: () => [say('snapshot', 'snapshot', best(market.sides, okxDialect.depth), -1)],
		step({before, after}) {
			const changed = windowChanges(before, after, okxDialect.depth, true);
			if (isEmpty(changed)) return [];
			const previous = last;
			last = next();
			return [say('book', 'update', changed, previous)];
		},
		skipNumber() {
			last = next();
		},
		// The next update has a smaller id than the one before it, which it names.
		restart() {
			hasRestarted = true;
			return [];
		},
		idle: () => [say('book', 'update', {bids: [], asks: []}, last)],
	};
}

/** A count of orders stands behind each level, none behind one that is gone. */
function levelText([price, quantity]: Level): string {
	return `["${trimmed(price)}","${trimmed(quantity)}","0","${quantity === 0n ? 0 : (quantity % 7n) + 1n}"]`;
}

function tradeTopic(market: Market): Topic {
	const {symbol} = market;
	const say = (kind: FrameKind, {number, price, quantity, aggressor, at}: MarketTrade): Frame => {
		const numbers = `"px":"${trimmed(price)}","sz":"${trimmed(quantity)}","side":"${aggressor}","ts":"${at}"`;
		const data = `{"instId":"${symbol}","tradeId":"${number}",${numbers},"count":"1","source":"0","seqId":${3_000_000 + number}}`;
		return {kind, symbol, text: `{"arg":{"channel":"trades","instId":"${symbol}"},"data":[${data}]}`};
	};
	return {
		symbol,
		isBook: false,
		opening: () => market.past.slice(-1).map((trade) => say('history', trade)),
		step: ({trades}) => trades.map((trade) => say('trade', trade)),
	};
}

function instrumentTopic(type: string, {markets}: Exchange): Topic {
	const say = (of: readonly Market[]): readonly Frame[] => {
		const data = listed(of, instrumentText);
		return [{kind: 'status', symbol: '', text: `{"arg":{"channel":"instruments","instType":"${type}"},"data":[${data}]}`}];
	};
	const isOfType = (market: Market) => typeOf(market) === type;
	return {
		symbol: '',
		isBook: false,
		opening: () => say(markets.filter(isOfType)),
		turned: (market) => (isOfType(market) ? say([market]) : []),
	};
}

function hear(text: string, session: Session): void {
	const said = readClient(text);
	const op = textOf(said, 'op');
	if (text === 'ping') {
		// The only words that are no JSON.
		session.send({kind: 'pong', symbol: '', text: 'pong'});
	} else if (op === 'subscribe' || op === 'unsubscribe') {
		for (const arg of objectsOf(fieldOf(said, 'args'))) take(op, arg, session);
	} else {
		session.send(error('', '60012', 'Invalid request'));
	}
}

/** Each channel is answered by itself. */
function take(op: 'subscribe' | 'unsubscribe', arg: Fields, session: Session): void {
	const channel = textOf(arg, 'channel');
	const symbol = textOf(arg, 'instId');
	const name = `${channel}:${symbol || textOf(arg, 'instType')}`;
	if (session.topic(name) === undefined) {
		const what = `Wrong URL or channel:${channel},instId:${symbol} doesn't exist.`;
		session.send(error(symbol, '60018', `${what} Please use the correct URL, channel and parameters referring to API document.`));
		return;
	}
	if (op === 'unsubscribe') session.unsubscribe(name);
	session.send({kind: 'answer', symbol, text: `{"event":"${op}","arg":${JSON.stringify(arg)},${connection}}`});
	if (op === 'subscribe') session.subscribe(name);
}

function error(symbol: string, code: string, reason: string): Frame {
	return {kind: 'answer', symbol, text: `{"event":"error","code":"${code}","msg":"${reason}",${connection}}`};
}
