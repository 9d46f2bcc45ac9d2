/* The replay that the command line asks for: its recordings, the engine that they are to be folded by, and what is said of how they ended. */

import {stat} from 'node:fs/promises';
import type {DeskObserver} from '../engine/desk.ts';
import type {Engine} from '../engine/engine.ts';
import type {Playback} from '../feeds/feed.ts';
import {createReplayFeed} from '../feeds/replay.ts';
import {endingInWords} from '../files/ending.ts';
import type {RecordingFormat} from '../files/foreign.ts';
import {refuseCheckpoints} from '../files/merge.ts';
import type {Origin} from '../files/recorder.ts';
import {openRecording, type Recording} from '../files/recording.ts';
import {UnreadableRecordingError} from '../files/recording-errors.ts';
import {instantOf, parseTime} from '../files/recording-time.ts';
import {HashCheck} from '../runner/hash-check.ts';
import type {Arguments} from './arguments.ts';
import {areSame, engineSettings} from './engine-settings.ts';
import {type Environment, hasScreen} from './environment.ts';
import {engineFor, formatOf, settingsOf} from './fold-recording.ts';

export type PreparedReplay = {
	readonly feed: Playback;
	readonly engine: Engine;
	readonly origin: Origin;
	/** Absent where there is nothing to compare. */
	readonly hashCheck: HashCheck | undefined;
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
	const onlooker =
		observer === undefined || startAt === undefined ? observer : since(instantOf(startAt, await firstTimeOf(given)), observer);
	const engine = engineFor(first, engineSettings(given, settingsOf(first)), onlooker);
	const isComparable = files.length === 1 && first.format === 'own';
	const hashCheck = isComparable ? new HashCheck(engine, first.header) : undefined;
	if (!areSame(engine.settings, settingsOf(first))) hashCheck?.settingsChanged();
	let tell = (words: string) => environment.complain(`obi-tui: ${words}`);
	const feed = createReplayFeed({
		files,
		format,
		clock: environment.clock,
		speed: given.number('speed') ?? (hasScreen(given, environment) ? 1 : Number.POSITIVE_INFINITY),
		isPaused: given.has('paused'),
		startAt,
		onHash: (mark, frames) => hashCheck?.compare(mark, frames),
		onEnd(endings) {
			const [only] = endings;
			if (only?.ending.kind === 'closed') hashCheck?.compareEnd(only.ending.end);
			for (const {file, ending} of endings) {
				if (ending.kind !== 'closed') tell(`${file} is ${endingInWords(ending)}`);
			}
		},
	});
	const origin = {venue: first.venue, symbols: first.header?.symbols ?? [], mode: 'replay'};
	const onEnding = (callback: (words: string) => void) => {
		tell = callback;
	};
	return {feed, engine, origin, hashCheck, onEnding};
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

/** Looks on from a time on, µs: what is folded before it only leads there. */
function since(at: number, observer: DeskObserver): DeskObserver {
	return {
		sample(desk) {
			if (desk.gauges.row.at >= at) observer.sample?.(desk);
		},
	};
}
