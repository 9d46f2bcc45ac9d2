/* What a person has done in the symbol picker so far: what was typed, which instrument the cursor is on, which venue's list is shown. Pure. */

import type {InstrumentId} from '../market/instrument.ts';
import type {Offer} from './instrument-search.ts';

export type Offers = {
	/** Whose list this is: `Binance spot`, `this replay`; empty while no venue is known. */
	readonly name: string;
	/** Among which Tab goes round; empty where there is no venue to ask. */
	readonly venues: readonly {readonly id: string; readonly name: string}[];
	/** Which of them is shown. */
	readonly venue: string | undefined;
	/** Best first. */
	readonly matches: readonly Offer[];
	/** How many there are to match. */
	readonly total: number;
	/** When the list was fetched, µs; NaN where that means nothing. */
	readonly fetchedAt: number;
	readonly isWatched: (offer: Offer) => boolean;
	/** Instruments of several venues stand in it, so that a symbol alone does not say which is meant. */
	readonly isMixed: boolean;
	/** What to say above the list, a line each. */
	readonly notes: readonly Note[];
};

export type Note = {readonly text: string; readonly isWarning: boolean};

export type PickerState = {
	readonly text: string;
	/** The instrument under the cursor; undefined for the best match, whatever that is. A list that comes late does not move the cursor. */
	readonly cursor: InstrumentId | undefined;
	/** undefined for the first that there is. */
	readonly venue: string | undefined;
};

export type PickerAction =
	| {readonly kind: 'type'; readonly text: string}
	| {readonly kind: 'erase'}
	| {readonly kind: 'clear'}
	/** Rows down; ±Infinity to the ends. */
	| {readonly kind: 'move'; readonly by: number}
	| {readonly kind: 'page'; readonly step: 1 | -1}
	| {readonly kind: 'venue'; readonly step: 1 | -1};

export function openedPicker(venue: string | undefined): PickerState {
	return {text: '', cursor: undefined, venue};
}

/** @param offers of this state. @param page how many rows of the list are seen at once. */
export function pickerReducer(state: PickerState, action: PickerAction, offers: Offers, page: number): PickerState {
	switch (action.kind) {
		case 'type':
			return typed(state, state.text + action.text);
		case 'erase':
			return typed(state, [...state.text].slice(0, -1).join(''));
		case 'clear':
			return typed(state, '');
		case 'move':
			return moved(state, offers, action.by);
		case 'page':
			return moved(state, offers, action.step * Math.max(1, page));
		case 'venue':
			return turned(state, offers, action.step);
	}
}

/** The instrument under the cursor: the best match where the one it was on is not among them. */
export function underCursor({cursor}: PickerState, {matches}: Offers): {readonly index: number; readonly offer: Offer | undefined} {
	const index = Math.max(
		0,
		matches.findIndex(({id}) => id === cursor),
	);
	return {index, offer: matches[index]};
}

/** No symbol is nearly as long. */
const longest = 48;

/** Whatever was typed anew, the cursor is on the best match again. */
function typed(state: PickerState, text: string): PickerState {
	const printable = text.replace(/\s+/g, ' ').replace(/[\p{C}\p{M}]/gu, '');
	const kept = [...printable].slice(0, longest).join('');
	return kept === state.text ? state : {...state, text: kept, cursor: undefined};
}

function moved(state: PickerState, offers: Offers, by: number): PickerState {
	const {index} = underCursor(state, offers);
	const to = Math.min(offers.matches.length - 1, Math.max(0, index + by));
	return {...state, cursor: offers.matches[to]?.id};
}

function turned(state: PickerState, {venues, venue}: Offers, step: 1 | -1): PickerState {
	if (venues.length < 2) return state;
	const index = venues.findIndex(({id}) => id === venue);
	return {...state, cursor: undefined, venue: venues[(index + step + venues.length) % venues.length]?.id};
}
