/* The live feed that the command line asks for: which venue, which symbols, which addresses. */

import {existsSync} from 'node:fs';
import {VenueUnreachableError} from '../feeds/errors.ts';
import {createLiveFeed, type LiveFeed} from '../feeds/live.ts';
import type {LogFile} from '../files/log-file.ts';
import {nearest} from '../market/nearest.ts';
import {findVenue, venues} from '../venues/index.ts';
import type {Endpoints, Venue} from '../venues/venue.ts';
import type {Arguments} from './arguments.ts';
import type {Environment} from './environment.ts';
import {UsageError} from './failure.ts';

const defaultSymbol = 'BTCUSDT';

export type PreparedLive = {
	readonly feed: LiveFeed;
	readonly venue: Venue;
	readonly symbols: readonly string[];
	/** Says where notices of the connection go; the last one is told at once. */
	readonly onNotice: (tell: (text: string) => void) => void;
};

/**
Checks the symbols with the venue. Where no host answers, watching goes on and keeps trying; a command gives up.

@throws UsageError, and the errors of `LiveFeed.prepare`.
*/
export async function prepareLive(
	given: Arguments,
	{clock, complain}: Pick<Environment, 'clock' | 'complain'>,
	log: LogFile,
	whenUnreachable: 'retry' | 'fail' = 'retry',
): Promise<PreparedLive> {
	const {venue, symbols} = venueAndSymbols(given);
	const usual = usualEndpoints(venue, given.has('testnet'));
	const endpoints = {rest: given.text('base-url') ?? usual.rest, stream: given.text('ws-url') ?? usual.stream};
	let tell: (text: string) => void = () => {};
	let notice = '';
	const feed = createLiveFeed({
		venue,
		endpoints,
		symbols,
		clock,
		random: Math.random,
		whenUnreachable,
		onNotice(text) {
			notice = text;
			if (text !== '') log.info(text);
			tell(text);
		},
		log: (text) => log.info(text),
	});
	try {
		await feed.prepare();
	} catch (error) {
		if (!(error instanceof VenueUnreachableError) || whenUnreachable === 'fail') {
			await feed.close();
			throw error;
		}
		complain(`obi-tui: ${error.message}`);
		log.error(error.message);
	}
	const known = feed.instruments.map(({symbol}) => symbol);
	return {
		feed,
		venue,
		symbols: known.length === 0 ? symbols : known,
		onNotice(callback) {
			tell = callback;
			tell(notice);
		},
	};
}

function usualEndpoints(venue: Venue, isTestnet: boolean): Endpoints {
	if (!isTestnet) return venue.endpoints;
	if (venue.testnet === undefined) throw new UsageError(`--testnet: ${venue.name} has no test network.`);
	return venue.testnet;
}

function venueAndSymbols(given: Arguments): {venue: Venue; symbols: string[]} {
	const words = given.words.length === 0 ? [defaultSymbol] : given.words;
	const file = words.find((word) => word.includes('.') || (word.includes('/') && existsSync(word)));
	if (file !== undefined) throw new UsageError(`${file} is no symbol. A recording is shown by obi-tui --replay ${file}`);
	const usual = given.text('venue') ?? venues[0]!.id;
	const parts = words.map((word) => {
		const colon = word.indexOf(':');
		return colon === -1 ? {venue: usual, symbol: word} : {venue: word.slice(0, colon).toLowerCase(), symbol: word.slice(colon + 1)};
	});
	const nameless = words.find((word) => word.startsWith(':'));
	if (nameless !== undefined) throw new UsageError(`${nameless} names a symbol, but no venue: ${usual}${nameless}`);
	const names = [...new Set(parts.map((part) => part.venue))];
	for (const name of names) {
		if (findVenue(name) !== undefined) continue;
		const ids = venues.map(({id}) => id);
		const [best] = nearest(name, ids, 1);
		throw new UsageError(
			`${name} is no venue that obi-tui speaks.${best === undefined ? '' : ` Nearest: ${best}.`} There is: ${ids.join(', ')}.`,
		);
	}
	if (words.includes('')) throw new UsageError('an empty word is no symbol.');
	const empty = parts.find((part) => part.symbol === '');
	if (empty !== undefined) throw new UsageError(`${empty.venue}: names a venue, but no symbol: ${empty.venue}:${defaultSymbol}`);
	return {venue: findVenue(names[0] ?? usual) ?? venues[0]!, symbols: parts.map((part) => part.symbol)};
}
