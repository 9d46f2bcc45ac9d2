/* The symbol picker: what was typed, what the venue lists that matches it, and which of that is watched already. It stands in the place of the panels. */

import {fitLeft, type Segment, segmentsWidth} from '../draw/cells.ts';
import {frame} from '../draw/frame.ts';
import {plain} from '../draw/number.ts';
import {shortClock} from '../draw/time.ts';
import {isTrading, type Offer} from '../instrument-search.ts';
import {offersOf, type PickerSlice} from '../picker-offers.ts';
import type {Offers} from '../picker-state.ts';
import {underCursor} from '../picker-state.ts';
import type {Look} from '../theme.ts';
import type {Paint} from './paint.ts';

export const paintPicker: Paint<PickerSlice> = (slice, width, height, look) => {
	const offers = offersOf(slice);
	const titles = offers.name === '' ? ['SYMBOLS'] : [`SYMBOLS · ${offers.name}`, 'SYMBOLS'];
	const body = (inner: number, content: number) => [
		filter(slice.picker.text, inner, look),
		...above(offers, inner, look),
		...list(slice, offers, inner, pickerRows(offers, content + 2), look),
	];
	return frame({titles, infos: counts(offers, look), body, isFocused: true}, width, height, look);
};

/** How many instruments are seen at once in a panel of this height, border included. */
export function pickerRows({venues, notes}: Offers, height: number): number {
	return Math.max(1, height - 2 - 2 - (venues.length > 1 ? 1 : 0) - notes.length);
}

/** `12 of 1,482  as of 09:12:33Z` */
function counts({matches, total, fetchedAt}: Offers, look: Look): Segment[][] {
	if (total === 0) return [];
	const count: Segment[] = [plain(matches.length, 0), [` of ${plain(total, 0)}`, look.dim]];
	return Number.isNaN(fetchedAt) ? [count] : [[...count, [`  as of ${shortClock(fetchedAt)}Z`, look.dim]], count];
}

/** Of a long text the end, where it grows. */
function filter(text: string, width: number, look: Look): Segment[] {
	const shown = [...text].slice(-Math.max(1, Math.floor((width - 10) / 2))).join('');
	const cursor: Segment = ['▏', look.accent];
	if (text === '') return [[' find ', look.dim], cursor, ['letters of a symbol, such as btc or ETH-USDT', look.faint]];
	return [[' find ', look.dim], [shown, look.strong], cursor];
}

/** Between the filter and the list: the venues where there are several, what there is to say, a blank line. */
function above({venues, venue, notes}: Offers, width: number, look: Look): Segment[][] {
	const said = notes.map(({text, isWarning}): Segment[] => [' ', [text, isWarning ? look.warn : look.dim]]);
	return [...(venues.length > 1 ? [tabs(venues, venue, width, look)] : []), ...said, []];
}

/** Where not all fit, the first ones go, so that the one that is shown is seen. */
function tabs(venues: Offers['venues'], venue: string | undefined, width: number, look: Look): Segment[] {
	const forms = venues.map(({id, name}): Segment[] =>
		id === venue ? ['  ', ['▸', look.accent], [name, look.strong]] : ['   ', [name, look.dim]],
	);
	const shown = venues.findIndex(({id}) => id === venue);
	const widthUpTo = (first: number) => segmentsWidth(forms.slice(first, shown + 1).flat());
	let first = 0;
	while (first < shown && widthUpTo(first) > width - 4) first++;
	return [[first > 0 ? '…' : '', look.dim], ...forms.slice(first).flat()];
}

/** The part of the list around the cursor. */
function list({picker}: PickerSlice, offers: Offers, width: number, rows: number, look: Look): Segment[][] {
	const {matches, isWatched, isMixed} = offers;
	const {index} = underCursor(picker, offers);
	const first = Math.max(0, Math.min(index - Math.floor(rows / 2), matches.length - rows));
	return matches
		.slice(first, first + rows)
		.map((offer, row) => [
			first + row === index ? [' ▸ ', look.accent] : '   ',
			...described(offer, isMixed, first + row === index, width, look),
			...standing(offer, isWatched(offer), look),
		]);
}

function described({id, symbol, base, quote}: Offer, isMixed: boolean, isCurrent: boolean, width: number, look: Look): Segment[] {
	const [symbolWidth, pairWidth] = width < 72 ? [18, 15] : [26, 22];
	const pair = base === '' && quote === '' ? '' : `${base} / ${quote}`;
	const name = fitLeft(isMixed ? id : symbol, symbolWidth);
	return [isCurrent ? [name, look.strong] : name, ' ', [fitLeft(pair, pairWidth), look.dim], ' '];
}

/** Whether it is watched, and whether it trades. */
function standing(offer: Offer, isWatched: boolean, look: Look): Segment[] {
	const watched: Segment[] = isWatched ? [['watched', look.sound]] : [];
	if (!isTrading(offer)) return [...watched, [`${isWatched ? ', ' : ''}not trading: ${offer.status}`, look.warn]];
	return isWatched || offer.status === '' ? watched : [['trading', look.dim]];
}
