/* There is no capture of this venue: every message here is made by hand after its documentation, and fictional in its numbers. */

import {describe, expect, test} from 'vitest';
import {describedInstrument} from '../../source/market/instrument.ts';
import {deribit} from '../../source/venues/deribit.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import {type Decoder, ignoreAll} from '../../source/venues/venue.ts';
import {faultHeard, hearInFull as hear, otherHeard, refusedHeard} from '../support/heard.ts';
import {KeptBook, type Outcome} from '../support/kept-book.ts';
import {bareInstruments, plansFor} from '../support/plans.ts';

const symbol = 'BTC-PERPETUAL';

/** A notification; its data as JSON text, since the venue writes its numbers in ways in which `JSON.stringify` does not. */
const notification = (channel: string, data: string) =>
	`{"jsonrpc":"2.0","method":"subscription","params":{"channel":"${channel}","data":${data}}}`;

type Parts = {readonly ids?: string; readonly bids?: string; readonly asks?: string; readonly type?: string; readonly name?: string};

function book({type = 'change', name = symbol, ids = '"change_id":12,"prev_change_id":11', bids = '[]', asks = '[]'}: Parts): string {
	const data = `{"timestamp":1790133840448,"type":"${type}",${ids},"instrument_name":"${name}","bids":${bids},"asks":${asks}}`;
	return notification(`book.${name}.100ms`, data);
}

const snapshot = book({
	type: 'snapshot',
	ids: '"change_id":11',
	bids: '[["new",60000.5,2700],["new",60000.0,10.0]]',
	asks: '[["new",60001,53],["new",60002.5,4200]]',
});

const trade = {
	timestamp: 1_790_133_841_000,
	price: 60_000.5,
	amount: 10,
	direction: 'sell',
	index_price: 60_001.2,
	instrument_name: symbol,
	trade_seq: 271_252_854,
	mark_price: 60_000.9,
	tick_direction: 2,
	contracts: 1,
	trade_id: '403691824',
};
const trades = (...list: readonly unknown[]) => notification(`trades.${symbol}.100ms`, JSON.stringify(list));

const newDecoder = (): Decoder => deribit.decoder(new Symbols());

const heardTrade = {
	what: 'trade',
	symbol,
	id: 271_252_854,
	price: '60000.5',
	quantity: '10',
	aggressor: -1,
	happenedAt: 1_790_133_841_000_000,
};

