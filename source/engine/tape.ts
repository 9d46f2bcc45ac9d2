/* The trades of one instrument as they come: which were seen already, and where the venue's own numbering shows that some are missing. */

import type {Archive} from '../market/archive.ts';
import type {VenueRules} from '../venues/venue.ts';

/** Trades without a number that rises are remembered so far back: two connections carry the same for seconds, not for hours. */
const mostRemembered = 4096;

/** Nothing but trades with old numbers for so long, µs, and so many of them: then it was the high number that was wrong, not they. */
const oldForTooLong = 5_000_000;
const fewestOld = 10;

export class Tape {
	readonly #numbering: VenueRules['tradeIds'];
	#last = -1;
	readonly #codes = new Set<string>();
	/** Trades with old numbers since the last new one, and when the first of them came. */
	#old = 0;
	#oldSince = 0;

	constructor(numbering: VenueRules['tradeIds']) {
		this.#numbering = numbering;
	}

	/** A trade that is missing shows in the numbers of those that come. */
	get showsHoles(): boolean {
		return this.#numbering === 'dense';
	}

	/** Where a trade stands among those seen so far. @param id NaN where only its code tells it from others. @param at when it came, µs. */
	place(id: number, code: string, at: number): 'next' | 'repeated' | 'beyond a hole' {
		if (this.#numbering === 'unordered') return this.#remembered(code) ? 'repeated' : 'next';
		if (id <= this.#last) return this.#placeOld(id, at);
		this.#old = 0;
		const isHole = this.showsHoles && this.#last !== -1 && id !== this.#last + 1;
		this.#last = id;
		return isHole ? 'beyond a hole' : 'next';
	}

	archive(io: Archive): void {
		this.#last = io.number(this.#last);
		this.#old = io.number(this.#old);
		this.#oldSince = io.number(this.#oldSince);
		const codes = io.list([...this.#codes], (code) => io.text(code ?? ''));
		if (!io.isReading) return;
		this.#codes.clear();
		for (const code of codes) this.#codes.add(code);
	}

	#placeOld(id: number, at: number): 'repeated' | 'beyond a hole' {
		if (this.#old === 0) this.#oldSince = at;
		this.#old++;
		if (this.#old < fewestOld || at - this.#oldSince <= oldForTooLong) return 'repeated';
		this.#old = 0;
		this.#last = id;
		return 'beyond a hole';
	}

	#remembered(code: string): boolean {
		if (code === '') return false;
		if (this.#codes.has(code)) return true;
		this.#codes.add(code);
		if (this.#codes.size > mostRemembered) for (const oldest of this.#codes.values()) return !this.#codes.delete(oldest);
		return false;
	}
}
