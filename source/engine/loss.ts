/* The ways in which a book is lost, in the words of the log, and with the ids that tell it where there are any. */

import type {GapKind} from './integrity.ts';
import type {LostOutcome} from './synchroniser-outcome.ts';

export type Loss = {
	readonly kind: GapKind;
	readonly detail: string;
	/** NaN where no numbers tell it. */
	readonly expected: number;
	readonly got: number;
};

export const crossedForTooLong = loss('crossed', 'best bid at or above best ask for more than 500 ms');

export const outOfOrderAgain = loss('out of order', 'old updates keep arriving');

/** Messages of the book's connection did not come, or not in order. */
export function missedLoss(expected: number, got: number): Loss {
	return {kind: 'sequence', detail: `expected message ${expected} of the connection, got ${got}`, expected, got};
}

/** A new snapshot says otherwise. @param bookId at which the two were compared. */
export function differingLoss(levels: number, bookId: number): Loss {
	return loss('snapshot', `${levels} levels differ from a new snapshot at ${bookId}`);
}

/** What a depth message did to the book that it could not be applied to. */
export function lossOf(outcome: LostOutcome): Loss {
	switch (outcome.kind) {
		case 'gap': {
			const {expected, got} = outcome;
			return {kind: 'sequence', detail: `expected update ${expected}, got ${got}`, expected, got};
		}
		case 'overflow':
			return loss('overflow', 'too many diffs while waiting for a snapshot');
		case 'unholdable':
			return loss('number', 'prices or quantities that no common scale holds');
		case 'mismatch':
			return loss('checksum', 'the best levels are not those that the venue has');
	}
}

export function loss(kind: GapKind, detail: string): Loss {
	return {kind, detail, expected: Number.NaN, got: Number.NaN};
}