describe('books', () => {
	test('a subscription begins with all levels of the book, and no id before its own', () => {
		expect(hear(newDecoder(), snapshot)).toEqual([
			{
				what: 'depth',
				symbol,
				kind: 'snapshot',
				first: 11,
				last: 11,
				sentAt: 1_790_133_840_448_000,
				depth: Number.POSITIVE_INFINITY,
				bids: [
					['60000.5', '2700'],
					['60000', '10'],
				],
				asks: [
					['60001', '53'],
					['60002.5', '4200'],
				],
			},
		]);
	});

	test('a change sets levels to amounts, with exponents or without, and takes away what it deletes, whatever amount is named', () => {
		const bids = '[["new",60000.4,1e1],["change",6.00005e4,2.2e3],["delete",60000.0,0.0]]';
		const asks = '[["delete",60001,53],["change",60002.5,0]]';
		expect(hear(newDecoder(), book({bids, asks}))).toEqual([
			expect.objectContaining({
				kind: 'diff',
				first: 12,
				last: 12,
				previous: 11,
				bids: [
					['60000.4', '10'],
					['60000.5', '2200'],
					['60000', '0'],
				],
				asks: [
					['60001', '0'],
					['60002.5', '0'],
				],
			}),
		]);
	});

	test('amounts far below one are read to the last digit', () => {
		const bids = '[["new",1.1374e-1,1e-8],["new",0.00000007,134051.00000001]]';
		expect(hear(newDecoder(), book({name: 'ALGO_USDC-PERPETUAL', bids}))).toEqual([
			expect.objectContaining({
				symbol: 'ALGO_USDC-PERPETUAL',
				bids: [
					['0.11374', '0.00000001'],
					['0.00000007', '134051.00000001'],
				],
			}),
		]);
	});

	test('a change is a change again after a snapshot, and a snapshot has nothing before it after a change', () => {
		const heard = hear(newDecoder(), snapshot, book({}), snapshot);
		expect(heard).toMatchObject([
			{kind: 'snapshot', previous: undefined},
			{kind: 'diff', previous: 11, bids: []},
			{kind: 'snapshot', previous: undefined},
		]);
	});

	test.each([
		['an amount that is no number', '[["new",60000.5,"many"]]', 'bad-number'],
		['an amount that is nothing', '[["new",60000.5,null]]', 'bad-number'],
		['no amount', '[["new",60000.5]]', 'bad-number'],
		['a negative amount', '[["change",60000.5,-1]]', 'bad-number'],
		['an amount beyond 2^53', '[["new",60000.5,1e300]]', 'bad-number'],
		['a price of 0', '[["new",0,1]]', 'bad-number'],
		['a negative price', '[["new",-5,1]]', 'bad-number'],
		['no price to delete', '[["delete"]]', 'bad-number'],
		['an action that nobody knows', '[["moved",60000.5,1]]', 'malformed'],
		['a level without an action', '[[60000.5,1]]', 'malformed'],
		['a level that is no list', '[7]', 'malformed'],
		['no list of levels', '{}', 'malformed'],
	])('a change with %s is refused whole', (_, levels, fault) => {
		const good = '[["new",60000.5,1]]';
		const decoder = newDecoder();
		expect(hear(decoder, book({bids: levels, asks: good}), book({bids: good, asks: levels}))).toEqual([
			faultHeard(fault, symbol),
			faultHeard(fault, symbol),
		]);
		expect(hear(decoder, book({bids: good}))).toMatchObject([{bids: [['60000.5', '1']]}]);
	});

	test.each([
		['a change that names none before it', book({ids: '"change_id":12'})],
		['a change without an id', book({ids: '"prev_change_id":12'})],
		['an id that is no whole number', book({ids: '"change_id":12.5,"prev_change_id":11'})],
		['an id beyond 2^53', book({ids: '"change_id":9007199254740993,"prev_change_id":11'})],
		['a message that is neither', book({type: 'news'})],
		['no data', notification(`book.${symbol}.100ms`, 'null')],
	])('%s is refused', (_, message) => {
		expect(hear(newDecoder(), message)).toEqual([faultHeard('malformed', symbol)]);
	});

	test('a book of nobody and what is no JSON are refused', () => {
		const nameless = notification('book', '{"type":"snapshot","change_id":1,"bids":[],"asks":[]}');
		expect(hear(newDecoder(), nameless, '{"jsonrpc"', '[]', '')).toEqual(Array.from({length: 4}, () => faultHeard('malformed', '')));
	});
});

describe('the chain', () => {
	const {stepRule} = deribit;
	const judge = (bookId: number, last: number, previous: number) => stepRule.judge(bookId, {first: last, last, previous}, false);

	test.each([
		['names the book', 193_809_650_259, 193_809_644_396, 'apply'],
		['names the book, though ids fell with a restart', 5, 193_809_644_396, 'apply'],
		['is the last one once more', 193_809_644_396, 193_809_631_160, 'duplicate'],
		['names itself', 193_809_644_396, 193_809_644_396, 'idle'],
		['names another', 193_809_650_259, 193_809_649_000, 'gap'],
		['is older', 193_809_600_000, 193_809_590_000, 'gap'],
	])('of a book at 193809644396, a change that %s (%i after %i): %s', (_, last, previous, verdict) => {
		expect(judge(193_809_644_396, last, previous)).toBe(verdict);
	});

	test('a gap is told by the id that should have been named and the one that was', () => {
		expect(stepRule.told(11, {first: 14, last: 14, previous: 13})).toEqual({expected: 11, got: 13});
	});

	test('a book is kept by its snapshot and the changes that go on from it, and a change left out is seen', () => {
		const kept = new KeptBook(deribit);
		const outcomes: Outcome[] = [];
		const decoder = newDecoder();
		const messages = [
			snapshot,
			book({bids: '[["delete",60000.5,0.0],["new",60000.25,3.3e2]]'}),
			book({ids: '"change_id":15,"prev_change_id":12', asks: '[["change",60001,1.5]]'}),
			book({ids: '"change_id":30,"prev_change_id":21', asks: '[["delete",60001,0.0]]'}),
		];
		for (const message of messages) {
			decoder.decode(Buffer.from(message), {...ignoreAll, depth: (update) => outcomes.push(kept.take(update))});
		}
		expect(outcomes).toEqual(['apply', 'apply', 'apply', 'gap']);
		expect([...kept.touch, kept.book.bids.count, kept.book.asks.count]).toEqual(['60000.25', '60001', 2, 2]);
	});
});

