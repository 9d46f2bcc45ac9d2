import {crc32} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {Book} from '../../source/market/book.ts';
import {toUnits} from '../../source/market/decimal.ts';
import {Levels} from '../../source/market/levels.ts';
import {kraken} from '../../source/venues/kraken.ts';
import {krakenChecksum} from '../../source/venues/kraken-checksum.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import {fc} from '../metrics/seeded.ts';
import {restored} from '../support/archiving.ts';
import {faultHeard, hear, hearInFull, otherHeard, refusedHeard} from '../support/heard.ts';
import {KeptBook} from '../support/kept-book.ts';
import {krakenMessages} from '../support/kraken-messages.ts';
import {bareInstruments, plansFor} from '../support/plans.ts';
import {refuseAll} from '../support/refuse-all.ts';

const {requests, endpoints, stepRule} = kraken;

type Side = readonly (readonly [price: string, quantity: string])[];

const decoder = () => kraken.decoder(new Symbols());
/** Levels as `price/quantity`, the tokens of the message as they are to stand there. */
const levels = (text: string) =>
	`[${text
		.split(' ')
		.filter((each) => each !== '')
		.map((each) => each.replace(/^(.*)\/(.*)$/, '{"price":$1,"qty":$2}'))
		.join(',')}]`;
const book = (symbol: string, bids: string, asks: string, checksum: number | string = 7) =>
	`{"symbol":"${symbol}","bids":${levels(bids)},"asks":${levels(asks)},"checksum":${checksum},"timestamp":"2023-07-30T15:29:58.343415Z"}`;
const books = (type: string, ...data: readonly string[]) => `{"channel":"book","type":"${type}","data":[${data.join(',')}]}`;
const snapshot = (bids: string, asks: string, checksum: number | string = 7) => books('snapshot', book('BTC/USD', bids, asks, checksum));
const update = (bids: string, asks: string, checksum: number | string = 7) => books('update', book('BTC/USD', bids, asks, checksum));
const answer = (depth: number, more = '') =>
	`{"method":"subscribe","result":{"channel":"book","depth":${depth},"snapshot":true,"symbol":"BTC/USD"},"success":true${more}}`;

