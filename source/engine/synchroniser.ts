/*
Brings one book into step with its stream and keeps it there, by the venue's rule. Where snapshots come by REST: buffer diffs, ask, join. Where the stream
brings them: wait for one, and want a new subscription where none comes. It is told the time and decides what to ask for; it asks nobody itself.
*/

import type {Archive} from '../market/archive.ts';
import {Book} from '../market/book.ts';
import {NotADecimalError} from '../market/decimal.ts';
import {finestQuantityScale} from '../market/instrument.ts';
import {type Decoder, type DepthUpdate, ignoreAll, type MarketSink, type VenueRules} from '../venues/venue.ts';
import {PendingFrames} from './pending-frames.ts';
import {Subscription} from './subscription.ts';
import type {DiffOutcome, JoinOutcome} from './synchroniser-outcome.ts';

/** A request that nobody answered for so long, µs, is forgotten: even a full budget has let it through by then. */
export const answerWithin = 90_000_000;
/** Waits before the next snapshot is asked for, µs; after as many failures the connection itself is in doubt. */
const retryDelays = [200_000, 500_000, 1_000_000, 2_000_000, 4_000_000];

const state: DiffOutcome = {kind: 'state'};
const kept: DiffOutcome = {kind: 'kept'};
const early: DiffOutcome = {kind: 'early'};

export class Synchroniser {
	/** The socket whose diffs it takes. */
	connection: number;
	readonly #venue: VenueRules;
	readonly #gridScale: number;
	readonly #span: number;
	readonly #pending = new PendingFrames();
	#book: Book;
	#phase: 'buffering' | 'joined' = 'buffering';
	/** Id of the last update that the book holds. */
	#bookId = 0;
	/** A diff has been applied since the snapshot: only then does the book stand at a moment of its own stream. */
	#hasState = false;
	/** Where a snapshot must reach to be joined to the first diff that is kept. */
	#neededId = 0;
	#lastKept = 0;
	/** Number of the snapshot request under way, 0 for none. */
	#request = 0;
	#askedAt = 0;
	#failures = 0;
	/** Failures that put the connection in doubt. */
	#fruitless = 0;
	#askNotBefore = 0;
	readonly #subscription: Subscription;
	overlaps = 0;
	/** Levels that the venue should have taken away itself, as venues do that demand nothing of the book besides. */
	cutLevels = 0;

	/** @param span see `Book`. @param at when it begins, µs. */
	constructor(connection: number, venue: VenueRules, priceScale: number, span: number, at: number) {
		this.connection = connection;
		this.#venue = venue;
		this.#subscription = new Subscription(at);
		this.#gridScale = priceScale;
		this.#span = span;
		this.#book = this.#newBook();
	}

	get book(): Book {
		return this.#book;
	}

	get bookId(): number {
		return this.#bookId;
	}

	/** The book is in step and has a state. */
	get isInStep(): boolean {
		return this.#phase === 'joined' && this.#hasState;
	}