describe('trades', () => {
	test('each goes by its number within its instrument, and its direction is the taker’s', () => {
		const bought = {...trade, direction: 'buy', trade_seq: 271_252_855, price: 2e-7, amount: 0.001, liquidation: 'T'};
		expect(hear(newDecoder(), trades(trade, bought))).toEqual([
			heardTrade,
			{...heardTrade, id: 271_252_855, price: '0.0000002', quantity: '0.001', aggressor: 1},
		]);
	});

	test('block trades, which nobody took from the book, are only counted, whatever their numbers', () => {
		const block = {...trade, block_trade_id: 'BLOCK-282155', price: -1, trade_seq: 271_252_853};
		expect(hear(newDecoder(), trades(block, trade, block))).toEqual([heardTrade, otherHeard('block trade'), otherHeard('block trade')]);
	});

	test('they are not called dense, for block trades have numbers among theirs', () => {
		expect(deribit.tradeIds).toBe('rising');
	});

	test.each([
		['no price', {price: null}, 'bad-number'],
		['a negative price', {price: -1}, 'bad-number'],
		['no amount', {amount: 0}, 'bad-number'],
		['an amount that is no number', {amount: 'ten'}, 'bad-number'],
		['a direction that nobody knows', {direction: 'zero'}, 'malformed'],
		['no number', {trade_seq: undefined}, 'malformed'],
		['no instrument', {instrument_name: undefined}, 'malformed'],
	])('one trade with %s, and none of its message is handed over', (_, fields, fault) => {
		expect(hear(newDecoder(), trades(trade, {...trade, ...fields}), trades({...trade, ...fields}, trade))).toEqual([
			faultHeard(fault, symbol),
			faultHeard(fault, symbol),
		]);
	});

	test('what is no list of trades is refused', () => {
		const of = (data: string) => notification(`trades.${symbol}.100ms`, data);
		expect(hear(newDecoder(), of('{}'), of('null'), of('[7]'))).toEqual(Array.from({length: 3}, () => faultHeard('malformed', symbol)));
		expect(hear(newDecoder(), of('[]'))).toEqual([]);
	});
});