describe('the checksum', () => {
	function bookOf(priceScale: number, asks: Side, bids: Side): Book {
		const made = new Book(priceScale);
		const side = (all: Side) => {
			const read = new Levels();
			for (const [price, quantity] of all) read.push(toUnits(price, priceScale), toUnits(quantity, 8));
			return read;
		};
		made.apply(side(bids), side(asks), priceScale, 8);
		return made;
	}
	const split = (text: string): Side =>
		text.split(' ').map((each) => [each.slice(0, each.indexOf('/')), each.slice(each.indexOf('/') + 1)]);
	const guide = {
		asks: split(
			'45285.2/0.00100000 45286.4/1.54571953 45286.6/1.54571109 45289.6/1.54560911 45290.2/0.15890660 45291.8/1.54553491 45294.7/0.04454749 45296.1/0.35380000 45297.5/0.09945542 45299.5/0.18772827',
		),
		bids: split(
			'45283.5/0.10000000 45283.4/1.54582015 45282.1/0.10000000 45281.0/0.10000000 45280.3/1.54592586 45279.0/0.07990000 45277.6/0.03310103 45277.5/0.30000000 45277.3/1.54602737 45276.6/0.15445238',
		),
	};
	const short = {
		asks: split('0.05010/0.50000000 0.05012/12.00000000 0.05100/3.25000000'),
		bids: split('0.05005/1.00000000 0.05000/0.00010000'),
	};

	test('is a CRC-32', () => {
		expect(crc32('123456789')).toBe(3_421_780_262);
	});

	test('of the book of Kraken’s guide is that of the guide, at whatever scale the book is kept and however deep it is', () => {
		for (const scale of [1, 2, 8]) expect(krakenChecksum(bookOf(scale, guide.asks, guide.bids), 1, 8)).toBe(3_310_070_434);
		const deeper = bookOf(1, [...guide.asks, ['45300', '1']], [...guide.bids, ['45276.5', '1']]);
		expect(krakenChecksum(deeper, 1, 8)).toBe(3_310_070_434);
	});

	test('of a short book with leading zeros takes the levels that are there', () => {
		expect(krakenChecksum(bookOf(5, short.asks, short.bids), 5, 8)).toBe(3_249_777_354);
		expect(krakenChecksum(bookOf(4, [], []), 1, 8)).toBe(crc32(''));
		expect(krakenChecksum(bookOf(1, split('7.5/2'), []), 1, 8)).toBe(crc32('75200000000'));
	});

	test('prints numbers with the decimals that it is told, be they more or fewer than the book keeps', () => {
		const one = bookOf(4, split('0.5/12'), split('0.25/3'));
		expect(krakenChecksum(one, 2, 0)).toBe(crc32('5012253'));
		expect(krakenChecksum(one, 6, 10)).toBe(crc32('50000012000000000025000030000000000'));
		expect(krakenChecksum(one, 22, 22)).toBe(crc32(`5${'0'.repeat(21)}12${'0'.repeat(22)}25${'0'.repeat(20)}3${'0'.repeat(22)}`));
	});

	test('is that of the digits, for any book', () => {
		const aLevel = fc.tuple(fc.integer({min: 1, max: Number.MAX_SAFE_INTEGER}), fc.integer({min: 1, max: Number.MAX_SAFE_INTEGER}));
		const levelsOf = (all: readonly (readonly [number, number])[]) => {
			const made = new Levels();
			for (const [price, quantity] of all) made.push(price, quantity);
			return made;
		};
		fc.assert(
			fc.property(fc.array(aLevel, {maxLength: 14}), fc.array(aLevel, {maxLength: 14}), (bids, asks) => {
				const made = new Book(3);
				made.apply(levelsOf(bids), levelsOf(asks), 3, 8);
				const side = (all: readonly (readonly [number, number])[], direction: 1 | -1) =>
					[...new Map(all)]
						.sort(([one], [other]) => (one - other) * direction)
						.slice(0, 10)
						.flat()
						.join('');
				expect(krakenChecksum(made, 3, 8)).toBe(crc32(side(asks, 1) + side(bids, -1)));
			}),
		);
	});

	test('is held against the book after every message', () => {
		const settled = bookOf(5, short.asks, short.bids);
		expect.assertions(2);
		decoder().decode(Buffer.from(snapshot('0.05005/1.00000000', '0.05010/0.5', 3_249_777_354)), {
			...refuseAll,
			depth(told) {
				expect(kraken.settle?.(settled, told)).toBe(true);
				settled.bids.set(toUnits('0.05', 5), toUnits('0.00010001', 8));
				expect(kraken.settle?.(settled, told)).toBe(false);
			},
		});
	});
});

