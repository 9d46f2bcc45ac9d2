/* Receipt minus the venue's own time over the last messages. Carries the difference of the two clocks, so it may be negative. */

import type {Archive} from '../market/archive.ts';
import {RecentValues} from '../metrics/percentiles.ts';

const messages = 512;
/** An hour, µs. */
const widest = 3600 * 1_000_000;

export class Latency {
	readonly #millis = new RecentValues(messages);
	readonly #onMeasured: (millis: number) => void;

	/** @param onMeasured is told each delay, ms. */
	constructor(onMeasured: (millis: number) => void = () => {}) {
		this.#onMeasured = onMeasured;
	}

	/** @param sentAt the venue's time, µs. NaN is passed over, and so is what no two clocks can differ by: year 1, the far future. */
	record(at: number, sentAt: number): void {
		// NaN is not within it.
		if (!(Math.abs(at - sentAt) <= widest)) return;
		const millis = (at - sentAt) / 1000;
		this.#millis.push(millis);
		this.#onMeasured(millis);
	}

	/** What was measured so far says nothing any more. */
	clear(): void {
		this.#millis.clear();
	}

	archive(io: Archive): void {
		this.#millis.archive(io);
	}

	/** ms that this share of the messages stayed under; NaN before the first. */
	percentile(share: number): number {
		return this.#millis.percentile(share);
	}
}
