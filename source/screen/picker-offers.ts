/* What the symbol picker has to offer: of which venues, which of their instruments match, and what a person should be told about the list. */

import type {InstrumentId} from '../market/instrument.ts';
import {symbolOf, venueOf} from '../market/instrument.ts';
import type {Listing, Scene, SessionView} from '../runner/session.ts';
import {InstrumentSearch, isBlank, type Offer, searchOf} from './instrument-search.ts';
import type {Note, Offers, PickerState} from './picker-state.ts';

export type PickerSlice = {
	readonly picker: PickerState;
	readonly listings: readonly Listing[];
	readonly mode: SessionView['mode'];
	/** In the order in which they were asked for. */
	readonly watched: readonly InstrumentId[];
};

export function pickerSlice({view, session}: Scene, picker: PickerState): PickerSlice {
	return {picker, listings: session.listings, mode: session.mode, watched: view.instruments.map(({id}) => id)};
}

/** Among how many venues the picker can choose. */
export function countVenues({view, session}: Scene): number {
	if (session.listings.length === 0 && session.mode !== 'live') return 0;
	return new Set([...view.instruments.map(({id}) => venueOf(id)), ...session.listings.map(({venue}) => venue)]).size;
}

export function offersOf(slice: PickerSlice): Offers {
	const {picker, listings, mode, watched} = slice;
	const ids = new Set<string>(watched);
	const isWatched = ({id}: Offer) => ids.has(id);
	if (listings.length === 0 && mode !== 'live') {
		const search = new InstrumentSearch(watched.map(offerOf));
		const notes = [quiet(`a ${mode} has these instruments alone`), ...noMatch(search, picker.text)];
		const isMixed = new Set(watched.map(venueOf)).size > 1;
		const whose = {name: `this ${mode}`, venues: [], venue: undefined, fetchedAt: Number.NaN};
		return {...whose, ...found(search, picker.text), isWatched, isMixed, notes};
	}
	const venues = venuesOf(listings, watched);
	const shown = venues.find(({id}) => id === picker.venue) ?? venues[0];
	const listing = listings.find(({venue}) => venue === shown?.id);
	const name = shown?.name ?? '';
	const isListed = listing !== undefined && listing.instruments.length > 0;
	const search = isListed
		? searchOf(listing.venue, listing.instruments)
		: new InstrumentSearch(watched.filter((id) => venueOf(id) === shown?.id).map(offerOf));
	const notes = [...stateNotes(listing, name), ...(isListed ? noMatch(search, picker.text) : [])];
	const {matches, total} = found(search, picker.text);
	// While nothing is typed, what is watched comes first: it is what most people come back to.
	const ordered = isBlank(picker.text) ? [...matches.filter(isWatched), ...matches.filter((offer) => !isWatched(offer))] : matches;
	const whose = {name, venues, venue: shown?.id, fetchedAt: listing?.fetchedAt ?? Number.NaN};
	return {...whose, matches: ordered, total, isWatched, isMixed: false, notes};
}

function found(search: InstrumentSearch, text: string): Pick<Offers, 'matches' | 'total'> {
	return {matches: search.find(text), total: search.size};
}

/** Those that are watched, then those with a list alone. One without a list is called by its id. */
function venuesOf(listings: readonly Listing[], watched: readonly InstrumentId[]): Offers['venues'] {
	const names = new Map(watched.map((id) => [venueOf(id), venueOf(id)]));
	for (const {venue, name} of listings) names.set(venue, name);
	return [...names].map(([id, name]) => ({id, name}));
}

/** An instrument of which only the id is known. */
function offerOf(id: InstrumentId): Offer {
	return {id, symbol: symbolOf(id), base: '', quote: '', status: ''};
}

function stateNotes(listing: Listing | undefined, name: string): Note[] {
	if (listing?.state === 'failed') {
		const kept = listing.instruments.length > 0 ? 'did not come anew' : 'did not come';
		return [warning(`the list of ${name} ${kept}; Esc, then S asks again`), warning(listing.why)];
	}
	return listing?.state === 'ready' ? [] : [quiet(`asking ${name === '' ? 'for the instruments' : `${name} for its instruments`} …`)];
}

function noMatch(search: InstrumentSearch, text: string): Note[] {
	if (search.find(text).length > 0) return [];
	const near = search.nearest(text);
	return [warning(`no instrument here matches ${text}.${near.length === 0 ? '' : ` Nearest: ${near.join(', ')}`}`)];
}

function quiet(text: string): Note {
	return {text, isWarning: false};
}

function warning(text: string): Note {
	return {text, isWarning: true};
}
