/*
Walks through the past. What is shown is either the engine that comes first to every frame, which nothing here ever stops, or one of its own at the
cursor. Keys only say where to go; one loop goes there, in turns short enough that a live feed and the screen hardly notice.
*/

import type {Engine} from '../engine/engine.ts';
import {longestWait} from '../feeds/clock.ts';
import {Pace} from '../feeds/pace.ts';
import {BeyondRecordingError} from '../files/recording-errors.ts';
import {instantOf, type RecordingTime} from '../files/recording-time.ts';
import type {HashStatus} from '../runner/session.ts';
import {HandChanges} from './hand-changes.ts';
import type {Foothold, Past} from './past.ts';
import {Seek} from './seek.ts';
import type {Place, TransportOptions} from './transport-options.ts';
import {Turns} from './turns.ts';
import {Walker} from './walker.ts';

export class Transport {
	readonly #options: TransportOptions;
	readonly #past: Past;
	readonly #pace: Pace;
	/** What is shown; undefined for the engine that comes first. */
	#cursor: Walker | undefined;
	/** The way that is gone now, and where somebody wants to be after it: keys that come faster than ways are gone must not keep all of them from their end. */
	#seek: Seek | undefined;
	#goal: Place | undefined;
	/** A checkpoint that the last way left behind. */
	#near: Foothold | undefined;
	/** A time that is wanted and has not been read yet, µs. */
	#awaited = Number.NaN;
	#startAt: RecordingTime | undefined;
	/** What `startAt` came to, µs. */
	#begunAt = Number.NaN;
	/** Where the cursor stands while nothing plays, µs. */
	#at = Number.NaN;
	#isPaused: boolean;
	/** The engine that comes first has come to the end. */
	#isComplete = false;
	/** What a hand has changed since. */
	readonly changes = new HandChanges();
	readonly #turns: Turns;

	constructor(options: TransportOptions) {
		const {past, clock, speed, isPaused, isLive, startAt} = options;
		this.#options = options;
		this.#past = past;
		this.#pace = new Pace(clock, speed);
		this.#turns = new Turns(clock);
		this.#isPaused = isPaused;
		this.#startAt = startAt;
		const isFromBeginning = speed !== Number.POSITIVE_INFINITY || isPaused || startAt !== undefined;
		if (!isLive && isFromBeginning) this.#cursor = this.#walker(past.foothold(0));
	}

	/** What is to be shown. */
	get engine(): Engine {
		return this.#cursor?.engine ?? this.#options.engine;
	}

	get hash(): HashStatus {
		return this.#cursor?.hash ?? this.#options.hash();
	}

	/** Shows the engine that comes first, and nobody wants to be elsewhere. */
	get isFollowing(): boolean {
		return this.#cursor === undefined && this.#seek === undefined;
	}

	get isPaused(): boolean {
		return this.#isPaused;
	}

	get speed(): number {
		return this.#pace.speed;
	}

	/** Frames folded at the cursor. */
	get position(): number {
		return this.#cursor?.position ?? this.#past.end;
	}

