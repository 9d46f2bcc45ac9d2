/* What takers took from one side, waiting for the book update that shows it. */

import {type Archive, BadArchiveError} from '../market/archive.ts';

/** µs: an update that comes later after a trade than this does not show it any more. */
const tolerance = 200_000;
const fields = 3;

export class TakenQueue {
	/** (when, price as a count, quantity), in order of receipt. */
	#waiting = new Float64Array(64 * fields);
	#length = 0;

	get isEmpty(): boolean {
		return this.#length === 0;
	}

	add(at: number, price: number, quantity: number): void {
		if ((this.#length + 1) * fields > this.#waiting.length) this.#makeRoom(at);
		const place = this.#length * fields;
		this.#waiting[place] = at;
		this.#waiting[place + 1] = price;
		this.#waiting[place + 2] = quantity;
		this.#length++;
	}

	/** What was taken at a price by trades that an update sent at `sentAt` shows. They leave, and with them those at other prices and those that are too old. */
	take(sentAt: number, price: number): number {
		let sum = 0;
		let kept = 0;
		for (let index = 0; index < this.#length; index++) {
			const place = index * fields;
			const at = this.#waiting[place]!;
			if (at > sentAt) {
				if (kept !== index) this.#waiting.copyWithin(kept * fields, place, place + fields);
				kept++;
			} else if (at >= sentAt - tolerance && this.#waiting[place + 1] === price) sum += this.#waiting[place + 2]!;
		}
		this.#length = kept;
		return sum;
	}

	clear(): void {
		this.#length = 0;
	}

	rescale(priceFactor: number): void {
		for (let place = 1; place < this.#length * fields; place += fields)
			this.#waiting[place] = Math.round(this.#waiting[place]! * priceFactor);
	}

	archive(io: Archive): void {
		this.#length = io.number(this.#length);
		this.#waiting = io.numbers(this.#waiting, this.#length * fields);
		if (this.#length * fields > this.#waiting.length) throw new BadArchiveError('a queue shorter than it says');
	}

	/** Those that are too old for any update to come leave; only where that is not enough does the queue grow. */
	#makeRoom(at: number): void {
		this.take(at - tolerance - 1, Number.NaN);
		if (this.#length * fields * 2 < this.#waiting.length) return;
		const waiting = new Float64Array(this.#waiting.length * 2);
		waiting.set(this.#waiting);
		this.#waiting = waiting;
	}
}
