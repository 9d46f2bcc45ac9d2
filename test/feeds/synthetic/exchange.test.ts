import {expect, test} from 'vitest';
import {SyntheticExchange} from '../../../source/feeds/synthetic/exchange.ts';
import {type Listing, listings} from '../../../source/feeds/synthetic/listing.ts';
import type {RankedSide} from '../../../source/feeds/synthetic/ranked-side.ts';
import type {ScenarioName} from '../../../source/feeds/synthetic/scenario.ts';
import {powersOfTen} from '../../../source/market/decimal.ts';
import type {Effect, Frame} from '../../../source/market/frame.ts';
import {binanceSpot} from '../../../source/venues/binance-spot.ts';
import {bestAsk, bestBid, Client, type DiffMessage, type Message, type PlainSide} from './client.ts';

const startAt = 1_700_000_000_000_000;
const slicesPerSecond = 100;

function openExchange(scenario: ScenarioName, seed = 1, listed: readonly Listing[] = listings): SyntheticExchange {
	return new SyntheticExchange({seed, listings: listed, scenario, startAt});
}

function pass(exchange: SyntheticExchange, seconds: number, client: Client): void {
	exchange.open(client.sink);
	for (let count = 0; count < seconds * slicesPerSecond; count++) exchange.advance(client.sink);
}

function plain(side: RankedSide, quantityScale: number): PlainSide {
	const factor = powersOfTen[8 - quantityScale] ?? Number.NaN;
	return new Map(Array.from({length: side.length}, (_, rank) => [side.priceAt(rank), side.quantityAt(rank) * factor]));
}

for (const [scenario, urgency] of [
	['default', 'calm'],
	['sweeps', 'calm'],
] as const) {
	test(`a book joined by the Binance rule equals the exchange's own after every diff (${scenario})`, () => {
		const exchange = openExchange(scenario);
		const client = new Client(urgency);
		const published = new Map<string, {readonly bids: PlainSide; readonly asks: PlainSide}>();
		let compared = 0;
		client.onDiff = (book, diff) => {
			const own = published.get(`${diff.s} ${diff.u}`);
			expect(book.bids).toEqual(own?.bids);
			expect(book.asks).toEqual(own?.asks);
			expect(bestBid(book)).toBeLessThan(bestAsk(book));
			compared++;
		};
		exchange.open(client.sink);
		for (let count = 0; count < 50 * slicesPerSecond; count++) {
			// A market that has nothing to publish has just published: this is the state of its latest diff.
			for (const {book, listing} of exchange.markets) {
				if (!book.isQuiet) continue;
				const {symbol} = listing.facts;
				const sides = {bids: plain(book.bids, listing.quantityScale), asks: plain(book.asks, listing.quantityScale)};
				published.set(`${symbol} ${book.lastId}`, sides);
			}
			exchange.advance(client.sink);
		}
		expect(client.faults).toEqual([]);
		expect(compared).toBeGreaterThan(1450);
		for (const book of client.books.values()) expect(book.unknownDeletes).toBeGreaterThan(10);
	});
}

function gapsOf(
	scenario: ScenarioName,
	seconds: number,
	seed = 1,
): {readonly at: number; readonly symbol: string; readonly missing: number}[] {
	const exchange = openExchange(scenario, seed);
	const lastIds = new Map<string, number>();
	const gaps: {at: number; symbol: string; missing: number}[] = [];
	const client = new Client();
	const seen = (diff: DiffMessage, at: number) => {
		const last = lastIds.get(diff.s);
		if (last !== undefined && diff.U !== last + 1) gaps.push({at: (at - startAt) / 1e6, symbol: diff.s, missing: diff.U - last - 1});
		lastIds.set(diff.s, diff.u);
	};
	const {sink} = client;
	const listen = (frame: Frame): readonly Effect[] => {
		if (frame.kind === 'message') {
			const {data}: Message = JSON.parse(Buffer.from(frame.payload).toString());
			if (data.e === 'depthUpdate') seen(data, frame.at);
		}
		return sink(frame);
	};
	exchange.open(listen);
	for (let count = 0; count < seconds * slicesPerSecond; count++) exchange.advance(listen);
	return gaps;
}

test('sweeps loses one diff after 40 s and no other; calm loses none', () => {
	const gaps = gapsOf('sweeps', 120);
	expect(gaps).toHaveLength(1);
	expect(gaps[0]?.at).toBeGreaterThan(40);
	expect(gaps[0]?.at).toBeLessThan(40.4);
	expect(gaps[0]?.missing).toBeGreaterThan(0);
	expect(gapsOf('calm', 400)).toEqual([]);
});

