/* How long a book's stream may be silent before that says something: it depends on how busy the market is. */

import type {Archive} from '../market/archive.ts';

/** A pause longer than this says nothing of the market's pace, µs. */
const longestPause = 60_000_000;
/** What one diff weighs in the mean pause. */
const weight = 0.1;
/** So many mean pauses without a diff are silence. */
const pauses = 6;

export class Liveness {
	#lastAt = Number.NaN;
	/** Mean µs between diffs. */
	#pace = 0;

	/** Time of the last diff, µs; NaN before the first. */
	get lastAt(): number {
		return this.#lastAt;
	}

	heard(at: number): void {
		const pause = at - this.#lastAt;
		if (!Number.isNaN(pause)) this.#pace += (Math.min(pause, longestPause) - this.#pace) * weight;
		this.#lastAt = at;
	}

	/** @param least µs that are no silence on any market of the venue. */
	isSilent(at: number, least: number): boolean {
		return at - this.#lastAt > Math.max(least, pauses * this.#pace);
	}

	archive(io: Archive): void {
		this.#lastAt = io.number(this.#lastAt);
		this.#pace = io.number(this.#pace);
	}
}
