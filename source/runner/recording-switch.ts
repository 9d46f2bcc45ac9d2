/* Recording on and off while a session runs: at most one recording at a time, and what a person is told of it. */

import type {Engine} from '../engine/engine.ts';
import type {Origin} from '../files/recorder.ts';
import {refusalInWords, UnwritableRecordingError} from '../files/recording-errors.ts';
import {SegmentedRecorder, type SegmentedRecorderOptions} from '../files/segmented-recorder.ts';
import type {Effect, Frame} from '../market/frame.ts';
import type {SessionView} from './session.ts';

export type Note = {readonly kind: 'info' | 'alert'; readonly text: string};

export class RecordingSwitch {
	readonly #engine: Engine;
	readonly #origin: Origin;
	readonly #options: SegmentedRecorderOptions;
	/** Of this run, also those that are closed. */
	readonly #recorders: SegmentedRecorder[] = [];
	#recorder: SegmentedRecorder | undefined;

	constructor(engine: Engine, origin: Origin, options: SegmentedRecorderOptions = {}) {
		this.#engine = engine;
		this.#origin = origin;
		this.#options = options;
	}

	/** Files recorded to in this run. */
	get files(): readonly string[] {
		return this.#recorders.flatMap(({files}) => files);
	}

	/** Why recordings stopped before they were told to, and what is missing for it, in words. */
	get faults(): readonly string[] {
		return this.#recorders.flatMap(({faults, missed}) =>
			faults.map((fault, index) => (missed > 0 && index === faults.length - 1 ? `${fault}; ${missed} frames are in no file` : fault)),
		);
	}

	get view(): SessionView['recording'] {
		const recorder = this.#recorder;
		return recorder === undefined ? undefined : {file: recorder.file, bytes: recorder.bytes, since: recorder.since, fault: recorder.fault};
	}

	/** The file of the recording that goes on which a moment is in, µs; undefined where there is none. */
	fileAt(at: number): string | undefined {
		return this.#recorder?.fileAt(at);
	}

	/** Begins to record. @param at µs since the epoch. @throws UnwritableRecordingError */
	start(file: string, at: number): void {
		this.#recorder = new SegmentedRecorder(file, this.#origin, this.#engine, at, this.#options);
		this.#recorders.push(this.#recorder);
	}

	/** Stops where it records, and starts where it does not. Says what came of it. */
	async toggle(file: string, at: number): Promise<Note> {
		const recorder = this.#recorder;
		if (recorder !== undefined) {
			await this.stop('stopped by hand');
			if (recorder.fault !== '') return {kind: 'alert', text: `recording ${recorder.fault}`};
			return {kind: 'info', text: `recorded ${recorder.frames} frames to ${recorder.files.join(', ')}`};
		}
		try {
			this.start(file, at);
			return {kind: 'info', text: `recording to ${file}`};
		} catch (error) {
			return {kind: 'alert', text: error instanceof UnwritableRecordingError ? error.message : refusalInWords(error)};
		}
	}

	/** Lets a frame through to the fold, and takes it and what it made of the hashes down. */
	fold(frame: Frame): readonly Effect[] {
		this.#recorder?.frame(frame);
		const effects = this.#engine.fold(frame);
		this.#recorder?.mark();
		return effects;
	}

	/** Puts on disk what was taken; to be called once a second. */
	flush(): void {
		this.#recorder?.flush();
	}

	async stop(reason: string): Promise<void> {
		const recorder = this.#recorder;
		this.#recorder = undefined;
		await recorder?.close(reason);
	}
}
