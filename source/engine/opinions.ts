/* What second sources have said of one book so far, and whether that still speaks for the book as it stands. */

import type {Archive} from '../market/archive.ts';
import type {VenueRules} from '../venues/venue.ts';
import type {Difference} from './book-difference.ts';

/** A fresh snapshot by REST; the venue's own checksums; or none, where a venue has neither. */
export type OpinionSource = 'snapshot' | 'checksum' | 'none';

/** A snapshot says something of a book only at an id that both of them share. */
export function opinionSourceOf({settle, snapshots, areIdsShared}: VenueRules): OpinionSource {
	if (settle !== undefined) return 'checksum';
	return snapshots === 'rest' && areIdsShared ? 'snapshot' : 'none';
}

export class Opinions {
	readonly source: OpinionSource;
	#stands = false;
	#at = Number.NaN;
	#differing = Number.NaN;
	#levels = Number.NaN;
	#given = 0;
	#agreed = 0;
	/** Why the last snapshot that was asked for did not come, in words; empty where it came. */
	failure = '';

	constructor(source: OpinionSource) {
		this.source = source;
	}

	/** The last one agreed, and nothing of the book has been lost since. */
	get stands(): boolean {
		return this.#stands;
	}

	/** When the last one was given, µs; NaN before the first. */
	get at(): number {
		return this.#at;
	}

	/** Levels that differed then, and how many were compared; NaN before the first. */
	get differing(): number {
		return this.#differing;
	}

	get levels(): number {
		return this.#levels;
	}

	/** How many there were, and how many agreed in every level. */
	get given(): number {
		return this.#given;
	}

	get agreed(): number {
		return this.#agreed;
	}

	give({levels, differing}: Difference, at: number): void {
		this.#at = at;
		this.#levels = levels;
		this.#differing = differing;
		this.#given++;
		if (differing === 0) this.#agreed++;
		// Two books that have nothing in common agree in everything.
		this.#stands = differing === 0 && levels > 0;
		this.failure = '';
	}

	/** The book is another one, of which nobody has said anything yet. */
	withdraw(): void {
		this.#stands = false;
	}

	archive(io: Archive): void {
		this.#stands = io.boolean(this.#stands);
		this.#at = io.number(this.#at);
		this.#differing = io.number(this.#differing);
		this.#levels = io.number(this.#levels);
		this.#given = io.number(this.#given);
		this.#agreed = io.number(this.#agreed);
		this.failure = io.text(this.failure);
	}
}
