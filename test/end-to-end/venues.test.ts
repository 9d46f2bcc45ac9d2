/* Several venues at once in a real terminal: three books, switched by digits, one more found by its name, and one venue that goes away while the others go on. */

import {readFileSync} from 'node:fs';
import path from 'node:path';
import {beforeAll, expect, onTestFinished, test} from 'vitest';
import {binanceSpotDialect} from '../fake-venue/dialects/binance-spot.ts';
import {bybitSpotDialect} from '../fake-venue/dialects/bybit.ts';
import {coinbaseDialect} from '../fake-venue/dialects/coinbase.ts';
import {type FakeVenue, startFakeVenue} from '../fake-venue/fake-venue.ts';
import {seededFlow} from '../fake-venue/order-flow.ts';
import {PseudoTerminal, type PseudoTerminalOptions, program, requireBuild} from '../support/pseudo-terminal.ts';
import {found} from '../support/verifying.ts';

beforeAll(requireBuild);

type Venues = {readonly binance: FakeVenue; readonly bybit: FakeVenue; readonly coinbase: FakeVenue};

/** Three venues whose markets move for as long as the test lasts, and the words that lead to them. */
async function venuesAtWork(): Promise<{readonly venues: Venues; readonly addresses: readonly string[]}> {
	const start = (dialect: typeof binanceSpotDialect) =>
		startFakeVenue({dialect, now: () => Date.now(), flow: (_, index) => seededFlow({seed: index + 1, steps: 2000})});
	const venues = {
		binance: await start(binanceSpotDialect),
		bybit: await start(bybitSpotDialect),
		coinbase: await start(coinbaseDialect),
	};
	const market = setInterval(() => {
		for (const venue of Object.values(venues)) venue.step();
	}, 50);
	onTestFinished(() => clearInterval(market));
	const list = (of: (venue: FakeVenue) => string) =>
		Object.entries(venues)
			.map(([id, venue]) => `${id}=${of(venue)}`)
			.join(',');
	return {
		venues,
		addresses: ['--base-url', list(({endpoints}) => endpoints.rest), '--ws-url', list(({endpoints}) => endpoints.stream)],
	};
}

function open(words: readonly string[], options: Omit<PseudoTerminalOptions, 'words'> = {}): PseudoTerminal {
	const terminal = new PseudoTerminal({words: [program, ...words], ...options});
	onTestFinished(() => terminal.close());
	return terminal;
}

test('three books of three venues, each chosen by its digit, and the header says what each is made from', async () => {
	const {addresses} = await venuesAtWork();
	const terminal = open(['BTCUSDT', 'bybit:BTCUSDT', 'coinbase:BTC-USD', ...addresses]);
	await terminal.until((screen) => /▸binance:BTCUSDT .*bybit:BTCUSDT · .*BTC-USD · .*binance·spot diffs 100ms.*● LIVE/.test(screen));
	terminal.press('2');
	await terminal.until((screen) => /▸bybit:BTCUSDT .*bybit·spot diffs 100ms .*● LIVE/.test(screen));
	terminal.press('3');
	await terminal.until((screen) => /▸BTC-USD .*coinbase·spot diffs .*● LIVE/.test(screen) && screen.includes('USD'));
	terminal.press('1');
	await terminal.until((screen) => /▸binance:BTCUSDT /.test(screen));
	terminal.press('q');
	expect((await terminal.ended()).code).toBe(0);
});

test('what was recorded of three venues has the same hashes when it is folded again', async () => {
	const {addresses} = await venuesAtWork();
	const words = ['BTCUSDT', 'bybit:BTCUSDT', 'coinbase:BTC-USD', '--record', 'three.jsonl.zst', ...addresses];
	const terminal = open(words, {size: {columns: 160, rows: 36}});
	await terminal.until(
		(screen) => /▸binance:BTCUSDT .*bybit:BTCUSDT · .*BTC-USD · .*● LIVE/.test(screen) && / hash [0-9a-f]{4}…/.test(screen),
	);
	terminal.press('q');
	expect((await terminal.ended()).code).toBe(0);
	const {books, hash} = await found(path.join(terminal.folder, 'three.jsonl.zst'));
	expect(hash).toMatch(/^same as recorded, \d+ samples?$/);
	expect(Object.keys(books).sort()).toEqual(['binance:BTCUSDT', 'bybit:BTCUSDT', 'coinbase:BTC-USD']);
	for (const id of Object.keys(books)) expect(books[id]).toMatchObject({gaps: 0, state: 'LIVE'});
});

test('S finds a symbol in the venue’s list, and watches it beside the others', async () => {
	const {addresses} = await venuesAtWork();
	const terminal = open(['BTCUSDT', 'coinbase:BTC-USD', ...addresses]);
	await terminal.until('● LIVE');
	terminal.press('S');
	await terminal.until((screen) => screen.includes('SYMBOLS · Binance spot') && screen.includes('2 of 2'));
	terminal.press('eth');
	await terminal.until((screen) => screen.includes('find eth') && screen.includes('1 of 2'));
	terminal.press('\r');
	await terminal.until((screen) => /▸ETHUSDT .*● LIVE/.test(screen) && !screen.includes('SYMBOLS'));
	terminal.press('q');
	expect((await terminal.ended()).code).toBe(0);
});

test('one venue gone is shown as gone; the others go on, and it comes back', async () => {
	const {venues, addresses} = await venuesAtWork();
	const terminal = open(['BTCUSDT', 'bybit:BTCUSDT', ...addresses]);
	await terminal.until((screen) => /▸binance:BTCUSDT .*bybit:BTCUSDT · .*● LIVE/.test(screen));
	const back = venues.bybit.connections.length + 1;
	venues.bybit.cut();
	terminal.press('2');
	await terminal.until('connection lost: closed (1006)');
	await venues.bybit.untilConnected(back);
	await terminal.until((screen) => /▸bybit:BTCUSDT .*● LIVE/.test(screen) && screen.includes('in step again'));
	expect(venues.binance.connections).toHaveLength(1);
	terminal.press('q');
	expect((await terminal.ended()).code).toBe(0);
});

test('a venue that does not serve this place is said once, with what else works; the other is watched', async () => {
	const {venues, addresses} = await venuesAtWork();
	venues.binance.rest.script('instruments', {status: 451, body: '{"code":0,"msg":"Service unavailable from a restricted location"}'});
	const terminal = open(['bybit:BTCUSDT', 'binance:BTCUSDT', ...addresses]);
	await terminal.until((screen) => /bybit·spot.*● LIVE/.test(screen));
	terminal.press('q');
	expect((await terminal.ended()).code).toBe(0);
	const log = readFileSync(path.join(terminal.folder, 'state/obi-tui/obi-tui.log'), 'utf8');
	expect(log.match(/does not serve this location \(451\)/g)).toHaveLength(1);
	expect(log).toContain('data-api.binance.vision');
	expect(venues.binance.rest.count('instruments')).toBe(1);
});

test('a symbol that its venue does not list ends the program before any screen is drawn', async () => {
	const {addresses} = await venuesAtWork();
	const terminal = open(['BTCUSDT', 'coinbase:BTCUSDT', ...addresses]);
	expect((await terminal.ended()).code).toBe(1);
	expect(terminal.output).toContain('BTCUSDT is not on Coinbase. Nearest: BTC-USD');
	expect(terminal.output).not.toContain('\u001b[?1049h');
});
