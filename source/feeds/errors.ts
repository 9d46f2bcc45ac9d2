/* Why a live feed cannot go on, each with the words that a person needs to do something about it. */

import {withoutUserinfo} from './network-error.ts';

/** The venue does not list a symbol. `nearest` holds what may have been meant, best first. */
export class UnknownSymbolError extends Error {
	override readonly name = 'UnknownSymbolError';
	readonly symbol: string;
	/** The symbol as it was written. */
	readonly spelling: string;
	readonly venue: string;
	readonly nearest: readonly string[];

	constructor(symbol: string, venue: string, nearest: readonly string[], spelling = symbol) {
		super(`${symbol} is not on ${venue}.${nearest.length === 0 ? '' : ` Nearest: ${nearest.join(', ')}.`}`);
		this.symbol = symbol;
		this.spelling = spelling;
		this.venue = venue;
		this.nearest = nearest;
	}
}

/** A spelling such as `A-BC` fits several listed symbols once its dashes are gone. */
export class AmbiguousSymbolError extends Error {
	override readonly name = 'AmbiguousSymbolError';
	readonly symbol: string;
	readonly matches: readonly string[];

	constructor(symbol: string, venue: string, matches: readonly string[]) {
		super(`${symbol} may be any of ${matches.join(', ')} on ${venue}: write it as the venue does.`);
		this.symbol = symbol;
		this.matches = matches;
	}
}

/** A host did not answer, or not with anything of use. */
export class VenueUnreachableError extends Error {
	override readonly name = 'VenueUnreachableError';
	readonly host: string;
	readonly why: string;
	/** HTTP status; 0 where no answer came at all. */
	readonly status: number;
	/** Seconds that the host asked us to stay away; 0 where it did not. */
	readonly retryAfter: number;

	/** @param why a clause such as `api.binance.com did not answer: its name was not found`, without a full stop. */
	constructor(host: string, why: string, status: number, retryAfter: number, whenUnreachable: 'retry' | 'fail') {
		super(`${why}; ${whenUnreachable === 'retry' ? 'trying again' : 'gave up'}. --demo and --replay need no network.`);
		this.host = host;
		this.why = why;
		this.status = status;
		this.retryAfter = retryAfter;
	}
}

/** The venue does not serve the place that we ask from (HTTP 451). No use asking again. */
export class RestrictedLocationError extends Error {
	override readonly name = 'RestrictedLocationError';
	readonly host: string;

	constructor(host: string, text: string) {
		super(text);
		this.host = host;
	}
}

/** Messages larger than a connection takes came again and again (close code 1009). */
export class MessageTooLargeError extends Error {
	override readonly name = 'MessageTooLargeError';
	readonly host: string;

	constructor(host: string, times: number, limitMebibytes: number) {
		super(`${host} sent messages larger than ${limitMebibytes} MiB ${times} times: stopped. Watch fewer symbols at once.`);
		this.host = host;
	}
}

/** `--base-url` or `--ws-url` is no address. */
export class BadEndpointError extends Error {
	override readonly name = 'BadEndpointError';
	readonly address: string;

	constructor(address: string, example: string) {
		const told = withoutUserinfo(address);
		super(`"${told}" is no address such as ${example}`);
		this.address = told;
	}
}

/** What to say of a refusal of the place that we ask from: which host, and where else to ask. @param status HTTP status. */
export function restrictedText({elsewhere}: {readonly elsewhere: string}, host: string, status: number): string {
	const other = elsewhere === '' ? 'another --base-url, or another venue' : elsewhere;
	return `${host} does not serve this location (${status}). Its market data may be had from elsewhere: ${other}`;
}
