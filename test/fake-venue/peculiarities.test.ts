import {describe, expect, test} from 'vitest';
import {type Fields, fieldOf, objectsOf, textOf} from '../../source/venues/plain-numbers.ts';
import {allDialects} from './all-dialects.ts';
import {binanceSpotDialect} from './dialects/binance-spot.ts';
import {binanceUsdmDialect} from './dialects/binance-usdm.ts';
import {bybitLinearDialect, bybitSpotDialect} from './dialects/bybit.ts';
import {coinbaseDialect} from './dialects/coinbase.ts';
import {deribitDialect} from './dialects/deribit.ts';
import {hyperliquidDialect} from './dialects/hyperliquid.ts';
import {krakenDialect} from './dialects/kraken.ts';
import {okxDialect} from './dialects/okx.ts';
import {startFakeVenue} from './fake-venue.ts';
import {follow} from './follow.ts';
import {seededFlow} from './order-flow.ts';
import {talk} from './talker.ts';

function parsed(texts: readonly string[]): Fields[] {
	return texts.map((text) => JSON.parse(text));
}

function venueOf(id: string) {
	const found = allDialects.find(({dialect}) => dialect.id === id);
	if (found === undefined) throw new Error(`no dialect is called ${id}`);
	return found;
}

describe('Binance', () => {
	test('grants streams that do not exist, and says nothing of them', async () => {
		const fake = await startFakeVenue({dialect: binanceSpotDialect});
		const talker = await talk(fake, '/stream');
		const params = ['nopeusdt@depth@100ms', 'BTCUSDT@depth', 'ethusdt@bookTicker', 'btcusdt@nothing'];
		expect(await talker.ask({method: 'SUBSCRIBE', params, id: 7})).toEqual(['{"result":null,"id":7}']);
		fake.step();
		expect(parsed(await talker.ask()).map(({stream}) => stream)).toEqual(['ethusdt@bookTicker']);
		expect(await talker.ask({method: 'UNSUBSCRIBE', params, id: null})).toEqual(['{"result":null,"id":null}']);
		fake.step();
		expect(await talker.ask()).toEqual([]);
	});

	test('answers what it does not understand', async () => {
		const fake = await startFakeVenue({dialect: binanceSpotDialect});
		const talker = await talk(fake, '/stream');
		const codes = parsed(await talker.ask('{', {method: 'SING', id: 1})).map(({error}) => fieldOf(error, 'code'));
		expect(codes).toEqual([3, 2]);
	});

	test('sends the touch of the book beside its diffs', async () => {
		const fake = await startFakeVenue({dialect: binanceSpotDialect});
		const talker = await talk(fake, '/stream?streams=btcusdt@depth/btcusdt@bookTicker');
		fake.step();
		const [diff, touch] = parsed(await talker.ask()).map(({data}) => data);
		expect(fieldOf(touch, 'u')).toBe(fieldOf(diff, 'u'));
		expect(fake.bookAt('BTCUSDT').bids[0]?.[0]).toBe(BigInt(textOf(touch, 'b').replace('.', '')) * 10_000n);
	});

	test('announces that it will be closed', async () => {
		const fake = await startFakeVenue({dialect: binanceSpotDialect});
		const talker = await talk(fake, '/stream');
		fake.announceShutdown();
		expect(await talker.ask()).toEqual([`{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":${fake.now}}}`]);
	});

	test('keeps books and trades of USD-M apart, and is silent about trades on the old address', async () => {
		const fake = await startFakeVenue({dialect: binanceUsdmDialect});
		const streams = 'streams=btcusdt@depth@100ms/btcusdt@aggTrade';
		const talkers = await Promise.all(['/public/stream', '/market/stream', '/stream'].map((path) => talk(fake, `${path}?${streams}`)));
		fake.step(20);
		const heard = await Promise.all(talkers.map(async (talker) => new Set(parsed(await talker.ask()).map(({stream}) => stream))));
		expect(heard).toEqual([new Set(['btcusdt@depth@100ms']), new Set(['btcusdt@aggTrade']), new Set(['btcusdt@depth@100ms'])]);
	});

	test('leaves holes between the ids of USD-M, and names the one before', async () => {
		const fake = await startFakeVenue({dialect: binanceUsdmDialect});
		const talker = await talk(fake, '/public/stream?streams=btcusdt@depth@100ms');
		fake.step(2);
		const [first, second] = parsed(await talker.ask()).map(({data}) => data);
		expect(fieldOf(second, 'pu')).toBe(fieldOf(first, 'u'));
		expect(fieldOf(second, 'U')).toBeGreaterThan(Number(fieldOf(first, 'u')) + 1);
	});
});

