/*
How one book stands: its integrity, kept up to date by what became of each message, by the passing of time and by what the venue says of the market. It
judges; what is to be done about a loss is its keeper's.
*/

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import type {Instrument} from '../market/instrument.ts';
import type {DepthUpdate, Touch, VenueRules} from '../venues/venue.ts';
import type {Difference} from './book-difference.ts';
import type {EventLog} from './event-log.ts';
import {Integrity} from './integrity.ts';
import {Liveness} from './liveness.ts';
import {crossedForTooLong, differingLoss, type Loss, outOfOrderAgain} from './loss.ts';
import {LossWatch} from './loss-watch.ts';
import {opinionSourceOf} from './opinions.ts';
import type {DiffOutcome} from './synchroniser-outcome.ts';
import {TouchCheck} from './touch-check.ts';
import {TradingStatus} from './trading-status.ts';

/** A subscription that was granted has brought something by then, µs; one to what does not exist never does. */
const firstWithin = 10_000_000;
/** Where heartbeats tell that nothing was missed, a market that is silent for so long may have stopped trading, µs. */
const quietFor = 60_000_000;

export type StandingOptions = {
	readonly instrument: Instrument;
	readonly venue: VenueRules;
	readonly log: EventLog;
	/** The book in step has a new state, sound or not. */
	readonly onState: (book: Book, at: number) => void;
	/** What came before is no past of what comes. */
	readonly onLoss: () => void;
	/** When a connection last said anything, µs; NaN where there is none of that number. */
	readonly heardOn: (connection: number) => number;
};

type CarriedBook = {readonly connection: number; readonly bookId: number; readonly isInStep: boolean};

export class Standing {
	readonly integrity: Integrity;
	readonly liveness = new Liveness();
	readonly #options: StandingOptions;
	readonly #touchCheck = new TouchCheck();
	readonly #lossWatch = new LossWatch();
	readonly #status: TradingStatus;

	constructor(options: StandingOptions) {
		this.#options = options;
		this.integrity = new Integrity(opinionSourceOf(options.venue));
		this.#status = new TradingStatus(options.instrument);
	}

	/** The venue has described the instrument anew. @param isInStep there is a book that a sign of life would revive. */
	listed(status: string, isInStep: boolean): void {
		const wasHalted = this.isHaltedByListing;
		this.#status.listed(status);
		const {integrity} = this;
		const {halt} = this.#status;
		if (integrity.state === 'STALE' && halt !== '') integrity.enter('HALTED', halt, integrity.since);
		else if (wasHalted && halt === '') integrity.enter(isInStep ? 'STALE' : 'SYNCING', isInStep ? 'no diff' : nothingCame, integrity.since);
	}

