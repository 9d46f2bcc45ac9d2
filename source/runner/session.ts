/* What the screen may know beside the engine's view: how frames come in, and what is done with them. */

import type {View} from '../engine/view.ts';
import type {InstrumentId} from '../market/instrument.ts';

export type HashStatus =
	/** The recording holds no hashes, or this is no replay. */
	| {readonly kind: 'none'}
	/** All samples so far had the hashes of the recording. */
	| {readonly kind: 'same'; readonly samples: number}
	| {readonly kind: 'differs'; readonly frame: number; readonly sample: number}
	/** Folded by another version: only the book's hash was compared. */
	| {readonly kind: 'older-fold'; readonly samples: number}
	| {readonly kind: 'settings-changed'};

export type SessionView = {
	readonly mode: 'live' | 'replay' | 'demo';
	/** Base names of the files of a replay, empty otherwise. */
	readonly source: string;
	readonly isPaused: boolean;
	/** The replay has come to its end. */
	readonly isOver: boolean;
	/** Times real time; Infinity for max. 1 where the feed is live. */
	readonly speed: number;
	/** 0 to 1, NaN where it means nothing. */
	readonly progress: number;
	/** How far a view that stands still is behind the feed that goes on, µs; NaN where the view does not stand still. */
	readonly behind: number;
	/** How far what is shown lies back in the past of a feed that goes on, µs; NaN where the present is shown, and in a replay. */
	readonly back: number;
	/** What there is to walk through; undefined where nothing is kept. */
	readonly timeline: TimelineView | undefined;
	/** How long things take in this program and on the way to it. */
	readonly delays: DelaysView;
	readonly recording: undefined | {readonly file: string; readonly bytes: number; readonly since: number; readonly fault: string};
	readonly hash: HashStatus;
	/** One line about the connection that a person should see, such as `reconnecting in 3 s (1006)`; empty otherwise. */
	readonly notice: string;
	/** Share of one core that this process used lately, 0 to 1 and more; NaN until known. */
	readonly cpu: number;
	readonly fps: number;
	/** What the venues that are watched list, as far as it was asked for; each keeps its identity while unchanged. Empty where there is no venue to ask. */
	readonly listings: readonly Listing[];
};

/** The time that can be walked through, up to what is shown: nothing in it is later than the cursor, but for a person's own marks. */
export type TimelineView = {
	/** What there is, µs since the epoch. */
	readonly from: number;
	readonly to: number;
	/** Where the cursor stands. */
	readonly at: number;
	/** Share of a recording that can be walked through by now, 0 to 1; NaN of a feed that goes on. */
	readonly indexed: number;
	/** In order of time. */
	readonly events: readonly TimelineEvent[];
	/** Messages a second in equal spans from `from` to `to`; NaN beyond the cursor. Empty before the first. */
	readonly rates: readonly number[];
};

export type TimelineEvent = {
	/** µs since the epoch. */
	readonly at: number;
	readonly kind: 'buy' | 'sell' | 'gap' | 'mark';
};

/** Delays in ms; those that are reckoned from two clocks may be negative. Each keeps its identity while unchanged. */
export type DelaysView = {
	/** From the venue's stamp to our receipt: carries the difference of the two clocks. */
	readonly feed: DelayView;
	/** From receipt until the book and all that is made of it stood. Of a live feed alone. */
	readonly book: DelayView;
	/** From the newest frame of a scene until it was on the terminal. */
	readonly screen: DelayView;
	/** How late the event loop was. */
	readonly loop: DelayView;
	/** How far the clock of the selected instrument's venue is ahead of ours; undefined until measured. */
	readonly clock: undefined | {readonly offsetMillis: number; readonly errorMillis: number};
};

export type DelayView = {
	/** How many were measured. */
	readonly n: number;
	/** NaN before the first. */
	readonly p50: number;
	readonly p99: number;
	readonly least: number;
	readonly most: number;
	/** How many fell below each of `delayBounds`, and above the one before; the last are beyond all of them. */
	readonly counts: readonly number[];
};

/** Nothing was measured. */
export const noDelay: DelayView = {
	...{n: 0, p50: Number.NaN, p99: Number.NaN, least: Number.NaN, most: Number.NaN},
	counts: [],
};