	/**
	May this book take the place of another of the same instrument? It must not lie behind it. Where both stand at one id, the other's state is this
	one's too, though no diff has come since the snapshot.
	*/
	mayTakeOverFrom(other: Synchroniser | undefined): boolean {
		if (other?.isInStep !== true) return this.isInStep;
		if (!this.#venue.areIdsShared) return this.isInStep;
		if (this.#phase === 'joined' && this.#bookId === other.bookId) this.#hasState = true;
		return this.isInStep && this.#bookId >= other.bookId;
	}

	/** Waits for a snapshot, asked for or not. */
	get isWaiting(): boolean {
		return this.#phase === 'buffering';
	}

	get request(): number {
		return this.#request;
	}

	get failures(): number {
		return this.#failures;
	}

	/** All the patience there is has been spent: the connection is to be renewed. */
	get isHopeless(): boolean {
		return this.#fruitless > retryDelays.length;
	}

	/** Takes one diff. A gap or an overflow leaves the synchroniser as `restart` would, with this diff as the first one kept. */
	diff(update: DepthUpdate, payload: Uint8Array): DiffOutcome {
		if (update.kind === 'snapshot') return this.#takeSnapshot(update);
		if (this.#phase === 'buffering') return this.#venue.snapshots === 'rest' ? this.#keep(update, payload) : early;
		const rule = this.#venue.stepRule;
		const verdict = rule.judge(this.#bookId, update, !this.#hasState);
		if (verdict === 'apply') return this.#apply(update);
		if (verdict === 'overlap') {
			this.overlaps++;
			return this.#apply(update);
		}
		if (verdict !== 'gap') return {kind: verdict};
		const told = rule.told(this.#bookId, update);
		this.restart();
		if (this.#venue.snapshots === 'rest') this.#keep(update, payload);
		return {kind: 'gap', ...told};
	}

	/** The venue does not send this symbol: nothing more is asked for. */
	refuse(): void {
		this.#subscription.refuse();
	}

	/** What a book whose snapshots come by the stream wants done so that one comes. Whoever asks is taken to do it. */
	wantsSubscription(at: number): 'nothing' | 'resubscribe' | 'reconnect' {
		return this.#venue.snapshots === 'rest' || this.#phase === 'joined' ? 'nothing' : this.#subscription.wanted(at);
	}

	/** A request for a snapshot went out. */
	asked(request: number, at: number): void {
		this.#request = request;
		this.#askedAt = at;
	}

	/** Whether a snapshot should be asked for now: something is kept to join it to, none is under way, and the last failure is long enough ago. */
	wantsSnapshot(at: number): boolean {
		if (this.#request !== 0 && at - this.#askedAt > answerWithin) this.failed(at, 0);
		return this.#phase === 'buffering' && this.#pending.count > 0 && this.#request === 0 && at >= this.#askNotBefore;
	}

	/**
	The request brought nothing to use.

	@param retryAfter µs that the venue wants us to wait at least.
	@param isAskedTooOften the venue wants to be left alone, which says nothing of the connection.
	*/
	failed(at: number, retryAfter: number, isAskedTooOften = false): void {
		this.#request = 0;
		this.#askNotBefore = at + Math.max(retryAfter, retryDelays[Math.min(this.#failures, retryDelays.length - 1)]!);
		this.#failures++;
		if (!isAskedTooOften) this.#fruitless++;
	}

	/**
	Joins a snapshot to the diffs kept.

	@param limit levels a side that were asked for, Infinity where unknown to be cut.
	@param onState called after each diff that was applied.
	*/
	join(snapshot: DepthUpdate, limit: number, decoder: Decoder, onState: () => void): JoinOutcome {
		this.#request = 0;
		if (this.#pending.count > 0 && snapshot.last < this.#neededId) {
			return {kind: 'too-old', reached: snapshot.last, needed: this.#neededId};
		}
		this.#book.replace(snapshot.bids, snapshot.asks, snapshot.priceScale, snapshot.quantityScale, limit);
		this.#bookId = snapshot.last;
		this.#joined();
		const {symbol} = snapshot;
		let dropped = 0;
		let why = '';
		const sink: MarketSink = {
			...ignoreAll,
			depth: (update) => {
				if (update.symbol !== symbol) return;
				const outcome = why === '' ? this.diff(update, new Uint8Array(0)).kind : 'kept';
				if (outcome === 'state') onState();
				else if (outcome === 'duplicate' || outcome === 'out-of-order') dropped++;
				else if (why === '') why = `the kept diffs do not join (${outcome})`;
			},
		};
		this.#pending.drain((payload) => decoder.decode(payload, sink));
		// Overlap of the first diff with the snapshot is the rule, not an anomaly.
		this.overlaps = 0;
		if (why === '') return {kind: 'joined', dropped};
		this.restart();
		return {kind: 'broken', why};
	}

	/** Drops the book and everything kept. Requests under way are forgotten; the reply will find nobody waiting for it. */
	restart(): void {
		this.#book = this.#newBook();
		this.#pending.clear();
		this.#phase = 'buffering';
		this.#hasState = false;
		this.#bookId = 0;
		this.#request = 0;
		this.overlaps = 0;
		this.#subscription.lose();
	}

	archive(io: Archive): void {
		this.connection = io.number(this.connection);
		this.#pending.archive(io);
		this.#book.archive(io);
		this.#phase = io.word(this.#phase, ['buffering', 'joined']);
		this.#bookId = io.number(this.#bookId);
		this.#hasState = io.boolean(this.#hasState);
		this.#neededId = io.number(this.#neededId);
		this.#lastKept = io.number(this.#lastKept);
		this.#request = io.number(this.#request);
		this.#askedAt = io.number(this.#askedAt);
		this.#failures = io.number(this.#failures);
		this.#fruitless = io.number(this.#fruitless);
		this.#askNotBefore = io.number(this.#askNotBefore);
		this.overlaps = io.number(this.overlaps);
		this.cutLevels = io.number(this.cutLevels);
		this.#subscription.archive(io);
	}

	#takeSnapshot(update: DepthUpdate): DiffOutcome {
		const isOld = this.#phase === 'joined' && !this.#venue.stepRule.replaces(this.#bookId, update);
		// Whole snapshots may come a little later than the best prices of a newer moment: the next one will do.
		return isOld ? {kind: 'idle'} : this.#apply(update);
	}

	#apply(update: DepthUpdate): DiffOutcome {
		const {kind, bids, asks, priceScale, quantityScale, depth} = update;
		const book = this.#book;
		try {
			if (kind === 'diff') book.apply(bids, asks, priceScale, quantityScale);
			else if (kind === 'touch') book.takeTouch(bids, asks, priceScale, quantityScale);
			else book.replace(bids, asks, priceScale, quantityScale, Number.POSITIVE_INFINITY, depth);
		} catch (error) {
			if (!(error instanceof NotADecimalError)) throw error;
			this.restart();
			return {kind: 'unholdable'};
		}
		const cut = depth === Number.POSITIVE_INFINITY ? 0 : book.cutTo(depth);
		if (kind === 'diff' && this.#venue.settle === undefined) this.cutLevels += cut;
		if (this.#venue.settle?.(book, update) === false) {
			this.restart();
			return {kind: 'mismatch'};
		}
		this.#bookId = update.last;
		this.#hasState = true;
		if (kind === 'snapshot') this.#joined();
		return state;
	}

	#joined(): void {
		this.#phase = 'joined';
		this.#failures = 0;
		this.#fruitless = 0;
		this.#subscription.brought();
	}

	#newBook(): Book {
		return new Book(this.#gridScale, finestQuantityScale, this.#span);
	}

	#keep(update: DepthUpdate, payload: Uint8Array): DiffOutcome {
		let outcome = kept;
		const rule = this.#venue.stepRule;
		const verdict = this.#pending.count === 0 ? 'apply' : rule.judge(this.#lastKept, update, false);
		// It is one of those that are kept, or older than all of them.
		if (verdict === 'duplicate' || verdict === 'out-of-order') return {kind: verdict};
		if (verdict === 'gap') {
			outcome = {kind: 'gap', ...rule.told(this.#lastKept, update)};
			this.#pending.clear();
		}
		if (!this.#pending.keep(payload)) {
			outcome = {kind: 'overflow'};
			this.#pending.clear();
			this.#request = 0;
			this.#pending.keep(payload);
		}
		if (this.#pending.count === 1) this.#neededId = rule.base(update);
		this.#lastKept = update.last;
		return outcome;
	}
}

/** One that there may be, or not. @param make of any connection: it is read over. */
export function archiveIfAny(io: Archive, synchroniser: Synchroniser | undefined, make: () => Synchroniser): Synchroniser | undefined {
	if (!io.boolean(synchroniser !== undefined)) return undefined;
	const archived = io.isReading ? make() : synchroniser;
	archived?.archive(io);
	return archived;
}