describe('books', () => {
	const heardBook = (kind: string, bids: readonly unknown[], asks: readonly unknown[], symbol = 'BTC/USD') => ({
		...{what: 'depth', symbol, kind, bids, asks},
	});

	test('numbers are read as they are written, exponents too, and bear no ids', () => {
		expect(
			hear(decoder(), snapshot('29430.2/0.18967538', '29430.30/8.25215653 3e4/1e-8'), update('', '29430.3/0.00000000 29433.3/0.80')),
		).toMatchObject([
			heardBook(
				'snapshot',
				[['29430.2', '0.18967538']],
				[
					['29430.3', '8.25215653'],
					['30000', '0.00000001'],
				],
			),
			heardBook(
				'diff',
				[],
				[
					['29430.3', '0'],
					['29433.3', '0.8'],
				],
			),
		]);
		const sentAt = microsAt('2023-07-30T15:29:58.343Z') + 415;
		expect(hearInFull(decoder(), update('', '', 2_785_033_588))).toMatchObject([
			{first: Number.NaN, last: Number.NaN, previous: undefined, checksum: 2_785_033_588, sentAt},
		]);
		expect(stepRule.judge(Number.NaN, {first: Number.NaN, last: Number.NaN, previous: Number.NaN}, false)).toBe('apply');
	});

	test('a price that comes twice in one message stands as it came last', () => {
		const both = [
			['5', '1'],
			['5', '2'],
		];
		expect(hear(decoder(), update('5.0/1.0 5.0/2.0', ''))).toMatchObject([heardBook('diff', both, [])]);
	});

	test('several books of one message are handed over in their order', () => {
		expect(hear(decoder(), books('snapshot', book('BTC/USD', '5.0/1.0', ''), book('ETH/USD', '', '7.00/2.0')))).toMatchObject([
			heardBook('snapshot', [['5', '1']], []),
			heardBook('snapshot', [], [['7', '2']], 'ETH/USD'),
		]);
	});

	test('decimals are the most that were written since the last snapshot, on either side, of each symbol by itself', () => {
		const heard = hearInFull(
			decoder(),
			snapshot('5/1.0', '6.50/2'),
			update('5.000/0.00000000', ''),
			update('5/1', ''),
			books('update', book('ETH/USD', '7.1/2.25', '')),
			snapshot('5.0/1', ''),
			update('5e0/1.5e-3 5.00e1/1E2', ''),
			update('5/0e-40', ''),
		);
		expect(heard).toMatchObject([
			{decimals: [2, 1]},
			{decimals: [3, 8]},
			{decimals: [3, 8]},
			{decimals: [1, 2]},
			{decimals: [1, 0]},
			{decimals: [1, 4]},
			{decimals: [1, 22]},
		]);
	});

	test('a message that is refused teaches nothing', () => {
		const refused = books('update', book('BTC/USD', '5.000/1.000', ''), book('BTC/USD', '5.0/-1', ''));
		expect(hearInFull(decoder(), snapshot('5.0/1.0', ''), refused, update('', ''))).toMatchObject([
			{decimals: [1, 1]},
			faultHeard('bad-number', 'BTC/USD'),
			{decimals: [1, 1]},
		]);
	});

	test.each([
		[0, 10],
		[10, 10],
		[11, 25],
		[25, 25],
		[26, 100],
		[101, 500],
		[1000, 1000],
		[1001, Number.POSITIVE_INFINITY],
	])('a snapshot of %i levels that no answer went before is of depth %d', (count, depth) => {
		const side = Array.from({length: count}, (_, index) => `${index + 1}/1`).join(' ');
		expect(hearInFull(decoder(), snapshot(side, '9999/1'), update('', ''))).toMatchObject([{depth}, {depth}]);
		expect(hearInFull(decoder(), snapshot('', side))).toMatchObject([{depth}]);
	});

	test('the answer to the subscription tells the depth, whatever the snapshot holds', () => {
		const answered = otherHeard('subscription answer');
		const one = snapshot('5/1', '6/1');
		expect(hearInFull(decoder(), answer(100), one, update('', ''))).toMatchObject([answered, {depth: 100}, {depth: 100}]);
		expect(hearInFull(decoder(), answer(0), one)).toMatchObject([answered, {depth: 10}]);
		const trades = '{"method":"subscribe","result":{"channel":"trade","depth":25,"symbol":"BTC/USD"},"success":true}';
		expect(hearInFull(decoder(), trades, one)).toMatchObject([answered, {depth: 10}]);
	});

	test('what was learned is kept in a checkpoint', () => {
		const symbols = new Symbols();
		const writer = kraken.decoder(symbols);
		const learned = hear(writer, answer(25), snapshot('5.25/1.125', ''), books('snapshot', book('ETH/USD', '7.1/2', '')));
		expect(learned.map(({what}) => what)).toEqual(['other', 'depth', 'depth']);
		const copy = restored(kraken.decoder(symbols), writer);
		const next = [update('', ''), snapshot('5.0/1', ''), books('update', book('ETH/USD', '', ''))];
		const heard = hearInFull(copy, ...next);
		expect(heard.map(({what}) => what)).toEqual(['depth', 'depth', 'depth']);
		expect(heard).toEqual(hearInFull(writer, ...next));
		expect(hearInFull(copy, update('', ''))).toMatchObject([{depth: 25, decimals: [1, 0]}]);
		expect(hearInFull(restored(copy, decoder()), snapshot('5/1', ''))).toMatchObject([{depth: 10, decimals: [0, 0]}]);
	});

	test.each([
		['a negative quantity', '5.0/-1', 'bad-number'],
		['a price of 0', '0.0/1', 'bad-number'],
		['a negative price', '-5/1', 'bad-number'],
		['a quantity that is null', '5/null', 'bad-number'],
		['an empty text for a quantity', '5/""', 'bad-number'],
		['a price of NaN', '"NaN"/1', 'bad-number'],
		['a price that is infinite', '"Infinity"/1', 'bad-number'],
		['an exponent beyond all prices', '5e99/1', 'bad-number'],
		['a quantity that no double holds', '5/99999999999999999999', 'bad-number'],
		['a quantity that is true', '5/true', 'bad-number'],
		['a price that JSON does not know', '05.0/1', 'malformed'],
	])('a message with %s is refused whole, on either side and in either of two books', (_, bad, kind) => {
		const whose = kind === 'malformed' ? '' : 'BTC/USD';
		expect(hear(decoder(), update(`4/1 ${bad}`, ''))).toEqual([faultHeard(kind, whose)]);
		expect(hear(decoder(), update('4/1', `6/1 ${bad}`))).toEqual([faultHeard(kind, whose)]);
		expect(hear(decoder(), books('update', book('ETH/USD', '4/1', ''), book('BTC/USD', bad, '')))).toEqual([faultHeard(kind, whose)]);
	});

	test.each([
		['no data', '{"channel":"book","type":"update"}'],
		['data that is no object', books('update', 'null')],
		['another type', books('reset')],
		['no checksum', books('update', '{"symbol":"BTC/USD","bids":[],"asks":[]}')],
		['a checksum below 0', update('', '', -7)],
		['a checksum that is no number', update('', '', '"seven"')],
		['no asks', books('update', '{"symbol":"BTC/USD","bids":[],"checksum":7}')],
		['no symbol', books('update', '{"bids":[],"asks":[],"checksum":7}')],
		['a level that is null', books('update', '{"symbol":"BTC/USD","bids":[null],"asks":[],"checksum":7}')],
		['half a message', update('5/1', '').slice(0, 60)],
		['no object', '[7]'],
	])('a message with %s is malformed', (_, message) => {
		expect(hear(decoder(), message)).toEqual([faultHeard('malformed', expect.any(String))]);
	});
});

