/* Walks through the past of frames that a test has at hand: every moment of it can be held against an engine that went there straight. */

import {createHash} from 'node:crypto';
import {Engine, type EngineOptions} from '../../source/engine/engine.ts';
import {openRecording} from '../../source/files/recording.ts';
import {History} from '../../source/history/history.ts';
import {type Keep, memoryKeep} from '../../source/history/keep.ts';
import {Landmarks} from '../../source/history/landmarks.ts';
import type {Frame} from '../../source/market/frame.ts';
import {engineOptions} from './folding.ts';
import {ManualClock} from './manual-clock.ts';
import {turn} from './turn.ts';

/** Time passes with every look at it, so that work takes some. */
export class TickingClock extends ManualClock {
	#looks = 0;
	readonly #step: number;

	/** @param step ms that a look takes. */
	constructor(step = 0.01) {
		super();
		this.#step = step;
	}

	override monotonic(): number {
		return super.monotonic() + this.#looks++ * this.#step;
	}
}

/** All frames of a recording, copied. */
export async function framesOf(file: string): Promise<Frame[]> {
	const recording = await openRecording(file);
	const all: Frame[] = [];
	for await (const {frames, length} of recording.batches()) {
		for (const frame of frames.slice(0, length)) all.push({...frame, payload: Uint8Array.from(frame.payload)});
	}
	return all;
}

export type WalkingOptions = {
	readonly isLive?: boolean;
	readonly room?: number;
	readonly keep?: Keep;
	readonly clock?: ManualClock;
	readonly speed?: number;
	readonly isPaused?: boolean;
	readonly engine?: EngineOptions;
};

export class Walking {
	readonly engine: Engine;
	readonly history: History;
	readonly clock: ManualClock;
	readonly #options: EngineOptions;
	readonly #abort = new AbortController();
	readonly #run: Promise<void>;

	constructor({isLive = false, room = Number.POSITIVE_INFINITY, ...rest}: WalkingOptions = {}) {
		const {keep = memoryKeep(), clock = new TickingClock(), engine: options = engineOptions(), speed, isPaused} = rest;
		const landmarks = new Landmarks();
		this.clock = clock;
		this.#options = options;
		this.engine = new Engine({...options, observer: landmarks.observer});
		this.history = new History({
			...{engine: this.engine, landmarks, keep, room, clock, isLive},
			...(speed === undefined ? {} : {speed}),
			...(isPaused === undefined ? {} : {isPaused}),
			restore: (checkpoint) => Engine.restore(checkpoint, options),
		});
		this.#run = this.history.transport.run(this.#abort.signal);
	}

	take(...frames: readonly Frame[]): void {
		for (const frame of frames) this.history.chronicle.fold(frame, (each) => this.engine.fold(each));
	}

	/** Until nobody is on the way to somewhere. */
	async arrive(): Promise<void> {
		do await turn();
		while (this.history.transport.isSeeking);
	}

	/** The whole state at the cursor. */
	get state(): string {
		return stateOf(this.history.transport.engine);
	}

	/** The whole states of an engine that went straight on, by how many frames it had folded. */
	statesAt(frames: readonly Frame[], positions: ReadonlySet<number>): Map<number, string> {
		const straight = new Engine(this.#options);
		const states = new Map<number, string>();
		for (let position = 0; position <= frames.length; position++) {
			if (positions.has(position)) states.set(position, stateOf(straight));
			const frame = frames[position];
			if (frame !== undefined) straight.fold(frame);
		}
		return states;
	}

	async end(): Promise<void> {
		this.#abort.abort();
		await this.#run;
		this.history.close();
	}
}

/** Every bit of an engine, as a hash. */
export function stateOf(engine: Engine): string {
	return createHash('sha256').update(engine.checkpoint()).digest('hex');
}
