/*
Everything the fold keeps of one instrument: its book and the book that may replace it, how far it can be believed, its metrics, signals and
portfolio. Messages come in, effects go out.
*/

import type {Book} from '../market/book.ts';
import type {Effect, ReplyPayload} from '../market/frame.ts';
import {type Instrument, priceScaleOf} from '../market/instrument.ts';
import type {Trade} from '../market/trade.ts';
import {BadSnapshotError, type Decoder, type DepthUpdate, type Touch, type Venue} from '../venues/venue.ts';
import {DepthHistory} from './depth-history.ts';
import {EventLog} from './event-log.ts';
import {Gauges} from './gauges.ts';
import {type GapKind, Integrity} from './integrity.ts';
import {Latency} from './latency.ts';
import type {EngineSettings} from './settings.ts';
import {Strategy} from './strategy.ts';
import {Synchroniser} from './synchroniser.ts';
import {TouchCheck} from './touch-check.ts';

const second = 1_000_000;
/** A complete diff may leave the book crossed for so long before that counts as loss. */
const crossedGrace = second / 2;
/** So many updates behind the book within ten seconds are no accident. */
const outOfOrderTolerated = 3;
/** A cut snapshot is renewed when fewer levels than this are left inside its bounds, at most once a minute. */
const fewestTrustedLevels = 200;
const refreshPause = 60 * second;
/** With more books than this, even the first snapshots are asked for cheaply. */
const fewDesks = 5;

/** What a desk needs from the engine that owns it. */
export type DeskContext = {
	readonly venue: Venue;
	readonly decoder: Decoder;
	readonly settings: EngineSettings;
	/** Whether somebody can answer: false in recordings that hold no openings and so no replies by number. */
	readonly canAsk: () => boolean;
	readonly nextRequest: () => number;
	readonly deskCount: () => number;
	readonly effect: (effect: Effect) => void;
	readonly observer: DeskObserver | undefined;
};

/** Looks on without taking part: an audit, an export. */
export type DeskObserver = {
	/** The active book has a new state. `flow` is the level-1 OFI term in counts of 10^-quantityScale, NaN for the first state after a gap. */
	state?(desk: Desk, flow: number): void;
	trade?(desk: Desk, trade: Trade): void;
	/** A row of the sample clock is closed: `desk.gauges.row` holds it. */
	sample?(desk: Desk): void;
};

export class Desk {
	readonly instrument: Instrument;
	readonly integrity = new Integrity();
	readonly log = new EventLog();
	readonly latency = new Latency();
	readonly depthHistory = new DepthHistory();
	readonly gauges: Gauges;
	readonly strategy: Strategy;
	readonly #context: DeskContext;
	readonly #touchCheck = new TouchCheck();
	#active: Synchroniser | undefined;
	/** A second book on its way into step, to take the active one's place. */
	#successor: Synchroniser | undefined;
	#lastDiffAt = Number.NaN;
	/** Mean µs between diffs: what silence means depends on how busy the market is. */
	#pace = 0;
	#crossedSince = Number.NaN;
	#outOfOrderTimes: number[] = [];
	#lastTradeId = -1;
	#lastRefreshAt = Number.NaN;
	/** The venue refuses this place for good: nothing more is asked. */
	#isBarred = false;

	constructor(instrument: Instrument, context: DeskContext) {
		this.instrument = instrument;
		this.#context = context;
		this.gauges = new Gauges(context.settings);
		this.strategy = new Strategy(context.settings, context.venue.takerFeeBps, this.log);
		context.decoder.expect(instrument.symbol, priceScaleOf(instrument));
	}

	/** The book in step, or undefined: nothing else may feed a book metric. */
	get liveBook(): Book | undefined {
		return this.integrity.state === 'LIVE' ? this.#active?.book : undefined;
	}

	/** The book as far as there is one, whatever its state: to be shown, never to be scored. */
	get shownBook(): Book | undefined {
		const hasState = this.#active?.isInStep === true;
		return hasState ? this.#active?.book : undefined;
	}

	get updateId(): number {
		return this.#active?.bookId ?? 0;
	}

	get venueLabel(): string {
		return this.#context.venue.label;
	}

	isCarriedBy(connection: number): boolean {
		return this.#active?.connection === connection || this.#successor?.connection === connection;
	}

	get isWaitingForSnapshot(): boolean {
		return this.#active?.isWaiting === true;
	}

	/** µs since the last diff; NaN before the first. */
	ageAt(at: number): number {
		return at - this.#lastDiffAt;
	}

