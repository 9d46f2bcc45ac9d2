import {createServer} from 'node:http';
import {text} from 'node:stream/consumers';
import {expect, onTestFinished, test} from 'vitest';
import {isOfTheLocation, Rest, secondsOf} from '../../source/feeds/rest.ts';
import {binanceSpot} from '../../source/venues/binance-spot.ts';
import {binanceUsdm} from '../../source/venues/binance-usdm.ts';
import type {Venue} from '../../source/venues/venue.ts';
import {badAnswers} from '../support/bad-answers.ts';
import {type BinanceServer, startBinanceServer} from '../support/binance-server.ts';
import {ManualClock} from '../support/manual-clock.ts';

async function atDesk(venue: Venue = binanceSpot) {
	const server = await startBinanceServer({snapshot: () => '{"lastUpdateId": 5,"bids":[],"asks":[]}'});
	/** 12:00:40 UTC. */
	const clock = new ManualClock(1_723_118_440_000_000);
	const rest = new Rest(venue, server.endpoints.rest, clock);
	onTestFinished(async () => {
		await rest.close();
		await server.close();
	});
	const snapshot = (limit = 100) => rest.get(binanceSpot.requests.snapshot(server.endpoints.rest, 'BTCUSDT', limit));
	return {server, clock, rest, snapshot};
}

function host(server: BinanceServer): string {
	return new URL(server.endpoints.rest).host;
}

test('a good answer brings the bytes as they came, and what they say', async () => {
	const {snapshot} = await atDesk();
	const {status, retryAfter, error, body, json} = await snapshot();
	expect({status, retryAfter, error}).toEqual({status: 200, retryAfter: null, error: null});
	expect(Buffer.from(body ?? []).toString()).toBe('{"lastUpdateId": 5,"bids":[],"asks":[]}');
	expect(json).toEqual({lastUpdateId: 5, bids: [], asks: []});
});

test('told to slow down, every request to the host waits out the time, and none is sent', async () => {
	const {server, clock, rest, snapshot} = await atDesk();
	server.script('depth', badAnswers.tooMany(30));
	expect(await snapshot()).toMatchObject({
		status: 429,
		retryAfter: 30,
		error: `${host(server)} asks to be left alone for 30 s (429, too many requests)`,
		json: {code: -1003},
	});
	clock.advance(29_500);
	const refused = {status: 429, retryAfter: 1, error: `${host(server)} is left alone for another 0.5 s (429)`};
	expect(await snapshot()).toMatchObject(refused);
	expect(await rest.get(binanceSpot.requests.serverTime(server.endpoints.rest))).toMatchObject(refused);
	expect(server.asked).toHaveLength(1);
	clock.advance(500);
	expect(await snapshot()).toMatchObject({status: 200});
});

test('a slow-down without a time lasts until the next minute', async () => {
	const {server, clock, snapshot} = await atDesk();
	server.script('depth', {status: 429, body: '{}'});
	expect(await snapshot()).toMatchObject({status: 429, retryAfter: null});
	clock.advance(19_999);
	expect(await snapshot()).toMatchObject({status: 429, retryAfter: 1});
	clock.advance(1);
	expect(await snapshot()).toMatchObject({status: 200});
});

test('a ban is waited out in full', async () => {
	const {server, clock, snapshot} = await atDesk();
	server.script('depth', badAnswers.banned(259_200));
	expect(await snapshot()).toMatchObject({status: 418, retryAfter: 259_200});
	clock.advance(259_199_000);
	expect(await snapshot()).toMatchObject({status: 418, retryAfter: 1});
	clock.advance(1000);
	expect(await snapshot()).toMatchObject({status: 200});
});

test('a firewall that refuses is not asked again for ten minutes', async () => {
	const {server, clock, rest, snapshot} = await atDesk();
	server.script('depth', badAnswers.forbidden);
	expect(await snapshot()).toMatchObject({status: 403, error: `${host(server)} refused (403): asked again in 10 min at the earliest`});
	expect(rest.isBarred).toBe(false);
	clock.advance(599_000);
	expect(await snapshot()).toMatchObject({status: 403, retryAfter: 1});
	expect(server.asked).toHaveLength(1);
	clock.advance(1000);
	expect(await snapshot()).toMatchObject({status: 200});
});

test('a place that is not served is never asked from again', async () => {
	const {server, clock, rest, snapshot} = await atDesk();
	server.script('depth', badAnswers.restricted);
	expect(rest.isBarred).toBe(false);
	const first = await snapshot();
	expect(rest.isBarred).toBe(true);
	expect(first).toMatchObject({status: 451, retryAfter: null});
	expect(first.error).toContain(host(server));
	expect(first.error).toContain('data-api.binance.vision');
	clock.advance(1_000_000_000);
	expect(await snapshot()).toMatchObject({status: 451, error: first.error});
	expect(server.asked).toHaveLength(1);
});

/** As a content network answers where its customer does not serve a country. */
const blockedCountry =
	'<HTML><BODY><H1>403 ERROR</H1>The Amazon CloudFront distribution is configured to block access from your country.</BODY></HTML>';

