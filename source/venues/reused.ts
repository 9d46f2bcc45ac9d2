/* The objects that a decoder fills for every message, so that none is made for one. */

import {finestQuantityScale} from '../market/instrument.ts';
import {Levels} from '../market/levels.ts';
import type {Trade} from '../market/trade.ts';
import type {DepthUpdate, Touch} from './venue.ts';

export function depthUpdate(): DepthUpdate {
	return {
		symbol: '',
		kind: 'diff',
		first: 0,
		last: 0,
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
		id: 0,
		code: '',
		price: 0,
		priceScale: 0,
		quantity: 0,
		quantityScale: finestQuantityScale,
		aggressor: 1,
		happenedAt: Number.NaN,
	};
}

export function touch(): Touch {
	return {
		symbol: '',
		id: 0,
		bidPrice: 0,
		bidQuantity: 0,
		askPrice: 0,
		askQuantity: 0,
		priceScale: 0,
		quantityScale: finestQuantityScale,
	};
}