describe('Bybit', () => {
	const asking = (...args: readonly string[]) => ({req_id: 'r', op: 'subscribe', args});

	test.each([bybitSpotDialect, bybitLinearDialect])('refuses a request whole, $id', async (dialect) => {
		const fake = await startFakeVenue({dialect});
		const talker = await talk(fake, dialect === bybitSpotDialect ? '/v5/public/spot' : '/v5/public/linear');
		const answers = parsed(
			await talker.ask(
				asking('orderbook.50.BTCUSDT', 'orderbook.50.NOPE'),
				asking('orderbook.500.BTCUSDT'),
				asking('publicTrade.1.BTCUSDT'),
			),
		);
		expect(answers.map(({success, ret_msg, req_id}) => [success, ret_msg, req_id])).toEqual([
			[false, 'Invalid symbol :[orderbook.50.NOPE]', 'r'],
			[false, 'error:handler not found,topic:orderbook.500.BTCUSDT', 'r'],
			[false, 'error:handler not found,topic:publicTrade.1.BTCUSDT', 'r'],
		]);
		fake.step();
		expect(await talker.ask()).toEqual([]);
	});

	test('takes ten topics a request on spot', async () => {
		const fake = await startFakeVenue({dialect: bybitSpotDialect});
		const talker = await talk(fake, '/v5/public/spot');
		const [answer] = parsed(await talker.ask(asking(...Array.from({length: 11}, () => 'publicTrade.BTCUSDT'))));
		expect(answer).toMatchObject({success: false, ret_msg: 'args size >10'});
	});

	test('sends the best level whole, and again under its id while nothing changes', async () => {
		const fake = await startFakeVenue({dialect: bybitLinearDialect});
		const talker = await talk(fake, '/v5/public/linear');
		await talker.ask(asking('orderbook.1.BTCUSDT'));
		fake.change('BTCUSDT', {bids: [['60000.00', '1']]});
		fake.idle('BTCUSDT');
		const [change, again] = parsed(await talker.ask());
		expect(change).toMatchObject({type: 'snapshot', data: {b: [['60000.00', '1.00000000']]}});
		expect(again).toEqual(change);
	});

	test('begins its ids anew with a snapshot where its service restarts', async () => {
		const {dialect, venue} = venueOf('bybit');
		const {fake, symbol, met, books, truth} = await follow(dialect, venue);
		fake.step(3);
		fake.restart(symbol);
		fake.step(3);
		expect(await met()).toEqual([]);
		expect(books()).toEqual(truth());
		const talker = await talk(fake, '/v5/public/spot');
		const [, snapshot] = parsed(await talker.ask(asking(`orderbook.200.${symbol}`)));
		expect(fieldOf(snapshot?.['data'], 'u')).toBe(4);
	});

	test('gives up what is unsubscribed', async () => {
		const fake = await startFakeVenue({dialect: bybitSpotDialect});
		const talker = await talk(fake, '/v5/public/spot');
		await talker.ask(asking('orderbook.50.BTCUSDT'));
		await talker.ask({op: 'unsubscribe', args: ['orderbook.50.BTCUSDT']});
		fake.step();
		expect(await talker.ask()).toEqual([]);
	});

	test('lists linear contracts in pages', async () => {
		const fake = await startFakeVenue({dialect: bybitLinearDialect, symbols: ['AUSDT', 'BUSDT', 'CUSDT']});
		const page = async (cursor: string) => {
			const url = `${fake.endpoints.rest}/v5/market/instruments-info?category=linear&limit=2&cursor=${cursor}`;
			const result = fieldOf(await (await fetch(url)).json(), 'result');
			return [objectsOf(fieldOf(result, 'list')).map((entry) => textOf(entry, 'symbol')), textOf(result, 'nextPageCursor')];
		};
		expect(await page('')).toEqual([['AUSDT', 'BUSDT'], 'CUSDT']);
		expect(await page('CUSDT')).toEqual([['CUSDT'], '']);
	});
});

