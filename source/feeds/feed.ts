/* Where frames come from. A feed knows sockets or files, and no books. */

import type {Effect, Frame} from '../market/frame.ts';

export type Sink = (frame: Frame) => readonly Effect[];

export type Feed = {
	/** Delivers frames until the feed ends or the signal aborts. Rejects with an error that a person can read where it cannot go on. */
	run(sink: Sink, signal: AbortSignal): Promise<void>;
	/** 0 to 1 of what there is to deliver, NaN while unknown; undefined where there is no end to it. */
	readonly progress?: number;
};

/** A feed whose pace can be chosen. */
export type Playback = Feed & {
	readonly speed: number;
	/** @param speed how many times real time; Infinity for as fast as it goes. */
	play(speed: number): void;
};

export function isPlayback(feed: Feed): feed is Playback {
	return 'play' in feed;
}
