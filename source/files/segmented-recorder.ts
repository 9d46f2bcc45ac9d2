/*
A recording over as many files as it takes: another one where it is to be rotated, and where the last one could not be written on. Each stands alone,
because it opens with a checkpoint, and says in its header which it goes on from, or what is missing before it.
*/

import {existsSync, statSync} from 'node:fs';
import path from 'node:path';
import type {Engine} from '../engine/engine.ts';
import type {Frame} from '../market/frame.ts';
import {type Continuation, type Origin, Recorder} from './recorder.ts';
import {UnwritableRecordingError} from './recording-errors.ts';
import {isDue, type Rotation} from './rotation.ts';

/** Seconds between two attempts to go on where writing has failed, and µs of frames between two to rotate. */
const retryEvery = 5;
const rotateAgainAfter = 5_000_000;

type Hole = NonNullable<Continuation['hole']>;

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
	/** Files that hold something, in their order, and from when to when each does, µs. */
	readonly #parts: Array<{readonly file: string; readonly from: number; to: number}> = [];
	readonly #closing: Array<Promise<void>> = [];
	/** Why writing failed, each time, in words. */
	readonly #faults: string[] = [];
	#recorder: Recorder;
	/** Of files before the one in hand. */
	#bytesBefore = 0;
	#framesBefore = 0;
	/** What is in no file since the last that is, and which no header on disk tells of yet. */
	#hole: Hole | undefined;
	/** Frames in no file, but for that hole. */
	#missed = 0;
	#lastKeptAt: number;
	#lastAt = Number.NaN;
	#noRotationBefore = Number.NEGATIVE_INFINITY;
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
		this.#lastKeptAt = at;
		this.#recorder = new Recorder(file, origin, engine, at);
		this.#parts.push({file, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY});
	}

	/** The one that is written to. */
	get file(): string {
		return this.#recorder.file;
	}

	/** All that hold something, but for those that somebody has removed. */
	get files(): readonly string[] {
		return this.#parts.map(({file}) => file).filter((file) => existsSync(file));
	}

	/** The file that a moment is in, µs; undefined where it is in none. */
	fileAt(at: number): string | undefined {
		const isMissing = this.#hole !== undefined && at > this.#hole.after;
		return at < this.since || isMissing ? undefined : this.#parts.findLast(({from, to}) => from <= at && at <= to)?.file;
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
		return this.#missed + (this.#hole?.frames ?? 0);
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
			this.#addMissing(1);
			return;
		}
		this.#settle();
		const mayRotate = this.#hole === undefined && frame.at >= this.#noRotationBefore;
		if (mayRotate && isDue(this.#options.rotation, frame.at, this.#recorder)) this.#rotate(frame.at);
		this.#recorder.frame(frame);
		this.#lastAt = frame.at;
	}

	/** To be called after each fold. */
	mark(): void {
		this.#recorder.mark(this.#engine);
	}

	/** Puts on disk what was taken, and tries to go on where that has failed; to be called once a second. */
	flush(): void {
		this.#recorder.flush();
		if (this.fault === '') {
			this.#settle();
			return;
		}
		this.#noteFault();
		this.#waited++;
		if (this.#waited % retryEvery === 0) this.#resume();
	}

	async close(reason: string): Promise<void> {
		await this.#recorder.close(this.#engine, reason);
		this.#noteFault();
		this.#settle();
		await Promise.all(this.#closing);
	}

	#rotate(at: number): void {
		const old = this.#recorder;
		const {samples: sample, bookHash: book, stateHash: state} = this.#engine;
		const follows = {file: path.basename(old.file), sample, book, state};
		const next = this.#begin(at, {follows});
		if (next === undefined) {
			// What cannot be rotated is written on, which is better than nothing.
			this.#noRotationBefore = at + rotateAgainAfter;
			return;
		}
		this.#lastKeptAt = this.#lastAt;
		this.#framesBefore += old.frames;
		this.#bytesBefore += old.bytes;
		this.#closing.push(this.#leave(old));
		this.#take(next, at);
	}

	/** Closes a file that another has followed. What does not come to be on disk any more is in none of the two. */
	async #leave(old: Recorder): Promise<void> {
		const {bytes} = old;
		await old.close(this.#engine, 'rotated');
		this.#bytesBefore += old.bytes - bytes;
		if (old.fault === '') return;
		const lost = old.frames - old.kept.frames;
		this.#framesBefore -= lost;
		this.#missed += lost;
		this.#faults.push(old.fault);
		this.#options.onNews?.(`recording: ${old.fault}; its last ${lost} frames are in no file`, 'alert');
	}

	#resume(): void {
		const hole = this.#hole;
		if (hole === undefined) return;
		// Before its first frame an engine knows no time.
		const at = Number.isNaN(this.#engine.at) ? this.#lastKeptAt : this.#engine.at;
		const next = this.#begin(at, {hole});
		if (next === undefined) return;
		this.#isFailed = false;
		this.#waited = 0;
		this.#bytesBefore += this.#recorder.bytes;
		const last = this.#parts.at(-1);
		if (last !== undefined) last.to = hole.after;
		this.#take(next, at);
		this.#settle();
	}

	/** Nothing goes on before the header that tells of the hole is on disk. */
	#settle(): void {
		const {kept, file} = this.#recorder;
		if (this.#hole === undefined || this.#isFailed || kept.bytes === 0) return;
		const {frames} = this.#hole;
		this.#missed += frames;
		this.#hole = undefined;
		const what = frames === 0 ? 'no frame is' : `${frames} frames are`;
		this.#options.onNews?.(`recording goes on in ${file}: ${what} missing before it`, 'alert');
	}

	#take(next: Recorder, from: number): void {
		this.#recorder = next;
		this.#parts.push({file: next.file, from, to: Number.POSITIVE_INFINITY});
	}

	/** Another file; undefined where none can be had now. */
	#begin(at: number, continuation: Continuation): Recorder | undefined {
		// A device has no neighbours to write to.
		if (existsSync(this.#first) && !statSync(this.#first).isFile()) return undefined;
		try {
			const recorder = new Recorder(this.#freeName(), this.#origin, this.#engine, at, continuation);
			if (recorder.fault === '') return recorder;
			void recorder.close(this.#engine, recorder.fault);
			return undefined;
		} catch (error) {
			if (error instanceof UnwritableRecordingError) return undefined;
			throw error;
		}
	}

	/** `btc.2.jsonl.zst` beside `btc.jsonl.zst`: the next number that nobody has. The first name is taken up again where nothing came to stand under it. */
	#freeName(): string {
		const [, stem = this.#first, ending = ''] = /^(.*?)((?:\.jsonl)?(?:\.gz|\.zst)?)$/.exec(this.#first) ?? [];
		for (let number = this.#parts.length + 1; ; number++) {
			const name = number === 1 ? this.#first : `${stem}.${number}${ending}`;
			if (!existsSync(name)) return name;
		}
	}

	/** Once for each failure: what is not surely on disk is missing. */
	#noteFault(): void {
		const {fault, kept, frames} = this.#recorder;
		if (fault === '' || this.#isFailed) return;
		this.#settle();
		this.#isFailed = true;
		this.#framesBefore += kept.frames;
		const isAgain = this.#hole !== undefined;
		if (kept.bytes === 0) this.#parts.pop();
		if (kept.frames > 0) this.#lastKeptAt = kept.at;
		this.#hole ??= {after: this.#lastKeptAt, frames: 0, why: fault};
		this.#addMissing(frames - kept.frames);
		// Of an attempt that came to nothing, nobody has heard.
		if (isAgain) return;
		this.#faults.push(fault);
		this.#options.onNews?.(`recording stopped: ${fault}`, 'alert');
	}

	#addMissing(frames: number): void {
		if (this.#hole !== undefined) this.#hole = {...this.#hole, frames: this.#hole.frames + frames};
	}
}
