/* How many messages came in each second. */

const second = 1_000_000;

export class MessageRate {
	/** Seconds in which any came, rising, and how many had come by the end of each. Between two sessions may lie years. */
	readonly #seconds: number[] = [];
	readonly #totals: number[] = [];
	#lastAt = Number.NEGATIVE_INFINITY;

	/** @param at µs; never earlier than the one before. */
	count(at: number): void {
		const now = Math.floor(at / second);
		const last = this.#seconds.length - 1;
		const total = (this.#totals[last] ?? 0) + 1;
		if (this.#seconds[last] === now) {
			this.#totals[last] = total;
		} else {
			this.#seconds.push(now);
			this.#totals.push(total);
		}
		this.#lastAt = at;
	}

	/** What came before a time, µs, is forgotten. */
	forgetBefore(at: number): void {
		// The one before stays: it says how many had come by then.
		const gone = this.#secondsBefore(Math.floor(at / second)) - 1;
		if (!(gone > 0)) return;
		this.#seconds.splice(0, gone);
		this.#totals.splice(0, gone);
	}

	/**
	Messages a second, on average, in so many equal spans from one time to another, µs; NaN in those that begin at `until` or later. A second that
	is not over by then tells nothing, where more has come in it: it would tell of what comes later.
	*/
	spans(count: number, from: number, to: number, until: number): number[] {
		const width = (to - from) / count;
		const end = until >= this.#lastAt ? Number.POSITIVE_INFINITY : Math.floor(until / second);
		return Array.from({length: count}, (_, index) => {
			const start = from + index * width;
			if (!(start < until)) return Number.NaN;
			const first = Math.floor(start / second);
			const beyond = Math.min(end, Math.max(first + 1, Math.ceil((start + width) / second)));
			return beyond <= first ? Number.NaN : (this.#totalBefore(beyond) - this.#totalBefore(first)) / (beyond - first);
		});
	}

	#totalBefore(time: number): number {
		return this.#totals[this.#secondsBefore(time) - 1] ?? 0;
	}

	/** How many of the seconds lie before one of them. */
	#secondsBefore(time: number): number {
		let from = 0;
		let to = this.#seconds.length;
		while (from < to) {
			const middle = (from + to) >> 1;
			if ((this.#seconds[middle] ?? Number.POSITIVE_INFINITY) < time) from = middle + 1;
			else to = middle;
		}
		return from;
	}
}
