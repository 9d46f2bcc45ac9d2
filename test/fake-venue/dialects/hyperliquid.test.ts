import {expect, test} from 'vitest';
import {fieldOf, objectsOf, textOf} from '../../../source/venues/plain-numbers.ts';
import {startFakeVenue} from '../fake-venue.ts';
import {parsed, talk} from '../talker.ts';
import {hyperliquidDialect} from './hyperliquid.ts';

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
	expect(messages.map(({channel}) => channel)).toEqual(['subscriptionResponse', 'bbo', 'error', 'subscriptionResponse', 'error', 'error']);
	expect(messages[2]?.['data']).toBe('Already subscribed: {"type":"bbo","coin":"BTC"}');
	fake.step();
	expect(await talker.ask({method: 'ping'})).toEqual(['{"channel":"pong"}']);
});

test('lists perpetuals and pairs apart', async () => {
	const fake = await startFakeVenue({dialect: hyperliquidDialect, symbols: ['BTC', 'PURR/USDC', '@107'], volume: '8.5'});
	const post = async (type: string) => (await fetch(`${fake.endpoints.rest}/info`, {method: 'POST', body: JSON.stringify({type})})).json();
	expect(objectsOf(fieldOf(await post('meta'), 'universe')).map((entry) => textOf(entry, 'name'))).toEqual(['BTC']);
	expect(objectsOf(fieldOf(await post('spotMeta'), 'universe')).map((entry) => textOf(entry, 'name'))).toEqual(['PURR/USDC', '@107']);
	expect(JSON.stringify(await post('metaAndAssetCtxs'))).toContain('"dayBaseVlm":"8.5"');
	expect(fake.rest.asked.map(({route}) => route)).toEqual(['instruments', 'instruments', 'volume']);
});
