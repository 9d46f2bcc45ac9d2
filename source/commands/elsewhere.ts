/* Where else a symbol trades that a venue does not list: told from the lists that are kept, and from those of the venues that answer at once. */

import type {Clock} from '../feeds/clock.ts';
import type {UnknownSymbolError} from '../feeds/errors.ts';
import {askInstruments} from '../feeds/live.ts';
import {whereIs} from '../feeds/spellings.ts';
import type {InstrumentLists} from '../files/instrument-lists.ts';
import type {InstrumentFacts} from '../market/instrument.ts';
import {findVenue, venues} from '../venues/index.ts';

/** Nobody waits longer than this for a hint, ms. */
const patience = 3000;
const mostNamed = 3;

/** `BTC-USD is on Coinbase: coinbase:BTC-USD.`; empty where nobody is known to list it. @param mayAsk venues may be asked, not the kept lists alone. */
export async function whereElse(error: UnknownSymbolError, lists: InstrumentLists, clock: Clock, mayAsk: boolean): Promise<string> {
	const others = venues.filter(({name}) => name !== error.venue);
	const known = new Map<string, readonly InstrumentFacts[]>();
	const ask = async (id: string): Promise<void> => {
		const kept = lists.read(id, clock.now());
		const venue = findVenue(id);
		if (kept !== undefined) known.set(id, kept.instruments);
		if (kept !== undefined || venue === undefined || !mayAsk) return;
		try {
			const instruments = await askInstruments(venue, venue.endpoints, clock);
			lists.write(id, instruments, clock.now());
			known.set(id, instruments);
		} catch {
			// A venue that cannot be reached is no place to send anybody to.
		}
	};
	const asked = Promise.all(others.map(({id}) => ask(id)));
	await Promise.race([asked, new Promise<void>((resolve) => clock.after(patience, resolve))]);
	const inOrder = new Map(others.flatMap(({id}) => (known.has(id) ? [[id, known.get(id) ?? []] as const] : [])));
	const places = whereIs(error.spelling, inOrder).slice(0, mostNamed);
	if (places.length === 0) return '';
	const named = places.map(({venue, symbol}) => `on ${findVenue(venue)?.name ?? venue}: ${venue}:${symbol}`);
	return `${error.spelling} is ${named.join('; ')}.`;
}
