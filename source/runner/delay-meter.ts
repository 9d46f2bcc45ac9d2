/*
Delays of one kind, as Node's own histograms count them: percentiles to three digits, and beside them how many there were, the least and the most,
exactly. All of it is of the last one to two minutes, not of the run: what a person asks is how long things take now. Every delay goes into two spans,
the older is shown, and when they take turns it begins anew; so what is shown is never younger than a turn, but for the first.
*/

import {createHistogram} from 'node:perf_hooks';
import {type DelayView, delayBounds, noDelay} from './session.ts';

/** An hour, ms: what lies beyond is counted there. */
const widest = 3_600_000;

export class DelayMeter {
	#older = new Span();
	#newer = new Span();
	#view = noDelay;
	#isChanged = false;

	/** @param millis below 0 where two clocks differ. NaN and infinities are none. */
	record(millis: number): void {
		if (!Number.isFinite(millis)) return;
		this.#older.record(millis);
		this.#newer.record(millis);
		this.#isChanged = true;
	}

	/** Forgets what is older than the turn before this one. */
	turn(): void {
		const old = this.#older;
		this.#isChanged ||= old.n !== this.#newer.n;
		old.clear();
		this.#older = this.#newer;
		this.#newer = old;
	}

	/** The same object as long as nothing was recorded or forgotten. */
	get view(): DelayView {
		if (this.#isChanged) this.#view = this.#older.view;
		this.#isChanged = false;
		return this.#view;
	}
}

/** A histogram of Node's holds whole numbers above 0: one is for delays below 0, turned around, the other for all others. Both in µs. */
class Span {
	n = 0;
	#least = Number.POSITIVE_INFINITY;
	#most = Number.NEGATIVE_INFINITY;
	readonly #counts = new Float64Array(delayBounds.length + 1);
	readonly #below = createHistogram({lowest: 1, highest: widest * 1000 + 1, figures: 3});
	/** One more than the delay, for it may be 0. */
	readonly #above = createHistogram({lowest: 1, highest: widest * 1000 + 1, figures: 3});

	record(millis: number): void {
		this.n++;
		if (millis < this.#least) this.#least = millis;
		if (millis > this.#most) this.#most = millis;
		const micros = Math.round(Math.min(Math.abs(millis), widest) * 1000);
		if (millis < 0) this.#below.record(Math.max(1, micros));
		else this.#above.record(micros + 1);
		let place = 0;
		while (place < delayBounds.length && millis >= delayBounds[place]!) place++;
		this.#counts[place]!++;
	}

	clear(): void {
		this.n = 0;
		this.#least = Number.POSITIVE_INFINITY;
		this.#most = Number.NEGATIVE_INFINITY;
		this.#counts.fill(0);
		this.#below.reset();
		this.#above.reset();
	}

	get view(): DelayView {
		if (this.n === 0) return noDelay;
		const [p50, p99] = [this.#percentile(0.5), this.#percentile(0.99)];
		return {n: this.n, p50, p99, least: this.#least, most: this.#most, counts: [...this.#counts]};
	}

	/** The least delay that so great a share did not exceed. */
	#percentile(share: number): number {
		const rank = rankOf(share, this.n);
		const below = this.#below.count;
		const micros = rank <= below ? -valueAtRank(this.#below, below - rank + 1) : valueAtRank(this.#above, rank - below) - 1;
		// A histogram rounds up, and never beyond what was.
		return Math.min(this.#most, Math.max(this.#least, micros / 1000));
	}
}

/** What a histogram of Node's is asked for. */
export type Counted = {readonly count: number; percentile(percent: number): number};

/** The rank, 1 the least, of the least of `count` numbers that so great a share of them does not exceed. */
export function rankOf(share: number, count: number): number {
	return Math.max(1, Math.ceil(share * count));
}

/** The number of a rank, 1 the least, to the histogram's digits. */
export function valueAtRank(histogram: Counted, rank: number): number {
	return histogram.percentile((100 * rank) / histogram.count);
}
