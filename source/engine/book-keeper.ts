/*
Keeps one instrument's book in step: takes diffs, judges what can go wrong with them, asks for snapshots, and lets a second book take over where the
connection or the snapshot is renewed. What it finds goes into the integrity and the log; new states and losses are told to its owner.
*/

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import {spanFor} from '../market/book-side.ts';
import {type ReplyPayload, recordingEnded} from '../market/frame.ts';
import {type Instrument, priceScaleOf} from '../market/instrument.ts';
import {BadSnapshotError, type Decoder, type DepthUpdate} from '../venues/venue.ts';
import {countDifferingAtOneId} from './book-difference.ts';
import {atId} from './integrity.ts';
import {type Loss, loss, lossOf} from './loss.ts';
import {SnapshotRequests, type SnapshotRequestsOptions} from './snapshot-requests.ts';
import {Standing, type StandingOptions} from './standing.ts';
import {Synchroniser} from './synchroniser.ts';

export type BookKeeperOptions = SnapshotRequestsOptions &
	StandingOptions & {
		/** Reads snapshots that come by REST, and diffs that waited for them. */
		readonly decoder: Decoder;
	};

export class BookKeeper {
	readonly #options: BookKeeperOptions;
	readonly standing: Standing;
	readonly #requests: SnapshotRequests;
	#instrument: Instrument;
	#active: Synchroniser | undefined;
	/** A second book on its way into step, to take the active one's place. */
	#successor: Synchroniser | undefined;

	constructor(options: BookKeeperOptions) {
		this.#options = options;
		this.#instrument = options.instrument;
		this.standing = new Standing(options);
		this.#requests = new SnapshotRequests(options, this.standing.integrity);
	}

	/** In step; nothing else may feed a book metric. */
	get liveBook(): Book | undefined {
		return this.standing.integrity.state === 'LIVE' ? this.#active?.book : undefined;
	}

	/** As far as there is one, whatever its state: to be shown, never to be scored. */
	get shownBook(): Book | undefined {
		return this.#active?.isInStep === true ? this.#active.book : undefined;
	}

	get updateId(): number {
		return this.#active?.bookId ?? 0;
	}

