/* The scanner by itself, with what it handed over of each message. */

import {BinanceScanner} from '../../source/venues/binance-scan.ts';
import {depthUpdate, print, touch} from '../../source/venues/reused.ts';
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
	readonly #scanner = new BinanceScanner(this.symbols, depthUpdate(), print(), touch());
	readonly #sink: MarketSink = {
		depth: (depth) => this.#handedOver.push({depth}),
		trade: (trade) => this.#handedOver.push({trade}),
		touch: (each) => this.#handedOver.push({touch: each}),
		fault: expectNothing,
		missed: expectNothing,
		refused: expectNothing,
		status: expectNothing,
		shutdown: expectNothing,
		other: expectNothing,
	};

	scan(payload: Uint8Array | string): Scanned {
		this.#handedOver.length = 0;
		const isTaken = this.#scanner.scan(typeof payload === 'string' ? Buffer.from(payload) : payload, this.#sink);
		return {isTaken, handedOver: this.#handedOver};
	}
}

function expectNothing(): never {
	throw new Error('the scanner hands over depth, trades, and best bids and asks, nothing else');
}
