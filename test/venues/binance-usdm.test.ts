import {describe, expect, test} from 'vitest';
import {binanceSpot} from '../../source/venues/binance-spot.ts';
import {binanceUsdm} from '../../source/venues/binance-usdm.ts';
import {findVenue, venueOfStream} from '../../source/venues/index.ts';
import {chained} from '../../source/venues/step-rule.ts';
import type {Venue} from '../../source/venues/venue.ts';
import {hear, hearInFull} from '../support/heard.ts';
import {bareInstruments} from '../support/plans.ts';
import {decoderFor, wrapped} from './binance-messages.ts';

const {endpoints, testnet, requests} = binanceUsdm;

describe('what the venue sends', () => {
	const diff = {
		e: 'depthUpdate',
		E: 1_785_000_000_123,
		T: 1_785_000_000_120,
		s: 'BTCUSDT',
		U: 500_010,
		u: 500_090,
		pu: 499_998,
		b: [['60000.10', '1.204']],
		a: [['60000.20', '0']],
	};
	const heardDiff = {
		what: 'depth',
		symbol: 'BTCUSDT',
		kind: 'diff',
		first: 500_010,
		last: 500_090,
		sentAt: 1_785_000_000_123_000,
		previous: 499_998,
		depth: Number.POSITIVE_INFINITY,
		bids: [['60000.1', '1.204']],
		asks: [['60000.2', '0']],
	};

	test('a diff names the one before it, with fields that nobody knows yet or without', () => {
		const more = {...diff, ps: 'BTCUSDT', st: 1};
		for (const message of [diff, more]) {
			expect(hearInFull(decoderFor(), wrapped('btcusdt@depth@100ms', message))).toEqual([heardDiff]);
		}
	});

	test.each([undefined, null, -1, 1.5, 'before'])('a diff that names %j as the one before it names none', (pu) => {
		expect(hearInFull(decoderFor(), {...diff, pu})).toEqual([{...heardDiff, previous: undefined}]);
	});

	test('an aggregate trade goes by its own number, and by all of its quantity', () => {
		const trade = {
			e: 'aggTrade',
			E: 1_785_000_000_130,
			a: 26_129,
			s: 'BTCUSDT',
			p: '60000.10',
			q: '0.150',
			nq: '0.100',
			f: 100,
			l: 105,
			T: 1_785_000_000_125,
			m: false,
			st: 1,
		};
		const heard = {
			what: 'trade',
			symbol: 'BTCUSDT',
			id: 26_129,
			price: '60000.1',
			quantity: '0.15',
			aggressor: 1,
			happenedAt: 1_785_000_000_125_000,
		};
		expect(hear(decoderFor(), wrapped('btcusdt@aggTrade', trade), {...trade, m: true})).toEqual([heard, {...heard, aggressor: -1}]);
	});

	test('a best bid and ask names its event, and its id is one of the diffs', () => {
		const touch = {e: 'bookTicker', u: 500_090, E: 1, T: 1, s: 'BTCUSDT', b: '60000.10', B: '1.204', a: '60000.20', A: '3'};
		expect(hear(decoderFor(), wrapped('btcusdt@bookTicker', touch))).toEqual([
			{what: 'touch', symbol: 'BTCUSDT', id: 500_090, bid: ['60000.1', '1.204'], ask: ['60000.2', '3']},
		]);
	});

	test('a snapshot says when it was made, which nobody asks', () => {
		const body = {lastUpdateId: 500_050, E: 1_785_000_000_100, T: 1_785_000_000_090, bids: diff.b, asks: [['60000.20', '1']]};
		const {kind, first, last, previous, sentAt, bids, asks} = decoderFor().snapshot('BTCUSDT', body);
		expect({kind, first, last, previous, sentAt}).toEqual({
			kind: 'snapshot',
			first: 500_050,
			last: 500_050,
			previous: Number.NaN,
			sentAt: Number.NaN,
		});
		expect([bids.length, asks.length]).toEqual([1, 1]);
	});
});

