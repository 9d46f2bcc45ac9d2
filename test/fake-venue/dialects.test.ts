import {describe, expect, test} from 'vitest';
import {dataFile} from '../support/data.ts';
import {allDialects} from './all-dialects.ts';
import {type Followed, follow} from './follow.ts';
import {seededFlow} from './order-flow.ts';
import {recordedFlow} from './recorded-flow.ts';

/** Steps one by one, and compares all levels after each. */
async function expectTheSameFor(steps: number, on: Followed): Promise<void> {
	for (let step = 1; step <= steps; step++) {
		on.fake.step();
		await on.fake.untilRead();
		expect(on.books(), `after step ${step}`).toEqual(on.truth());
	}
}

describe.each(allDialects)('$dialect.id', ({dialect, venue}) => {
	test('is the venue that it says', () => {
		expect(dialect.id).toBe(venue.id);
	});

	test('a book that is read from it is the true one after every step', async () => {
		const on = await follow(dialect, venue);
		expect(on.books()).toEqual(on.truth());
		await expectTheSameFor(120, on);
	});

	test('a book with more levels than the venue shows is read as deep as it shows it', async () => {
		const levels = Number.isFinite(dialect.depth) ? dialect.depth + 15 : 100;
		const on = await follow(dialect, venue, {flow: (_, index) => seededFlow({seed: 50 + index, levels, steps: 60})});
		await expectTheSameFor(60, on);
	});

	test('trades are read with the side of their takers, history left out', async () => {
		const {fake, reader, symbols} = await follow(dialect, venue);
		fake.step(80);
		await fake.untilRead();
		for (const symbol of symbols) {
			const truth = fake.tradesAt(symbol).map(({price, quantity, aggressor}) => ({price, quantity, aggressor}));
			const read = reader.trades(symbol);
			expect(truth.length).toBeGreaterThan(20);
			expect(read).toMatchObject(truth);
			expect(new Set(read.map(({name}) => name)).size).toBe(truth.length);
		}
	});

	test('nothing that it says is a riddle to the decoder', async () => {
		const {fake, reader, greeted, met} = await follow(dialect, venue);
		fake.step(20);
		fake.heartbeat();
		if (venue.keepAlive !== undefined) reader.say(venue.keepAlive.text);
		await fake.untilRead();
		const known = ['subscription answer', 'trade history', 'heartbeat', 'heartbeats', 'subscriptions', 'pong', 'answer', 'status  TRADING'];
		const early = fake.subscriptions.map(({symbol}) => `early ${symbol}`);
		expect([...greeted, ...(await met())].filter((what) => !known.includes(what) && !early.includes(what))).toEqual([]);
	});

	test('instruments are listed with their grids, and a halted one in the words of the venue', async () => {
		const {fake, reader, symbols} = await follow(dialect, venue, {symbols: dialect.symbols});
		fake.halt(symbols[0] ?? '');
		const [halted, trading, ...more] = (await reader.list(symbols)).filter(({symbol}) => symbols.includes(symbol));
		expect(more).toEqual([]);
		expect(halted?.status).not.toBe('TRADING');
		expect(halted?.status).not.toBe('');
		expect(trading?.status).toBe('TRADING');
		expect([halted?.base, trading?.base]).toEqual(['BTC', 'ETH']);
		expect(Number(trading?.stepSize)).toBeGreaterThan(0);
		if (venue.id !== 'hyperliquid') expect(Number(trading?.tickSize)).toBe(0.01);
	});

	test('the volume and the time of the venue are read', async () => {
		const {fake, symbols} = await follow(dialect, venue, {volume: '17.25'});
		const read = async (url = '') => (await fetch(url)).json();
		const volume = venue.requests.volume?.(fake.endpoints.rest, symbols[0] ?? '');
		const time = venue.requests.serverTime?.(fake.endpoints.rest);
		if (volume !== undefined) expect(venue.readVolume?.(await read(volume.url))).toBe('17.25');
		if (time !== undefined) expect(venue.requests.readServerTime?.(await read(time.url))).toBe(fake.now * 1000);
		expect(fake.rest.count('volume') + fake.rest.count('time')).toBe([volume, time].filter((request) => request !== undefined).length);
	});

	test('a symbol is subscribed to anew as the venue file says', async () => {
		if (venue.resubscription === undefined) return;
		const on = await follow(dialect, venue);
		const [symbol = ''] = on.symbols;
		on.fake.step(3);
		on.reader.resubscribe(symbol);
		await on.fake.untilSubscribed(symbol, 2);
		await expectTheSameFor(5, on);
	});
});

const recording = dataFile('binance-spot-btcusdt-20240808-60s.gz');

describe.skipIf(recording === undefined)('moved by a real minute', () => {
	test.each(allDialects)('$dialect.id: the book is the true one after every step', async ({dialect, venue}) => {
		const symbols = dialect.symbols.slice(0, 1);
		const flow = recordedFlow(recording ?? '', {levels: 420, steps: 80});
		await expectTheSameFor(80, await follow(dialect, venue, {symbols, flow: () => flow}));
	});
});