describe('answers', () => {
	const answerTo = (request: string | undefined, answer: object) => ({jsonrpc: '2.0', id: JSON.parse(request ?? '{}').id, ...answer});
	const [plan] = deribit.plan(bareInstruments('deribit', symbol), deribit.endpoints);
	const [heartbeat, subscription, ofState] = plan?.greeting ?? [];
	const [givenUp, again] = deribit.resubscription?.(symbol) ?? [];

	test('channels granted in any order, and those given up, are a subscription answer', () => {
		const granted = [`trades.${symbol}.100ms`, `book.${symbol}.100ms`];
		expect(
			hear(
				newDecoder(),
				answerTo(subscription, {result: granted, usIn: 1, usOut: 2, usDiff: 1, testnet: false}),
				answerTo(ofState, {result: ['platform_state']}),
				answerTo(givenUp, {result: [`book.${symbol}.100ms`]}),
				answerTo(givenUp, {result: []}),
				answerTo(again, {result: [`book.${symbol}.100ms`]}),
			),
		).toEqual(Array.from({length: 5}, () => otherHeard('subscription answer')));
	});

	test('a channel that is silently missing from the answer refuses its instrument, once', () => {
		expect(hear(newDecoder(), answerTo(subscription, {result: []}))).toEqual([
			refusedHeard(symbol, `not among the channels granted: book.${symbol}.100ms, trades.${symbol}.100ms`),
		]);
		expect(hear(newDecoder(), answerTo(subscription, {result: [`trades.${symbol}.100ms`]}), answerTo(again, {result: []}))).toEqual([
			refusedHeard(symbol, `not among the channels granted: book.${symbol}.100ms`),
			refusedHeard(symbol, `not among the channels granted: book.${symbol}.100ms`),
		]);
		expect(hear(newDecoder(), answerTo(ofState, {result: []}))).toEqual([
			refusedHeard('', 'not among the channels granted: platform_state', 'trades'),
		]);
	});

	test('an error refuses the instrument that was asked for, in the words of the venue, and elsewhere nobody’s', () => {
		const limit = {error: {code: 10_028, message: 'too_many_requests', data: null}};
		const wrong = {error: {code: -32_602, message: 'Invalid params', data: {reason: 'value is required', param: 'channels'}}};
		const noJson = {error: {code: 11_050, message: 'bad_request', data: 'invalid json'}};
		expect(
			hear(
				newDecoder(),
				answerTo(subscription, limit),
				answerTo(again, wrong),
				answerTo(givenUp, limit),
				answerTo(heartbeat, wrong),
				{jsonrpc: '2.0', ...noJson},
				{id: 7, error: null},
			),
		).toEqual([
			refusedHeard(symbol, 'too_many_requests (10028)'),
			refusedHeard(symbol, 'Invalid params (-32602): value is required'),
			refusedHeard('', 'too_many_requests (10028)'),
			refusedHeard('', 'Invalid params (-32602): value is required'),
			refusedHeard('', 'bad_request (11050): invalid json'),
			refusedHeard('', 'error (no code)'),
		]);
	});

	test('answers to somebody else’s requests, which go by numbers, refuse nothing', () => {
		expect(hear(newDecoder(), {jsonrpc: '2.0', id: 3, result: []}, {id: 1, result: 'ok'})).toEqual([
			otherHeard('subscription answer'),
			otherHeard('answer'),
		]);
	});

	test('a test of the connection is answered at once, and the answer to that is a pong', () => {
		const asked = '{"params":{"type":"test_request"},"method":"heartbeat","jsonrpc":"2.0"}';
		const answer = deribit.answerTo?.(Buffer.from(`padding${asked}`).subarray(7));
		expect(JSON.parse(answer ?? '')).toEqual({jsonrpc: '2.0', id: 'public/test', method: 'public/test', params: {}});
		expect(hear(newDecoder(), asked, answerTo(answer, {result: {version: '1.2.26'}}))).toEqual([
			otherHeard('heartbeat'),
			otherHeard('pong'),
		]);
	});

	test('nothing else is answered', () => {
		const alive = '{"params":{"type":"heartbeat"},"method":"heartbeat","jsonrpc":"2.0"}';
		for (const message of [alive, snapshot, trades(trade, {...trade, trade_id: 'test_request'}), '', '{}']) {
			expect(deribit.answerTo?.(Buffer.from(message))).toBeUndefined();
		}
		expect(hear(newDecoder(), alive, answerTo(heartbeat, {result: 'ok'}))).toEqual([otherHeard('heartbeat'), otherHeard('answer')]);
	});

	test('a break of the platform is the status of all, and the state of one index is nobody’s', () => {
		const told = (data: string) => notification('platform_state', data);
		const index = '{"locked":true,"price_index":"sol_usdc","reasons":[]}';
		expect(hear(newDecoder(), told('{"maintenance":true}'), told('{"maintenance":false}'), told(index), told('null'))).toEqual([
			{what: 'status', symbol: '', status: 'maintenance'},
			{what: 'status', symbol: '', status: 'TRADING'},
			otherHeard('platform_state'),
			otherHeard('platform_state'),
		]);
	});

	test.each([
		[notification(`ticker.${symbol}.100ms`, '{"state":"open"}'), 'ticker'],
		[notification('platform_state.public_methods_state', '{"allow_unauthenticated_public_requests":true}'), 'platform_state'],
		['{"method":"subscription"}', 'unknown message'],
		['{}', 'unknown message'],
	])('what needs no book is only named: %s', (message, name) => {
		expect(hear(newDecoder(), message)).toEqual([otherHeard(name)]);
	});
});