export const noDelays: DelaysView = {feed: noDelay, book: noDelay, screen: noDelay, loop: noDelay, clock: undefined};

/** Upper bounds of the counts of a `DelayView`, ms. */
export const delayBounds: readonly number[] = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** What the picker shows of an instrument that could be watched. */
export type Listed = {
	readonly symbol: string;
	readonly base: string;
	readonly quote: string;
	/** `TRADING`, or the venue's word for why it does not trade; empty where unknown. */
	readonly status: string;
};

/** The instruments of one venue, as far as they are known. */
export type Listing = {
	/** The venue's id, `binance`. */
	readonly venue: string;
	/** As a person calls it: `Binance spot`. */
	readonly name: string;
	readonly state: 'loading' | 'ready' | 'failed';
	/** Why the list did not come; empty unless it failed. */
	readonly why: string;
	/** Those known so far: while a list is asked for anew, or has failed, those of before. */
	readonly instruments: readonly Listed[];
	/** When these were fetched, µs; NaN before there are any. */
	readonly fetchedAt: number;
};

/** All that the screen draws. */
export type Scene = {readonly view: View; readonly session: SessionView};

/** The one place that holds the latest scene and tells whoever listens. */
export class Store {
	#scene: Scene;
	#version = 0;
	readonly #listeners = new Set<() => void>();

	constructor(scene: Scene) {
		this.#scene = scene;
	}

	get scene(): Scene {
		return this.#scene;
	}

	/** Changes with every scene; for `useSyncExternalStore`. */
	readonly getVersion = (): number => this.#version;

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => {
			this.#listeners.delete(listener);
		};
	};

	show(scene: Scene): void {
		if (scene === this.#scene) return;
		this.#scene = scene;
		this.#version++;
		for (const listener of this.#listeners) listener();
	}
}

/** What a key asks of the runner. What the eye alone chooses (selection, grouping, theme) is an intent too, but reaches no frame. */
export type Intent =
	| {readonly kind: 'select'; readonly index: number}
	| {readonly kind: 'select-next'; readonly step: 1 | -1}
	/** Moves buy up and sell down by this much, the two symmetric changes at once. */
	| {readonly kind: 'thresholds'; readonly step: number}
	| {readonly kind: 'levels'; readonly step: 1 | -1}
	| {readonly kind: 'grouping'; readonly step: 1 | -1}
	| {readonly kind: 'snapshot'}
	/** Freezes the view of a live feed; pauses and resumes a replay. */
	| {readonly kind: 'hold'}
	| {readonly kind: 'speed'; readonly step: 1 | -1}
	| {readonly kind: 'record'}
	/** The picker shows this venue (undefined while none is known): its list is wanted, unless it is there. */
	| {readonly kind: 'list'; readonly venue: string | undefined}
	/** Shows this instrument, and watches it from now on if it is not watched yet. */
	| {readonly kind: 'watch'; readonly id: InstrumentId}
	/** The panels' size changed: how many ladder rows, samples and log lines are worth asking for. */
	| {readonly kind: 'resize'; readonly rows: number; readonly samples: number; readonly lines: number}
	/** Every column is looked at, or no more. */
	| {readonly kind: 'detail'; readonly isWanted: boolean}
	/** Moves the cursor through time. In a live feed it leaves the present, which goes on. */
	| {readonly kind: 'scrub'; readonly seconds: number}
	/** One frame on, or back. */
	| {readonly kind: 'step'; readonly frames: 1 | -1}
	/** To the next or the previous signal of the selected instrument. */
	| {readonly kind: 'signal'; readonly step: 1 | -1}
	/** To a time as a person writes it: `12:03:44.020`, or an ISO date. What is no time is told. */
	| {readonly kind: 'go-to'; readonly time: string}
	/** To the first moment that is kept; to the present, or the end of a recording. */
	| {readonly kind: 'ends'; readonly which: 'first' | 'last'}
	/** Puts a mark at what is shown, or takes it away again. */
	| {readonly kind: 'mark'}
	| {readonly kind: 'quit'};

/** What a key changed that should survive a restart. */
export type Choice =
	| {readonly kind: 'thresholds'; readonly buy: number; readonly sell: number}
	| {readonly kind: 'levels'; readonly levels: number}
	| {readonly kind: 'grouping'; readonly instrument: InstrumentId; readonly grouping: number};
