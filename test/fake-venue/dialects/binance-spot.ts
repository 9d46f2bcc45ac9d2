/* Binance spot as the fake venue speaks it. https://github.com/binance/binance-spot-api-docs */

import {padded} from '../texts.ts';
import {binanceDialect, isBuyerMaker, splitUsdt} from './binance.ts';

export const binanceSpotDialect = binanceDialect({
	id: 'binance',
	haltWord: 'HALT',
	idHole: 0,
	priceDecimals: 8,
	restPath: '/api/v3',
	greatestLimit: 5000,
	sockets: {'/stream': () => true},
	diffHead: ({first, last, at}, symbol) => `"E":${at},"s":"${symbol}","U":${first},"u":${last}`,
	snapshotTail: () => '',
	tradeMessage(trade, symbol) {
		const {number, price, quantity, at} = trade;
		const numbers = `"p":"${padded(price, 8)}","q":"${padded(quantity, 8)}"`;
		return `{"e":"trade","E":${at},"s":"${symbol}","t":${number},${numbers},"T":${at},"m":${isBuyerMaker(trade)},"M":true}`;
	},
	aggregateTail: () => ',"M":true',
	touchHead: ({last}) => `"u":${last}`,
	listing(symbol, status) {
		const [base, quote] = splitUsdt(symbol);
		const price = '{"filterType":"PRICE_FILTER","minPrice":"0.01000000","maxPrice":"1000000.00000000","tickSize":"0.01000000"}';
		const lot = '{"filterType":"LOT_SIZE","minQty":"0.00001000","maxQty":"9000.00000000","stepSize":"0.00001000"}';
		return `{"symbol":"${symbol}","status":"${status}","baseAsset":"${base}","quoteAsset":"${quote}","filters":[${price},${lot}]}`;
	},
});
