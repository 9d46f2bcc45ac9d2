/*
How one exchange talks, as the rest of the program needs to know it. A venue opens nothing: it names addresses, reads bytes, and states the rule
that proves a book to be in step. Feeds carry frames to and fro, the engine holds the books.
*/

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import type {Instrument, InstrumentFacts} from '../market/instrument.ts';
import type {Levels} from '../market/levels.ts';
import type {Trade} from '../market/trade.ts';
import type {Symbols} from './symbols.ts';

/** One depth message, decoded whole before anything is applied. Reused by the decoder: valid only during the call that hands it over. */
export type DepthUpdate = {
	symbol: string;
	/**
	- `diff`: absolute quantities of the levels that changed, 0 takes one away.
	- `snapshot`: the whole book, or as much of it as the venue shows.
	- `touch`: the best bid and ask, one level a side: whatever stood better is gone.
	*/
	kind: 'diff' | 'snapshot' | 'touch';
	/** First update id that the message covers; for a snapshot the same as `last`. NaN where the venue numbers nothing. */
	first: number;
	/** Last update id that the message covers. NaN where the venue numbers nothing. */
	last: number;
	/** Last update id of the message before, where the venue says it (`pu`, `prevSeqId`, `prev_change_id`); NaN elsewhere. */
	previous: number;
	/** When the venue says that it sent it, µs since the epoch; NaN where it does not. */
	sentAt: number;
	readonly bids: Levels;
	readonly asks: Levels;
	priceScale: number;
	quantityScale: number;
	/** Levels a side that the venue keeps up: what falls out of them is not told of any more. Infinity where it tells of all. */
	depth: number;
	/** The venue's checksum of the book after this message, and the decimals with which it prints prices and quantities for it; NaN elsewhere. */
	checksum: number;
	priceDecimals: number;
	quantityDecimals: number;
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
	/** Messages of this connection were lost, or came in another order than they were sent: every book on it is suspect. */
	missed(expected: number, got: number): void;
	/** The venue refuses to send a symbol's book or trades, in its own words. */
	refused(symbol: string, reason: string, what: 'book' | 'trades'): void;
	/** Whether a symbol trades: `TRADING`, or the venue's word for why not. An empty symbol means all of the venue. */
	status(symbol: string, status: string): void;
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
	missed() {},
	refused() {},
	status() {},
	shutdown() {},
	other() {},
};

/** Bytes of one connection in, market events out. Keeps what the protocol demands of one connection, such as its own count of messages. */
export type Decoder = {
	/** Reads one message. Never throws for what a venue might send. */
	decode(payload: Uint8Array, sink: MarketSink): void;
	/**
	Reads the JSON body of a REST snapshot, where the venue gives its snapshots so. The update is reused, as with messages.

	@throws BadSnapshotError where it is none.
	*/
	snapshot?(symbol: string, body: unknown): DepthUpdate;
	/** What it remembers from message to message, into a checkpoint and back. The scales of symbols are not its own. */
	archive?(io: Archive): void;
};

export class BadSnapshotError extends Error {
	override readonly name = 'BadSnapshotError';
}

/** `overlap`: it repeats ids already applied, harmless right after a snapshot. `idle`: a sign of life that changes nothing. */
export type Verdict = 'apply' | 'duplicate' | 'out-of-order' | 'overlap' | 'idle' | 'gap';

export type UpdateIds = {readonly first: number; readonly last: number; readonly previous: number};

/** The rule by which a book stays in step, as the venue's documentation states it. Ready-made ones are in step-rule.ts. */
export type StepRule = {
	/** May a book that stands at `bookId` take this diff? @param isJoining nothing has been applied since a snapshot that came by REST. */
	judge(bookId: number, update: UpdateIds, isJoining: boolean): Verdict;
	/** May a snapshot that came by the stream take the place of a book that stands at `bookId`? */
	replaces(bookId: number, snapshot: UpdateIds): boolean;
	/** The id at which a book must stand at least so that no update is missing before this one. */
	base(update: UpdateIds): number;
	/** The two ids by which a gap is told: what should have come, and what came. */
	told(bookId: number, update: UpdateIds): {readonly expected: number; readonly got: number};
};

export type Endpoints = {readonly rest: string; readonly stream: string};

/** One socket to open and what runs over it. */
export type ConnectionPlan = {
	readonly url: string;
	readonly streams: readonly string[];
	readonly instruments: readonly Instrument[];
	/** False where it carries trades alone, so that no book lives by it. */
	readonly hasBooks: boolean;
	/** False where trades come by another one. */
	readonly hasTrades?: boolean;
	/** What to send once it stands, in this order. */
	readonly greeting: readonly string[];
	/** Another address, to be tried where this one opens and brings nothing. */
	readonly fallback?: string;
};

/** One REST request: what to get and what it costs of the venue's budget. With a body it is a POST of JSON. */
export type Request = {readonly url: string; readonly weight: number; readonly body?: string};