describe('trades', () => {
	const trade = (id: string, more = '"side":"sell","price":61000.10') =>
		`{"symbol":"BTC/USD",${more},"qty":0.02000000,"ord_type":"limit","trade_id":${id},"timestamp":"2023-09-25T07:49:36.925603Z"}`;
	const trades = (type: string, ...data: readonly string[]) => `{"channel":"trade","type":"${type}","data":[${data.join(',')}]}`;

	test('the side is the taker’s', () => {
		const bought = {
			what: 'trade',
			symbol: 'BTC/USD',
			id: 4_665_847,
			price: '61000.2',
			quantity: '0.02',
			aggressor: 1,
			happenedAt: microsAt('2023-09-25T07:49:36.925Z') + 603,
		};
		expect(hear(decoder(), trades('update', trade('4665846'), trade('4665847', '"side":"buy","price":61000.2')))).toEqual([
			{...bought, id: 4_665_846, price: '61000.1', aggressor: -1},
			bought,
		]);
	});

	test('history is named and not handed over', () => {
		expect(hear(decoder(), trades('snapshot', trade('1'), trade('2')))).toEqual([otherHeard('trade history')]);
	});

	test.each([
		['no known side', trade('1', '"side":"b","price":5'), 'malformed'],
		['a price of 0', trade('1', '"side":"buy","price":0.0'), 'bad-number'],
		['no price', trade('1', '"side":"buy"'), 'bad-number'],
		['a name for a number', trade('"x"'), 'malformed'],
		['no data', 'null', 'malformed'],
	])('where one trade of a message has %s, none is handed over', (_, bad, kind) => {
		expect(hear(decoder(), trades('update', trade('7'), bad, trade('8')))).toEqual([faultHeard(kind, expect.any(String))]);
	});
});

