/* What stands out in the past, and where: signals, gaps, and the marks that a person sets. */

import type {Desk, DeskObserver} from '../engine/desk.ts';
import type {InstrumentId} from '../market/instrument.ts';
import type {TimelineEvent} from '../runner/session.ts';

export type Landmark = TimelineEvent & {
	/** Frames folded when it is to be seen. */
	readonly position: number;
	/** undefined for what belongs to none. */
	readonly instrument: InstrumentId | undefined;
};

/** A day of a lively market has some thousands; of more the oldest go. */
const most = 50_000;

export class Landmarks {
	/** Frames folded when the frame in hand is. Whoever folds keeps it up to date. */
	position = 0;
	/** Changes with every landmark that comes or goes. */
	version = 0;
	/** In the order of their positions. */
	#all: Landmark[] = [];
	/** Gaps counted so far, by desk. */
	readonly #gaps = new Map<Desk, number>();
	/** Where a book was lost that has not counted its gap yet. */
	readonly #losses = new Map<Desk, number>();

	/** To be given to the engine that comes first to every frame. */
	readonly observer: Required<Pick<DeskObserver, 'sample' | 'loss'>> = {
		sample: (desk) => {
			this.#lookForGap(desk);
			const {lastSignal} = desk.strategy;
			if (lastSignal !== 0) this.#add(lastSignal > 0 ? 'buy' : 'sell', desk.gauges.row.at, this.position, desk.instrument.id);
		},
		loss: (desk) => {
			this.#losses.set(desk, this.position);
			this.#lookForGap(desk);
		},
	};

	/** The engine stands as it does at the beginning: what it counts already was before. */
	begin(desks: readonly Desk[]): void {
		for (const desk of desks) this.#gaps.set(desk, desk.integrity.gapCount);
	}

	/** All of one instrument up to a position, and all marks. */
	of(instrument: InstrumentId | undefined, position: number): readonly TimelineEvent[] {
		return this.#all.filter((each) => each.kind === 'mark' || (each.position <= position && each.instrument === instrument));
	}

	/** The nearest signal of an instrument before or beyond a position; undefined where there is none. */
	signal(instrument: InstrumentId | undefined, position: number, step: 1 | -1): Landmark | undefined {
		const isMeant = (each: Landmark) => (each.kind === 'buy' || each.kind === 'sell') && each.instrument === instrument;
		return step === 1
			? this.#all.find((each) => each.position > position && isMeant(each))
			: this.#all.findLast((each) => each.position < position && isMeant(each));
	}

	/** Sets a mark, or takes away the one that stands there. Returns whether one stands there now. */
	toggleMark(position: number, at: number): boolean {
		const index = this.#all.findIndex((each) => each.kind === 'mark' && each.position === position);
		if (index === -1) {
			this.#add('mark', at, position, undefined);
		} else {
			this.#all.splice(index, 1);
			this.version++;
		}
		return index === -1;
	}

	/** What lies before a position is no more to be had. */
	forgetBefore(position: number): void {
		if ((this.#all[0]?.position ?? position) >= position) return;
		this.#all = this.#all.filter((each) => each.position >= position);
		this.version++;
	}

	/** A gap is counted with the loss, or soon after. */
	#lookForGap(desk: Desk): void {
		const {gapCount, gapList} = desk.integrity;
		if (gapCount <= (this.#gaps.get(desk) ?? 0)) return;
		this.#gaps.set(desk, gapCount);
		const position = this.#losses.get(desk) ?? this.position;
		this.#add('gap', gapList.at(-1)?.at ?? desk.gauges.row.at, position, desk.instrument.id);
	}

	/** A person's own marks stay. */
	#dropOldest(): void {
		const oldest = this.#all.findIndex((each) => each.kind !== 'mark');
		this.#all.splice(Math.max(0, oldest), 1);
	}

	#add(kind: TimelineEvent['kind'], at: number, position: number, instrument: InstrumentId | undefined): void {
		const place = this.#all.findLastIndex((each) => each.position <= position) + 1;
		this.#all.splice(place, 0, {kind, at, position, instrument});
		if (this.#all.length > most) this.#dropOldest();
		this.version++;
	}
}
