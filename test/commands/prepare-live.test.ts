import {readFileSync, writeFileSync} from 'node:fs';
import {expect, onTestFinished, test} from 'vitest';
import {parseArguments} from '../../source/commands/arguments.ts';
import {exitCodeOf, isSpoken} from '../../source/commands/failure.ts';
import {type PreparedLive, prepareLive} from '../../source/commands/prepare-live.ts';
import {LogFile} from '../../source/files/log-file.ts';
import {venues} from '../../source/venues/index.ts';
import {badAnswers} from '../support/bad-answers.ts';
import {type BinanceServer, startBinanceServer} from '../support/binance-server.ts';
import {CommandStage} from '../support/command-stage.ts';

async function serve(): Promise<BinanceServer> {
	const server = await startBinanceServer();
	onTestFinished(() => server.close());
	return server;
}

async function prepare(
	stage: CommandStage,
	rest: string,
	words: readonly string[],
	whenUnreachable: 'retry' | 'fail' = 'retry',
): Promise<PreparedLive> {
	const log = new LogFile(stage.file('log'), 'info');
	const prepared = await prepareLive(
		parseArguments([...words, '--base-url', rest, '--settings', stage.file('settings')]),
		stage.environment,
		log,
		whenUnreachable,
	);
	onTestFinished(() => prepared.feed.close());
	return prepared;
}

/** What is said of words that are refused, with the exit code; nothing may have been asked of the venue unless said so. */
async function refusalOf(words: readonly string[], rest = 'http://127.0.0.1:9'): Promise<string> {
	const error = await prepare(new CommandStage(), rest, words).catch((reason: unknown) => reason);
	if (!isSpoken(error)) throw error;
	return `${exitCodeOf(error)}: ${error.message}`;
}

test.each([
	[[], ['BTCUSDT']],
	[['BTCUSDT'], ['BTCUSDT']],
	[
		['btc-usdt', 'ETH/USDT'],
		['BTCUSDT', 'ETHUSDT'],
	],
	[['binance:eth_usdt'], ['ETHUSDT']],
	[['BINANCE:BTCUSDT', 'btcusdt'], ['BTCUSDT']],
	[['--venue', 'binance', 'ETHUSDT'], ['ETHUSDT']],
])('%j watches %j', async (words, symbols) => {
	const server = await serve();
	const prepared = await prepare(new CommandStage(), server.endpoints.rest, words);
	expect(prepared.venue.id).toBe('binance');
	expect(prepared.symbols).toEqual(symbols);
	expect(prepared.feed.instruments.map(({symbol}) => symbol)).toEqual(symbols);
});

test('a symbol that is not listed is refused with the nearest right ones', async () => {
	const server = await serve();
	expect(await refusalOf(['BTCUSDT', 'btcusd'], server.endpoints.rest)).toBe(
		'1: BTCUSD is not on Binance spot. Nearest: BTCUSDT, BTCUSDC.',
	);
});

const all = venues.map(({id}) => id).join(', ');

test.each([
	['bitstamp:BTCUSD', `2: bitstamp is no venue that obi-tui speaks. There is: ${all}.`],
	['binanse:BTCUSDT', `2: binanse is no venue that obi-tui speaks. Nearest: binance. There is: ${all}.`],
	[':BTCUSDT', '2: :BTCUSDT names a symbol, but no venue: binance:BTCUSDT'],
	['binance:', '2: binance: names a venue, but no symbol: binance:BTCUSDT'],
	['', '2: an empty word is no symbol.'],
	['btc.jsonl.gz', '2: btc.jsonl.gz is no symbol. A recording is shown by obi-tui --replay btc.jsonl.gz'],
])('"%s" is refused unasked', async (word, message) => {
	expect(await refusalOf([word])).toBe(message);
});

test('a recording that lacks its --replay is known by its path', async () => {
	const file = new CommandStage().file('recording');
	writeFileSync(file, '');
	expect(await refusalOf([file])).toBe(`2: ${file} is no symbol. A recording is shown by obi-tui --replay ${file}`);
});

test.each(['nonsense', 'ftp://x', 'https://x/#y'])('the address "%s" is refused', async (address) => {
	expect(await refusalOf(['BTCUSDT'], address)).toBe(`2: "${address}" is no address such as https://api.binance.com`);
	const stream = await refusalOf(['BTCUSDT', '--ws-url', address]);
	expect(stream).toBe(`2: "${address}" is no address such as wss://stream.binance.com:9443`);
});

test('a venue that does not serve this place is refused with where else to ask', async () => {
	const server = await serve();
	server.script('exchangeInfo', badAnswers.restricted);
	expect(await refusalOf(['BTCUSDT'], server.endpoints.rest)).toMatch(/^1: \S+ does not serve this location \(451\)\..*--base-url/);
});

test('where no host answers, watching says so once and keeps trying; a command gives up', async () => {
	const server = await startBinanceServer();
	const {rest} = server.endpoints;
	await server.close();
	const {host} = new URL(rest);
	const stage = new CommandStage();
	const {feed, symbols} = await prepare(stage, rest, ['eth-usdt']);
	expect(feed.instruments).toEqual([]);
	expect(symbols).toEqual(['eth-usdt']);
	const words = `${host} did not answer: connection refused; trying again. --demo and --replay need no network.`;
	expect(stage.complaints).toEqual([`obi-tui: ${words}`]);
	expect(readFileSync(stage.file('log'), 'utf8')).toContain(`error ${words}`);
	await expect(prepare(stage, rest, ['eth-usdt'], 'fail')).rejects.toThrow(
		`${host} did not answer: connection refused; gave up. --demo and --replay need no network.`,
	);
	expect(stage.complaints).toHaveLength(1);
});

test('notices of the connection go to whoever asks for them, the last one at once', async () => {
	const server = await startBinanceServer();
	const {rest} = server.endpoints;
	await server.close();
	const stage = new CommandStage();
	const {feed, onNotice} = await prepare(stage, rest, []);
	const heard: string[] = [];
	onNotice((text) => heard.push(text));
	expect(heard).toEqual(['']);
	const abort = new AbortController();
	const noticed = new Promise<void>((resolve) => {
		onNotice((text) => {
			heard.push(text);
			if (text !== '') resolve();
		});
	});
	const run = feed.run(() => [], abort.signal);
	await noticed;
	abort.abort();
	await run;
	expect(heard.at(-1)).toContain('connection refused; trying again in ');
	expect(readFileSync(stage.file('log'), 'utf8')).toContain(`info ${heard.at(-1)}`);
});
