/* Timers of one owner, which all end with it: nothing is left that could hold the process or call back into what is gone. */

import type {Clock} from './clock.ts';

export class Timers {
	readonly #clock: Clock;
	readonly #running = new Set<{cancel: () => void; cleared: (() => void) | undefined}>();
	#isEnded = false;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	get isEnded(): boolean {
		return this.#isEnded;
	}

	/** Calls back once after so many ms, unless called off or ended before. */
	after(millis: number, callback: () => void): () => void {
		return this.#start(millis, callback, undefined);
	}

	/** Resolves after so many ms, or at once when these timers end or the signal aborts. */
	sleep(millis: number, signal?: AbortSignal): Promise<void> {
		return new Promise((resolve) => {
			const wake = (): void => {
				signal?.removeEventListener('abort', cutShort);
				resolve();
			};
			const cutShort = (): void => {
				cancel();
				wake();
			};
			const cancel = this.#start(millis, wake, wake);
			if (signal?.aborted === true) cutShort();
			else signal?.addEventListener('abort', cutShort);
		});
	}

	/** Calls off all that run; sleepers wake. Nothing starts any more. */
	end(): void {
		this.#isEnded = true;
		for (const timer of [...this.#running]) {
			timer.cancel();
			timer.cleared?.();
		}
		this.#running.clear();
	}

	#start(millis: number, callback: () => void, cleared: (() => void) | undefined): () => void {
		if (this.#isEnded) {
			cleared?.();
			return () => {};
		}
		const cancel = this.#clock.after(millis, () => {
			this.#running.delete(timer);
			callback();
		});
		const timer = {cancel, cleared};
		this.#running.add(timer);
		return () => {
			cancel();
			this.#running.delete(timer);
		};
	}
}
