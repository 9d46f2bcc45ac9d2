/* The trades of one instrument as they come: which were seen already, and where the venue's own numbering shows that some are missing. */

import type {Archive} from '../market/archive.ts';
import type {VenueRules} from '../venues/venue.ts';

/** Trades without a number that rises are remembered so far back: two connections carry the same for seconds, not for hours. */
const mostRemembered = 4096;

export class Tape {
	readonly #numbering: VenueRules['tradeIds'];
	#last = -1;
	readonly #codes = new Set<string>();

	constructor(numbering: VenueRules['tradeIds']) {
		this.#numbering = numbering;
	}

	/** Where a trade stands among those seen so far. @param id NaN where only its code tells it from others. */
	place(id: number, code: string): 'next' | 'repeated' | 'beyond a hole' {
		if (this.#numbering === 'unordered') return this.#remembered(code) ? 'repeated' : 'next';
		if (id <= this.#last) return 'repeated';
		const isHole = this.#numbering === 'dense' && this.#last !== -1 && id !== this.#last + 1;
		this.#last = id;
		return isHole ? 'beyond a hole' : 'next';
	}

	archive(io: Archive): void {
		this.#last = io.number(this.#last);
		const codes = io.list([...this.#codes], (code) => io.text(code ?? ''));
		if (!io.isReading) return;
		this.#codes.clear();
		for (const code of codes) this.#codes.add(code);
	}

	#remembered(code: string): boolean {
		if (this.#codes.has(code)) return true;
		this.#codes.add(code);
		if (this.#codes.size > mostRemembered) for (const oldest of this.#codes.values()) return !this.#codes.delete(oldest);
		return false;
	}
}
