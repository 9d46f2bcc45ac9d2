/* There is no capture of this venue: every message here is made by hand after its documentation, and fictional in its numbers. */

import {describe, expect, test} from 'vitest';
import {describedInstrument} from '../../source/market/instrument.ts';
import {hyperliquid} from '../../source/venues/hyperliquid.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import {type Decoder, ignoreAll} from '../../source/venues/venue.ts';
import {archived, memoryOf, restored} from '../support/archiving.ts';
import {faultHeard, hearInFull as hear, otherHeard, refusedHeard} from '../support/heard.ts';
import {KeptBook, type Outcome} from '../support/kept-book.ts';
import {bareInstruments, plansFor} from '../support/plans.ts';

const level = (px: unknown, sz: unknown) => ({px, sz, n: 3});
const bids = [level('84143.0', '10.25923'), level('84142.5', '1.65875')];
const asks = [level('84144.0', '50.66449')];
const book = (fields: object = {}) => ({channel: 'l2Book', data: {coin: 'BTC', time: 1_790_232_236_546, levels: [bids, asks], ...fields}});
const touch = (fields: object = {}) => ({channel: 'bbo', data: {coin: 'BTC', time: 1_790_232_237_145, bbo: [bids[0], asks[0]], ...fields}});
const trade = {
	coin: 'BTC',
	side: 'A',
	px: '84143.0',
	sz: '0.00036',
	time: 1_790_232_216_193,
	hash: '0x7ab6',
	tid: 1_045_359_869_404_765,
	users: ['0x9aa5', '0x8269'],
};
const trades = (...data: readonly unknown[]) => ({channel: 'trades', data});

const newDecoder = (): Decoder => hyperliquid.decoder(new Symbols());

/** A decoder past the history of these coins. */
function begunDecoder(...coins: readonly string[]): Decoder {
	const decoder = newDecoder();
	hear(decoder, ...coins.map((coin) => trades({...trade, coin})));
	return decoder;
}

const heardTrade = {
	what: 'trade',
	symbol: 'BTC',
	id: Number.NaN,
	code: '1045359869404765',
	price: '84143',
	quantity: '0.00036',
	aggressor: -1,
	happenedAt: 1_790_232_216_193_000,
};

const history = otherHeard('trade history');