describe('Coinbase', () => {
	const asking = (channel: string, ...products: readonly string[]) => ({type: 'subscribe', product_ids: products, channel});

	test('counts all messages of a connection, and answers after what a subscription brings', async () => {
		const fake = await startFakeVenue({dialect: coinbaseDialect});
		const talker = await talk(fake, '/');
		const opening = parsed(
			await talker.ask(asking('market_trades', 'BTC-USD', 'ETH-USD'), asking('level2', 'BTC-USD'), asking('heartbeats')),
		);
		fake.step(3);
		fake.heartbeat();
		const all = [...opening, ...parsed(await talker.ask())];
		expect(opening.map(({channel}) => channel)).toEqual([
			'market_trades',
			'market_trades',
			'subscriptions',
			'l2_data',
			'subscriptions',
			'subscriptions',
		]);
		expect(all.map((message) => message['sequence_num'])).toEqual(all.map((_, index) => index));
		expect(all.at(-1)?.['channel']).toBe('heartbeats');
		expect(opening.at(-1)?.['events']).toEqual([
			{subscriptions: {heartbeats: ['heartbeats'], level2: ['BTC-USD'], market_trades: ['BTC-USD', 'ETH-USD']}},
		]);
	});

	test('counts each connection by itself', async () => {
		const fake = await startFakeVenue({dialect: coinbaseDialect});
		const talkers = [await talk(fake, '/'), await talk(fake, '/')];
		await talkers[0]!.ask(asking('level2', 'BTC-USD'));
		const [first] = parsed(await talkers[1]!.ask(asking('level2', 'BTC-USD')));
		expect(first).toMatchObject({channel: 'l2_data', sequence_num: 0});
	});

	test('refuses without a number, and gives up what is unsubscribed', async () => {
		const fake = await startFakeVenue({dialect: coinbaseDialect});
		const talker = await talk(fake, '/');
		expect(parsed(await talker.ask(asking('level2', 'NOPE-USD'), 'x')).map(({type}) => type)).toEqual(['error', 'error']);
		await talker.ask(asking('level2', 'BTC-USD'));
		const [answer] = parsed(await talker.ask({type: 'unsubscribe', product_ids: ['BTC-USD'], channel: 'level2'}));
		expect(answer).toMatchObject({channel: 'subscriptions', sequence_num: 2, events: [{subscriptions: {}}]});
		fake.step();
		expect(await talker.ask()).toEqual([]);
	});

	test('tells that a product stops', async () => {
		const fake = await startFakeVenue({dialect: coinbaseDialect});
		const talker = await talk(fake, '/');
		await talker.ask(asking('status', 'BTC-USD'));
		fake.halt('ETH-USD');
		fake.halt('BTC-USD', 'delisted');
		const [update, ...more] = parsed(await talker.ask());
		expect(more).toEqual([]);
		expect(objectsOf(update?.['events'])[0]).toMatchObject({type: 'update', products: [{id: 'BTC-USD', status: 'delisted'}]});
	});

	test('knows no product that it does not list', async () => {
		const fake = await startFakeVenue({dialect: coinbaseDialect});
		const response = await fetch(`${fake.endpoints.rest}/api/v3/brokerage/market/products/NOPE-USD`);
		expect([response.status, fieldOf(await response.json(), 'error')]).toEqual([404, 'NOT_FOUND']);
	});
});

