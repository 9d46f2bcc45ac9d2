/* What runs of fault injection found, to be summed. */

export type Counts = Map<string, number>;

export class Tally {
	runs = 0;
	/** Faults by kind; corruptions with what a plain reading says of them. */
	readonly faults: Counts = new Map();
	/** Corruptions by what was done. */
	readonly corruptions: Counts = new Map();
	/** Books lost, by what told. */
	readonly losses: Counts = new Map();
	/** Books that were in step and wrong within the trusted depth, as nobody can see, by what ended it. */
	readonly wrongBooks: Counts = new Map();
	/** For how long one was, at most, µs. */
	longestWrong = 0;
	/** Fresh snapshots that books in step were held against, and those that agreed in every level. */
	opinions = 0;
	opinionsAgreed = 0;
	/** Visible faults that a book in step met. */
	visible = 0;
	/** Of these, those that a lie in another frame hid: an id that was made to fit. */
	hidden = 0;
	/** Diffs after a visible fault until it was caught, at most: 0 where the faulty frame itself told. */
	diffsUntilCaught = 0;
	/** Diffs that were dropped because the book had them: the last one over again, and older ones. */
	duplicatesDropped = 0;
	oldDropped = 0;
	tradeHoles = 0;
	/** Sound trades that were taken for repeated ones. */
	tradesRefused = 0;
	/** Runs in which a corruption that nobody can see made a book wrong while it was in step. */
	unseeable = 0;
	/** Of these, those in which a later sign gave it away. */
	unseeableCaught = 0;
	/** Diffs for which such a book was in step, at most. */
	diffsWrong = 0;
	/** Runs that ended in step with the right book. */
	right = 0;
	/** Runs that ended in step with a book of which nobody can see that it is wrong. */
	wrongAtTheEnd = 0;
	snapshots = 0;
	reconnects = 0;
	/** States of books in step that were compared with the right one. */
	compared = 0;

	add(other: Tally): void {
		for (const name of ['faults', 'corruptions', 'losses', 'wrongBooks'] as const) {
			for (const [kind, count] of other[name]) increase(this[name], kind, count);
		}
		for (const name of summed) this[name] += other[name];
		for (const name of ['diffsUntilCaught', 'diffsWrong', 'longestWrong'] as const) this[name] = Math.max(this[name], other[name]);
	}
}

const summed = [
	...(['runs', 'visible', 'hidden', 'duplicatesDropped', 'oldDropped', 'tradeHoles', 'tradesRefused'] as const),
	...([
		'unseeable',
		'unseeableCaught',
		'right',
		'wrongAtTheEnd',
		'snapshots',
		'reconnects',
		'compared',
		'opinions',
		'opinionsAgreed',
	] as const),
];

export function increase(counts: Counts, kind: string, by = 1): void {
	counts.set(kind, (counts.get(kind) ?? 0) + by);
}
