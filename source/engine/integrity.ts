/* How far one book can be believed, and why: its state, and counts of everything that ever was wrong with it. */

import type {Archive} from '../market/archive.ts';
import {type OpinionSource, Opinions} from './opinions.ts';
import type {TouchVerdict} from './touch-check.ts';
import type {Badge, BookState} from './view.ts';

const gapKinds = ['sequence', 'crossed', 'malformed', 'overflow', 'out of order', 'number', 'snapshot', 'checksum', 'disconnect'] as const;
const bookStates = ['CONNECTING', 'SYNCING', 'LIVE', 'GAP', 'STALE', 'HALTED'] as const;

/** What tells that nothing is missing: the venue's numbers, its checksums, or nothing. */
const evidences = ['sequence', 'checksum', 'none'] as const;

export type Evidence = (typeof evidences)[number];

export type GapKind = (typeof gapKinds)[number];

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
	/** When the oldest gap began that is not over; NaN while none is open. */
	#openSince = Number.NaN;

	/** Depth messages of any fate. */
	depth = 0;
	applied = 0;
	/** Snapshots that came by the stream and became the book. */
	snapshots = 0;
	/** Checksums of the venue, and how many the book had. */
	checksums = 0;
	checksumsRight = 0;
	/** Levels beyond the depth that the venue keeps up, which were cut off. */
	cutLevels = 0;
	evidence: Evidence = 'sequence';
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
	/** Holes in the venue's own numbering of trades. */
	tradeGaps = 0;
	/** The venue's own touch messages that could be compared, and how many agreed in price, and in size where the price agreed. */
	touches = 0;
	touchPrices = 0;
	touchSizes = 0;
	gaps = new Map<GapKind, number>();
	gapList: Gap[] = [];
	/** How long the book was out of step, µs: the last time, the worst, and all together; NaN before the first was over. */
	outOfStep = {last: Number.NaN, worst: Number.NaN, total: Number.NaN};
	readonly opinions: Opinions;

	constructor(opinionSource: OpinionSource) {
		this.opinions = new Opinions(opinionSource);
	}

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

	/** What a person is told. `PROVEN` needs a second opinion that agrees, a checksum or a fresh snapshot; being in step is not one. */
	get badge(): Badge {
		if (this.#state !== 'LIVE') return this.#state;
		if (this.evidence === 'none') return 'UNPROVEN';
		return this.evidence === 'checksum' || this.opinions.stands ? 'PROVEN' : 'IN STEP';
	}

	enter(state: BookState, reason: string, at: number): void {
		if (state !== this.#state) this.#since = at;
		this.#state = state;
		this.#reason = reason;
	}

	gap(at: number, kind: GapKind, expected: number, got: number): void {
		this.gaps.set(kind, (this.gaps.get(kind) ?? 0) + 1);
		if (Number.isNaN(this.#openSince)) this.#openSince = at;
		if (this.gapList.length < mostGapsListed) this.gapList.push({at, kind, expected, got, recoveredAfter: Number.NaN});
	}

	judgedTouch(verdict: TouchVerdict): void {
		if (verdict === 'none') return;
		this.touches++;
		if (verdict === 'price differs') return;
		this.touchPrices++;
		if (verdict === 'agrees') this.touchSizes++;
	}

	archive(io: Archive): void {
		this.#state = io.word(this.#state, bookStates);
		this.#reason = io.text(this.#reason);
		this.#since = io.number(this.#since);
		this.depth = io.number(this.depth);
		this.applied = io.number(this.applied);
		this.snapshots = io.number(this.snapshots);
		this.checksums = io.number(this.checksums);
		this.checksumsRight = io.number(this.checksumsRight);
		this.cutLevels = io.number(this.cutLevels);
		this.evidence = io.word(this.evidence, evidences);
		this.droppedBeforeJoin = io.number(this.droppedBeforeJoin);
		this.duplicates = io.number(this.duplicates);
		this.outOfOrder = io.number(this.outOfOrder);
		this.overlaps = io.number(this.overlaps);
		this.resyncs = io.number(this.resyncs);
		this.crossed = io.number(this.crossed);
		this.malformed = io.number(this.malformed);
		this.reconnects = io.number(this.reconnects);
		this.snapshotsRefused = io.number(this.snapshotsRefused);
		this.trades = io.number(this.trades);
		this.tradesRepeated = io.number(this.tradesRepeated);
		this.tradeGaps = io.number(this.tradeGaps);
		this.#openSince = io.number(this.#openSince);
		this.touches = io.number(this.touches);
		this.touchPrices = io.number(this.touchPrices);
		this.touchSizes = io.number(this.touchSizes);
		const counts = io.list([...this.gaps], (entry) => [io.word(entry?.[0] ?? 'sequence', gapKinds), io.number(entry?.[1] ?? 0)] as const);
		this.gaps = new Map(counts);
		this.gapList = io.list(this.gapList, (gap) => ({
			at: io.number(gap?.at ?? 0),
			kind: io.word(gap?.kind ?? 'sequence', gapKinds),
			expected: io.number(gap?.expected ?? 0),
			got: io.number(gap?.got ?? 0),
			recoveredAfter: io.number(gap?.recoveredAfter ?? 0),
		}));
		const {last, worst, total} = this.outOfStep;
		this.outOfStep = {last: io.number(last), worst: io.number(worst), total: io.number(total)};
		this.opinions.archive(io);
	}

	/** The book is in step. Returns what the log should say of it. */
	enterLive(at: number, bookId: number): string {
		const before = this.#state;
		this.enter('LIVE', '', at);
		const place = atId(bookId);
		const lasted = this.#recovered(at);
		if (!Number.isNaN(lasted)) {
			this.resyncs++;
			const {worst, total} = this.outOfStep;
			const isFirst = Number.isNaN(total);
			this.outOfStep = {last: lasted, worst: isFirst ? lasted : Math.max(worst, lasted), total: isFirst ? lasted : total + lasted};
			return `in step again${place} after ${Math.round(lasted / 1000)} ms`;
		}
		return before === 'STALE' || before === 'HALTED' ? 'diffs again, nothing was lost' : `in step${place}`;
	}

	/** Gaps still open are over. Returns how long the oldest of them lasted, µs; NaN where there was none. */
	#recovered(at: number): number {
		const lasted = at - this.#openSince;
		this.#openSince = Number.NaN;
		for (let index = this.gapList.length - 1; index >= 0; index--) {
			const gap = this.gapList[index]!;
			if (!Number.isNaN(gap.recoveredAfter)) break;
			gap.recoveredAfter = at - gap.at;
		}
		return lasted;
	}
}

/** ` at 1207`; nothing where a book has no id. */
export function atId(bookId: number): string {
	return Number.isNaN(bookId) ? '' : ` at ${bookId}`;
}
