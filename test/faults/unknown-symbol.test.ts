/*
Row 23 of the faults: a symbol that the venue does not list. It is refused before anything is sent, for Hyperliquid would end the socket over it, and Binance and
Deribit would say nothing; with what may have been meant, and where else it trades.
*/

import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setImmediate} from 'node:timers/promises';
import {describe, expect, onTestFinished, test} from 'vitest';
import {whereElse} from '../../source/commands/elsewhere.ts';
import {UnknownSymbolError} from '../../source/feeds/errors.ts';
import {createLiveFeed} from '../../source/feeds/live.ts';
import {InstrumentLists, listLife} from '../../source/files/instrument-lists.ts';
import type {InstrumentFacts} from '../../source/market/instrument.ts';
import {badDays} from '../fake-venue/bad-days.ts';
import {type FakeVenue, startFakeVenue} from '../fake-venue/fake-venue.ts';
import {captured} from '../support/capture.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {befalling, spokenBy} from './kit.ts';
import type {Spoken} from './stage.ts';
import {twoVenues} from './two-venues.ts';

async function feedOf({dialect, venue}: Spoken, symbols: readonly string[]) {
	const fake = await startFakeVenue({dialect});
	const frames: string[] = [];
	const clock = new ManualClock();
	const feed = createLiveFeed({
		markets: [{venue, endpoints: fake.endpoints, symbols}],
		clock,
		random: () => 0.5,
	});
	const controller = new AbortController();
	const stop = () => controller.abort();
	onTestFinished(async () => {
		stop();
		await feed.close();
	});
	const run = () =>
		feed.run(({kind}) => {
			frames.push(kind);
			return [];
		}, controller.signal);
	return {fake, feed, frames, clock, run, stop};
}

/** Time goes on until it is, for venues let themselves be told one thing after another. */
async function untilSubscribed(fake: FakeVenue, symbol: string, clock: ManualClock): Promise<void> {
	let isSubscribed = false;
	void fake.untilSubscribed(symbol).then(() => {
		isSubscribed = true;
	});
	while (!isSubscribed) {
		clock.advance(100);
		await fake.untilRead();
		await setImmediate();
	}
}

describe.each(befalling())('%s', (_, spoken) => {
	const [first = '', second = ''] = spoken.dialect.symbols;

	test('does not list a symbol: that is said, with what may have been meant, and nothing is opened', async () => {
		const {fake, feed, frames, run} = await feedOf(spoken, [second, `${first}X`]);
		const plain = `${first}X`.replace(/[-/_]/g, '');
		for (const attempt of [() => feed.prepare(), run]) {
			const refusal: unknown = await attempt().catch((error: unknown) => error);
			expect(refusal).toBeInstanceOf(UnknownSymbolError);
			expect(refusal).toMatchObject({symbol: plain, spelling: `${first}X`});
			expect(refusal).toHaveProperty('nearest.0', first);
			expect(refusal).toHaveProperty('message', expect.stringContaining(`${plain} is not on ${spoken.venue.name}. Nearest: ${first}`));
		}
		expect(fake.connections).toEqual([]);
		expect(frames).toEqual([]);
	});

	test('does not list a symbol, as it says when it answers at last: the other venue of the session is watched all the while', async () => {
		const other = spokenBy(spoken.dialect.id === 'okx' ? 'kraken' : 'okx');
		const stage = await twoVenues([spoken, other], ({rest}) => rest.script('instruments', badDays.unavailable), ['NOPE']);
		const [late, watched] = stage.halves;
		if (late === undefined || watched === undefined) throw new Error('there are no two venues');
		await watched.venue.untilConnected();
		await stage.untilInStep(watched);
		await stage.untilHappened(() => stage.notices.some((notice) => notice.startsWith(`NOPE is not on ${spoken.venue.name}.`)));
		await stage.step(20);
		stage.expectUntouched(watched);
		expect([stage.failure, late.venue.connections]).toEqual([undefined, []]);
	});

	test('is asked twice at once to watch one more: it is subscribed to once', async () => {
		const {fake, feed, clock, run, stop} = await feedOf(spoken, [first]);
		const running = run();
		await untilSubscribed(fake, first, clock);
		await Promise.all([feed.watch(`${spoken.venue.id}:${second}`), feed.watch(`${spoken.venue.id}:${second}`)]);
		await untilSubscribed(fake, second, clock);
		await feed.watch(`${spoken.venue.id}:${second}`);
		await fake.untilRead();
		expect([fake.countSubscribed(first), fake.countSubscribed(second)]).toEqual([1, 1]);
		stop();
		await running;
	});

	test('does not list one that is to be watched besides: the others go on, and nothing is said to it', async () => {
		const {fake, feed} = await feedOf(spoken, [second]);
		await feed.prepare();
		await expect(feed.watch(`${spoken.venue.id}:NOPE`)).rejects.toThrow(`NOPE is not on ${spoken.venue.name}.`);
		expect(feed.instruments.map(({symbol}) => symbol)).toEqual([second]);
		expect(fake.connections).toEqual([]);
	});
});