test('a content network that names the country is never asked from there again', async () => {
	const {server, clock, rest, snapshot} = await atDesk();
	server.script('depth', {status: 403, headers: {'content-type': 'text/html'}, body: blockedCountry});
	const first = await snapshot();
	expect(first).toMatchObject({status: 403, error: expect.stringContaining(`${host(server)} does not serve this location (403)`)});
	expect(first.error).toContain('data-api.binance.vision');
	expect(rest.isBarred).toBe(true);
	clock.advance(1_000_000_000);
	expect(await snapshot()).toMatchObject({status: 403, error: first.error});
	expect(server.asked).toHaveLength(1);
});

test('where nothing else is known of a venue that does not serve a place, no other address is named', async () => {
	const {server, snapshot} = await atDesk(binanceUsdm);
	server.script('depth', badAnswers.restricted);
	expect((await snapshot()).error).toBe(
		`${host(server)} does not serve this location (451). Its market data may be had from elsewhere: another --base-url, or another venue`,
	);
});

test.each([
	[blockedCountry, true],
	['{"retMsg":"Your REGION is not supported"}', true],
	['Access from this jurisdiction is prohibited', true],
	['{"msg":"unavailable from a restricted location"}', true],
	['<html>ERROR: The request could not be satisfied. Request blocked.</html>', false],
	['access too frequent', false],
	['crosscountryregional', false],
	['', false],
	[`${' '.repeat(8192)}country`, false],
])('%j names the place that was asked from: %s', (body, isNamed) => {
	expect(isOfTheLocation(Buffer.from(body))).toBe(isNamed);
});

test('a request with a body is posted as JSON, whoever the address says is asking, and one without is not', async () => {
	const heard: (readonly unknown[])[] = [];
	const server = createServer((request, response) => {
		const {method, headers} = request;
		void text(request).then((body) => {
			heard.push([method, headers['content-type'], headers.authorization, body]);
			response.end('{"universe":[]}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = typeof address === 'object' ? address?.port : undefined;
	const rest = new Rest(binanceSpot, `http://reader:word@127.0.0.1:${port}`, new ManualClock());
	onTestFinished(async () => {
		await rest.close();
		server.close();
	});
	const url = `http://127.0.0.1:${port}/info`;
	expect(await rest.get({url, weight: 20, body: '{"type":"meta"}'})).toMatchObject({status: 200, error: null, json: {universe: []}});
	expect(await rest.get({url, weight: 20})).toMatchObject({status: 200});
	const user = `Basic ${Buffer.from('reader:word').toString('base64')}`;
	expect(heard).toEqual([
		['POST', 'application/json', user, '{"type":"meta"}'],
		['GET', undefined, user, ''],
	]);
});

test.each([
	[badAnswers.unavailable, 503, 'answered 503'],
	[badAnswers.html, 200, 'answered with text/html, 33 bytes, not with JSON'],
	[{status: 400, body: '{"code":-1121,"msg":"Invalid symbol."}'}, 400, 'answered 400: Invalid symbol. (-1121)'],
	[{status: 302, headers: {location: '/elsewhere'}, body: ''}, 302, 'answered 302'],
	[{status: 200, body: '{"lastUpdateId":5,"bids":['}, 200, 'answered with application/json, 26 bytes, not with JSON'],
])('answer %# is an error in words, and the next request is free to be sent', async (answer, status, words) => {
	const {server, snapshot} = await atDesk();
	server.script('depth', answer);
	expect(await snapshot()).toMatchObject({status, error: `${host(server)} ${words}`});
	expect(await snapshot()).toMatchObject({status: 200, error: null});
});

test('an answer that takes ten seconds is given up', async () => {
	const {server, clock, snapshot} = await atDesk();
	server.hold('depth');
	const answer = snapshot();
	await server.untilAsked('depth', 1);
	clock.advance(10_000);
	expect(await answer).toMatchObject({status: 0, error: `${host(server)} did not answer: it took longer than 10 s`, body: undefined});
	expect(clock.pending).toBe(0);
});

test('where nobody listens, the answer says so', async () => {
	const {server, snapshot} = await atDesk();
	await server.close();
	expect(await snapshot()).toMatchObject({status: 0, error: `${host(server)} did not answer: connection refused`});
});

test('what would exceed the minute waits for the next', async () => {
	const {server, clock, snapshot} = await atDesk();
	server.usedWeight = 5990;
	await snapshot(100);
	const late = snapshot(1000);
	expect(server.count('depth')).toBe(1);
	clock.advance(19_999);
	expect(clock.pending).toBe(1);
	clock.advance(1);
	expect(await late).toMatchObject({status: 200});
});

test('closed, it answers all that is owed and asks no more', async () => {
	const {server, clock, rest, snapshot} = await atDesk();
	server.hold('depth');
	const answer = snapshot();
	await server.untilAsked('depth', 1);
	await rest.close();
	expect(await answer).toMatchObject({status: 0});
	expect(await snapshot()).toMatchObject({status: 0, error: `${host(server)} was not asked: shutting down`});
	expect(clock.pending).toBe(0);
});

test.each([
	[undefined, null],
	['120', 120],
	['Thu, 08 Aug 2024 12:01:10 GMT', 30],
	['Thu, 08 Aug 2024 11:00:00 GMT', 0],
	['soon', null],
])('Retry-After %j is %j seconds', (header, seconds) => {
	expect(secondsOf(header, 1_723_118_440_000_000)).toBe(seconds);
});
