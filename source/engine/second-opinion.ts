/*
A second opinion on a book in step: once in a while a fresh snapshot, joined to the diffs that came since it was asked for, makes a copy of the book that
owes nothing to what the book was made of. Where the copy stands at the book's id, the two must hold the same levels. Here it is asked for, and kept until
it stands there; what is made of it is its keeper's. Nothing that becomes of a request touches the book, and no book waits for one.

Its requests are numbered downwards from −1, so that they are told from those that a book in need makes, and leave their numbers alone.
*/

import type {Archive} from '../market/archive.ts';
import type {ReplyPayload} from '../market/frame.ts';
import type {Decoder, DepthUpdate, VenueRules} from '../venues/venue.ts';
import type {Opinions} from './opinions.ts';
import {readAnswer} from './snapshot-answer.ts';
import {isFew, type SnapshotRequestsOptions} from './snapshot-requests.ts';
import {answerWithin, archiveIfAny, type Synchroniser} from './synchroniser.ts';
import {unjoinedInWords} from './synchroniser-outcome.ts';

const second = 1_000_000;
/** From one request for a book to the next, µs. */
const period = 60 * second;
/** A book in step is first looked at after so long, µs. */
const settling = 5 * second;
/**
From the request for one book to that for the next, µs. A cheap snapshot weighs 50 at most: every two seconds one is a quarter of the 6000 that
Binance allows a minute, however many books there are. A few books are asked of deeper ones, 250 each, once a minute.
*/
const spacing = 2 * second;
const spacingOfFew = second;
/** Where a copy comes to nothing, because its snapshot is older than the first diff that was kept or a diff is missing, another is asked for after so long, µs, a few times. */
const retryAfter = 2 * second;
const mostRetries = 3;
/** A live feed answers every request, if only with a failure. Where none comes, this is a recording from before there were opinions: so many periods pass. */
const periodsOfSilence = 10;

export type SecondOpinionOptions = SnapshotRequestsOptions & {
	readonly venue: VenueRules;
	/** Reads the snapshots, and the diffs that waited for them. */
	readonly decoder: Decoder;
	/** A copy that has nothing yet. */
	readonly make: (connection: number, at: number) => Synchroniser;
};

export class SecondOpinion {
	readonly #options: SecondOpinionOptions;
	readonly #opinions: Opinions;
	/** How many books were there before this one. */
	#index: number;
	/** Waits for its snapshot, or to stand where the book does. */
	#copy: Synchroniser | undefined;
	/** Requests made so far. */
	#count = 0;
	#askedAt = Number.NaN;
	/** NaN where the book has only just come into step. */
	#dueAt = Number.NaN;
	/** Copies in a row that came to nothing. */
	#retries = 0;
	/** The venue refuses this place for good. */
	#isBarred = false;

	constructor(options: SecondOpinionOptions, opinions: Opinions) {
		this.#options = options;
		this.#opinions = opinions;
		this.#index = options.deskCount();
	}