describe('everything else', () => {
	test('an answer to a subscription is one, and a refusal names the symbol and the reason', () => {
		const refusal =
			'{"error":"Currency pair not supported XBT/USD","method":"subscribe","success":false,"symbol":"XBT/USD","time_in":"2018-11-12T21:14:59.545897Z"}';
		expect(
			hear(
				decoder(),
				answer(100, ',"req_id":1'),
				refusal,
				'{"error":"Malformed request","method":"error","success":false}',
				'{"error":"Subscription Not Found","method":"unsubscribe","success":false,"symbol":"BTC/USD"}',
				'{"method":"unsubscribe","result":{"channel":"book","depth":100,"symbol":"BTC/USD"},"success":true}',
			),
		).toEqual([
			otherHeard('subscription answer'),
			refusedHeard('XBT/USD', 'Currency pair not supported XBT/USD'),
			refusedHeard('', 'Malformed request'),
			otherHeard('subscription answer'),
			otherHeard('subscription answer'),
		]);
	});

	test('the state of the venue is its word, or that it trades', () => {
		const status = (system: string) =>
			`{"channel":"status","type":"update","data":[{"api_version":"v2","connection_id":13834774380200032777,"system":"${system}","version":"2.0.0"}]}`;
		expect(hear(decoder(), status('online'), status('cancel_only'), status('maintenance'), status('post_only'))).toEqual(
			['TRADING', 'cancel_only', 'maintenance', 'post_only'].map((word) => ({what: 'status', symbol: '', status: word})),
		);
		for (const data of ['', ',"data":[{}]', ',"data":[{"system":null}]']) {
			expect(hear(decoder(), `{"channel":"status","type":"update"${data}}`)).toEqual([faultHeard('malformed', '')]);
		}
	});

	test('heartbeats, pongs and what nobody asked for are called by their names', () => {
		const pong = '{"method":"pong","req_id":7,"time_in":"2023-09-24T14:10:23.799685Z","time_out":"2023-09-24T14:10:23.799703Z"}';
		expect(hear(decoder(), '{"channel":"heartbeat"}', pong, '{"channel":"ticker","type":"snapshot","data":[]}', '{}')).toEqual([
			otherHeard('heartbeat'),
			otherHeard('pong'),
			otherHeard('ticker'),
			otherHeard('unknown message'),
		]);
	});
});

