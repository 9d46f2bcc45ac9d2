/*
Books that are in step and wrong as nobody can see, within the depth that is trusted: since when each is, and what ended it. A second opinion must find each
within a period of it and the time that an answer takes.
*/

import {increase, type Tally} from './tally.ts';

/** From one second opinion to the next, µs. */
const period = 60_000_000;
/** What an answer takes at most, and the diff at which it can be compared, µs: ten frames and one diff, in a recording of ten diffs a second. */
const answer = 1_500_000;

export class WrongBooks {
	readonly #tally: Tally;
	#since = Number.NaN;

	constructor(tally: Tally) {
		this.#tally = tally;
	}

	/** The book in step has been looked at. Returns whether it has been wrong for longer than a second opinion takes. */
	look(isWrong: boolean, at: number): boolean {
		if (isWrong && Number.isNaN(this.#since)) this.#since = at;
		if (isWrong) return at - this.#since > period + answer;
		this.#end('put right by a later diff', at);
		return false;
	}

	/** The book was lost, by these kinds of gaps; none where its connection was. */
	lost(kinds: readonly string[], at: number): void {
		this.#end(kinds.includes('snapshot') ? 'found by a second opinion' : 'given away by a later sign', at);
	}

	/** The run is over. */
	finish(at: number): void {
		this.#end('not yet found when the run ended', at);
	}

	#end(how: string, at: number): void {
		if (Number.isNaN(this.#since)) return;
		increase(this.#tally.wrongBooks, how);
		this.#tally.longestWrong = Math.max(this.#tally.longestWrong, at - this.#since);
		this.#since = Number.NaN;
	}
}
