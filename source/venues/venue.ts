/*
How one exchange talks, as the rest of the program needs to know it. A venue opens nothing: it names addresses, reads bytes, and states the rule
that proves a book to be in step. Feeds carry frames to and fro, the engine holds the books.
*/

import type {Archive} from '../market/archive.ts';
import type {Instrument, InstrumentFacts} from '../market/instrument.ts';
import type {Levels} from '../market/levels.ts';
import type {Trade} from '../market/trade.ts';

/** One depth message, decoded whole before anything is applied. Reused by the decoder: valid only during the call that hands it over. */
export type DepthUpdate = {
	symbol: string;
	kind: 'diff' | 'snapshot';
	/** First update id that the message covers; for a snapshot the same as `last`. */
	first: number;
	/** Last update id that the message covers. */
	last: number;
	/** Last update id of the message before, where the venue says it (`pu` of Binance USD-M); NaN elsewhere. */
	previous: number;
	/** When the venue says that it sent it, µs since the epoch; NaN where it does not. */
	sentAt: number;
	readonly bids: Levels;
	readonly asks: Levels;
	priceScale: number;
	quantityScale: number;
};

/** The best bid and ask as the venue itself reports them beside the diffs: a check on the rebuilt book. Reused like `DepthUpdate`. */
export type Touch = {
	symbol: string;
	/** Comparable with the ids of diffs. */
	id: number;
	bidPrice: number;
	bidQuantity: number;
	askPrice: number;
	askQuantity: number;
	priceScale: number;
	quantityScale: number;
};

/** What was wrong with a frame. `symbol` is empty where the frame does not tell whose it was. */
export type DecodeFault = {
	readonly kind: 'malformed' | 'bad-number';
	readonly symbol: string;
	/** One line for the log, the frame's first bytes escaped. */
	readonly detail: string;
};

/** Where a decoder puts what it reads. */
export type MarketSink = {
	depth(update: DepthUpdate): void;
	trade(trade: Trade): void;
	touch(touch: Touch): void;
	/** The frame is not to be trusted; nothing of it has been handed over. */
	fault(fault: DecodeFault): void;
	/** The venue will close this connection shortly. */
	shutdown(): void;
	/** The venue answered a subscription, or said something that needs no book: counted by name. */
	other(name: string): void;
};

/** For whoever wants some of it only: `{...ignoreAll, depth: …}`. */
export const ignoreAll: MarketSink = {
	depth() {},
	trade() {},
	touch() {},
	fault() {},
	shutdown() {},
	other() {},
};

/** Bytes in, market events out. Keeps per symbol only the scales at which numbers are read. */
export type Decoder = {
	/** Reads one message. Never throws for what a venue might send. */
	decode(payload: Uint8Array, sink: MarketSink): void;
	/** Reads the JSON body of a REST snapshot. Throws `BadSnapshotError` where it is none. The update is reused, as with messages. */
	snapshot(symbol: string, body: unknown): DepthUpdate;
	/** Starts reading a symbol's prices at this scale. */
	expect(symbol: string, priceScale: number): void;
	/** What it remembers from message to message, into a checkpoint and back. */
	archive(io: Archive): void;
};

export class BadSnapshotError extends Error {
	override readonly name = 'BadSnapshotError';
}

export type Verdict = 'apply' | 'duplicate' | 'overlap' | 'gap';

/** The rule by which a book stays in step, as the venue's documentation states it. */
export type StepRule = {
	/** May a book that stands at `bookId` take this diff? `overlap`: it repeats ids already applied, harmless right after a snapshot. */
	judge(bookId: number, update: {readonly first: number; readonly last: number}): Verdict;
	/** Does a snapshot at `snapshotId` reach the first diff that was kept? If not, a newer one is needed. */
	reaches(snapshotId: number, firstKept: number): boolean;
};

export type Endpoints = {readonly rest: string; readonly stream: string};

/** One socket to open and what runs over it. */
export type ConnectionPlan = {
	readonly url: string;
	readonly streams: readonly string[];
	readonly instruments: readonly Instrument[];
};

/** One REST request: what to get and what it costs of the venue's budget. */
export type Request = {readonly url: string; readonly weight: number};

export type ReferenceRequests = {
	/** Facts of the named symbols; with none named, of all. */
	instruments(rest: string, symbols: readonly string[]): Request;
	readInstruments(body: unknown): InstrumentFacts[];
	snapshot(rest: string, symbol: string, limit: number): Request;
	volume(rest: string, symbol: string): Request;
	/** 24-hour volume in the instrument's unit, as decimal text. */
	readVolume(body: unknown): string;
	serverTime(rest: string): Request;
	/** µs since the epoch. */
	readServerTime(body: unknown): number;
};

export type Venue = {
	/** As the command line knows it: `binance`. */
	readonly id: string;
	/** As a person calls it: `Binance spot`. */
	readonly name: string;
	/** As the header shows it: `binance·spot`. */
	readonly label: string;
	/** The venue's own word for the market: `spot`. */
	readonly market: string;
	/** Taker fee of the regular tier, bps of notional. */
	readonly takerFeeBps: number;
	/** Without a diff for so long a book is STALE, µs. */
	readonly staleAfter: number;
	/** The venue cuts a connection at 24 h; replace it before, µs. */
	readonly connectionLife: number;
	/** Levels a side of a calm snapshot and of one among many. */
	readonly snapshotLimits: {readonly calm: number; readonly storm: number};
	/** What one address may spend: request weight a minute; connection attempts in a window of ms. */
	readonly budget: {readonly weightPerMinute: number; readonly connections: number; readonly connectionsWindow: number};
	readonly endpoints: Endpoints;
	/** Of the venue's test network, where it has one. */
	readonly testnet: Endpoints | undefined;
	readonly stepRule: StepRule;
	readonly requests: ReferenceRequests;
	plan(instruments: readonly Instrument[], endpoints: Endpoints): ConnectionPlan[];
	decoder(): Decoder;
};
