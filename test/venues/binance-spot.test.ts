import {expect, test} from 'vitest';
import {bareInstrument} from '../../source/market/instrument.ts';
import {binanceSpot} from '../../source/venues/binance-spot.ts';
import {findVenue, venues} from '../../source/venues/index.ts';
import {contiguous} from '../../source/venues/step-rule.ts';

const {stepRule, requests, endpoints} = binanceSpot;
const named = (...symbols: readonly string[]) => symbols.map((symbol) => bareInstrument('binance', symbol));

test('the venue is found by its name on the command line, and no other', () => {
	expect(findVenue('binance')).toBe(binanceSpot);
	expect(venues).toContain(binanceSpot);
	expect(findVenue('Binance')).toBeUndefined();
});

test('diffs at 100 ms and trades of a symbol come on one combined stream', () => {
	expect(binanceSpot.plan(named('BTCUSDT', 'ETHUSDT'), endpoints)).toEqual([
		{
			url: 'wss://stream.binance.com:9443/stream?streams=btcusdt@depth@100ms/btcusdt@trade/ethusdt@depth@100ms/ethusdt@trade',
			streams: ['btcusdt@depth@100ms', 'btcusdt@trade', 'ethusdt@depth@100ms', 'ethusdt@trade'],
			instruments: named('BTCUSDT', 'ETHUSDT'),
			hasBooks: true,
			greeting: [],
		},
	]);
});

test('another endpoint is used where it is given', () => {
	const [plan] = binanceSpot.plan(named('BTCUSDT'), {rest: 'http://127.0.0.1:1', stream: 'ws://127.0.0.1:2'});
	expect(plan?.url).toBe('ws://127.0.0.1:2/stream?streams=btcusdt@depth@100ms/btcusdt@trade');
});

test('a symbol outside ASCII is escaped in the address and plain in the streams', () => {
	const [plan] = binanceSpot.plan(named('币安人生USDT'), endpoints);
	expect(plan?.streams[0]).toBe('币安人生usdt@depth@100ms');
	expect(plan?.url).toContain('streams=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9Fusdt@depth@100ms/');
});

test('many symbols are spread over connections, each symbol on one, far below 1024 streams', () => {
	const many = named(...Array.from({length: 250}, (_, index) => `S${index}USDT`));
	const plans = binanceSpot.plan(many, endpoints);
	expect(plans.map(({instruments}) => instruments.length)).toEqual([100, 100, 50]);
	expect(plans.flatMap(({instruments}) => instruments)).toEqual(many);
	for (const {streams, instruments} of plans) expect(streams.length).toBe(2 * instruments.length);
	expect(binanceSpot.plan([], endpoints)).toEqual([]);
});

test.each([
	[1, 5],
	[100, 5],
	[101, 25],
	[500, 25],
	[501, 50],
	[1000, 50],
	[1001, 250],
	[5000, 250],
])('a snapshot of %i levels weighs %i', (limit, weight) => {
	const url = `https://api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=${limit}`;
	expect(requests.snapshot(endpoints.rest, 'BTCUSDT', limit)).toEqual({url, weight});
});

test('the snapshots that are asked for are as deep as the venue gives, and within its budget', () => {
	const {calm, storm} = binanceSpot.snapshotLimits;
	expect([calm, storm]).toEqual([5000, 1000]);
	expect(requests.snapshot('', 'X', storm).weight).toBeLessThan(requests.snapshot('', 'X', calm).weight);
});

test('facts are asked for by name, or of all', () => {
	expect(requests.instruments('https://r', [])).toEqual([{url: 'https://r/api/v3/exchangeInfo', weight: 20}]);
	const [{url, weight} = {url: ''}, ...more] = requests.instruments('https://r', ['BTCUSDT', '币安人生USDT']);
	expect([weight, more]).toEqual([20, []]);
	expect(new URL(url).searchParams.get('symbols')).toBe('["BTCUSDT","币安人生USDT"]');
	expect(url).toMatch(/^[\x21-\x7e]+$/);
});

