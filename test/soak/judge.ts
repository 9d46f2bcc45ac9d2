/*
Looks at one desk, frame by frame, and says where it breaks what it promises: that no book known to be wrong is in step, and that every fault that can
be seen is caught within the next frame. What can be seen it tells from the frames alone; the engine is asked for its claims and its counters only.
*/

import type {Desk} from '../../source/engine/desk.ts';
import type {Book} from '../../source/market/book.ts';
import type {Fault} from './faults.ts';
import type {History, RecordedFrame} from './history.ts';
import {type DiffReading, type Reading, saysTheSame} from './plain-reading.ts';
import {increase, Tally} from './tally.ts';
import {TruthCheck} from './truth-check.ts';
import {WrongBooks} from './wrong-books.ts';

/** What the desk said or did that it must not. */
export class BrokenPromiseError extends Error {
	override readonly name = 'BrokenPromiseError';
}

/** One frame as it is delivered. */
export type Delivery = {
	readonly frame: RecordedFrame;
	readonly payload: Uint8Array;
	/** Of the payload as delivered. */
	readonly reading: Reading;
	/** Undefined where it comes as it was, and when it should. */
	readonly fault: Fault | undefined;
};

/** A book may be crossed for so long, µs. */
const crossedGrace = 500_000;
/** So many diffs that the book has long had, within so many µs, are no accident. */
const mostOld = 3;
const oldWithin = 10_000_000;
/** A book that took the place of another may hold what came so many diffs ago. */
const renewedWithin = 200;
/** A second opinion on a few books has 5000 levels a side, a few less where the price has moved since it was taken. */
const levelsOfOpinion = 4900;

/** What the desk says of itself. */
type Claims = {
	readonly isLive: boolean;
	readonly id: number;
	/** Gaps and lost connections. */
	readonly losses: number;
	readonly malformed: number;
	/** Diffs dropped because the book had them. */
	readonly old: number;
	readonly tradeHoles: number;
	readonly tradesRepeated: number;
};

/** What the rule of the venue makes of a diff: it ends before the book's id, begins beyond the next one, or goes on from it. */
type Verdict = 'old' | 'gap' | 'applies' | 'none';

export class Judge {
	readonly #tally = new Tally();
	readonly #desk: Desk;
	readonly #history: History;
	readonly #check: TruthCheck;
	/** The newest diff that was delivered and, as far as can be seen, taken. */
	#diff: number;
	#book: Book | undefined;
	#claims: Claims;
	#lossesListed = 0;
	#crossedSince = Number.NaN;
	/** When diffs came that end before the book's id. */
	#oldAt: readonly number[] = [];
	/** Visible faults that a book in step has not noticed yet: how many diffs came since each. */
	#waiting: number[] = [];
	/** A corruption that nobody can see may be in the book, or in the diffs that wait for its snapshot. */
	#isSuspect = false;
	#diffsSinceSuspect = Number.POSITIVE_INFINITY;
	/** Diffs for which the book has been in step and wrong. */
	#diffsWrong = 0;
	readonly #wrongBooks = new WrongBooks(this.#tally);
	#highestTrade = -1;
	#wasTradeAsSent = false;

	/** @param diff the last one before those that will be delivered. */
	constructor(desk: Desk, history: History, diff: number) {
		this.#desk = desk;
		this.#history = history;
		this.#diff = diff;
		this.#check = new TruthCheck(history.oracleAt(diff));
		this.#claims = claimsOf(desk);
	}

	/** A frame does not come when it should. */
	missing({diff}: RecordedFrame): void {
		if (!Number.isNaN(diff)) this.#awaitNotice();
	}

