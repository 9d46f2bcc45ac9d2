/*
Binance USD-M futures as the fake venue speaks it: books on `/public`, aggregate trades on `/market`; the old address without either still opens and still
sends books, and is silent otherwise. developers.binance.com, USDⓈ-M futures, "Websocket Market Streams".
*/

import {padded} from '../texts.ts';
import {binanceDialect, isBuyerMaker, splitUsdt} from './binance.ts';

export const binanceUsdmDialect = binanceDialect({
	id: 'binance-usdm',
	haltWord: 'SETTLING',
	idHole: 12,
	priceDecimals: 2,
	restPath: '/fapi/v1',
	greatestLimit: 1000,
	sockets: {'/public/stream': isPublic, '/market/stream': (stream) => !isPublic(stream), '/stream': isPublic},
	diffHead: ({first, last, previous, at}, symbol) => `"E":${at + 3},"T":${at},"s":"${symbol}","U":${first},"u":${last},"pu":${previous}`,
	snapshotTail: (now) => `,"E":${now},"T":${now}`,
	tradeMessage(trade, symbol) {
		const {number, price, quantity, at} = trade;
		const numbers = `"p":"${padded(price, 2)}","q":"${padded(quantity, 8)}"`;
		return `{"e":"trade","E":${at},"T":${at},"s":"${symbol}","t":${number},${numbers},"X":"MARKET","m":${isBuyerMaker(trade)}}`;
	},
	aggregateTail: () => ',"st":1',
	touchHead: ({last, at}) => `"e":"bookTicker","u":${last},"E":${at},"T":${at}`,
	listing(symbol, status) {
		const [base, quote] = splitUsdt(symbol);
		const price = '{"filterType":"PRICE_FILTER","minPrice":"0.01","maxPrice":"4529764","tickSize":"0.01"}';
		const lot = '{"filterType":"LOT_SIZE","minQty":"0.001","maxQty":"1000","stepSize":"0.001"}';
		const names = `"symbol":"${symbol}","pair":"${symbol}","contractType":"PERPETUAL","status":"${status}"`;
		const assets = `"baseAsset":"${base}","quoteAsset":"${quote}","marginAsset":"${quote}"`;
		return `{${names},${assets},"pricePrecision":2,"quantityPrecision":3,"filters":[${price},${lot}]}`;
	},
});

function isPublic(stream: string): boolean {
	return /@(?:depth|bookTicker|trade)/.test(stream);
}
