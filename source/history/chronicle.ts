/* Writes the past down while an engine comes first to every frame: each frame before it is folded, a checkpoint now and then, hashes once a second. */

import type {Engine} from '../engine/engine.ts';
import type {Clock} from '../feeds/clock.ts';
import type {HashMark} from '../files/recording-line.ts';
import type {Effect, Frame} from '../market/frame.ts';
import type {HashStatus} from '../runner/session.ts';
import type {Keep} from './keep.ts';
import type {Landmarks} from './landmarks.ts';
import {MessageRate} from './message-rate.ts';
import {Past} from './past.ts';

/** ms of folding between two checkpoints: what it costs at most, on an idle machine, to come to any moment. */
const stride = 100;
/** Where a checkpoint itself takes long, as that of many books does, it may take this share of the time. */
const checkpointShare = 0.1;
/** µs. */
const markEvery = 1_000_000;

export type ChronicleOptions = {
	readonly engine: Engine;
	readonly keep: Keep;
	/** Bytes that the past may take. */
	readonly room: number;
	readonly clock: Clock;
	/** What looks on at the engine for landmarks. */
	readonly landmarks: Landmarks;
	/** Takes the engine's own hashes down. Not where a recording brings some to compare with, nor where it has none. */
	readonly isMarking: boolean;
	/** How the engine's hashes compared so far. */
	readonly hash: () => HashStatus;
};

export class Chronicle {
	readonly past: Past;
	readonly landmarks: Landmarks;
	readonly rate = new MessageRate();
	/** Called after each frame. */
	onGrowth: () => void = () => {};
	readonly #options: ChronicleOptions;
	#worked = 0;
	#spacing = stride;
	#markedAt = Number.NEGATIVE_INFINITY;
	#samples: number;

	constructor(options: ChronicleOptions) {
		this.#options = options;
		this.past = new Past(options.keep, options.room);
		this.landmarks = options.landmarks;
		this.#samples = options.engine.samples;
		options.landmarks.begin(options.engine.desks);
		this.#checkpoint();
	}

	/** Takes a frame down and lets it be folded. @param fold by the engine. */
	fold(frame: Frame, fold: (frame: Frame) => readonly Effect[]): readonly Effect[] {
		const {clock} = this.#options;
		if (this.#worked >= this.#spacing) this.#checkpoint();
		this.past.take(frame);
		this.rate.count(frame.at);
		this.landmarks.position = this.past.end;
		const began = clock.monotonic();
		const effects = fold(frame);
		this.#worked += clock.monotonic() - began;
		this.#mark();
		this.onGrowth();
		return effects;
	}

	/** Hashes that a recording has after the last frame. */
	mark(mark: HashMark): void {
		this.past.mark(mark);
		this.onGrowth();
	}

	#mark(): void {
		const {engine, isMarking} = this.#options;
		if (!isMarking || engine.samples === this.#samples || engine.at - this.#markedAt < markEvery) return;
		this.#samples = engine.samples;
		this.#markedAt = engine.at;
		this.past.mark({sample: engine.samples, at: engine.at, book: engine.bookHash, state: engine.stateHash});
	}

	#checkpoint(): void {
		const {clock, engine, hash} = this.#options;
		const began = clock.monotonic();
		this.past.checkpoint(engine.checkpoint(), hash());
		this.#spacing = Math.max(stride, (clock.monotonic() - began) / checkpointShare);
		this.#worked = 0;
		this.landmarks.forgetBefore(this.past.first);
		this.rate.forgetBefore(this.past.firstAt);
	}
}