	opened(connection: number, at: number): void {
		const synchroniser = new Synchroniser(connection, this.#context.venue.stepRule, priceScaleOf(this.instrument));
		if (this.#active === undefined) {
			this.#active = synchroniser;
			this.integrity.enter('SYNCING', 'waiting for the first diff', at);
		} else {
			this.#successor = synchroniser;
		}
	}

	closed(connection: number, at: number, reason: string): void {
		if (this.#successor?.connection === connection) this.#successor = undefined;
		if (this.#active?.connection !== connection) return;
		this.#forgetHistory();
		this.#active = this.#successor;
		this.#successor = undefined;
		this.integrity.reconnects++;
		this.integrity.enter(this.#active === undefined ? 'CONNECTING' : 'SYNCING', reason, at);
		this.log.alert(at, `connection lost: ${reason}`);
	}

	diff(connection: number, update: DepthUpdate, payload: Uint8Array, at: number): void {
		this.integrity.depth++;
		this.latency.record(at, update.sentAt);
		this.#keepPace(at);
		if (this.#active === undefined) this.opened(connection, at);
		if (this.#active?.connection === connection) this.#takeDiff(this.#active, update, payload, at);
		if (this.#successor?.connection === connection) this.#successor.diff(update, payload);
		this.#swapWhenReady(at);
		this.#askWhereWanted(at);
	}

	trade(trade: Trade, at: number): void {
		// Two connections may both carry a trade while one takes over from the other.
		if (trade.id <= this.#lastTradeId) {
			this.integrity.tradesRepeated++;
			return;
		}
		this.#lastTradeId = trade.id;
		this.integrity.trades++;
		this.latency.record(at, trade.happenedAt);
		this.gauges.trade(trade, at);
		this.#context.observer?.trade?.(this, trade);
	}

	touch(touch: Touch): void {
		this.#touchCheck.saw(touch);
	}

	/** A frame of this book's stream could not be read: what it changed is lost. */
	unreadable(connection: number, detail: string, at: number): void {
		this.integrity.malformed++;
		if (this.#successor?.connection === connection) this.#successor.restart();
		if (this.#active?.connection === connection) this.#lose('malformed', detail, at);
	}

	/** The answer to one of this desk's requests, or a snapshot that nobody asked for by number. */
	snapshot(reply: ReplyPayload, at: number): void {
		const synchroniser = [this.#active, this.#successor].find(
			(candidate) => candidate !== undefined && candidate.request === reply.request,
		);
		if (synchroniser === undefined) return;
		if (reply.body === undefined) {
			this.#refused(synchroniser, reply, at);
			return;
		}
		try {
			const update = this.#context.decoder.snapshot(this.instrument.symbol, reply.body);
			this.#join(synchroniser, update, reply.limit ?? Math.max(update.bids.length, update.asks.length, 1), at);
		} catch (error) {
			if (!(error instanceof BadSnapshotError)) throw error;
			this.#refused(synchroniser, {...reply, error: `unreadable snapshot: ${error.message}`}, at);
		}
	}

	/** 24-hour volume in the instrument's unit. */
	volumeKnown(volume: number): void {
		this.gauges.volumeKnown(volume);
	}

	/** Time passed. Silence makes a book stale; waits for another try end. */
	passTo(at: number): void {
		const {state} = this.integrity;
		if (state === 'LIVE' && this.ageAt(at) > Math.max(this.#context.venue.staleAfter, 6 * this.#pace)) {
			const isTrading = this.instrument.status === '' || this.instrument.status === 'TRADING';
			if (isTrading) this.integrity.enter('STALE', 'no diff', this.#lastDiffAt);
			else this.integrity.enter('HALTED', this.instrument.status, this.#lastDiffAt);
		}
		const book = this.shownBook;
		if (book !== undefined) this.depthHistory.passTo(at, book);
		this.#askWhereWanted(at);
	}

	/** Closes one row of the sample clock: the state after the last frame received at or before `at`. */
	sample(at: number): void {
		const book = this.liveBook;
		this.gauges.sample(at, book);
		this.strategy.sample(at, this.gauges.row, book, this.updateId);
		this.gauges.close(this.strategy.lastSignal, this.strategy.portfolio.equity);
		this.#context.observer?.sample?.(this);
		this.#refreshWhenThin(at);
	}

	/** Settings that signals depend on were changed by hand. */
	change(settings: EngineSettings): void {
		this.gauges.change(settings);
		this.strategy.change(settings);
	}

	#takeDiff(active: Synchroniser, update: DepthUpdate, payload: Uint8Array, at: number): void {
		const wasInStep = active.isInStep;
		const outcome = active.diff(update, payload);
		switch (outcome.kind) {
			case 'state':
				this.#newState(active, at);
				break;
			case 'kept':
				if (this.integrity.state === 'CONNECTING') this.integrity.enter('SYNCING', 'snapshot wanted', at);
				break;
			case 'duplicate':
			case 'out-of-order':
				if (!wasInStep) this.integrity.droppedBeforeJoin++;
				else if (outcome.kind === 'duplicate') this.integrity.duplicates++;
				else this.#sawOutOfOrder(at);
				break;
			case 'gap':
				this.#gap('sequence', `expected update ${outcome.expected}, got ${outcome.got}`, at, outcome.expected, outcome.got);
				break;
			case 'overflow':
				this.#gap('overflow', 'too many diffs while waiting for a snapshot', at);
				break;
			case 'unholdable':
				this.#gap('number', 'prices or quantities that no common scale holds', at);
				break;
		}
		this.integrity.overlaps = Math.max(this.integrity.overlaps, active.overlaps);
	}

	#newState(active: Synchroniser, at: number): void {
		const {integrity} = this;
		integrity.applied++;
		if (integrity.state !== 'LIVE') this.#enterLive(active, at);
		const {book} = active;
		this.#judgeTouch(book, active.bookId);
		if (book.isCrossed) {
			if (Number.isNaN(this.#crossedSince)) {
				this.#crossedSince = at;
				integrity.crossed++;
			} else if (at - this.#crossedSince > crossedGrace) {
				this.#lose('crossed', `best bid at or above best ask for ${Math.round((at - this.#crossedSince) / 1000)} ms`, at);
				return;
			}
		} else {
			this.#crossedSince = Number.NaN;
		}
		const flow = book.isSound ? this.gauges.bookChanged(book, at) : Number.NaN;
		this.#context.observer?.state?.(this, flow);
	}

	#enterLive(active: Synchroniser, at: number): void {
		const before = this.integrity.state;
		this.integrity.enter('LIVE', '', at);
		const lasted = this.integrity.recovered(at);
		if (!Number.isNaN(lasted)) {
			this.integrity.resyncs++;
			this.log.info(at, `in step again at ${active.bookId} after ${Math.round(lasted / 1000)} ms`);
		} else if (before === 'STALE' || before === 'HALTED') {
			this.log.info(at, `diffs again, nothing was lost`);
		} else {
			this.log.info(at, `in step at ${active.bookId}`);
		}
	}

	#judgeTouch(book: Book, id: number): void {
		const verdict = this.#touchCheck.judge(book, id);
		if (verdict === 'none') return;
		this.integrity.touches++;
		if (verdict === 'price differs') return;
		this.integrity.touchPrices++;
		if (verdict === 'agrees') this.integrity.touchSizes++;
	}

	#sawOutOfOrder(at: number): void {
		this.integrity.outOfOrder++;
		this.#outOfOrderTimes = [...this.#outOfOrderTimes.filter((time) => at - time <= 10 * second), at];
		if (this.#outOfOrderTimes.length <= outOfOrderTolerated) return;
		this.#outOfOrderTimes = [];
		this.#lose('out of order', 'old updates keep arriving', at);
	}

	/** The active book is worth nothing any more: forget it and start to synchronise anew. */
	#lose(kind: GapKind, detail: string, at: number): void {
		this.#active?.restart();
		this.#gap(kind, detail, at);
	}

	#gap(kind: GapKind, detail: string, at: number, expected = Number.NaN, got = Number.NaN): void {
		this.integrity.gap(at, kind, expected, got);
		this.integrity.enter('GAP', `${kind}: ${detail}`, at);
		this.log.alert(at, `gap (${kind}): ${detail}`);
		this.#forgetHistory();
	}

	#forgetHistory(): void {
		this.#crossedSince = Number.NaN;
		this.gauges.gap();
		this.depthHistory.clear();
	}

	#refused(synchroniser: Synchroniser, reply: ReplyPayload, at: number): void {
		this.integrity.snapshotsRefused++;
		synchroniser.failed(at, (reply.retryAfter ?? 0) * second);
		const why = reply.error ?? `status ${reply.status}`;
		this.log.alert(at, `snapshot refused: ${why}`);
		if (reply.status === 451) {
			this.#isBarred = true;
			this.integrity.enter('HALTED', why, at);
		} else if (synchroniser === this.#active) {
			this.integrity.enter(this.integrity.state, `snapshot refused: ${why}`, at);
		}
		this.#reconnectIfHopeless(synchroniser, why);
	}

	#reconnectIfHopeless(synchroniser: Synchroniser, why: string): void {
		if (!synchroniser.isHopeless) return;
		synchroniser.restart();
		this.#context.effect({kind: 'reconnect', connection: synchroniser.connection, reason: `no usable snapshot: ${why}`});
	}

	#join(synchroniser: Synchroniser, update: DepthUpdate, limit: number, at: number): void {
		const isActive = synchroniser === this.#active;
		const outcome = synchroniser.join(update, limit, this.#context.decoder, () => {
			if (isActive) this.#newState(synchroniser, at);
		});
		if (outcome.kind === 'joined') {
			if (isActive) this.integrity.droppedBeforeJoin += outcome.dropped;
			if (isActive && !synchroniser.isInStep) this.integrity.enter(this.integrity.state, 'snapshot taken, waiting for the next diff', at);
			this.#swapWhenReady(at);
			return;
		}
		const why = outcome.kind === 'too-old' ? `snapshot ends at ${outcome.reached}, diffs begin after ${outcome.needed}` : outcome.why;
		this.log.info(at, `asking again: ${why}`);
		synchroniser.failed(at, 0);
		this.#reconnectIfHopeless(synchroniser, why);
	}

	#swapWhenReady(at: number): void {
		const successor = this.#successor;
		if (successor?.isInStep !== true) return;
		const active = this.#active;
		if (active?.isInStep === true && successor.bookId < active.bookId) return;
		const differing = active?.isInStep === true && active.bookId === successor.bookId ? countDiffering(active.book, successor.book) : 0;
		this.#active = successor;
		this.#successor = undefined;
		if (this.integrity.state !== 'LIVE') this.#newState(successor, at);
		if (differing > 0) this.log.alert(at, `the new book differed from the old in ${differing} levels`);
		else this.log.info(at, `book renewed at ${successor.bookId}`);
	}

	#askWhereWanted(at: number): void {
		if (this.#isBarred || !this.#context.canAsk()) return;
		for (const synchroniser of [this.#active, this.#successor]) {
			if (synchroniser?.wantsSnapshot(at) !== true) continue;
			const request = this.#context.nextRequest();
			synchroniser.asked(request);
			const isCalm = synchroniser.failures === 0 && this.integrity.gapCount === 0 && this.#context.deskCount() <= fewDesks;
			this.#context.effect({
				kind: 'snapshot',
				instrument: this.instrument.id,
				symbol: this.instrument.symbol,
				request,
				urgency: isCalm || synchroniser === this.#successor ? 'calm' : 'storm',
				reason: this.integrity.reason,
			});
		}
	}

