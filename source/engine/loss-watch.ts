/* Signs that a book, or its connection, is worse off than one fault tells: bid at or above ask for too long, old updates or wrong checksums again and again. */

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';

const second = 1_000_000;
/** A complete diff may leave the book crossed for so long, µs, before that counts as loss. */
const crossedGrace = second / 2;
/** One that was crossed from its first state on is most likely true, and the market itself is crossed: another look is taken after so long, µs. */
const crossedMarketGrace = 60 * second;
/** So many updates behind the book within ten seconds are no accident. */
const outOfOrderTolerated = 3;
/** So many wrong checksums within five minutes, and it is not the book alone. */
const mismatchesTolerated = 2;

export class LossWatch {
	/** When a crossed book counts as lost, µs; NaN while it is sound, Infinity before its first state. */
	#lostAfter = Number.POSITIVE_INFINITY;
	#outOfOrderAt: number[] = [];
	#mismatchesAt: number[] = [];

	/** Looks at a new state of the book. `crosses` the first time, `lost` once it has lasted. */
	crossing(book: Book, at: number): 'sound' | 'crosses' | 'crossed' | 'lost' {
		if (!book.isCrossed) {
			this.#lostAfter = Number.NaN;
			return 'sound';
		}
		if (Number.isFinite(this.#lostAfter)) return this.isLost(at) ? 'lost' : 'crossed';
		this.#lostAfter = at + (Number.isNaN(this.#lostAfter) ? crossedGrace : crossedMarketGrace);
		return 'crosses';
	}

	/** The book was crossed when last looked at, and time has passed since: it has lasted. */
	isLost(at: number): boolean {
		return at > this.#lostAfter;
	}

	/** An update came that lies behind the book. Returns whether there were too many lately. */
	outOfOrder(at: number): boolean {
		this.#outOfOrderAt = [...since(at - 10 * second, this.#outOfOrderAt), at];
		if (this.#outOfOrderAt.length <= outOfOrderTolerated) return false;
		this.#outOfOrderAt = [];
		return true;
	}

	/** The book had not the checksum that the venue says. Returns whether that was so too often lately. */
	mismatch(at: number): boolean {
		this.#mismatchesAt = [...since(at - 300 * second, this.#mismatchesAt), at];
		if (this.#mismatchesAt.length <= mismatchesTolerated) return false;
		this.#mismatchesAt = [];
		return true;
	}

	/** The book is another one now. */
	clear(): void {
		this.#lostAfter = Number.POSITIVE_INFINITY;
	}

	archive(io: Archive): void {
		this.#lostAfter = io.number(this.#lostAfter);
		this.#outOfOrderAt = io.list(this.#outOfOrderAt, (time) => io.number(time ?? 0));
		this.#mismatchesAt = io.list(this.#mismatchesAt, (time) => io.number(time ?? 0));
	}
}

function since(start: number, times: readonly number[]): readonly number[] {
	return times.filter((time) => time >= start);
}
