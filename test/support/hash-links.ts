/* The chained hashes of an engine, sample by sample, as it folds; and frames to fold. */

import {Engine} from '../../source/engine/engine.ts';
import type {EngineSettings} from '../../source/engine/settings.ts';
import {openRecording} from '../../source/files/recording.ts';
import {type Effect, type Frame, noEffects} from '../../source/market/frame.ts';
import {engineOptions} from './folding.ts';

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

export type KeptFrame = Frame & {readonly payload: Buffer};

/** All frames of a file, with payloads of their own. */
export async function framesOf(file: string): Promise<KeptFrame[]> {
	const frames: KeptFrame[] = [];
	const recording = await openRecording(file);
	for await (const batch of recording.batches()) {
		for (const frame of batch.frames.slice(0, batch.length)) frames.push({...frame, payload: Buffer.from(frame.payload)});
	}
	return frames;
}

/** The hashes of frames folded one after another. */
export function linksOf(frames: Iterable<Frame>, settings: Partial<EngineSettings> = {}): HashLinks {
	const engine = new Engine(engineOptions(settings));
	const links = new HashLinks();
	for (const frame of frames) links.fold(engine, frame);
	return links;
}
