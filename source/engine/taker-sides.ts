/*
Whether trades come with the taker's side, as they must, and not the maker's: takers buy above the mid and sell below it. Venues do not always say whose
side they send, and may change their mind. A trade is compared with the book as it stood before it by the venue's own clock, for both come late.
*/

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import {powersOfTen} from '../market/decimal.ts';
import type {Trade} from '../market/trade.ts';

/** The latest trades that are looked at, and how many it takes for a word about them. */
const window = 200;
const fewest = 50;
/** Mids that are remembered. */
const mostMids = 256;

export class TakerSides {
	/** Trades that could be compared, and those that agreed, since the start. */
	compared = 0;
	agreed = 0;
	/** Of the latest, oldest first: 1 for a trade that agreed. */
	#recent: number[] = [];
	#recentAgreed = 0;
	#isSuspect = false;
	/** A ring of mids, quote units, and when the venue sent them, µs. */
	#mids: Float64Array<ArrayBuffer> = new Float64Array(mostMids);
	#times: Float64Array<ArrayBuffer> = new Float64Array(mostMids);
	#count = 0;

	/** `41 of the last 200 trades agree with the mid` */
	get words(): string {
		return `${this.#recentAgreed} of the last ${this.#recent.length} trades agree with the mid`;
	}

	/** The book has a new sound state. @param sentAt the venue's time, µs; NaN where it says none. */
	state(book: Book, sentAt: number): void {
		const place = this.#count % mostMids;
		this.#mids[place] = book.mid / powersOfTen[book.priceScale]!;
		this.#times[place] = sentAt;
		this.#count++;
	}

	/** The book was lost. */
	forget(): void {
		this.#count = 0;
	}

	/** Compares a trade with the mid before it. Returns true once when most of the latest disagree. */
	judge({price, priceScale, aggressor, happenedAt}: Trade): boolean {
		const above = price / powersOfTen[priceScale]! - this.#midBefore(happenedAt);
		if (above === 0 || Number.isNaN(above)) return false;
		const agrees = above > 0 === aggressor > 0 ? 1 : 0;
		this.compared++;
		this.agreed += agrees;
		this.#recent.push(agrees);
		this.#recentAgreed += agrees - (this.#recent.length > window ? this.#recent.shift()! : 0);
		const wasSuspect = this.#isSuspect;
		this.#isSuspect = this.#recent.length >= fewest && this.#recentAgreed * 2 < this.#recent.length;
		return this.#isSuspect && !wasSuspect;
	}

	archive(io: Archive): void {
		this.compared = io.number(this.compared);
		this.agreed = io.number(this.agreed);
		this.#recent = io.list(this.#recent, (agrees) => io.number(agrees ?? 0));
		this.#recentAgreed = io.number(this.#recentAgreed);
		this.#isSuspect = io.boolean(this.#isSuspect);
		this.#mids = io.numbers(this.#mids, mostMids);
		this.#times = io.numbers(this.#times, mostMids);
		this.#count = io.number(this.#count);
	}

	/** The last mid that was sent before a time, or the last of all where times are not said; NaN where none is remembered. */
	#midBefore(time: number): number {
		const oldest = Math.max(0, this.#count - mostMids);
		for (let index = this.#count - 1; index >= oldest; index--) {
			const place = index % mostMids;
			if (!(this.#times[place]! >= time)) return this.#mids[place]!;
		}
		return Number.NaN;
	}
}
