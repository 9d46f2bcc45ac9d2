import {expect, test} from 'vitest';
import {AmbiguousSymbolError, RestrictedLocationError, UnknownSymbolError, VenueUnreachableError} from '../../source/feeds/errors.ts';
import {badAnswers} from '../support/bad-answers.ts';
import {stage} from '../support/live-stage.ts';

test('a symbol that is not listed is refused with the nearest right ones, before anything is opened', async () => {
	const {server, feed} = await stage({}, {symbols: ['ETHUSDT', 'btcusd']});
	const refusal = await feed.prepare().catch((error: unknown) => error);
	expect(refusal).toBeInstanceOf(UnknownSymbolError);
	expect(refusal).toMatchObject({
		message: 'BTCUSD is not on Binance spot. Nearest: BTCUSDT, BTCUSDC.',
		symbol: 'BTCUSD',
		nearest: ['BTCUSDT', 'BTCUSDC'],
	});
	expect(server.asked.map(({url}) => decodeURIComponent(url))).toEqual([
		'/api/v3/exchangeInfo?symbols=["ETHUSDT","BTCUSD"]',
		'/api/v3/exchangeInfo',
	]);
});

test.each(['BTCUSDT', 'btcusdt', 'BTC-USDT', 'btc/usdt', 'BTC_USDT'])('%s is BTCUSDT', async (spelling) => {
	const {server, feed} = await stage({}, {symbols: [spelling]});
	expect(await feed.prepare()).toEqual([
		{
			id: 'binance:BTCUSDT',
			venue: 'binance',
			symbol: 'BTCUSDT',
			base: 'BTC',
			quote: 'USDT',
			tickSize: '0.01000000',
			stepSize: '0.00001000',
			status: 'TRADING',
		},
	]);
	expect(server.count('exchangeInfo')).toBe(1);
});

test('one symbol spelled twice is one instrument', async () => {
	const {feed} = await stage({}, {symbols: ['BTCUSDT', 'btc-usdt', 'ETHUSDT']});
	expect((await feed.prepare()).map(({symbol}) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
	expect(feed.instruments).toHaveLength(2);
});

test('a symbol that the venue itself writes with a dash is found by its list, unless two could be meant', async () => {
	const symbols = ['BTC-USD', 'A-BC', 'AB-C'];
	const sound = await stage({symbols}, {symbols: ['btcusd']});
	expect(await sound.feed.prepare()).toMatchObject([{symbol: 'BTC-USD'}]);
	const unsound = await stage({symbols}, {symbols: ['abc']});
	await expect(unsound.feed.prepare()).rejects.toThrow(AmbiguousSymbolError);
});

test('an unknown symbol is refused even where the list of right ones does not come', async () => {
	const {server, feed} = await stage({}, {symbols: ['NOPE']});
	server.script('exchangeInfo', {status: 400, body: '{"code":-1121,"msg":"Invalid symbol."}'}, badAnswers.unavailable);
	await expect(feed.prepare()).rejects.toThrow('NOPE is not on Binance spot.');
});

test('no network, for a command: one line says which host did not answer and why, and that it gave up', async () => {
	const {server, feed, run} = await stage({}, {whenUnreachable: 'fail'});
	const {host} = new URL(server.endpoints.rest);
	await server.close();
	const text = `${host} did not answer: connection refused; gave up. --demo and --replay need no network.`;
	await expect(feed.prepare()).rejects.toThrow(text);
	await expect(run()).rejects.toThrow(VenueUnreachableError);
});

test('no answer, for watching: it says so and keeps trying until there is one', async () => {
	const {server, clock, frames, notices, notice, run} = await stage();
	const {host} = new URL(server.endpoints.rest);
	server.script('exchangeInfo', badAnswers.unavailable, badAnswers.html);
	void run();
	expect(await notice(1)).toBe(`${host} answered 503; trying again in 0.3 s. --demo and --replay need no network.`);
	expect(clock.untilNext).toBe(250);
	clock.advance(250);
	expect(await notice(2)).toContain('answered with text/html, 33 bytes, not with JSON; trying again in 0.5 s.');
	clock.advance(500);
	await frames.nth('opened', 1);
	expect(notices.at(-1)).toBe('');
});

test('a host that takes more than ten seconds did not answer', async () => {
	const {server, clock, feed} = await stage();
	server.hold('exchangeInfo');
	const prepared = feed.prepare();
	await server.untilAsked('exchangeInfo', 1);
	clock.advance(10_000);
	await expect(prepared).rejects.toThrow(/did not answer: it took longer than 10 s; trying again\./);
});

test('a place that is not served is told so, with the hosts that may serve it, and is not asked from again', async () => {
	const {server, run, feed} = await stage();
	server.script('exchangeInfo', badAnswers.restricted);
	const refusal = await run().catch((error: unknown) => error);
	expect(refusal).toBeInstanceOf(RestrictedLocationError);
	expect(String(refusal)).toMatch(/127\.0\.0\.1:\d+ does not serve this location \(451\).*--base-url https:\/\/data-api\.binance\.vision/);
	await expect(feed.prepare()).rejects.toThrow();
	expect(server.count('exchangeInfo')).toBe(1);
});

test('aborted while it keeps trying, it ends', async () => {
	const {server, clock, notice, run, stop} = await stage();
	server.script('exchangeInfo', badAnswers.unavailable);
	void run();
	await notice(1);
	await stop();
	expect(clock.pending).toBe(0);
});