	/** The stream says whether it trades. */
	told(status: string, isOfVenue: boolean, at: number): void {
		this.#status.told(status, isOfVenue);
		if (!this.#status.isHaltedByStream) return;
		// What changes meanwhile is seen by nobody.
		if (this.integrity.state !== 'HALTED') this.forget();
		this.integrity.enter('HALTED', this.#status.halt, at);
	}

	saw(touch: Touch): void {
		this.#touchCheck.saw(touch);
	}

	/** Counts what became of a depth message. */
	count(outcome: DiffOutcome['kind'], update: DepthUpdate, wasInStep: boolean): void {
		const {integrity} = this;
		const hasChecksum = !Number.isNaN(update.checksum) && (outcome === 'state' || outcome === 'mismatch');
		if (hasChecksum) integrity.checksums++;
		if (hasChecksum && outcome === 'state') integrity.checksumsRight++;
		if (outcome === 'state' && update.kind === 'snapshot') integrity.snapshots++;
		else if (outcome === 'state') integrity.applied++;
		else if (outcome === 'early' || ((outcome === 'duplicate' || outcome === 'out-of-order') && !wasInStep)) integrity.droppedBeforeJoin++;
		else if (outcome === 'duplicate') integrity.duplicates++;
		else if (outcome === 'out-of-order') integrity.outOfOrder++;
	}

	/** A book in step has come from one id to another. Smaller ones tell of a service that was started anew: nothing is missing then. */
	wentOn(from: number, to: number, overlaps: number, at: number): void {
		this.integrity.overlaps += overlaps;
		if (to < from) this.#options.log.info(at, `the venue numbers anew: ${to} follows ${from}`);
	}

	/** A message brought no new state, but life. */
	idle(bookId: number, at: number): void {
		if (this.integrity.state === 'STALE') this.#options.log.info(at, this.integrity.enterLive(at, bookId));
	}

	/** The book has a new state. Returns the loss that it shows; then nobody has been told of the state. */
	state(book: Book, bookId: number, at: number): Loss | undefined {
		const {integrity} = this;
		const {venue, log, onState} = this.#options;
		integrity.evidence = venue.settle !== undefined ? 'checksum' : venue.hasSequence && !Number.isNaN(bookId) ? 'sequence' : 'none';
		if (this.#status.isHaltedByStream) return undefined;
		if (integrity.state !== 'LIVE') log.info(at, integrity.enterLive(at, bookId));
		integrity.judgedTouch(this.#touchCheck.judge(book, bookId));
		const crossing = this.#lossWatch.crossing(book, at);
		if (crossing === 'crosses') integrity.crossed++;
		if (crossing === 'lost' && this.#status.halt === '') return crossedForTooLong;
		onState(book, at);
		return undefined;
	}

	/** An update came that lies behind the book. Returns the loss that it shows where that happens too often. */
	outOfOrder(at: number): Loss | undefined {
		return this.#lossWatch.outOfOrder(at) ? outOfOrderAgain : undefined;
	}

	/** The book had not the venue's checksum. Returns whether that is so too often for the book alone to be at fault. */
	isMismatchedAgain(at: number): boolean {
		return this.#lossWatch.mismatch(at);
	}

	lost({kind, detail, expected, got}: Loss, at: number): void {
		this.integrity.gap(at, kind, expected, got);
		this.integrity.enter('GAP', `${kind}: ${detail}`, at);
		this.#options.log.alert(at, `gap (${kind}): ${detail}`);
		this.forget();
	}

	/** A fresh book of a snapshot was held against the one in use, both at one id. Where they differ, the one in use is lost. */
	compared(difference: Difference, bookId: number, at: number): void {
		const {log} = this.#options;
		const {differing, first} = difference;
		if (differing > 0) this.lost(differingLoss(differing, bookId), at);
		for (const {side, price, ours, theirs} of first) log.alert(at, `${side} ${price}: ours ${ours}, theirs ${theirs}`);
		const {opinions} = this.integrity;
		if (opinions.source === 'snapshot') opinions.give(difference, at);
	}

	/** The connection that carried the book is gone. @param isCarriedOn by another one, which is not in step yet. @param isGap a book was lost with it. */
	disconnected(isCarriedOn: boolean, isGap: boolean, reason: string, at: number): void {
		if (!isCarriedOn) this.#status.forgetStream();
		this.forget();
		this.integrity.reconnects++;
		if (isGap) this.integrity.gap(at, 'disconnect', Number.NaN, Number.NaN);
		this.integrity.enter(isCarriedOn ? 'SYNCING' : 'CONNECTING', reason, at);
		this.#options.log.alert(at, `connection lost: ${reason}`);
	}

	/** The book is another one, or none. */
	forget(): void {
		this.integrity.opinions.withdraw();
		this.#lossWatch.clear();
		this.#options.onLoss();
	}

	/**
	Time passed. Silence makes a book stale, or halted where the market is. Returns the loss that the wait shows.

	@param book that is kept, with the connection that carries it; undefined for none.
	*/
	passTo(at: number, book: CarriedBook | undefined): Loss | undefined {
		const {integrity} = this;
		const {halt} = this.#status;
		const silentSince = this.#silentSince(at, book?.connection ?? 0);
		if (integrity.state === 'LIVE' && !Number.isNaN(silentSince)) {
			integrity.enter(halt === '' ? 'STALE' : 'HALTED', halt === '' ? 'no diff' : halt, silentSince);
		} else if (book?.isInStep === true && this.#options.venue.hasHeartbeats === true && Number.isNaN(silentSince)) {
			this.idle(book.bookId, at);
		} else if (this.#isUnheard(at)) {
			this.#unheard(halt, at);
		}
		return integrity.state === 'LIVE' && halt === '' && this.#lossWatch.isLost(at) ? crossedForTooLong : undefined;
	}

	/** The venue lists it as halted, so that nothing need come of it. */
	get isHaltedByListing(): boolean {
		return this.integrity.state === 'HALTED' && this.#status.halt !== '' && !this.#status.isHaltedByStream;
	}

	/** Whether the venue should be asked what has become of a silent market. It is taken to be asked. */
	isToBeAskedAbout(at: number): boolean {
		const {state} = this.integrity;
		const isSilent = state === 'STALE' || this.isHaltedByListing || this.#isUnheard(at) || this.#isQuiet(at);
		return isSilent && this.#status.isToBeAsked(at);
	}

	/** Since when the book shows no sign of life, where that is too long; NaN elsewhere. A heartbeat is none of a market that is halted. */
	#silentSince(at: number, connection: number): number {
		const {venue, heardOn} = this.#options;
		const isVouchedFor = venue.hasHeartbeats === true && this.#status.halt === '';
		if (!isVouchedFor) return this.liveness.isSilent(at, venue.staleAfter) ? this.liveness.lastAt : Number.NaN;
		const heardAt = heardOn(connection);
		return at - heardAt > venue.staleAfter ? heardAt : Number.NaN;
	}

	#isQuiet(at: number): boolean {
		return this.#options.venue.hasHeartbeats === true && this.integrity.state === 'LIVE' && this.liveness.isSilent(at, quietFor);
	}

	/** Nothing has come of it since its connection opened. */
	#isUnheard(at: number): boolean {
		const {state, since} = this.integrity;
		return state === 'SYNCING' && at - since > firstWithin && !(this.liveness.lastAt >= since);
	}

	#unheard(halt: string, at: number): void {
		const {integrity} = this;
		if (halt !== '') integrity.enter('HALTED', halt, integrity.since);
		if (halt !== '' || integrity.reason === nothingCame) return;
		integrity.enter('SYNCING', nothingCame, at);
		this.#options.log.alert(at, nothingCame);
	}

	archive(io: Archive): void {
		this.integrity.archive(io);
		this.#touchCheck.archive(io);
		this.liveness.archive(io);
		this.#lossWatch.archive(io);
		this.#status.archive(io);
	}
}

const nothingCame = `nothing came within ${firstWithin / 1_000_000} s of the subscription`;
