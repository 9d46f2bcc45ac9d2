/*
What a message says, read as plainly as can be, and compared with what was taken from it: `JSON.parse`, and decimals as whole numbers without a limit.
It shares nothing with the readers of the program.
*/

import type {Levels} from '../../source/market/levels.ts';
import type {Trade} from '../../source/market/trade.ts';
import type {DepthUpdate, Touch} from '../../source/venues/venue.ts';

/** What was handed over of one message. */
export type Taken = {readonly depth: DepthUpdate} | {readonly trade: Trade} | {readonly touch: Touch};

type Json = Readonly<Record<string, unknown>>;
type Scaled = {readonly priceScale: number; readonly quantityScale: number};

/** Which parts of what was taken are not what the message says; none where all is as it should be. @throws SyntaxError where the text is no JSON. */
export function misread(text: string, taken: Taken, scalesOf: (symbol: unknown) => Scaled | undefined): string[] {
	const message: unknown = JSON.parse(text);
	if (!isJson(message)) return ['no object'];
	const data = isJson(message['data']) ? message['data'] : message;
	if ('depth' in taken) return falseOnes({...depthTruths(data, taken.depth), ...scaleTruths(data, taken.depth, scalesOf)});
	if ('trade' in taken) return falseOnes({...tradeTruths(data, taken.trade), ...scaleTruths(data, taken.trade, scalesOf)});
	const isTouch = data['e'] === undefined && String(message['stream']).endsWith('@bookTicker');
	return falseOnes({isTouch, ...touchTruths(data, taken.touch), ...scaleTruths(data, taken.touch, scalesOf)});
}

/** Whether a decimal text is so many units of 10^-scale, exactly. Only digits with at most one point among them are a decimal text. */
export function isExactly(text: unknown, units: number, scale: number): boolean {
	const [, whole = '', fraction = ''] = (typeof text === 'string' && /^(\d+)(?:\.(\d+))?$/.exec(text)) || [];
	if (whole === '' || !Number.isSafeInteger(units)) return false;
	return BigInt(units) * 10n ** BigInt(fraction.length) === BigInt(whole + fraction) * 10n ** BigInt(scale);
}

/** Whether pairs of decimal texts are these levels, with prices above 0. */
export function areExactly(pairs: unknown, levels: Levels, {priceScale, quantityScale}: Scaled): boolean {
	if (!Array.isArray(pairs) || pairs.length !== levels.length) return false;
	return pairs.every((pair: unknown, index) => {
		if (!Array.isArray(pair) || pair.length !== 2) return false;
		const price = levels.prices[index]!;
		return price > 0 && isExactly(pair[0], price, priceScale) && isExactly(pair[1], levels.quantities[index]!, quantityScale);
	});
}

function depthTruths(data: Json, update: DepthUpdate): Record<string, boolean> {
	return {
		event: data['e'] === 'depthUpdate' && update.kind === 'diff',
		symbol: update.symbol === data['s'],
		first: isId(data['U'], update.first),
		last: isId(data['u'], update.last) && update.first <= update.last,
		previous: data['pu'] === undefined ? Number.isNaN(update.previous) : isId(data['pu'], update.previous),
		sentAt: isTime(data['E'], update.sentAt),
		bids: areExactly(data['b'], update.bids, update),
		asks: areExactly(data['a'], update.asks, update),
	};
}

function tradeTruths(data: Json, trade: Trade): Record<string, boolean> {
	return {
		event: data['e'] === 'trade' || data['e'] === 'aggTrade',
		symbol: trade.symbol === data['s'],
		id: isId(data[data['e'] === 'trade' ? 't' : 'a'], trade.id),
		price: trade.price > 0 && isExactly(data['p'], trade.price, trade.priceScale),
		quantity: trade.quantity > 0 && isExactly(data['q'], trade.quantity, trade.quantityScale),
		aggressor: data['m'] === true ? trade.aggressor === -1 : data['m'] === false && trade.aggressor === 1,
		happenedAt: isTime(data['T'], trade.happenedAt),
	};
}

function touchTruths(data: Json, touch: Touch): Record<string, boolean> {
	return {
		symbol: touch.symbol === data['s'],
		id: isId(data['u'], touch.id),
		bidPrice: touch.bidPrice > 0 && isExactly(data['b'], touch.bidPrice, touch.priceScale),
		bidQuantity: isExactly(data['B'], touch.bidQuantity, touch.quantityScale),
		askPrice: touch.askPrice > 0 && isExactly(data['a'], touch.askPrice, touch.priceScale),
		askQuantity: isExactly(data['A'], touch.askQuantity, touch.quantityScale),
	};
}

/** The numbers are at the scales that the symbol is read at. */
function scaleTruths(data: Json, {priceScale, quantityScale}: Scaled, scalesOf: (symbol: unknown) => Scaled | undefined) {
	const scales = scalesOf(data['s']);
	return {priceScale: priceScale === scales?.priceScale, quantityScale: quantityScale === scales?.quantityScale};
}

function isId(said: unknown, taken: number): boolean {
	return Number.isSafeInteger(said) && said === taken && taken >= 0;
}

/** In ms up to the year 5138, in µs beyond; what is no time was not taken. */
function isTime(said: unknown, taken: number): boolean {
	if (typeof said !== 'number' || !Number.isSafeInteger(said) || said <= 0) return false;
	return taken === (said > 100_000_000_000_000 ? said : Number(BigInt(said) * 1000n));
}

function isJson(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function falseOnes(truths: Readonly<Record<string, boolean>>): string[] {
	return Object.keys(truths).filter((key) => truths[key] === false);
}
