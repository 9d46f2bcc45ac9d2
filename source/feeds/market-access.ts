/* One venue of a live feed: its addresses, what it lists of the instruments that are asked for, and the answers that the engine wants of it. */

import type {Effect} from '../market/frame.ts';
import {describedInstrument, type Instrument, type InstrumentFacts, instrumentId} from '../market/instrument.ts';
import type {Endpoints, Venue} from '../venues/venue.ts';
import type {Clock} from './clock.ts';
import {BadEndpointError, RestrictedLocationError, VenueUnreachableError} from './errors.ts';
import {type ReplyHead, replyBytes} from './reply.ts';
import {type Answer, Rest, type RestOptions} from './rest.ts';
import {findInstruments, isOfTheRequest, type Listed, listInstruments} from './symbols.ts';

/** ms. */
const wholeListFor = 60_000;

/** What is watched on one venue. */
export type MarketPlan = {
	readonly venue: Venue;
	/** The venue's own, or those of `--base-url` and `--ws-url`. */
	readonly endpoints: Endpoints;
	/** As somebody wrote them: case, `-`, `/` and `_` do not matter. At least one. */
	readonly symbols: readonly string[];
};

export class MarketAccess {
	readonly venue: Venue;
	readonly endpoints: Endpoints;
	readonly rest: Rest;
	readonly #clock: Clock;
	#instruments: readonly Instrument[] = [];
	#isPrepared = false;
	readonly #symbols: readonly string[];
	/** The whole list that was last asked for, and when, ms of the clock that never jumps. */
	#whole: {readonly at: number; readonly listed: Promise<Listed>} | undefined;
	/** Instruments whose 24-hour volume has been asked for. */
	readonly #asked = new Set<string>();

	/** @throws BadEndpointError */
	constructor({venue, endpoints, symbols}: MarketPlan, clock: Clock, options: RestOptions = {}) {
		this.venue = venue;
		this.endpoints = {
			rest: checkedAddress(endpoints.rest, /^https?:$/, venue.endpoints.rest),
			stream: checkedAddress(endpoints.stream, /^wss?:$/, venue.endpoints.stream),
		};
		this.#symbols = symbols;
		this.#clock = clock;
		this.rest = new Rest(venue, this.endpoints.rest, clock, options);
	}

	/** In the order asked for, and then those that were found later; none that were asked for until prepared. */
	get instruments(): readonly Instrument[] {
		return this.#instruments;
	}

	/** All symbols that were asked for have been found. */
	get isPrepared(): boolean {
		return this.#isPrepared;
	}

