/* The chained hashes of an engine, sample by sample, as it folds. */

import type {Engine} from '../../source/engine/engine.ts';
import {type Effect, type Frame, noEffects} from '../../source/market/frame.ts';

export class HashLinks {
	/** One text for each time that samples were taken: how many there were then, and both hashes. */
	readonly all: string[] = [];
	readonly books: string[] = [];
	#samples: number;

	/** @param samples taken before it begins to follow. */
	constructor(samples = 0) {
		this.#samples = samples;
	}

	/** Folds a frame and notes the hashes where they went on. */
	fold(engine: Engine, frame: Frame): readonly Effect[] {
		const effects = engine.fold(frame);
		this.follow(engine);
		return effects.length === 0 ? noEffects : [...effects];
	}

	follow({samples, bookHash, stateHash}: Engine): void {
		if (samples === this.#samples) return;
		this.#samples = samples;
		this.all.push(`${samples} ${bookHash} ${stateHash}`);
		this.books.push(`${samples} ${bookHash}`);
	}
}