describe('books', () => {
	test('a fast book is a snapshot of five levels a side, numbered by its time', () => {
		expect(hear(newDecoder(), book())).toEqual([
			{
				what: 'depth',
				symbol: 'BTC',
				kind: 'snapshot',
				first: 1_790_232_236_546,
				last: 1_790_232_236_546,
				sentAt: 1_790_232_236_546_000,
				depth: 5,
				bids: [
					['84143', '10.25923'],
					['84142.5', '1.65875'],
				],
				asks: [['84144', '50.66449']],
			},
		]);
	});

	test('a best bid and ask is a touch, numbered alike', () => {
		expect(hear(newDecoder(), touch())).toEqual([
			{
				what: 'depth',
				symbol: 'BTC',
				kind: 'touch',
				first: 1_790_232_237_145,
				last: 1_790_232_237_145,
				sentAt: 1_790_232_237_145_000,
				depth: 5,
				bids: [['84143', '10.25923']],
				asks: [['84144', '50.66449']],
			},
		]);
	});

	test('a side of a touch where nobody stands is empty, and so are both of a delisted coin’s book', () => {
		const heard = hear(newDecoder(), touch({bbo: [null, asks[0]]}), touch({bbo: [null, null]}), book({coin: 'MATIC', levels: [[], []]}));
		expect(heard).toMatchObject([
			{kind: 'touch', bids: [], asks: [['84144', '50.66449']]},
			{kind: 'touch', bids: [], asks: []},
			{kind: 'snapshot', symbol: 'MATIC', bids: [], asks: []},
		]);
	});

	test('names are taken as they stand: a thousand of a coin, a pair of spot by name and by number', () => {
		const small = {levels: [[level('0.004411', '2058973.0')], []]};
		for (const coin of ['kPEPE', 'PURR/USDC', '@107', 'xyz:SP500']) {
			expect(hear(newDecoder(), book({coin, ...small}))).toMatchObject([{symbol: coin, bids: [['0.004411', '2058973']], asks: []}]);
		}
	});

	const bad: readonly (readonly [string, unknown, string])[] = [
		['an amount that is no number', level('84143.0', 'many'), 'bad-number'],
		['an amount that is no text', level('84143.0', 1.5), 'bad-number'],
		['no amount', level('84143.0', undefined), 'bad-number'],
		['an empty amount', level('84143.0', ''), 'bad-number'],
		['a negative amount', level('84143.0', '-1'), 'bad-number'],
		['an amount beyond 2^53', level('84143.0', '1e300'), 'bad-number'],
		['a price of 0', level('0.0', '1'), 'bad-number'],
		['a price that is none', level('NaN', '1'), 'bad-number'],
		['no price', level(null, '1'), 'bad-number'],
		['a level that is none', 7, 'malformed'],
	];

	test.each(bad)('a message with %s is refused whole, on either side', (_, wrong, fault) => {
		const decoder = newDecoder();
		const messages = [
			book({levels: [[bids[0], wrong], asks]}),
			book({levels: [bids, [wrong]]}),
			touch({bbo: [bids[0], wrong]}),
			touch({bbo: [wrong, null]}),
		];
		expect(hear(decoder, ...messages)).toEqual(messages.map(() => faultHeard(fault, 'BTC')));
		expect(hear(decoder, book())).toMatchObject([
			{
				bids: [
					['84143', '10.25923'],
					['84142.5', '1.65875'],
				],
			},
		]);
	});

	test.each([
		['no time', book({time: undefined})],
		['a time that is no whole number', book({time: 1.5})],
		['a negative time', touch({time: -1})],
		['one side', book({levels: [bids]})],
		['one side of a touch', touch({bbo: [bids[0]]})],
		['no levels', book({levels: null})],
		['levels by name', book({levels: {0: bids, 1: asks}})],
		['no touch', touch({bbo: undefined})],
	])('a message with %s is refused', (_, message) => {
		expect(hear(newDecoder(), message)).toEqual([faultHeard('malformed', 'BTC')]);
	});

	test('a message of nobody and what is no JSON are refused', () => {
		const messages = [book({coin: undefined}), touch({coin: ''}), {channel: 'l2Book'}, '{"channel"', '[]', ''];
		expect(hear(newDecoder(), ...messages)).toEqual(messages.map(() => faultHeard('malformed', '')));
	});
});

describe('time alone orders books and touches', () => {
	const {stepRule} = hyperliquid;

	test.each([
		['later', 101, 'apply', true],
		['of the same block', 100, 'apply', true],
		['earlier', 99, 'out-of-order', false],
	] as const)('one that is %s', (_, last, verdict, replaces) => {
		const ids = {first: last, last, previous: Number.NaN};
		expect(stepRule.judge(100, ids, false)).toBe(verdict);
		expect(stepRule.replaces(100, ids)).toBe(replaces);
	});

	test('nothing tells that one is missing, and the venue does not say that anything would', () => {
		expect(hyperliquid.hasSequence).toBe(false);
		expect(hyperliquid.areIdsShared).toBe(false);
	});

	test('a touch moves the book that a snapshot made, and a snapshot from before the touch is not to replace it', () => {
		const kept = new KeptBook(hyperliquid);
		const decoder = newDecoder();
		const take = (message: object): Outcome[] => {
			const outcomes: Outcome[] = [];
			decoder.decode(Buffer.from(JSON.stringify(message)), {...ignoreAll, depth: (update) => outcomes.push(kept.take(update))});
			return outcomes;
		};
		expect(take(book({time: 1000}))).toEqual(['apply']);
		expect(take(touch({time: 1070, bbo: [level('84142.5', '1'), level('84143.0', '2')]}))).toEqual(['apply']);
		expect([...kept.touch, kept.book.bids.count, kept.book.asks.count]).toEqual(['84142.5', '84143', 1, 2]);
		expect(take(book({time: 1050}))).toEqual(['idle']);
		expect(kept.touch).toEqual(['84142.5', '84143']);
		expect(take(book({time: 1600}))).toEqual(['apply']);
		expect(kept.touch).toEqual(['84143', '84144']);
	});
});

