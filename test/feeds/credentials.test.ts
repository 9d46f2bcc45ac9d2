import {createServer, type IncomingHttpHeaders} from 'node:http';
import {expect, onTestFinished, test} from 'vitest';
import {BadEndpointError} from '../../source/feeds/errors.ts';
import {createLiveFeed} from '../../source/feeds/live.ts';
import {hostOf, withoutUserinfo} from '../../source/feeds/network-error.ts';
import {binanceSpot} from '../../source/venues/binance-spot.ts';
import {badAnswers} from '../support/bad-answers.ts';
import {startBinanceServer} from '../support/binance-server.ts';
import {stage} from '../support/live-stage.ts';
import {ManualClock} from '../support/manual-clock.ts';

const withUser = (address: string) => address.replace('://', '://user:se%20cret@');

test.each([
	['wss://user:secret@host:9443/x?streams=a@trade', 'wss://host:9443/x?streams=a@trade'],
	['https://user@host', 'https://host/'],
	['https://:secret@host/', 'https://host/'],
	['wss:user:secret@host', 'wss://host/'],
	['https://us@er:sec@ret@host/', 'https://host/'],
	['wss://user:secret@host:port', 'wss://host:port'],
	['user:secret@host', 'host'],
	[
		'wss://stream.binance.com:9443/stream?streams=btcusdt@depth@100ms/btcusdt@trade',
		'wss://stream.binance.com:9443/stream?streams=btcusdt@depth@100ms/btcusdt@trade',
	],
	['nonsense', 'nonsense'],
])('%s is told as %s', (address, told) => {
	expect(withoutUserinfo(address)).toBe(told);
	expect(hostOf(address)).not.toContain('secret');
});

test('an address that is none is refused without its user', () => {
	expect(new BadEndpointError('ftp://user:secret@host', 'https://x')).toMatchObject({
		address: 'ftp://host/',
		message: '"ftp://host/" is no address such as https://x',
	});
});

test('user and password of an address are in no log, no notice and no frame', async () => {
	const server = await startBinanceServer();
	onTestFinished(() => server.close());
	const endpoints = {rest: withUser(server.endpoints.rest), stream: withUser(server.endpoints.stream)};
	const {frames, run, logged, notices, notice, clock} = await stage({}, {endpoints});
	server.refuseSockets(badAnswers.unavailable);
	void run();
	await notice(1);
	clock.advance(250);
	const opened = await frames.nth('opened', 1);
	expect(JSON.parse(opened.payload.toString())).toMatchObject({
		url: `${server.endpoints.stream}/stream?streams=btcusdt@depth@100ms/btcusdt@trade`,
	});
	server.cut();
	await frames.nth('closed', 1);
	const said = [...logged, ...notices, ...frames.frames.map(({payload}) => payload.toString())].join('\n');
	expect(said).toContain('is open: ws://127.0.0.1');
	expect(said).not.toMatch(/user|cret/);
});

test('they are used to connect, by REST and by socket', async () => {
	const heard: IncomingHttpHeaders[] = [];
	const asked = Promise.withResolvers<void>();
	const listing = {symbols: [{symbol: 'BTCUSDT', baseAsset: 'BTC', quoteAsset: 'USDT', status: 'TRADING', filters: []}]};
	const [tick, step] = [
		{filterType: 'PRICE_FILTER', tickSize: '0.01'},
		{filterType: 'LOT_SIZE', stepSize: '0.00001'},
	];
	const server = createServer((request, response) => {
		heard.push(request.headers);
		response.end(JSON.stringify({symbols: listing.symbols.map((symbol) => ({...symbol, filters: [tick, step]}))}));
	});
	server.on('upgrade', (request, socket) => {
		heard.push(request.headers);
		socket.destroy();
		asked.resolve();
	});
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const address = server.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	const endpoints = {rest: withUser(`http://127.0.0.1:${port}`), stream: `ws://user:secret@127.0.0.1:${port}`};
	const feed = createLiveFeed({
		markets: [{venue: binanceSpot, endpoints, symbols: ['BTCUSDT']}],
		clock: new ManualClock(),
		random: () => 0.5,
	});
	const abort = new AbortController();
	const run = feed.run(() => [], abort.signal);
	await asked.promise;
	abort.abort();
	await run;
	const basic = (words: string) => `Basic ${Buffer.from(words).toString('base64')}`;
	expect(heard.map(({authorization}) => authorization)).toEqual([basic('user:se cret'), basic('user:secret')]);
});