	/** The price has run towards the bound of the snapshot: fetch a new one beside the running book. */
	#refreshWhenThin(at: number): void {
		const active = this.#active;
		const book = this.liveBook;
		if (active === undefined || book === undefined || this.#successor !== undefined || !this.#context.canAsk()) return;
		if (Math.min(book.trustedBidLevels, book.trustedAskLevels) >= fewestTrustedLevels || at - this.#lastRefreshAt < refreshPause) return;
		const isCut = Number.isFinite(book.trustedBid) || Number.isFinite(book.trustedAsk);
		if (!isCut) return;
		this.#lastRefreshAt = at;
		this.opened(active.connection, at);
	}

	#keepPace(at: number): void {
		const gap = at - this.#lastDiffAt;
		if (!Number.isNaN(gap)) this.#pace += (Math.min(gap, 60 * second) - this.#pace) * 0.1;
		this.#lastDiffAt = at;
	}
}

/** Levels that two books at the same update id hold differently, within what both of them know. */
function countDiffering(one: Book, other: Book): number {
	if (one.priceScale !== other.priceScale || one.quantityScale !== other.quantityScale) return 0;
	const lowest = Math.max(one.trustedBid, other.trustedBid);
	const highest = Math.min(one.trustedAsk, other.trustedAsk);
	let count = 0;
	for (const [side, from] of [
		['bids', lowest],
		['asks', highest],
	] as const) {
		const isWithin = (price: number) => (side === 'bids' ? price >= from : price <= from);
		for (const [mine, theirs] of [
			[one[side], other[side]],
			[other[side], one[side]],
		] as const) {
			for (let rank = 0; rank < mine.length && isWithin(mine.priceAt(rank)); rank++) {
				const difference = mine.quantityAt(rank) !== theirs.quantityOf(mine.priceAt(rank));
				// A level that both hold differently is met twice, one that a side lacks once.
				if (difference) count += theirs.quantityOf(mine.priceAt(rank)) === 0 ? 1 : 0.5;
			}
		}
	}
	return count;
}
