/* One shock to a side of the book, from the moment it fell until it has come back: see `resilience.ts`. */

import type {Archive} from '../market/archive.ts';

/** µs. */
const troughMicros = 250_000;
const secondMicros = 1_000_000;
const mostMicros = 30_000_000;
const recovered = 0.9;

export class Recovery {
	#since = Number.NaN;
	#base = Number.NaN;
	#least = Number.NaN;
	/** As it stands now, and when 90 % were back. */
	#depth = Number.NaN;
	#backAt = Number.NaN;
	#afterSecond = Number.NaN;
	#t90 = Number.NaN;
	#share = Number.NaN;

	get isOpen(): boolean {
		return !Number.isNaN(this.#since);
	}

	/** Seconds until 90 % of the last loss had come back, 30 where it had not by then; NaN before the first. */
	get t90(): number {
		return this.#t90;
	}

	/** Share of the last loss that was back a second after it; NaN before the first. */
	get afterSecond(): number {
		return this.#share;
	}

	/** @param base what stood there usually. @param depth what stands there now. Where nothing is missing there is no shock. */
	open(at: number, base: number, depth: number): void {
		if (!(depth < base)) return;
		this.#since = at;
		this.#base = base;
		this.#least = depth;
		this.#depth = depth;
		this.#backAt = Number.NaN;
		this.#afterSecond = Number.NaN;
	}

	/** The side has a new state. */
	state(at: number, depth: number): void {
		this.passTo(at - 1);
		if (!this.isOpen) return;
		if (Number.isNaN(depth)) {
			this.abandon();
			return;
		}
		this.#depth = depth;
		if (at - this.#since <= troughMicros && depth < this.#least) {
			this.#least = depth;
			this.#backAt = Number.NaN;
		}
		const isBack = depth >= this.#base - (1 - recovered) * (this.#base - this.#least);
		if (isBack && Number.isNaN(this.#backAt)) this.#backAt = at;
	}

	/** Lets time pass, µs: nothing has changed since the last state. */
	passTo(at: number): void {
		if (!this.isOpen) return;
		if (at - this.#since >= secondMicros && Number.isNaN(this.#afterSecond))
			this.#afterSecond = (this.#depth - this.#least) / (this.#base - this.#least);
		const isOver = at - this.#since >= mostMicros;
		if (Number.isNaN(this.#afterSecond) || (Number.isNaN(this.#backAt) && !isOver)) return;
		this.#t90 = Number.isNaN(this.#backAt) ? mostMicros / 1e6 : (this.#backAt - this.#since) / 1e6;
		this.#share = this.#afterSecond;
		this.#since = Number.NaN;
	}

	/** What became of it is not known. */
	abandon(): void {
		this.#since = Number.NaN;
	}

	archive(io: Archive): void {
		this.#since = io.number(this.#since);
		this.#base = io.number(this.#base);
		this.#least = io.number(this.#least);
		this.#depth = io.number(this.#depth);
		this.#backAt = io.number(this.#backAt);
		this.#afterSecond = io.number(this.#afterSecond);
		this.#t90 = io.number(this.#t90);
		this.#share = io.number(this.#share);
	}
}
