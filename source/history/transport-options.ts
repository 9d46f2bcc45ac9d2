/* What a walk through the past is made of, and what a place in it is. */

import type {Engine} from '../engine/engine.ts';
import type {Clock} from '../feeds/clock.ts';
import type {RecordingTime} from '../files/recording-time.ts';
import type {HashStatus} from '../runner/session.ts';
import type {Past} from './past.ts';
import type {Restore} from './walker.ts';

/** A moment: frames folded until then, and the time that is meant, µs, at or after that of the last of them. */
export type Place = {readonly position: number; readonly at: number};

export type TransportOptions = {
	/** The engine that comes first to every frame, and how its hashes compare. */
	readonly engine: Engine;
	readonly hash: () => HashStatus;
	readonly past: Past;
	readonly restore: Restore;
	readonly clock: Clock;
	/** The feed goes on by itself: unless somebody walks, the present is shown. A recording is shown from its beginning. */
	readonly isLive: boolean;
	readonly isOlderFold: boolean;
	readonly speed: number;
	readonly isPaused: boolean;
	/** Where a recording is shown first. */
	readonly startAt?: RecordingTime | undefined;
	/** Files, for words. */
	readonly source: string;
};
