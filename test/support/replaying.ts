/* Recordings shown as the program shows them, on a clock that a test moves: read into the past at full speed, and played from there. Followed by their hashes. */

import {engineFor, restoredFor, settingsOf} from '../../source/commands/fold-recording.ts';
import type {Engine} from '../../source/engine/engine.ts';
import {createReplayFeed} from '../../source/feeds/replay.ts';
import {openRecording} from '../../source/files/recording.ts';
import {History} from '../../source/history/history.ts';
import {memoryKeep} from '../../source/history/keep.ts';
import {Landmarks} from '../../source/history/landmarks.ts';
import {HashCheck, isOfOlderFold} from '../../source/runner/hash-check.ts';
import type {HashStatus} from '../../source/runner/session.ts';
import {HashLinks} from './hash-links.ts';
import type {ManualClock} from './manual-clock.ts';
import {turn} from './turn.ts';
import {TickingClock} from './walking.ts';

export type Replayed = {
	/** What was shown at the end, and how its hashes compared. */
	readonly engine: Engine;
	readonly status: HashStatus;
	/** All hashes that were come by, in the order of their samples, whichever engine made them: two of a sample where one differed from another. */
	readonly links: Pick<HashLinks, 'all'>;
	/** How often nothing was to be done until time went on. */
	readonly wakes: number;
	/** Engines that went through the past. */
	readonly walkers: number;
};

export type Disturbance = {
	/** Before the so-manieth frame is folded by what is shown, or by what is on the way to be. */
	readonly onFrame?: (frames: number, engine: Engine) => void;
	/** In every turn of the event loop, whether something plays, is on its way or is held. Returns whether there is more to come. */
	readonly onTurn?: (history: History, clock: ManualClock) => boolean;
	/** ms that a look at the clock takes: then there are checkpoints, between which one may go to and fro, and ways that take more than one turn. */
	readonly lookMillis?: number;
};

/** Shows a recording at a speed, to its end. */
export async function replayed(file: string, speed: number, {onFrame, onTurn, lookMillis = 0}: Disturbance = {}): Promise<Replayed> {
	const recording = await openRecording(file);
	await recording.close();
	const settings = settingsOf(recording);
	const isOlderFold = isOfOlderFold(recording.header);
	const landmarks = new Landmarks();
	const engine = engineFor(recording, settings, landmarks.observer);
	const clock = new TickingClock(lookMillis);
	const check = new HashCheck(engine, isOlderFold);
	let frames = 0;
	let walkers = 0;
	const seen = new Set<string>();
	/** Looks on as an engine folds, while it is one that matters. */
	const watched = (each: Engine, isMeant: () => boolean): Engine => {
		const links = new HashLinks(each.samples);
		const fold = each.fold.bind(each);
		each.fold = (frame) => {
			if (isMeant()) onFrame?.(frames++, each);
			const effects = fold(frame);
			links.follow(each);
			if (isMeant()) for (const link of links.all.splice(0)) seen.add(link);
			return effects;
		};
		return each;
	};
	const history = new History({
		...{engine, landmarks, keep: memoryKeep(), room: Number.POSITIVE_INFINITY, clock, isLive: false, isOlderFold, speed},
		restore(checkpoint) {
			walkers++;
			return watched(restoredFor(recording, settings, checkpoint), () => true);
		},
		hash: () => check.status,
	});
	const {chronicle, transport} = history;
	watched(engine, () => transport.isFollowing);
	const feed = createReplayFeed({
		...{files: [file], clock, speed: Number.POSITIVE_INFINITY},
		onHash(mark, count) {
			check.compare(mark, count);
			chronicle.mark(mark);
		},
		onEnd([only]) {
			const end = only?.ending.kind === 'closed' ? only.ending.end : undefined;
			check.compareEnd(end);
			if (end !== undefined && end.samples > 0) chronicle.mark({...end, sample: end.samples});
		},
	});
	const abort = new AbortController();
	const walking = transport.run(abort.signal);
	const reading = feed.run((frame) => chronicle.fold(frame, (each) => engine.fold(each)), abort.signal).then(() => transport.complete());
	let wakes = 0;
	for (;;) {
		await turn();
		const isMoreToCome = onTurn?.(history, clock) ?? false;
		if (transport.isOver && !isMoreToCome) break;
		if (transport.isSeeking || clock.pending === 0) continue;
		wakes++;
		clock.advance(clock.untilNext);
	}
	await reading;
	await turn();
	abort.abort();
	await walking;
	history.close();
	const all = [...seen].sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));
	return {engine: transport.engine, links: {all}, status: transport.hash, wakes, walkers};
}
