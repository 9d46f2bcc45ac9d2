/*
The moments of a recording that are worth seeing, gathered while it is folded. It looks on and takes no part: nothing here is in the state or its hashes.
Of each book and kind only the best are kept, so a day takes no more memory than a minute.

A row of the sample clock is closed by the first frame from beyond it: what is read in rows is seen when that frame has come, and that is its moment.
*/

import type {Desk, DeskObserver} from '../engine/desk.ts';
import type {Trade} from '../market/trade.ts';
import {BookMoments, type Row} from './book-moments.ts';
import type {Moment} from './moment.ts';

export class Moments implements DeskObserver {
	readonly #most: number;
	readonly #isMeant: (desk: Desk) => boolean;
	readonly #books = new Map<Desk, BookMoments | undefined>();
	/** Rows and losses since the last frame, in order. */
	#waiting: {readonly book: BookMoments; readonly row: Row | undefined}[] = [];

	/** @param most how many of a kind are kept of a book. @param isMeant which books are looked at. */
	constructor(most: number, isMeant: (desk: Desk) => boolean) {
		this.#most = most;
		this.#isMeant = isMeant;
	}

	/** The recording begins here: what the desks went through in their run before it is none of it. */
	begin(desks: readonly Desk[]): void {
		for (const desk of desks) this.#of(desk);
	}

	state(desk: Desk): void {
		this.#of(desk)?.state();
	}

	trade(desk: Desk, trade: Trade): void {
		this.#of(desk)?.trade(trade);
	}

	sample(desk: Desk): void {
		const book = this.#of(desk);
		if (book !== undefined) this.#waiting.push({book, row: book.row()});
	}

	loss(desk: Desk): void {
		const book = this.#of(desk);
		if (book === undefined) return;
		book.lost();
		this.#waiting.push({book, row: undefined});
	}

	/** A frame has been folded, to its end. @param at when it was received, µs. */
	folded(at: number): void {
		if (this.#waiting.length === 0) return;
		for (const {book, row} of this.#waiting) {
			if (row === undefined) book.closeLoss(at);
			else book.closeRow(row, at);
		}
		this.#waiting = [];
	}

	/** All that were kept, in order of time. The fold is over. */
	finish(): readonly Moment[] {
		return [...this.#books.values()].flatMap((book) => book?.finish() ?? []).sort((one, other) => one.at - other.at);
	}

	/** Undefined for a book that is not meant. */
	#of(desk: Desk): BookMoments | undefined {
		if (!this.#books.has(desk)) this.#books.set(desk, this.#isMeant(desk) ? new BookMoments(desk, this.#most) : undefined);
		return this.#books.get(desk);
	}
}