describe('requests and connections', () => {
	test('one socket carries books and trades of at most a hundred symbols, without history', () => {
		const carried = bareInstruments('kraken', 'BTC/USD', 'ETH/USD');
		expect(kraken.plan(carried, endpoints)).toEqual([
			{
				url: 'wss://ws.kraken.com/v2',
				streams: ['book:BTC/USD', 'trade:BTC/USD', 'book:ETH/USD', 'trade:ETH/USD'],
				instruments: carried,
				hasBooks: true,
				greeting: [
					'{"method":"subscribe","params":{"channel":"book","symbol":["BTC/USD","ETH/USD"],"depth":100,"snapshot":true}}',
					'{"method":"subscribe","params":{"channel":"trade","symbol":["BTC/USD","ETH/USD"],"snapshot":false}}',
				],
			},
		]);
		const plans = plansFor(201, kraken, {rest: '', stream: 'ws://127.0.0.1:2'});
		expect(plans.map(({url, instruments}) => [url, instruments.length])).toEqual(
			[100, 100, 1].map((count) => ['ws://127.0.0.1:2/v2', count]),
		);
	});

	test('a broken book is subscribed anew by itself, and a ping keeps the connection', () => {
		expect(kraken.resubscription?.('BTC/USD')).toEqual([
			'{"method":"unsubscribe","params":{"channel":"book","symbol":["BTC/USD"],"depth":100}}',
			'{"method":"subscribe","params":{"channel":"book","symbol":["BTC/USD"],"depth":100,"snapshot":true}}',
		]);
		expect(kraken.keepAlive).toEqual({every: 30_000, text: '{"method":"ping"}'});
	});

	test('requests name what they are for, by the names that REST knows', () => {
		expect(requests.instruments('https://r', ['BTCUSD'])).toEqual([{url: 'https://r/0/public/AssetPairs', weight: 1}]);
		const pairOf = (symbol: string) => requests.volume?.('https://r', symbol).url;
		expect(pairOf('BTC/USD')).toBe('https://r/0/public/Ticker?pair=XBTUSD');
		expect(pairOf('DOGE/BTC')).toBe('https://r/0/public/Ticker?pair=XDGXBT');
		expect(pairOf('WBTC/USD')).toBe('https://r/0/public/Ticker?pair=WBTCUSD');
		expect(requests.snapshot).toBeUndefined();
		expect(requests.serverTime).toBeUndefined();
	});

	const pair = {
		altname: 'XBTUSD',
		wsname: 'XBT/USD',
		aclass_base: 'currency',
		base: 'XXBT',
		quote: 'ZUSD',
		cost_decimals: 5,
		pair_decimals: 1,
		lot_decimals: 8,
		lot_multiplier: 1,
		fees: [[0, 0.4]],
		ordermin: '0.00005',
		costmin: '0.5',
		tick_size: '0.1',
		status: 'online',
	};
	const facts = (...pairs: readonly object[]) => requests.readInstruments({error: [], result: Object.fromEntries(pairs.entries())});

	test('a pair is read under the name that the stream knows', () => {
		expect(
			facts(pair, {...pair, wsname: 'XDG/XBT', tick_size: undefined, pair_decimals: 9, lot_decimals: 0, status: 'cancel_only'}),
		).toEqual([
			{symbol: 'BTC/USD', base: 'BTC', quote: 'USD', tickSize: '0.1', stepSize: '0.00000001', status: 'TRADING'},
			{symbol: 'DOGE/BTC', base: 'DOGE', quote: 'BTC', tickSize: '0.000000001', stepSize: '1', status: 'cancel_only'},
		]);
		expect(facts({...pair, wsname: 'WXBT/XDGX'}).map(({symbol}) => symbol)).toEqual(['WXBT/XDGX']);
	});

	test('a pair without a name or a grid is left out', () => {
		const odd = [{wsname: undefined}, {wsname: 'XBTUSD'}, {lot_decimals: -1}, {lot_decimals: 1e9}, {tick_size: '', pair_decimals: 1.5}];
		expect(facts(...odd.map((more) => ({...pair, ...more})))).toEqual([]);
	});

	test('volume is that of the last 24 hours, as the venue wrote it', () => {
		const body = {error: [], result: {XXBTZUSD: {a: ['30300.10', '1', '1.000'], v: ['4083.67001100', '4412.73601799']}}};
		expect(kraken.readVolume?.(body)).toBe('4412.73601799');
	});

	test('an answer of any other shape lists and tells nothing', () => {
		for (const body of [
			undefined,
			null,
			5,
			'text',
			[],
			{},
			{result: []},
			{result: {a: 5}},
			{result: {a: {v: [1, 2]}}},
			{error: ['EQuery']},
		]) {
			expect(requests.readInstruments(body)).toEqual([]);
			expect(kraken.readVolume?.(body)).toBe('');
		}
	});
});

const recorded = krakenMessages();

describe.skipIf(recorded === undefined)('BTC/USD as it was, ten levels deep', () => {
	test('the checksum of every message is that of the book after it, cut to ten levels', () => {
		const kept = new KeptBook(kraken);
		const depths = new Set<number>();
		const decimals = new Set<string>();
		const take = decoder();
		for (const message of recorded ?? []) {
			take.decode(Buffer.from(message), {
				...refuseAll,
				depth(told) {
					expect(kept.take(told)).toBe('apply');
					depths.add(told.depth);
					decimals.add(`${told.priceDecimals} ${told.quantityDecimals}`);
				},
			});
		}
		console.info(`${kept.settled} checksums agree; ${kept.cutLevels} levels were cut off`);
		expect([kept.settled, kept.cutLevels]).toEqual([510, 125]);
		expect([depths, decimals]).toEqual([new Set([10]), new Set(['1 8'])]);
	});
});

function microsAt(iso: string): number {
	return Date.parse(iso) * 1000;
}
