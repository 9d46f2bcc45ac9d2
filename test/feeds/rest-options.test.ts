import {createServer} from 'node:https';
import {expect, onTestFinished, test} from 'vitest';
import {Rest, type RestOptions} from '../../source/feeds/rest.ts';
import {binanceSpot} from '../../source/venues/binance-spot.ts';
import {startBinanceServer} from '../support/binance-server.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {selfSigned} from '../support/self-signed.ts';

async function atDesk(options: RestOptions = {}, budget = binanceSpot.budget) {
	const server = await startBinanceServer({snapshot: () => '{"lastUpdateId":5,"bids":[],"asks":[]}'});
	const clock = new ManualClock();
	const rest = new Rest({...binanceSpot, budget}, server.endpoints.rest, clock, options);
	onTestFinished(async () => {
		await rest.close();
		await server.close();
	});
	const get = (signal?: AbortSignal) => rest.get(binanceSpot.requests.snapshot(server.endpoints.rest, 'BTCUSDT', 100), signal);
	return {server, clock, rest, get};
}

test('an answer is waited for as long as was said', async () => {
	const {server, clock, rest, get} = await atDesk({timeout: 2500});
	server.hold('depth');
	const answer = get();
	await server.untilAsked('depth', 1);
	clock.advance(2499);
	clock.advance(1);
	expect(await answer).toMatchObject({status: 0, error: `${rest.host} did not answer: it took longer than 2.5 s`});
});

test('what is of no use any more is dropped under way', async () => {
	const {server, clock, rest, get} = await atDesk();
	server.hold('depth');
	const abort = new AbortController();
	const answer = get(abort.signal);
	await server.untilAsked('depth', 1);
	abort.abort();
	expect(await answer).toMatchObject({status: 0, error: `${rest.host} did not answer in time`});
	expect(clock.pending).toBe(0);
	expect(await get(abort.signal)).toMatchObject({status: 0});
	expect(server.asked).toHaveLength(1);
});

test('what waits for budget is not sent once it is of no use any more, and leaves its share to others', async () => {
	const {server, clock, rest, get} = await atDesk({}, {...binanceSpot.budget, weightPerMinute: 5});
	await get();
	const abort = new AbortController();
	const answer = get(abort.signal);
	const next = get();
	abort.abort();
	expect(await answer).toMatchObject({error: `${rest.host} was not asked in time: what it may be asked in a minute is spent`});
	clock.advance(60_000);
	expect(await next).toMatchObject({status: 200});
	expect(server.asked).toHaveLength(2);
});

test('a certificate that nobody vouches for is refused, unless certificates are not to be checked', async () => {
	const server = createServer(selfSigned(), (_request, response) => response.end('{"serverTime":7}'));
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const address = server.address();
	const url = `https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
	const ask = async (options: RestOptions) => {
		const rest = new Rest(binanceSpot, url, new ManualClock(), options);
		const {error, json} = await rest.get(binanceSpot.requests.serverTime(url));
		await rest.close();
		return error ?? json;
	};
	onTestFinished(() => {
		server.close();
	});
	expect(await ask({})).toBe(`${new URL(url).host} did not answer: its certificate is self-signed`);
	expect(await ask({isUnverified: true})).toEqual({serverTime: 7});
});