describe('sockets', () => {
	test('books come on one and trades on the other', () => {
		const carried = bareInstruments('binance-usdm', 'BTCUSDT', 'ETHUSDT');
		expect(binanceUsdm.plan(carried, endpoints)).toStrictEqual([
			{
				url: 'wss://fstream.binance.com/public/stream?streams=btcusdt@depth@100ms/ethusdt@depth@100ms',
				streams: ['btcusdt@depth@100ms', 'ethusdt@depth@100ms'],
				instruments: carried,
				hasBooks: true,
				hasTrades: false,
				greeting: [],
			},
			{
				url: 'wss://fstream.binance.com/market/stream?streams=btcusdt@aggTrade/ethusdt@aggTrade',
				streams: ['btcusdt@aggTrade', 'ethusdt@aggTrade'],
				instruments: carried,
				hasBooks: false,
				hasTrades: true,
				greeting: [],
			},
		]);
	});

	test('of the test network may be tried without a route, and no other', () => {
		const carried = bareInstruments('binance-usdm', 'BTCUSDT');
		expect(binanceUsdm.plan(carried, testnet).map(({url, fallback}) => [url, fallback])).toEqual([
			[
				'wss://fstream.binancefuture.com/public/stream?streams=btcusdt@depth@100ms',
				'wss://fstream.binancefuture.com/stream?streams=btcusdt@depth@100ms',
			],
			[
				'wss://fstream.binancefuture.com/market/stream?streams=btcusdt@aggTrade',
				'wss://fstream.binancefuture.com/stream?streams=btcusdt@aggTrade',
			],
		]);
		for (const stream of [endpoints.stream, 'ws://127.0.0.1:2', 'wss://demo-fstream.binance.com']) {
			for (const plan of binanceUsdm.plan(carried, {rest: '', stream})) {
				expect(plan.url.startsWith(`${stream}/`)).toBe(true);
				expect(plan).not.toHaveProperty('fallback');
			}
		}
	});

	test('carry a hundred symbols each, the same on both of a pair', () => {
		const many = bareInstruments('binance-usdm', ...Array.from({length: 250}, (_, index) => `S${index}USDT`));
		const plans = binanceUsdm.plan(many, endpoints);
		expect(plans.map(({instruments, hasBooks}) => [instruments.length, hasBooks])).toEqual([
			[100, true],
			[100, false],
			[100, true],
			[100, false],
			[50, true],
			[50, false],
		]);
		for (const hasBooks of [true, false]) {
			const carried = plans.filter((plan) => plan.hasBooks === hasBooks);
			expect(carried.flatMap(({instruments}) => instruments)).toEqual(many);
			for (const {streams, instruments} of carried) expect(streams.length).toBe(instruments.length);
		}
		expect(binanceUsdm.plan([], endpoints)).toEqual([]);
	});

	test('of the venue are known by their addresses, with a route or without, and those of spot are not among them', () => {
		for (const {stream} of [endpoints, testnet]) {
			for (const path of [
				'/public/stream?streams=btcusdt@depth',
				'/market/stream',
				'/public/ws/btcusdt@depth',
				'/stream',
				'/ws/btcusdt@trade',
			]) {
				expect(venueOfStream(stream + path)).toBe(binanceUsdm);
			}
		}
		expect(venueOfStream('wss://stream.binance.com:9443/stream?streams=btcusdt@trade')).toBe(binanceSpot);
		expect(findVenue('binance-usdm')).toBe(binanceUsdm);
	});
});

test.each([
	[5, 2],
	[50, 2],
	[51, 5],
	[100, 5],
	[101, 10],
	[500, 10],
	[501, 20],
	[1000, 20],
])('a snapshot of %i levels weighs %i', (limit, weight) => {
	const url = `https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT&limit=${limit}`;
	expect(requests.snapshot(endpoints.rest, 'BTCUSDT', limit)).toEqual({url, weight});
});

test('snapshots are as deep as the venue gives, and shallower among many', () => {
	expect(binanceUsdm.snapshotLimits).toEqual({calm: 1000, storm: 500});
});