test('other requests escape the symbol too', () => {
	expect(requests.volume('https://r', 'A&B')).toEqual({url: 'https://r/api/v3/ticker/24hr?symbol=A%26B', weight: 2});
	expect(requests.snapshot('https://r', 'A&B', 5).url).toBe('https://r/api/v3/depth?symbol=A%26B&limit=5');
	expect(requests.serverTime('https://r')).toEqual({url: 'https://r/api/v3/time', weight: 1});
});

/** As the venue answers, shortened only in what is not read. */
const exchangeInfo = {
	timezone: 'UTC',
	serverTime: 1_723_161_253_937,
	rateLimits: [{rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000}],
	exchangeFilters: [],
	symbols: [
		{
			symbol: 'BTCUSDT',
			status: 'TRADING',
			baseAsset: 'BTC',
			baseAssetPrecision: 8,
			quoteAsset: 'USDT',
			quotePrecision: 8,
			orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET'],
			isSpotTradingAllowed: true,
			filters: [
				{filterType: 'PRICE_FILTER', minPrice: '0.01000000', maxPrice: '1000000.00000000', tickSize: '0.01000000'},
				{filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '9000.00000000', stepSize: '0.00001000'},
				{filterType: 'ICEBERG_PARTS', limit: 10},
				{filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: '70.00000000', stepSize: '0.00000000'},
				{filterType: 'NOTIONAL', minNotional: '5.00000000', applyMinToMarket: true},
			],
			permissions: [],
			defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
		},
		{
			symbol: 'PEPEUSDT',
			status: 'CANCEL_ONLY',
			baseAsset: 'PEPE',
			quoteAsset: 'USDT',
			filters: [
				{filterType: 'LOT_SIZE', stepSize: '1.00'},
				{filterType: 'PRICE_FILTER', tickSize: '0.00000001'},
			],
		},
		{symbol: 'BARE', status: 'BREAK', baseAsset: 'A', quoteAsset: 'B', filters: []},
		{symbol: 7, filters: 'none'},
		null,
		'BTCUSDT',
	],
};

test('instruments are read from what the venue lists, with states that nobody knows yet, and what lacks its grid is left out', () => {
	expect(requests.readInstruments(exchangeInfo)).toEqual([
		{symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT', tickSize: '0.01000000', stepSize: '0.00001000', status: 'TRADING'},
		{symbol: 'PEPEUSDT', base: 'PEPE', quote: 'USDT', tickSize: '0.00000001', stepSize: '1.00', status: 'CANCEL_ONLY'},
	]);
});

test('an answer of any other shape lists, tells and times nothing', () => {
	const inherited: unknown = Object.create({symbols: 5});
	for (const body of [
		undefined,
		null,
		5,
		'text',
		[],
		{},
		{symbols: {}},
		{symbols: null},
		{code: -1121, msg: 'Invalid symbol.'},
		inherited,
	]) {
		expect(requests.readInstruments(body)).toEqual([]);
		expect(binanceSpot.readVolume(body)).toBe('');
		expect(requests.readServerTime(body)).toBeNaN();
	}
	expect(binanceSpot.readVolume({volume: 5})).toBe('');
	expect(requests.readServerTime({serverTime: 'now'})).toBeNaN();
});

test('volume is the text that the venue wrote, server time µs', () => {
	expect(binanceSpot.readVolume({symbol: 'BTCUSDT', volume: '29483.91247000', quoteVolume: '1776.0'})).toBe('29483.91247000');
	expect(requests.readServerTime({serverTime: 1_723_161_253_937})).toBe(1_723_161_253_937_000);
});

test('ids of a book go on one by one, and tell of books on two connections whether they are the same', () => {
	expect(stepRule).toBe(contiguous);
	const {snapshots, hasSequence, areIdsShared, tradeIds} = binanceSpot;
	expect({snapshots, hasSequence, areIdsShared, tradeIds}).toEqual({
		snapshots: 'rest',
		hasSequence: true,
		areIdsShared: true,
		tradeIds: 'dense',
	});
});
