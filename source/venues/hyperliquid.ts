/*
Hyperliquid, perpetuals of its own and spot: a book of five levels sent whole twice a second, and its best bid and ask with every block that changes them.
https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api: "Websocket" (subscriptions, heartbeats), "Info endpoint", "Rate limits and user limits".
*/

import type {Archive} from '../market/archive.ts';
import {fromUnits} from '../market/decimal.ts';
import {finestQuantityScale, type InstrumentFacts} from '../market/instrument.ts';
import {inGroupsOf} from './groups.ts';
import {
	fieldOf,
	integerOf,
	type LevelShape,
	MalformedMessageError,
	microsOf,
	NumberReader,
	objectsOf,
	parseObject,
	readPlainly,
	textOf,
} from './plain-numbers.ts';
import {depthUpdate, print} from './reused.ts';
import {rising} from './step-rule.ts';
import type {Symbols} from './symbols.ts';
import type {Decoder, DepthUpdate, MarketSink, ReferenceRequests, Venue} from './venue.ts';

const micros = 1_000_000;

/** Levels a side of a fast book; a slow one has 20, and comes every five seconds. */
const fastDepth = 5;

/** Three subscriptions a coin, of which one address may hold 1000 in all. */
const coinsPerConnection = 100;

const fastBook = (coin: string) => ({type: 'l2Book', coin, fast: true});
const bestBidAndAsk = (coin: string) => ({type: 'bbo', coin});
const tradesOf = (coin: string) => ({type: 'trades', coin});

/** One subscription a message: a list of coins is refused. To be given up, it must be named as it was made. */
function said(method: 'subscribe' | 'unsubscribe', subscription: object): string {
	return JSON.stringify({method, subscription});
}

// The venue tells its time in no answer of its own: what `exchangeStatus` says is the time of the last block, and that lies behind.
const requests: ReferenceRequests = {
	instruments: (rest) => ['meta', 'spotMeta'].map((type) => ({url: `${rest}/info`, weight: 20, body: JSON.stringify({type})})),
	readInstruments: (body) => (fieldOf(body, 'tokens') === undefined ? readPerpetuals(body) : readSpot(body)),
};

export const hyperliquid: Venue = {
	id: 'hyperliquid',
	name: 'Hyperliquid',
	label: 'hyperliquid',
	market: 'perps and spot',
	feed: {
		channel: 'l2Book fast + bbo',
		levels: 'snapshots',
		proof: 'none (time monotone)',
		depth: String(fastDepth),
		conflation: micros / 2,
		trades: 'trades',
	},
	// Of perpetuals; spot costs 7.
	takerFeeBps: 4.5,
	staleAfter: 3 * micros,
	snapshots: 'stream',
	hasSequence: false,
	areIdsShared: false,
	tradeIds: 'unordered',
	stepRule: rising,
	decoder: (symbols) => new HyperliquidDecoder(symbols),
	connectionLife: Number.POSITIVE_INFINITY,
	budget: {weightPerMinute: 1200, connections: 30, connectionsWindow: 60_000},
	// 2000 messages a minute may come from one address.
	sendPace: 40,
	keepAlive: {every: 30_000, text: '{"method":"ping"}'},
	endpoints: {rest: 'https://api.hyperliquid.xyz', stream: 'wss://api.hyperliquid.xyz'},
	testnet: {rest: 'https://api.hyperliquid-testnet.xyz', stream: 'wss://api.hyperliquid-testnet.xyz'},
	defaultSymbol: 'BTC',
	streamPath: '/ws',
	elsewhere: '',
	requests,
	plan(instruments, endpoints) {
		return inGroupsOf(coinsPerConnection, instruments).map((carried) => {
			// All books before all else: they are what is waited for.
			const wanted = [fastBook, bestBidAndAsk, tradesOf].flatMap((subscription) => carried.map(({symbol}) => subscription(symbol)));
			return {
				url: `${endpoints.stream}/ws`,
				streams: wanted.map(({type, coin}) => `${type}:${coin}`),
				instruments: carried,
				hasBooks: true,
				greeting: wanted.map((subscription) => said('subscribe', subscription)),
			};
		});
	},
	resubscription: (symbol) =>
		(['unsubscribe', 'subscribe'] as const).flatMap((method) => [said(method, fastBook(symbol)), said(method, bestBidAndAsk(symbol))]),
};

/** `{"px":"60000.0","sz":"1.2","n":3}` */
const level: LevelShape = {price: 'px', quantity: 'sz'};

class HyperliquidDecoder implements Decoder {
	readonly #numbers: NumberReader;
	readonly #update: DepthUpdate = depthUpdate();
	readonly #trade = {...print(), id: Number.NaN};
	/** Coins that have had their history: the first message of a coin's trades holds those from before the subscription. */
	#begun = new Set<string>();
	/** Levels a side of a coin's last snapshot, where that is another depth than ours: recordings may hold the slow book of 20. */
	#depths = new Map<string, number>();

	constructor(symbols: Symbols) {
		this.#numbers = new NumberReader(symbols);
	}

	decode(payload: Uint8Array, sink: MarketSink): void {
		readPlainly(payload, sink, (text, whose) => {
			const {channel, data} = parseObject(text);
			if (channel === 'l2Book') {
				whose(textOf(data, 'coin'));
				const levels = fieldOf(data, 'levels');
				this.#depth('snapshot', data, itemOf(levels, 0), itemOf(levels, 1), sink);
			} else if (channel === 'bbo') {
				whose(textOf(data, 'coin'));
				const sides = fieldOf(data, 'bbo');
				this.#depth('touch', data, sideOf(sides, 0), sideOf(sides, 1), sink);
			} else if (channel === 'trades') {
				this.#trades(data, whose, sink);
			} else if (channel === 'error') {
				hearError(data, sink);
			} else {
				sink.other(nameOf(channel));
			}
		});
	}

