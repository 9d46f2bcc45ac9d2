/*
How long to wait before trying again: a random share ("full jitter") of a ceiling that doubles with each failure, so that many clients cut at
once do not come back at once. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
*/

const first = 500;
const longest = 30_000;
const toldOffFor = 30_000;

/** Who was refused with 403 stays away for so long, ms. */
export const forbiddenFor = 600_000;

export class Backoff {
	readonly #random: () => number;
	#failures = 0;

	/** @param random uniform in [0, 1). */
	constructor(random: () => number) {
		this.#random = random;
	}

	/** How many waits were handed out since the last success. */
	get failures(): number {
		return this.#failures;
	}

	/** Whole milliseconds to wait: random up to 0.5 s, 1 s, 2 s, … 30 s. */
	next(): number {
		const ceiling = Math.min(longest, first * 2 ** Math.min(this.#failures, 16));
		this.#failures++;
		return Math.floor(this.#random() * ceiling);
	}

	reset(): void {
		this.#failures = 0;
	}
}

/** ms: who is told to come less often, and comes back at once, is banned. @param code of WebSocket's closing. @param status of HTTP, 0 where there is none. */
export function leastWait(code: number, status: number): number {
	if (status === 403) return forbiddenFor;
	return code === 1008 || status === 429 || status === 418 ? toldOffFor : 0;
}

/** `0.4 s`, `3 s`, `12 min`: a wait as a person reads it. */
export function waitText(millis: number): string {
	if (millis < 950) return `${(Math.ceil(millis / 100) / 10).toFixed(1)} s`;
	if (millis < 120_000) return `${Math.round(millis / 1000)} s`;
	return `${Math.round(millis / 60_000)} min`;
}