	/**
	Asks for the facts of the symbols, once.

	@throws UnknownSymbolError, AmbiguousSymbolError, RestrictedLocationError, VenueUnreachableError
	*/
	async prepare(whenUnreachable: 'retry' | 'fail'): Promise<void> {
		if (this.#isPrepared) return;
		const facts = await this.#found(this.#symbols, whenUnreachable);
		const found = facts.map((each) => describedInstrument(this.venue.id, each));
		const others = this.#instruments.filter(({id}) => found.every((each) => each.id !== id));
		this.#instruments = [...found, ...others];
		this.#isPrepared = true;
	}

	/** One more instrument, by its symbol. @throws as `prepare`. */
	async find(symbol: string): Promise<Instrument> {
		const [facts] = await this.#found([symbol], 'fail');
		if (facts === undefined) throw new RangeError(`nothing was found for ${symbol}`);
		const instrument = describedInstrument(this.venue.id, facts);
		if (!this.#instruments.some(({id}) => id === instrument.id)) this.#instruments = [...this.#instruments, instrument];
		return instrument;
	}

	/** All that the venue lists. @throws RestrictedLocationError, VenueUnreachableError */
	async list(): Promise<readonly InstrumentFacts[]> {
		const listed = await listInstruments(this.venue, this.endpoints.rest, this.rest, []);
		if ('failure' in listed) throw this.#refused(listed.failure, 'fail');
		return listed.facts;
	}

	/** The payload of the reply to a wish for a snapshot; undefined where the venue gives none by REST. */
	async snapshot({instrument, symbol, request, urgency}: Extract<Effect, {readonly kind: 'snapshot'}>): Promise<Reply | undefined> {
		const limit = this.venue.snapshotLimits?.[urgency];
		const wanted = limit === undefined ? undefined : this.venue.requests.snapshot?.(this.endpoints.rest, symbol, limit);
		if (limit === undefined || wanted === undefined) return undefined;
		// A second opinion has a number below zero.
		const answer = await this.rest.get(wanted, undefined, request > 0);
		// One word for it, whatever a content network calls it: to the fold, 403 is a wait.
		const isBarred = answer.error !== null && this.rest.isBarred;
		return replyTo({request, instrument, what: 'snapshot', limit}, isBarred ? {...answer, status: 451} : answer);
	}

	/** Nobody asked for it, so its request is number 0; undefined where it has been had, or cannot be. */
	async volume(symbol: string): Promise<Reply | undefined> {
		const wanted = this.venue.requests.volume?.(this.endpoints.rest, symbol);
		if (wanted === undefined || this.#asked.has(symbol)) return undefined;
		this.#asked.add(symbol);
		return replyTo({request: 0, instrument: instrumentId(this.venue.id, symbol), what: 'volume'}, await this.rest.get(wanted));
	}

	/** What the venue says of an instrument now: that it is gone, where it lists it no more; undefined where it does not answer. */
	async description(symbol: string): Promise<Reply | undefined> {
		const named = await listInstruments(this.venue, this.endpoints.rest, this.rest, [symbol]);
		// Nothing at all may be no answer of use, and some refuse to be asked for what is gone: only the whole list tells.
		const isNone = 'facts' in named ? named.facts.length === 0 : isOfTheRequest(named.failure);
		const listed = isNone ? await this.#wholeList() : named;
		const before = this.#instruments.find((instrument) => instrument.symbol === symbol);
		if ('failure' in listed || before === undefined) return undefined;
		const found = listed.facts.find((facts) => facts.symbol === symbol);
		const {base, quote, tickSize = '', stepSize = '', contract} = before;
		const gone = {symbol, base, quote, tickSize, stepSize, status: 'DELISTED', ...(contract === undefined ? {} : {contract})};
		const body = Buffer.from(JSON.stringify(found ?? gone));
		const answer = {status: 200, retryAfter: null, error: null, body, json: undefined};
		return replyTo({request: 0, instrument: before.id, what: 'instrument'}, answer);
	}

	async close(): Promise<void> {
		await this.rest.close();
	}

	/** For many books that fall silent at once, one list, which may be some megabytes, will do. */
	#wholeList(): Promise<Listed> {
		const now = this.#clock.monotonic();
		if (this.#whole === undefined || now - this.#whole.at >= wholeListFor) {
			this.#whole = {at: now, listed: listInstruments(this.venue, this.endpoints.rest, this.rest, [])};
		}
		return this.#whole.listed;
	}

	async #found(symbols: readonly string[], whenUnreachable: 'retry' | 'fail'): Promise<readonly InstrumentFacts[]> {
		const listed = await findInstruments(this.venue, this.endpoints.rest, this.rest, symbols);
		if ('failure' in listed) throw this.#refused(listed.failure, whenUnreachable);
		return listed.facts;
	}

	#refused({status, retryAfter, error}: Answer, whenUnreachable: 'retry' | 'fail'): Error {
		const {host} = this.rest;
		const why = error ?? `${host} did not answer`;
		return this.rest.isBarred
			? new RestrictedLocationError(host, why)
			: new VenueUnreachableError(host, why, status, retryAfter ?? 0, whenUnreachable);
	}
}

/** The payload of a reply frame, and what is to be logged of it; empty where all is well. */
export type Reply = {readonly payload: Uint8Array; readonly fault: string};

function replyTo(head: ReplyHead, answer: Answer): Reply {
	const fault = answer.error === null ? '' : `${head.what} of ${head.instrument}: ${answer.error}`;
	return {payload: replyBytes(head, answer), fault};
}

function checkedAddress(address: string, protocol: RegExp, example: string): string {
	const url = URL.parse(address);
	if (url === null || !protocol.test(url.protocol) || url.hash !== '') throw new BadEndpointError(address, example);
	return address.replace(/\/+$/, '');
}
