/*
Hyperliquid as the fake venue speaks it: every message of a book is all that is shown of it, a bad coin ends the socket, and instruments are asked for by POST.
Books come with every step here; the venue itself sends one in half a second, and its best prices with every block.
https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket
*/

import {type Fields, fieldOf, textOf} from '../../../source/venues/plain-numbers.ts';
import type {Level} from '../../support/oracle-book.ts';
import {readClient} from '../client-message.ts';
import {best} from '../depth-window.ts';
import type {Answer, Asked, Dialect, Exchange, Frame, FrameKind, Session, Topic} from '../dialect.ts';
import {ok} from '../dialect.ts';
import type {Market, MarketTrade, Sides} from '../market.ts';
import {floated, listed} from '../texts.ts';

const fastDepth = 5;
const slowDepth = 20;

export const hyperliquidDialect: Dialect = {
	id: 'hyperliquid',
	symbols: ['BTC', 'ETH'],
	depth: fastDepth,
	idHole: 0,
	level: /"px":("[^"]*"),"sz":("[^"]*")/,
	haltWord: 'DELISTED',
	route,
	answer,
	accept: (url) => (url.pathname === '/ws' ? [] : undefined),
	topic,
	hear,
};

/** Everything is asked for at one address, by the type in the body. */
function route(url: URL, body: string): Pick<Asked, 'route' | 'symbol' | 'limit'> | undefined {
	const type = textOf(readClient(body), 'type');
	if (url.pathname !== '/info') return undefined;
	if (type === 'meta' || type === 'spotMeta') return {route: 'instruments', symbol: '', limit: Number.NaN};
	return type === 'metaAndAssetCtxs' ? {route: 'volume', symbol: '', limit: Number.NaN} : undefined;
}

/** Names with a slash are pairs of spot, as are names like `@107`. */
function isSpot({symbol}: Market): boolean {
	return symbol.includes('/') || symbol.startsWith('@');
}

function answer({body}: Asked, {markets, volume}: Exchange): Answer {
	const type = textOf(readClient(body), 'type');
	if (type === 'spotMeta') return ok(spotMeta(markets.filter(isSpot)));
	const perpetuals = markets.filter((market) => !isSpot(market));
	const meta = `{"universe":[${listed(perpetuals, perpetualText)}],"marginTables":[]}`;
	if (type === 'meta') return ok(meta);
	return ok(`[${meta},[${listed(perpetuals, () => `{"dayNtlVlm":"1440000000.0","dayBaseVlm":"${volume}"}`)}]]`);
}

function perpetualText({symbol, halt}: Market): string {
	return `{"szDecimals":5,"name":"${symbol}","maxLeverage":40,"marginTableId":56${halt === '' ? '' : ',"isDelisted":true'}}`;
}

function spotMeta(pairs: readonly Market[]): string {
	const quote = '{"name":"USDC","szDecimals":8,"weiDecimals":8,"index":0,"isCanonical":true}';
	const tokens = pairs.map(({symbol}, index) => `{"name":"${symbol.split('/')[0]}","szDecimals":5,"weiDecimals":8,"index":${index + 1}}`);
	const universe = pairs.map(({symbol}, index) => `{"name":"${symbol}","tokens":[${index + 1},0],"index":${index},"isCanonical":true}`);
	return `{"universe":[${universe.join(',')}],"tokens":[${[quote, ...tokens].join(',')}]}`;
}

/** Names are subscriptions as JSON, as the client made them. */
function topic(name: string, exchange: Exchange): Topic | undefined {
	const subscription = readClient(name);
	const market = exchange.market(textOf(subscription, 'coin'));
	if (market === undefined || subscription === undefined) return undefined;
	const {type} = subscription;
	if (type === 'l2Book') return bookTopic(market, subscription['fast'] === true ? fastDepth : slowDepth, exchange);
	if (type === 'bbo') return touchTopic(market, exchange);
	return type === 'trades' ? tradeTopic(market) : undefined;
}