export type ReferenceRequests = {
	/** All of them together bring the facts of the named symbols, or of more; with none named, of all. */
	instruments(rest: string, symbols: readonly string[]): readonly Request[];
	readInstruments(body: unknown): InstrumentFacts[];
	/** Where a list comes in pages: what brings the next one after this answer. */
	nextInstruments?(request: Request, body: unknown): Request | undefined;
	/** A snapshot of one book, where snapshots do not come by the stream. @param limit levels a side. */
	snapshot?(rest: string, symbol: string, limit: number): Request;
	/** 24-hour volume; `readVolume` of the venue reads the answer. */
	volume?(rest: string, symbol: string): Request;
	serverTime?(rest: string): Request;
	/** µs since the epoch; NaN where the answer does not say. */
	readServerTime?(body: unknown): number;
};

/** What a person is told of a venue's feed, in the words of its documentation. */
export type FeedFacts = {
	/** Of the book: `@depth@100ms`. */
	readonly channel: string;
	readonly levels: 'diffs' | 'snapshots';
	/** What proves a book: `U/u contiguous`. */
	readonly proof: string;
	/** Levels a side: `5000 by REST, then all`. */
	readonly depth: string;
	/** µs over which the venue gathers changes into one message; 0 where it sends each, NaN where it does not say. */
	readonly conflation: number;
	/** Of trades: `@trade`. */
	readonly trades: string;
};

/** What the fold needs of a venue: enough for a recording of it, or for one that lives in files alone. */
export type VenueRules = {
	/** As the command line knows it: `binance`. */
	readonly id: string;
	/** As a person calls it: `Binance spot`. */
	readonly name: string;
	/** As the header shows it: `binance·spot`. */
	readonly label: string;
	/** The venue's own word for the market: `spot`. */
	readonly market: string;
	readonly feed: FeedFacts;
	/** Taker fee of the regular tier, bps of notional. */
	readonly takerFeeBps: number;
	/** Without a sign of life of its stream for so long a book is STALE, µs; Infinity where silence says nothing. */
	readonly staleAfter: number;
	/** Any message of its connection is a sign of life of a book: the venue sends heartbeats, so that a quiet market is told from a dead connection. */
	readonly hasHeartbeats?: boolean;
	/** `rest`: to be asked for and joined to the diffs; `stream`: the venue sends one upon subscription. */
	readonly snapshots: 'rest' | 'stream';
	/** Its ids tell when a message is missing. Where they do not, and no checksum does, a book is UNPROVEN. */
	readonly hasSequence: boolean;
	/** Books of two connections at one update id are equal, so that one may be compared with the other. */
	readonly areIdsShared: boolean;
	/** How trades are numbered: each one more than the last, ever higher, or not by numbers that rise (then `Trade.code` tells them apart). */
	readonly tradeIds: 'dense' | 'rising' | 'unordered';
	readonly stepRule: StepRule;
	/** What the venue demands of the book after a message was applied: cut to a depth, a checksum. False where the book is not the venue's. */
	settle?(book: Book, update: DepthUpdate): boolean;
	/** 24-hour volume in the unit of the instrument's quantities, as decimal text; empty where the answer does not say. */
	readVolume?(body: unknown): string;
	/** A decoder for one connection. @param symbols of the venue, with the scales at which their numbers are read: shared by its decoders. */
	decoder(symbols: Symbols): Decoder;
};

/** A venue that can be reached. */
export type Venue = VenueRules & {
	/** The venue cuts a connection after a day; replace it before, µs. Infinity where it does not. */
	readonly connectionLife: number;
	/** Levels a side of a calm snapshot and of one among many, where snapshots come by REST. */
	readonly snapshotLimits?: {readonly calm: number; readonly storm: number};
	/** What one address may spend: request weight a minute; connection attempts in a window of ms. */
	readonly budget: {readonly weightPerMinute: number; readonly connections: number; readonly connectionsWindow: number};
	/** ms at least from one attempt to connect to the next, while no connection lasts for a minute; no such rule where it is not set. */
	readonly unstablePace?: number;
	/** ms between two messages that we send on one connection. */
	readonly sendPace: number;
	/** What we say every so many ms so that the venue does not cut the connection, where pings of WebSocket do not count. */
	readonly keepAlive: {readonly every: number; readonly text: string} | undefined;
	readonly endpoints: Endpoints;
	/** Of the venue's test network, where it has one. */
	readonly testnet: Endpoints | undefined;
	/** The environment variable by which its test network is chosen as well, if it is `true`. */
	readonly testnetVariable?: string;
	/** Watched where no symbol is named; `BTCUSDT` unless given. */
	readonly defaultSymbol?: string;
	/** How stream addresses of the venue go on after the host, so that a capture of its sockets is known by it: `/v5/public/spot`. */
	readonly streamPath: string;
	/** Where else its data may be had when it does not serve a location; empty where nothing is known. */
	readonly elsewhere: string;
	readonly requests: ReferenceRequests;
	plan(instruments: readonly Instrument[], endpoints: Endpoints): ConnectionPlan[];
	/** What to send to be sent a book anew on the same connection; undefined where only a new connection brings it. */
	readonly resubscription: ((symbol: string) => readonly string[]) | undefined;
	/** The answer to a message that demands one; undefined for nearly all. Called for every message, so it looks at bytes first. */
	answerTo?(message: Uint8Array): string | undefined;
};
