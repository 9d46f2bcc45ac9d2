/* Which time of a recording the clock has come to, at a speed that may change. */

import type {Clock} from './clock.ts';

/** Bounds of the speeds that are paced; Infinity is as fast as it goes. */
const slowestSpeed = 0.1;
const fastestSpeed = 100;

export class Pace {
	readonly #clock: Clock;
	#speed: number;
	/** This time of the recording, µs, was reached at that ms of the monotonic clock. */
	#anchorAt = Number.NaN;
	#anchorMillis = 0;

	/** @throws RangeError for what is no speed. */
	constructor(clock: Clock, speed: number) {
		this.#clock = clock;
		this.#speed = boundedSpeed(speed);
	}

	/** Times real time; Infinity for as fast as it goes. */
	get speed(): number {
		return this.#speed;
	}

	get isAnchored(): boolean {
		return !Number.isNaN(this.#anchorAt);
	}

	/** The time that the clock has come to, µs; NaN before an anchor. */
	get reached(): number {
		if (this.#speed === Number.POSITIVE_INFINITY && this.isAnchored) return Number.POSITIVE_INFINITY;
		return this.#anchorAt + (this.#clock.monotonic() - this.#anchorMillis) * 1000 * this.#speed;
	}

	/** This time is reached now, µs. */
	anchor(at: number): void {
		this.#anchorAt = at;
		this.#anchorMillis = this.#clock.monotonic();
	}

	/** Another speed, from a time on, µs. @throws RangeError for what is no speed. */
	change(speed: number, at: number): void {
		this.#speed = boundedSpeed(speed);
		this.anchor(at);
	}

	/** ms until a time is reached; 0 where it is. */
	until(at: number): number {
		const {reached} = this;
		return at <= reached ? 0 : (at - reached) / 1000 / this.#speed;
	}
}

function boundedSpeed(speed: number): number {
	if (Number.isNaN(speed) || speed <= 0) throw new RangeError(`${speed} is no speed: ${slowestSpeed} to ${fastestSpeed}, or Infinity`);
	return speed === Number.POSITIVE_INFINITY ? speed : Math.min(fastestSpeed, Math.max(slowestSpeed, speed));
}