	/** The book in step has taken a diff. @param connection that carries it. @param mayBegin nothing else is on its way to take the book's place. */
	diff(connection: number, update: DepthUpdate, payload: Uint8Array, mayBegin: boolean, at: number): void {
		if (at - this.#askedAt > answerWithin) this.#giveUpWaiting(at);
		if (this.#copy !== undefined) {
			if (isLost(this.#copy.diff(update, payload).kind)) this.#retry('the diffs do not go on from the snapshot', at);
			return;
		}
		if (Number.isNaN(this.#dueAt)) this.#dueAt = this.#firstAfter(at);
		if (mayBegin && at >= this.#dueAt) this.#ask(connection, update, payload, at);
	}

	/** The answer to one of its requests. */
	answered(reply: ReplyPayload, at: number): void {
		const copy = this.#copy;
		if (copy === undefined || reply.request !== copy.request) return;
		const {decoder, instrument} = this.#options;
		const answer = readAnswer(reply, instrument.symbol, decoder);
		if (answer === undefined || 'refusal' in answer) {
			this.#refused(reply, answer?.refusal ?? '', at);
			return;
		}
		const outcome = copy.join(answer.update, answer.limit, decoder, () => {});
		if (outcome.kind !== 'joined') this.#retry(unjoinedInWords(outcome), at);
	}

	/** The copy, where it stands at the id of the book in step. It is given away: what becomes of it is the caller's. */
	take(book: Synchroniser): Synchroniser | undefined {
		const copy = this.#copy;
		if (copy === undefined || !copy.mayTakeOverFrom(book) || copy.bookId !== book.bookId) return undefined;
		this.#copy = undefined;
		this.#retries = 0;
		return copy;
	}

	/** The book was lost, or another one is in its place: what was on its way says nothing of it. */
	drop(): void {
		this.#copy = undefined;
		this.#dueAt = Number.NaN;
	}

	/** Another recording follows, which counts its requests from −1 again. */
	countAnew(): void {
		this.#count = 0;
	}

	archive(io: Archive): void {
		this.#index = io.number(this.#index);
		this.#copy = archiveIfAny(io, this.#copy, () => this.#options.make(0, 0));
		this.#count = io.number(this.#count);
		this.#askedAt = io.number(this.#askedAt);
		this.#dueAt = io.number(this.#dueAt);
		this.#retries = io.number(this.#retries);
		this.#isBarred = io.boolean(this.#isBarred);
	}

	/** Since the diff that has just come is kept, no snapshot of now is older than what is kept. */
	#ask(connection: number, update: DepthUpdate, payload: Uint8Array, at: number): void {
		const {canAsk, deskCount, effect, instrument, make} = this.#options;
		if (this.#opinions.source !== 'snapshot' || this.#isBarred || !canAsk()) return;
		const copy = make(connection, at);
		copy.diff(update, payload);
		const request = -++this.#count;
		copy.asked(request, at);
		this.#copy = copy;
		this.#askedAt = at;
		this.#dueAt = at + this.#period;
		const urgency = isFew(deskCount()) ? 'calm' : 'storm';
		effect({kind: 'snapshot', instrument: instrument.id, symbol: instrument.symbol, request, urgency, reason: 'second opinion'});
	}

	#retry(why: string, at: number): void {
		this.#copy = undefined;
		if (this.#retries < mostRetries) {
			this.#retries++;
			this.#dueAt = at + retryAfter;
			return;
		}
		this.#retries = 0;
		this.#opinions.failure = why;
	}

	/** Told where it is asked about, and no more: the book is as good as it was. */
	#refused({status, retryAfter: seconds}: ReplyPayload, why: string, at: number): void {
		this.#copy = undefined;
		this.#opinions.failure = why;
		this.#retries = 0;
		this.#dueAt = Math.max(this.#dueAt, at + (seconds ?? 0) * second);
		if (status === 451) this.#isBarred = true;
	}

	#giveUpWaiting(at: number): void {
		const wasAnswered = this.#copy?.request === 0;
		if (this.#copy === undefined) return;
		this.#copy = undefined;
		if (!wasAnswered) this.#dueAt = at + this.#period * periodsOfSilence;
	}

	get #period(): number {
		return Math.max(period, this.#options.deskCount() * spacing);
	}

	/** For a book that has just come into step: soon, one book after the other, and no book more than once a period. */
	#firstAfter(at: number): number {
		const turn = this.#index * (isFew(this.#options.deskCount()) ? spacingOfFew : spacing);
		const soonest = at + settling + (turn % this.#period);
		return Number.isNaN(this.#askedAt) ? soonest : Math.max(soonest, this.#askedAt + this.#period);
	}
}

function isLost(outcome: ReturnType<Synchroniser['diff']>['kind']): boolean {
	return outcome === 'gap' || outcome === 'overflow' || outcome === 'unholdable' || outcome === 'mismatch';
}
