/* What a venue lets one address spend, counted here so that it need never refuse: request weight a minute, connection attempts in a window. */

import type {Clock} from './clock.ts';

const minute = 60_000_000;

/** Request weight a minute. The venue's minutes begin at :00 of the wall clock. */
export class WeightBudget {
	readonly #clock: Clock;
	readonly #perMinute: number;
	#minute = -1;
	#used = 0;

	constructor(clock: Clock, perMinute: number) {
		this.#clock = clock;
		this.#perMinute = perMinute;
	}

	/**
	Takes the weight and returns 0, or takes nothing and returns how many ms to wait before asking again.

	@param share of the minute's budget, 0 to 1, that may be spent with this, whoever spent it.
	*/
	take(weight: number, share = 1): number {
		const left = this.#turn();
		// What is heavier than a whole minute's budget goes alone, rather than never.
		if (this.#used > 0 && this.#used + weight > this.#perMinute * share) return left;
		this.#used += weight;
		return 0;
	}

	/** Which minute a request is sent in, to be handed to `report` with its answer. */
	get minute(): number {
		this.#turn();
		return this.#minute;
	}

	/** The venue's own count, which includes what others behind the same address spent. */
	report(used: number, sentIn: number): void {
		this.#turn();
		if (sentIn === this.#minute && used > this.#used) this.#used = used;
	}

	/** Begins a new count where a new minute has begun. Returns the ms left of it. */
	#turn(): number {
		const now = this.#clock.now();
		const current = Math.floor(now / minute);
		if (current !== this.#minute) {
			this.#minute = current;
			this.#used = 0;
		}
		return Math.ceil(((current + 1) * minute - now) / 1000);
	}
}

/** Attempts within a sliding window, on the clock that never jumps. */
export class AttemptBudget {
	readonly #clock: Clock;
	readonly #most: number;
	readonly #window: number;
	/** When the latest attempts were made, oldest first; never more than `most`. */
	readonly #attempts: number[] = [];

	/** @param window ms. */
	constructor(clock: Clock, most: number, window: number) {
		this.#clock = clock;
		this.#most = most;
		this.#window = window;
	}

	/** Counts an attempt and returns 0, or counts nothing and returns how many ms to wait. */
	take(): number {
		const now = this.#clock.monotonic();
		while (this.#attempts.length > 0 && now - this.#attempts[0]! >= this.#window) this.#attempts.shift();
		if (this.#attempts.length >= this.#most) return Math.ceil(this.#attempts[0]! + this.#window - now);
		this.#attempts.push(now);
		return 0;
	}
}
