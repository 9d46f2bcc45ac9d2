/* What a decoder says, kept in plain objects: numbers as decimal text, so that the scale at which they were read does not show. */

import {expect} from 'vitest';
import {fromUnits} from '../../source/market/decimal.ts';
import type {Levels} from '../../source/market/levels.ts';
import type {DecodeFault, Decoder, DepthUpdate, MarketSink} from '../../source/venues/venue.ts';

type Pair = readonly [price: string, quantity: string];

export type Heard =
	| {
			readonly what: 'depth';
			readonly symbol: string;
			readonly kind: DepthUpdate['kind'];
			readonly first: number;
			readonly last: number;
			readonly sentAt: number;
			readonly bids: readonly Pair[];
			readonly asks: readonly Pair[];
			/** This and what follows: only where all is heard, and undefined where the message does not say it. */
			readonly previous?: number | undefined;
			readonly depth?: number;
			readonly checksum?: number | undefined;
			/** With which prices and quantities are printed for the checksum. */
			readonly decimals?: readonly [price: number, quantity: number] | undefined;
	  }
	| {
			readonly what: 'trade';
			readonly symbol: string;
			readonly id: number;
			readonly price: string;
			readonly quantity: string;
			readonly aggressor: 1 | -1;
			readonly happenedAt: number;
			/** Where trades go by texts. */
			readonly code?: string | undefined;
	  }
	| {readonly what: 'touch'; readonly symbol: string; readonly id: number; readonly bid: Pair; readonly ask: Pair}
	| {readonly what: 'fault'; readonly fault: DecodeFault}
	| {readonly what: 'missed'; readonly expected: number; readonly got: number}
	| {readonly what: 'refused'; readonly symbol: string; readonly reason: string; readonly of: 'book' | 'trades'}
	| {readonly what: 'status'; readonly symbol: string; readonly status: string}
	| {readonly what: 'shutdown'}
	| {readonly what: 'other'; readonly name: string};

type Frames = readonly (string | Uint8Array | object)[];

/** Decodes frames one after another, overwriting each as soon as the decoder is done with it. */
export function hear(decoder: Decoder, ...frames: Frames): Heard[] {
	return listen(decoder, frames, depthHeard);
}

/** As `hear`, with all that depth messages say beside their levels. */
export function hearInFull(decoder: Decoder, ...frames: Frames): Heard[] {
	return listen(decoder, frames, (update) => {
		const {previous, depth, checksum, priceDecimals, quantityDecimals} = update;
		return {
			...depthHeard(update),
			previous: Number.isNaN(previous) ? undefined : previous,
			depth,
			checksum: Number.isNaN(checksum) ? undefined : checksum,
			decimals: Number.isNaN(priceDecimals) && Number.isNaN(quantityDecimals) ? undefined : [priceDecimals, quantityDecimals],
		};
	});
}

export function depthHeard(update: DepthUpdate): Heard {
	const {symbol, kind, first, last, sentAt, bids, asks, priceScale, quantityScale} = update;
	const pairs = ({prices, quantities, length}: Levels): Pair[] =>
		Array.from({length}, (_, index) => [
			fromUnits(prices[index] ?? Number.NaN, priceScale),
			fromUnits(quantities[index] ?? Number.NaN, quantityScale),
		]);
	return {what: 'depth', symbol, kind, first, last, sentAt, bids: pairs(bids), asks: pairs(asks)};
}

/** What a refused frame is heard as, in whatever words. */
export function faultHeard(kind: string, symbol: string): object {
	return {what: 'fault', fault: {kind, symbol, detail: expect.any(String)}};
}

export function refusedHeard(symbol: string, reason: string, of: 'book' | 'trades' = 'book'): Heard {
	return {what: 'refused', symbol, reason, of};
}

export function otherHeard(name: string): Heard {
	return {what: 'other', name};
}

function listen(decoder: Decoder, frames: Frames, ofDepth: (update: DepthUpdate) => Heard): Heard[] {
	const heard: Heard[] = [];
	const sink = listener(heard, ofDepth);
	for (const frame of frames) {
		const text = typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame);
		const payload = Uint8Array.from(Buffer.from(text));
		decoder.decode(payload, sink);
		payload.fill(0x39);
	}
	return heard;
}

function listener(heard: Heard[], ofDepth: (update: DepthUpdate) => Heard): MarketSink {
	return {
		depth: (update) => heard.push(ofDepth(update)),
		trade: ({symbol, id, code, price, priceScale, quantity, quantityScale, aggressor, happenedAt}) =>
			heard.push({
				what: 'trade',
				symbol,
				id,
				price: fromUnits(price, priceScale),
				quantity: fromUnits(quantity, quantityScale),
				aggressor,
				happenedAt,
				code: code === '' ? undefined : code,
			}),
		touch: ({symbol, id, bidPrice, bidQuantity, askPrice, askQuantity, priceScale, quantityScale}) =>
			heard.push({
				what: 'touch',
				symbol,
				id,
				bid: [fromUnits(bidPrice, priceScale), fromUnits(bidQuantity, quantityScale)],
				ask: [fromUnits(askPrice, priceScale), fromUnits(askQuantity, quantityScale)],
			}),
		fault: (fault) => heard.push({what: 'fault', fault}),
		missed: (expected, got) => heard.push({what: 'missed', expected, got}),
		refused: (symbol, reason, of) => heard.push(refusedHeard(symbol, reason, of)),
		status: (symbol, status) => heard.push({what: 'status', symbol, status}),
		shutdown: () => heard.push({what: 'shutdown'}),
		other: (name) => heard.push(otherHeard(name)),
	};
}
