import {describe, expect, test} from 'vitest';
import {finestQuantityScale} from '../../source/market/instrument.ts';
import type {Levels} from '../../source/market/levels.ts';
import {longestFrame} from '../../source/venues/frame-scanner.ts';
import type {Decoder, MarketSink} from '../../source/venues/venue.ts';
import {dataFile} from '../support/data.ts';
import {runDemo} from '../support/demo-recording.ts';
import {misread} from '../support/exact-reading.ts';
import {hear} from '../support/heard.ts';
import {recordedFrames} from '../support/recorded.ts';
import {decoderFor, diff, touch, trade, wrapped} from './binance-messages.ts';
import {Scanning} from './scanning.ts';

function scanningFor(...symbols: readonly string[]): Scanning {
	const scanning = new Scanning();
	for (const symbol of symbols) scanning.symbols.expect(symbol, 2);
	return scanning;
}

/** The same message, but not as the scanner knows it. */
function plainly(frame: Uint8Array): Buffer {
	return Buffer.concat([Buffer.from('{ '), frame.subarray(1)]);
}

/** All that a decoder hands over of a message, to the last field. */
function handedOver(decoder: Decoder, frame: Uint8Array): unknown[] {
	const all: unknown[] = [];
	const pairs = ({prices, quantities, length}: Levels) => [prices.slice(0, length), quantities.slice(0, length)];
	const sink: MarketSink = {
		depth: (update) => all.push({...update, bids: pairs(update.bids), asks: pairs(update.asks)}),
		trade: (each) => all.push({...each}),
		touch: (each) => all.push({...each}),
		fault: ({detail}) => all.push(detail),
		missed: () => all.push('missed'),
		refused: () => all.push('refused'),
		status: () => all.push('status'),
		shutdown: () => all.push('shutdown'),
		other: (name) => all.push(name),
	};
	decoder.decode(frame, sink);
	return all;
}

const files = ['spot-btcusdt-20240808', 'spot-ethusdt-20240808', 'usdm-btcusdt-20230404'].map((name) => ({
	name,
	file: dataFile(`binance-${name}-60s.gz`),
}));

