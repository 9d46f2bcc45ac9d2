/* Where something trades, by how a person wrote it: `BTC-USD`, `btc/usd` and `XBTUSD` are one pair, which each venue spells in its own way. */

import {plainSymbol} from './symbols.ts';

/** As a venue lists it. */
export type Named = {readonly symbol: string; readonly base: string; readonly quote: string};

export type Place = {readonly venue: string; readonly symbol: string};

/**
The instruments that are spelled so, by symbol or by base and quote, in the order of the lists; of one venue, those that have it as their symbol first.

A contract on a pair, such as `BTC-USDT-SWAP`, is found by its own symbol alone.
*/
export function whereIs(spelling: string, lists: ReadonlyMap<string, readonly Named[]>): Place[] {
	const wanted = withoutOldNames(plainSymbol(spelling));
	if (wanted === '') return [];
	return [...lists].flatMap(([venue, instruments]) => {
		const bySymbol = instruments.filter(({symbol}) => withoutOldNames(plainSymbol(symbol)) === wanted);
		const byPair = instruments.filter((named) => !bySymbol.includes(named) && pairOf(named) === wanted);
		return [...bySymbol, ...byPair].map(({symbol}) => ({venue, symbol}));
	});
}

/** Names that a coin had, or has on some venues, at either end of a pair. */
const oldNames = [
	['XBT', 'BTC'],
	['XDG', 'DOGE'],
] as const;

function withoutOldNames(plain: string): string {
	let name = plain;
	for (const [old, current] of oldNames) {
		if (name.startsWith(old)) name = current + name.slice(old.length);
		if (name.endsWith(old)) name = name.slice(0, -old.length) + current;
	}
	return name;
}

/** Base and quote of what is traded itself; undefined for a contract on it, whose symbol says more than the pair. */
function pairOf({symbol, base, quote}: Named): string | undefined {
	if (base === '' || quote === '') return undefined;
	const plain = plainSymbol(symbol);
	const pair = plainSymbol(base) + plainSymbol(quote);
	const isContract = plain !== pair && plain !== plainSymbol(base) && (plain.includes(pair) || plain.startsWith(plainSymbol(base)));
	return isContract ? undefined : withoutOldNames(pair);
}
