import {expect, test} from 'vitest';
import {fieldOf, objectsOf} from '../../../source/venues/plain-numbers.ts';
import {startFakeVenue} from '../fake-venue.ts';
import {seededFlow} from '../order-flow.ts';
import {parsed, talk} from '../talker.ts';
import {krakenDialect} from './kraken.ts';

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
