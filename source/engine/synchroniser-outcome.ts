/* What becomes of the messages and snapshots that a synchroniser is given. */

/**
What became of a depth message. `state` is a new state of the book; `kept` waits for the snapshot, `early` came before one that the stream will send and is
dropped; `idle` changed nothing; `mismatch` is a book that is not the venue's.
*/
export type DiffOutcome = {readonly kind: 'state' | 'kept' | 'early' | 'idle' | 'duplicate' | 'out-of-order'} | LostOutcome;

/** The book is lost by it. */
export type LostOutcome =
	| {readonly kind: 'overflow' | 'unholdable' | 'mismatch'}
	| {readonly kind: 'gap'; readonly expected: number; readonly got: number};

export type JoinOutcome = {readonly kind: 'joined'; readonly dropped: number} | UnjoinedOutcome;

/** The snapshot is of no use. */
export type UnjoinedOutcome =
	/** It ends before the kept diffs begin: ask again. */
	{readonly kind: 'too-old'; readonly reached: number; readonly needed: number} | {readonly kind: 'broken'; readonly why: string};

/** Why a snapshot could not be joined to the diffs, in words. */
export function unjoinedInWords(outcome: UnjoinedOutcome): string {
	return outcome.kind === 'too-old' ? `snapshot ends at ${outcome.reached}, diffs begin after ${outcome.needed}` : outcome.why;
}