	archive(io: Archive): void {
		this.#begun = new Set(io.list([...this.#begun], (coin) => io.text(coin ?? '')));
		this.#depths = new Map(io.list([...this.#depths], (entry) => [io.text(entry?.[0] ?? ''), io.number(entry?.[1] ?? 0)]));
	}

	/** Both kinds are numbered by the time of their block, in ms. */
	#depth(kind: 'snapshot' | 'touch', data: unknown, bids: unknown, asks: unknown, sink: MarketSink): void {
		const time = integerOf(fieldOf(data, 'time'));
		if (Number.isNaN(time)) throw new MalformedMessageError('has no sound "time"');
		this.#numbers.levels(textOf(data, 'coin'), bids, asks, this.#update, level);
		const {symbol, bids: readBids, asks: readAsks} = this.#update;
		const known = this.#depths.get(symbol) ?? fastDepth;
		const depth = kind === 'touch' ? known : Math.max(fastDepth, readBids.length, readAsks.length);
		if (depth !== known) this.#depths.set(symbol, depth);
		Object.assign(this.#update, {kind, first: time, last: time, sentAt: microsOf(time), depth});
		sink.depth(this.#update);
	}

	#trades(trades: unknown, whose: (symbol: string) => void, sink: MarketSink): void {
		if (!Array.isArray(trades)) throw new MalformedMessageError('has no list of trades');
		whose(textOf(trades[0], 'coin'));
		// All are read before the first is handed over.
		for (const trade of trades) this.#readTrade(trade);
		const old = new Set<string>();
		for (const trade of trades) {
			this.#readTrade(trade);
			if (this.#begun.has(this.#trade.symbol)) sink.trade(this.#trade);
			else old.add(this.#trade.symbol);
		}
		for (const coin of old) this.#begun.add(coin);
		if (old.size > 0) sink.other('trade history');
	}

	#readTrade(trade: unknown): void {
		const side = fieldOf(trade, 'side');
		if (side !== 'A' && side !== 'B') throw new MalformedMessageError('has a trade without a side');
		const code = integerOf(fieldOf(trade, 'tid'));
		if (Number.isNaN(code)) throw new MalformedMessageError('has a trade without a sound "tid"');
		this.#numbers.print(textOf(trade, 'coin'), fieldOf(trade, 'px'), fieldOf(trade, 'sz'), this.#trade);
		const aggressor = side === 'B' ? 1 : -1;
		Object.assign(this.#trade, {code: String(code), aggressor, happenedAt: microsOf(fieldOf(trade, 'time'))});
	}
}

/** The levels of one side of a touch: one, or none where nobody stands. */
function sideOf(sides: unknown, index: 0 | 1): unknown {
	const best = itemOf(sides, index);
	return best === null ? [] : best === undefined ? undefined : [best];
}

function itemOf(list: unknown, index: number): unknown {
	return Array.isArray(list) ? list[index] : undefined;
}

/** An error says in English what was wrong and repeats what was said to the venue, which mostly names a coin. Twice is no error. */
function hearError(data: unknown, sink: MarketSink): void {
	const reason = typeof data === 'string' ? data : JSON.stringify(data ?? 'no reason given');
	if (/^Already (un)?subscribed/.test(reason)) sink.other('subscription answer');
	else sink.refused(/"coin":"([^"\\]+)"/.exec(reason)?.[1] ?? '', reason, reason.includes('"type":"trades"') ? 'trades' : 'book');
}

function nameOf(channel: unknown): string {
	if (channel === 'subscriptionResponse') return 'subscription answer';
	return typeof channel === 'string' ? channel : 'unknown message';
}

/*
Prices have at most five significant figures and whole ones are always allowed, so that a price's step depends on the price: it is as if nobody had said.
*/
const tickSize = '';

/** Of a `meta`. */
function readPerpetuals(body: unknown): InstrumentFacts[] {
	return named(
		objectsOf(fieldOf(body, 'universe')).map((entry) => ({
			symbol: textOf(entry, 'name'),
			base: textOf(entry, 'name'),
			// All that the venue itself lists; those of other deployers are not in this list.
			quote: 'USDC',
			tickSize,
			stepSize: stepOf(entry),
			status: entry['isDelisted'] === true ? 'DELISTED' : 'TRADING',
		})),
	);
}

/** Of a `spotMeta`: pairs are called `PURR/USDC` or `@107`, and say by number which tokens they are of. */
function readSpot(body: unknown): InstrumentFacts[] {
	const tokens = new Map(objectsOf(fieldOf(body, 'tokens')).map((token) => [token['index'], token]));
	return named(
		objectsOf(fieldOf(body, 'universe')).map((pair) => {
			const base = tokens.get(itemOf(pair['tokens'], 0));
			const quote = tokens.get(itemOf(pair['tokens'], 1));
			const symbol = textOf(pair, 'name');
			return {symbol, base: textOf(base, 'name'), quote: textOf(quote, 'name'), tickSize, stepSize: stepOf(base), status: 'TRADING'};
		}),
	);
}

function named(facts: InstrumentFacts[]): InstrumentFacts[] {
	return facts.filter(({symbol}) => symbol !== '');
}

/** `0.001` where sizes have three decimals; empty where nobody said. */
function stepOf(entry: unknown): string {
	const decimals = integerOf(fieldOf(entry, 'szDecimals'));
	return decimals <= finestQuantityScale ? fromUnits(1, decimals) : '';
}
