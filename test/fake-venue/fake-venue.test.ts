import {describe, expect, test} from 'vitest';
import {describedInstrument, type Instrument} from '../../source/market/instrument.ts';
import {allDialects} from './all-dialects.ts';
import {badDays} from './bad-days.ts';
import {binanceSpotDialect} from './dialects/binance-spot.ts';
import {binanceUsdmDialect} from './dialects/binance-usdm.ts';
import {bybitSpotDialect} from './dialects/bybit.ts';
import {startFakeVenue} from './fake-venue.ts';
import {follow} from './follow.ts';
import {seededFlow} from './order-flow.ts';
import {talk} from './talker.ts';

const depth = '/stream?streams=btcusdt@depth@100ms';

describe.each(allDialects)('$dialect.id', ({dialect, venue}) => {
	test('the same calls give the same bytes', async () => {
		const run = async () => {
			const fake = await startFakeVenue({dialect});
			const [plan] = venue.plan(instrumentsOf(dialect.symbols), fake.endpoints);
			const talker = await talk(fake, plan?.url.slice(fake.endpoints.stream.length) ?? '');
			const opening = await talker.ask(...(plan?.greeting ?? []));
			fake.step(10);
			return [...opening, ...(await talker.ask())];
		};
		const first = await run();
		expect(first.length).toBeGreaterThanOrEqual(20);
		expect(await run()).toEqual(first);
	});

	test('a socket that is stalled stays open and says nothing, whatever is said to it', async () => {
		const {fake, reader, met} = await follow(dialect, venue);
		fake.stall();
		fake.step(5);
		if (venue.keepAlive !== undefined) {
			reader.say(venue.keepAlive.text);
			await fake.untilHeard(venue.keepAlive.text);
		}
		const standing = fake.open.length;
		fake.cut();
		await reader.untilMet('closed', standing);
		expect([standing, await met()]).toEqual([fake.connections.length, Array.from({length: standing}, () => 'closed 1006')]);
	});

	test('a market that halts stands still, and goes on where it stood', async () => {
		const {fake, symbol, symbols, books, truth} = await follow(dialect, venue);
		fake.halt(symbol);
		const halted = fake.bookAt(symbol);
		const other = fake.bookAt(symbols[1] ?? '');
		fake.step(5);
		expect(fake.bookAt(symbol)).toEqual(halted);
		expect(fake.bookAt(symbols[1] ?? '')).not.toEqual(other);
		fake.recover(symbol);
		fake.step(5);
		await fake.untilRead();
		expect(books()).toEqual(truth());
		expect(fake.bookAt(symbol)).not.toEqual(halted);
	});

	test('a new connection is told of old trades again, which nobody counts', async () => {
		const {fake, reader, symbol, symbols, greeted} = await follow(dialect, venue);
		fake.step(20);
		await fake.untilRead();
		const before = reader.trades(symbol).length;
		const history = greeted.filter((what) => what === 'trade history').length;
		await reader.open(symbols);
		await fake.untilSubscribed(symbol, 2);
		await fake.untilRead();
		expect(reader.met.filter((what) => what === 'trade history')).toHaveLength(history);
		expect(reader.trades(symbol)).toHaveLength(before);
	});

	test('no socket opens where the venue has none', async () => {
		const fake = await startFakeVenue({dialect});
		await expect(talk(fake, '/nowhere')).rejects.toThrow('404');
		expect(await (await fetch(`${fake.endpoints.rest}/nowhere`)).text()).toBe('{}');
		expect(fake.rest.asked).toEqual([]);
	});
});

/** What is looked at of answers. */
type Body = {
	readonly lastUpdateId?: number;
	readonly bids?: readonly unknown[];
	readonly asks?: readonly unknown[];
	readonly time?: number;
	readonly result?: {readonly list: readonly {readonly volume24h: string}[]};
};

async function read(url: string): Promise<Body> {
	return JSON.parse(await (await fetch(url)).text());
}

function instrumentsOf(symbols: readonly string[]): Instrument[] {
	return symbols.map((symbol) =>
		describedInstrument('any', {symbol, base: '', quote: '', tickSize: '0.01', stepSize: '0.01', status: 'TRADING'}),
	);
}

describe('sockets', () => {
	test('are closed with a code and a reason', async () => {
		const fake = await startFakeVenue({dialect: binanceSpotDialect});
		const talker = await talk(fake, depth);
		fake.cut(1008, 'Too many requests');
		expect(await talker.ended).toEqual({code: 1008, reason: 'Too many requests'});
		await fake.untilOpen(0);
	});

	test('are cut without a word', async () => {
		const fake = await startFakeVenue({dialect: binanceSpotDialect});
		const talker = await talk(fake, depth);
		fake.cut();
		expect((await talker.ended).code).toBe(1006);
	});

	test('are refused one after the other as a test says, then open', async () => {
		const fake = await startFakeVenue({dialect: binanceSpotDialect});
		fake.refuseSockets(badDays.restricted, badDays.tooMany(7));
		await expect(talk(fake, depth)).rejects.toThrow('451');
		await expect(talk(fake, depth)).rejects.toThrow('429');
		await fake.untilRefused(2);
		await talk(fake, depth);
		expect(fake.connections).toHaveLength(1);
	});

	test('that are left without an answer end with the venue', async () => {
		const fake = await startFakeVenue({dialect: binanceSpotDialect});
		fake.refuseSockets(badDays.never);
		const failing = expect(talk(fake, depth)).rejects.toThrow();
		await fake.untilRefused();
		await fake.close();
		await failing;
	});

	test('of a client with a limit end where a message is beyond it', async () => {
		const fake = await startFakeVenue({dialect: binanceSpotDialect});
		const talker = await talk(fake, depth, {maxPayload: 2 ** 19});
		fake.faults.bloat(1);
		fake.step();
		expect((await talker.ended).code).toBe(1006);
	});

	test('are pinged as venues ping, and answer pings', async () => {
		const {fake, reader} = await follow(binanceSpotDialect, allDialects[0]!.venue);
		const pinged = reader.pinged;
		fake.ping();
		await fake.untilRead();
		// Once by the venue, once to learn that all was read.
		expect(reader.pinged).toBe(pinged + 2);
		reader.ping();
		await fake.untilPinged();
	});

	test('are sent what a test makes up', async () => {
		const fake = await startFakeVenue({dialect: binanceSpotDialect});
		const talker = await talk(fake, depth);
		fake.say('anything');
		expect(await talker.ask()).toEqual(['anything']);
	});
});

