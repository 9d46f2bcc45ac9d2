/* The objects that a decoder fills for every message, so that none is made for one. Numbers are NaN at first: a field that is a double from the start takes any without one. */

import {finestQuantityScale} from '../market/instrument.ts';
import {Levels} from '../market/levels.ts';
import type {Trade} from '../market/trade.ts';
import type {DepthUpdate, Touch} from './venue.ts';

export function depthUpdate(): DepthUpdate {
	return {
		symbol: '',
		kind: 'diff',
		first: Number.NaN,
		last: Number.NaN,
		previous: Number.NaN,
		sentAt: Number.NaN,
		bids: new Levels(),
		asks: new Levels(),
		priceScale: 0,
		quantityScale: finestQuantityScale,
		depth: Number.POSITIVE_INFINITY,
		checksum: Number.NaN,
		priceDecimals: Number.NaN,
		quantityDecimals: Number.NaN,
	};
}

export function print(): Trade {
	return {
		symbol: '',
		id: Number.NaN,
		code: '',
		price: Number.NaN,
		priceScale: 0,
		quantity: Number.NaN,
		quantityScale: finestQuantityScale,
		aggressor: 1,
		happenedAt: Number.NaN,
	};
}

export function touch(): Touch {
	return {
		symbol: '',
		id: Number.NaN,
		bidPrice: Number.NaN,
		bidQuantity: Number.NaN,
		askPrice: Number.NaN,
		askQuantity: Number.NaN,
		priceScale: 0,
		quantityScale: finestQuantityScale,
	};
}
