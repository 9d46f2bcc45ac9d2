/*
The least that can follow a venue: it connects as the program's own venue file plans, decodes by its decoder, keeps books by its step rule, and writes down what
it meets. It mends nothing by itself, so that a test sees what a fault does to a feed before anything is done about it.
*/

import {onTestFinished} from 'vitest';
import {WebSocket} from 'ws';
import {Book} from '../../source/market/book.ts';
import {describedInstrument, type Instrument, type InstrumentFacts, priceScaleOf} from '../../source/market/instrument.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import type {Decoder, DepthUpdate, Endpoints, MarketSink, Request, Venue} from '../../source/venues/venue.ts';
import {exactly} from '../support/oracle-book.ts';
import {Waiting} from '../support/waiting.ts';
import type {MarketTrade} from './market.ts';

/** A trade in the terms of the fake venue, and by what name the venue told it apart. */
export type ReadTrade = Pick<MarketTrade, 'price' | 'quantity' | 'aggressor'> & {readonly name: string};

type Kept = {readonly book: Book; id: number; isInStep: boolean; isJoining: boolean};

/** Follows the named symbols until the test ends. Resolves once all sockets stand and have said what the plan says. */
export async function startReader(venue: Venue, endpoints: Endpoints, symbols: readonly string[]): Promise<Reader> {
	const reader = new Reader(venue, endpoints);
	onTestFinished(() => reader.close());
	await reader.open(symbols);
	return reader;
}

export class Reader {
	/**
	What was met, in order, in one line each: `gap BTCUSDT`, `duplicate BTCUSDT`, `old BTCUSDT`, `fault bad-number BTCUSDT`, `mismatch BTC/USD`, `missed 7 for 5`, `refused NOPE`,
	`status BTC/USD maintenance`, `shutdown`, `closed 1012`, and what decoders call `other` by its name.
	*/
	readonly met: string[] = [];
	/** Pings of the venue that came. */
	pinged = 0;
	readonly #waiting = new Waiting();
	readonly #venue: Venue;
	readonly #endpoints: Endpoints;
	readonly #symbols = new Symbols();
	readonly #sockets: WebSocket[] = [];
	readonly #kept = new Map<string, Kept>();
	readonly #trades = new Map<string, ReadTrade[]>();
	#decoder: Decoder;

	constructor(venue: Venue, endpoints: Endpoints) {
		this.#venue = venue;
		this.#endpoints = endpoints;
		this.#decoder = venue.decoder(this.#symbols);
	}