describe('trades', () => {
	test('the first message of each coin’s trades is history, and only counted', () => {
		const decoder = newDecoder();
		const ethereum = {...trade, coin: 'ETH'};
		expect(hear(decoder, trades(trade, trade), trades(trade), trades(ethereum), trades(ethereum), trades(trade))).toEqual([
			history,
			heardTrade,
			history,
			{...heardTrade, symbol: 'ETH'},
			heardTrade,
		]);
	});

	test('B is a taker that bought, A one that sold', () => {
		expect(hear(begunDecoder('BTC'), trades(trade, {...trade, side: 'B', tid: 5, sz: '2.0'}))).toEqual([
			heardTrade,
			{...heardTrade, aggressor: 1, code: '5', quantity: '2'},
		]);
	});

	test('a message of two coins is history for the one that has had none', () => {
		expect(hear(begunDecoder('BTC'), trades(trade, {...trade, coin: 'ETH'}), trades({...trade, coin: 'ETH'}))).toEqual([
			heardTrade,
			history,
			{...heardTrade, symbol: 'ETH'},
		]);
	});

	test('which coins have had their history outlives a checkpoint', () => {
		const bytes = archived(memoryOf(begunDecoder('BTC', '@107')));
		const copy = restored(begunDecoder('ETH'), begunDecoder('BTC', '@107'));
		expect(hear(copy, trades(trade), trades({...trade, coin: '@107'}), trades({...trade, coin: 'ETH'}))).toEqual([
			heardTrade,
			{...heardTrade, symbol: '@107'},
			history,
		]);
		expect(Buffer.compare(archived(memoryOf(begunDecoder('BTC', '@107'))), bytes)).toBe(0);
	});

	test.each([
		['no price', {px: null}, 'bad-number'],
		['a negative price', {px: '-1'}, 'bad-number'],
		['no amount', {sz: '0.0'}, 'bad-number'],
		['an amount that is no text', {sz: 5}, 'bad-number'],
		['a side that nobody knows', {side: 'C'}, 'malformed'],
		['no number', {tid: undefined}, 'malformed'],
		['a number beyond 2^53', {tid: 2 ** 60}, 'malformed'],
	])('one trade with %s, and none of its message is handed over', (_, fields, fault) => {
		const wrong = {...trade, ...fields};
		expect(hear(begunDecoder('BTC'), trades(trade, wrong), trades(wrong, trade), trades(trade))).toEqual([
			faultHeard(fault, 'BTC'),
			faultHeard(fault, 'BTC'),
			heardTrade,
		]);
		expect(hear(newDecoder(), trades(trade, wrong))).toEqual([faultHeard(fault, 'BTC')]);
	});

	test('trades of nobody and no trades', () => {
		const messages = [trades({...trade, coin: undefined}), trades(7), trades(null), {channel: 'trades'}, {channel: 'trades', data: {}}];
		expect(hear(begunDecoder('BTC'), ...messages)).toEqual(messages.map(() => faultHeard('malformed', '')));
		expect(hear(newDecoder(), trades())).toEqual([]);
	});
});

