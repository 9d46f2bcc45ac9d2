/* Compares the hashes of a recording with those that a replay makes. */

import type {Engine} from '../engine/engine.ts';
import {foldVersion} from '../engine/settings.ts';
import type {HashMark, RecordingEnd, RecordingHeader} from '../files/recording-line.ts';
import type {HashStatus} from './session.ts';

export class HashCheck {
	readonly #engine: Engine;
	readonly #isOlderFold: boolean;
	#status: HashStatus;

	/** @param isOlderFold only the book's hash can be compared. @param status what was found before, by an engine in the state that this one is in. */
	constructor(engine: Engine, isOlderFold: boolean, status: HashStatus = {kind: 'none'}) {
		this.#engine = engine;
		this.#isOlderFold = isOlderFold;
		this.#status = status;
	}

	get status(): HashStatus {
		return this.#status;
	}

	/** Settings are no longer those of the recording: from here on there is nothing to compare. */
	settingsChanged(): void {
		if (this.#status.kind !== 'differs') this.#status = {kind: 'settings-changed'};
	}

	/** What a recording's footer says of the hashes over all of it: samples may have been taken after the last line of hashes. */
	compareEnd(end: RecordingEnd | undefined): void {
		if (end !== undefined && end.samples > 0) this.compare({...end, sample: end.samples}, end.frames);
	}

	/** The recording's hashes after its first `frames` frames. The first difference is kept; what follows it differs all the same. */
	compare(mark: HashMark, frames: number): void {
		if (this.#status.kind === 'differs' || this.#status.kind === 'settings-changed') return;
		const {samples, bookHash, stateHash} = this.#engine;
		const isSame = samples === mark.sample && bookHash === mark.book && (this.#isOlderFold || stateHash === mark.state);
		if (!isSame) this.#status = {kind: 'differs', frame: frames, sample: mark.sample};
		else this.#status = {kind: this.#isOlderFold ? 'older-fold' : 'same', samples: mark.sample};
	}
}

/** The recording was folded by another version of the fold. */
export function isOfOlderFold(header: RecordingHeader | undefined): boolean {
	return header !== undefined && header.fold !== foldVersion;
}
