/*
By which connection the trades of one book come: by the book's own, by one of their own, or, where a recording describes nothing, by whichever
brought the last of them.
*/

import type {Archive} from '../market/archive.ts';

const byBook = 0;
/** No number of a connection: there is none yet, or none any more. */
const awaited = -1;

export class TradeSource {
	/** One that brings the trades and not the book, `byBook`, or `awaited`. */
	#own = byBook;
	/** The connection that brought the last trade; 0 before any. */
	#last = 0;

	/** They come with the book: whoever loses it loses them. */
	get isOfBook(): boolean {
		return this.#own === byBook;
	}

	/** A connection brings the trades, and nothing else. */
	isOwn(connection: number): boolean {
		return this.#own === connection;
	}

	/** A connection brings the book. Returns whether trades come, undefined where that is another's to say. */
	opened(hasTrades: boolean): boolean | undefined {
		if (!hasTrades && this.#own === byBook) this.#own = awaited;
		return this.#own === byBook ? true : this.#own === awaited ? false : undefined;
	}

	/** A connection brings the trades from now on, and nothing else. */
	openedApart(connection: number): void {
		this.#own = connection;
	}

	/** A connection brought a trade. */
	brought(connection: number): void {
		this.#last = connection;
	}

	/**
	A connection is gone. Returns whether it was the trades' own, or brought the last of them where nobody describes who brings what: of a foreign recording the
	file of the trades may end before that of the book.
	*/
	closed(connection: number, isDescribed: boolean): 'own' | 'last' | 'none' {
		if (this.#own !== connection) return !isDescribed && this.#last === connection ? 'last' : 'none';
		this.#own = awaited;
		return 'own';
	}

	archive(io: Archive): void {
		this.#own = io.number(this.#own);
		this.#last = io.number(this.#last);
	}
}
