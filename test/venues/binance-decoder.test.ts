import {describe, expect, test} from 'vitest';
import {BadSnapshotError} from '../../source/venues/venue.ts';
import {fc} from '../metrics/seeded.ts';
import {depthHeard, hear} from '../support/heard.ts';
import {decoderFor, diff, touch, trade, wrapped} from './binance-messages.ts';

const heardDiff = {
	what: 'depth',
	symbol: 'BTCUSDT',
	kind: 'diff',
	first: 50_093_239_189,
	last: 50_093_239_202,
	sentAt: 1_723_161_255_208_000,
	bids: [
		['61737.63', '0'],
		['56854.58', '0.12'],
	],
	asks: [['61837.64', '1.54698']],
};
const heardTrade = {
	what: 'trade',
	symbol: 'BTCUSDT',
	id: 3_735_683_259,
	price: '61837.63',
	quantity: '0.02',
	aggressor: -1,
	happenedAt: 1_723_161_255_342_000,
};

describe('what the venue sends', () => {
	test('a diff, as it comes on the combined stream and bare', () => {
		expect(hear(decoderFor(), wrapped('btcusdt@depth@100ms', diff), diff)).toEqual([heardDiff, heardDiff]);
	});

	test('a trade whose buyer was the maker was a taker that sold, any other one that bought', () => {
		expect(hear(decoderFor(), wrapped('btcusdt@trade', trade))).toEqual([heardTrade]);
		expect(hear(decoderFor(), wrapped('btcusdt@trade', {...trade, m: false}))).toEqual([{...heardTrade, aggressor: 1}]);
	});

	test('an aggregate trade goes by its own number', () => {
		expect(hear(decoderFor(), {...trade, e: 'aggTrade', t: undefined, a: 77})).toEqual([{...heardTrade, id: 77}]);
	});

	test.each(['INSURANCE_FUND', 'ADL', 'NA'])('a trade that no taker made (%s) is none, and its numbers are not looked at', (X) => {
		const other = {what: 'other', name: `trade of ${X}`};
		const nothing = {...trade, X, p: '0', q: '0', M: undefined};
		expect(hear(decoderFor(), {...trade, X}, wrapped('btcusdt@trade', nothing), nothing)).toEqual([other, other, other]);
	});

	test('a trade of the market is one, and so is one of a kind that nobody knows yet', () => {
		for (const X of ['MARKET', 'INSURANCE', '', null, 5]) expect(hear(decoderFor(), {...trade, X})).toEqual([heardTrade]);
	});

	test('a best bid and ask, which name no event', () => {
		expect(hear(decoderFor(), wrapped('btcusdt@bookTicker', touch), {...touch, e: 'bookTicker'})).toEqual(
			Array.from({length: 2}, () => ({
				what: 'touch',
				symbol: 'BTCUSDT',
				id: 50_093_239_212,
				bid: ['61837.63', '3.78826'],
				ask: ['61837.64', '1.54698'],
			})),
		);
	});

	test('the end of the connection, announced', () => {
		expect(hear(decoderFor(), {e: 'serverShutdown', E: 1}, wrapped('!shutdown', {e: 'serverShutdown'}))).toEqual([
			{what: 'shutdown'},
			{what: 'shutdown'},
		]);
	});

	test.each([
		[{result: null, id: 1}, 'subscription answer'],
		[{error: {code: 2, msg: 'Invalid request'}, id: 1}, 'error answer'],
		[wrapped('btcusdt@kline_1m', {e: 'kline', s: 'BTCUSDT'}), 'kline_1m'],
		[{e: '24hrTicker', s: 'BTCUSDT'}, '24hrTicker'],
		[{}, 'unknown message'],
	])('what needs no book is only named: %j', (message, name) => {
		expect(hear(decoderFor(), message)).toEqual([{what: 'other', name}]);
	});

	test('times in ms and in µs are the same times, and what is no time is none', () => {
		const timeOf = (E: unknown) => hear(decoderFor(), {...diff, E});
		expect(timeOf(1_723_161_255_208_123)).toEqual([{...heardDiff, sentAt: 1_723_161_255_208_123}]);
		expect(timeOf('1723161255208')).toEqual([heardDiff]);
		for (const E of [undefined, null, 'soon', '', '-1', '1723161255208.5', -1, 0, 0.5])
			expect(timeOf(E)).toEqual([{...heardDiff, sentAt: Number.NaN}]);
	});

	test('ids may be written as digits', () => {
		expect(hear(decoderFor(), {...diff, U: '50093239189', u: '50093239202'})).toEqual([heardDiff]);
	});

	test('the stream tells whose a message is where the message does not', () => {
		expect(hear(decoderFor(), wrapped('btcusdt@depth@100ms', {...diff, s: undefined}))).toEqual([heardDiff]);
	});

	test('a snapshot is one state at one id', () => {
		const body = {lastUpdateId: 50_093_239_218, bids: diff.b, asks: diff.a};
		const {bids, asks} = heardDiff;
		const id = 50_093_239_218;
		const wanted = {what: 'depth', symbol: 'BTCUSDT', kind: 'snapshot', first: id, last: id, sentAt: Number.NaN, bids, asks};
		expect(depthHeard(decoderFor().snapshot('BTCUSDT', body))).toEqual(wanted);
	});

	test('a diff after a snapshot is a diff again', () => {
		const decoder = decoderFor();
		decoder.snapshot('BTCUSDT', {lastUpdateId: 1, bids: [['1', '1']], asks: []});
		expect(hear(decoder, diff)).toEqual([heardDiff]);
	});
});

