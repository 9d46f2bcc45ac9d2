/*
Keeps one instrument's book in step: takes diffs, judges what can go wrong with them, asks for snapshots, and lets a second book take over where the
connection or the snapshot is renewed. What it finds goes into the integrity and the log; new states and losses are told to its owner.
*/

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import {type ReplyPayload, recordingEnded} from '../market/frame.ts';
import type {Instrument} from '../market/instrument.ts';
import type {Decoder, DepthUpdate} from '../venues/venue.ts';
import {type Loss, loss, lossOf} from './loss.ts';
import {readAnswer} from './snapshot-answer.ts';
import {SnapshotRequests, type SnapshotRequestsOptions} from './snapshot-requests.ts';
import {Standing, type StandingOptions} from './standing.ts';
import {Succession} from './succession.ts';
import type {Synchroniser} from './synchroniser.ts';

export type BookKeeperOptions = SnapshotRequestsOptions &
	StandingOptions & {
		/** Reads snapshots that come by REST, and diffs that waited for them. */
		readonly decoder: Decoder;
	};

export class BookKeeper {
	readonly #options: BookKeeperOptions;
	readonly standing: Standing;
	readonly #requests: SnapshotRequests;
	readonly #books: Succession;

	constructor(options: BookKeeperOptions) {
		this.#options = options;
		this.standing = new Standing({...options, onLoss: () => this.#lost()});
		this.#requests = new SnapshotRequests(options, this.standing.integrity);
		this.#books = new Succession(options, this.standing, (book, at) => this.#tookOver(book, at));
	}

	/** In step; nothing else may feed a book metric. */
	get liveBook(): Book | undefined {
		return this.#books.liveBook;
	}

	/** As far as there is one, whatever its state: to be shown, never to be scored. */
	get shownBook(): Book | undefined {
		return this.#books.active?.isInStep === true ? this.#books.active.book : undefined;
	}

	get updateId(): number {
		return this.#books.active?.bookId ?? 0;
	}

	get isWaitingForSnapshot(): boolean {
		if (this.#options.venue.snapshots !== 'rest') return false;
		return this.#books.active === undefined ? this.standing.integrity.depth === 0 : this.#books.active.isWaiting;
	}

	isCarriedBy(connection: number): boolean {
		return this.#books.isCarriedBy(connection);
	}

	/** The venue has described the instrument anew. */
	describe(instrument: Instrument): void {
		this.#books.describe(instrument);
		this.standing.listed(instrument.status, this.#books.active?.isInStep === true);
	}

	/** A connection carries this book from now on. Where another does already, it goes on until the new one is in step. */
	opened(connection: number, at: number): void {
		const synchroniser = this.#books.make(connection, at);
		if (this.#books.active === undefined) {
			this.#books.active = synchroniser;
			const what = this.#options.venue.snapshots === 'rest' ? 'first diff' : 'snapshot';
			this.standing.integrity.enter('SYNCING', `waiting for the ${what}`, at);
		} else {
			this.#books.successor = synchroniser;
		}
	}

	closed(connection: number, at: number, reason: string): void {
		if (this.#books.successor?.connection === connection) this.#books.successor = undefined;
		if (this.#books.active?.connection !== connection) return;
		const isOver = reason.startsWith(recordingEnded);
		if (isOver) for (const asker of [this.#requests, this.#books.opinion]) asker.countAnew();
		const isGap = this.#books.active.isInStep && this.#books.successor === undefined && !isOver;
		this.#books.active = this.#books.successor;
		this.#books.successor = undefined;
		this.standing.disconnected(this.#books.active !== undefined, isGap, reason, at);
	}

	diff(connection: number, update: DepthUpdate, payload: Uint8Array, at: number): void {
		this.standing.integrity.depth++;
		if (this.#books.active === undefined) this.opened(connection, at);
		if (this.#books.active?.connection === connection) {
			this.standing.liveness.heard(at);
			this.#takeDiff(this.#books.active, update, payload, at);
			if (this.liveBook !== undefined) this.#books.opinion.diff(connection, update, payload, this.#books.successor === undefined, at);
		}
		if (this.#books.successor?.connection === connection) this.#books.successor.diff(update, payload);
		this.#books.swapWhenReady(at);
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
		if (this.#books.successor?.connection === connection) this.#books.successor.restart();
		if (this.#books.active?.connection === connection) this.#lose(found, at);
		this.#ask(at);
	}

	/** The venue does not send this symbol. */
	refused(connection: number, reason: string, at: number): void {
		this.#options.log.alert(at, `subscription refused: ${reason}`);
		if (this.#books.successor?.connection === connection) this.#books.successor.refuse();
		// What is refused is not always said: a book that comes is sent.
		if (this.#books.active?.connection !== connection || this.#books.active.isInStep) return;
		this.#books.active.refuse();
		this.standing.integrity.enter('HALTED', `subscription refused: ${reason}`, at);
	}

	/** The answer to one of the requests, or a snapshot that nobody asked for by number. */
	snapshot(reply: ReplyPayload, connection: number, at: number): void {
		// A foreign recording may begin with it.
		if (this.#books.active === undefined && reply.request === 0 && connection !== 0) this.opened(connection, at);
		const {request} = reply;
		if (request < 0) {
			this.#books.opinion.answered(reply, at);
			this.#books.swapWhenReady(at);
			return;
		}
		const synchroniser = this.#books.askerOf(request);
		if (synchroniser === undefined) return;
		const {decoder, instrument} = this.#options;
		const answer = readAnswer(reply, instrument.symbol, decoder);
		if (answer === undefined) return;
		if ('refusal' in answer) this.#refused(synchroniser, {...reply, error: answer.refusal}, at);
		else this.#join(synchroniser, answer.update, answer.limit, at);
	}

	/** Time passed. Silence makes a book stale; waits for another try end. */
	passTo(at: number, mayAsk: boolean): void {
		const found = this.standing.passTo(at, this.#books.active);
		if (found !== undefined) this.#lose(found, at);
		if (mayAsk && this.standing.isToBeAskedAbout(at)) this.#requests.askForDescription();
		if (mayAsk) this.#ask(at);
	}

	/** The price may have run towards the bound of the snapshot: then a new one is fetched beside the running book. */
	renewWhenThin(at: number): void {
		const book = this.liveBook;
		book?.forgetFar();
		if (book === undefined || this.#books.active === undefined || this.#books.successor !== undefined) return;
		if (this.#options.venue.snapshots === 'rest' && this.#requests.isThin(book, at))
			this.#books.successor = this.#books.make(this.#books.active.connection, at);
	}

	archive(io: Archive): void {
		this.standing.archive(io);
		this.#requests.archive(io);
		this.#books.archive(io);
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
		this.#books.active?.restart();
		this.standing.lost(found, at);
	}

	#join(synchroniser: Synchroniser, update: DepthUpdate, limit: number, at: number): void {
		const {integrity} = this.standing;
		const isActive = synchroniser === this.#books.active;
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
		this.#books.swapWhenReady(at);
	}

	#refused(synchroniser: Synchroniser, reply: ReplyPayload, at: number): void {
		this.#giveUpIfHopeless(synchroniser, this.#requests.refused(synchroniser, synchroniser === this.#books.active, reply, at));
	}

	/** No snapshot is to be had: the connection is renewed, unless a book lives by it and only wanted another snapshot. */
	#giveUpIfHopeless(synchroniser: Synchroniser, why: string): void {
		if (!synchroniser.isHopeless) return;
		const {connection} = synchroniser;
		if (synchroniser === this.#books.successor && connection === this.#books.active?.connection) {
			this.#books.successor = undefined;
			return;
		}
		synchroniser.restart();
		this.#options.effect({kind: 'reconnect', connection, reason: `no usable snapshot: ${why}`});
	}

	/** What came before is no past of what comes. */
	#lost(): void {
		this.#books.opinion.drop();
		this.#options.onLoss();
	}

	#ask(at: number): void {
		// Nothing need come of a market that is halted: asking again and again would cost the others their connection.
		if (this.#options.venue.snapshots === 'stream' && this.standing.isHaltedByListing) return;
		if (this.#books.active !== undefined) this.#requests.askWhereWanted(this.#books.active, false, at);
		if (this.#books.successor !== undefined) this.#requests.askWhereWanted(this.#books.successor, true, at);
	}
}
