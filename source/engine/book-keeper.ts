/*
Keeps one instrument's book in step: takes diffs, judges what can go wrong with them, asks for snapshots, and lets a second book take over where the
connection or the snapshot is renewed. What it finds goes into the integrity and the log; new states and losses are told to its owner.
*/

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import {spanFor} from '../market/book-side.ts';
import {type ReplyPayload, recordingEnded} from '../market/frame.ts';
import {type Instrument, priceScaleOf} from '../market/instrument.ts';
import {BadSnapshotError, type Decoder, type DepthUpdate, type Touch, type Venue} from '../venues/venue.ts';
import {countDiffering} from './book-difference.ts';
import {type GapKind, Integrity} from './integrity.ts';
import {Liveness} from './liveness.ts';
import {LossWatch} from './loss-watch.ts';
import {SnapshotRequests, type SnapshotRequestsOptions} from './snapshot-requests.ts';
import {Synchroniser} from './synchroniser.ts';
import {TouchCheck} from './touch-check.ts';

const crossedForTooLong = 'best bid at or above best ask for more than 500 ms';

export type BookKeeperOptions = SnapshotRequestsOptions & {
	readonly venue: Venue;
	readonly decoder: Decoder;
	/** The book in step has a new state, sound or not. */
	readonly onState: (book: Book, at: number) => void;
	/** What came before is no past of what comes. */
	readonly onLoss: () => void;
};

export class BookKeeper {
	readonly integrity = new Integrity();
	readonly liveness = new Liveness();
	readonly #options: BookKeeperOptions;
	readonly #touchCheck = new TouchCheck();
	readonly #lossWatch = new LossWatch();
	readonly #requests: SnapshotRequests;
	#instrument: Instrument;
	#active: Synchroniser | undefined;
	/** A second book on its way into step, to take the active one's place. */
	#successor: Synchroniser | undefined;

	constructor(options: BookKeeperOptions) {
		this.#options = options;
		this.#instrument = options.instrument;
		this.#requests = new SnapshotRequests(options, this.integrity);
	}

	/** In step; nothing else may feed a book metric. */
	get liveBook(): Book | undefined {
		return this.integrity.state === 'LIVE' ? this.#active?.book : undefined;
	}

	/** As far as there is one, whatever its state: to be shown, never to be scored. */
	get shownBook(): Book | undefined {
		return this.#active?.isInStep === true ? this.#active.book : undefined;
	}

	get updateId(): number {
		return this.#active?.bookId ?? 0;
	}

	get isWaitingForSnapshot(): boolean {
		return this.#active?.isWaiting === true;
	}

	isCarriedBy(connection: number): boolean {
		return this.#active?.connection === connection || this.#successor?.connection === connection;
	}

	/** The venue has described the instrument anew. */
	describe(instrument: Instrument): void {
		this.#instrument = instrument;
	}

