/* Hears when timers are set on a clock: who has set the one by which it is known to wait has done all that comes before. */

import type {ManualClock} from './manual-clock.ts';
import {Waiting} from './waiting.ts';

export class TimerEar {
	readonly #clock: ManualClock;
	readonly #waiting = new Waiting();

	constructor(clock: ManualClock) {
		this.#clock = clock;
		const after = clock.after.bind(clock);
		clock.after = (millis, callback) => {
			const cancel = after(millis, callback);
			this.#waiting.changed();
			return cancel;
		};
	}

	/** Resolves once the next timer falls due in just so many ms. */
	async untilNext(millis: number): Promise<void> {
		await this.#waiting.until(() => Math.abs(this.#clock.untilNext - millis) < 1e-6);
	}
}