describe('other messages', () => {
	const subscription = {type: 'l2Book', coin: 'SOL', nSigFigs: null, mantissa: null, fast: true};

	test.each([
		[{channel: 'subscriptionResponse', data: {method: 'subscribe', subscription}}, 'subscription answer'],
		[{channel: 'error', data: `Already subscribed: ${JSON.stringify(subscription)}`}, 'subscription answer'],
		[{channel: 'error', data: `Already unsubscribed: ${JSON.stringify(subscription)}`}, 'subscription answer'],
		[{channel: 'pong'}, 'pong'],
		[{channel: 'activeAssetCtx', data: {coin: 'BTC'}}, 'activeAssetCtx'],
		[{}, 'unknown message'],
		[{channel: 5}, 'unknown message'],
	])('what needs no book is only named: %j', (message, name) => {
		expect(hear(newDecoder(), message)).toEqual([otherHeard(name)]);
	});

	test('an error refuses the coin that it repeats, or nobody’s where it repeats none', () => {
		const words = 'Error parsing JSON into valid websocket request: ';
		const ofCoin = `${words}{"method":"subscribe","subscription":{"type":"book","coin":"kPEPE"}}`;
		const ofList = `${words}{"method":"subscribe","subscription":{"type":"bbo","coin":["BTC","ETH"]}}`;
		const error = (data?: unknown) => ({channel: 'error', data});
		expect(hear(newDecoder(), error(ofCoin), error(ofList), error('Too many subscriptions'), error({coin: 1}), error())).toEqual([
			refusedHeard('kPEPE', ofCoin),
			refusedHeard('', ofList),
			refusedHeard('', 'Too many subscriptions'),
			refusedHeard('', '{"coin":1}'),
			refusedHeard('', '"no reason given"'),
		]);
	});
});

describe('what is said to the venue', () => {
	const subscribed = (subscription: object) => JSON.stringify({method: 'subscribe', subscription});

	test('one subscription a message, books before touches before trades', () => {
		const carried = bareInstruments('hyperliquid', 'BTC', '@107');
		expect(hyperliquid.plan(carried, hyperliquid.endpoints)).toEqual([
			{
				url: 'wss://api.hyperliquid.xyz/ws',
				streams: ['l2Book:BTC', 'l2Book:@107', 'bbo:BTC', 'bbo:@107', 'trades:BTC', 'trades:@107'],
				instruments: carried,
				hasBooks: true,
				greeting: [
					subscribed({type: 'l2Book', coin: 'BTC', fast: true}),
					subscribed({type: 'l2Book', coin: '@107', fast: true}),
					subscribed({type: 'bbo', coin: 'BTC'}),
					subscribed({type: 'bbo', coin: '@107'}),
					subscribed({type: 'trades', coin: 'BTC'}),
					subscribed({type: 'trades', coin: '@107'}),
				],
			},
		]);
	});

	test('many coins are spread over sockets, each with its books asked for within ten seconds and within what a minute allows', () => {
		const plans = plansFor(250, hyperliquid, {rest: 'http://127.0.0.1:1', stream: 'ws://127.0.0.1:2'});
		expect(plans.map(({instruments}) => instruments.length)).toEqual([100, 100, 50]);
		for (const {greeting, instruments, url} of plans) {
			expect(url).toBe('ws://127.0.0.1:2/ws');
			expect(greeting.length).toBe(3 * instruments.length);
			expect(instruments.length * hyperliquid.sendPace).toBeLessThan(10_000);
		}
		expect(60_000 / hyperliquid.sendPace).toBeLessThan(2000);
	});

	test('a book and its touch are given up as they were asked for, then asked for again, and its trades go on', () => {
		const ofBook = [
			{type: 'l2Book', coin: 'BTC', fast: true},
			{type: 'bbo', coin: 'BTC'},
		];
		expect(hyperliquid.resubscription?.('BTC').map((text) => JSON.parse(text))).toEqual([
			...ofBook.map((subscription) => ({method: 'unsubscribe', subscription})),
			...ofBook.map((subscription) => ({method: 'subscribe', subscription})),
		]);
	});

	test('the connection is kept by a word of ours twice a minute', () => {
		expect(hyperliquid.keepAlive).toEqual({every: 30_000, text: '{"method":"ping"}'});
	});

	test('perpetuals and spot are listed by two requests, whatever is looked for', () => {
		const wanted = ['meta', 'spotMeta'].map((type) => ({url: 'https://r/info', weight: 20, body: `{"type":"${type}"}`}));
		expect(hyperliquid.requests.instruments('https://r', ['BTC'])).toEqual(wanted);
		expect(hyperliquid.requests.instruments('https://r', [])).toEqual(wanted);
	});
});

