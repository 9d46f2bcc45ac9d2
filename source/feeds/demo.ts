/*
The demo: a synthetic Binance spot market that needs no network. Its frames are those that Binance would send, so decoder, books and metrics are the
real ones; the same seed makes the same frames, at whatever pace they are played.
*/

import type {Clock} from './clock.ts';
import type {Playback, Sink} from './feed.ts';
import {SyntheticExchange, slice} from './synthetic/exchange.ts';
import {findListing, type Listing, listings} from './synthetic/listing.ts';
import type {ScenarioName} from './synthetic/scenario.ts';

export type DemoOptions = {
	readonly seed: number;
	/** Default: all that the demo lists, BTCUSDT, ETHUSDT and SOLUSDT. */
	readonly symbols?: readonly string[];
	readonly clock: Clock;
	/** Simulated time of the first frame, µs since the epoch. */
	readonly startAt: number;
	/** Simulated minutes after which the feed ends; without it, it never does. */
	readonly minutes?: number;
	readonly scenario?: ScenarioName;
	/** Times real time, Infinity for as fast as it goes. Default 1. */
	readonly speed?: number;
};

/** ms between deliveries at a finite speed: frames are due every few ms, and each wake-up costs more than they do. */
const pause = 20;
/** ms of work after which others get their turn, and how many slices count as so much where the clock stands still. */
const turn = 8;
const slicesPerTurn = 2000;
/** Real ms that are caught up at most: a machine that slept goes on where it was. */
const mostCatchUp = 1000;

/** @throws NotInDemoError for a symbol that the demo does not have. */
export function createDemoFeed(options: DemoOptions): Playback {
	return new DemoFeed(options);
}

class DemoFeed implements Playback {
	readonly #options: DemoOptions;
	readonly #listings: readonly Listing[];
	readonly #end: number;
	#speed: number;
	#progress: number;
	#wake: () => void = () => {};
	/** Simulated µs reached at a moment of the monotonic clock, from which the pace is reckoned. */
	#reached = 0;
	#since = 0;
	#exchange: SyntheticExchange | undefined;

	constructor(options: DemoOptions) {
		this.#options = options;
		this.#listings = options.symbols === undefined ? listings : [...new Set(options.symbols.map(findListing))];
		this.#end =
			options.minutes === undefined ? Number.POSITIVE_INFINITY : options.startAt + Math.round((options.minutes * 60e6) / slice) * slice;
		this.#speed = options.speed ?? 1;
		this.#progress = options.minutes === undefined ? Number.NaN : 0;
	}

	get speed(): number {
		return this.#speed;
	}

	get progress(): number {
		return this.#progress;
	}

	play(speed: number): void {
		this.#speed = speed;
		this.#rebase();
		this.#wake();
	}

	async run(sink: Sink, signal: AbortSignal): Promise<void> {
		const {seed, startAt, scenario = 'default'} = this.#options;
		const exchange = new SyntheticExchange({seed, listings: this.#listings, scenario, startAt});
		this.#exchange = exchange;
		this.#rebase();
		const onAbort = () => this.#wake();
		signal.addEventListener('abort', onAbort);
		try {
			if (!signal.aborted) exchange.open(sink);
			while (!signal.aborted && exchange.now < this.#end) {
				if (this.#work(exchange, sink, signal)) await this.#sleep(pause);
				else await new Promise<void>((resolve) => setImmediate(resolve));
			}
		} finally {
			signal.removeEventListener('abort', onAbort);
		}
	}

	/** Delivers what is due, for one turn at most. Returns whether nothing more is due. */
	#work(exchange: SyntheticExchange, sink: Sink, signal: AbortSignal): boolean {
		const {clock, startAt, minutes} = this.#options;
		const began = clock.monotonic();
		if ((began - this.#since) * this.#speed * 1000 - (exchange.now - this.#reached) > mostCatchUp * this.#speed * 1000) this.#rebase();
		const isDue = () => exchange.now + slice <= this.#due(clock.monotonic()) && exchange.now < this.#end;
		for (let count = 0; isDue(); count++) {
			if (count === slicesPerTurn || clock.monotonic() - began > turn) return false;
			exchange.advance(sink);
			if (minutes !== undefined) this.#progress = (exchange.now - startAt) / (this.#end - startAt);
			if (signal.aborted) return false;
		}
		return exchange.now < this.#end;
	}

	/** Simulated time that should have been reached. */
	#due(monotonic: number): number {
		return this.#speed === Number.POSITIVE_INFINITY ? this.#speed : this.#reached + (monotonic - this.#since) * 1000 * this.#speed;
	}

	/** Reckons the pace from here on. */
	#rebase(): void {
		this.#reached = this.#exchange?.now ?? this.#options.startAt;
		this.#since = this.#options.clock.monotonic();
	}

	/** Waits so many ms, or until somebody plays or aborts. */
	async #sleep(millis: number): Promise<void> {
		await new Promise<void>((resolve) => {
			const cancel = this.#options.clock.after(millis, () => this.#wake());
			this.#wake = () => {
				this.#wake = () => {};
				cancel();
				resolve();
			};
		});
	}
}