test('no more is spent than half of what the venue allows an address, 2400 a minute', () => {
	expect(binanceUsdm.budget.weightPerMinute).toBeLessThanOrEqual(1200);
});

test('all instruments are asked for at once, whoever is wanted', () => {
	const wanted = [{url: 'https://r/fapi/v1/exchangeInfo', weight: 1}];
	const venue: Venue = binanceUsdm;
	for (const symbols of [[], ['BTCUSDT']]) expect(venue.requests.instruments('https://r', symbols)).toEqual(wanted);
});

test('other requests escape the symbol', () => {
	expect(requests.snapshot('https://r', 'A&B', 5).url).toBe('https://r/fapi/v1/depth?symbol=A%26B&limit=5');
	expect(requests.volume('https://r', 'A&B')).toEqual({url: 'https://r/fapi/v1/ticker/24hr?symbol=A%26B', weight: 1});
	expect(requests.serverTime('https://r')).toEqual({url: 'https://r/fapi/v1/time', weight: 1});
});

test('volume is the text that the venue wrote, server time µs, and an answer of another shape tells neither', () => {
	expect(binanceUsdm.readVolume({symbol: 'BTCUSDT', volume: '29483.912', quoteVolume: '1776.0'})).toBe('29483.912');
	expect(requests.readServerTime({serverTime: 1_723_161_253_937})).toBe(1_723_161_253_937_000);
	for (const body of [undefined, null, 5, [], {}, {code: -1121, msg: 'Invalid symbol.'}]) {
		expect(binanceUsdm.readVolume(body)).toBe('');
		expect(requests.readServerTime(body)).toBeNaN();
		expect(requests.readInstruments(body)).toEqual([]);
	}
});

test('the grid of an instrument is that of its filters, not the precision that the venue warns of', () => {
	const filters = (tickSize: string, stepSize: string) => [
		{filterType: 'PRICE_FILTER', minPrice: '556.80', maxPrice: '4529764', tickSize},
		{filterType: 'LOT_SIZE', minQty: stepSize, maxQty: '1000', stepSize},
		{filterType: 'MARKET_LOT_SIZE', minQty: '0.001', maxQty: '120', stepSize: '0.5'},
		{filterType: 'MAX_NUM_ORDERS', limit: 200},
	];
	const listed = {
		timezone: 'UTC',
		symbols: [
			{
				symbol: 'BTCUSDT',
				pair: 'BTCUSDT',
				contractType: 'PERPETUAL',
				status: 'TRADING',
				baseAsset: 'BTC',
				quoteAsset: 'USDT',
				marginAsset: 'USDT',
				pricePrecision: 2,
				quantityPrecision: 3,
				filters: filters('0.10', '0.001'),
			},
			{
				symbol: 'BTCUSDT_260925',
				pair: 'BTCUSDT',
				contractType: 'CURRENT_QUARTER',
				status: 'SETTLING',
				baseAsset: 'BTC',
				quoteAsset: 'USDT',
				pricePrecision: 1,
				quantityPrecision: 3,
				filters: filters('0.1', '0.001'),
			},
			{symbol: 'OLDUSDT', status: 'CLOSE', baseAsset: 'OLD', quoteAsset: 'USDT', filters: []},
		],
	};
	expect(requests.readInstruments(listed)).toEqual([
		{symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT', tickSize: '0.10', stepSize: '0.001', status: 'TRADING'},
		{symbol: 'BTCUSDT_260925', base: 'BTC', quote: 'USDT', tickSize: '0.1', stepSize: '0.001', status: 'SETTLING'},
	]);
});

test('ids of diffs are chained, and those of trades rise with holes where liquidations are left out', () => {
	const {stepRule, snapshots, hasSequence, areIdsShared, tradeIds} = binanceUsdm;
	expect(stepRule).toBe(chained);
	expect({snapshots, hasSequence, areIdsShared, tradeIds}).toEqual({
		snapshots: 'rest',
		hasSequence: true,
		areIdsShared: true,
		tradeIds: 'rising',
	});
});