describe('by REST', () => {
	const snapshotUrl = (host: string) => `${host}/api/v3/depth?symbol=BTCUSDT&limit=5`;

	test('a snapshot has the levels that were asked for, and the id of the last step', async () => {
		const fake = await startFakeVenue({dialect: binanceSpotDialect});
		const talker = await talk(fake, depth);
		fake.step(3);
		const steps = await talker.ask();
		const body = await read(snapshotUrl(fake.endpoints.rest));
		expect([body.bids?.length, body.asks?.length]).toEqual([5, 5]);
		expect(body.lastUpdateId).toBe(JSON.parse(steps.at(-1) ?? '').data.u);
		expect(fake.rest.asked.map(({route, symbol, limit}) => ({route, symbol, limit}))).toEqual([
			{route: 'snapshot', symbol: 'BTCUSDT', limit: 5},
		]);
	});

	test('answers of a bad day come once each, in order', async () => {
		const fake = await startFakeVenue({dialect: binanceSpotDialect});
		fake.rest.script('snapshot', badDays.tooMany(3), badDays.banned(120), badDays.restricted, badDays.cloudFront, badDays.failing(503));
		fake.rest.script('snapshot', badDays.html, badDays.empty, badDays.cutShort);
		const answers: [status: number, retryAfter: string | null, length: number][] = [];
		for (let asked = 0; asked < 9; asked++) {
			const response = await fetch(snapshotUrl(fake.endpoints.rest));
			answers.push([response.status, response.headers.get('retry-after'), (await response.text()).length]);
		}
		expect(answers.map(([status]) => status)).toEqual([429, 418, 451, 403, 503, 200, 200, 200, 200]);
		expect(answers.map(([, retryAfter]) => retryAfter).slice(0, 3)).toEqual(['3', '120', null]);
		expect(answers[6]?.[2]).toBe(0);
		expect(fake.rest.count('snapshot')).toBe(9);
	});

	test('an answer that is held back is made when it is let go', async () => {
		const fake = await startFakeVenue({dialect: binanceSpotDialect});
		const letGo = fake.rest.hold('snapshot');
		const early = fetch(snapshotUrl(fake.endpoints.rest));
		await fake.untilAsked('snapshot');
		fake.step(3);
		letGo();
		const late = await fetch(snapshotUrl(fake.endpoints.rest));
		expect(await (await early).json()).toEqual(await late.json());
	});

	test('a snapshot that is kept grows old', async () => {
		const fake = await startFakeVenue({dialect: binanceUsdmDialect});
		const ask = () => read(`${fake.endpoints.rest}/fapi/v1/depth?symbol=BTCUSDT&limit=1000`);
		const kept = await ask();
		fake.rest.keepSnapshot('BTCUSDT', 2);
		fake.step(3);
		expect([await ask(), await ask()]).toEqual([kept, kept]);
		expect((await ask()).lastUpdateId).toBeGreaterThan(kept.lastUpdateId ?? Number.NaN);
	});

	test('a request that is never answered ends with the venue', async () => {
		const fake = await startFakeVenue({dialect: binanceSpotDialect});
		fake.rest.script('time', badDays.never);
		const failing = expect(fetch(`${fake.endpoints.rest}/api/v3/time`)).rejects.toThrow();
		await fake.untilAsked('time');
		await fake.close();
		await failing;
	});

	test('an unknown symbol is refused', async () => {
		const fake = await startFakeVenue({dialect: binanceSpotDialect});
		for (const address of ['depth?symbol=NOPE', 'ticker/24hr?symbol=NOPE', 'exchangeInfo?symbols=["NOPE"]', 'exchangeInfo?symbol=NOPE']) {
			expect((await fetch(`${fake.endpoints.rest}/api/v3/${address}`)).status).toBe(400);
		}
	});
});

describe('options', () => {
	test('name the symbols, their flows, the time and the volume', async () => {
		const fake = await startFakeVenue({
			dialect: bybitSpotDialect,
			symbols: ['SOLUSDT'],
			flow: () => seededFlow({levels: 7}),
			now: () => 1_785_000_000_000,
			volume: '12',
		});
		expect(fake.bookAt('SOLUSDT').bids).toHaveLength(7);
		expect(fake.bookAt('SOLUSDT', 2).asks).toHaveLength(2);
		expect(() => fake.bookAt('BTCUSDT')).toThrow('there is no BTCUSDT, only SOLUSDT');
		const body = await read(`${fake.endpoints.rest}/v5/market/tickers?category=spot&symbol=SOLUSDT`);
		expect([body.time, body.result?.list[0]?.volume24h]).toEqual([1_785_000_000_000, '12']);
		expect(fake.now).toBe(1_785_000_000_000);
	});

	test('every symbol is a market of its own', async () => {
		const fake = await startFakeVenue({dialect: bybitSpotDialect});
		expect(fake.bookAt('BTCUSDT')).not.toEqual(fake.bookAt('ETHUSDT'));
	});
});
