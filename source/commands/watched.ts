/* What is to be watched, as the command line says it: symbols with or without their venue, and at which addresses. */

import {existsSync} from 'node:fs';
import type {MarketPlan} from '../feeds/market-access.ts';
import {nearest} from '../market/nearest.ts';
import {findVenue, venues} from '../venues/index.ts';
import type {Endpoints, Venue} from '../venues/venue.ts';
import type {Arguments} from './arguments.ts';
import {UsageError} from './failure.ts';

/** Watched where no symbol is named, on venues that do not say otherwise. */
const defaultSymbol = 'BTCUSDT';

type Environment = Readonly<Record<string, string | undefined>>;

/**
Symbols by venue, venues in the order in which they are first named.

@throws UsageError
*/
export function marketsWatched(given: Arguments, environment: Environment): MarketPlan[] {
	const usual = given.text('venue') ?? venues[0]!.id;
	const words = given.words.length === 0 ? [defaultSymbolOf(usual)] : given.words;
	checkWords(words, usual);
	const markets = new Map<Venue, string[]>();
	for (const word of words) {
		const colon = word.indexOf(':');
		const venue = venueNamed(colon === -1 ? usual : word.slice(0, colon).toLowerCase());
		const symbol = word.slice(colon + 1);
		if (symbol === '') throw new UsageError(`${venue.id}: names a venue, but no symbol: ${venue.id}:${defaultSymbolOf(venue.id)}`);
		markets.set(venue, [...(markets.get(venue) ?? []), symbol]);
	}
	const chosen = [...markets.keys()];
	const rest = addressesGiven(given, 'base-url', chosen);
	const stream = addressesGiven(given, 'ws-url', chosen);
	return [...markets].map(([venue, symbols]) => {
		const ours = usualEndpoints(venue, given.has('testnet'), environment);
		return {venue, symbols, endpoints: {rest: rest.get(venue.id) ?? ours.rest, stream: stream.get(venue.id) ?? ours.stream}};
	});
}

function checkWords(words: readonly string[], usual: string): void {
	// A slash may stand in a symbol, `BTC/USD`, as well as in a path.
	const file = words.find((word) => word.includes('.') || (word.includes('/') && existsSync(word)));
	if (file !== undefined) throw new UsageError(`${file} is no symbol. A recording is shown by obi-tui --replay ${file}`);
	const nameless = words.find((word) => word.startsWith(':'));
	if (nameless !== undefined) throw new UsageError(`${nameless} names a symbol, but no venue: ${usual}${nameless}`);
	if (words.includes('')) throw new UsageError('an empty word is no symbol.');
}

function venueNamed(id: string): Venue {
	const venue = findVenue(id);
	if (venue !== undefined) return venue;
	const ids = venues.map((each) => each.id);
	const [best] = nearest(id, ids, 1);
	throw new UsageError(
		`${id} is no venue that obi-tui speaks.${best === undefined ? '' : ` Nearest: ${best}.`} There is: ${ids.join(', ')}.`,
	);
}

function defaultSymbolOf(venue: string): string {
	return findVenue(venue)?.defaultSymbol ?? defaultSymbol;
}

function usualEndpoints(venue: Venue, isTestnet: boolean, environment: Environment): Endpoints {
	const isAsked = isTestnet || (venue.testnetVariable !== undefined && environment[venue.testnetVariable] === 'true');
	if (!isAsked) return venue.endpoints;
	if (venue.testnet === undefined) throw new UsageError(`--testnet: ${venue.name} has no test network.`);
	return venue.testnet;
}

/** `URL` for the only venue that is chosen, or `VENUE=URL,VENUE=URL`. @throws UsageError */
export function addressesGiven(given: Arguments, option: 'base-url' | 'ws-url', chosen: readonly Venue[]): ReadonlyMap<string, string> {
	const text = given.text(option);
	const addresses = new Map<string, string>();
	if (text === undefined) return addresses;
	if (!/^[a-z][a-z-]*=/.test(text)) {
		const [only, other] = chosen;
		if (only === undefined || other !== undefined) {
			const form = chosen.map(({id}) => `${id}=URL`).join(',');
			throw new UsageError(`--${option} names one address for ${chosen.length} venues: write ${form}.`);
		}
		return addresses.set(only.id, text);
	}
	for (const part of text.split(',')) {
		const equals = part.indexOf('=');
		const venue = venueNamed(part.slice(0, Math.max(0, equals)));
		addresses.set(venue.id, part.slice(equals + 1));
	}
	return addresses;
}
