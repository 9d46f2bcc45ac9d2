/*
The live feed: what a venue sends, as it comes, over sockets that are kept open and watched, and the REST answers that the engine asks for.
It decodes nothing that a socket brings and knows no books.
*/

import {type Instrument, type InstrumentFacts, type InstrumentId, symbolOf, venueOf} from '../market/instrument.ts';
import type {Endpoints, Venue} from '../venues/venue.ts';
import {Backoff, waitText} from './backoff.ts';
import type {Clock} from './clock.ts';
import {AmbiguousSymbolError, RestrictedLocationError, UnknownSymbolError, VenueUnreachableError} from './errors.ts';
import type {Feed, Sink} from './feed.ts';
import type {LiveOptions} from './live-options.ts';
import {LiveSession} from './live-session.ts';
import {MarketAccess} from './market-access.ts';
import {type ClockOffset, measureOffset} from './server-clock.ts';
import {Timers} from './timers.ts';

export type LiveFeed = Feed & {
	/**
	Asks the venues for the facts of the symbols, so that a wrong one is refused before any screen is drawn. `run` does it where nobody did. Where one
	venue of several does not serve this place, the others are watched.

	@throws UnknownSymbolError, AmbiguousSymbolError, RestrictedLocationError: no use trying again.
	@throws VenueUnreachableError: `run` may be called all the same, and keeps trying unless told to fail.
	*/
	prepare(): Promise<readonly Instrument[]>;
	/** In the order asked for; empty until prepared. */
	readonly instruments: readonly Instrument[];
	/** How far the clock of a venue is ahead of ours; undefined until measured. Refreshed every five minutes while running. */
	clockOffset(venue: string): ClockOffset | undefined;
	/** All instruments that a venue of the feed lists. @throws RestrictedLocationError, VenueUnreachableError */
	list(venue: string): Promise<readonly InstrumentFacts[]>;
	/** Watches one more instrument of a venue of the feed, from now on. @throws as `prepare` */
	watch(id: InstrumentId): Promise<void>;
	/** Closes what `prepare` opened, for one who never runs. `run` does it at its end. */
	close(): Promise<void>;
};

/** @throws BadEndpointError */
export function createLiveFeed(options: LiveOptions): LiveFeed {
	return new Live(options);
}

/** Measures the venue's clock on its own, as `info` does. Undefined where the host does not answer, or tells no time. */
export async function askServerClock(venue: Venue, endpoints: Endpoints, clock: Clock): Promise<ClockOffset | undefined> {
	const market = new MarketAccess({venue, endpoints, symbols: []}, clock);
	try {
		return await measureOffset(venue, market.endpoints.rest, market.rest, clock);
	} finally {
		await market.close();
	}
}

/** All that a venue lists, asked for on its own. @throws RestrictedLocationError, VenueUnreachableError */
export async function askInstruments(venue: Venue, endpoints: Endpoints, clock: Clock): Promise<readonly InstrumentFacts[]> {
	const market = new MarketAccess({venue, endpoints, symbols: []}, clock);
	try {
		return await market.list();
	} finally {
		await market.close();
	}
}

class Live implements LiveFeed {
	readonly #options: LiveOptions;
	readonly #markets: readonly MarketAccess[];
	/** Those that do not serve this place, or do not know what is asked for. */
	readonly #barred = new Set<MarketAccess>();
	#session: LiveSession | undefined;

	constructor(options: LiveOptions) {
		this.#options = options;
		this.#markets = options.markets.map((plan) => new MarketAccess(plan, options.clock));
	}

	get instruments(): readonly Instrument[] {
		return this.#markets.flatMap(({instruments}) => instruments);
	}

	clockOffset(venue: string): ClockOffset | undefined {
		return this.#session?.clockOffset(venue);
	}

