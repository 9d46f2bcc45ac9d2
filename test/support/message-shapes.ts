/* Messages as Binance writes them, with numbers drawn at random: field by field, so that a test may disturb the fields before they are text. */

import type {Random} from '../../source/feeds/synthetic/random.ts';

/** A symbol, the scales at which it is read, and how large its prices are. */
export type Market = {readonly symbol: string; readonly price: number; readonly quantity: number; readonly mostWhole: number};

export const markets: readonly Market[] = [
	{symbol: 'BTCUSDT', price: 2, quantity: 8, mostWhole: 99_999},
	{symbol: 'ETHUSDT', price: 2, quantity: 3, mostWhole: 9999},
	{symbol: 'SHIBUSDT', price: 8, quantity: 8, mostWhole: 0},
	{symbol: 'BTCJPY', price: 0, quantity: 8, mostWhole: 19_999_999},
	{symbol: '1000PEPEUSDT', price: 7, quantity: 0, mostWhole: 9},
	{symbol: 'XRPUSDT', price: 4, quantity: 3, mostWhole: 3},
];

/** Each field is `"key":value`. Without a stream the message comes bare, as on a socket of its own. */
export type Message = {readonly stream: string | undefined; readonly fields: string[]};
export type Shape = (random: Random) => Message;

export const spotDiff: Shape = (random) => {
	const market = anyOf(markets, random);
	const last = id(random);
	const ids = [`"U":${last - random.below(Math.min(last, 30))}`, `"u":${last}`];
	const fields = ['"e":"depthUpdate"', `"E":${time(random)}`, `"s":"${market.symbol}"`, ...ids, ...sides(market, random)];
	return {stream: streamOf(market, 'depth@100ms', random), fields};
};

export const futuresDiff: Shape = (random) => {
	const market = anyOf(markets, random);
	const previous = id(random);
	const first = previous + 1 + random.below(500);
	const times = [`"E":${time(random)}`, `"T":${time(random)}`];
	const ids = [`"U":${first}`, `"u":${first + random.below(500)}`, `"pu":${previous}`];
	const fields = ['"e":"depthUpdate"', ...times, `"s":"${market.symbol}"`, ...ids, ...sides(market, random)];
	return {stream: streamOf(market, 'depth@0ms', random), fields};
};

export const trade: Shape = (random) => {
	const market = anyOf(markets, random);
	const head = ['"e":"trade"', `"E":${time(random)}`, `"s":"${market.symbol}"`, `"t":${id(random)}`, ...dealt(market, random)];
	// The orders of the buyer and the seller, which spot told until 2023.
	const orders = random.chance(0.2) ? [`"b":${id(random)}`, `"a":${id(random)}`] : [];
	return {stream: streamOf(market, 'trade', random), fields: [...head, ...orders, ...executed(random), `"M":${random.chance(0.9)}`]};
};

export const aggregateTrade: Shape = (random) => {
	const market = anyOf(markets, random);
	const first = id(random);
	const head = ['"e":"aggTrade"', `"E":${time(random)}`, `"s":"${market.symbol}"`, `"a":${id(random)}`, ...dealt(market, random)];
	const trades = [`"f":${first}`, `"l":${first + random.below(20)}`];
	// USD-M does not write `M`.
	const ignored = random.chance(0.6) ? ['"M":true'] : [];
	return {stream: streamOf(market, 'aggTrade', random), fields: [...head, ...trades, ...executed(random), ...ignored]};
};

/** It names no event, so only the stream tells what it is: it never comes bare. */
export const bestBidAndAsk: Shape = (random) => {
	const market = anyOf(markets, random);
	const bid = [`"b":"${price(market, random)}"`, `"B":"${quantity(market, random, 0)}"`];
	const ask = [`"a":"${price(market, random)}"`, `"A":"${quantity(market, random, 0)}"`];
	return {stream: `${market.symbol.toLowerCase()}@bookTicker`, fields: [`"u":${id(random)}`, `"s":"${market.symbol}"`, ...bid, ...ask]};
};

export function anyOf<Item>(items: readonly Item[], random: Random): Item {
	return items[random.below(items.length)]!;
}

function streamOf({symbol}: Market, channel: string, random: Random): string | undefined {
	return random.chance(0.4) ? undefined : `${symbol.toLowerCase()}@${channel}`;
}

function sides(market: Market, random: Random): string[] {
	return ['b', 'a'].map((side) => {
		const count = random.chance(0.003) ? 50 + random.below(250) : random.below(5);
		return `"${side}":[${Array.from({length: count}, () => `["${price(market, random)}","${quantity(market, random, 0)}"]`).join(',')}]`;
	});
}

function dealt(market: Market, random: Random): string[] {
	return [`"p":"${price(market, random)}"`, `"q":"${quantity(market, random, 1)}"`];
}

function executed(random: Random): string[] {
	return [`"T":${time(random)}`, `"m":${random.chance(0.5)}`];
}

/** Some as large as they may be one day. */
function id(random: Random): number {
	return 1 + random.below(random.chance(0.9) ? 60_000_000_000 : 4_000_000_000_000_000);
}

/** ms, sometimes µs. */
function time(random: Random): number {
	const millis = 1_723_161_255_208 + random.below(86_400_000);
	return random.chance(0.9) ? millis : millis * 1000 + random.below(1000);
}

function price({price: scale, mostWhole}: Market, random: Random): string {
	if (scale === 0) return decimal(1 + random.below(mostWhole), 0, 0, random);
	return decimal(random.below(mostWhole + 1), 1 + random.below(10 ** scale - 1), scale, random);
}

/** With a least of 0 it often is 0, as in a diff where a level is gone. */
function quantity({quantity: scale}: Market, random: Random, least: 0 | 1): string {
	if (least === 0 && random.chance(0.3)) return decimal(0, 0, scale, random);
	return decimal(least + random.below(random.chance(0.9) ? 20 : 80_000_000), random.below(10 ** scale), scale, random);
}

/** Eight decimals, as spot writes; or those that are kept, as USD-M writes; or no zeros at the end. */
function decimal(whole: number, units: number, scale: number, random: Random): string {
	const fraction = scale === 0 ? '' : String(units).padStart(scale, '0');
	if (random.chance(0.6)) return `${whole}.${fraction.padEnd(8, '0')}`;
	const kept = random.chance(0.5) ? fraction : fraction.replace(/0+$/, '');
	return kept === '' ? String(whole) : `${whole}.${kept}`;
}