describe('Kraken', () => {
	const asking = (params: object) => ({method: 'subscribe', params, req_id: 5});

	test('says how it is before anybody asks, with a number that no double holds', async () => {
		const fake = await startFakeVenue({dialect: krakenDialect});
		const talker = await talk(fake, '/v2');
		fake.announceMaintenance();
		fake.announceMaintenance({isOver: true});
		const texts = await talker.ask();
		expect(parsed(texts).map(({data}) => objectsOf(data)[0]?.['system'])).toEqual(['online', 'maintenance', 'online']);
		expect(texts[0]).toContain('"connection_id":14454906016404602417}');
	});

	test('answers each symbol by itself', async () => {
		const fake = await startFakeVenue({dialect: krakenDialect});
		const talker = await talk(fake, '/v2');
		const [, granted, refused, depth] = parsed(
			await talker.ask(
				asking({channel: 'book', symbol: ['BTC/USD', 'NOPE/USD'], depth: 25, snapshot: false}),
				asking({channel: 'book', symbol: ['BTC/USD'], depth: 11}),
			),
		);
		expect(granted).toMatchObject({success: true, req_id: 5, result: {channel: 'book', symbol: 'BTC/USD', depth: 25, snapshot: false}});
		expect(refused).toMatchObject({success: false, error: 'Currency pair not supported NOPE/USD', symbol: 'NOPE/USD'});
		expect(depth).toMatchObject({success: false, error: 'Subscription depth not supported'});
	});

	test('pads its numbers, and takes no level away that others have pushed out', async () => {
		const fake = await startFakeVenue({dialect: krakenDialect, flow: () => seededFlow({levels: 10})});
		const talker = await talk(fake, '/v2');
		await talker.ask(asking({channel: 'book', symbol: ['BTC/USD'], depth: 10}));
		const best = fake.bookAt('BTC/USD').bids[0]?.[0] ?? 0n;
		fake.change('BTC/USD', {bids: [['60000', '1.5']]});
		const [text = ''] = await talker.ask();
		expect(best).toBeLessThan(60_000n * 10n ** 12n);
		expect(text).toContain('"bids":[{"price":60000.00,"qty":1.50000000}],"asks":[]');
	});

	test('beats for those who have subscribed, and answers pings', async () => {
		const fake = await startFakeVenue({dialect: krakenDialect});
		const talker = await talk(fake, '/v2');
		fake.heartbeat();
		const [, pong, malformed] = await talker.ask({method: 'ping', req_id: 9}, 'x');
		expect(pong).toMatch(/^\{"method":"pong","req_id":9,"time_in":"/);
		expect(malformed).toContain('"success":false');
		await talker.ask(asking({channel: 'trade', symbol: ['BTC/USD']}));
		fake.heartbeat();
		expect(await talker.ask()).toEqual(['{"channel":"heartbeat"}']);
	});

	test('tells that a pair stops', async () => {
		const fake = await startFakeVenue({dialect: krakenDialect});
		const talker = await talk(fake, '/v2');
		await talker.ask(asking({channel: 'instrument'}));
		fake.halt('BTC/USD', 'cancel_only');
		const [update] = parsed(await talker.ask());
		expect(update).toMatchObject({channel: 'instrument', type: 'update', data: {pairs: [{symbol: 'BTC/USD', status: 'cancel_only'}]}});
	});

	test('calls pairs by their old names in REST', async () => {
		const fake = await startFakeVenue({dialect: krakenDialect, symbols: ['BTC/USD', 'SOL/USD', 'DOGE/EUR']});
		const names = fieldOf(await (await fetch(`${fake.endpoints.rest}/0/public/AssetPairs`)).json(), 'result');
		expect(Object.keys(names ?? {})).toEqual(['XXBTZUSD', 'SOLUSD', 'XXDGEUR']);
		const time = fieldOf(await (await fetch(`${fake.endpoints.rest}/0/public/Time`)).json(), 'result');
		expect(fieldOf(time, 'unixtime')).toBe(Math.floor(fake.now / 1000));
		expect(await (await fetch(`${fake.endpoints.rest}/0/public/Ticker?pair=NOPE`)).text()).toBe('{"error":["EQuery:Unknown asset pair"]}');
	});
});

describe('OKX', () => {
	const asking = (channel: string, instId: string) => ({op: 'subscribe', args: [{channel, instId}]});

	test('refuses by a number, and answers pings that are no JSON', async () => {
		const fake = await startFakeVenue({dialect: okxDialect});
		const talker = await talk(fake, '/ws/v5/public');
		const [pong, ...errors] = await talker.ask('ping', asking('books', 'NOPE-USDT'), {op: 'sing'}, 'x');
		expect(pong).toBe('pong');
		expect(parsed(errors).map(({code}) => code)).toEqual(['60018', '60012', '60012']);
	});

	test('lets its ids fall once after maintenance, without a gap', async () => {
		const {dialect, venue} = venueOf('okx');
		const {fake, symbol, met, books, truth} = await follow(dialect, venue);
		fake.restart(symbol);
		fake.step(3);
		expect(await met()).toEqual([]);
		expect(books()).toEqual(truth());
	});

	test('shows that it lives where nothing changes', async () => {
		const {dialect, venue} = venueOf('okx');
		const {fake, symbol, met} = await follow(dialect, venue);
		fake.idle(symbol);
		expect(await met()).toEqual([`idle ${symbol}`]);
	});

	test('sends a checksum of 0 and a snapshot that has nothing before it', async () => {
		const fake = await startFakeVenue({dialect: okxDialect});
		const talker = await talk(fake, '/ws/v5/public');
		const [, snapshot] = parsed(await talker.ask(asking('books', 'BTC-USDT')));
		fake.step();
		const [update] = parsed(await talker.ask());
		const [before] = objectsOf(snapshot?.['data']);
		expect(before).toMatchObject({checksum: 0, prevSeqId: -1});
		expect(objectsOf(update?.['data'])[0]).toMatchObject({checksum: 0, prevSeqId: before?.['seqId']});
	});

	test('gives notice of a restart, and tells that an instrument stops', async () => {
		const fake = await startFakeVenue({dialect: okxDialect});
		const talker = await talk(fake, '/ws/v5/public');
		await talker.ask({op: 'subscribe', args: [{channel: 'instruments', instType: 'SPOT'}]});
		fake.announceShutdown();
		fake.halt('BTC-USDT');
		const [notice, update] = parsed(await talker.ask());
		expect(notice).toMatchObject({event: 'notice', code: '64008'});
		expect(update).toMatchObject({data: [{instId: 'BTC-USDT', state: 'suspend'}]});
	});

	test('lists swaps and futures with what a contract is worth', async () => {
		const symbols = ['BTC-USDT', 'BTC-USDT-SWAP', 'BTC-USD-SWAP', 'BTC-USD-261225'];
		const fake = await startFakeVenue({dialect: okxDialect, symbols});
		const {venue} = venueOf('okx');
		const facts = [];
		for (const {url} of venue.requests.instruments(fake.endpoints.rest, [])) {
			facts.push(...venue.requests.readInstruments(await (await fetch(url)).json()));
		}
		expect(facts.map(({symbol, contract}) => [symbol, contract?.kind, contract?.value])).toEqual([
			['BTC-USDT', undefined, undefined],
			['BTC-USDT-SWAP', 'linear', '0.01'],
			['BTC-USD-SWAP', 'inverse', '100'],
			['BTC-USD-261225', 'inverse', '100'],
		]);
		expect(await (await fetch(`${fake.endpoints.rest}/api/v5/market/ticker?instId=NOPE`)).json()).toMatchObject({code: '51001'});
	});
});

describe('Hyperliquid', () => {
	const asking = (subscription: object, method = 'subscribe') => ({method, subscription});

	test('ends the socket of who asks for a coin that it does not know', async () => {
		const fake = await startFakeVenue({dialect: hyperliquidDialect});
		const talker = await talk(fake, '/ws');
		await talker.ask(asking({type: 'l2Book', coin: 'NOPE'}));
		expect(await talker.ended).toEqual({code: 1006, reason: ''});
	});

	test('shows 20 levels, or 5 of a fast book', async () => {
		const fake = await startFakeVenue({dialect: hyperliquidDialect});
		const talker = await talk(fake, '/ws');
		const messages = parsed(await talker.ask(asking({type: 'l2Book', coin: 'BTC'}), asking({type: 'l2Book', coin: 'BTC', fast: true})));
		const levels = messages.filter(({channel}) => channel === 'l2Book').map(({data}) => fieldOf(data, 'levels'));
		expect(levels.map((sides) => (Array.isArray(sides) ? sides.map((side) => side.length) : []))).toEqual([
			[20, 20],
			[5, 5],
		]);
	});

	test('says so where nothing was to be done, and of nonsense', async () => {
		const fake = await startFakeVenue({dialect: hyperliquidDialect});
		const talker = await talk(fake, '/ws');
		const bbo = {type: 'bbo', coin: 'BTC'};
		const messages = parsed(await talker.ask(asking(bbo), asking(bbo), asking(bbo, 'unsubscribe'), asking(bbo, 'unsubscribe'), 'x'));
		expect(messages.map(({channel}) => channel)).toEqual([
			'subscriptionResponse',
			'bbo',
			'error',
			'subscriptionResponse',
			'error',
			'error',
		]);
		expect(messages[2]?.['data']).toBe('Already subscribed: {"type":"bbo","coin":"BTC"}');
		fake.step();
		expect(await talker.ask({method: 'ping'})).toEqual(['{"channel":"pong"}']);
	});

	test('lists perpetuals and pairs apart', async () => {
		const fake = await startFakeVenue({dialect: hyperliquidDialect, symbols: ['BTC', 'PURR/USDC', '@107'], volume: '8.5'});
		const post = async (type: string) =>
			(await fetch(`${fake.endpoints.rest}/info`, {method: 'POST', body: JSON.stringify({type})})).json();
		expect(objectsOf(fieldOf(await post('meta'), 'universe')).map((entry) => textOf(entry, 'name'))).toEqual(['BTC']);
		expect(objectsOf(fieldOf(await post('spotMeta'), 'universe')).map((entry) => textOf(entry, 'name'))).toEqual(['PURR/USDC', '@107']);
		expect(JSON.stringify(await post('metaAndAssetCtxs'))).toContain('"dayBaseVlm":"8.5"');
		expect(fake.asked.map(({route}) => route)).toEqual(['instruments', 'instruments', 'volume']);
	});
});

describe('Deribit', () => {
	const asking = (method: string, ...channels: readonly string[]) => ({jsonrpc: '2.0', id: 3, method, params: {channels}});
	const book = 'book.BTC-PERPETUAL.100ms';

	test('passes over channels that it does not know, and wants a login for raw ones', async () => {
		const fake = await startFakeVenue({dialect: deribitDialect});
		const talker = await talk(fake, '/ws/api/v2');
		const answers = parsed(
			await talker.ask(
				asking('public/subscribe', 'trades.BTC-PERPETUAL.100ms', 'book.NOPE.100ms', 'book.BTC-PERPETUAL.agg2'),
				asking('public/subscribe', 'book.BTC-PERPETUAL.raw'),
				asking('public/sing'),
				'x',
			),
		);
		expect(answers[0]?.['result']).toEqual(['trades.BTC-PERPETUAL.100ms']);
		expect(answers.slice(1).map(({error}) => fieldOf(error, 'code'))).toEqual([13778, -32601, -32700]);
	});

	test('sends no snapshot of a book that is subscribed to already', async () => {
		const fake = await startFakeVenue({dialect: deribitDialect});
		const talker = await talk(fake, '/ws/api/v2');
		const kinds = (texts: readonly string[]) => parsed(texts).map(({params}) => fieldOf(fieldOf(params, 'data'), 'type'));
		expect(kinds(await talker.ask(asking('public/subscribe', book)))).toEqual([undefined, 'snapshot']);
		expect(kinds(await talker.ask(asking('public/subscribe', book)))).toEqual([undefined]);
		expect(kinds(await talker.ask(asking('public/unsubscribe', book), asking('public/subscribe', book)))).toEqual([
			undefined,
			undefined,
			'snapshot',
		]);
	});

	test('says what happened to each level', async () => {
		const fake = await startFakeVenue({dialect: deribitDialect});
		const talker = await talk(fake, '/ws/api/v2');
		await talker.ask(asking('public/subscribe', book));
		fake.change('BTC-PERPETUAL', {bids: [['60000', '10']]});
		fake.change('BTC-PERPETUAL', {bids: [['60000', '20.5']]});
		fake.change('BTC-PERPETUAL', {bids: [['60000', '0']]});
		const texts = await talker.ask();
		expect(texts.map((text) => /"bids":(\[.*\]),"asks"/.exec(text)?.[1])).toEqual([
			'[["new",60000.0,10.0]]',
			'[["change",60000.0,20.5]]',
			'[["delete",60000.0,0.0]]',
		]);
	});

	test('asks those who want heartbeats for a sign of life, and hears their answer', async () => {
		const {dialect, venue} = venueOf('deribit');
		const {fake, met} = await follow(dialect, venue);
		fake.heartbeat();
		await fake.untilHeard('public/test');
		expect(await met()).toEqual(['heartbeat', 'pong']);
	});

	test('tells those who listen of maintenance and of instruments that stop', async () => {
		const fake = await startFakeVenue({dialect: deribitDialect});
		const talkers = [await talk(fake, '/ws/api/v2'), await talk(fake, '/ws/api/v2')];
		await talkers[0]!.ask(asking('public/subscribe', 'platform_state', 'instrument.state.any.any'));
		fake.announceMaintenance();
		fake.halt('BTC-PERPETUAL');
		const said = parsed(await talkers[0]!.ask()).map(({params}) => fieldOf(params, 'data'));
		expect(said).toMatchObject([{maintenance: true}, {state: 'deactivated', instrument_name: 'BTC-PERPETUAL'}]);
		expect(await talkers[1]!.ask()).toEqual([]);
	});

	test('lists futures and spot, and refuses an unknown name', async () => {
		const fake = await startFakeVenue({dialect: deribitDialect, symbols: ['BTC-PERPETUAL', 'BTC_USDC-PERPETUAL', 'BTC_USDC']});
		const list = async (kind: string) => {
			const url = `${fake.endpoints.rest}/api/v2/public/get_instruments?currency=any&kind=${kind}`;
			const {venue} = venueOf('deribit');
			return venue.requests
				.readInstruments(await (await fetch(url)).json())
				.map(({symbol, quote, contract}) => [symbol, quote, contract?.unit]);
		};
		expect(await list('future')).toEqual([
			['BTC-PERPETUAL', 'USD', 'USD'],
			['BTC_USDC-PERPETUAL', 'USDC', undefined],
		]);
		expect(await list('spot')).toEqual([['BTC_USDC', 'USDC', undefined]]);
		const url = `${fake.endpoints.rest}/api/v2/public/get_book_summary_by_instrument?instrument_name=NOPE`;
		expect((await fetch(url)).status).toBe(400);
	});
});