test('default loses a diff every four to six minutes', () => {
	const times = [0, ...gapsOf('default', 1100, 4).map(({at}) => at)];
	expect(times.length).toBeGreaterThan(3);
	for (const [index, time] of times.entries()) {
		if (index === 0) continue;
		expect(time - (times[index - 1] ?? 0)).toBeGreaterThan(239.5);
		expect(time - (times[index - 1] ?? 0)).toBeLessThan(361);
	}
});

test('replies come 80 to 250 ms after they were asked for, as deep as was asked', () => {
	for (const urgency of ['calm', 'storm'] as const) {
		const client = new Client(urgency);
		pass(openExchange('calm'), 3, client);
		const snapshots = client.replies.filter(({reply}) => reply.what === 'snapshot');
		expect(snapshots).toHaveLength(3);
		for (const {at, askedAt, reply} of snapshots) {
			expect(at - askedAt).toBeGreaterThanOrEqual(80_000);
			expect(at - askedAt).toBeLessThanOrEqual(250_000);
			expect(reply).toMatchObject({status: 200, error: null, limit: urgency === 'calm' ? 5000 : 1000});
			const {bids = [], asks = []} = reply.body ?? {};
			expect(Math.min(bids.length, asks.length)).toBeGreaterThanOrEqual(1000);
			if (urgency === 'storm') expect([bids.length, asks.length]).toEqual([1000, 1000]);
			expect(bids.map(([price]) => Number(price))).toEqual(bids.map(([price]) => Number(price)).sort((a, b) => b - a));
			expect(asks.map(([price]) => Number(price))).toEqual(asks.map(([price]) => Number(price)).sort((a, b) => a - b));
		}
		expect(client.faults).toEqual([]);
	}
});

test('a snapshot of a symbol that is not listed is refused', () => {
	const exchange = openExchange('calm');
	const replies: string[] = [];
	const sink = (frame: Frame): readonly Effect[] => {
		if (frame.kind === 'reply') replies.push(Buffer.from(frame.payload).toString());
		if (frame.kind !== 'opened') return [];
		return [{kind: 'snapshot', instrument: 'binance:XRPUSDT', symbol: 'XRPUSDT', request: 9, urgency: 'calm', reason: 'test'}];
	};
	exchange.open(sink);
	for (let count = 0; count < 100; count++) exchange.advance(sink);
	expect(replies.map((text) => JSON.parse(text)).find(({request}) => request === 9)).toMatchObject({
		status: 400,
		error: 'XRPUSDT is not in the demo',
	});
});

test('the 24 h volume arrives as the venue reads it', () => {
	const bodies = new Map<string, unknown>();
	const sink = (frame: Frame): readonly Effect[] => {
		if (frame.kind !== 'reply') return [];
		const {what, instrument, body} = JSON.parse(Buffer.from(frame.payload).toString());
		if (what === 'volume') bodies.set(instrument, body);
		return [];
	};
	const exchange = openExchange('calm');
	exchange.open(sink);
	for (let count = 0; count < 30; count++) exchange.advance(sink);
	expect([...bodies.keys()].sort()).toEqual(['binance:BTCUSDT', 'binance:ETHUSDT', 'binance:SOLUSDT']);
	expect(binanceSpot.readVolume(bodies.get('binance:BTCUSDT'))).toBe('13000.00000000');
});

