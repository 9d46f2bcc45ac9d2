/* Everything the fold keeps of one instrument: its book and how far that can be believed, its metrics, its signals and its portfolio. */

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import type {Effect, ReplyPayload} from '../market/frame.ts';
import {type Instrument, priceScaleOf} from '../market/instrument.ts';
import type {Trade} from '../market/trade.ts';
import type {Symbols} from '../venues/symbols.ts';
import type {DepthUpdate, FeedFacts, Touch, VenueRules} from '../venues/venue.ts';
import {BookKeeper} from './book-keeper.ts';
import {DepthHistory} from './depth-history.ts';
import {EventLog} from './event-log.ts';
import {Gauges} from './gauges.ts';
import type {Integrity} from './integrity.ts';
import {Latency} from './latency.ts';
import {missedLoss} from './loss.ts';
import type {EngineSettings} from './settings.ts';
import {Strategy} from './strategy.ts';
import {TakerSides} from './taker-sides.ts';
import {Tape} from './tape.ts';
import {TradeSource} from './trade-source.ts';

/** What a desk needs from the engine that owns it. */
export type DeskContext = {
	readonly venue: VenueRules;
	/** At which scales the venue's numbers are read. */
	readonly symbols: Symbols;
	readonly settings: EngineSettings;
	/** Whether somebody can answer: false in recordings that hold no openings and so no replies by number. */
	readonly canAsk: () => boolean;
	readonly deskCount: () => number;
	/** When a connection last said anything, µs; NaN where there is none of that number. */
	readonly heardOn: (connection: number) => number;
	readonly effect: (effect: Effect) => void;
	readonly observer: DeskObserver | undefined;
};

/** Looks on without taking part: an audit, an export. */
export type DeskObserver = {
	/** The book in step has a new state. `flow` is the level-1 OFI term in counts of 10^-quantityScale, NaN for the first state after a gap. */
	state?(desk: Desk, flow: number): void;
	trade?(desk: Desk, trade: Trade): void;
	/** A row of the sample clock is closed: `desk.gauges.row` holds it. */
	sample?(desk: Desk): void;
	/** What came before is no past of what comes: the book was lost, or its connection. */
	loss?(desk: Desk): void;
	/** Receipt minus the venue's own time of a message, ms. */
	delay?(millis: number): void;
};

export class Desk {
	#instrument: Instrument;
	/** `binance·spot` */
	readonly venueLabel: string;
	readonly feed: FeedFacts;
	readonly log = new EventLog();
	readonly latency: Latency;
	readonly depthHistory = new DepthHistory();
	readonly gauges: Gauges;
	readonly strategy: Strategy;
	readonly takerSides = new TakerSides();
	readonly #keeper: BookKeeper;
	readonly #symbols: Symbols;
	readonly #observer: DeskObserver | undefined;
	readonly #tape: Tape;
	readonly #tradeSource = new TradeSource();
	/** When the venue sent the depth message in hand, µs. */
	#sentAt = Number.NaN;

