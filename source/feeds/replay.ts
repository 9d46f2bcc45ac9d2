/* Recordings as a feed: frames are let through when their time has come on a clock that can be held and hurried. */

import type {Ending} from '../files/ending.ts';
import type {RecordingFormat} from '../files/foreign.ts';
import {mergeRecordings} from '../files/merge.ts';
import {type Batch, type BatchSource, openRecording, type Recording} from '../files/recording.ts';
import {BeyondRecordingError} from '../files/recording-errors.ts';
import type {HashMark} from '../files/recording-line.ts';
import {instantOf, type RecordingTime} from '../files/recording-time.ts';
import {type Clock, longestWait} from './clock.ts';
import type {Playback, Sink} from './feed.ts';

/** Bounds of the speeds that are paced; Infinity is as fast as it goes. */
const slowestSpeed = 0.1;
const fastestSpeed = 100;

export type ReplayOptions = {
	readonly files: readonly string[];
	/** What the files are, where their content is not to be asked. */
	readonly format?: RecordingFormat | undefined;
	readonly clock: Clock;
	/** Times real time; 1 unless given. */
	readonly speed?: number;
	readonly isPaused?: boolean;
	/** Frames before it are let through at full speed, even if paused. */
	readonly startAt?: RecordingTime | undefined;
	/** Right after the frames before it, if a single file is replayed. `frames` is how many there were. */
	readonly onHash?: (mark: HashMark, frames: number) => void;
	/** Each time when some frames have been let through, before the feed rests. */
	readonly onProgress?: (progress: number) => void;
	/** After the last frame: how each file ended. */
	readonly onEnd?: (endings: ReadonlyArray<{readonly file: string; readonly ending: Ending}>) => void;
};

/**
A feed of one recording, or of several merged by time.

`run` rejects with `UnreadableRecordingError` before anything is delivered, and with `DamagedRecordingError` or `BeyondRecordingError` after
everything before the fault has been.
*/
export function createReplayFeed(options: ReplayOptions): Playback {
	return new Replay(options);
}

/** ms of work after which keys and the screen get their turn. */
const workSpan = 8;
/** Frames between two looks at the clock. */
const stride = 16;

class Replay implements Playback {
	readonly #options: ReplayOptions;
	readonly #clock: Clock;
	#isPaused: boolean;
	#speed: number;
	/** This time of the recording, µs, was reached at that ms of the monotonic clock. NaN until the first frame to be paced. */
	#anchorAt = Number.NaN;
	#anchorMillis = 0;
	/** Frames up to this time may pass without a look at the clock. */
	#due = Number.NEGATIVE_INFINITY;
	/** Time of the frame that is next. */
	#nextAt = Number.NaN;
	#frames = 0;
	#startAt = Number.NEGATIVE_INFINITY;
	#firstAt = Number.NaN;
	#position = 0;
	#size = 0;
	#workSince = 0;
	#wake: () => void = () => {};

	constructor(options: ReplayOptions) {
		this.#options = options;
		this.#clock = options.clock;
		this.#isPaused = options.isPaused ?? false;
		this.#speed = boundedSpeed(options.speed ?? 1);
	}

	get isPaused(): boolean {
		return this.#isPaused;
	}

	get speed(): number {
		return this.#speed;
	}

	get progress(): number {
		return this.#size === 0 ? Number.NaN : Math.min(1, this.#position / this.#size);
	}

