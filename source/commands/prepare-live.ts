/* The live feed that the command line asks for: which venue, which symbols, which addresses. */

import process from 'node:process';
import {UnknownSymbolError, VenueUnreachableError} from '../feeds/errors.ts';
import {createLiveFeed, type LiveFeed} from '../feeds/live.ts';
import {InstrumentLists} from '../files/instrument-lists.ts';
import type {LogFile} from '../files/log-file.ts';
import {settingsFolder} from '../files/paths.ts';
import type {InstrumentFacts} from '../market/instrument.ts';
import type {Venue} from '../venues/venue.ts';
import type {Arguments} from './arguments.ts';
import {whereElse} from './elsewhere.ts';
import type {Environment} from './environment.ts';
import {FailureError} from './failure.ts';
import {marketsWatched} from './watched.ts';

export type PreparedLive = {
	readonly feed: LiveFeed;
	/** Of the first symbol. */
	readonly venue: Venue;
	/** Every venue that is watched. */
	readonly venues: readonly Venue[];
	/** In the order asked for; those of other venues than the first with their venue. */
	readonly symbols: readonly string[];
	/** Says where notices of the connection go; the last one is told at once. */
	readonly onNotice: (tell: (text: string) => void) => void;
	/** All instruments of a venue, as kept for a day or as fetched now, with when that was, µs. */
	readonly list: (venue: string) => Promise<{readonly instruments: readonly InstrumentFacts[]; readonly fetchedAt: number}>;
};

/**
Checks the symbols with their venues. Where no host answers, watching goes on and keeps trying; a command gives up.

@throws UsageError, and the errors of `LiveFeed.prepare`.
*/
export async function prepareLive(
	given: Arguments,
	{clock, complain}: Pick<Environment, 'clock' | 'complain'>,
	log: LogFile,
	whenUnreachable: 'retry' | 'fail' = 'retry',
): Promise<PreparedLive> {
	const markets = marketsWatched(given, process.env);
	const [first] = markets;
	if (first === undefined) throw new RangeError('nothing to watch');
	const lists = new InstrumentLists(given.text('settings') ?? settingsFolder());
	// Addresses of somebody's own may list what they like: nothing of that is kept, and nobody else is asked.
	const isUsual = (id: string) => markets.some(({venue, endpoints}) => venue.id === id && endpoints.rest === venue.endpoints.rest);
	let tell: (text: string) => void = () => {};
	let notice = '';
	const feed = createLiveFeed({
		markets,
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
			if (!(error instanceof UnknownSymbolError)) throw error;
			const hint = await whereElse(
				error,
				lists,
				clock,
				markets.every(({venue}) => isUsual(venue.id)),
			);
			throw new FailureError(hint === '' ? error.message : `${error.message} ${hint}`);
		}
		complain(`obi-tui: ${error.message}`);
		log.error(error.message);
	}
	const known = feed.instruments.map(({venue, symbol}) => nameOf(venue, symbol, first.venue));
	const asked = markets.flatMap(({venue, symbols}) => symbols.map((symbol) => nameOf(venue.id, symbol, first.venue)));
	return {
		feed,
		venue: first.venue,
		venues: markets.map(({venue}) => venue),
		symbols: known.length === 0 ? asked : known,
		onNotice(callback) {
			tell = callback;
			tell(notice);
		},
		async list(venue) {
			const kept = isUsual(venue) ? lists.read(venue, clock.now()) : undefined;
			if (kept !== undefined) return kept;
			const instruments = await feed.list(venue);
			const fetchedAt = clock.now();
			if (isUsual(venue)) lists.write(venue, instruments, fetchedAt);
			return {instruments, fetchedAt};
		},
	};
}

function nameOf(venue: string, symbol: string, usual: Venue): string {
	return venue === usual.id ? symbol : `${venue}:${symbol}`;
}