describe('what is said to the venue', () => {
	test('one socket asks for heartbeats, then for each instrument’s book and trades, then for the state of the platform', () => {
		const carried = bareInstruments('deribit', symbol, 'ETH_USDC-PERPETUAL');
		const [plan, ...more] = deribit.plan(carried, deribit.endpoints);
		expect(more).toEqual([]);
		const {greeting, ...rest} = plan ?? {greeting: []};
		expect(rest).toEqual({
			url: 'wss://www.deribit.com/ws/api/v2',
			streams: [
				'book.BTC-PERPETUAL.100ms',
				'trades.BTC-PERPETUAL.100ms',
				'book.ETH_USDC-PERPETUAL.100ms',
				'trades.ETH_USDC-PERPETUAL.100ms',
				'platform_state',
			],
			instruments: carried,
			hasBooks: true,
		});
		expect(greeting.map((text) => JSON.parse(text))).toMatchObject([
			{jsonrpc: '2.0', method: 'public/set_heartbeat', params: {interval: 10}},
			{method: 'public/subscribe', params: {channels: ['book.BTC-PERPETUAL.100ms', 'trades.BTC-PERPETUAL.100ms']}},
			{method: 'public/subscribe', params: {channels: ['book.ETH_USDC-PERPETUAL.100ms', 'trades.ETH_USDC-PERPETUAL.100ms']}},
			{method: 'public/subscribe', params: {channels: ['platform_state']}},
		]);
		expect(new Set(greeting.map((text) => JSON.parse(text).id)).size).toBe(4);
	});

	test('many instruments are spread over sockets, so that each has said all of it within ten seconds', () => {
		const plans = plansFor(60, deribit, {rest: 'http://127.0.0.1:1', stream: 'ws://127.0.0.1:2'});
		expect(plans.map(({instruments}) => instruments.length)).toEqual([25, 25, 10]);
		for (const {greeting, url} of plans) {
			expect(greeting.length * deribit.sendPace).toBeLessThan(10_000);
			expect(url).toBe('ws://127.0.0.1:2/ws/api/v2');
		}
	});

	test('a book is given up before it is asked for again, and its trades go on', () => {
		expect(deribit.resubscription?.(symbol).map((text) => JSON.parse(text))).toMatchObject([
			{method: 'public/unsubscribe', params: {channels: ['book.BTC-PERPETUAL.100ms']}},
			{method: 'public/subscribe', params: {channels: ['book.BTC-PERPETUAL.100ms']}},
		]);
	});

	test('named instruments are looked for among futures and spot, and all of them where none is named', () => {
		const list = 'https://r/api/v2/public/get_instruments?currency=any';
		expect(deribit.requests.instruments('https://r', ['BTCPERPETUAL'])).toEqual([
			{url: `${list}&kind=future`, weight: 20},
			{url: `${list}&kind=spot`, weight: 20},
		]);
		expect(deribit.requests.instruments('https://r', [])).toEqual([{url: list, weight: 20}]);
	});

	test('volume and time are asked for, the name escaped', () => {
		expect(deribit.requests.volume?.('https://r', 'A&B')).toEqual({
			url: 'https://r/api/v2/public/get_book_summary_by_instrument?instrument_name=A%26B',
			weight: 1,
		});
		expect(deribit.requests.serverTime?.('https://r')).toEqual({url: 'https://r/api/v2/public/get_time', weight: 1});
	});
});