describe('what the venue lists', () => {
	const {readInstruments} = hyperliquid.requests;

	test('perpetuals go by their coin, in sizes of so many decimals, and nobody says a step of their prices', () => {
		const universe = [
			{name: 'BTC', szDecimals: 5, maxLeverage: 40, marginTableId: 56},
			{name: 'kPEPE', szDecimals: 0, maxLeverage: 10, isDelisted: null},
			{name: 'MATIC', szDecimals: 1, isDelisted: true},
			{szDecimals: 1},
			null,
		];
		const facts = readInstruments({universe, marginTables: [], collateralToken: 0});
		expect(facts).toEqual([
			{symbol: 'BTC', base: 'BTC', quote: 'USDC', tickSize: '', stepSize: '0.00001', status: 'TRADING'},
			{symbol: 'kPEPE', base: 'kPEPE', quote: 'USDC', tickSize: '', stepSize: '1', status: 'TRADING'},
			{symbol: 'MATIC', base: 'MATIC', quote: 'USDC', tickSize: '', stepSize: '0.1', status: 'DELISTED'},
		]);
		expect(facts.map((each) => describedInstrument('hyperliquid', each))[0]).toMatchObject({tickSize: undefined, stepSize: '0.00001'});
	});

	test('pairs of spot are of the tokens whose numbers they name, wherever these stand in the list', () => {
		const tokens = [
			{name: 'HYPE', szDecimals: 2, index: 150},
			{name: 'USDC', szDecimals: 8, index: 0},
			{name: 'PURR', szDecimals: 0, index: 1},
		];
		const universe = [
			{name: 'PURR/USDC', tokens: [1, 0], index: 0, isCanonical: true},
			{name: '@107', tokens: [150, 0], index: 107, isCanonical: false},
			{name: '@999', tokens: [998, 0], index: 999},
			{name: '@1000', index: 1000},
			{tokens: [1, 0]},
		];
		expect(readInstruments({tokens, universe})).toEqual([
			{symbol: 'PURR/USDC', base: 'PURR', quote: 'USDC', tickSize: '', stepSize: '1', status: 'TRADING'},
			{symbol: '@107', base: 'HYPE', quote: 'USDC', tickSize: '', stepSize: '0.01', status: 'TRADING'},
			{symbol: '@999', base: '', quote: 'USDC', tickSize: '', stepSize: '', status: 'TRADING'},
			{symbol: '@1000', base: '', quote: '', tickSize: '', stepSize: '', status: 'TRADING'},
		]);
	});

	test.each([undefined, null, -1, 1.5, 9, 1e9, 'five'])('sizes of %j decimals have no step', (szDecimals) => {
		expect(readInstruments({universe: [{name: 'X', szDecimals}]})).toMatchObject([{symbol: 'X', stepSize: ''}]);
	});

	test('an answer of any other shape lists nothing', () => {
		for (const body of [undefined, null, 5, 'text', [], {}, {universe: null}, {universe: {}}, {tokens: []}, {tokens: 7, universe: 5}]) {
			expect(readInstruments(body)).toEqual([]);
		}
	});

	test('the venue tells neither a coin’s volume by itself nor its time', () => {
		expect([hyperliquid.requests.volume, hyperliquid.readVolume, hyperliquid.requests.serverTime]).toEqual([
			undefined,
			undefined,
			undefined,
		]);
	});
});
