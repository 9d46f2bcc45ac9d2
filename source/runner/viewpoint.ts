/* What the eye has chosen: which instrument, at which price step, and whether the view stands still. None of it is in a frame or a hash. */

import type {Engine} from '../engine/engine.ts';
import type {View, Want} from '../engine/view.ts';
import type {InstrumentId} from '../market/instrument.ts';

export class Viewpoint {
	/** What is looked at may change. */
	readonly #engineNow: () => Engine;
	readonly #groupings: Map<string, number>;
	#want: Want = {instrument: undefined, rows: 12, grouping: 0, samples: 64, lines: 8, detail: false};
	#frozen: View | undefined;
	/** To be selected once it is there. */
	#awaited: InstrumentId | undefined;

	/** @param groupings price steps remembered, by instrument. */
	constructor(engine: () => Engine, groupings: Readonly<Record<string, number>>) {
		this.#engineNow = engine;
		this.#groupings = new Map(Object.entries(groupings));
	}

	get #engine(): Engine {
		return this.#engineNow();
	}

	/** The instrument that is looked at; undefined before there is any. */
	get selected(): InstrumentId | undefined {
		return this.#wantNow().instrument;
	}

	get isFrozen(): boolean {
		return this.#frozen !== undefined;
	}

	/** Time of what is seen, µs. */
	get at(): number {
		return this.#frozen?.at ?? this.#engine.at;
	}

	/** How many log lines are wanted. */
	get lines(): number {
		return this.#want.lines;
	}

	/** How far a view that stands still is behind, µs; NaN where it moves. */
	get behind(): number {
		return this.#frozen === undefined ? Number.NaN : this.#engine.at - this.#frozen.at;
	}

	view(): View {
		this.#selectAwaited();
		const now = this.#engine.view(this.#wantNow());
		// Thresholds are seen to move even where the rest stands still.
		return this.#frozen === undefined ? now : {...this.#frozen, settings: now.settings};
	}

	/** Of the instruments in their order; nothing for one that is not there. */
	select(index: number): void {
		const desk = this.#engine.desks[index];
		if (desk === undefined) return;
		this.#awaited = undefined;
		this.#want = {...this.#want, instrument: desk.instrument.id};
		if (this.#frozen !== undefined) this.#frozen = this.#still();
	}

	/** To the next or the one before, around the ends. */
	step(step: 1 | -1): void {
		const {desks} = this.#engine;
		const count = Math.max(1, desks.length);
		this.select((Math.max(0, this.#indexOf(this.#want.instrument)) + step + count) % count);
	}

	/** Selects an instrument, now or once it is there. Returns whether it is. */
	await(id: InstrumentId): boolean {
		this.#awaited = id;
		return this.#selectAwaited();
	}

	resize(rows: number, samples: number, lines: number): void {
		this.#want = {...this.#want, rows, samples, lines};
	}

	/** Whether every column is looked at. */
	lookAtAll(isWanted: boolean): void {
		this.#want = {...this.#want, detail: isWanted};
	}

	/** @param steps how many price steps there are. @returns what was chosen; undefined where there is no instrument. */
	stepGrouping(step: 1 | -1, steps: number): {readonly instrument: InstrumentId; readonly grouping: number} | undefined {
		const {instrument, grouping} = this.#wantNow();
		if (instrument === undefined) return undefined;
		const next = Math.min(Math.max(grouping + step, 0), steps - 1);
		this.#groupings.set(instrument, next);
		return {instrument, grouping: next};
	}

	toggleFreeze(): void {
		this.#frozen = this.#frozen === undefined ? this.#still() : undefined;
	}

	/** A view that stands still cannot be asked for more later: it has every column. */
	#still(): View {
		return this.#engine.view({...this.#wantNow(), detail: true});
	}

	#wantNow(): Want {
		const instrument = this.#want.instrument ?? this.#engine.desks[0]?.instrument.id;
		return {...this.#want, instrument, grouping: this.#groupings.get(instrument ?? '') ?? 0};
	}

	#selectAwaited(): boolean {
		const index = this.#awaited === undefined ? -1 : this.#indexOf(this.#awaited);
		if (index === -1) return false;
		this.select(index);
		return true;
	}

	#indexOf(id: InstrumentId | undefined): number {
		return this.#engine.desks.findIndex((desk) => desk.instrument.id === id);
	}
}
