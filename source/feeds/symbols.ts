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

/** Either what the venue lists under these spellings, each once and in their order, or the answer that is none. */
export type Listed = {readonly facts: readonly InstrumentFacts[]} | {readonly failure: Answer};

/**
Finds instruments by REST: the named ones alone, and the whole list (some megabytes) only where that fails.

@throws UnknownSymbolError, with what may have been meant.
@throws AmbiguousSymbolError where several listed symbols differ from the spelling in dashes alone.
*/
export async function findInstruments(venue: Venue, address: string, rest: Rest, spellings: readonly string[]): Promise<Listed> {
	const symbols = [...new Set(spellings.map(plainSymbol))];
	const named = await rest.get(venue.requests.instruments(address, symbols));
	if (named.error === null) {
		const facts = venue.requests.readInstruments(named.json);
		if (symbols.every((symbol) => facts.some((listed) => plainSymbol(listed.symbol) === symbol))) {
			return {facts: symbols.map((symbol) => pick(symbol, facts, venue))};
		}
	} else if (named.status !== 400) {
		return {failure: named};
	}
	const all = await rest.get(venue.requests.instruments(address, []));
	if (all.error !== null) {
		// One of several is wrong and the list does not come: only a lone symbol is known to be the wrong one.
		if (symbols.length === 1 && symbols[0] !== undefined) throw new UnknownSymbolError(symbols[0], venue.name, []);
		return {failure: all};
	}
	const listed = venue.requests.readInstruments(all.json);
	return {facts: symbols.map((symbol) => pick(symbol, listed, venue))};
}

function pick(symbol: string, listed: readonly InstrumentFacts[], venue: Venue): InstrumentFacts {
	const matches = listed.filter((facts) => plainSymbol(facts.symbol) === symbol);
	const [match, ...others] = matches;
	if (match === undefined) {
		const names = listed.map((facts) => facts.symbol);
		throw new UnknownSymbolError(symbol, venue.name, nearest(symbol, names, 2));
	}
	if (others.length > 0) {
		const names = matches.map((facts) => facts.symbol);
		throw new AmbiguousSymbolError(symbol, venue.name, names);
	}
	return match;
}
