/* The past of a session, and the walk through it. */

import type {Engine} from '../engine/engine.ts';
import type {Clock} from '../feeds/clock.ts';
import type {RecordingTime} from '../files/recording-time.ts';
import type {HashStatus} from '../runner/session.ts';
import {Chronicle} from './chronicle.ts';
import type {Keep} from './keep.ts';
import type {Landmarks} from './landmarks.ts';
import {Timeline} from './timeline.ts';
import {Transport} from './transport.ts';
import type {Restore} from './walker.ts';

export type HistoryOptions = {
	/** The engine that comes first to every frame, before its first. */
	readonly engine: Engine;
	/** What looks on at that engine. */
	readonly landmarks: Landmarks;
	readonly restore: Restore;
	readonly keep: Keep;
	/** Bytes that the past may take; the oldest of it goes then. */
	readonly room: number;
	readonly clock: Clock;
	/** The feed goes on by itself; a recording does not. */
	readonly isLive: boolean;
	/** How the engine's hashes compare with those of a recording. */
	readonly hash?: () => HashStatus;
	/** The recording's state hashes are of another version of the fold. */
	readonly isOlderFold?: boolean;
	/** Of a recording: how it is shown at first. */
	readonly speed?: number;
	readonly isPaused?: boolean;
	readonly startAt?: RecordingTime | undefined;
	/** Of a recording: its files, for words. */
	readonly source?: string;
};

export class History {
	readonly chronicle: Chronicle;
	readonly transport: Transport;
	readonly timeline = new Timeline();
	/** The feed goes on by itself. */
	readonly isLive: boolean;
	readonly #keep: Keep;

	constructor(options: HistoryOptions) {
		const {engine, landmarks, restore, keep, room, clock, isLive} = options;
		const {hash = () => ({kind: 'none'}), isOlderFold = false, speed = 1, isPaused = false, startAt, source = ''} = options;
		this.#keep = keep;
		this.isLive = isLive;
		this.chronicle = new Chronicle({engine, landmarks, keep, room, clock, isMarking: isLive, hash});
		const {past} = this.chronicle;
		this.transport = new Transport({engine, hash, past, restore, clock, isLive, isOlderFold, speed, isPaused, startAt, source});
		this.chronicle.onGrowth = () => this.transport.grew();
	}

	/** Nothing of it is to be read any more. */
	close(): void {
		this.#keep.close();
	}
}