	constructor(instrument: Instrument, context: DeskContext) {
		const {venue, symbols, settings, canAsk, deskCount, heardOn, effect, observer} = context;
		this.#instrument = instrument;
		this.#symbols = symbols;
		this.#tape = new Tape(venue.tradeIds);
		this.venueLabel = venue.label;
		this.feed = venue.feed;
		this.#observer = observer;
		this.latency = new Latency((millis) => observer?.delay?.(millis));
		this.gauges = new Gauges(settings, instrument);
		this.strategy = new Strategy(settings, venue.takerFeeBps, instrument.contract, this.log);
		this.#keeper = new BookKeeper({
			...{instrument, venue, canAsk, deskCount, heardOn, effect},
			decoder: venue.decoder(symbols),
			log: this.log,
			onState: (book, at) => this.#newState(book, at),
			onLoss: () => this.#forgetStates(),
		});
		symbols.expect(instrument.symbol, priceScaleOf(instrument));
	}

	get instrument(): Instrument {
		return this.#instrument;
	}

	/** The venue has described the instrument anew: its state or its grid may have changed. */
	describe(instrument: Instrument): void {
		this.#instrument = instrument;
		this.#keeper.describe(instrument);
		this.strategy.describe(instrument.contract);
		this.gauges.describe(instrument);
		this.#symbols.expect(instrument.symbol, priceScaleOf(instrument));
	}

	get integrity(): Integrity {
		return this.#keeper.standing.integrity;
	}

	/** The book in step, or undefined: nothing else may feed a book metric. */
	get liveBook(): Book | undefined {
		return this.#keeper.liveBook;
	}

	/** The book as far as there is one, whatever its state: to be shown, never to be scored. */
	get shownBook(): Book | undefined {
		return this.#keeper.shownBook;
	}

	/** Last update that the book holds; 0 without one. */
	get updateId(): number {
		return this.#keeper.updateId;
	}

	get isWaitingForSnapshot(): boolean {
		return this.#keeper.isWaitingForSnapshot;
	}

	isCarriedBy(connection: number): boolean {
		return this.#keeper.isCarriedBy(connection) || this.#tradeSource.isOwn(connection);
	}

	/** Its book lives by this connection. */
	hasBookFrom(connection: number): boolean {
		return this.#keeper.isCarriedBy(connection);
	}

	/** Silent for longer than its market ever is, and at least as long as this, µs; a halted market may be. */
	isOverdue(at: number, least: number): boolean {
		return this.integrity.state !== 'HALTED' && this.#keeper.standing.liveness.isSilent(at, least);
	}

	/** µs since the last diff; NaN before the first. */
	ageAt(at: number): number {
		return at - this.#keeper.standing.liveness.lastAt;
	}

	/** @param hasTrades its trades come by it as well. */
	opened(connection: number, at: number, hasTrades: boolean): void {
		this.#keeper.opened(connection, at);
		const areWatched = this.#tradeSource.opened(hasTrades);
		if (areWatched !== undefined) this.gauges.watchTrades(areWatched);
	}

	/** A connection brings its trades from now on, and nothing else. */
	openedForTrades(connection: number): void {
		this.#tradeSource.openedApart(connection);
		this.gauges.watchTrades(true);
	}

	closed(connection: number, at: number, reason: string): void {
		this.#keeper.closed(connection, at, reason);
		// Nobody describes an instrument without a status.
		const lost = this.#tradeSource.closed(connection, this.#instrument.status !== '');
		if (lost === 'own') this.log.alert(at, `trades lost: ${reason}`);
		// No other connection goes on: trades are missed from here.
		const isBookLost = this.#tradeSource.isOfBook && this.integrity.state === 'CONNECTING';
		if (lost !== 'none' || isBookLost) this.gauges.watchTrades(false);
	}

	/** The stream says whether it trades, or its whole venue. */
	told(status: string, isOfVenue: boolean, at: number): void {
		this.#keeper.standing.told(status, isOfVenue, at);
	}

	/** Messages of a connection were lost. */
	missed(connection: number, expected: number, got: number, at: number): void {
		this.#keeper.loseOn(connection, missedLoss(expected, got), at);
	}

	/** The venue does not send its book, or its trades. */
	refused(connection: number, reason: string, what: 'book' | 'trades', at: number): void {
		if (what === 'book') {
			this.#keeper.refused(connection, reason, at);
			return;
		}
		this.gauges.watchTrades(false);
		this.log.alert(at, `subscription to trades refused: ${reason}`);
	}

	/** The clock of the feed was out of step with time: what was measured by it says nothing. */
	clockJumped(): void {
		this.latency.clear();
	}

	diff(connection: number, update: DepthUpdate, payload: Uint8Array, at: number): void {
		this.latency.record(at, update.sentAt);
		this.#sentAt = update.sentAt;
		this.#keeper.diff(connection, update, payload, at);
	}

	/** @param connection that brought it. */
	trade(trade: Trade, at: number, connection = 0): void {
		const {integrity} = this;
		this.#tradeSource.brought(connection);
		// Two connections may both carry a trade while one takes over from the other.
		const place = this.#tape.place(trade.id, trade.code, at);
		if (place === 'repeated') {
			integrity.tradesRepeated++;
			return;
		}
		if (place === 'beyond a hole') {
			integrity.tradeGaps++;
			this.gauges.interruptTrades();
		}
		integrity.trades++;
		this.latency.record(at, trade.happenedAt);
		if (this.takerSides.judge(trade)) {
			this.log.alert(at, `takers seem to be on the other side: ${this.takerSides.words}`);
		}
		this.gauges.trade(trade, at);
		this.#observer?.trade?.(this, trade);
	}

	touch(touch: Touch): void {
		this.#keeper.standing.saw(touch);
	}

	unreadable(connection: number, detail: string, at: number): void {
		// It may have told of trades, and only numbers without holes would show that they are missing.
		if (!this.#tape.showsHoles && this.#bringsTrades(connection)) this.gauges.interruptTrades();
		this.#keeper.unreadable(connection, detail, at);
		if (!this.#tradeSource.isOwn(connection)) return;
		this.integrity.malformed++;
		this.log.alert(at, `trades lost: ${detail}`);
	}

	/** @param connection that carries the book, for a foreign recording that begins with a snapshot. */
	snapshot(reply: ReplyPayload, connection: number, at: number): void {
		this.#keeper.snapshot(reply, connection, at);
	}

	/** 24-hour volume in the instrument's unit. */
	volumeKnown(volume: number): void {
		this.gauges.volumeKnown(volume);
	}

	/** @param mayAsk what is wanted now may be asked for now. */
	passTo(at: number, mayAsk: boolean): void {
		this.#keeper.passTo(at, mayAsk);
		const book = this.shownBook;
		if (book !== undefined) this.depthHistory.passTo(at, book);
	}

	/** Closes one row of the sample clock: the state after the last frame received at or before `at`. */
	sample(at: number): void {
		const book = this.liveBook;
		this.gauges.sample(at, book);
		this.strategy.sample(at, this.gauges.row, book, this.updateId);
		this.gauges.close(this.strategy.lastSignal, this.strategy.portfolio.equity);
		this.#observer?.sample?.(this);
		this.#keeper.renewWhenThin(at);
	}

	/** Settings that signals depend on were changed by hand. */
	change(settings: EngineSettings, at: number): void {
		this.gauges.change(settings);
		this.strategy.change(settings);
		const {buy, sell, levels} = settings;
		this.log.info(at, `settings: ρ ${buy.toFixed(2)}/${sell.toFixed(2)}, L${levels}`);
	}

	archive(io: Archive): void {
		for (const part of [this.log, this.latency, this.depthHistory, this.gauges, this.strategy, this.#keeper]) part.archive(io);
		this.#tape.archive(io);
		this.takerSides.archive(io);
		this.#tradeSource.archive(io);
		this.#sentAt = io.number(this.#sentAt);
	}

	#bringsTrades(connection: number): boolean {
		return this.#tradeSource.isOfBook ? this.#keeper.isCarriedBy(connection) : this.#tradeSource.isOwn(connection);
	}

	#newState(book: Book, at: number): void {
		if (book.isSound) this.takerSides.state(book, this.#sentAt);
		const {market} = this.gauges;
		market.at = at;
		market.sentAt = this.#sentAt;
		const flow = book.isSound ? this.gauges.bookChanged(book) : Number.NaN;
		this.#observer?.state?.(this, flow);
	}

	/** The book was lost: no state from before is the past of one that comes after. */
	#forgetStates(): void {
		this.gauges.gap();
		this.takerSides.forget();
		this.strategy.disarm();
		this.depthHistory.clear();
		this.#observer?.loss?.(this);
	}
}
