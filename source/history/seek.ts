/* The way to one position in the past: by the cursor itself where it only has to go on, else from the nearest checkpoint, in turns. */

import type {Foothold, Past} from './past.ts';
import {type Restore, Walker} from './walker.ts';

/** Frames before a position at which a checkpoint is taken on the way, so that the next steps back are short. */
const nearby = 64;

export type SeekOptions = {
	readonly past: Past;
	readonly position: number;
	/** The time that is meant, µs: at or after that of the last frame before the position. */
	readonly at: number;
	readonly restore: Restore;
	readonly isOlderFold: boolean;
	/** What is shown now. */
	readonly cursor: Walker | undefined;
	/** What an earlier way left behind. */
	readonly near: Foothold | undefined;
};

export class Seek {
	readonly position: number;
	readonly at: number;
	readonly #past: Past;
	readonly #walker: Walker;
	#near: Foothold | undefined;
	#nearWanted: number;

	constructor({past, position, at, restore, isOlderFold, cursor, near}: SeekOptions) {
		this.position = Math.min(Math.max(position, past.first), past.end);
		this.at = at;
		this.#past = past;
		const foothold = past.footholdPosition(this.position);
		const nearest = near !== undefined && near.position >= foothold && near.position <= this.position ? near : undefined;
		const start = nearest?.position ?? foothold;
		if (cursor !== undefined && cursor.position <= this.position && cursor.position >= start) {
			this.#walker = cursor;
			this.#nearWanted = Number.NEGATIVE_INFINITY;
		} else {
			this.#walker = new Walker(past, nearest ?? past.foothold(this.position), restore, isOlderFold);
			this.#nearWanted = this.position - nearby;
		}
	}

	/** A checkpoint that was taken on the way. */
	get near(): Foothold | undefined {
		return this.#near;
	}

	/** Goes on. Returns who stands at the position once it is reached, undefined before. @param isOver asked now and then, true to stop for now. */
	advance(isOver: () => boolean): Walker | undefined {
		const walker = this.#walker;
		if (walker.position < this.#nearWanted) {
			if (!walker.foldTo(this.#nearWanted, isOver)) return undefined;
			if (walker.position === this.#nearWanted) this.#near = walker.foothold();
		}
		this.#nearWanted = Number.NEGATIVE_INFINITY;
		return walker.foldTo(Math.min(this.position, this.#past.end), isOver) ? walker : undefined;
	}
}
