/*
Coinbase Advanced Trade, spot: books, trades and heartbeats over one socket, the whole book as a snapshot by the stream.
https://docs.cdp.coinbase.com: Advanced Trade WebSocket ("WebSocket Channels", "WebSocket Rate Limits") and REST ("List Public Products").
*/

import type {Instrument, InstrumentFacts} from '../market/instrument.ts';
import {coinbaseDecoder} from './coinbase-decoder.ts';
import {inGroupsOf} from './groups.ts';
import {type Fields, fieldOf, microsOf, objectsOf, textOf} from './plain-numbers.ts';
import {rising} from './step-rule.ts';
import type {ConnectionPlan, ReferenceRequests, Venue} from './venue.ts';

const micros = 1_000_000;

/** [UNCONFIRMED] Somewhere between 16 and 31 products Coinbase answers "too many L2 streams requested in a single session". */
const productsPerConnection = 15;

const requests: ReferenceRequests = {
	// All of them whoever is asked for: a megabyte, but a product asked for by a name that is not listed would fail the rest.
	instruments: (rest) => [{url: `${rest}/api/v3/brokerage/market/products`, weight: 1}],
	readInstruments: (body) =>
		objectsOf(fieldOf(body, 'products'))
			.map(readProduct)
			.filter((facts) => facts !== undefined),
	volume: (rest, symbol) => ({url: `${rest}/api/v3/brokerage/market/products/${encodeURIComponent(symbol)}`, weight: 1}),
	serverTime: (rest) => ({url: `${rest}/api/v3/brokerage/time`, weight: 1}),
	readServerTime: (body) => microsOf(fieldOf(body, 'epochMillis')),
};

export const coinbase: Venue = {
	id: 'coinbase',
	name: 'Coinbase',
	label: 'coinbase·spot',
	market: 'spot',
	feed: {
		channel: 'level2',
		levels: 'diffs',
		proof: 'sequence_num of the connection, without a hole',
		depth: 'all',
		conflation: Number.NaN,
		trades: 'market_trades',
	},
	// Below 1,000 USD in 30 days ("Intro 1").
	takerFeeBps: 120,
	staleAfter: 4 * micros,
	hasHeartbeats: true,
	snapshots: 'stream',
	hasSequence: true,
	areIdsShared: false,
	tradeIds: 'dense',
	stepRule: rising,
	readVolume: (body) => textOf(body, 'volume_24h'),
	decoder: coinbaseDecoder,
	connectionLife: Number.POSITIVE_INFINITY,
	// Requests 10 a second. Of connections one page says 8 a second and another 750: one is enough.
	budget: {weightPerMinute: 600, connections: 1, connectionsWindow: 1000},
	endpoints: {rest: 'https://api.coinbase.com', stream: 'wss://advanced-trade-ws.coinbase.com'},
	testnet: undefined,
	defaultSymbol: 'BTC-USD',
	elsewhere: '',
	streamPath: '/',
	// 8 messages a second are taken from those who do not sign in, and the first is due within 5 seconds.
	sendPace: 150,
	keepAlive: undefined,
	// The count of messages is the connection's: once it is broken, only a new connection proves anything.
	resubscription: undefined,
	requests,
	plan(instruments, {stream}) {
		return inGroupsOf(productsPerConnection, instruments).map((carried) => planOf(stream, carried));
	},
};

function planOf(url: string, instruments: readonly Instrument[]): ConnectionPlan {
	const products = instruments.map(({symbol}) => symbol);
	return {
		url,
		streams: [...products.flatMap((product) => [`level2:${product}`, `market_trades:${product}`]), 'heartbeats'],
		instruments,
		hasBooks: true,
		// One product a message: one that is refused must not spoil the others. All books before all trades, for they are what is waited for.
		greeting: [
			...['level2', 'market_trades'].flatMap((channel) =>
				products.map((product) => ({type: 'subscribe', product_ids: [product], channel})),
			),
			{type: 'subscribe', channel: 'heartbeats'},
		].map((message) => JSON.stringify(message)),
	};
}

/** What keeps a product from trading, by the name of its flag. Those that take limit orders alone do trade. */
const halts = ['trading_disabled', 'is_disabled', 'cancel_only', 'post_only', 'auction_mode', 'view_only'];

/**
`BTC-USDC` is another name for the book of `BTC-USD`, and whoever subscribes to it is sent messages of `BTC-USD`. So every book is listed once, under the name
that its messages bear, with its other names.
*/
function readProduct(product: Fields): InstrumentFacts | undefined {
	const facts = {
		symbol: textOf(product, 'product_id'),
		base: textOf(product, 'base_currency_id'),
		quote: textOf(product, 'quote_currency_id'),
		tickSize: textOf(product, 'price_increment'),
		stepSize: textOf(product, 'base_increment'),
		status: statusOf(product),
	};
	const aliases = Array.isArray(product['alias_to']) ? product['alias_to'].filter((name) => typeof name === 'string') : [];
	const isListed = textOf(product, 'alias') === '' && product['product_type'] === 'SPOT';
	return !isListed || facts.symbol === '' || facts.tickSize === '' || facts.stepSize === ''
		? undefined
		: {...facts, ...(aliases.length === 0 ? {} : {aliases})};
}

function statusOf(product: Fields): string {
	const status = textOf(product, 'status');
	return status === 'online' ? (halts.find((flag) => product[flag] === true) ?? 'TRADING') : status;
}
