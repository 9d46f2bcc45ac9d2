/* Signs that a book has lost something though every id was right: bid at or above ask for too long, and old updates that keep arriving. */

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';

const second = 1_000_000;
/** A complete diff may leave the book crossed for so long, µs, before that counts as loss. */
const crossedGrace = second / 2;
/** So many updates behind the book within ten seconds are no accident. */
const outOfOrderTolerated = 3;

export class LossWatch {
	#crossedSince = Number.NaN;
	#outOfOrderAt: number[] = [];

	/** Looks at a new state of the book. `crosses` the first time, `lost` once it has lasted. */
	crossing(book: Book, at: number): 'sound' | 'crosses' | 'crossed' | 'lost' {
		if (!book.isCrossed) {
			this.#crossedSince = Number.NaN;
			return 'sound';
		}
		if (Number.isNaN(this.#crossedSince)) {
			this.#crossedSince = at;
			return 'crosses';
		}
		return at - this.#crossedSince > crossedGrace ? 'lost' : 'crossed';
	}

	/** The book was crossed when last looked at, and time has passed since: it has lasted. */
	isLost(at: number): boolean {
		return at - this.#crossedSince > crossedGrace;
	}

	/** An update came that lies behind the book. Returns whether there were too many lately. */
	outOfOrder(at: number): boolean {
		this.#outOfOrderAt = [...this.#outOfOrderAt.filter((time) => at - time <= 10 * second), at];
		if (this.#outOfOrderAt.length <= outOfOrderTolerated) return false;
		this.#outOfOrderAt = [];
		return true;
	}

	/** The book is another one now. */
	clear(): void {
		this.#crossedSince = Number.NaN;
	}

	archive(io: Archive): void {
		this.#crossedSince = io.number(this.#crossedSince);
		this.#outOfOrderAt = io.list(this.#outOfOrderAt, (time) => io.number(time ?? 0));
	}
}
