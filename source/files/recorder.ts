/* Recording as a running program does it: a header that lets the file stand alone, every frame, the hashes at most once a second. */

import type {Engine} from '../engine/engine.ts';
import {foldVersion} from '../engine/settings.ts';
import type {Frame} from '../market/frame.ts';
import {checkpointField} from './checkpoint-field.ts';
import {programVersion} from './program-version.ts';
import {type Kept, RecordingWriter} from './recording-writer.ts';

const second = 1_000_000;

/** What a recording says of where it comes from. */
export type Origin = {
	readonly venue: string;
	readonly symbols: readonly string[];
	/** `live` or `demo`. */
	readonly mode: string;
};

/** How a file goes on from another. */
export type Continuation = {
	/** The file that it goes on from, and where that ended. */
	readonly follows?: {readonly file: string; readonly sample: number; readonly book: string; readonly state: string};
	/** What is in no file: how many frames after the one of that time, µs, and why. */
	readonly hole?: {readonly after: number; readonly frames: number; readonly why: string};
};

export class Recorder {
	readonly file: string;
	/** Time of its first frame, µs; NaN before it. */
	since = Number.NaN;
	readonly #writer: RecordingWriter;
	#lastMarkAt = Number.NEGATIVE_INFINITY;
	#lastSample: number;

	/**
	@param at when it begins, µs since the epoch.
	@param engine what the frames will be folded by. Where it has folded some already, its checkpoint opens the file.
	@throws UnwritableRecordingError
	*/
	constructor(file: string, origin: Origin, engine: Engine, at: number, continuation: Continuation = {}) {
		this.file = file;
		this.#lastSample = engine.samples;
		const header = {
			obi: 1,
			program: programVersion,
			fold: foldVersion,
			...origin,
			settings: engine.settings,
			start: at,
			...continuation,
		} as const;
		// What came before this file is in none of its frames.
		const past = engine.frames > 0 ? {checkpoint: checkpointField(engine.checkpoint())} : {};
		this.#writer = new RecordingWriter(file, {...header, ...past});
	}

	get bytes(): number {
		return this.#writer.bytes;
	}

	/** Of the first line, before it is compressed. */
	get headerBytes(): number {
		return this.#writer.headerBytes;
	}

	get frames(): number {
		return this.#writer.frames;
	}

	/** What is surely on disk. */
	get kept(): Kept {
		return this.#writer.kept;
	}

	/** Why writing stopped; empty while all is well. */
	get fault(): string {
		return this.#writer.fault;
	}

	frame(frame: Frame): void {
		if (Number.isNaN(this.since)) this.since = frame.at;
		this.#writer.write(frame);
	}

	/** To be called after each fold: writes the hashes when there are new ones, and the last were written a second of frames ago. */
	mark(engine: Engine): void {
		if (engine.samples === this.#lastSample || engine.at - this.#lastMarkAt < second) return;
		this.#lastSample = engine.samples;
		this.#lastMarkAt = engine.at;
		this.#writer.mark({sample: engine.samples, at: engine.at, book: engine.bookHash, state: engine.stateHash});
	}

	/** Puts on disk what was taken; to be called once a second. */
	flush(): void {
		this.#writer.flush();
	}

	async close(engine: Engine, reason: string): Promise<void> {
		await this.#writer.close(reason, {samples: engine.samples, book: engine.bookHash, state: engine.stateHash});
	}
}
