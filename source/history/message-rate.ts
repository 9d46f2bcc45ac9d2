/* How many messages came in each second. */

const second = 1_000_000;

export class MessageRate {
	#first = Number.NaN;
	#counts: number[] = [];

	/** @param at µs; never earlier than the one before. */
	count(at: number): void {
		const now = Math.floor(at / second);
		if (Number.isNaN(this.#first)) this.#first = now;
		const index = now - this.#first;
		// A day of silence between two sessions is a day of zeros.
		while (this.#counts.length <= index) this.#counts.push(0);
		this.#counts[index] = (this.#counts[index] ?? 0) + 1;
	}

	/** What came before a time, µs, is forgotten. */
	forgetBefore(at: number): void {
		const gone = Math.min(Math.floor(at / second) - this.#first, this.#counts.length);
		if (!(gone > 0)) return;
		this.#counts.splice(0, gone);
		this.#first += gone;
	}

	/** Messages a second, on average, in so many equal spans from one time to another, µs; NaN in those that begin at `until` or later. */
	spans(count: number, from: number, to: number, until: number): number[] {
		const width = (to - from) / count;
		return Array.from({length: count}, (_, index) => {
			const start = from + index * width;
			if (!(start < until)) return Number.NaN;
			const first = Math.max(0, Math.floor(start / second) - this.#first);
			const last = Math.max(first, Math.ceil((start + width) / second) - this.#first - 1);
			let sum = 0;
			for (let each = first; each <= last; each++) sum += this.#counts[each] ?? 0;
			return sum / (last - first + 1);
		});
	}
}