	/** A connection carries this book from now on. Where another does already, it goes on until the new one is in step. */
	opened(connection: number, at: number): void {
		const synchroniser = this.#newSynchroniser(connection);
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
		if (reason.startsWith(recordingEnded)) this.#requests.countAnew();
		this.#forget();
		this.#active = this.#successor;
		this.#successor = undefined;
		this.integrity.reconnects++;
		this.integrity.enter(this.#active === undefined ? 'CONNECTING' : 'SYNCING', reason, at);
		this.#options.log.alert(at, `connection lost: ${reason}`);
	}

	diff(connection: number, update: DepthUpdate, payload: Uint8Array, at: number): void {
		this.integrity.depth++;
		if (this.#active === undefined) this.opened(connection, at);
		if (this.#active?.connection === connection) {
			this.liveness.heard(at);
			this.#takeDiff(this.#active, update, payload, at);
		}
		if (this.#successor?.connection === connection) this.#successor.diff(update, payload);
		this.#swapWhenReady(at);
		this.#ask(at);
	}

	touch(touch: Touch): void {
		this.#touchCheck.saw(touch);
	}

	/** A frame of this book's stream could not be read: what it changed is lost. */
	unreadable(connection: number, detail: string, at: number): void {
		if (!this.isCarriedBy(connection)) return;
		this.integrity.malformed++;
		if (this.#successor?.connection === connection) this.#successor.restart();
		if (this.#active?.connection === connection) this.#lose('malformed', detail, at);
	}

	/** The answer to one of the requests, or a snapshot that nobody asked for by number. */
	snapshot(reply: ReplyPayload, at: number): void {
		const synchroniser = [this.#active, this.#successor].find((candidate) => candidate?.request === reply.request);
		if (synchroniser === undefined) return;
		if (reply.body === undefined || reply.error !== null) {
			this.#refused(synchroniser, reply, at);
			return;
		}
		try {
			const update = this.#options.decoder.snapshot(this.#options.instrument.symbol, reply.body);
			this.#join(synchroniser, update, reply.limit ?? Math.max(update.bids.length, update.asks.length, 1), at);
		} catch (error) {
			if (!(error instanceof BadSnapshotError)) throw error;
			this.#refused(synchroniser, {...reply, error: `unreadable snapshot: ${error.message}`}, at);
		}
	}

	/** Time passed. Silence makes a book stale; waits for another try end. */
	passTo(at: number): void {
		const {status} = this.#instrument;
		if (this.integrity.state === 'LIVE' && this.liveness.isSilent(at, this.#options.venue.staleAfter)) {
			const isTrading = status === '' || status === 'TRADING';
			this.integrity.enter(isTrading ? 'STALE' : 'HALTED', isTrading ? 'no diff' : status, this.liveness.lastAt);
		}
		if (this.integrity.state === 'LIVE' && this.#lossWatch.isLost(at)) this.#lose('crossed', crossedForTooLong, at);
		this.#ask(at);
	}

	/** The price may have run towards the bound of the snapshot: then a new one is fetched beside the running book. */
	renewWhenThin(at: number): void {
		const book = this.liveBook;
		if (book === undefined || this.#active === undefined || this.#successor !== undefined) return;
		if (this.#requests.isThin(book, at)) this.#successor = this.#newSynchroniser(this.#active.connection);
	}

	archive(io: Archive): void {
		this.integrity.archive(io);
		this.#touchCheck.archive(io);
		this.#requests.archive(io);
		this.#active = this.#archiveSynchroniser(io, this.#active);
		this.#successor = this.#archiveSynchroniser(io, this.#successor);
		this.liveness.archive(io);
		this.#lossWatch.archive(io);
	}

	#archiveSynchroniser(io: Archive, synchroniser: Synchroniser | undefined): Synchroniser | undefined {
		if (!io.boolean(synchroniser !== undefined)) return undefined;
		const archived = io.isReading ? this.#newSynchroniser(0) : synchroniser;
		archived?.archive(io);
		return archived;
	}

	#newSynchroniser(connection: number): Synchroniser {
		const span = spanFor(this.#options.deskCount());
		return new Synchroniser(connection, this.#options.venue.stepRule, priceScaleOf(this.#instrument), span);
	}

	#takeDiff(active: Synchroniser, update: DepthUpdate, payload: Uint8Array, at: number): void {
		const wasInStep = active.isInStep;
		const overlaps = active.overlaps;
		const outcome = active.diff(update, payload);
		switch (outcome.kind) {
			case 'state':
				if (wasInStep) this.integrity.overlaps += active.overlaps - overlaps;
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
	}

	#newState(active: Synchroniser, at: number): void {
		const {integrity} = this;
		const {book} = active;
		integrity.applied++;
		if (integrity.state !== 'LIVE') this.#options.log.info(at, integrity.enterLive(at, active.bookId));
		integrity.judgedTouch(this.#touchCheck.judge(book, active.bookId));
		const crossing = this.#lossWatch.crossing(book, at);
		if (crossing === 'crosses') integrity.crossed++;
		if (crossing === 'lost') this.#lose('crossed', crossedForTooLong, at);
		else this.#options.onState(book, at);
	}

	#sawOutOfOrder(at: number): void {
		this.integrity.outOfOrder++;
		if (this.#lossWatch.outOfOrder(at)) this.#lose('out of order', 'old updates keep arriving', at);
	}

	/** The active book is worth nothing any more: forget it and start to synchronise anew. */
	#lose(kind: GapKind, detail: string, at: number): void {
		this.#active?.restart();
		this.#gap(kind, detail, at);
	}

	#gap(kind: GapKind, detail: string, at: number, expected = Number.NaN, got = Number.NaN): void {
		this.integrity.gap(at, kind, expected, got);
		this.integrity.enter('GAP', `${kind}: ${detail}`, at);
		this.#options.log.alert(at, `gap (${kind}): ${detail}`);
		this.#forget();
	}

	#forget(): void {
		this.#lossWatch.clear();
		this.#options.onLoss();
	}

	#join(synchroniser: Synchroniser, update: DepthUpdate, limit: number, at: number): void {
		const {integrity} = this;
		const isActive = synchroniser === this.#active;
		const outcome = synchroniser.join(update, limit, this.#options.decoder, () => {
			if (isActive) this.#newState(synchroniser, at);
		});
		if (outcome.kind !== 'joined') {
			if (isActive && integrity.state === 'LIVE') this.#gap('number', outcome.kind === 'broken' ? outcome.why : outcome.kind, at);
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
		const isSameState = active?.isInStep === true && active.bookId === successor.bookId;
		const differing = isSameState ? countDiffering(active.book, successor.book) : 0;
		if (differing > 0) this.#gap('snapshot', `${differing} levels differ from a new snapshot at ${successor.bookId}`, at);
		this.#active = successor;
		this.#successor = undefined;
		// Where the old book had this state too, its metrics have seen it.
		if (!isSameState || this.integrity.state !== 'LIVE') this.#newState(successor, at);
		if (differing === 0) log.info(at, `book renewed at ${successor.bookId}`);
	}

	#ask(at: number): void {
		if (this.#active !== undefined) this.#requests.askWhereWanted(this.#active, false, at);
		if (this.#successor !== undefined) this.#requests.askWhereWanted(this.#successor, true, at);
	}
}
