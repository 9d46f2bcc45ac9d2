/* Walks through the past of frames that a test has at hand: every moment of it can be held against an engine that went there straight. */

import {createHash} from 'node:crypto';
import {Engine, type EngineOptions} from '../../source/engine/engine.ts';
import {openRecording} from '../../source/files/recording.ts';
import type {HashMark} from '../../source/files/recording-line.ts';
import type {RecordingTime} from '../../source/files/recording-time.ts';
import {History} from '../../source/history/history.ts';
import {type Keep, memoryKeep} from '../../source/history/keep.ts';
import {Landmarks} from '../../source/history/landmarks.ts';
import type {Restore} from '../../source/history/walker.ts';
import type {Frame} from '../../source/market/frame.ts';
import {HashCheck} from '../../source/runner/hash-check.ts';
import {engineOptions} from './folding.ts';
import {ManualClock} from './manual-clock.ts';
import {turn} from './turn.ts';

/** Time passes with every look at it, so that work takes some. */
export class TickingClock extends ManualClock {
	/** ms that a look takes. */
	lookMillis: number;
	#spent = 0;

	constructor(lookMillis = 0.01) {
		super();
		this.lookMillis = lookMillis;
	}

	override monotonic(): number {
		this.#spent += this.lookMillis;
		return super.monotonic() + this.#spent;
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
	readonly startAt?: RecordingTime;
	readonly engine?: EngineOptions;
	readonly isOlderFold?: boolean;
};

export class Walking {
	readonly engine: Engine;
	readonly history: History;
	readonly clock: ManualClock;
	readonly restore: Restore;
	/** How the hashes of the engine that comes first compare with those of what was read. */
	readonly check: HashCheck;
	readonly #options: EngineOptions;
	readonly #abort = new AbortController();
	readonly #run: Promise<void>;

	constructor({isLive = false, room = Number.POSITIVE_INFINITY, ...rest}: WalkingOptions = {}) {
		const {keep = memoryKeep(), clock = new TickingClock(), engine: options = engineOptions(), speed, isPaused} = rest;
		const {startAt, isOlderFold = false} = rest;
		const landmarks = new Landmarks();
		this.clock = clock;
		this.#options = options;
		this.engine = new Engine({...options, observer: landmarks.observer});
		this.check = new HashCheck(this.engine, isOlderFold);
		this.restore = (checkpoint) => Engine.restore(checkpoint, options);
		this.history = new History({
			...{engine: this.engine, landmarks, keep, room, clock, isLive, startAt, isOlderFold, source: 'x.jsonl'},
			...(speed === undefined ? {} : {speed}),
			...(isPaused === undefined ? {} : {isPaused}),
			restore: this.restore,
			hash: () => this.check.status,
		});
		this.#run = this.history.transport.run(this.#abort.signal);
	}

	take(...frames: readonly Frame[]): void {
		for (const frame of frames) this.history.chronicle.fold(frame, (each) => this.engine.fold(each));
	}

	/** Takes a recording, with its hashes. */
	async read(file: string): Promise<void> {
		const recording = await openRecording(file);
		for await (const {frames, length, mark} of recording.batches()) {
			this.take(...frames.slice(0, length));
			if (mark !== undefined) this.mark(mark);
		}
	}

	/** Hashes after the frames so far. */
	mark(mark: HashMark): void {
		this.check.compare(mark, this.history.chronicle.past.end);
		this.history.chronicle.mark(mark);
	}

	/** Lets time pass, and what is shown with it. */
	async pass(millis: number): Promise<void> {
		this.clock.advance(millis);
		await this.arrive();
	}

	/** Until nobody is on the way to somewhere. */
	async arrive(): Promise<void> {
		do await turn();
		while (this.history.transport.isSeeking);
		await turn();
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