	/** Where the cursor stands, µs; NaN before the first frame. */
	get at(): number {
		const cursor = this.#cursor;
		if (cursor === undefined) return this.#past.lastAt;
		if (this.#isPaused || !this.#pace.isAnchored) return Number.isNaN(this.#at) ? this.#past.firstAt : this.#at;
		const next = cursor.next();
		// The clock may be ahead of the work: a frame that is due is not folded yet.
		const passed = Math.min(this.#pace.reached, next === undefined ? this.#past.lastAt : next - 1);
		return Math.max(passed, Number.isNaN(cursor.engine.at) ? passed : cursor.engine.at);
	}

	/** A recording is shown as it is at its end. */
	get isOver(): boolean {
		return this.#isComplete && !this.#options.isLive && this.#seek === undefined && this.position === this.#past.end;
	}

	/** There will be no more frames. */
	get isComplete(): boolean {
		return this.#isComplete;
	}

	/** On the way to somewhere. */
	get isSeeking(): boolean {
		return this.#seek !== undefined || !Number.isNaN(this.#awaited);
	}

	/** What is shown stands still. A recording is read on behind it. */
	pause(): void {
		if (this.#isPaused || this.isOver) return;
		if (this.#cursor === undefined && this.#seek === undefined) this.#fork();
		this.#at = this.at;
		this.#isPaused = true;
		this.#turns.wake();
	}

	/** @param speed how many times real time; Infinity for as fast as it goes. */
	play(speed: number): void {
		const {at} = this;
		const isPaced = speed !== Number.POSITIVE_INFINITY && !this.#options.isLive;
		if (this.isFollowing && isPaced && !this.isOver) this.#fork();
		this.#pace.change(speed, at);
		this.#isPaused = false;
		this.#turns.wake();
	}

	/** Another pace, whether it plays or not. */
	changeSpeed(speed: number): void {
		const {at, isPaused: isHeld} = this;
		this.play(speed);
		this.#isPaused = isHeld;
		this.#at = at;
	}

	/** To a time, µs: the state after the last frame that came at or before it. Beyond the present it is the present. */
	goTo(at: number): void {
		const {lastAt} = this.#past;
		// More frames of the last time may still be read.
		const isBeyond = at > lastAt || (at === lastAt && !this.#options.isLive && !this.#isComplete);
		this.#awaited = Number.NaN;
		if (isBeyond && this.#options.isLive) {
			this.follow();
		} else if (isBeyond && !this.#isComplete) {
			this.#awaited = at;
			this.#turns.wake();
		} else {
			const within = Math.max(this.#past.firstAt, Math.min(at, lastAt));
			this.#goToPlace({position: this.#past.positionAt(within), at: within});
		}
	}

	/** So many µs on or back, counted from where the last key wanted to be. */
	scrub(micros: number): void {
		if (this.#options.isLive && micros > 0 && this.isFollowing) return;
		const {at} = this.wanted;
		if (!Number.isNaN(at)) this.goTo((Number.isNaN(this.#awaited) ? at : this.#awaited) + micros);
	}

	/** One frame on or back, and holds there. */
	step(frames: 1 | -1): void {
		const from = this.wanted.position;
		// Before its first frame an engine has nothing to show.
		const position = Math.min(Math.max(from + frames, this.#past.first, 1), this.#past.end);
		if (position !== from) this.jump({position, at: this.#past.timeOf(position)});
	}

	/** To a place, and holds there. */
	jump(place: Place): void {
		[this.#at, this.#isPaused, this.#awaited] = [this.at, true, Number.NaN];
		this.#goToPlace(place);
	}

	/** Shows the engine that comes first: in a live feed the present, of a recording what has been read of it. */
	follow(): void {
		this.#awaited = Number.NaN;
		this.#goal = undefined;
		this.#isPaused = false;
		// Whoever hurried to the present does not want to be hurried from the past the next time.
		if (this.#options.isLive) this.#pace.change(1, this.#past.lastAt);
		if (this.#options.isLive) this.changes.forget();
		// With other settings than the recording's there is but one way to its end.
		if (!this.changes.areNone) {
			this.#goToPlace({position: this.#past.end, at: this.#past.lastAt});
			return;
		}
		this.#seek = undefined;
		this.#cursor = undefined;
		this.#near = undefined;
		this.#turns.wake();
	}

	/** A hand has changed a setting, after the first frame. At the present of a live feed that is its own affair; elsewhere it holds at the cursor from here on. */
	change(payload: Uint8Array): void {
		if (this.isFollowing && this.#options.isLive) return;
		if (this.#cursor === undefined) this.#fork();
		if (this.#cursor !== undefined) this.changes.add(payload, this.#cursor);
	}

	/** There are more frames. */
	grew(): void {
		if (!this.isFollowing || this.#startAt !== undefined) this.#turns.wake();
	}

	/** There will be no more frames. @throws BeyondRecordingError where what was to be shown first lies beyond them. */
	complete(): void {
		this.#isComplete = true;
		this.#begin();
		const {firstAt, lastAt} = this.#past;
		if (this.#begunAt > lastAt) throw new BeyondRecordingError(this.#options.source, this.#begunAt, firstAt, lastAt);
		if (this.#awaited >= lastAt) this.goTo(lastAt);
		this.#turns.wake();
	}

	/** Goes where keys want to be, and plays, until the signal aborts. */
	run(signal: AbortSignal): Promise<void> {
		return this.#turns.run((isOver) => this.#turn(isOver), signal);
	}

	/** Where the last key wanted to be. */
	get wanted(): Place {
		return this.#goal ?? this.#seek ?? {position: this.position, at: this.at};
	}

	#turn(isOver: () => boolean): number {
		this.#begin();
		if (this.#awaited < this.#past.lastAt) this.goTo(this.#awaited);
		if (this.#seek !== undefined) return this.#advance(this.#seek, isOver);
		if (this.#cursor === undefined || this.#isPaused || !Number.isNaN(this.#awaited)) return Number.POSITIVE_INFINITY;
		return this.#playOn(this.#cursor, isOver);
	}

	#advance(seek: Seek, isOver: () => boolean): number {
		const arrived = seek.advance(isOver);
		if (arrived === undefined) return 0;
		this.#seek = undefined;
		// What it was to come by has been dropped meanwhile: there is another way, or an older end.
		if (arrived.isLost && arrived.position < seek.position) this.#goal ??= seek;
		if (arrived !== this.#cursor) this.changes.applyTo(arrived);
		this.#cursor = arrived;
		this.#near = seek.near ?? this.#near;
		this.#at = seek.at;
		this.#pace.anchor(seek.at);
		const goal = this.#goal;
		this.#goal = undefined;
		if (goal !== undefined) this.#goToPlace(goal);
		return 0;
	}

	#playOn(cursor: Walker, isOver: () => boolean): number {
		for (;;) {
			const next = cursor.next();
			if (next === undefined) return this.#caughtUp(cursor);
			if (!this.#pace.isAnchored) this.#pace.anchor(next);
			if (!(next <= this.#pace.reached)) return Math.min(longestWait, Math.ceil(this.#pace.until(next)) || 1);
			cursor.step();
			if (isOver()) return 0;
		}
	}

	/** Everything there is so far has been shown. */
	#caughtUp(cursor: Walker): number {
		const {isLive} = this.#options;
		if (cursor.isLost) this.goTo(this.#past.firstAt);
		else if (isLive || (this.speed === Number.POSITIVE_INFINITY && this.changes.areNone)) this.follow();
		else if (this.#isComplete) {
			this.#at = this.#past.lastAt;
			this.#isPaused = true;
		}
		return this.#seek === undefined ? Number.POSITIVE_INFINITY : 0;
	}

	/** Once the first frame is there, it tells which day a time of day is of. */
	#begin(): void {
		if (this.#startAt === undefined || this.#past.end === 0) return;
		this.#begunAt = instantOf(this.#startAt, this.#past.firstAt);
		this.#startAt = undefined;
		if (this.#begunAt > this.#past.firstAt) this.#awaited = this.#begunAt;
	}

	#goToPlace(place: Place): void {
		const {restore, isOlderFold, isLive} = this.#options;
		if (isLive && this.isFollowing) this.#isPaused = true;
		if (this.#seek !== undefined) this.#goal = place;
		else this.#seek = new Seek({...place, past: this.#past, restore, isOlderFold, cursor: this.#cursor, near: this.#near});
		this.#turns.wake();
	}

	/** From here on what is shown goes its own way. */
	#fork(): void {
		const {engine, hash} = this.#options;
		this.#at = this.#past.lastAt;
		this.#cursor = this.#walker({position: this.#past.end, checkpoint: Buffer.from(engine.checkpoint()), hash: hash()});
		if (!Number.isNaN(this.#at)) this.#pace.anchor(this.#at);
	}

	#walker(foothold: Foothold): Walker {
		return new Walker(this.#past, foothold, this.#options.restore, this.#options.isOlderFold);
	}
}
