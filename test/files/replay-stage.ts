/* A replay on a clock that a test moves: what came of it, and in which order. The run is aborted when the test ends. */

import {onTestFinished} from 'vitest';
import {createReplayFeed, type ReplayFeed, type ReplayOptions} from '../../source/feeds/replay.ts';
import {type Frame, noEffects} from '../../source/market/frame.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {turn} from '../support/turn.ts';
import {frameOf, textsOf} from './kit.ts';

/** 2024-08-08 23:54:13 UTC, µs. */
const start = 1_723_161_253_000_000;
/** Frames at these ms after the start, their payload the same number. */
export const framesAt = (...millis: readonly number[]) => millis.map((after) => frameOf(start + after * 1000, String(after)));

export class ReplayStage {
	readonly clock = new ManualClock();
	readonly frames: Frame[] = [];
	readonly events: string[] = [];
	readonly controller = new AbortController();
	readonly feed: ReplayFeed;
	/** Called with every frame. */
	onFrame: (frame: Frame) => void = () => {};
	isOver = false;
	error: unknown;
	rests = 0;
	#run: Promise<void> | undefined;

	constructor(files: readonly string[], options: Partial<ReplayOptions> = {}) {
		this.feed = createReplayFeed({
			files,
			clock: this.clock,
			onHash: (mark, frames) => this.events.push(`hash ${mark.sample} after ${frames}`),
			onEnd: (endings) => this.events.push(...endings.map(({ending}) => ending.kind)),
			onProgress: () => this.rests++,
			...options,
		});
	}

	/** Payloads so far, as text. */
	get texts(): string[] {
		return textsOf(this.frames);
	}

	begin(): void {
		this.#run = this.feed
			.run((frame) => {
				this.frames.push({...frame, payload: Buffer.from(frame.payload)});
				this.events.push(Buffer.from(frame.payload).toString());
				this.onFrame(frame);
				return noEffects;
			}, this.controller.signal)
			.catch((error: unknown) => {
				this.error = error;
			})
			.finally(() => {
				this.isOver = true;
			});
		const run = this.#run;
		onTestFinished(() => {
			this.controller.abort();
			return run;
		});
	}

	/** Resolves when the feed has set its timer again, or is over. */
	async settle(): Promise<void> {
		while (!this.isOver && this.clock.pending === 0) await turn();
	}

	/** Runs the feed to its end, moving the clock from timer to timer. */
	async finish(): Promise<void> {
		if (this.#run === undefined) this.begin();
		for (await this.settle(); !this.isOver; await this.settle()) this.clock.advance(this.clock.untilNext);
	}

	async pass(millis: number): Promise<void> {
		this.clock.advance(millis);
		await this.settle();
	}
}
