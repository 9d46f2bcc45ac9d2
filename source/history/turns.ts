/* Work in turns, with a rest after each that lets a live feed and the screen have theirs. */

import type {Clock} from '../feeds/clock.ts';

/** ms of work after which others get their turn. */
const workSpan = 8;

/** One turn of work. @param isOver asked now and then, true to stop for now. @returns for how many ms there is nothing to do; 0 for none, Infinity until something happens. */
export type Turn = (isOver: () => boolean) => number;

export class Turns {
	readonly #clock: Clock;
	#wake: () => void = () => {};

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Something has happened: the next turn comes at once. */
	wake(): void {
		this.#wake();
	}

	/** Takes turns until the signal aborts. */
	async run(turn: Turn, signal: AbortSignal): Promise<void> {
		const stop = () => this.#wake();
		signal.addEventListener('abort', stop);
		while (!signal.aborted) {
			const began = this.#clock.monotonic();
			const millis = turn(() => this.#clock.monotonic() - began >= workSpan);
			if (millis === 0) await new Promise<void>((resolve) => setImmediate(resolve));
			else await this.#rest(millis);
		}
		signal.removeEventListener('abort', stop);
	}

	async #rest(millis: number): Promise<void> {
		await new Promise<void>((resolve) => {
			const cancel = millis === Number.POSITIVE_INFINITY ? () => {} : this.#clock.after(millis, resolve);
			this.#wake = () => {
				this.#wake = () => {};
				cancel();
				resolve();
			};
		});
	}
}
