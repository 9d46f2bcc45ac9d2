/* The subscription of one book whose snapshots come by the stream: how long one is waited for, and what is to be done when none comes. */

import type {Archive} from '../market/archive.ts';

const second = 1_000_000;
/** A venue has sent a snapshot so long after a connection opened, µs, and sooner where the book alone was subscribed anew. */
const firstWithin = 10 * second;
const againWithin = 5 * second;

export class Subscription {
	/** When it was last made, as far as is known. */
	#madeAt: number;
	/** The book is lost: another is to be made at once. */
	#isLost = false;
	/** It has been made once more since the last snapshot, or since the connection opened. */
	#isSecond = false;
	/** The venue does not send this symbol. */
	#isRefused = false;

	/** @param at when the connection opened, µs. */
	constructor(at: number) {
		this.#madeAt = at;
	}

	/** What is to be done now. It is taken to be done. */
	wanted(at: number): 'nothing' | 'resubscribe' | 'reconnect' {
		const isInTime = at - this.#madeAt <= (this.#isSecond ? againWithin : firstWithin);
		if (this.#isRefused || (!this.#isLost && isInTime)) return 'nothing';
		const isLast = this.#isSecond && !this.#isLost;
		this.#isLost = false;
		this.#madeAt = at;
		this.#isSecond = !isLast;
		return isLast ? 'reconnect' : 'resubscribe';
	}

	/** The book that it brought is worth nothing any more. */
	lose(): void {
		this.#isLost = true;
	}

	/** It brought a snapshot. */
	brought(): void {
		this.#isRefused = false;
		this.#isLost = false;
		this.#isSecond = false;
	}

	/** Nothing more is asked for. */
	refuse(): void {
		this.#isRefused = true;
	}

	archive(io: Archive): void {
		this.#madeAt = io.number(this.#madeAt);
		this.#isLost = io.boolean(this.#isLost);
		this.#isSecond = io.boolean(this.#isSecond);
		this.#isRefused = io.boolean(this.#isRefused);
	}
}