	get isWaitingForSnapshot(): boolean {
		if (this.#options.venue.snapshots !== 'rest') return false;
		return this.#active === undefined ? this.standing.integrity.depth === 0 : this.#active.isWaiting;
	}

	isCarriedBy(connection: number): boolean {
		return this.#active?.connection === connection || this.#successor?.connection === connection;
	}

	/** The venue has described the instrument anew. */
	describe(instrument: Instrument): void {
		this.#instrument = instrument;
		this.standing.listed(instrument.status, this.#active?.isInStep === true);
	}

	/** A connection carries this book from now on. Where another does already, it goes on until the new one is in step. */
	opened(connection: number, at: number): void {
		const synchroniser = this.#newSynchroniser(connection, at);
		if (this.#active === undefined) {
			this.#active = synchroniser;
			const what = this.#options.venue.snapshots === 'rest' ? 'first diff' : 'snapshot';
			this.standing.integrity.enter('SYNCING', `waiting for the ${what}`, at);
		} else {
			this.#successor = synchroniser;
		}
	}

	closed(connection: number, at: number, reason: string): void {
		if (this.#successor?.connection === connection) this.#successor = undefined;
		if (this.#active?.connection !== connection) return;
		const isOver = reason.startsWith(recordingEnded);
		if (isOver) this.#requests.countAnew();
		const isGap = this.#active.isInStep && this.#successor === undefined && !isOver;
		this.#active = this.#successor;
		this.#successor = undefined;
		this.standing.disconnected(this.#active !== undefined, isGap, reason, at);
	}

	diff(connection: number, update: DepthUpdate, payload: Uint8Array, at: number): void {
		this.standing.integrity.depth++;
		if (this.#active === undefined) this.opened(connection, at);
		if (this.#active?.connection === connection) {
			this.standing.liveness.heard(at);
			this.#takeDiff(this.#active, update, payload, at);
		}
		if (this.#successor?.connection === connection) this.#successor.diff(update, payload);
		this.#swapWhenReady(at);
		this.#ask(at);
	}

	/** A frame of this book's stream could not be read: what it changed is lost. */
	unreadable(connection: number, detail: string, at: number): void {
		if (!this.isCarriedBy(connection)) return;
		this.standing.integrity.malformed++;
		this.loseOn(connection, loss('malformed', detail), at);
	}

	/** What came by a connection is worth nothing any more: the book that lives by it is lost. */
	loseOn(connection: number, found: Loss, at: number): void {
		if (this.#successor?.connection === connection) this.#successor.restart();
		if (this.#active?.connection === connection) this.#lose(found, at);
		this.#ask(at);
	}

	/** The venue does not send this symbol. */
	refused(connection: number, reason: string, at: number): void {
		this.#options.log.alert(at, `subscription refused: ${reason}`);
		if (this.#successor?.connection === connection) this.#successor.refuse();
		// What is refused is not always said: a book that comes is sent.
		if (this.#active?.connection !== connection || this.#active.isInStep) return;
		this.#active.refuse();
		this.standing.integrity.enter('HALTED', `subscription refused: ${reason}`, at);
	}

	/** The answer to one of the requests, or a snapshot that nobody asked for by number. */
	snapshot(reply: ReplyPayload, connection: number, at: number): void {
		// A foreign recording may begin with it.
		if (this.#active === undefined && reply.request === 0 && connection !== 0) this.opened(connection, at);
		// Foreign recordings do not number their requests: there a snapshot is for the book that waits.
		const {request} = reply;
		const synchroniser = [this.#active, this.#successor].find((each) => (request === 0 ? each?.isWaiting : each?.request === request));
		if (synchroniser === undefined) return;
		if (reply.body === undefined || reply.error !== null) {
			this.#refused(synchroniser, reply, at);
			return;
		}
		try {
			const update = this.#options.decoder.snapshot?.(this.#options.instrument.symbol, reply.body);
			if (update === undefined) return;
			this.#join(synchroniser, update, reply.limit ?? Math.max(update.bids.length, update.asks.length, 1), at);
		} catch (error) {
			if (!(error instanceof BadSnapshotError)) throw error;
			this.#refused(synchroniser, {...reply, error: `unreadable snapshot: ${error.message}`}, at);
		}
	}

	/** Time passed. Silence makes a book stale; waits for another try end. */
	passTo(at: number, mayAsk: boolean): void {
		const found = this.standing.passTo(at, this.#active);
		if (found !== undefined) this.#lose(found, at);
		if (mayAsk && this.standing.isToBeAskedAbout(at)) this.#requests.askForDescription();
		if (mayAsk) this.#ask(at);
	}

	/** The price may have run towards the bound of the snapshot: then a new one is fetched beside the running book. */
	renewWhenThin(at: number): void {
		const book = this.liveBook;
		book?.forgetFar();
		if (book === undefined || this.#active === undefined || this.#successor !== undefined) return;
		if (this.#options.venue.snapshots === 'rest' && this.#requests.isThin(book, at))
			this.#successor = this.#newSynchroniser(this.#active.connection, at);
	}

	archive(io: Archive): void {
		this.standing.archive(io);
		this.#requests.archive(io);
		this.#active = this.#archiveSynchroniser(io, this.#active);
		this.#successor = this.#archiveSynchroniser(io, this.#successor);
	}

	#archiveSynchroniser(io: Archive, synchroniser: Synchroniser | undefined): Synchroniser | undefined {
		if (!io.boolean(synchroniser !== undefined)) return undefined;
		const archived = io.isReading ? this.#newSynchroniser(0, 0) : synchroniser;
		archived?.archive(io);
		return archived;
	}

	#newSynchroniser(connection: number, at: number): Synchroniser {
		const span = spanFor(this.#options.deskCount());
		return new Synchroniser(connection, this.#options.venue, priceScaleOf(this.#instrument), span, at);
	}

	#takeDiff(active: Synchroniser, update: DepthUpdate, payload: Uint8Array, at: number): void {
		const {integrity} = this.standing;
		const wasInStep = active.isInStep;
		const {overlaps, cutLevels, bookId} = active;
		const outcome = active.diff(update, payload);
		this.standing.count(outcome.kind, update, wasInStep);
		integrity.cutLevels += active.cutLevels - cutLevels;
		switch (outcome.kind) {
			case 'state':
				if (wasInStep) this.standing.wentOn(bookId, active.bookId, active.overlaps - overlaps, at);
				this.#newState(active, at);
				break;
			case 'kept':
				if (integrity.state === 'CONNECTING') integrity.enter('SYNCING', 'snapshot wanted', at);
				break;
			case 'idle':
				this.standing.idle(active.bookId, at);
				break;
			case 'out-of-order':
				if (wasInStep) this.#loseIf(this.standing.outOfOrder(at), at);
				break;
			case 'duplicate':
			case 'early':
				break;
			default:
				this.standing.lost(lossOf(outcome), at);
				if (outcome.kind === 'mismatch' && this.standing.isMismatchedAgain(at)) {
					this.#options.effect({kind: 'reconnect', connection: active.connection, reason: 'checksums keep failing'});
				}
		}
	}

	#newState({book, bookId}: Synchroniser, at: number): void {
		this.#loseIf(this.standing.state(book, bookId, at), at);
	}

	/** A book that is farther took the place of another. */
	#tookOver(successor: Synchroniser, at: number): void {
		const {integrity} = this.standing;
		if (this.#options.venue.snapshots === 'rest') integrity.applied++;
		else integrity.snapshots++;
		this.#newState(successor, at);
	}

	#loseIf(found: Loss | undefined, at: number): void {
		if (found !== undefined) this.#lose(found, at);
	}

	/** The active book is worth nothing any more: forget it and start to synchronise anew. */
	#lose(found: Loss, at: number): void {
		this.#active?.restart();
		this.standing.lost(found, at);
	}

	#join(synchroniser: Synchroniser, update: DepthUpdate, limit: number, at: number): void {
		const {integrity} = this.standing;
		const isActive = synchroniser === this.#active;
		const outcome = synchroniser.join(update, limit, this.#options.decoder, () => {
			integrity.applied += isActive ? 1 : 0;
			if (isActive) this.#newState(synchroniser, at);
		});
		if (outcome.kind !== 'joined') {
			if (isActive && integrity.state === 'LIVE') {
				this.standing.lost(loss('number', outcome.kind === 'broken' ? outcome.why : outcome.kind), at);
			}
			this.#giveUpIfHopeless(synchroniser, this.#requests.unusable(synchroniser, outcome, at));
			return;
		}
		if (isActive) {
			integrity.droppedBeforeJoin += outcome.dropped;
			if (!synchroniser.isInStep) integrity.enter(integrity.state, 'snapshot taken, waiting for the next diff', at);
		}
		this.#swapWhenReady(at);
	}

	#refused(synchroniser: Synchroniser, reply: ReplyPayload, at: number): void {
		this.#giveUpIfHopeless(synchroniser, this.#requests.refused(synchroniser, synchroniser === this.#active, reply, at));
	}

	/** No snapshot is to be had: the connection is renewed, unless a book lives by it and only wanted another snapshot. */
	#giveUpIfHopeless(synchroniser: Synchroniser, why: string): void {
		if (!synchroniser.isHopeless) return;
		const {connection} = synchroniser;
		if (synchroniser === this.#successor && connection === this.#active?.connection) {
			this.#successor = undefined;
			return;
		}
		synchroniser.restart();
		this.#options.effect({kind: 'reconnect', connection, reason: `no usable snapshot: ${why}`});
	}

	#swapWhenReady(at: number): void {
		const {log} = this.#options;
		const successor = this.#successor;
		const active = this.#active;
		if (successor === undefined || !successor.mayTakeOverFrom(active)) return;
		const differing = this.#options.venue.areIdsShared ? countDifferingAtOneId(active, successor) : Number.NaN;
		const isSameState = differing >= 0;
		if (differing > 0) this.standing.lost(loss('snapshot', `${differing} levels differ from a new snapshot at ${successor.bookId}`), at);
		this.#active = successor;
		this.#successor = undefined;
		// Where the old book had this state too, its metrics have seen it.
		if (!isSameState || this.standing.integrity.state !== 'LIVE') this.#tookOver(successor, at);
		if (!(differing > 0)) log.info(at, `book renewed${atId(successor.bookId)}`);
	}

	#ask(at: number): void {
		// Nothing need come of a market that is halted: asking again and again would cost the others their connection.
		if (this.#options.venue.snapshots === 'stream' && this.standing.isHaltedByListing) return;
		if (this.#active !== undefined) this.#requests.askWhereWanted(this.#active, false, at);
		if (this.#successor !== undefined) this.#requests.askWhereWanted(this.#successor, true, at);
	}
}
