/* Folds recordings at full speed, with what every command that reads one needs: settings from the header, the hashes compared. */

import type {DeskObserver} from '../engine/desk.ts';
import {Engine} from '../engine/engine.ts';
import {type EngineSettings, settingsFrom} from '../engine/settings.ts';
import type {RecordingFormat} from '../files/foreign.ts';
import {mergeRecordings} from '../files/merge.ts';
import {openRecording, type Recording} from '../files/recording.ts';
import {DamagedRecordingError, UnreadableRecordingError} from '../files/recording-errors.ts';
import {BadArchiveError} from '../market/archive.ts';
import {HashCheck} from '../runner/hash-check.ts';
import {findVenue, venues} from '../venues/index.ts';
import type {Venue} from '../venues/venue.ts';
import type {Arguments} from './arguments.ts';
import {areSame} from './engine-settings.ts';

export type Folded = {
	readonly engine: Engine;
	readonly recordings: readonly Recording[];
	/** Absent where settings were overridden, or several files were folded together. */
	readonly hashCheck: HashCheck | undefined;
	/** Undefined where the recording is whole as far as it goes. */
	readonly damage: DamagedRecordingError | undefined;
	readonly millis: number;
};

/**
The engine that a recording is to be folded by: from its checkpoint where it begins in the middle of a run.

@throws UnreadableRecordingError where the checkpoint cannot be taken up, by this version or with these settings.
*/
export function engineFor(recording: Recording, settings: EngineSettings, observer?: DeskObserver): Engine {
	const options = {settings, venue: venueOf(recording), findVenue, ...(observer === undefined ? {} : {observer})};
	if (recording.checkpoint === undefined) return new Engine(options);
	if (!areSame(settings, settingsOf(recording))) {
		throw new UnreadableRecordingError(recording.file, 'begins in the middle of a run: its settings cannot be changed');
	}
	try {
		return Engine.restore(recording.checkpoint, options);
	} catch (error) {
		if (!(error instanceof BadArchiveError)) throw error;
		throw new UnreadableRecordingError(
			recording.file,
			`begins in the middle of a run, with a checkpoint that cannot be taken up: ${error.message}`,
		);
	}
}

/** The format that `--format` names; undefined where the content is to tell. */
export function formatOf(given: Arguments): RecordingFormat | undefined {
	const format = given.text('format');
	return format === 'own' || format === 'time-json' ? format : undefined;
}

/** What a recording was folded with when it was made; the defaults where it does not say. */
export function settingsOf(recording: Recording): EngineSettings {
	return settingsFrom(recording.header?.settings);
}

/** @throws the errors of reading, but for damage, which is part of the findings. */
export async function foldRecordings(
	files: readonly string[],
	format: RecordingFormat | undefined,
	choose: (stored: EngineSettings) => EngineSettings,
	observer: DeskObserver,
): Promise<Folded> {
	const recordings: Recording[] = [];
	try {
		for (const file of files) recordings.push(await openRecording(file, {format}));
		const [first] = recordings;
		if (first === undefined) throw new RangeError('no files to fold');
		const stored = settingsOf(first);
		const settings = choose(stored);
		const engine = engineFor(first, settings, observer);
		const isComparable = recordings.length === 1 && first.format === 'own' && areSame(settings, stored);
		const hashCheck = isComparable ? new HashCheck(engine, first.header) : undefined;
		const began = performance.now();
		let damage: DamagedRecordingError | undefined;
		try {
			for await (const batch of mergeRecordings(recordings).batches()) {
				for (let index = 0; index < batch.length; index++) engine.fold(batch.frames[index]!);
				if (batch.mark !== undefined) hashCheck?.compare(batch.mark, first.frames);
			}
			if (first.ending?.kind === 'closed') hashCheck?.compareEnd(first.ending.end);
		} catch (error) {
			if (!(error instanceof DamagedRecordingError)) throw error;
			damage = error;
		}
		return {engine, recordings, hashCheck, damage, millis: performance.now() - began};
	} finally {
		for (const recording of recordings) await recording.close();
	}
}

function venueOf(recording: Recording): Venue {
	return findVenue(recording.venue) ?? venues[0]!;
}
