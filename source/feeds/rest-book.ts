/* A book as one REST answer gives it: as deep as it was asked for, and at no moment of any stream. */

import {Book} from '../market/book.ts';
import {NotADecimalError} from '../market/decimal.ts';
import {type Instrument, priceScaleOf} from '../market/instrument.ts';
import {Symbols} from '../venues/symbols.ts';
import {BadSnapshotError, type Decoder, type Venue} from '../venues/venue.ts';

export type RestBook = {
	readonly book: Book;
	/** Last update that the book holds; NaN where the venue numbers nothing. */
	readonly updateId: number;
};

/** Reads the answers to one request again and again. */
export class RestBookReader {
	readonly #decoder: Decoder;
	readonly #instrument: Instrument;
	readonly #limit: number;

	/** @param limit levels a side that are asked for. */
	constructor(venue: Venue, instrument: Instrument, limit: number) {
		const symbols = new Symbols();
		symbols.expect(instrument.symbol, priceScaleOf(instrument));
		this.#decoder = venue.decoder(symbols);
		this.#instrument = instrument;
		this.#limit = limit;
	}

	/** @param body the JSON that came. @throws BadSnapshotError where it is no book, or none that can be held exactly. */
	read(body: unknown): RestBook {
		const snapshot = this.#decoder.snapshot?.(this.#instrument.symbol, body);
		if (snapshot === undefined) throw new BadSnapshotError('is of a venue that gives no snapshots by REST');
		const {bids, asks, priceScale, quantityScale, last} = snapshot;
		const book = new Book(priceScaleOf(this.#instrument));
		try {
			book.replace(bids, asks, priceScale, quantityScale, this.#limit);
		} catch (error) {
			throw error instanceof NotADecimalError ? new BadSnapshotError(error.message) : error;
		}
		return {book, updateId: last};
	}
}
