/* The scanner by itself, with what it handed over of each message. */

import {Levels} from '../../source/market/levels.ts';
import {BinanceScanner} from '../../source/venues/binance-scan.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import type {MarketSink} from '../../source/venues/venue.ts';
import type {Taken} from '../support/exact-reading.ts';

export type Scanned = {
	readonly isTaken: boolean;
	/** To be looked at before the next message is scanned. */
	readonly handedOver: readonly Taken[];
};

export class Scanning {
	readonly symbols = new Symbols();
	readonly #handedOver: Taken[] = [];
	readonly #scanner: BinanceScanner;
	readonly #sink: MarketSink = {
		depth: (depth) => this.#handedOver.push({depth}),
		trade: (trade) => this.#handedOver.push({trade}),
		touch: (touch) => this.#handedOver.push({touch}),
		fault: () => expectNothing(),
		shutdown: () => expectNothing(),
		other: () => expectNothing(),
	};

	constructor() {
		const scales = {symbol: '', priceScale: 0, quantityScale: 0};
		const ids = {kind: 'diff', first: 0, last: 0, previous: Number.NaN, sentAt: Number.NaN} as const;
		const update = {...scales, ...ids, bids: new Levels(), asks: new Levels()};
		const trade = {...scales, id: 0, price: 0, quantity: 0, aggressor: 1, happenedAt: Number.NaN} as const;
		const touch = {...scales, id: 0, bidPrice: 0, bidQuantity: 0, askPrice: 0, askQuantity: 0};
		this.#scanner = new BinanceScanner(this.symbols, {...update}, {...trade}, touch);
	}

	scan(payload: Uint8Array | string): Scanned {
		this.#handedOver.length = 0;
		const isTaken = this.#scanner.scan(typeof payload === 'string' ? Buffer.from(payload) : payload, this.#sink);
		return {isTaken, handedOver: this.#handedOver};
	}
}

function expectNothing(): never {
	throw new Error('the scanner hands over depth, trades, and best bids and asks, nothing else');
}
