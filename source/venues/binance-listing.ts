/* What Binance's markets have in common beside their messages: how instruments are listed, and how a combined stream is addressed. */

import type {InstrumentFacts} from '../market/instrument.ts';
import {fieldOf, objectsOf, textOf} from './plain-numbers.ts';

/** Of an `exchangeInfo`; entries without a grid are left out. */
export function readBinanceInstruments(body: unknown): InstrumentFacts[] {
	return objectsOf(fieldOf(body, 'symbols'))
		.map(readInstrument)
		.filter((facts) => facts !== undefined);
}

function readInstrument(symbol: unknown): InstrumentFacts | undefined {
	const filters = objectsOf(fieldOf(symbol, 'filters'));
	const filter = (type: string) => filters.find((candidate) => candidate['filterType'] === type);
	const facts = {
		symbol: textOf(symbol, 'symbol'),
		base: textOf(symbol, 'baseAsset'),
		quote: textOf(symbol, 'quoteAsset'),
		tickSize: textOf(filter('PRICE_FILTER'), 'tickSize'),
		stepSize: textOf(filter('LOT_SIZE'), 'stepSize'),
		status: textOf(symbol, 'status'),
	};
	return facts.symbol === '' || facts.tickSize === '' || facts.stepSize === '' ? undefined : facts;
}

/** The address of several streams over one socket, each message in an envelope with its stream's name. */
export function combinedStream(address: string, streams: readonly string[]): string {
	return `${address}/stream?streams=${streams.map(encodeStream).join('/')}`;
}

/** Symbols may be non-ASCII; the at sign stands as it is. */
function encodeStream(stream: string): string {
	return encodeURIComponent(stream).replaceAll('%40', '@');
}