	pause(): void {
		if (this.#isPaused) return;
		this.#anchor();
		this.#isPaused = true;
		this.#look();
	}

	play(speed: number): void {
		const bounded = boundedSpeed(speed);
		if (this.#isPaused) this.#anchorMillis = this.#clock.monotonic();
		else this.#anchor();
		this.#isPaused = false;
		this.#speed = bounded;
		this.#look();
	}

	async run(sink: Sink, signal: AbortSignal): Promise<void> {
		const recordings: Recording[] = [];
		const stop = () => this.#look();
		signal.addEventListener('abort', stop);
		try {
			for (const file of this.#options.files) recordings.push(await openRecording(file, {format: this.#options.format}));
			const source = mergeRecordings(recordings);
			this.#size = source.size;
			this.#workSince = this.#clock.monotonic();
			if (!(await this.#deliver(source, sink, signal))) return;
			this.#position = this.#size;
			if (this.#startAt > this.#nextAt) this.#refuseStart();
			this.#options.onProgress?.(this.progress);
			this.#options.onEnd?.(recordings.flatMap(({file, ending}) => (ending === undefined ? [] : [{file, ending}])));
		} finally {
			signal.removeEventListener('abort', stop);
			for (const recording of recordings) await recording.close();
		}
	}

	/** False where the signal ended it. */
	async #deliver(source: BatchSource, sink: Sink, signal: AbortSignal): Promise<boolean> {
		for await (const batch of source.batches()) {
			for (let index = 0; index < batch.length; index++) {
				const frame = batch.frames[index]!;
				if (this.#frames === 0) this.#begin(frame.at);
				this.#nextAt = frame.at;
				if (frame.at > this.#due) {
					this.#moveTo(batch, index);
					if (!this.#isDue(frame.at)) this.#options.onProgress?.(this.progress);
					while (!signal.aborted && !this.#isDue(frame.at)) await this.#rest(frame.at);
				}
				if (signal.aborted) return false;
				sink(frame);
				this.#frames++;
				if (this.#frames % stride === 0 && this.#clock.monotonic() - this.#workSince >= workSpan) {
					this.#moveTo(batch, index + 1);
					await this.#giveWay();
				}
			}
			if (signal.aborted) return false;
			this.#moveTo(batch, batch.length);
			if (batch.mark !== undefined) this.#options.onHash?.(batch.mark, this.#frames);
		}
		return !signal.aborted;
	}

	#begin(at: number): void {
		this.#firstAt = at;
		if (this.#options.startAt !== undefined) this.#startAt = instantOf(this.#options.startAt, at);
	}

	#moveTo(batch: Batch, index: number): void {
		const share = batch.length === 0 ? 1 : index / batch.length;
		this.#position = batch.from + (batch.to - batch.from) * share;
	}

	/** May a frame of this time pass now? */
	#isDue(at: number): boolean {
		if (at < this.#startAt) return true;
		if (Number.isNaN(this.#anchorAt)) {
			this.#anchorAt = Math.max(this.#firstAt, this.#startAt);
			this.#anchorMillis = this.#clock.monotonic();
		}
		if (this.#isPaused) return false;
		this.#due = this.#reached();
		return at <= this.#due;
	}

	/** The time of the recording that the clock has come to, µs. */
	#reached(): number {
		if (this.#speed === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
		return this.#anchorAt + (this.#clock.monotonic() - this.#anchorMillis) * 1000 * this.#speed;
	}

	/** Starts counting from where the replay stands. A backlog that could not be worked off in time is not caught up with at the new speed. */
	#anchor(): void {
		if (Number.isNaN(this.#anchorAt)) return;
		this.#anchorAt = Math.min(this.#reached(), this.#nextAt);
		this.#anchorMillis = this.#clock.monotonic();
	}

	/** Makes the loop look at the clock again. */
	#look(): void {
		this.#due = Number.NEGATIVE_INFINITY;
		this.#wake();
	}

	/** Sleeps until a frame of this time is due, or something changes. */
	async #rest(at: number): Promise<void> {
		const millis = this.#isPaused ? Number.POSITIVE_INFINITY : (at - this.#reached()) / 1000 / this.#speed;
		await new Promise<void>((resolve) => {
			const cancel = millis === Number.POSITIVE_INFINITY ? undefined : this.#clock.after(Math.min(longestWait, Math.ceil(millis)), resolve);
			this.#wake = () => {
				cancel?.();
				resolve();
			};
		});
		this.#wake = () => {};
		this.#workSince = this.#clock.monotonic();
	}

	async #giveWay(): Promise<void> {
		this.#options.onProgress?.(this.progress);
		await new Promise<void>((resolve) => setImmediate(resolve));
		this.#workSince = this.#clock.monotonic();
	}

	#refuseStart(): void {
		throw new BeyondRecordingError(this.#options.files.join(', '), this.#startAt, this.#firstAt, this.#nextAt);
	}
}

function boundedSpeed(speed: number): number {
	if (Number.isNaN(speed) || speed <= 0) throw new RangeError(`${speed} is no speed: ${slowestSpeed} to ${fastestSpeed}, or Infinity`);
	return speed === Number.POSITIVE_INFINITY ? speed : Math.min(fastestSpeed, Math.max(slowestSpeed, speed));
}
