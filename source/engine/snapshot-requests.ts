/* When a book asks for a snapshot or a new subscription, how deep, and what is made of answers that are of no use. */

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import type {Effect, ReplyPayload} from '../market/frame.ts';
import type {Instrument} from '../market/instrument.ts';
import type {EventLog} from './event-log.ts';
import type {Integrity} from './integrity.ts';
import type {Synchroniser} from './synchroniser.ts';
import {type UnjoinedOutcome, unjoinedInWords} from './synchroniser-outcome.ts';

const second = 1_000_000;
/** A cut snapshot is renewed when fewer levels than this are left inside its bounds, at most once a minute. */
const fewestTrustedLevels = 200;
const renewalPause = 60 * second;
/** With more books than this, even the first snapshots are asked for cheaply. */
const fewDesks = 5;
/** HTTP statuses by which a venue asks to be left alone: another connection would not help. */
const askedTooOften: ReadonlySet<number> = new Set([403, 418, 429, 451]);

export type SnapshotRequestsOptions = {
	readonly instrument: Instrument;
	readonly log: EventLog;
	/** Whether somebody can answer: false in recordings that hold no openings and so no replies by number. */
	readonly canAsk: () => boolean;
	readonly deskCount: () => number;
	readonly effect: (effect: Effect) => void;
};

export class SnapshotRequests {
	readonly #options: SnapshotRequestsOptions;
	readonly #integrity: Integrity;
	/** Requests made so far: each instrument counts its own, so that recordings can be merged. */
	#count = 0;
	#lastRenewalAt = Number.NaN;
	/** The venue refuses this place for good: nothing more is asked. */
	#isBarred = false;
	/** Why the last one was refused, and until when the host wants to be left alone, µs. */
	#refusal = '';
	#leftAloneUntil = Number.NaN;

	constructor(options: SnapshotRequestsOptions, integrity: Integrity) {
		this.#options = options;
		this.#integrity = integrity;
	}

	/** @param isRenewal a book runs beside it, so that there is time for a deep snapshot. */
	askWhereWanted(synchroniser: Synchroniser, isRenewal: boolean, at: number): void {
		const {canAsk, deskCount, effect, instrument} = this.#options;
		if (this.#isBarred && !isRenewal && synchroniser.isWaiting) this.#halt(at);
		if (this.#isBarred || !canAsk()) return;
		this.#subscribeWhereWanted(synchroniser, at);
		if (!synchroniser.wantsSnapshot(at)) {
			if (!isRenewal) this.#countDown(synchroniser, at);
			return;
		}
		const request = ++this.#count;
		synchroniser.asked(request, at);
		const isCalm = isRenewal || (synchroniser.failures === 0 && this.#integrity.gapCount === 0 && isFew(deskCount()));
		effect({
			kind: 'snapshot',
			instrument: instrument.id,
			symbol: instrument.symbol,
			request,
			urgency: isCalm ? 'calm' : 'storm',
			reason: isRenewal ? 'renewal' : this.#integrity.reason,
		});
	}

	/** No snapshot will ever come. */
	#halt(at: number): void {
		if (this.#integrity.state !== 'HALTED') this.#integrity.enter('HALTED', this.#refusal, at);
	}

	/** A wait that the venue has asked for is told second by second. */
	#countDown({isWaiting, request, failures}: Synchroniser, at: number): void {
		const left = Math.ceil((this.#leftAloneUntil - at) / second);
		if (!isWaiting || request !== 0 || failures === 0 || !(left > 0)) return;
		this.#integrity.enter(this.#integrity.state, `snapshot again in ${left} s: ${this.#refusal}`, at);
	}

	/** The market is silent: the venue is asked what it says of it. */
	askForDescription(): void {
		const {canAsk, effect, instrument} = this.#options;
		if (canAsk()) effect({kind: 'describe', instrument: instrument.id, symbol: instrument.symbol});
	}

	/** Where the stream brings the snapshots, one is asked for by subscribing again, and in the end by another connection. */
	#subscribeWhereWanted(synchroniser: Synchroniser, at: number): void {
		const wanted = synchroniser.wantsSubscription(at);
		if (wanted === 'nothing') return;
		const {effect, instrument} = this.#options;
		const {connection} = synchroniser;
		const {reason} = this.#integrity;
		if (wanted === 'reconnect') effect({kind: 'reconnect', connection, reason: `no snapshot of ${instrument.symbol}`});
		else effect({kind: 'resubscribe', instrument: instrument.id, symbol: instrument.symbol, connection, reason});
	}

	/** No body came, or none that can be read. Returns why, in words. */
	refused(synchroniser: Synchroniser, isActive: boolean, reply: ReplyPayload, at: number): string {
		const why = reply.error ?? `status ${reply.status}`;
		this.#integrity.snapshotsRefused++;
		this.#options.log.alert(at, `snapshot refused: ${why}`);
		const leftAlone = (reply.retryAfter ?? 0) * second;
		this.#refusal = why;
		this.#leftAloneUntil = at + leftAlone;
		synchroniser.failed(at, leftAlone, askedTooOften.has(reply.status));
		if (reply.status === 451) this.#isBarred = true;
		if (isActive && this.#isBarred) this.#halt(at);
		else if (isActive) this.#integrity.enter(this.#integrity.state, `snapshot refused: ${why}`, at);
		return why;
	}

	/** The snapshot could not be joined to the diffs. Returns why, in words. */
	unusable(synchroniser: Synchroniser, outcome: UnjoinedOutcome, at: number): string {
		const why = unjoinedInWords(outcome);
		this.#options.log.info(at, `asking again: ${why}`);
		synchroniser.failed(at, 0);
		return why;
	}

	/** The price has run towards the bound of a cut snapshot, and the last renewal is long enough ago. Saying yes begins one. */
	isThin(book: Book, at: number): boolean {
		const isCut = Number.isFinite(book.trustedBid) || Number.isFinite(book.trustedAsk);
		if (!isCut || !this.#options.canAsk() || at - this.#lastRenewalAt < renewalPause) return false;
		if (book.hasTrustedLevels(fewestTrustedLevels)) return false;
		this.#lastRenewalAt = at;
		return true;
	}

	/** Another recording follows, which counts its requests from 1 again. */
	countAnew(): void {
		this.#count = 0;
	}

	archive(io: Archive): void {
		this.#count = io.number(this.#count);
		this.#lastRenewalAt = io.number(this.#lastRenewalAt);
		this.#isBarred = io.boolean(this.#isBarred);
		this.#refusal = io.text(this.#refusal);
		this.#leftAloneUntil = io.number(this.#leftAloneUntil);
	}
}

/** So few books that each may ask for all that the venue gives. */
export function isFew(desks: number): boolean {
	return desks <= fewDesks;
}
