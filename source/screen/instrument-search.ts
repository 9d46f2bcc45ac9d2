/*
Which instruments of a venue a person means by a few letters: by symbol, or by base and quote, case and separators aside. Best first: whole names before
beginnings before what merely contains the letters; of equals, those that trade, then the likelier quote, then the venue's own order.
*/

import {plainSymbol} from '../feeds/symbols.ts';
import {type InstrumentId, instrumentId} from '../market/instrument.ts';
import {nearest, quotesByLikelihood} from '../market/nearest.ts';
import type {Listed} from '../runner/session.ts';

export type Offer = Listed & {readonly id: InstrumentId};

export class InstrumentSearch {
	/** In the order in which equals are offered. */
	readonly #entries: readonly Entry[];
	/** The last answer, which is mostly asked for again. */
	#wanted: string | undefined;
	#found: readonly Offer[] = [];

	constructor(offers: readonly Offer[]) {
		this.#entries = offers.map(entryOf).sort((one, other) => one.order - other.order);
	}

	get size(): number {
		return this.#entries.length;
	}

	/** All that match, best first; every one where no letter is given. The same array comes back for the same letters. */
	find(text: string): readonly Offer[] {
		const wanted = lettersOf(text);
		if (wanted === this.#wanted) return this.#found;
		const byRank: readonly Offer[][] = [[], [], [], [], []];
		for (const entry of this.#entries) byRank[rankOf(entry, wanted)]?.push(entry.offer);
		this.#wanted = wanted;
		this.#found = byRank.flat();
		return this.#found;
	}

	/** Symbols that are spelled almost so. */
	nearest(text: string): readonly string[] {
		const symbols = this.#entries.map(({offer}) => offer.symbol);
		return nearest(lettersOf(text), symbols);
	}
}

/** The search over a venue's list, made once as long as the list is the same array. */
export function searchOf(venue: string, instruments: readonly Listed[]): InstrumentSearch {
	const known = searches.get(instruments);
	if (known !== undefined) return known;
	const search = new InstrumentSearch(instruments.map((listed) => ({...listed, id: instrumentId(venue, listed.symbol)})));
	searches.set(instruments, search);
	return search;
}

/** Whether an instrument trades, as far as its venue says. */
export function isTrading({status}: Listed): boolean {
	return status === 'TRADING' || status === '';
}

/** Whether nothing was typed that could be matched. */
export function isBlank(text: string): boolean {
	return lettersOf(text) === '';
}

const searches = new WeakMap<readonly Listed[], InstrumentSearch>();

type Entry = {readonly offer: Offer; readonly symbol: string; readonly base: string; readonly pair: string; readonly order: number};

function entryOf(offer: Offer): Entry {
	const symbol = plainSymbol(offer.symbol);
	const base = plainSymbol(offer.base);
	const quote = plainSymbol(offer.quote);
	const likelihood = quotesByLikelihood.findIndex((each) =>
		quote === '' ? symbol.toLowerCase().endsWith(each) : quote.toLowerCase() === each,
	);
	const order = (isTrading(offer) ? 0 : 100) + (likelihood === -1 ? quotesByLikelihood.length : likelihood);
	return {offer, symbol, base, pair: base + quote, order};
}

/** 0 is best, −1 no match. */
function rankOf({symbol, base, pair}: Entry, wanted: string): number {
	if (symbol === wanted) return 0;
	if (pair === wanted) return 1;
	if (base === wanted) return 2;
	if (symbol.startsWith(wanted) || pair.startsWith(wanted)) return 3;
	return symbol.includes(wanted) || pair.includes(wanted) ? 4 : -1;
}

function lettersOf(text: string): string {
	return plainSymbol(text.replaceAll(' ', ''));
}
