/*
A synthetic Binance spot exchange on its own simulated clock: it moves its markets on in slices of 10 ms and delivers what a client would receive,
in order of receipt. Nothing here knows real time, so what is delivered depends on the seed and on what the client asks, never on the pace.
*/

import type {Effect, Frame, OpenedPayload, ReplyPayload} from '../../market/frame.ts';
import {type InstrumentId, instrumentId} from '../../market/instrument.ts';
import {Levels} from '../../market/levels.ts';
import {binanceSpot} from '../../venues/binance-spot.ts';
import type {Sink} from '../feed.ts';
import type {Listing} from './listing.ts';
import {SyntheticMarket} from './market.ts';
import {Random} from './random.ts';
import {type ScenarioName, scenarios} from './scenario.ts';
import {dayTicker, Wire} from './wire.ts';

/** Slice of simulated time, µs. */
export const slice = 10_000;
const slicesPerDiff = 10;
const second = 1_000_000;
/** Messages travel so long, µs; with the wait behind earlier ones at most 30 ms. */
const travel = {least: 3000, usual: 4500, most: 18_000};
const answerTime = {least: 80_000, most: 250_000};
const socket = 1;
const encoder = new TextEncoder();

export type ExchangeOptions = {
	readonly seed: number;
	readonly listings: readonly Listing[];
	readonly scenario: ScenarioName;
	/** µs since the epoch. */
	readonly startAt: number;
};

type Asked = Extract<Effect, {kind: 'snapshot'}>;
/** A snapshot on its way: what it holds is settled at `takenAt`, halfway. */
type Errand = {readonly asked: Asked; readonly takenAt: number; readonly dueAt: number};
type Parcel = {readonly at: number; readonly payload: Uint8Array};

export class SyntheticExchange {
	readonly markets: readonly SyntheticMarket[];
	readonly #options: ExchangeOptions;
	readonly #travelling: Random;
	readonly #answering: Random;
	/** Of its own, so that answers to books in need take as long as they would if nobody had an opinion. */
	readonly #opining: Random;
	readonly #losing: Random;
	readonly #wire = new Wire();
	readonly #bids = new Levels();
	readonly #asks = new Levels();
	/** In order of receipt. */
	readonly #messages: Parcel[] = [];
	readonly #replies: Parcel[] = [];
	#errands: Errand[] = [];
	#slices = 0;
	#lastMessageAt: number;
	#nextTick: number;
	#lossAt: number;
	#loser: SyntheticMarket | undefined;

	constructor(options: ExchangeOptions) {
		const {seed, listings, startAt} = options;
		const scenario = scenarios[options.scenario];
		this.#options = options;
		this.#travelling = new Random(seed, 'travel');
		this.#answering = new Random(seed, 'answers');
		this.#opining = new Random(seed, 'opinions');
		this.#losing = new Random(seed, 'losses');
		this.markets = listings.map((listing) => new SyntheticMarket(listing, seed, scenario.sweepsPerSecond));
		this.#lastMessageAt = startAt;
		this.#nextTick = startAt + second;
		this.#lossAt = startAt + scenario.firstLoss(this.#losing) * second;
	}

	/** Simulated time up to which everything has been delivered, µs since the epoch. */
	get now(): number {
		return this.#options.startAt + this.#slices * slice;
	}

	/** Opens the stream and asks each market for its 24 h volume. Call once, first. */
	open(sink: Sink): void {
		const {startAt, listings} = this.#options;
		const streams = listings.flatMap(({facts}) => [`${facts.symbol.toLowerCase()}@depth@100ms`, `${facts.symbol.toLowerCase()}@trade`]);
		const opened: OpenedPayload = {
			venue: binanceSpot.id,
			market: binanceSpot.market,
			url: 'demo:',
			streams,
			instruments: listings.map(({facts}) => facts),
		};
		for (const {listing, book, lastTradeId} of this.markets) {
			const body = dayTicker(listing, book.bids, book.asks, lastTradeId, startAt);
			const reply: ReplyPayload = {...replyHead(0, instrumentId(binanceSpot.id, listing.facts.symbol)), what: 'volume', body};
			this.#reply(startAt + this.#answering.between(answerTime.least, answerTime.most), encoder.encode(JSON.stringify(reply)));
		}
		this.#deliver({at: startAt, connection: socket, kind: 'opened', payload: encoder.encode(JSON.stringify(opened))}, sink);
	}

