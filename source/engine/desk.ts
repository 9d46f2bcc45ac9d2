/* Everything the fold keeps of one instrument: its book and how far that can be believed, its metrics, its signals and its portfolio. */

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import type {Effect, ReplyPayload} from '../market/frame.ts';
import {type Instrument, priceScaleOf} from '../market/instrument.ts';
import type {Trade} from '../market/trade.ts';
import type {Decoder, DepthUpdate, Touch, Venue} from '../venues/venue.ts';
import {BookKeeper} from './book-keeper.ts';
import {DepthHistory} from './depth-history.ts';
import {EventLog} from './event-log.ts';
import {Gauges} from './gauges.ts';
import type {Integrity} from './integrity.ts';
import {Latency} from './latency.ts';
import type {EngineSettings} from './settings.ts';
import {Strategy} from './strategy.ts';

/** What a desk needs from the engine that owns it. */
export type DeskContext = {
	readonly venue: Venue;
	readonly decoder: Decoder;
	readonly settings: EngineSettings;
	/** Whether somebody can answer: false in recordings that hold no openings and so no replies by number. */
	readonly canAsk: () => boolean;
	readonly deskCount: () => number;
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
};

export class Desk {
	#instrument: Instrument;
	/** `binance·spot` */
	readonly venueLabel: string;
	readonly log = new EventLog();
	readonly latency = new Latency();
	readonly depthHistory = new DepthHistory();
	readonly gauges: Gauges;
	readonly strategy: Strategy;
	readonly #keeper: BookKeeper;
	readonly #decoder: Decoder;
	readonly #observer: DeskObserver | undefined;
	#lastTradeId = -1;

	constructor(instrument: Instrument, context: DeskContext) {
		const {venue, decoder, settings, canAsk, deskCount, effect, observer} = context;
		this.#instrument = instrument;
		this.#decoder = decoder;
		this.venueLabel = venue.label;
		this.#observer = observer;
		this.gauges = new Gauges(settings);
		this.strategy = new Strategy(settings, venue.takerFeeBps, this.log);
		this.#keeper = new BookKeeper({
			...{instrument, venue, decoder, canAsk, deskCount, effect},
			log: this.log,
			onState: (book, at) => this.#newState(book, at),
			onLoss: () => this.#forgetStates(),
		});
		decoder.expect(instrument.symbol, priceScaleOf(instrument));
	}

	get instrument(): Instrument {
		return this.#instrument;
	}

	/** The venue has described the instrument anew: its state or its grid may have changed. */
	describe(instrument: Instrument): void {
		this.#instrument = instrument;
		this.#keeper.describe(instrument);
		this.#decoder.expect(instrument.symbol, priceScaleOf(instrument));
	}

	get integrity(): Integrity {
		return this.#keeper.integrity;
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
		return this.#keeper.isCarriedBy(connection);
	}

	/** Silent for longer than its market ever is, and at least as long as this, µs; a halted market may be. */
	isOverdue(at: number, least: number): boolean {
		return this.integrity.state !== 'HALTED' && this.#keeper.liveness.isSilent(at, least);
	}

	/** µs since the last diff; NaN before the first. */
	ageAt(at: number): number {
		return at - this.#keeper.liveness.lastAt;
	}

	opened(connection: number, at: number): void {
		this.#keeper.opened(connection, at);
	}

	closed(connection: number, at: number, reason: string): void {
		this.#keeper.closed(connection, at, reason);
		// No other connection goes on: trades are missed from here.
		if (this.integrity.state === 'CONNECTING') this.gauges.flow.interrupt();
	}

	diff(connection: number, update: DepthUpdate, payload: Uint8Array, at: number): void {
		this.latency.record(at, update.sentAt);
		this.#keeper.diff(connection, update, payload, at);
	}

	trade(trade: Trade, at: number): void {
		const {integrity} = this;
		// Two connections may both carry a trade while one takes over from the other.
		if (trade.id <= this.#lastTradeId) {
			integrity.tradesRepeated++;
			return;
		}
		if (this.#lastTradeId !== -1 && trade.id !== this.#lastTradeId + 1) {
			integrity.tradeGaps++;
			this.gauges.flow.interrupt();
		}
		this.#lastTradeId = trade.id;
		integrity.trades++;
		this.latency.record(at, trade.happenedAt);
		this.gauges.trade(trade, at);
		this.#observer?.trade?.(this, trade);
	}

	touch(touch: Touch): void {
		this.#keeper.touch(touch);
	}

	unreadable(connection: number, detail: string, at: number): void {
		this.#keeper.unreadable(connection, detail, at);
	}

	snapshot(reply: ReplyPayload, at: number): void {
		this.#keeper.snapshot(reply, at);
	}

	/** 24-hour volume in the instrument's unit. */
	volumeKnown(volume: number): void {
		this.gauges.volumeKnown(volume);
	}

	passTo(at: number): void {
		this.#keeper.passTo(at);
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
		this.#lastTradeId = io.number(this.#lastTradeId);
	}

	#newState(book: Book, at: number): void {
		const flow = book.isSound ? this.gauges.bookChanged(book, at) : Number.NaN;
		this.#observer?.state?.(this, flow);
	}

	/** The book was lost: no state from before is the past of one that comes after. */
	#forgetStates(): void {
		this.gauges.gap();
		this.strategy.disarm();
		this.depthHistory.clear();
	}
}