	/** Connects as planned; asked again, it does so beside the connections that stand. */
	async open(symbols: readonly string[]): Promise<void> {
		const instruments = (await this.list(symbols)).map((facts) => describedInstrument(this.#venue.id, facts));
		for (const symbol of symbols) {
			const instrument = instruments.find((candidate) => candidate.symbol === symbol);
			if (instrument === undefined) throw new Error(`${symbol} is not listed`);
			this.#expect(instrument);
		}
		const wanted = instruments.filter(({symbol}) => symbols.includes(symbol));
		await Promise.all(this.#venue.plan(wanted, this.#endpoints).map(({url, greeting}) => this.#connect(url, greeting)));
	}

	/** What the venue lists, of these symbols or of all, page after page. */
	async list(symbols: readonly string[]): Promise<InstrumentFacts[]> {
		const facts: InstrumentFacts[] = [];
		const requests = [...this.#venue.requests.instruments(this.#endpoints.rest, symbols)];
		for (const request of requests) {
			const body = await ask(request);
			facts.push(...this.#venue.requests.readInstruments(body));
			const next = this.#venue.requests.nextInstruments?.(request, body);
			if (next !== undefined) requests.push(next);
		}
		return facts;
	}

	/** Takes a snapshot by REST, where the venue gives them so. */
	async join(symbol: string): Promise<void> {
		const request = this.#venue.requests.snapshot?.(this.#endpoints.rest, symbol, this.#venue.snapshotLimits?.calm ?? 0);
		const update = request && this.#decoder.snapshot?.(symbol, await ask(request));
		if (update === undefined) throw new Error(`${this.#venue.id} gives no snapshots by REST`);
		this.#replace(update, true);
	}

	/** Asks to be sent a book anew. */
	resubscribe(symbol: string): void {
		const texts = this.#venue.resubscription?.(symbol) ?? [];
		if (texts.length === 0) throw new Error(`${this.#venue.id} sends a book anew on a new connection alone`);
		for (const text of texts) this.say(text);
	}

	/** Sends a message over every socket. */
	say(text: string): void {
		for (const socket of this.#sockets) socket.send(text);
	}

	/** Sends a ping of WebSocket over every socket. */
	ping(): void {
		for (const socket of this.#sockets) socket.ping();
	}

	/** Undefined while it is not in step. */
	book(symbol: string): Book | undefined {
		const kept = this.#kept.get(symbol);
		return kept?.isInStep === true ? kept.book : undefined;
	}

	/** Resolves once something that begins so has been met so often since `met` was emptied. */
	untilMet(what: string, times = 1): Promise<void> {
		return this.#waiting.until(() => this.met.filter((met) => met.startsWith(what)).length >= times);
	}

	trades(symbol: string): readonly ReadTrade[] {
		return this.#trades.get(symbol) ?? [];
	}

	async close(): Promise<void> {
		for (const socket of this.#sockets) socket.terminate();
	}

	#expect(instrument: Instrument): void {
		const {symbol} = instrument;
		if (this.#kept.has(symbol)) return;
		this.#symbols.expect(symbol, priceScaleOf(instrument));
		this.#kept.set(symbol, {book: new Book(priceScaleOf(instrument)), id: Number.NaN, isInStep: false, isJoining: false});
		this.#trades.set(symbol, []);
	}

	async #connect(url: string, greeting: readonly string[]): Promise<void> {
		const socket = new WebSocket(url, {perMessageDeflate: false});
		const decoder = this.#venue.decoder(this.#symbols);
		const sink = this.#sink();
		this.#sockets.push(socket);
		socket.on('message', (data) => {
			const bytes = Buffer.from(String(data));
			decoder.decode(bytes, sink);
			const answer = this.#venue.answerTo?.(bytes);
			if (answer !== undefined) socket.send(answer);
		});
		socket.on('ping', () => {
			this.pinged++;
		});
		socket.on('error', (error) => this.#meet(`error ${error.message}`));
		socket.on('close', (code) => this.#meet(`closed ${code}`));
		await new Promise((resolve) => {
			socket.on('open', resolve);
			socket.on('close', resolve);
		});
		for (const text of greeting) socket.send(text);
	}

	#meet(what: string): void {
		this.met.push(what);
		this.#waiting.changed();
	}

	#sink(): MarketSink {
		return {
			depth: (update) => this.#takeDepth(update),
			trade: ({symbol, id, code, price, priceScale, quantity, quantityScale, aggressor}) => {
				this.#trades.get(symbol)?.push({
					name: Number.isNaN(id) ? code : String(id),
					price: exactly(price, priceScale),
					quantity: exactly(quantity, quantityScale),
					aggressor: aggressor === 1 ? 'buy' : 'sell',
				});
			},
			touch() {},
			fault: ({kind, symbol}) => this.#meet(`fault ${kind} ${symbol}`),
			missed: (expected, got) => this.#meet(`missed ${got} for ${expected}`),
			refused: (symbol) => this.#meet(`refused ${symbol}`),
			status: (symbol, status) => this.#meet(`status ${symbol} ${status}`),
			shutdown: () => this.#meet('shutdown'),
			other: (name) => this.#meet(name),
		};
	}

	#takeDepth(update: DepthUpdate): void {
		const kept = this.#kept.get(update.symbol);
		const isOld = kept?.isInStep === true && !this.#venue.stepRule.replaces(kept.id, update);
		if (update.kind === 'snapshot' && isOld) this.#meet(`old ${update.symbol}`);
		else if (update.kind === 'snapshot') this.#replace(update, false);
		else if (kept?.isInStep === true) this.#apply(kept, update);
		else this.#meet(`early ${update.symbol}`);
	}

	#replace(update: DepthUpdate, isJoining: boolean): void {
		const kept = this.#kept.get(update.symbol);
		if (kept === undefined) return;
		const {bids, asks, priceScale, quantityScale, depth, last} = update;
		kept.book.replace(bids, asks, priceScale, quantityScale, Number.POSITIVE_INFINITY, depth);
		kept.id = last;
		kept.isJoining = isJoining;
		this.#settle(kept, update);
	}

	#apply(kept: Kept, update: DepthUpdate): void {
		const {symbol, bids, asks, priceScale, quantityScale, last} = update;
		const verdict = this.#venue.stepRule.judge(kept.id, update, kept.isJoining);
		if (verdict !== 'apply') this.#meet(`${verdict} ${symbol}`);
		if (verdict === 'gap') kept.isInStep = false;
		if (verdict !== 'apply' && verdict !== 'overlap') return;
		if (update.kind === 'touch') kept.book.takeTouch(bids, asks, priceScale, quantityScale);
		else kept.book.apply(bids, asks, priceScale, quantityScale);
		kept.id = last;
		kept.isJoining = false;
		this.#settle(kept, update);
	}

	#settle(kept: Kept, update: DepthUpdate): void {
		if (Number.isFinite(update.depth)) kept.book.cutTo(update.depth);
		kept.isInStep = this.#venue.settle?.(kept.book, update) !== false;
		if (!kept.isInStep) this.#meet(`mismatch ${update.symbol}`);
	}
}

async function ask({url, body}: Request): Promise<unknown> {
	const response = await fetch(url, body === undefined ? {} : {method: 'POST', headers: {'content-type': 'application/json'}, body});
	return response.json();
}