test('the opened frame names the streams and the instruments, and a tick comes every second', () => {
	const ticks: number[] = [];
	let opened: unknown;
	const sink = (frame: Frame): readonly Effect[] => {
		if (frame.kind === 'tick') ticks.push(frame.at - startAt);
		if (frame.kind === 'opened') opened = JSON.parse(Buffer.from(frame.payload).toString());
		return [];
	};
	const exchange = openExchange('calm', 1, listings.slice(0, 1));
	exchange.open(sink);
	for (let count = 0; count < 350; count++) exchange.advance(sink);
	expect(ticks).toEqual([1e6, 2e6, 3e6]);
	expect(opened).toEqual({
		venue: 'binance',
		market: 'spot',
		url: 'demo:',
		streams: ['btcusdt@depth@100ms', 'btcusdt@trade'],
		instruments: [{symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT', tickSize: '0.01000000', stepSize: '0.00001000', status: 'TRADING'}],
	});
});

test('what a client asks for changes no message', () => {
	const messagesOf = (sink: (frame: Frame) => readonly Effect[]) => {
		const messages: string[] = [];
		const exchange = openExchange('default');
		const listen = (frame: Frame) => {
			if (frame.kind === 'message') messages.push(`${frame.at} ${Buffer.from(frame.payload)}`);
			return sink(frame);
		};
		exchange.open(listen);
		for (let count = 0; count < 1000; count++) exchange.advance(listen);
		return messages;
	};
	expect(messagesOf(new Client().sink)).toEqual(messagesOf(() => []));
});

test('the Binance decoder reads every message, and times are 3 to 30 ms before receipt', () => {
	const decoder = binanceSpot.decoder();
	const seen = {depth: 0, trade: 0, wrong: 0};
	let receivedAt = 0;
	const isLate = (sentAt: number) => receivedAt - sentAt < 3000 || receivedAt - sentAt > 30_000;
	const sink = (frame: Frame): readonly Effect[] => {
		if (frame.kind !== 'message') return [];
		receivedAt = frame.at;
		decoder.decode(frame.payload, {
			depth: (update) => {
				seen.depth++;
				if (isLate(update.sentAt) || update.bids.length + update.asks.length === 0) seen.wrong++;
			},
			trade: (trade) => {
				seen.trade++;
				if (isLate(trade.happenedAt) || trade.quantity <= 0) seen.wrong++;
			},
			touch: () => seen.wrong++,
			fault: () => seen.wrong++,
			missed: () => seen.wrong++,
			refused: () => seen.wrong++,
			status: () => seen.wrong++,
			shutdown: () => seen.wrong++,
			other: () => seen.wrong++,
		});
		return [];
	};
	const exchange = openExchange('sweeps');
	exchange.open(sink);
	for (let count = 0; count < 60 * slicesPerSecond; count++) exchange.advance(sink);
	expect(seen.wrong).toBe(0);
	expect(seen.depth).toBeGreaterThan(1790);
	expect(seen.trade).toBeGreaterThan(1000);
});

test('ten minutes look like a market: rates, spreads, sizes and imbalance within sane bounds', () => {
	const exchange = openExchange('default', 3);
	const client = new Client();
	const bytes: number[] = [];
	let lastTrade = 0;
	const trades = new Map<string, {count: number; bought: number}>();
	client.onTrade = (trade) => {
		const entry = trades.get(trade.s) ?? {count: 0, bought: 0};
		trades.set(trade.s, {count: entry.count + 1, bought: entry.bought + (trade.m ? 0 : 1)});
		if (trade.s === 'BTCUSDT') {
			if (lastTrade !== 0) expect(trade.t).toBe(lastTrade + 1);
			lastTrade = trade.t;
		}
	};
	const listen = (frame: Frame) => {
		if (frame.kind === 'message') bytes.push(frame.payload.length);
		return client.sink(frame);
	};
	const spreads: number[] = [];
	const imbalances: number[] = [];
	exchange.open(listen);
	for (let count = 1; count <= 600 * slicesPerSecond; count++) {
		exchange.advance(listen);
		if (count % slicesPerSecond !== 0) continue;
		for (const {book} of exchange.markets) {
			expect(Math.min(book.bids.length, book.asks.length)).toBeGreaterThan(1000);
			expect(book.bids.price).toBeLessThan(book.asks.price);
		}
		const {bids, asks} = exchange.markets[0]!.book;
		const sum = (side: RankedSide) =>
			Array.from({length: 10}, (_, rank) => side.quantityAt(rank)).reduce((total, quantity) => total + quantity);
		spreads.push(asks.price - bids.price);
		imbalances.push((sum(bids) - sum(asks)) / (sum(bids) + sum(asks)));
	}
	for (const {count, bought} of trades.values()) {
		expect(count / 600).toBeGreaterThan(3);
		expect(count / 600).toBeLessThan(40);
		expect(bought / count).toBeGreaterThan(0.3);
		expect(bought / count).toBeLessThan(0.7);
	}
	const shareOf = (values: readonly number[], holds: (value: number) => boolean) => values.filter(holds).length / values.length;
	expect(shareOf(spreads, (ticks) => ticks === 1)).toBeGreaterThan(0.4);
	expect(shareOf(spreads, (ticks) => ticks === 1)).toBeLessThan(0.8);
	expect(shareOf(imbalances, (obi) => obi > 0.4)).toBeGreaterThan(0.05);
	expect(shareOf(imbalances, (obi) => obi < -0.4)).toBeGreaterThan(0.05);
	expect(shareOf(imbalances, (obi) => Math.abs(obi) < 0.4)).toBeGreaterThan(0.25);
	expect(Math.max(...bytes)).toBeLessThan(65_536);
	expect(shareOf(bytes, (length) => length > 200)).toBeGreaterThan(0.4);
	expect(client.faults).toEqual([]);
});
