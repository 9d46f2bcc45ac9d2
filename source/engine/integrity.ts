/* How far one book can be believed, and why: its state, and counts of everything that ever was wrong with it. */

import type {Badge, BookState} from './view.ts';

export type GapKind = 'sequence' | 'crossed' | 'malformed' | 'overflow' | 'out of order' | 'number' | 'snapshot';

/** One loss of the book, as the proof lists it. */
export type Gap = {
	readonly at: number;
	readonly kind: GapKind;
	readonly expected: number;
	readonly got: number;
	/** µs until the book was in step again; NaN while it is not. */
	recoveredAfter: number;
};

const mostGapsListed = 1000;

export class Integrity {
	#state: BookState = 'CONNECTING';
	#reason = '';
	#since = Number.NaN;

	/** Depth messages of any fate. */
	depth = 0;
	applied = 0;
	/** Diffs older than the snapshot that they were kept for. */
	droppedBeforeJoin = 0;
	duplicates = 0;
	outOfOrder = 0;
	overlaps = 0;
	resyncs = 0;
	crossed = 0;
	malformed = 0;
	reconnects = 0;
	snapshotsRefused = 0;
	trades = 0;
	tradesRepeated = 0;
	/** The venue's own touch messages that could be compared, and how many agreed in price, and in size where the price agreed. */
	touches = 0;
	touchPrices = 0;
	touchSizes = 0;
	readonly gaps = new Map<GapKind, number>();
	readonly gapList: Gap[] = [];

	get state(): BookState {
		return this.#state;
	}

	get reason(): string {
		return this.#reason;
	}

	/** Since when the book is in its state, µs. */
	get since(): number {
		return this.#since;
	}

	get gapCount(): number {
		let count = 0;
		for (const kind of this.gaps.values()) count += kind;
		return count;
	}

	/** What a person is told. `PROVEN` needs a second opinion that agrees; being in step is not one. */
	get badge(): Badge {
		return this.#state === 'LIVE' ? 'IN STEP' : this.#state;
	}

	enter(state: BookState, reason: string, at: number): void {
		if (state !== this.#state) this.#since = at;
		this.#state = state;
		this.#reason = reason;
	}

	gap(at: number, kind: GapKind, expected: number, got: number): void {
		this.gaps.set(kind, (this.gaps.get(kind) ?? 0) + 1);
		if (this.gapList.length < mostGapsListed) this.gapList.push({at, kind, expected, got, recoveredAfter: Number.NaN});
	}

	/** The book is in step: gaps still open are over. Returns how long the oldest of them lasted, µs; NaN where there was none. */
	recovered(at: number): number {
		const open = this.gapList.filter((gap) => Number.isNaN(gap.recoveredAfter));
		for (const gap of open) gap.recoveredAfter = at - gap.at;
		return open[0]?.recoveredAfter ?? Number.NaN;
	}
}
