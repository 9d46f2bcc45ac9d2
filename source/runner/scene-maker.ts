/* Makes the scenes that the screen draws, of all that a session is made of: what is looked at, how it moves, and what is done with it. */

import type {View} from '../engine/view.ts';
import type {Clock} from '../feeds/clock.ts';
import type {History} from '../history/history.ts';
import {venueOf} from '../market/instrument.ts';
import {CpuMeter} from './cpu-meter.ts';
import type {Delays} from './delays.ts';
import type {HashCheck} from './hash-check.ts';
import type {Listings} from './listings.ts';
import type {Motion} from './motion.ts';
import {Notes} from './notes.ts';
import type {RecordingSwitch} from './recording-switch.ts';
import {type DelaysView, noDelays, type Scene, type SessionView} from './session.ts';
import type {Viewpoint} from './viewpoint.ts';

export type SceneMakerOptions = Pick<SessionView, 'mode' | 'source' | 'fps'> & {
	readonly clock: Clock;
	readonly viewpoint: Viewpoint;
	readonly motion: Motion;
	readonly listings: Listings;
	readonly recording: RecordingSwitch;
	readonly hashCheck?: HashCheck | undefined;
	readonly history?: History | undefined;
	readonly delays?: Delays | undefined;
	/** How far the clock of a venue is ahead of ours; undefined until measured. */
	readonly clockOffset?: ((venue: string) => DelaysView['clock']) | undefined;
};

export class SceneMaker {
	/** One line that a person should see: about the connection, mostly. Empty for none. */
	notice = '';
	readonly notes = new Notes();
	readonly #cpu = new CpuMeter();
	readonly #options: SceneMakerOptions;
	#frames = -1;
	#last: SessionView | undefined;

	constructor(options: SceneMakerOptions) {
		this.#options = options;
	}

	/** To be called once a second. @param now ms on a clock that never jumps. */
	measure(now: number): void {
		this.#cpu.measure(now);
	}

	/** The next scene is another one, whatever changed. */
	forget(): void {
		this.#last = undefined;
	}

	make(): Scene {
		return {view: this.#view(), session: this.#session()};
	}

	/** The scene, where it is another one than the last that was made so; undefined elsewhere. @param frames folded by what is looked at. */
	next(frames: number): Scene | undefined {
		const session = this.#session();
		if (frames === this.#frames && this.#last !== undefined && areSame(session, this.#last)) return undefined;
		this.#frames = frames;
		this.#last = session;
		return {view: this.#view(), session};
	}

	#view(): View {
		const {viewpoint, clock} = this.#options;
		return this.notes.mergedInto(viewpoint.view(), viewpoint.lines, clock.monotonic());
	}

	#session(): SessionView {
		const {mode, source, fps, hashCheck, history, motion, viewpoint, recording, listings} = this.#options;
		return {
			mode,
			source,
			...motion.view,
			behind: viewpoint.behind,
			timeline: history?.timeline.view(history.chronicle, history.transport, motion.indexed, viewpoint.selected),
			delays: this.#delays(),
			recording: recording.view,
			hash: history === undefined ? (hashCheck?.status ?? {kind: 'none'}) : history.transport.hash,
			notice: this.notice,
			cpu: this.#cpu.share,
			fps,
			listings: listings.all,
		};
	}

	#delays(): DelaysView {
		const {delays, clockOffset, viewpoint} = this.#options;
		if (delays === undefined) return noDelays;
		const {selected} = viewpoint;
		delays.clock = selected === undefined ? undefined : clockOffset?.(venueOf(selected));
		return delays.view();
	}
}

/** Large parts keep their identity while nothing in them changed; of the others it does not matter. */
function areSame(one: SessionView, other: SessionView): boolean {
	const {timeline, delays, listings, ...rest} = one;
	const {timeline: otherTimeline, delays: otherDelays, listings: otherListings, ...others} = other;
	if (timeline !== otherTimeline || delays !== otherDelays || listings !== otherListings) return false;
	return JSON.stringify(rest) === JSON.stringify(others);
}
