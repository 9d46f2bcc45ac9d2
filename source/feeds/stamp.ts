/* Receive times that never decrease, whatever is done to the wall clock. */

import type {Clock} from './clock.ts';

/** Set back by more than this, the wall clock is not waited for, µs: frames that all bore one time would hold up everything timed by them. */
const longestWait = 500_000;

export class Stamp {
	readonly #clock: Clock;
	#last = Number.NEGATIVE_INFINITY;
	/** How far stamps are ahead of the wall clock because it was set back, µs. */
	#ahead = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** µs since the epoch. */
	next(): number {
		const now = this.#clock.now() + this.#ahead;
		if (now >= this.#last) this.#last = now;
		else if (this.#last - now > longestWait) this.#ahead += this.#last - now;
		return this.#last;
	}
}