	async prepare(): Promise<readonly Instrument[]> {
		const {whenUnreachable = 'retry', onNotice} = this.#options;
		const markets = this.#markets.filter((market) => !this.#barred.has(market));
		const outcomes = await Promise.allSettled(markets.map((market) => market.prepare(whenUnreachable)));
		const failed = outcomes.flatMap((outcome, index) => (outcome.status === 'rejected' ? [{index, failure: outcome.reason}] : []));
		const isAlive = this.instruments.length > 0;
		// Who may answer yet is waited for, and not given up with those that never will.
		const late = whenUnreachable === 'retry' ? failed.filter(({failure}) => failure instanceof VenueUnreachableError) : [];
		for (const each of failed) {
			const {index, failure} = each;
			const isOfSymbols = failure instanceof UnknownSymbolError || failure instanceof AmbiguousSymbolError;
			// Who watches others by now does not lose them to a name that nobody could check before.
			const isFinal = failure instanceof RestrictedLocationError || (isOfSymbols && this.#session !== undefined);
			const mayGoOn = (isAlive || late.length > 0) && (isFinal || late.includes(each));
			if (!mayGoOn) throw failure;
			if (isFinal) this.#barred.add(markets[index]!);
			if (isFinal || isAlive) onNotice?.(failure.message);
		}
		if (!isAlive && late[0] !== undefined) throw late[0].failure;
		return this.instruments;
	}

	async list(venue: string): Promise<readonly InstrumentFacts[]> {
		return (await this.#marketOf(venue)).list();
	}

	async watch(id: InstrumentId): Promise<void> {
		const market = await this.#marketOf(venueOf(id));
		if (market.instruments.some((instrument) => instrument.id === id)) return;
		const instrument = await market.find(symbolOf(id));
		this.#session?.add(market, [instrument]);
	}

	async run(sink: Sink, signal: AbortSignal): Promise<void> {
		const timers = new Timers(this.#options.clock);
		const stop = (): void => {
			timers.end();
			void this.close();
		};
		signal.addEventListener('abort', stop);
		try {
			await this.#prepareAtLast(timers, () => this.instruments.length > 0);
			if (timers.isEnded) return;
			const session = new LiveSession(this.#options, this.#markets, sink);
			this.#session = session;
			const rest = this.#prepareTheRest(timers, session).catch((error: unknown) => session.fail(error));
			await session.run(signal);
			timers.end();
			await rest;
		} finally {
			signal.removeEventListener('abort', stop);
			timers.end();
			await this.close();
		}
	}

	async close(): Promise<void> {
		for (const market of this.#markets) await market.close();
	}

	async #marketOf(venue: string): Promise<MarketAccess> {
		const market = this.#markets.find((each) => each.venue.id === venue);
		if (market === undefined) throw new RangeError(`${venue} is no venue of this feed`);
		return market;
	}

	/** Venues that did not answer at first come to those that did. */
	async #prepareTheRest(timers: Timers, session: LiveSession): Promise<void> {
		const late = this.#markets.filter((market) => !market.isPrepared && !this.#barred.has(market));
		if (late.length === 0) return;
		await this.#prepareAtLast(timers, () => late.every((market) => market.isPrepared || this.#barred.has(market)));
		if (!timers.isEnded) for (const market of late) session.add(market, market.instruments);
	}

	/** Asks again and again, at growing intervals, until it is enough or the timers have ended. */
	async #prepareAtLast(timers: Timers, isEnough: () => boolean): Promise<void> {
		const {random, whenUnreachable = 'retry', onNotice} = this.#options;
		const backoff = new Backoff(random);
		while (!isEnough() && !timers.isEnded) {
			try {
				await this.prepare();
				if (backoff.failures > 0 && isEnough()) onNotice?.('');
				if (!isEnough()) await timers.sleep(backoff.next());
			} catch (error) {
				if (timers.isEnded) return;
				if (!(error instanceof VenueUnreachableError) || whenUnreachable === 'fail') throw error;
				const wait = backoff.next() + error.retryAfter * 1000;
				onNotice?.(`${error.why}; trying again in ${waitText(wait)}. --demo and --replay need no network.`);
				await timers.sleep(wait);
			}
		}
	}
}