describe('a symbol that another venue lists', () => {
	const now = new ManualClock().now();
	const listed = (symbol: string, base: string, quote: string): InstrumentFacts => ({
		...{symbol, base, quote},
		...{tickSize: '0.01', stepSize: '0.001', status: 'TRADING'},
	});

	function keptLists(fetchedAt = now): InstrumentLists {
		const folder = mkdtempSync(path.join(tmpdir(), 'obi-tui-'));
		onTestFinished(() => rmSync(folder, {recursive: true}));
		const lists = new InstrumentLists(folder);
		lists.write('binance', [listed('BTCUSDT', 'BTC', 'USDT'), listed('PEPEUSDT', 'PEPE', 'USDT')], fetchedAt);
		lists.write('coinbase', [listed('BTC-USD', 'BTC', 'USD')], fetchedAt);
		lists.write('kraken', [listed('BTC/USD', 'BTC', 'USD')], fetchedAt);
		lists.write('okx', [listed('BTC-USDT', 'BTC', 'USDT')], fetchedAt);
		lists.write('bybit', [listed('BTCUSDT', 'BTC', 'USDT')], fetchedAt);
		return lists;
	}

	const askedOn = (venue: string, spelling: string) => new UnknownSymbolError(spelling.replace(/[-/_]/g, ''), venue, [], spelling);

	test('is told with its name there, as the command line takes it', async () => {
		const told = await whereElse(askedOn('Binance spot', 'BTC-USD'), keptLists(), new ManualClock(), false);
		expect(told).toBe('BTC-USD is on Coinbase: coinbase:BTC-USD; on Kraken spot: kraken:BTC/USD.');
	});

	test('is told of three venues at most, and not of the one that was asked', async () => {
		const told = await whereElse(askedOn('Hyperliquid', 'BTCUSDT'), keptLists(), new ManualClock(), false);
		expect(told).toBe('BTCUSDT is on Binance spot: binance:BTCUSDT; on Bybit spot: bybit:BTCUSDT; on OKX: okx:BTC-USDT.');
		const toBybit = await whereElse(askedOn('Bybit spot', 'pepe/usdt'), keptLists(), new ManualClock(), false);
		expect(toBybit).toBe('pepe/usdt is on Binance spot: binance:PEPEUSDT.');
		expect(await whereElse(askedOn('Binance spot', 'PEPEUSDT'), keptLists(), new ManualClock(), false)).toBe('');
	});

	test('is not told where no list that is kept has it, or the lists are of days ago', async () => {
		expect(await whereElse(askedOn('Binance spot', 'NOPE'), keptLists(), new ManualClock(), false)).toBe('');
		expect(await whereElse(askedOn('Binance spot', 'BTC-USD'), keptLists(now - listLife), new ManualClock(), false)).toBe('');
	});
});

const lines = captured('coinbase-20260809.jsonl.zst');

test.skipIf(lines === undefined)('another name of a book leads to it, as the list of Coinbase says', async () => {
	const spoken = spokenBy('coinbase');
	const {fake, feed} = await feedOf(spoken, ['btc-usdc', 'ETH-USDC', 'USDT-USDC']);
	fake.rest.script('instruments', {status: 200, body: lines?.find(({t}) => t === 'http')?.data ?? ''});
	expect((await feed.prepare()).map(({symbol}) => symbol)).toEqual(['BTC-USD', 'ETH-USD', 'USDT-USDC']);
	expect(fake.rest.asked).toHaveLength(1);
});