describe('what the venue lists', () => {
	/** As the venue answers, shortened in what is not read. */
	const inverse = {
		instrument_name: symbol,
		kind: 'future',
		instrument_type: 'reversed',
		base_currency: 'BTC',
		quote_currency: 'USD',
		counter_currency: 'USD',
		settlement_currency: 'BTC',
		tick_size: 0.5,
		tick_size_steps: [],
		contract_size: 10,
		min_trade_amount: 10,
		is_active: true,
		state: 'open',
	};
	const linear = {
		...inverse,
		instrument_name: '1000SHIB_USDC-PERPETUAL',
		instrument_type: 'linear',
		base_currency: '1000SHIB',
		quote_currency: 'USDC',
		tick_size: 1e-7,
		contract_size: 1,
		min_trade_amount: 1,
	};
	const option = {
		...inverse,
		instrument_name: 'BTC-27DEC24-100000-C',
		kind: 'option',
		quote_currency: 'BTC',
		tick_size: 0.0001,
		tick_size_steps: [{above_price: 0.005, tick_size: 0.0005}],
		min_trade_amount: 0.1,
	};
	const read = (...result: readonly unknown[]) => deribit.requests.readInstruments({jsonrpc: '2.0', result, usIn: 1});

	test('amounts of inverse futures are dollars, of linear ones and options coins; steps are texts without an exponent', () => {
		expect(read(inverse, linear, option)).toEqual([
			{
				symbol,
				base: 'BTC',
				quote: 'USD',
				tickSize: '0.5',
				stepSize: '10',
				status: 'TRADING',
				contract: {unit: 'USD', value: '1', kind: 'inverse'},
			},
			{symbol: '1000SHIB_USDC-PERPETUAL', base: '1000SHIB', quote: 'USDC', tickSize: '0.0000001', stepSize: '1', status: 'TRADING'},
			{symbol: 'BTC-27DEC24-100000-C', base: 'BTC', quote: 'BTC', tickSize: '0.0001', stepSize: '0.1', status: 'TRADING'},
		]);
	});

	test.each([
		[1.5e-10, '0.00000000015'],
		[2.5e-7, '0.00000025'],
		[0.000001, '0.000001'],
		[0, undefined],
		[-0.5, undefined],
		[1e21, undefined],
		[Number.NaN, undefined],
		['0.5', undefined],
		[null, undefined],
	])('a step of %j is %s', (tick, text) => {
		const [facts] = read({...inverse, tick_size: tick});
		expect(facts && describedInstrument('deribit', facts).tickSize).toBe(text);
	});

	test.each([
		['open', true, 'TRADING'],
		[undefined, true, 'TRADING'],
		['open', false, 'inactive'],
		['locked', true, 'locked'],
		['halted', true, 'halted'],
		[undefined, undefined, 'inactive'],
	])('one whose state is %s and whose activity is %s has the status %s', (state, isActive, status) => {
		expect(read({...inverse, state, is_active: isActive})).toMatchObject([{status}]);
	});

	test('combinations, whose prices may be negative, and what lacks a name or its steps are left out', () => {
		const combo = {...inverse, instrument_name: 'BTC-FS-26SEP25_24JAN25', kind: 'future_combo'};
		const nameless = {...inverse, instrument_name: undefined};
		expect(read(combo, {...combo, kind: 'option_combo'}, nameless, {...inverse, min_trade_amount: undefined}, null, 7)).toEqual([]);
	});

	test('volume is in the unit of amounts: dollars of inverse futures, coins of all others', () => {
		const of = (summary: object) => deribit.readVolume?.({jsonrpc: '2.0', result: [summary]});
		const volumes = {volume: 11_897.276_404_28, volume_usd: 1_092_371_540};
		expect(of({...volumes, base_currency: 'BTC', quote_currency: 'USD'})).toBe('1092371540');
		expect(of({...volumes, base_currency: 'BTC', quote_currency: 'USDC'})).toBe('11897.27640428');
		expect(of({...volumes, base_currency: 'BTC', quote_currency: 'BTC'})).toBe('11897.27640428');
		expect(of({volume: 0, quote_currency: 'USDC'})).toBe('0');
	});

	test('time is µs', () => {
		expect(deribit.requests.readServerTime?.({jsonrpc: '2.0', result: 1_790_133_840_448, testnet: false})).toBe(1_790_133_840_448_000);
	});

	test('an answer of any other shape lists, tells and times nothing', () => {
		const error = {code: -32_602, data: {reason: 'instrument not found'}, message: 'Invalid params'};
		for (const body of [undefined, null, 5, 'text', [], {}, {result: null}, {result: {}}, {result: [7]}, {result: [{}]}, {error}]) {
			expect(deribit.requests.readInstruments(body)).toEqual([]);
			expect(deribit.readVolume?.(body)).toBe('');
			expect(deribit.requests.readServerTime?.(body)).toBeNaN();
		}
	});
});
