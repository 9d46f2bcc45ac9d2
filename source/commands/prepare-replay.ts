/* The replay that the command line asks for: its recordings, the engine that they are to be folded by, and what is said of how they ended. */

import {stat} from 'node:fs/promises';
import type {DeskObserver} from '../engine/desk.ts';
import type {Engine} from '../engine/engine.ts';
import type {EngineSettings} from '../engine/settings.ts';
import {createReplayFeed, type ReplayFeed} from '../feeds/replay.ts';
import {endingInWords} from '../files/ending.ts';
import type {RecordingFormat} from '../files/foreign.ts';
import {refuseCheckpoints} from '../files/merge.ts';
import type {Origin} from '../files/recorder.ts';
import {openRecording, type Recording} from '../files/recording.ts';
import {UnreadableRecordingError} from '../files/recording-errors.ts';
import {instantOf, parseTime, type RecordingTime} from '../files/recording-time.ts';
import {areOneRun} from '../files/segments.ts';
import {History} from '../history/history.ts';
import {spoolKeep} from '../history/keep.ts';
import {Landmarks} from '../history/landmarks.ts';
import {HashCheck, isOfOlderFold} from '../runner/hash-check.ts';
import type {Arguments} from './arguments.ts';
import {areSame, engineSettings} from './engine-settings.ts';
import {type Environment, hasScreen} from './environment.ts';
import {checkGoesOn, engineFor, formatOf, restoredFor, settingsOf} from './fold-recording.ts';

export type PreparedReplay = {
	readonly feed: ReplayFeed;
	readonly engine: Engine;
	readonly origin: Origin;
	/** Absent where there is nothing to compare. */
	readonly hashCheck: HashCheck | undefined;
	/** What it was recorded with. */
	readonly settings: EngineSettings;
	/** What is walked through on a screen; undefined where there is none. */
	readonly history: History | undefined;
	/** Says where words go on a recording that ended otherwise than it should; until then to standard error. */
	readonly onEnding: (tell: (words: string) => void) => void;
};

/** @throws the errors of reading the beginnings of the files. */
export async function prepareReplay(
	given: Arguments,
	environment: Environment,
	observer: DeskObserver | undefined,
): Promise<PreparedReplay> {
	const files = given.words;
	const format = formatOf(given);
	const recordings = await openAll(files, format);
	refuseCheckpoints(recordings);
	const [first] = recordings;
	if (first === undefined) throw new RangeError('no files to replay');
	const text = given.text('at');
	const startAt = text === undefined ? undefined : parseTime(text);
	const landmarks = hasScreen(given, environment) ? new Landmarks() : undefined;
	const settings = engineSettings(given, settingsOf(first));
	const engine = engineFor(first, settings, landmarks?.observer ?? (await onlooker(given, startAt, observer)));
	const isComparable = (files.length === 1 || areOneRun(recordings)) && first.format === 'own';
	const hashCheck = isComparable ? new HashCheck(engine, isOfOlderFold(first.header)) : undefined;
	if (!areSame(engine.settings, settingsOf(first))) hashCheck?.settingsChanged();
	const isPaused = given.has('paused');
	const speed = given.number('speed') ?? (landmarks === undefined ? Number.POSITIVE_INFINITY : 1);
	const history =
		landmarks === undefined
			? undefined
			: new History({
					...{engine, landmarks, keep: spoolKeep(), room: Number.POSITIVE_INFINITY, clock: environment.clock, isLive: false},
					...{speed, isPaused, startAt, source: files.join(', '), isOlderFold: isOfOlderFold(first.header)},
					restore: (checkpoint) => restoredFor(first, settings, checkpoint),
					hash: () => hashCheck?.status ?? {kind: 'none'},
				});
	let tell = (words: string) => environment.complain(`obi-tui: ${words}`);
	const feed = createReplayFeed({
		files,
		format,
		clock: environment.clock,
		// With a past, what is read ahead is played from there.
		...(history === undefined ? {speed, startAt} : {speed: Number.POSITIVE_INFINITY}),
		onBegin: hashCheck === undefined || hashCheck.status.kind === 'settings-changed' ? undefined : (next) => checkGoesOn(next, engine),
		onHash(mark, frames) {
			hashCheck?.compare(mark, frames);
			if (hashCheck !== undefined) history?.chronicle.mark(mark);
		},
		onEnd(endings) {
			const last = endings.at(-1);
			const end = last?.ending.kind === 'closed' ? last.ending.end : undefined;
			hashCheck?.compareEnd(end);
			if (hashCheck !== undefined && end !== undefined && end.samples > 0) history?.chronicle.mark({...end, sample: end.samples});
			for (const {file, ending} of endings) {
				if (ending.kind !== 'closed') tell(`${file} is ${endingInWords(ending)}`);
			}
		},
	});
	const origin = {venue: first.venue, symbols: first.header?.symbols ?? [], mode: 'replay'};
	const onEnding = (callback: (words: string) => void) => {
		tell = callback;
	};
	return {feed, engine, origin, hashCheck, history, onEnding, settings: settingsOf(first)};
}

/** The recordings as far as their beginnings tell; they are closed again. */
async function openAll(files: readonly string[], format: RecordingFormat | undefined): Promise<readonly Recording[]> {
	const recordings: Recording[] = [];
	for (const file of files) {
		await refusePipe(file);
		const recording = await openRecording(file, {format});
		await recording.close();
		recordings.push(recording);
	}
	return recordings;
}

/** A replay opens its files twice, and a pipe gives what it holds once. What cannot be looked at is refused when it is opened. */
async function refusePipe(file: string): Promise<void> {
	const stats = await stat(file).catch(() => undefined);
	if (stats?.isFIFO() === true || stats?.isSocket() === true || stats?.isCharacterDevice() === true) {
		throw new UnreadableRecordingError(
			file,
			'is no file but a pipe or a device, which a replay cannot read twice: save it to a file first',
		);
	}
}

/** When the first frame of all files came, µs; NaN where there is none. */
async function firstTimeOf(given: Arguments): Promise<number> {
	const times: number[] = [];
	for (const file of given.words) {
		const recording = await openRecording(file, {format: formatOf(given)});
		for await (const {frames, length} of recording.batches()) {
			if (length === 0) continue;
			times.push(frames[0]!.at);
			break;
		}
	}
	return times.length === 0 ? Number.NaN : Math.min(...times);
}

/** Where a replay begins later than its recording, what leads there is not looked at. */
async function onlooker(given: Arguments, startAt: RecordingTime | undefined, observer: DeskObserver | undefined) {
	if (observer === undefined || startAt === undefined) return observer;
	return since(instantOf(startAt, await firstTimeOf(given)), observer);
}

/** Looks on from a time on, µs: what is folded before it only leads there. */
function since(at: number, observer: DeskObserver): DeskObserver {
	return {
		sample(desk) {
			if (desk.gauges.row.at >= at) observer.sample?.(desk);
		},
	};
}
