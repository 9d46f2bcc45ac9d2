/* What a decoder says, kept in plain objects: numbers as decimal text, so that the scale at which they were read does not show. */

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
	  }
	| {
			readonly what: 'trade';
			readonly symbol: string;
			readonly id: number;
			readonly price: string;
			readonly quantity: string;
			readonly aggressor: 1 | -1;
			readonly happenedAt: number;
	  }
	| {readonly what: 'touch'; readonly symbol: string; readonly id: number; readonly bid: Pair; readonly ask: Pair}
	| {readonly what: 'fault'; readonly fault: DecodeFault}
	| {readonly what: 'missed'; readonly expected: number; readonly got: number}
	| {readonly what: 'refused'; readonly symbol: string; readonly reason: string}
	| {readonly what: 'status'; readonly symbol: string; readonly status: string}
	| {readonly what: 'shutdown'}
	| {readonly what: 'other'; readonly name: string};

/** Decodes frames one after another, overwriting each as soon as the decoder is done with it. */
export function hear(decoder: Decoder, ...frames: readonly (string | Uint8Array | object)[]): Heard[] {
	const heard: Heard[] = [];
	for (const frame of frames) {
		const text = typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame);
		const payload = Uint8Array.from(Buffer.from(text));
		decoder.decode(payload, listener(heard));
		payload.fill(0x39);
	}
	return heard;
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

function listener(heard: Heard[]): MarketSink {
	return {
		depth: (update) => heard.push(depthHeard(update)),
		trade: ({symbol, id, price, priceScale, quantity, quantityScale, aggressor, happenedAt}) =>
			heard.push({
				what: 'trade',
				symbol,
				id,
				price: fromUnits(price, priceScale),
				quantity: fromUnits(quantity, quantityScale),
				aggressor,
				happenedAt,
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
		refused: (symbol, reason) => heard.push({what: 'refused', symbol, reason}),
		status: (symbol, status) => heard.push({what: 'status', symbol, status}),
		shutdown: () => heard.push({what: 'shutdown'}),
		other: (name) => heard.push({what: 'other', name}),
	};
}
