/* Time that stands still until a test moves it. Timers run in the order in which they fall due, at their own time. */

import type {Clock} from '../../source/feeds/clock.ts';

type Timer = {readonly due: number; readonly order: number; readonly callback: () => void};

export class ManualClock implements Clock {
	#wall: number;
	#monotonic = 1000;
	#started = 0;
	readonly #timers = new Set<Timer>();

	/** @param wall µs since the epoch; the default is 2024-08-08 23:54:15 UTC, when the recordings begin. */
	constructor(wall = 1_723_161_255_000_000) {
		this.#wall = wall;
	}

	/** How many timers are still to fire. */
	get pending(): number {
		return this.#timers.size;
	}

	/** ms until the next timer; Infinity where none runs. */
	get untilNext(): number {
		return (this.#next()?.due ?? Number.POSITIVE_INFINITY) - this.#monotonic;
	}

	now(): number {
		return Math.round(this.#wall);
	}

	monotonic(): number {
		return this.#monotonic;
	}

	after(millis: number, callback: () => void): () => void {
		const timer = {due: this.#monotonic + Math.max(0, millis), order: this.#started++, callback};
		this.#timers.add(timer);
		return () => {
			this.#timers.delete(timer);
		};
	}

	/** Lets time pass, running what falls due, timers started meanwhile included. */
	advance(millis: number): void {
		const end = this.#monotonic + millis;
		for (let timer = this.#next(); timer !== undefined && timer.due <= end; timer = this.#next()) {
			this.#timers.delete(timer);
			this.#passTo(timer.due);
			timer.callback();
		}
		this.#passTo(end);
	}

	/** Sets the wall clock forward or back, as a person or a suspended machine does; no timer notices. */
	jump(millis: number): void {
		this.#wall += millis * 1000;
	}

	#passTo(monotonic: number): void {
		this.#wall += (monotonic - this.#monotonic) * 1000;
		this.#monotonic = monotonic;
	}

	#next(): Timer | undefined {
		let next: Timer | undefined;
		for (const timer of this.#timers) {
			if (next === undefined || timer.due < next.due || (timer.due === next.due && timer.order < next.order)) next = timer;
		}
		return next;
	}
}
