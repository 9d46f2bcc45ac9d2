/* Folds recordings at full speed, with what every command that reads one needs: settings from the header, the hashes compared. */

import type {DeskObserver} from '../engine/desk.ts';
import {Engine, type EngineOptions} from '../engine/engine.ts';
import {type EngineSettings, settingsFrom} from '../engine/settings.ts';
import {endingInWords} from '../files/ending.ts';
import {refuseCheckpoints, togetherOf} from '../files/merge.ts';
import {type Batch, openRecording, type Recording} from '../files/recording.ts';
import {DamagedRecordingError, UnreadableRecordingError} from '../files/recording-errors.ts';
import {type RecordingFormat, recordingFormats} from '../files/recording-formats.ts';
import {areOneRun} from '../files/segments.ts';
import {BadArchiveError} from '../market/archive.ts';
import {HashCheck, isOfOlderFold} from '../runner/hash-check.ts';
import {findRules, venues} from '../venues/index.ts';
import type {VenueRules} from '../venues/venue.ts';
import type {Arguments} from './arguments.ts';
import {areSame} from './engine-settings.ts';

export type Folded = {
	/** Folded with the settings that were chosen: the findings are of this one. */
	readonly engine: Engine;
	/** Folded with the settings of the recording, whose hashes it should have. The same one, unless other settings were chosen and it is to be proven all the same. */
	readonly recorded: Engine;
	/** What had been counted when the recording began: nothing, unless it begins in the middle of a run. */
	readonly before: {readonly samples: number; readonly others: ReadonlyMap<string, number>};
	readonly recordings: readonly Recording[];
	/** Absent where there is nothing to compare: in a foreign recording, where several files were folded together, and with other settings alone. */
	readonly hashCheck: HashCheck | undefined;
	/** Undefined where the recording is whole as far as it goes. */
	readonly damage: DamagedRecordingError | undefined;
	readonly millis: number;
};

/** What somebody wants of a fold while it goes on. */
export type FoldOptions = {
	/** The engine stands as it does when the recording begins: nothing is folded yet. */
	readonly begin?: (engine: Engine) => void;
	/** A batch is about to be folded. @param size bytes of all files; 0 where nobody knows. */
	readonly onBatch?: (batch: Batch, size: number) => void;
	/** Asked after every frame: true ends the fold there. */
	readonly isOver?: () => boolean;
	/** Where other settings are chosen, the recording is folded with its own as well, so that its hashes can be compared. */
	readonly isProof?: boolean;
};

/**
The engine that a recording is to be folded by: from its checkpoint where it begins in the middle of a run.

@throws UnreadableRecordingError where the checkpoint cannot be taken up, by this version or with these settings.
*/
export function engineFor(recording: Recording, settings: EngineSettings, observer?: DeskObserver): Engine {
	const options = engineOptionsOf(recording, settings, observer);
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

/** An engine of a recording as it was at one of its checkpoints, made by this program in this run. */
export function restoredFor(recording: Recording, settings: EngineSettings, checkpoint: Uint8Array): Engine {
	return Engine.restore(checkpoint, engineOptionsOf(recording, settings, undefined));
}

function engineOptionsOf(recording: Recording, settings: EngineSettings, observer: DeskObserver | undefined): EngineOptions {
	return {settings, venue: venueOf(recording), findVenue: findRules, ...(observer === undefined ? {} : {observer})};
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

/**
Whole, and the same as recorded. Our own recordings may end in the middle of a line: that is what a kill leaves, and all before it stands. Of another's
file nothing vouches for what is missing.
*/
export function isSound({damage, hashCheck, recordings}: Folded): boolean {
	const isCutOff = recordings.some(({format, ending}) => format !== 'own' && ending?.kind === 'truncated');
	return damage === undefined && hashCheck?.status.kind !== 'differs' && !isCutOff;
}

/** Those that break off, in words: what stands before that is good, and not all there was. */
export function cutRecordings(recordings: readonly Recording[]): string[] {
	return recordings
		.filter(({ending}) => ending?.kind === 'cut' || ending?.kind === 'truncated')
		.map(({file, ending}) => `${file} is ${endingInWords(ending)}`);
}

/** @throws the errors of reading, but for damage, which is part of the findings; and whatever the observer throws. */
export async function foldRecordings(
	files: readonly string[],
	format: RecordingFormat | undefined,
	choose: (stored: EngineSettings) => EngineSettings,
	observer: DeskObserver,
	{begin, onBatch, isOver, isProof = false}: FoldOptions = {},
): Promise<Folded> {
	const recordings: Recording[] = [];
	try {
		for (const file of files) recordings.push(await openRecording(file, {format}));
		const [first] = recordings;
		if (first === undefined) throw new RangeError('no files to fold');
		refuseCheckpoints(recordings);
		const stored = settingsOf(first);
		const settings = choose(stored);
		const engine = engineFor(first, settings, observer);
		begin?.(engine);
		const before = {samples: engine.samples, others: new Map(engine.others)};
		const isAsRecorded = areSame(settings, stored);
		// Side by side, for a pipe can be read but once.
		const isRun = recordings.length === 1 || areOneRun(recordings);
		const isProven = isRun && first.format === 'own' && (isAsRecorded || isProof);
		const recorded = isProven && !isAsRecorded ? engineFor(first, stored) : engine;
		const hashCheck = isProven ? new HashCheck(recorded, isOfOlderFold(first.header)) : undefined;
		let frames = 0;
		const source = togetherOf(recordings, (next) => (isProven ? checkGoesOn(next, recorded) : undefined));
		const began = performance.now();
		let damage: DamagedRecordingError | undefined;
		try {
			for await (const batch of source.batches()) {
				onBatch?.(batch, source.size);
				if (!foldBatch(batch, recorded === engine ? [engine] : [engine, recorded], isOver)) break;
				frames += batch.length;
				if (batch.mark !== undefined) hashCheck?.compare(batch.mark, frames);
			}
			const ending = recordings.at(-1)?.ending;
			if (ending?.kind === 'closed') hashCheck?.compareEnd(ending.end);
		} catch (error) {
			if (!(error instanceof DamagedRecordingError)) throw error;
			damage = error;
		}
		return {engine, recorded, before, recordings, hashCheck, damage, millis: performance.now() - began};
	} finally {
		for (const recording of recordings) await recording.close();
	}
}

/** A file of a run begins in the state that the one before it ended in, byte for byte. @throws DamagedRecordingError */
export function checkGoesOn({file, checkpoint, header}: Recording, engine: Engine): void {
	// What another version of the fold was in the middle of, this one never is: the books' hashes are compared all the same.
	if (isOfOlderFold(header)) return;
	if (checkpoint !== undefined && Buffer.compare(checkpoint, engine.checkpoint()) === 0) return;
	throw new DamagedRecordingError(file, 1, 0, 'its checkpoint is not the state in which the file before it ends');
}

/** False where the fold is over before all of it was folded, or just then. */
function foldBatch({frames, length}: Batch, engines: readonly Engine[], isOver: (() => boolean) | undefined): boolean {
	for (let index = 0; index < length; index++) {
		for (const engine of engines) engine.fold(frames[index]!);
		if (isOver?.() === true) return false;
	}
	return true;
}

function venueOf(recording: Recording): VenueRules {
	return findRules(recording.venue) ?? venues[0]!;
}
