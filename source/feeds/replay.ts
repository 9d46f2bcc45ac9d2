/* Recordings as a feed: frames are let through as fast as they are read, or when their time has come. */

import type {Ending} from '../files/ending.ts';
import type {RecordingFormat} from '../files/foreign.ts';
import {togetherOf} from '../files/merge.ts';
import {type Batch, type BatchSource, openRecording, type Recording} from '../files/recording.ts';
import {BeyondRecordingError} from '../files/recording-errors.ts';
import type {HashMark} from '../files/recording-line.ts';
import {instantOf, type RecordingTime} from '../files/recording-time.ts';
import {type Clock, longestWait} from './clock.ts';
import type {Feed, Sink} from './feed.ts';
import {Pace} from './pace.ts';

export type ReplayOptions = {
	readonly files: readonly string[];
	/** What the files are, where their content is not to be asked. */
	readonly format?: RecordingFormat | undefined;
	readonly clock: Clock;
	/** Times real time; 1 unless given. */
	readonly speed?: number;
	/** Frames before it are let through at full speed. */
	readonly startAt?: RecordingTime | undefined;
	/** Right after the frames before it, if a single file is replayed, or a run over several. `frames` is how many there were. */
	readonly onHash?: (mark: HashMark, frames: number) => void;
	/** Before the first frame of each file but the first, where they are one run. What it throws ends the replay. */
	readonly onBegin?: ((recording: Recording) => void) | undefined;
	/** Each time when some frames have been let through, before the feed rests. */
	readonly onProgress?: (progress: number) => void;
	/** After the last frame: how each file ended. */
	readonly onEnd?: (endings: ReadonlyArray<{readonly file: string; readonly ending: Ending}>) => void;
};

/** Knows how far it is: 0 to 1, NaN while unknown. */
export type ReplayFeed = Feed & {readonly progress: number};

/**
A feed of one recording, or of several merged by time.

`run` rejects with `UnreadableRecordingError` before anything is delivered, and with `DamagedRecordingError` or `BeyondRecordingError` after
everything before the fault has been.
*/
export function createReplayFeed(options: ReplayOptions): ReplayFeed {
	return new Replay(options);
}

/** ms of work after which keys and the screen get their turn. */
const workSpan = 8;
/** Frames between two looks at the clock. */
const stride = 16;

class Replay implements ReplayFeed {
	readonly #options: ReplayOptions;
	readonly #clock: Clock;
	readonly #pace: Pace;
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
		this.#pace = new Pace(options.clock, options.speed ?? 1);
	}

	get progress(): number {
		return this.#size === 0 ? Number.NaN : Math.min(1, this.#position / this.#size);
	}

	async run(sink: Sink, signal: AbortSignal): Promise<void> {
		const recordings: Recording[] = [];
		const stop = () => this.#wake();
		signal.addEventListener('abort', stop);
		try {
			for (const file of this.#options.files) recordings.push(await openRecording(file, {format: this.#options.format}));
			const source = togetherOf(recordings, this.#options.onBegin);
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
		if (!this.#pace.isAnchored) this.#pace.anchor(Math.max(this.#firstAt, this.#startAt));
		this.#due = this.#pace.reached;
		return at <= this.#due;
	}

	/** Sleeps until a frame of this time is due, or the signal aborts. */
	async #rest(at: number): Promise<void> {
		await new Promise<void>((resolve) => {
			const cancel = this.#clock.after(Math.min(longestWait, Math.ceil(this.#pace.until(at))), resolve);
			this.#wake = () => {
				cancel();
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
