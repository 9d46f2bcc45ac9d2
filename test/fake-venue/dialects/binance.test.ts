import {expect, test} from 'vitest';
import {fieldOf, textOf} from '../../../source/venues/plain-numbers.ts';
import {startFakeVenue} from '../fake-venue.ts';
import {parsed, talk} from '../talker.ts';
import {binanceSpotDialect} from './binance-spot.ts';
import {binanceUsdmDialect} from './binance-usdm.ts';

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
