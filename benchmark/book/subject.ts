/*
What is measured: anything that keeps order books from the bytes of a feed. One message goes from raw bytes to the best levels of both sides:
parsing, the check that its update ids follow, the changes themselves, and the copy of the top.
*/

/** Levels a side that are copied out after each message. */
export const depth = 20;

/** Length of the top: prices and quantities of the bids, then of the asks, `depth` each; 0 where a side has no more levels. */
export const topLength = 4 * depth;

export type Snapshot = {readonly symbol: string /** The REST body, JSON text. */; readonly body: Buffer};

export type Subject = {
	/** Forgets everything, and opens one book for each snapshot. Never timed. */
	open(snapshots: readonly Snapshot[]): void;
	/**
	One depth message, timed.

	@param message one text frame, as a WebSocket hands it over; valid only during the call.
	@param book whose message it is, by the place of its snapshot. Who reads the symbol from the message does not need it.
	@param at the event time of the message, µs.
	@param top receives the best levels of this book.
	*/
	take(message: Buffer, book: number, at: number, top: Float64Array<ArrayBuffer>): void;
	/** Messages so far that could not be read, or were left to a slower reader. */
	readonly refused: number;
	/** Messages so far whose ids did not follow those before; they are applied all the same. NaN where nobody looks. */
	readonly gaps: number;
	/** Whether the top holds counts of 0.01 and 10^-8, or plain numbers. */
	readonly unit: 'counts' | 'numbers';
};

/** Counts of these make integers of plain prices and quantities. */
export const pricesPerUnit = 100;
export const quantitiesPerUnit = 1e8;
