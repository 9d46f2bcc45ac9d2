/* An engine somewhere in the past: set down at a checkpoint, it folds on from there, and compares the hashes that it comes by. */

import type {Engine} from '../engine/engine.ts';
import {HashCheck} from '../runner/hash-check.ts';
import type {HashStatus} from '../runner/session.ts';
import type {Foothold, Past} from './past.ts';
import {PastReader} from './past-reader.ts';

export type Restore = (checkpoint: Uint8Array) => Engine;

/** Frames between two looks at whether it is time to stop. */
const stride = 16;

export class Walker {
	readonly engine: Engine;
	readonly #reader: PastReader;
	readonly #hash: HashCheck;

	/** @param isOlderFold the recording's state hashes are of another version of the fold. */
	constructor(past: Past, {position, checkpoint, hash}: Foothold, restore: Restore, isOlderFold: boolean) {
		this.engine = restore(checkpoint);
		this.#reader = new PastReader(past, position);
		this.#hash = new HashCheck(this.engine, isOlderFold, hash);
	}

	/** Frames of the past that it has folded, and those before it. */
	get position(): number {
		return this.#reader.position;
	}

	get hash(): HashStatus {
		return this.#hash.status;
	}

	/** Frames that it would fold next have been dropped meanwhile. */
	get isLost(): boolean {
		return this.#reader.isLost;
	}

	/** Time of the next frame, µs; undefined at the end of what there is so far. Compares the hashes that stand before it. */
	next(): number | undefined {
		let next = this.#reader.peek();
		while (next === 'mark') {
			this.#hash.compare(this.#reader.mark(), this.position);
			next = this.#reader.peek();
		}
		return next;
	}

	/** Folds the next frame, if there is one. */
	step(): void {
		// What it wants was asked for in its time; the answers are among the frames.
		if (this.next() !== undefined) this.engine.fold(this.#reader.frame());
	}

	/** Folds up to a position. Returns whether it is there; @param isOver asked now and then, true to stop for now. */
	foldTo(position: number, isOver: () => boolean): boolean {
		for (let count = 1; this.position < position && this.next() !== undefined; count++) {
			this.step();
			if (count % stride === 0 && this.position < position && isOver()) return false;
		}
		this.next();
		return true;
	}

	/** The settings are no longer those of the past. */
	settingsChanged(): void {
		this.#hash.settingsChanged();
	}

	foothold(): Foothold {
		return {position: this.position, checkpoint: Buffer.from(this.engine.checkpoint()), hash: this.hash};
	}
}
