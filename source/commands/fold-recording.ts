/* Folds recordings at full speed, with what every command that reads one needs: settings from the header, the hashes compared. */

import type {Audit} from '../engine/audit.ts';
import type {DeskObserver} from '../engine/desk.ts';
import {Engine} from '../engine/engine.ts';
import {type EngineSettings, settingsFrom} from '../engine/settings.ts';
import {mergeRecordings, refuseCheckpoints} from '../files/merge.ts';
import {openRecording, type Recording} from '../files/recording.ts';
import {DamagedRecordingError, UnreadableRecordingError} from '../files/recording-errors.ts';
import {type RecordingFormat, recordingFormats} from '../files/recording-formats.ts';
import {BadArchiveError} from '../market/archive.ts';
import {HashCheck} from '../runner/hash-check.ts';
import {findRules, venues} from '../venues/index.ts';
import type {VenueRules} from '../venues/venue.ts';
import type {Arguments} from './arguments.ts';
import {areSame} from './engine-settings.ts';

export type Folded = {
	/** Folded with the settings that were chosen: the findings are of this one. */
	readonly engine: Engine;
	/** Folded with the settings of the recording, whose hashes it should have. The same one, unless other settings were chosen. */
	readonly recorded: Engine;
	/** What had been counted when the recording began: nothing, unless it begins in the middle of a run. */
	readonly before: {readonly samples: number; readonly others: ReadonlyMap<string, number>};
	readonly recordings: readonly Recording[];
	/** Absent where there is nothing to compare: in a foreign recording, and where several files were folded together. */
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
	const options = {settings, venue: venueOf(recording), findVenue: findRules, ...(observer === undefined ? {} : {observer})};
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
	return recordingFormats.find((each) => each === format);
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
	audit: Audit,
): Promise<Folded> {
	const recordings: Recording[] = [];
	try {
		for (const file of files) recordings.push(await openRecording(file, {format}));
		const [first] = recordings;
		if (first === undefined) throw new RangeError('no files to fold');
		refuseCheckpoints(recordings);
		const stored = settingsOf(first);
		const settings = choose(stored);
		const engine = engineFor(first, settings, audit);
		audit.begin(engine.desks);
		const before = {samples: engine.samples, others: new Map(engine.others)};
		const isComparable = recordings.length === 1 && first.format === 'own';
		// Side by side, for a pipe can be read but once.
		const recorded = isComparable && !areSame(settings, stored) ? engineFor(first, stored) : engine;
		const engines = recorded === engine ? [engine] : [engine, recorded];
		const hashCheck = isComparable ? new HashCheck(recorded, first.header) : undefined;
		const began = performance.now();
		let damage: DamagedRecordingError | undefined;
		try {
			for await (const batch of mergeRecordings(recordings).batches()) {
				for (let index = 0; index < batch.length; index++) {
					for (const each of engines) each.fold(batch.frames[index]!);
				}
				if (batch.mark !== undefined) hashCheck?.compare(batch.mark, first.frames);
			}
			if (first.ending?.kind === 'closed') hashCheck?.compareEnd(first.ending.end);
		} catch (error) {
			if (!(error instanceof DamagedRecordingError)) throw error;
			damage = error;
		}
		return {engine, recorded, before, recordings, hashCheck, damage, millis: performance.now() - began};
	} finally {
		for (const recording of recordings) await recording.close();
	}
}

function venueOf(recording: Recording): VenueRules {
	return findRules(recording.venue) ?? venues[0]!;
}
