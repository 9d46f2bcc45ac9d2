/* Binance's messages read the plain way: what the scanner does not know comes here. */

import type {Trade} from '../market/trade.ts';
import {type Fields, idOf, isId, MalformedMessageError, microsOf, NumberReader} from './plain-numbers.ts';
import type {Symbols} from './symbols.ts';
import type {DepthUpdate, Touch} from './venue.ts';

/** Reads what a message says into objects that are used again. Each throws what `isFaultOfTheMessage` knows. */
export class PlainReader {
	readonly #numbers: NumberReader;

	constructor(symbols: Symbols) {
		this.#numbers = new NumberReader(symbols);
	}

	diff(symbol: string, data: Fields, into: DepthUpdate): void {
		const first = idOf(data, 'U');
		const last = idOf(data, 'u');
		if (first > last) throw new MalformedMessageError(`goes from update ${first} back to ${last}`);
		this.#numbers.levels(symbol, data['b'], data['a'], into);
		const previous = isId(data['pu']) ? data['pu'] : Number.NaN;
		Object.assign(into, {kind: 'diff', first, last, previous, sentAt: microsOf(data['E'])});
	}

	snapshot(symbol: string, body: Fields, into: DepthUpdate): void {
		const id = idOf(body, 'lastUpdateId');
		this.#numbers.levels(symbol, body['bids'], body['asks'], into);
		Object.assign(into, {kind: 'snapshot', first: id, last: id, previous: Number.NaN, sentAt: Number.NaN});
	}

	trade(symbol: string, data: Fields, into: Trade): void {
		this.#numbers.print(symbol, data['p'], data['q'], into);
		if (typeof data['m'] !== 'boolean') throw new MalformedMessageError('does not say who the maker was');
		into.id = idOf(data, data['e'] === 'aggTrade' ? 'a' : 't');
		into.aggressor = aggressorOf(data['m']);
		into.happenedAt = microsOf(data['T']);
	}

	touch(symbol: string, data: Fields, into: Touch): void {
		this.#numbers.touch(symbol, [data['b'], data['B']], [data['a'], data['A']], into);
		into.id = idOf(data, 'u');
	}
}

/** The buyer was the maker: then the taker sold. */
export function aggressorOf(isBuyerMaker: boolean): 1 | -1 {
	return isBuyerMaker ? -1 : 1;
}
