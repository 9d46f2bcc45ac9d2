/*
One run of fault injection: a stretch of a real recording with frames dropped, doubled, swapped and corrupted, over a wire that answers late, under the
eyes of a judge. The same seed makes the same run.
*/

import type {EngineOptions} from '../../source/engine/engine.ts';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {engineOptions} from '../support/folding.ts';
import {drawFaults, drawUnseenFaults, type Fault} from './faults.ts';
import type {History, RecordedFrame} from './history.ts';
import {type Delivery, Judge} from './judge.ts';
import {plainReading, type Reading, saysTheSame} from './plain-reading.ts';
import {increase, type Tally} from './tally.ts';
import {Wire} from './wire.ts';

/** Diffs at the end of a run that come as they were, so that it can come to rest. */
export const calmDiffs = 100;
/** As many where nothing but a second opinion tells: it has been given by then. */
export const calmUnseenDiffs = 650;

export type RunOptions = {
	readonly history: History;
	readonly seed: number;
	/** Diffs of the recording that the run goes over, from anywhere in it; all of them where there are no more. */
	readonly diffs: number;
	/** Nothing goes wrong but what nobody can see. */
	readonly isUnseen?: boolean;
	/** Of the engine under test; as ever where nothing is said. */
	readonly engine?: EngineOptions;
};

/** A run that did not go as it must: which, when and why. */
export class FailedRunError extends Error {
	override readonly name = 'FailedRunError';
	readonly seed: number;

	constructor(seed: number, frame: string, faults: readonly string[], cause: unknown) {
		super(`seed ${seed}, at ${frame}: ${String(cause)}; faults: ${faults.join('; ')}`, {cause});
		this.seed = seed;
	}
}

/** @throws FailedRunError where the engine breaks a promise. */
export function runWithFaults(options: RunOptions): Tally {
	const run = new Run(options);
	try {
		return run.go();
	} catch (error) {
		throw new FailedRunError(options.seed, run.place, run.faults, error);
	}
}

type Held = {readonly delivery: Delivery; left: number};

class Run {
	readonly #history: History;
	readonly #frames: readonly RecordedFrame[];
	readonly #firstPlace: number;
	readonly #faults: ReadonlyMap<number, Fault>;
	readonly #wire: Wire;
	readonly #judge: Judge;
	/** What comes later than it should, by stream. */
	readonly #held: {readonly diffs: Held[]; readonly trades: Held[]} = {diffs: [], trades: []};
	#index = 0;

	constructor({history, seed, diffs, isUnseen = false, engine = engineOptions()}: RunOptions) {
		const {places, symbol} = history;
		const count = Math.min(diffs, history.diffs);
		const calm = isUnseen ? calmUnseenDiffs : calmDiffs;
		if (count <= calm) throw new RangeError(`a run needs more than ${calm} diffs, not ${count}`);
		const first = new Random(seed, 'where').below(history.diffs - count + 1);
		this.#history = history;
		this.#firstPlace = places[first] ?? 0;
		this.#frames = history.frames.slice(this.#firstPlace, places[first + count]);
		this.#faults = (isUnseen ? drawUnseenFaults : drawFaults)(history, first, first + count - calm, new Random(seed, 'faults'));
		const truth = history.oracleAt(first - 1);
		this.#wire = new Wire({engine, symbol, truth, random: new Random(seed, 'wire'), at: this.#frames[0]?.at ?? 0});
		this.#judge = new Judge(this.#wire.desk, history, first - 1);
		this.#wire.passed = () => this.#judge.passed(this.#wire.at);
	}

	/** Where it is, in words. */
	get place(): string {
		const {at, diff} = this.#frames[this.#index] ?? {at: Number.NaN, diff: Number.NaN};
		const what = Number.isNaN(diff) ? 'a trade' : `diff ${diff}`;
		return `frame ${this.#firstPlace + this.#index}, ${what}, ${at} µs`;
	}

	get faults(): readonly string[] {
		return [...this.#faults.values()].toSorted((one, other) => one.place - other.place).map(({place, how}) => `${how} at ${place}`);
	}

	go(): Tally {
		for (const frame of this.#frames) {
			this.#wire.passTo(frame.at);
			if (!Number.isNaN(frame.diff)) this.#wire.truth.advanceTo(frame.diff);
			this.#take(frame, this.#faults.get(this.#firstPlace + this.#index));
			this.#wire.next();
			this.#index++;
		}
		const tally = this.#judge.finish(this.#wire.at);
		for (const {kind, how, place, payload} of this.#faults.values()) {
			increase(tally.faults, payload === undefined ? kind : `${kind}: ${this.#natureOf(place, payload)}`);
			if (payload !== undefined) increase(tally.corruptions, how);
		}
		tally.snapshots = this.#wire.snapshots;
		tally.reconnects = this.#wire.reconnects;
		return tally;
	}

	#take(frame: RecordedFrame, fault: Fault | undefined): void {
		const asSent: Delivery = {frame, payload: frame.payload, reading: frame.reading, fault};
		switch (fault?.kind) {
			case 'drop':
				this.#judge.missing(frame);
				return;
			case 'swap':
				this.#judge.missing(frame);
				this.#hold(asSent, 0);
				return;
			case 'duplicate':
				this.#deliver(asSent);
				if (fault.later === 0) this.#send(asSent);
				else this.#hold(asSent, fault.later - 1);
				return;
			case 'corrupt':
				this.#deliver({frame, payload: fault.payload ?? frame.payload, reading: this.#read(fault.payload ?? frame.payload), fault});
				return;
			case undefined:
				this.#deliver(asSent);
		}
	}

	/** Also what was to come after it. */
	#deliver(delivery: Delivery): void {
		this.#send(delivery);
		const held = this.#heldWith(delivery.frame);
		for (const late of held) late.left--;
		for (const late of held.filter(({left}) => left < 0)) {
			held.splice(held.indexOf(late), 1);
			this.#send(late.delivery);
		}
	}

	#send(delivery: Delivery): void {
		this.#wire.send(delivery.payload, (fold) => this.#judge.message(delivery, this.#wire.at, fold));
	}

	/** @param after so many further frames of the stream, and one more. */
	#hold(delivery: Delivery, after: number): void {
		this.#heldWith(delivery.frame).push({delivery, left: after});
	}

	#heldWith({diff}: RecordedFrame): Held[] {
		return Number.isNaN(diff) ? this.#held.trades : this.#held.diffs;
	}

	#read(payload: Uint8Array): Reading {
		return plainReading(payload, this.#history.symbol);
	}

	/** What can be seen of a corruption. */
	#natureOf(place: number, payload: Uint8Array): string {
		const {diff, reading: original} = this.#history.frames[place]!;
		const reading = this.#read(payload);
		if (reading.kind === 'unreadable') return `visible by ${reading.rule}`;
		if (reading.kind === 'foreign') return 'visible by sequence';
		if (saysTheSame(reading, original)) return 'harmless';
		if (reading.kind !== 'diff' || original.kind !== 'diff') return 'unseeable';
		const isSequenceBroken = reading.first > this.#history.idAt(diff - 1) + 1 || reading.last < original.last;
		return isSequenceBroken ? 'visible by sequence' : 'unseeable';
	}
}