	/** A message. @param fold hands it to the engine. */
	message(delivery: Delivery, at: number, fold: () => void): void {
		const {frame, reading, fault} = delivery;
		const before = this.#claims;
		const isAsSent = fault?.payload === undefined;
		const verdict = before.isLive ? verdictOf(reading, before.id) : 'none';
		if (reading.kind === 'diff') {
			this.#diffsSinceSuspect++;
			// A corrupted diff may tell of an earlier fault, but nobody can count on it.
			if (isAsSent || verdict === 'gap') this.#waiting = this.#waiting.map((diffs) => diffs + 1);
		}
		if (reading.kind === 'unreadable' || (verdict === 'gap' && this.#waiting.length === 0)) this.#awaitNotice();
		const wasSuspect = this.#isSuspect;
		fold();
		this.#heard(reading.kind === 'unreadable' ? reading.rule : 'doubtful', at);
		const isLost = this.#claims.losses > before.losses;
		this.#judgeFault(reading, verdict, before);
		if (verdict === 'old' && reading.kind === 'diff' && reading.last < before.id) this.#judgeOld(at, isLost);
		if (isAsSent) this.#judgeSound(reading, verdict, before, wasSuspect);
		if (reading.kind === 'trade') this.#judgeTrade(reading.id, isAsSent, before);
		if (!isAsSent && !isLost && before.isLive && isToldByTheNext(reading, verdict, frame)) this.#awaitNotice();
		if (reading.kind === 'diff') {
			if (verdict !== 'old') this.#diff = Math.max(this.#diff, frame.diff);
			if (!isAsSent && !saysTheSame(reading, frame.reading)) this.#suspect();
		}
		this.#look(at, reading.kind === 'diff' ? reading : undefined);
	}

	/** Something else than a message was folded: time passed, an answer came, a connection opened or closed. */
	passed(at: number): void {
		this.#heard('doubtful', at);
		this.#look(at, undefined);
	}

	/** All is over, and time enough has passed. */
	finish(at: number): Tally {
		const tally = this.#tally;
		const {integrity} = this.#desk;
		demand(this.#claims.isLive, `the run ends in ${integrity.state}: ${integrity.reason}`);
		demand(this.#waiting.length === 0, 'a visible fault was never caught');
		demand(tally.visible === 0 || integrity.gapCount + integrity.malformed > 0, 'visible faults moved no counter');
		if (this.#book !== undefined) this.#check.compareAll(this.#book, this.#diff);
		this.#judgeBook();
		if (this.#isRight) tally.right++;
		else tally.wrongAtTheEnd++;
		this.#wrongBooks.finish(at);
		tally.runs = 1;
		tally.opinions = integrity.opinions.given;
		tally.opinionsAgreed = integrity.opinions.agreed;
		tally.oldDropped = integrity.outOfOrder;
		tally.duplicatesDropped = integrity.duplicates;
		tally.tradeHoles = integrity.tradeGaps;
		return tally;
	}

	/** A visible fault is on its way into a book. One that is not in step has nothing to notice. */
	#awaitNotice(): void {
		if (!this.#claims.isLive) return;
		this.#tally.visible++;
		this.#waiting.push(0);
	}

	/** @param rule what the frame broke, where it was an unreadable one; a doubtful one may be refused too. */
	#heard(rule: string, at: number): void {
		const before = this.#claims;
		this.#claims = claimsOf(this.#desk);
		if (this.#claims.losses === before.losses) return;
		const {gapList} = this.#desk.integrity;
		const kinds = gapList.slice(this.#lossesListed).map(({kind}) => kind);
		demand(!kinds.includes('snapshot') || this.#isSuspect || !this.#check.isRight, 'a right book is lost to a fresh snapshot');
		this.#wrongBooks.lost(kinds, at);
		for (const kind of kinds) increase(this.#tally.losses, kind === 'malformed' ? `${kind}, ${rule}` : kind);
		this.#lossesListed = gapList.length;
		this.#tally.diffsUntilCaught = Math.max(this.#tally.diffsUntilCaught, ...this.#waiting);
		if (this.#diffsWrong > 0 && this.#waiting.length === 0) this.#tally.unseeableCaught = 1;
		this.#waiting = [];
		// The book is gone, and so are the diffs that waited for a snapshot.
		this.#isSuspect = false;
	}

	#judgeFault(reading: Reading, verdict: Verdict, before: Claims): void {
		const after = this.#claims;
		const isLost = after.losses > before.losses;
		if (reading.kind === 'unreadable') {
			demand(after.malformed > before.malformed, 'an unreadable frame is not counted');
			demand(!after.isLive, 'an unreadable frame leaves the book in step');
		}
		if (verdict === 'gap') demand(isLost && !after.isLive, 'a diff beyond a hole leaves the book in step');
		if (verdict === 'old') {
			demand(after.old > before.old, 'an old diff is not counted');
			demand(isLost || after.id === before.id, 'an old diff moves the book');
		}
	}

	/** One diff that comes late is borne, more and more of them are not. */
	#judgeOld(at: number, isLost: boolean): void {
		this.#oldAt = [...this.#oldAt.filter((time) => at - time <= oldWithin), at];
		if (this.#oldAt.length <= mostOld) return;
		demand(isLost, 'old diffs keep arriving, and the book stays in step');
		this.#oldAt = [];
	}

	/** A frame as the venue sent it. */
	#judgeSound(reading: Reading, verdict: Verdict, before: Claims, wasSuspect: boolean): void {
		const {isLive, losses} = this.#claims;
		const isNews = verdict === 'applies' || (before.isLive && reading.kind === 'trade');
		if (isNews && !wasSuspect) demand(isLive && losses === before.losses, 'a sound frame loses the book');
		if (reading.kind !== 'diff' || this.#waiting.length === 0) return;
		// One that comes late tells nothing of what was lost after it.
		if (verdict === 'old' && !wasSuspect) return;
		demand(wasSuspect, 'a fault is not caught with the next diff');
		this.#tally.hidden += this.#waiting.length;
		this.#waiting = [];
	}

	/** Trades are numbered without holes, and each counts once. */
	#judgeTrade(id: number, isAsSent: boolean, before: Claims): void {
		const {tradeHoles, tradesRepeated} = this.#claims;
		const isRefused = tradesRepeated > before.tradesRepeated;
		if (isAsSent && isRefused && id > this.#highestTrade) this.#tally.tradesRefused++;
		const isAfterHole = this.#highestTrade !== -1 && id > this.#highestTrade + 1;
		if (isAsSent && this.#wasTradeAsSent && this.#tally.tradesRefused === 0 && isAfterHole) {
			demand(tradeHoles > before.tradeHoles, 'a hole in the trades is not counted');
		}
		if (isAsSent) this.#highestTrade = Math.max(this.#highestTrade, id);
		this.#wasTradeAsSent = isAsSent;
	}

	#suspect(): void {
		this.#isSuspect = true;
		this.#diffsSinceSuspect = 0;
	}

	/** @param seen the diff that was delivered, if it was one. */
	#look(at: number, seen: DiffReading | undefined): void {
		const book = this.#desk.liveBook;
		const last = this.#book;
		this.#book = book;
		if (book === undefined) {
			this.#crossedSince = Number.NaN;
			this.#diffsWrong = 0;
			return;
		}
		if (book !== last || seen?.hasOddNumbers === true) this.#check.compareAll(book, this.#diff);
		else this.#check.compareChanged(book, this.#diff, seen);
		// A book that ran beside the last one has kept diffs of its own.
		if (last !== undefined && book !== last && this.#diffsSinceSuspect < renewedWithin) this.#isSuspect = true;
		this.#judgeBook();
		if (this.#isRight) this.#diffsWrong = 0;
		else if (seen !== undefined) this.#diffsWrong++;
		const isOverdue = this.#wrongBooks.look(this.#check.isWrongWithin(book, levelsOfOpinion), at);
		demand(!isOverdue, `no second opinion has found a wrong book: ${this.#check.wrong}`);
		this.#tally.diffsWrong = Math.max(this.#tally.diffsWrong, this.#diffsWrong);
		this.#judgeCrossing(book, at, seen !== undefined);
	}

	get #isRight(): boolean {
		return this.#check.isRight && this.#desk.updateId === this.#history.idAt(this.#diff);
	}

	#judgeBook(): void {
		this.#tally.compared++;
		if (this.#isRight) {
			this.#isSuspect = false;
			return;
		}
		const ids = `it stands at ${this.#desk.updateId}, the last diff ended at ${this.#history.idAt(this.#diff)}`;
		demand(this.#isSuspect, `a wrong book is in step: ${ids}, wrong: ${this.#check.wrong || 'no level'}`);
		this.#tally.unseeable = 1;
	}

	#judgeCrossing(book: Book, at: number, isDiff: boolean): void {
		if (!(book.bids.price >= book.asks.price)) this.#crossedSince = Number.NaN;
		else if (Number.isNaN(this.#crossedSince)) this.#crossedSince = at;
		if (isDiff) demand(!(at - this.#crossedSince > crossedGrace), 'a book crossed for more than half a second is in step');
	}
}

function claimsOf({integrity, updateId}: Desk): Claims {
	const {gapCount, reconnects, malformed, duplicates, outOfOrder, tradeGaps, tradesRepeated} = integrity;
	const isLive = integrity.state === 'LIVE';
	const old = duplicates + outOfOrder;
	return {isLive, id: updateId, losses: gapCount + reconnects, malformed, old, tradeHoles: tradeGaps, tradesRepeated};
}

function verdictOf(reading: Reading, id: number): Verdict {
	if (reading.kind !== 'diff') return 'none';
	if (reading.last <= id) return 'old';
	return reading.first > id + 1 ? 'gap' : 'applies';
}

/** A corrupted diff that the next one gives away: it was taken for another's or for an old one, or says that it ends before it does. */
function isToldByTheNext(reading: Reading, verdict: Verdict, {reading: original}: RecordedFrame): boolean {
	if (original.kind !== 'diff') return false;
	if (reading.kind === 'foreign' || verdict === 'old') return true;
	return reading.kind === 'diff' && reading.last < original.last;
}

function demand(isKept: boolean, promise: string): void {
	if (!isKept) throw new BrokenPromiseError(promise);
}