describe.skipIf(files.some(({file}) => file === undefined))('of what Binance sent', () => {
	/** USD-M writes trades and best bids and asks in ways of its own: those go the plain way. */
	const taken: Readonly<Record<string, object>> = {
		'spot-btcusdt-20240808': {depth: [599, 0], trade: [1381, 0], bookTicker: [5360, 0]},
		'spot-ethusdt-20240808': {depth: [597, 0], trade: [1119, 0], bookTicker: [5079, 0]},
		'usdm-btcusdt-20230404': {depth: [2663, 0], trade: [0, 1147], bookTicker: [0, 3714], markPrice: [0, 60]},
	};

	test.each(files)('in the minute $name, so many messages are taken and so many refused', ({name, file = ''}) => {
		const scanning = scanningFor('BTCUSDT', 'ETHUSDT');
		const counts: Record<string, [taken: number, refused: number]> = {};
		for (const frame of recordedFrames(file)) {
			const kind = /^\{"stream":"\w+@(\w+)/.exec(frame.toString())?.[1] ?? '';
			counts[kind] ??= [0, 0];
			counts[kind][scanning.scan(frame).isTaken ? 0 : 1]++;
		}
		expect(counts).toEqual(taken[name]);
	});

	test.each(files)('in the minute $name, all is as the plain reader has it, and as it stands', ({file = ''}) => {
		const grids = {BTCUSDT: 2, ETHUSDT: 2};
		const [decoder, plain, scanning] = [decoderFor(grids), decoderFor(grids), scanningFor('BTCUSDT', 'ETHUSDT')];
		for (const frame of recordedFrames(file)) {
			expect(scanning.scan(plainly(frame)).isTaken).toBe(false);
			expect(handedOver(decoder, frame)).toStrictEqual(handedOver(plain, plainly(frame)));
			for (const taken of scanning.scan(frame).handedOver) {
				expect(misread(frame.toString(), taken, () => ({priceScale: 2, quantityScale: finestQuantityScale}))).toEqual([]);
			}
		}
	});
});

test('the scanner takes whatever the exchange of the demo writes', async () => {
	const symbols = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
	const scanning = scanningFor(...symbols);
	const grids = Object.fromEntries(symbols.map((symbol) => [symbol, 2]));
	const plain = decoderFor(grids);
	const decoder = decoderFor(grids);
	let messages = 0;
	await runDemo({symbols, minutes: 0.5}, ({kind, payload}) => {
		if (kind !== 'message') return [];
		messages++;
		expect(scanning.scan(payload).isTaken).toBe(true);
		expect(handedOver(decoder, payload)).toStrictEqual(handedOver(plain, plainly(payload)));
		return [];
	});
	expect(messages).toBeGreaterThan(1000);
});

const heardDiff = hear(decoderFor(), plainly(Buffer.from(JSON.stringify(diff))));

/** With some of its text replaced. */
const spelled = (message: object, from: string, to: string) => JSON.stringify(message).replace(from, to);
const reversed = (message: object) => JSON.stringify(Object.fromEntries(Object.entries(message).reverse()));

describe('the scanner takes', () => {
	test.each([
		['messages bare and wrapped', [diff, trade, wrapped('x', diff), wrapped('', trade), wrapped('btcusdt@bookTicker', touch)]],
		['a diff of USD-M', [spelled(diff, ',"s"', ',"T":1723161255200,"s"').replace(',"b"', ',"pu":50093239188,"b"')]],
		['a diff of nothing', [{...diff, b: [], a: []}]],
		['an aggregate trade', [spelled({...trade, e: 'aggTrade'}, '"t":', '"a":').replace(',"T"', ',"f":1,"l":2,"T"')]],
		['a trade that names both orders', [spelled(trade, ',"T"', ',"b":88,"a":50,"T"')]],
		['a trade without its last field', [{...trade, M: undefined}]],
		[
			'times in µs',
			[
				{...diff, E: 1_723_161_255_208_123},
				{...trade, T: 1_723_161_255_342_999},
			],
		],
		['decimals without an end of zeros', [{...diff, b: [['61737.6', '20']], a: [['61837', '0.5']]}]],
	])('%s', (_, messages) => {
		for (const message of messages) {
			const text = typeof message === 'string' ? message : JSON.stringify(message);
			const {isTaken, handedOver} = scanningFor('BTCUSDT').scan(text);
			expect(isTaken).toBe(true);
			const [taken] = handedOver;
			expect(taken && misread(text, taken, () => ({priceScale: 2, quantityScale: finestQuantityScale}))).toEqual([]);
		}
	});
});

describe('the plain way goes, and says what is right,', () => {
	const heardTrade = hear(decoderFor(), plainly(Buffer.from(JSON.stringify(trade))));
	const tiny = {...diff, b: [['61737.6300001', '1']], a: []};
	const large = {...diff, b: [['61737.63', '12345678901.5']], a: []};
	const long = {...diff, b: Array.from({length: 60_000}, () => ['61737.63000000', '0.00000000'])};

	test.each([
		['a diff in another order', reversed(diff), heardDiff],
		['a trade in another order', reversed(trade), heardTrade],
		['a diff with blanks', JSON.stringify(diff, null, 1), heardDiff],
		['a trade with blanks', JSON.stringify(trade, null, '\t'), heardTrade],
		['a diff with a blank after it', `${JSON.stringify(diff)}\n`, heardDiff],
		['a field more', JSON.stringify({...trade, X: 'MARKET'}), heardTrade],
		['an unknown symbol', JSON.stringify({...diff, s: 'NEWUSDT'}), [{...heardDiff[0], symbol: 'NEWUSDT'}]],
		['a symbol beyond ASCII', JSON.stringify({...trade, s: '币安USDT'}), [{...heardTrade[0], symbol: '币安USDT'}]],
		['a symbol with an escape', spelled(diff, 'BTCUSDT', 'BTC\\u0055SDT'), heardDiff],
		['no time', JSON.stringify({...diff, E: 0}), [{...heardDiff[0], sentAt: Number.NaN}]],
		['no time of a trade', JSON.stringify({...trade, T: 0}), [{...heardTrade[0], happenedAt: Number.NaN}]],
		['prices finer than the grid', JSON.stringify(tiny), [{...heardDiff[0], bids: [['61737.6300001', '1']], asks: []}]],
		['quantities in billions', JSON.stringify(large), [{...heardDiff[0], bids: [['61737.63', '12345678901.5']], asks: []}]],
		['an exponent', spelled(trade, '61837.63000000', '6.183763e4'), heardTrade],
		['a frame longer than the scratch', JSON.stringify(long), [{...heardDiff[0], bids: long.b.map(() => ['61737.63', '0'])}]],
	])('for %s', (_, text, heard) => {
		const {isTaken, handedOver} = scanningFor('BTCUSDT').scan(text);
		expect([isTaken, handedOver]).toEqual([false, []]);
		expect(hear(decoderFor(), text)).toEqual(heard);
		// Read once before, so that all scales and symbols are known.
		const decoder = decoderFor();
		expect(hear(decoder, text, text, diff)).toEqual([...heard, ...heard, ...heardDiff]);
	});

	test('for a frame as long as that, not for one just shorter', () => {
		const filled = (length: number) => {
			const text = JSON.stringify({...diff, b: [['61737.63', '1']]});
			return text.replace('"61737.63"', `"${'61737.63'.padEnd(length - text.length + 8, '0')}"`);
		};
		expect(filled(longestFrame).length).toBe(longestFrame);
		expect(hear(decoderFor(), filled(longestFrame + 1))).toEqual(hear(decoderFor(), filled(longestFrame)));
	});
});

describe('a frame that cannot be read whole', () => {
	const other = {...diff, s: 'ETHUSDT'};
	const messages = [
		diff,
		trade,
		wrapped('btcusdt@depth@100ms', diff),
		wrapped('btcusdt@trade', trade),
		wrapped('btcusdt@bookTicker', touch),
	];

	test.each(messages.map((message) => JSON.stringify(message)))(
		'is a fault of nobody, for what it names may be what is damaged: %s',
		(text) => {
			for (let cut = 1; cut < text.length; cut++) {
				const decoder = decoderFor({BTCUSDT: 2, ETHUSDT: 2});
				const [before, fault, after] = hear(decoder, other, text.slice(0, cut), other);
				expect(fault).toMatchObject({what: 'fault', fault: {kind: 'malformed', symbol: ''}});
				expect([before, after]).toEqual(hear(decoder, other, other));
			}
		},
	);

	test('leaves nothing of itself to the next one', () => {
		const broken = JSON.stringify({...diff, b: [['61737.5', '2.5']], a: [['61837.5', 'x']]});
		const [fault, ...heard] = hear(decoderFor(), broken, diff, trade);
		expect(fault).toMatchObject({what: 'fault', fault: {kind: 'bad-number', symbol: 'BTCUSDT'}});
		expect(heard).toEqual(hear(decoderFor(), diff, trade));
	});
});