	/** Moves simulated time on by one slice and delivers all that is received within it. */
	advance(sink: Sink): void {
		const from = this.now;
		this.#slices++;
		for (const [index, market] of this.markets.entries()) {
			this.#trade(market, from);
			// Each market has its own beat, so that diffs do not arrive in one heap.
			if (this.#slices % slicesPerDiff === (index * 3) % slicesPerDiff) this.#publish(market);
		}
		this.#takeSnapshots();
		this.#deliverUntil(this.now, sink);
	}

	#trade(market: SyntheticMarket, from: number): void {
		let happened = from;
		market.pass(slice / second, (price, quantity, aggressor) => {
			happened += Math.floor((from + slice - happened) * this.#travelling.uniform() * 0.3);
			const happenedAt = Math.floor(happened / 1000);
			const execution = {id: market.lastTradeId, price, quantity, aggressor, happenedAt};
			this.#send(happened, this.#wire.trade(market.listing, happenedAt, execution));
		});
	}

	#publish(market: SyntheticMarket): void {
		const ids = market.takeDiff(this.#bids, this.#asks);
		if (this.#isLost(market)) return;
		this.#send(this.now, this.#wire.diff(market.listing, Math.floor(this.now / 1000), ids, this.#bids, this.#asks));
	}

	/** Is this the diff that the scenario loses? */
	#isLost(market: SyntheticMarket): boolean {
		if (this.now < this.#lossAt) return false;
		this.#loser ??= this.markets[this.#losing.below(this.markets.length)];
		if (market !== this.#loser) return false;
		this.#loser = undefined;
		this.#lossAt = this.now + scenarios[this.#options.scenario].nextLoss(this.#losing) * second;
		return true;
	}

	/** Messages of one socket never overtake each other. */
	#send(sentAt: number, payload: Uint8Array): void {
		const delay = Math.min(travel.most, travel.least + this.#travelling.exponential(travel.usual));
		this.#lastMessageAt = Math.max(this.#lastMessageAt, Math.round(sentAt + delay));
		this.#messages.push({at: this.#lastMessageAt, payload});
	}

	#reply(at: number, payload: Uint8Array): void {
		const parcel = {at: Math.round(at), payload};
		const index = this.#replies.findIndex((other) => other.at > parcel.at);
		this.#replies.splice(index === -1 ? this.#replies.length : index, 0, parcel);
	}

	#takeSnapshots(): void {
		if (this.#errands.length === 0) return;
		const due = this.#errands.filter(({takenAt}) => takenAt <= this.now);
		this.#errands = this.#errands.filter(({takenAt}) => takenAt > this.now);
		for (const {asked, dueAt} of due) this.#reply(Math.max(dueAt, this.now), this.#answer(asked));
	}

	#answer({request, instrument, symbol, urgency}: Asked): Uint8Array {
		const limit = binanceSpot.snapshotLimits[urgency];
		const market = this.markets.find(({listing}) => listing.facts.symbol === symbol);
		const head: ReplyPayload = {...replyHead(request, instrument), what: 'snapshot', limit};
		if (market === undefined) return encoder.encode(JSON.stringify({...head, status: 400, error: `${symbol} is not in the demo`}));
		return this.#wire.snapshot(head, market.listing, market.book.lastId, market.book.bids, market.book.asks, limit);
	}

	/** Everything received at or before a time is known by then, because nothing arrives before it is sent. */
	#deliverUntil(time: number, sink: Sink): void {
		for (;;) {
			const messageAt = this.#messages[0]?.at ?? Number.POSITIVE_INFINITY;
			const replyAt = this.#replies[0]?.at ?? Number.POSITIVE_INFINITY;
			const at = Math.min(messageAt, replyAt, this.#nextTick);
			if (at > time) return;
			if (at === messageAt) this.#deliver({at, connection: socket, kind: 'message', payload: this.#messages.shift()!.payload}, sink);
			else if (at === replyAt) this.#deliver({at, connection: 0, kind: 'reply', payload: this.#replies.shift()!.payload}, sink);
			else {
				this.#nextTick += second;
				this.#deliver({at, connection: 0, kind: 'tick', payload: encoder.encode('{}')}, sink);
			}
		}
	}

	/** Snapshots are all that a synthetic exchange is ever asked for: its socket never fails, and Binance has no resubscription. */
	#deliver(frame: Frame, sink: Sink): void {
		for (const effect of sink(frame)) {
			if (effect.kind !== 'snapshot') continue;
			const random = effect.request < 0 ? this.#opining : this.#answering;
			const delay = Math.round(random.between(answerTime.least, answerTime.most));
			this.#errands.push({asked: effect, takenAt: frame.at + delay / 2, dueAt: frame.at + delay});
		}
	}
}

function replyHead(request: number, instrument: InstrumentId) {
	return {request, instrument, status: 200, retryAfter: null, error: null};
}
