/* How much of one core this process used lately. */

import process from 'node:process';

export class CpuMeter {
	#micros = Number.NaN;
	#millis = Number.NaN;
	#share = Number.NaN;

	/** 0 to 1, more with several cores; NaN until measured twice. */
	get share(): number {
		return this.#share;
	}

	/** @param now ms on a clock that never jumps. */
	measure(now: number): void {
		const {user, system} = process.cpuUsage();
		const micros = user + system;
		if (now > this.#millis) this.#share = (micros - this.#micros) / 1000 / (now - this.#millis);
		this.#micros = micros;
		this.#millis = now;
	}
}