describe('what is refused', () => {
	const level = (price: unknown, quantity: unknown) => ({
		...diff,
		b: [
			['61737.63', '1'],
			[price, quantity],
		],
	});

	test.each([
		['a level that is no pair', {...diff, b: ['61737.63']}],
		['sides that are no lists', {...diff, a: {}}],
		['a side missing', {...diff, b: undefined}],
		['ids that run backwards', {...diff, U: diff.u + 1}],
		['no first id', {...diff, U: undefined}],
		['an id that is no number', {...diff, u: 'last'}],
		['an id as digits with a sign', {...diff, u: '+50093239202'}],
		['an id as digits beyond 2^53', {...diff, u: '9007199254740992'}],
		['an id beyond 2^53', {...diff, u: 2 ** 53}],
		['an id below 0', {...diff, U: -1}],
		['an id that is no whole number', {...diff, U: 1.5}],
		['a trade without its number', {...trade, t: undefined}],
		['a trade that does not say who the maker was', {...trade, m: 'true'}],
		['a best bid and ask without an id', wrapped('btcusdt@bookTicker', {...touch, u: null})],
	])('%s is malformed, and the fault says whose it was', (_, message) => {
		expect(hear(decoderFor(), message)).toEqual([
			{what: 'fault', fault: {kind: 'malformed', symbol: 'BTCUSDT', detail: expect.stringContaining('BTCUSDT')}},
		]);
	});

	test.each([
		['a negative quantity', level('61737.62', '-1')],
		['a quantity that is no number', level('61737.62', 'NaN')],
		['an infinite quantity', level('61737.62', 'Infinity')],
		['an empty quantity', level('61737.62', '')],
		['no quantity', level('61737.62', null)],
		['a quantity missing', {...diff, b: [['61737.62']]}],
		['a quantity as a number', level('61737.62', 1.5)],
		['a blank before a quantity', level('61737.62', ' 1')],
		['a price of 0', level('0.00000000', '1')],
		['a price below 0', level('-61737.62', '1')],
		['a price that is no number', level('abc', '1')],
		['a price as a number', level(61_737.62, '1')],
		['a price finer than any', level('0.0000000000001', '1')],
		['a quantity that no scale holds', level('61737.62', '1e16')],
		['a price that no scale holds', level('1e30', '1')],
		['an exponent out of all bounds', level('61737.62', '1e999999999')],
		['a trade of nothing', {...trade, q: '0.00000000'}],
		['a trade of less than nothing', {...trade, q: '-0.1'}],
		['a trade for nothing', {...trade, p: '0'}],
		['a best bid of no price', wrapped('btcusdt@bookTicker', {...touch, b: '0.00000000'})],
	])('%s is a bad number, and nothing of the message is handed over', (_, message) => {
		expect(hear(decoderFor(), message)).toEqual([
			{what: 'fault', fault: {kind: 'bad-number', symbol: 'BTCUSDT', detail: expect.stringContaining('BTCUSDT')}},
		]);
	});

	test.each([
		['text that is no JSON', 'hello'],
		['nothing', ''],
		['a list', '[1,2]'],
		['a number', '5'],
		['null', 'null'],
		['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0x00, 0x80)],
		['a diff of nobody', JSON.stringify({...diff, s: undefined})],
		['a diff on a stream of nobody', JSON.stringify(wrapped('depth', {...diff, s: undefined}))],
	])('%s is malformed, and nobody is blamed', (_, message) => {
		expect(hear(decoderFor(), message)).toEqual([{what: 'fault', fault: {kind: 'malformed', symbol: '', detail: expect.any(String)}}]);
	});

	test('a frame that was cut anywhere is malformed', () => {
		const text = JSON.stringify(wrapped('btcusdt@depth@100ms', diff));
		const cuts = Array.from({length: text.length - 1}, (_, length) => text.slice(0, length + 1));
		const heard = hear(decoderFor(), ...cuts);
		expect(heard.length).toBe(cuts.length);
		for (const each of heard) expect(each).toMatchObject({what: 'fault', fault: {kind: 'malformed'}});
	});

	test('the fault is one short line of printable text, whatever came', () => {
		const [heard] = hear(decoderFor(), `{"\u001b[2J\n\u0007 ${'x'.repeat(100_000)}`);
		const detail = heard?.what === 'fault' ? heard.fault.detail : '';
		expect(detail.length).toBeGreaterThan(0);
		expect(detail.length).toBeLessThan(2000);
		expect(detail).toMatch(/^[^\p{Cc}]*$/u);
	});

	test.each([
		null,
		[],
		'text',
		{},
		{lastUpdateId: 5},
		{lastUpdateId: 5, bids: [], asks: null},
		{lastUpdateId: 'five', bids: [], asks: []},
		{lastUpdateId: 5, bids: [['1', '-1']], asks: []},
		{lastUpdateId: 5, bids: [['0', '1']], asks: []},
		{lastUpdateId: 5, bids: [1], asks: []},
		{code: -1121, msg: 'Invalid symbol.'},
	])('%j is no snapshot', (body) => {
		expect(() => decoderFor().snapshot('BTCUSDT', body)).toThrow(BadSnapshotError);
	});

	test('frames with any byte changed are heard, refused or named, and never throw', () => {
		const texts = [diff, trade, wrapped('btcusdt@bookTicker', touch)].map((message) => JSON.stringify(message));
		fc.assert(
			fc.property(fc.constantFrom(...texts), fc.array(fc.tuple(fc.nat(), fc.nat(255)), {maxLength: 4}), (text, changes) => {
				const bytes = Uint8Array.from(Buffer.from(text));
				for (const [place, byte] of changes) bytes[place % bytes.length] = byte;
				expect(hear(decoderFor(), bytes)).toHaveLength(1);
			}),
			{numRuns: 2000},
		);
	});
});
