/* How long things take, from the venue's clock to the eye: what the screen is shown of it, of the last one to two minutes. */

import type {Clock} from '../feeds/clock.ts';
import {DelayMeter} from './delay-meter.ts';
import {LoopLag, type LoopMonitor} from './loop-lag.ts';
import {type DelaysView, noDelays} from './session.ts';

/** ms after which what is older than as long again is forgotten. */
const turnAfter = 60_000;

export class Delays {
	readonly #time: Pick<Clock, 'monotonic'>;
	readonly #feed = new DelayMeter();
	readonly #book = new DelayMeter();
	readonly #screen = new DelayMeter();
	readonly #loop: LoopLag;
	#clock: DelaysView['clock'];
	#view = noDelays;
	#turnedAt: number;

	/** @param createMonitor of the event loop, where it is not Node's. */
	constructor(time: Pick<Clock, 'monotonic'>, createMonitor?: () => LoopMonitor) {
		this.#time = time;
		this.#loop = new LoopLag(createMonitor);
		this.#turnedAt = time.monotonic();
	}

	/** From the venue's stamp to our receipt, ms; below 0 where the venue's clock is ahead of ours by more. The one delay that a replay has. */
	feed(millis: number): void {
		this.#feed.record(millis);
	}

	/** From receipt until the book and all that is made of it stood, ms. */
	book(millis: number): void {
		this.#book.record(millis);
	}

	/** From the newest frame of a scene until it was on the terminal, ms. */
	screen(millis: number): void {
		this.#screen.record(millis);
	}

	/** Begins to watch the event loop, anew after a stop. It keeps no process alive. */
	start(): void {
		this.#loop.start();
	}

	/** Watches it no more; what was measured stays. */
	stop(): void {
		this.#loop.stop();
	}

	/** How far the clock of the selected instrument's venue is ahead of ours; undefined until measured. */
	get clock(): DelaysView['clock'] {
		return this.#clock;
	}

	set clock(measured: DelaysView['clock']) {
		const isSame = measured?.offsetMillis === this.#clock?.offsetMillis && measured?.errorMillis === this.#clock?.errorMillis;
		if (!isSame) this.#clock = measured;
	}

	/** Each part is the same object while nothing came to it, and so is the whole. What is too old is forgotten when this is asked. */
	view(): DelaysView {
		const now = this.#time.monotonic();
		if (now - this.#turnedAt >= turnAfter) {
			for (const part of [this.#feed, this.#book, this.#screen, this.#loop]) part.turn();
			this.#turnedAt = now;
		}
		const {feed, book, screen, loop, clock} = this.#view;
		const next = {feed: this.#feed.view, book: this.#book.view, screen: this.#screen.view, loop: this.#loop.view(now), clock: this.#clock};
		const isSame = next.feed === feed && next.book === book && next.screen === screen && next.loop === loop && next.clock === clock;
		if (!isSame) this.#view = next;
		return this.#view;
	}
}
