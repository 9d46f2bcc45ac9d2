import {expect, test} from 'vitest';
import {fieldOf, objectsOf} from '../../../source/venues/plain-numbers.ts';
import {startFakeVenue} from '../fake-venue.ts';
import {parsed, talk} from '../talker.ts';
import {coinbaseDialect} from './coinbase.ts';

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
