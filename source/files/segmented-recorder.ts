/*
A recording over as many files as it takes: another one where it is to be rotated, and where the last one could not be written on. Each stands alone,
because it opens with a checkpoint, and says in its header which it goes on from, or what is missing before it.
*/

import {existsSync, lstatSync, rmSync} from 'node:fs';
import path from 'node:path';
import type {Engine} from '../engine/engine.ts';
import type {Frame} from '../market/frame.ts';
import {type Continuation, type Origin, Recorder} from './recorder.ts';
import {UnwritableRecordingError} from './recording-errors.ts';
import {isDue, type Rotation} from './rotation.ts';

/** Seconds between two attempts to go on where writing has failed. */
const retryEvery = 5;

export type SegmentedRecorderOptions = {
	readonly rotation?: Rotation | undefined;
	/** Something happened that a person should know: writing failed, or goes on. */
	readonly onNews?: (text: string, kind: 'info' | 'alert') => void;
};

export class SegmentedRecorder {
	/** Time of its first frame, µs; NaN before it. */
	since = Number.NaN;
	readonly #first: string;
	readonly #origin: Origin;
	readonly #engine: Engine;
	readonly #options: SegmentedRecorderOptions;
	/** Files that hold something, in their order. */
	readonly #files: string[] = [];
	readonly #closing: Array<Promise<void>> = [];
	/** Why writing failed, each time, in words. */
	readonly #faults: string[] = [];
	#recorder: Recorder;
	/** Of files before the one in hand. */
	#bytesBefore = 0;
	#framesBefore = 0;
	/** Frames that no file holds: those since the last failure, and all that there ever were. */
	#missing = 0;
	#missed = 0;
	#lastKeptAt = 0;
	#waited = 0;
	#isFailed = false;

	/**
	@param at when it begins, µs since the epoch.
	@param engine what the frames will be folded by.
	@throws UnwritableRecordingError
	*/
	constructor(file: string, origin: Origin, engine: Engine, at: number, options: SegmentedRecorderOptions = {}) {
		this.#first = file;
		this.#origin = origin;
		this.#engine = engine;
		this.#options = options;
		this.#recorder = new Recorder(file, origin, engine, at);
		this.#files.push(file);
	}

	/** The one that is written to. */
	get file(): string {
		return this.#recorder.file;
	}

	get files(): readonly string[] {
		return this.#files;
	}

	/** Of all files, on disk. */
	get bytes(): number {
		return this.#bytesBefore + this.#recorder.bytes;
	}

	/** Frames in all files. */
	get frames(): number {
		return this.#framesBefore + (this.#isFailed ? 0 : this.#recorder.frames);
	}

	/** Frames in none. */
	get missed(): number {
		return this.#missed + this.#missing;
	}

	/** Why nothing is written now; empty while all is well. */
	get fault(): string {
		return this.#recorder.fault;
	}

	/** Why writing failed, each time. */
	get faults(): readonly string[] {
		return this.#faults;
	}

	/** To be called before the fold of each frame. */
	frame(frame: Frame): void {
		if (Number.isNaN(this.since)) this.since = frame.at;
		if (this.fault !== '') {
			this.#noteFault();
			this.#missing++;
			return;
		}
		if (isDue(this.#options.rotation, frame.at, this.#recorder)) this.#rotate(frame.at);
		this.#recorder.frame(frame);
	}

	/** To be called after each fold. */
	mark(): void {
		this.#recorder.mark(this.#engine);
	}

	/** Puts on disk what was taken, and tries to go on where that has failed; to be called once a second. */
	flush(): void {
		this.#recorder.flush();
		if (this.fault === '') return;
		this.#noteFault();
		this.#waited++;
		if (this.#waited % retryEvery === 0) this.#resume();
	}

	async close(reason: string): Promise<void> {
		await this.#recorder.close(this.#engine, reason);
		this.#noteFault();
		await Promise.all(this.#closing);
	}

	#rotate(at: number): void {
		const old = this.#recorder;
		const {samples: sample, bookHash: book, stateHash: state} = this.#engine;
		const follows = {file: path.basename(old.file), sample, book, state};
		const next = this.#begin(at, {follows});
		// What cannot be rotated is written on, which is better than nothing.
		if (next === undefined) return;
		this.#closing.push(old.close(this.#engine, 'rotated'));
		this.#framesBefore += old.frames;
		this.#take(next);
	}

	#resume(): void {
		const hole = {after: this.#lastKeptAt, frames: this.#missing, why: this.fault};
		const next = this.#begin(this.#engine.at, {hole});
		if (next === undefined) return;
		this.#missed += this.#missing;
		this.#missing = 0;
		this.#isFailed = false;
		this.#waited = 0;
		this.#take(next);
		this.#options.onNews?.(`recording goes on in ${next.file}: ${hole.frames} frames are missing before it`, 'alert');
	}

	#take(next: Recorder): void {
		this.#bytesBefore += this.#recorder.bytes;
		this.#recorder = next;
		this.#files.push(next.file);
	}

	/** Another file; undefined where none can be had now. */
	#begin(at: number, continuation: Continuation): Recorder | undefined {
		// A device has no neighbours to write to.
		if (existsSync(this.#first) && !lstatSync(this.#first).isFile()) return undefined;
		try {
			const recorder = new Recorder(this.#freeName(), this.#origin, this.#engine, at, continuation);
			if (recorder.fault === '') return recorder;
			void recorder.close(this.#engine, recorder.fault);
			removeEmpty(recorder);
			return undefined;
		} catch (error) {
			if (error instanceof UnwritableRecordingError) return undefined;
			throw error;
		}
	}

	/** `btc.2.jsonl.zst` beside `btc.jsonl.zst`: the next number that nobody has. */
	#freeName(): string {
		const [, stem = this.#first, ending = ''] = /^(.*?)((?:\.jsonl)?(?:\.gz|\.zst)?)$/.exec(this.#first) ?? [];
		for (let number = this.#files.length + 1; ; number++) {
			const name = `${stem}.${number}${ending}`;
			if (!existsSync(name)) return name;
		}
	}

	/** Once for each failure: what is not surely on disk counts as missing. */
	#noteFault(): void {
		const {fault, kept, frames, bytes} = this.#recorder;
		if (fault === '' || this.#isFailed) return;
		this.#isFailed = true;
		this.#faults.push(fault);
		this.#missing += frames - kept.frames;
		if (kept.frames > 0) this.#lastKeptAt = kept.at;
		this.#framesBefore += kept.frames;
		this.#options.onNews?.(`recording stopped: ${fault}`, 'alert');
		removeEmpty(this.#recorder);
		if (bytes === 0) this.#files.pop();
	}
}

/** Nothing came into it: the name is free for another attempt. */
function removeEmpty({file, bytes}: Recorder): void {
	if (bytes === 0 && existsSync(file) && lstatSync(file).isFile()) rmSync(file);
}
