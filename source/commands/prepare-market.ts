/* One instrument of one venue, to be asked about by REST alone. */

import process from 'node:process';
import {UnknownSymbolError} from '../feeds/errors.ts';
import {MarketAccess, type MarketPlan} from '../feeds/market-access.ts';
import type {RestOptions} from '../feeds/rest.ts';
import {InstrumentLists} from '../files/instrument-lists.ts';
import {settingsFolder} from '../files/paths.ts';
import type {Instrument} from '../market/instrument.ts';
import {venues} from '../venues/index.ts';
import type {Venue} from '../venues/venue.ts';
import type {Arguments} from './arguments.ts';
import {whereElse} from './elsewhere.ts';
import type {Environment} from './environment.ts';
import {FailureError, UsageError} from './failure.ts';
import {marketsWatched} from './watched.ts';

export type PreparedMarket = {readonly market: MarketAccess; readonly instrument: Instrument};

/** The market that a symbol on the command line names, by itself or by `--symbol`. @throws UsageError */
export function marketAsked(given: Arguments, command: string): MarketPlan {
	const symbol = given.text('symbol');
	const words = symbol === undefined ? given.words : [...given.words, symbol];
	const [plan, other] = marketsWatched({...given, words}, process.env);
	if (plan === undefined) throw new RangeError('nothing to ask for');
	if (other !== undefined || plan.symbols.length > 1)
		throw new UsageError(`${command} takes one symbol, not ${words.length}: ${words.join(', ')}.`);
	return plan;
}

/** How a book of a market is asked for. @throws UsageError where the venue gives none by REST, or none so deep. */
export function bookRequest({venue, endpoints}: MarketPlan, symbol: string, limit: number) {
	const {snapshot} = venue.requests;
	const deepest = venue.snapshotLimits?.calm;
	if (snapshot === undefined || deepest === undefined) {
		const others = venues.filter((each) => each.requests.snapshot !== undefined).map(({id}) => id);
		throw new UsageError(
			`${venue.name} is not asked for books by REST, for its stream brings them whole: obi-tui record ${venue.id}:${symbol}. By REST there is ${others.join(', ')}.`,
		);
	}
	if (limit > deepest) throw new UsageError(`--depth-limit ${limit}: ${venue.name} gives ${deepest} levels a side at most.`);
	return snapshot(endpoints.rest, symbol, limit);
}

/** As deep as the venue gives a book. */
export function deepestOf({snapshotLimits}: Venue): number {
	return snapshotLimits?.calm ?? 0;
}

/**
Finds the instrument with its venue. Whoever is handed the market closes it.

@throws FailureError for a symbol that is not listed, with where else it is, and the errors of `MarketAccess.prepare`.
*/
export async function prepareMarket(
	given: Arguments,
	plan: MarketPlan,
	{clock}: Pick<Environment, 'clock'>,
	options: RestOptions = {},
): Promise<PreparedMarket> {
	const market = new MarketAccess(plan, clock, options);
	try {
		await market.prepare('fail');
		const [instrument] = market.instruments;
		if (instrument === undefined) throw new RangeError('nothing was found');
		return {market, instrument};
	} catch (error) {
		await market.close();
		if (!(error instanceof UnknownSymbolError)) throw error;
		// Addresses of somebody's own may list what they like: nobody else is asked then.
		const isUsual = plan.endpoints.rest === plan.venue.endpoints.rest;
		const hint = await whereElse(error, new InstrumentLists(given.text('settings') ?? settingsFolder()), clock, isUsual);
		throw new FailureError(hint === '' ? error.message : `${error.message} ${hint}`);
	}
}
