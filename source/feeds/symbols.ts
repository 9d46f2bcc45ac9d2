/* From symbols as people write them (`btcusdt`, `BTC-USDT`, `BTC/USDT`) to instruments as the venue lists them. */

import type {InstrumentFacts} from '../market/instrument.ts';
import {nearest} from '../market/nearest.ts';
import type {Venue} from '../venues/venue.ts';
import {AmbiguousSymbolError, UnknownSymbolError} from './errors.ts';
import type {Answer, Rest} from './rest.ts';

/** `BTCUSDT` of `btc-usdt`: what two spellings of one symbol have in common. */
export function plainSymbol(spelling: string): string {
	return spelling.trim().replace(/[-/_]/g, '').toUpperCase();
}

/** Either what the venue lists, or the answer that is none. */
export type Listed = {readonly facts: readonly InstrumentFacts[]} | {readonly failure: Answer};

/** Lists that come in pages have no more of them. */
const mostPages = 50;

/** What the venue says of the named symbols, or of more; with none named, of all. */
export async function listInstruments(venue: Venue, address: string, rest: Rest, symbols: readonly string[]): Promise<Listed> {
	const {instruments, readInstruments, nextInstruments} = venue.requests;
	const facts: InstrumentFacts[] = [];
	const requests = [...instruments(address, symbols)];
	let last: Answer | undefined;
	for (let sent = 0; sent < requests.length && sent < mostPages; sent++) {
		const request = requests[sent]!;
		const answer = await rest.get(request);
		if (answer.error !== null) return {failure: answer};
		facts.push(...readInstruments(answer.json));
		const next = nextInstruments?.(request, answer.json);
		if (next !== undefined) requests.push(next);
		last = answer;
	}
	// A venue that lists nothing at all has not answered.
	if (symbols.length > 0 || facts.length > 0 || last === undefined) return {facts};
	return {failure: {...last, error: `${rest.host} listed no instruments`}};
}

/**
Finds instruments by REST, each once and in the order asked for: the named ones alone, and the whole list (some megabytes) only where that fails.

@throws UnknownSymbolError, with what may have been meant.
@throws AmbiguousSymbolError where several listed symbols differ from the spelling in dashes alone.
*/
export async function findInstruments(venue: Venue, address: string, rest: Rest, spellings: readonly string[]): Promise<Listed> {
	const written = new Map(spellings.map((spelling) => [plainSymbol(spelling), spelling]));
	const symbols = [...written.keys()];
	const named = await listInstruments(venue, address, rest, symbols);
	if ('facts' in named) {
		const isListed = (symbol: string) => named.facts.some((listed) => isCalled(listed, symbol) || hasAlias(listed, symbol));
		if (symbols.every(isListed)) return {facts: symbols.map((symbol) => pick(symbol, named.facts, venue, symbol))};
	} else if (!isOfTheRequest(named.failure)) {
		return named;
	}
	const all = await listInstruments(venue, address, rest, []);
	if ('failure' in all) {
		// One of several is wrong and the list does not come: only a lone symbol is known to be the wrong one.
		const isKnownWrong = symbols.length === 1 && 'failure' in named && named.failure.status !== 200;
		if (isKnownWrong && symbols[0] !== undefined) throw new UnknownSymbolError(symbols[0], venue.name, [], spellings[0]);
		return all;
	}
	return {facts: [...written].map(([symbol, spelling]) => pick(symbol, all.facts, venue, spelling))};
}

/** The venue says that it was asked wrongly, or for what is not there: `400`, `404` and their like or in words alone, but not "too often" or "not you". */
export function isOfTheRequest({status, json}: Answer): boolean {
	return status === 400 || status === 404 || status === 422 || (status === 200 && json !== undefined);
}

function pick(symbol: string, listed: readonly InstrumentFacts[], venue: Venue, spelling: string): InstrumentFacts {
	const named = listed.filter((facts) => isCalled(facts, symbol));
	const matches = named.length > 0 ? named : listed.filter((facts) => hasAlias(facts, symbol));
	const [match, ...others] = matches;
	if (match === undefined) {
		const names = listed.map((facts) => facts.symbol);
		throw new UnknownSymbolError(symbol, venue.name, nearest(symbol, names, 2), spelling);
	}
	if (others.length > 0) {
		const names = matches.map((facts) => facts.symbol);
		throw new AmbiguousSymbolError(symbol, venue.name, names);
	}
	return match;
}

function isCalled(facts: InstrumentFacts, symbol: string): boolean {
	return plainSymbol(facts.symbol) === symbol;
}

function hasAlias({aliases = []}: InstrumentFacts, symbol: string): boolean {
	return aliases.some((alias) => plainSymbol(alias) === symbol);
}
