/*
The largest swings of a number that is sampled: how far it went from one sample to another that is no more than a span later. Of all that end at a sample the
largest counts, the shorter of two alike. Those that remain overlap no other: the largest is taken first, then the largest of what does not overlap it,
and so on. What is decided is told at once; only what may still be overlapped by something larger is kept.
*/

export type Swing = {
	/** Of the two samples, µs. */
	readonly fromAt: number;
	readonly toAt: number;
	/** When the second was known, µs. */
	readonly knownAt: number;
	readonly from: number;
	readonly to: number;
};

type Sample = {readonly at: number; readonly value: number};

export class Swings {
	readonly #span: number;
	readonly #onSwing: (swing: Swing) => void;
	/** Samples from which a swing may still begin, oldest first. */
	#starts: Sample[] = [];
	/** Not decided yet, in the order in which they end. */
	#open: Swing[] = [];

	/** @param span µs between two samples at most. @param onSwing is told of each swing that remains, in no order. */
	constructor(span: number, onSwing: (swing: Swing) => void) {
		this.#span = span;
		this.#onSwing = onSwing;
	}

	/** Takes a sample; NaN is none. @param at µs, later than the one before. @param knownAt when it was known, if not then. */
	push(at: number, value: number, knownAt: number = at): void {
		if (Number.isNaN(value)) return;
		const earliest = at - this.#span;
		this.#starts = this.#starts.filter((start) => start.at >= earliest);
		const start = farthestFrom(value, this.#starts);
		if (start !== undefined) this.#open.push({fromAt: start.at, toAt: at, knownAt, from: start.value, to: value});
		this.#starts.push({at, value});
		this.#decide(earliest);
	}

	/** No swing reaches from before this to after it, and none is awaited: all that remain have been told. */
	cut(): void {
		this.#starts = [];
		this.#decide(Number.POSITIVE_INFINITY);
	}

	/** @param until what ends by then, µs, is overlapped by nothing that is still to come. */
	#decide(until: number): void {
		for (let next = this.#nextToRemain(until); next !== undefined; next = this.#nextToRemain(until)) {
			const remaining = next;
			this.#open = this.#open.filter((each) => !overlap(each, remaining));
			this.#onSwing(remaining);
		}
	}

	#nextToRemain(until: number): Swing | undefined {
		return this.#open.find(
			(swing) => swing.toAt <= until && this.#open.every((other) => !overlap(swing, other) || !isBefore(other, swing)),
		);
	}
}

/** The latest of several alike; undefined where all are the same as the value. */
function farthestFrom(value: number, samples: readonly Sample[]): Sample | undefined {
	let farthest: Sample | undefined;
	for (const sample of samples) {
		const isAsFar = Math.abs(value - sample.value) >= Math.abs(value - (farthest?.value ?? value));
		if (isAsFar && sample.value !== value) farthest = sample;
	}
	return farthest;
}

export function sizeOf({from, to}: Swing): number {
	return Math.abs(to - from);
}

/** They have more in common than an end; so has each with itself. */
function overlap(one: Swing, other: Swing): boolean {
	return one.fromAt < other.toAt && other.fromAt < one.toAt;
}

/** The larger is taken first, the earlier of two alike. */
function isBefore(one: Swing, other: Swing): boolean {
	const difference = sizeOf(one) - sizeOf(other);
	return difference > 0 || (difference === 0 && one.toAt < other.toAt);
}
