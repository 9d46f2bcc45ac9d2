/* A plain client of Binance spot, as its documentation describes one: buffers diffs, asks for a snapshot, joins, follows, asks again after a gap. */

import {createHash} from 'node:crypto';
import {toUnits} from '../../../source/market/decimal.ts';
import type {Effect, Frame, FrameKind} from '../../../source/market/frame.ts';
import {instrumentId} from '../../../source/market/instrument.ts';

export type Level = readonly [string, string];
export type DiffMessage = {
	readonly e: 'depthUpdate';
	readonly E: number;
	readonly s: string;
	readonly U: number;
	readonly u: number;
	readonly b: readonly Level[];
	readonly a: readonly Level[];
};
export type TradeMessage = {
	readonly e: 'trade';
	readonly E: number;
	readonly s: string;
	readonly t: number;
	readonly p: string;
	readonly q: string;
	readonly T: number;
	readonly m: boolean;
	readonly M: boolean;
};
export type Message = {readonly stream: string; readonly data: DiffMessage | TradeMessage};
export type Snapshot = {readonly lastUpdateId: number; readonly bids: readonly Level[]; readonly asks: readonly Level[]};
export type Reply = {
	readonly request: number;
	readonly instrument: string;
	readonly what: 'snapshot' | 'volume';
	readonly status: number;
	readonly error: string | null;
	readonly limit?: number;
	readonly body?: Snapshot;
};

/** Prices in hundredths to quantities in 10^-8. */
export type PlainSide = Map<number, number>;

export class PlainBook {
	readonly bids: PlainSide = new Map();
	readonly asks: PlainSide = new Map();
	/** Update id it stands at; undefined while not in step. */
	id: number | undefined;
	buffered: DiffMessage[] = [];
	isAsked = false;
	gaps = 0;
	/** Last id of the latest diff seen, in step or not. */
	lastSeen: number | undefined;
	unknownDeletes = 0;

	put(side: PlainSide, levels: readonly Level[]): void {
		for (const [priceText, quantityText] of levels) {
			const price = toUnits(priceText, 2);
			const quantity = toUnits(quantityText, 8);
			if (quantity > 0) side.set(price, quantity);
			else if (!side.delete(price)) this.unknownDeletes++;
		}
	}
}

export class Client {
	readonly books = new Map<string, PlainBook>();
	readonly counts: Record<FrameKind, number> = {opened: 0, message: 0, reply: 0, closed: 0, setting: 0, tick: 0};
	readonly faults: string[] = [];
	/** When frames of a kind came, and what replies said. */
	readonly replies: {readonly at: number; readonly askedAt: number; readonly reply: Reply}[] = [];
	lastAt = 0;
	onDiff: (book: PlainBook, diff: DiffMessage, at: number) => void = () => {};
	onTrade: (trade: TradeMessage, at: number) => void = () => {};
	readonly #hash = createHash('sha256');
	readonly #askedAt = new Map<number, number>();
	readonly #urgency: 'calm' | 'storm';
	#requests = 0;

	constructor(urgency: 'calm' | 'storm' = 'calm') {
		this.#urgency = urgency;
	}

	/** Over every frame: time, connection, kind and bytes. */
	digest(): string {
		return this.#hash.copy().digest('hex');
	}

	readonly sink = (frame: Frame): readonly Effect[] => {
		if (frame.at < this.lastAt) this.faults.push(`time runs back to ${frame.at}`);
		this.lastAt = frame.at;
		this.counts[frame.kind]++;
		this.#hash.update(`${frame.at} ${frame.connection} ${frame.kind} `).update(frame.payload);
		const text = Buffer.from(frame.payload).toString();
		// Payloads are valid only during the call.
		frame.payload.fill(0x2a);
		if (frame.kind === 'message') return this.#message(JSON.parse(text), frame.at);
		if (frame.kind === 'reply') this.#reply(JSON.parse(text), frame.at);
		return [];
	};

	book(symbol: string): PlainBook {
		const book = this.books.get(symbol) ?? new PlainBook();
		this.books.set(symbol, book);
		return book;
	}

	#message({data}: Message, at: number): readonly Effect[] {
		if (data.e === 'trade') {
			this.onTrade(data, at);
			return [];
		}
		const book = this.book(data.s);
		if (book.lastSeen !== undefined && data.U !== book.lastSeen + 1) {
			book.gaps++;
			book.id = undefined;
			book.buffered = [];
			book.isAsked = false;
		}
		book.lastSeen = data.u;
		if (book.id === undefined) book.buffered.push(data);
		else this.#apply(book, data, at);
		if (book.id !== undefined || book.isAsked) return [];
		book.isAsked = true;
		this.#requests++;
		this.#askedAt.set(this.#requests, at);
		const instrument = instrumentId('binance', data.s);
		return [{kind: 'snapshot', instrument, symbol: data.s, request: this.#requests, urgency: this.#urgency, reason: 'not in step'}];
	}

	#reply(reply: Reply, at: number): void {
		this.replies.push({at, askedAt: this.#askedAt.get(reply.request) ?? Number.NaN, reply});
		if (reply.what !== 'snapshot' || reply.body === undefined) return;
		const book = this.book(reply.instrument.slice('binance:'.length));
		book.bids.clear();
		book.asks.clear();
		book.put(book.bids, reply.body.bids);
		book.put(book.asks, reply.body.asks);
		book.id = reply.body.lastUpdateId;
		const first = book.buffered[0];
		if (first === undefined || first.U > book.id + 1) this.faults.push(`snapshot ${book.id} does not reach the first buffered diff`);
		for (const diff of book.buffered) if (diff.u > reply.body.lastUpdateId) this.#apply(book, diff, at);
		book.buffered = [];
	}

	#apply(book: PlainBook, diff: DiffMessage, at: number): void {
		if (book.id === undefined || diff.U > book.id + 1) this.faults.push(`diff ${diff.U} does not follow ${book.id}`);
		book.put(book.bids, diff.b);
		book.put(book.asks, diff.a);
		book.id = diff.u;
		this.onDiff(book, diff, at);
	}
}

export function bestBid(book: PlainBook): number {
	return book.bids.keys().reduce((best, price) => Math.max(best, price), Number.NEGATIVE_INFINITY);
}

export function bestAsk(book: PlainBook): number {
	return book.asks.keys().reduce((best, price) => Math.min(best, price), Number.POSITIVE_INFINITY);
}
