/* Replays on a clock that a test moves, followed by their hashes, and the ways in which somebody may disturb one. */

import {engineFor, settingsOf} from '../../source/commands/fold-recording.ts';
import type {Engine} from '../../source/engine/engine.ts';
import type {Playback} from '../../source/feeds/feed.ts';
import {createReplayFeed} from '../../source/feeds/replay.ts';
import {openRecording} from '../../source/files/recording.ts';
import type {Frame} from '../../source/market/frame.ts';
import {HashCheck} from '../../source/runner/hash-check.ts';
import type {HashStatus} from '../../source/runner/session.ts';
import {HashLinks} from './hash-links.ts';
import {ManualClock} from './manual-clock.ts';
import {turn} from './turn.ts';

export type Replayed = {readonly engine: Engine; readonly links: HashLinks; readonly status: HashStatus; readonly wakes: number};

export type Disturbance = {
	/** Before the so-manieth frame is folded. */
	readonly onFrame?: (frames: number, engine: Engine, feed: Playback) => void;
	/** When the replay waits, for its next frame or because it is paused, before time goes on. */
	readonly onRest?: (rests: number, engine: Engine, feed: Playback, clock: ManualClock) => void;
};

/** Folds a recording through a replay feed at a speed, by the engine that the program would make for it. */
export async function replayed(file: string, speed: number, {onFrame, onRest}: Disturbance = {}): Promise<Replayed> {
	const recording = await openRecording(file);
	await recording.close();
	const engine = engineFor(recording, settingsOf(recording));
	const links = new HashLinks(engine.samples);
	const check = new HashCheck(engine, recording.header);
	const clock = new ManualClock();
	const feed = createReplayFeed({files: [file], clock, speed, onHash: (mark, frames) => check.compare(mark, frames)});
	let frames = 0;
	let isOver = false;
	const sink = (frame: Frame) => {
		onFrame?.(frames++, engine, feed);
		return links.fold(engine, frame);
	};
	const run = feed.run(sink, new AbortController().signal).finally(() => {
		isOver = true;
	});
	let rests = 0;
	while (!isOver) {
		await turn();
		if (isOver || (clock.pending === 0 && !feed.isPaused)) continue;
		onRest?.(rests, engine, feed, clock);
		rests++;
		if (clock.pending > 0) clock.advance(clock.untilNext);
	}
	await run;
	return {engine, links, status: check.status, wakes: rests};
}