function bookTopic(market: Market, depth: number, exchange: Exchange): Topic {
	const {symbol} = market;
	const say = (kind: FrameKind, sides: Sides): readonly Frame[] => {
		const {bids, asks} = best(sides, depth);
		const levels = `[[${listed(bids, levelText)}],[${listed(asks, levelText)}]]`;
		return [{kind, symbol, text: `{"channel":"l2Book","data":{"coin":"${symbol}","time":${exchange.now()},"levels":${levels}}}`}];
	};
	return {
		symbol,
		isBook: true,
		opening: () => say('snapshot', market.sides),
		step: ({after}) => say('book', after),
		idle: () => say('book', market.sides),
	};
}

function touchTopic(market: Market, exchange: Exchange): Topic {
	const {symbol} = market;
	const say = ({bids, asks}: Sides): readonly Frame[] => {
		const touch = [bids[0], asks[0]].map((level) => (level ? levelText(level) : 'null')).join(',');
		return [{kind: 'touch', symbol, text: `{"channel":"bbo","data":{"coin":"${symbol}","time":${exchange.now()},"bbo":[${touch}]}}`}];
	};
	return {symbol, isBook: false, opening: () => say(market.sides), step: ({after}) => say(after)};
}

function levelText([price, quantity]: Level): string {
	return `{"px":"${floated(price)}","sz":"${floated(quantity)}","n":${(quantity % 5n) + 1n}}`;
}

function tradeTopic(market: Market): Topic {
	const {symbol} = market;
	const say = (kind: FrameKind, trades: readonly MarketTrade[]): Frame => {
		const data = listed(trades, (trade) => tradeText(trade, symbol));
		return {kind, symbol, text: `{"channel":"trades","data":[${data}]}`};
	};
	return {
		symbol,
		isBook: false,
		opening: () => [say('history', market.past)],
		step: ({trades}) => (trades.length === 0 ? [] : [say('trade', trades)]),
	};
}

/** Its number is a hash of 50 bits: of two trades the later one may have the smaller. */
function tradeText({number, price, quantity, aggressor, at}: MarketTrade, symbol: string): string {
	const tid = (number * 738_173_649_211) % 1_125_899_906_842_597;
	const numbers = `"px":"${floated(price)}","sz":"${floated(quantity)}"`;
	const users = `["0x${'a'.repeat(40)}","0x${'b'.repeat(40)}"]`;
	const hash = `0x${number.toString(16).padStart(64, '0')}`;
	return `{"coin":"${symbol}","side":"${aggressor === 'buy' ? 'B' : 'A'}",${numbers},"time":${at},"hash":"${hash}","tid":${tid},"users":${users}}`;
}

function hear(text: string, session: Session): void {
	const said = readClient(text);
	const method = textOf(said, 'method');
	const subscription = fieldOf(said, 'subscription');
	const name = JSON.stringify(subscription ?? null);
	const symbol = textOf(subscription, 'coin');
	if (method === 'ping') {
		session.send({kind: 'pong', symbol: '', text: '{"channel":"pong"}'});
	} else if (said === undefined || (method !== 'subscribe' && method !== 'unsubscribe')) {
		session.send({
			kind: 'answer',
			symbol,
			text: `{"channel":"error","data":${JSON.stringify(`Error parsing JSON into valid websocket request: ${text}`)}}`,
		});
	} else if (session.topic(name) === undefined) {
		session.terminate();
	} else {
		take(method, name, symbol, said, session);
	}
}

function take(method: 'subscribe' | 'unsubscribe', name: string, symbol: string, said: Fields, session: Session): void {
	const isRepeated = session.names.has(name) === (method === 'subscribe');
	const repeated = JSON.stringify(`Already ${method}d: ${name}`);
	const answer = isRepeated ? `"channel":"error","data":${repeated}` : `"channel":"subscriptionResponse","data":${JSON.stringify(said)}`;
	session.send({kind: 'answer', symbol, text: `{${answer}}`});
	if (method === 'subscribe') session.subscribe(name);
	else session.unsubscribe(name);
}
