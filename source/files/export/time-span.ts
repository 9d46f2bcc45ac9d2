/* A part of a recording, from one time to another, both included: instants, or times of day that are the first to come. */

import {instantOf, type RecordingTime} from '../recording-time.ts';

export class TimeSpan {
	readonly #fromTime: RecordingTime | undefined;
	readonly #toTime: RecordingTime | undefined;
	#from = Number.NEGATIVE_INFINITY;
	#to = Number.POSITIVE_INFINITY;

	constructor(from: RecordingTime | undefined, to: RecordingTime | undefined) {
		this.#fromTime = from;
		this.#toTime = to;
	}

	/** µs since the epoch; infinite where it is open. */
	get from(): number {
		return this.#from;
	}

	get to(): number {
		return this.#to;
	}

	/** Times of day are found. @param first when the first frame of the recording came, µs. */
	begin(first: number): void {
		if (this.#fromTime !== undefined) this.#from = instantOf(this.#fromTime, first);
		// After midnight is after what came before it.
		if (this.#toTime !== undefined) this.#to = instantOf(this.#toTime, Math.max(first, this.#from));
	}

	/** The end was named as a time of day, which may be found on another day than was meant. */
	get endsAtTimeOfDay(): boolean {
		return this.#toTime?.kind === 'time-of-day';
	}

	has(at: number): boolean {
		return at >= this.#from && at <= this.#to;
	}
}
