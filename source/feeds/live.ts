/*
The live feed: what a venue sends, as it comes, over sockets that are kept open and watched, and the REST answers that the engine asks for.
It decodes nothing that a socket brings and knows no books.
*/

import {describedInstrument, type Instrument, type InstrumentFacts} from '../market/instrument.ts';
import type {Endpoints, Venue} from '../venues/venue.ts';
import {Backoff, waitText} from './backoff.ts';
import type {Clock} from './clock.ts';
import {BadEndpointError, RestrictedLocationError, VenueUnreachableError} from './errors.ts';
import type {Feed, Sink} from './feed.ts';
import type {LiveOptions} from './live-options.ts';
import {LiveSession} from './live-session.ts';
import {Rest} from './rest.ts';
import {type ClockOffset, measureOffset} from './server-clock.ts';
import {findInstruments} from './symbols.ts';
import {Timers} from './timers.ts';

export type LiveFeed = Feed & {
	/**
	Asks the venue for the facts of the symbols, so that a wrong one is refused before any screen is drawn. `run` does it where nobody did.

	@throws UnknownSymbolError, AmbiguousSymbolError, RestrictedLocationError: no use trying again.
	@throws VenueUnreachableError: `run` may be called all the same, and keeps trying unless told to fail.
	*/
	prepare(): Promise<readonly Instrument[]>;
	/** In the order asked for; empty until prepared. */
	readonly instruments: readonly Instrument[];
	/** How far the venue's clock is ahead of ours; undefined until measured. Refreshed every five minutes while running. */
	readonly clockOffset: ClockOffset | undefined;
	/** Closes what `prepare` opened, for one who never runs. `run` does it at its end. */
	close(): Promise<void>;
};

/** @throws BadEndpointError */
export function createLiveFeed(options: LiveOptions): LiveFeed {
	return new Live(options);
}

/** Measures the venue's clock on its own, as `info` does. Undefined where the host does not answer. */
export async function askServerClock(venue: Venue, endpoints: Endpoints, clock: Clock): Promise<ClockOffset | undefined> {
	const {rest: address} = checkedEndpoints(endpoints);
	const rest = new Rest(venue, address, clock);
	try {
		return await measureOffset(venue, address, rest, clock);
	} finally {
		await rest.close();
	}
}

class Live implements LiveFeed {
	readonly #options: LiveOptions;
	readonly #endpoints: Endpoints;
	readonly #rest: Rest;
	#instruments: readonly Instrument[] = [];
	#session: LiveSession | undefined;

	constructor(options: LiveOptions) {
		this.#options = options;
		this.#endpoints = checkedEndpoints(options.endpoints);
		this.#rest = new Rest(options.venue, this.#endpoints.rest, options.clock);
	}

	get instruments(): readonly Instrument[] {
		return this.#instruments;
	}

	get clockOffset(): ClockOffset | undefined {
		return this.#session?.clockOffset;
	}

	async prepare(): Promise<readonly Instrument[]> {
		const {venue, symbols, whenUnreachable = 'retry'} = this.#options;
		const listed = await findInstruments(venue, this.#endpoints.rest, this.#rest, symbols);
		if ('failure' in listed) {
			const {status, retryAfter, error} = listed.failure;
			const {host} = this.#rest;
			const why = error ?? `${host} did not answer`;
			throw status === 451
				? new RestrictedLocationError(host, why)
				: new VenueUnreachableError(host, why, status, retryAfter ?? 0, whenUnreachable);
		}
		this.#instruments = listed.facts.map((facts: InstrumentFacts) => describedInstrument(venue.id, facts));
		return this.#instruments;
	}

	async run(sink: Sink, signal: AbortSignal): Promise<void> {
		const timers = new Timers(this.#options.clock);
		const stop = (): void => {
			timers.end();
			void this.close();
		};
		signal.addEventListener('abort', stop);
		try {
			await this.#prepareAtLast(timers, signal);
			if (signal.aborted) return;
			this.#session = new LiveSession(this.#options, this.#endpoints, this.#rest, this.#instruments, sink);
			await this.#session.run(signal);
		} finally {
			signal.removeEventListener('abort', stop);
			timers.end();
			await this.close();
		}
	}

	async close(): Promise<void> {
		await this.#rest.close();
	}

	async #prepareAtLast(timers: Timers, signal: AbortSignal): Promise<void> {
		const {random, whenUnreachable = 'retry', onNotice} = this.#options;
		const backoff = new Backoff(random);
		while (this.#instruments.length === 0 && !signal.aborted) {
			try {
				await this.prepare();
				if (backoff.failures > 0) onNotice?.('');
			} catch (error) {
				if (signal.aborted) return;
				if (!(error instanceof VenueUnreachableError) || whenUnreachable === 'fail') throw error;
				const wait = backoff.next() + error.retryAfter * 1000;
				onNotice?.(`${error.why}; trying again in ${waitText(wait)}. --demo and --replay need no network.`);
				await timers.sleep(wait);
			}
		}
	}
}

function checkedEndpoints({rest, stream}: Endpoints): Endpoints {
	return {
		rest: checkedAddress(rest, /^https?:$/, 'https://api.binance.com'),
		stream: checkedAddress(stream, /^wss?:$/, 'wss://stream.binance.com:9443'),
	};
}

function checkedAddress(address: string, protocol: RegExp, example: string): string {
	const url = URL.parse(address);
	if (url === null || !protocol.test(url.protocol) || url.hash !== '') throw new BadEndpointError(address, example);
	return address.replace(/\/+$/, '');
}
