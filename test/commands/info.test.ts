import path from 'node:path';
import process from 'node:process';
import {expect, onTestFinished, test} from 'vitest';
import {parseArguments} from '../../source/commands/arguments.ts';
import {exitCodeOf} from '../../source/commands/failure.ts';
import {info} from '../../source/commands/info.ts';
import {programVersion} from '../../source/files/program-version.ts';
import {venues} from '../../source/venues/index.ts';
import {badAnswers} from '../support/bad-answers.ts';
import {type BinanceServer, startBinanceServer} from '../support/binance-server.ts';
import {CommandStage} from '../support/command-stage.ts';

async function serve(): Promise<BinanceServer> {
	const server = await startBinanceServer({now: () => 1_723_161_255_120});
	onTestFinished(() => server.close());
	return server;
}

async function linesOf(stage: CommandStage, ...words: readonly string[]): Promise<readonly string[]> {
	expect(await info(parseArguments(['info', ...words]), stage.environment)).toBe(0);
	return stage.lines;
}

/** An address at which nobody listens any more. */
async function silentAddress(): Promise<string> {
	const server = await startBinanceServer();
	const {rest} = server.endpoints;
	await server.close();
	return rest;
}

test('says what runs, where it keeps things, and how far the venue is', async () => {
	const [server, stage] = [await serve(), new CommandStage()];
	const {rest} = server.endpoints;
	const lines = await linesOf(stage, '--base-url', rest);
	expect(lines.map((line) => line.slice(0, 11).trim())).toEqual(['obi-tui', 'settings', 'data', 'log', 'terminal', 'binance']);
	expect(lines[0]).toBe(`obi-tui    ${programVersion} under Node ${process.version}`);
	expect(lines[1]).toBe(`settings   ${stage.folder}/config/obi-tui/config.json`);
	expect(lines[2]).toContain(process.cwd());
	expect(lines[3]).toBe(`log        ${stage.folder}/state/obi-tui/obi-tui.log`);
	expect(lines[5]).toBe(`binance    Binance spot: ${new URL(rest).host}, round trip 0 ms, its clock +120 ms ± 0`);
	expect(server.count('time')).toBeGreaterThan(0);
});

test('the same as JSON', async () => {
	const [server, stage] = [await serve(), new CommandStage()];
	const {rest} = server.endpoints;
	const lines = await linesOf(stage, '--json', '--base-url', rest, '--settings', '/elsewhere');
	expect(JSON.parse(lines.join('\n'))).toMatchObject({
		version: programVersion,
		node: process.version,
		settings: path.join('/elsewhere', 'config.json'),
		data: process.cwd(),
		log: stage.file('state/obi-tui/obi-tui.log'),
		terminal: {is_terminal: expect.any(Boolean), size: expect.any(String), colors: expect.any(String), glyphs: expect.any(String)},
		venues: [{id: 'binance', name: 'Binance spot', host: new URL(rest).host, round_trip_ms: 0, offset_ms: 120}],
	});
});

test('a venue that does not answer is one line, and no fault', async () => {
	const rest = await silentAddress();
	const [lines, json] = [
		await linesOf(new CommandStage(), '--base-url', rest),
		await linesOf(new CommandStage(), '--json', '--base-url', rest),
	];
	const {host} = new URL(rest);
	expect(lines.at(-1)).toBe(`binance    Binance spot: ${host} did not answer`);
	expect(JSON.parse(json.join('\n')).venues).toMatchObject([{host, round_trip_ms: null, offset_ms: null}]);
});

test('nor is one that answers with something else', async () => {
	const server = await serve();
	server.script('time', ...Array.from({length: 20}, () => badAnswers.html));
	const lines = await linesOf(new CommandStage(), '--base-url', server.endpoints.rest);
	expect(lines.at(-1)).toContain('did not answer');
});

test.each([
	[['BTCUSDT'], 'info takes options alone, not "BTCUSDT".'],
	[['--base-url', 'nonsense'], '"nonsense" is no address such as https://api.binance.com'],
	[['--base-url', 'ftp://x'], '"ftp://x" is no address such as https://api.binance.com'],
])('%j is a wrong command line', async (words, message) => {
	const stage = new CommandStage();
	const error = await info(parseArguments(['info', ...words]), stage.environment).catch((reason: unknown) => reason);
	expect(error).toMatchObject({message});
	expect(exitCodeOf(error)).toBe(2);
	expect(stage.lines).toEqual([]);
});

test('the venues as a table, without asking any', async () => {
	const lines = await linesOf(new CommandStage(), '--venues');
	expect(lines).toHaveLength(venues.length + 2);
	expect(lines[0]).toMatch(/^\| venue +\| as +\| book feed +\| proof +\| levels a side +\| gathered over \| trades +\| test network \|$/);
	for (const [index, {id, name}] of venues.entries()) expect(lines[index + 2]).toMatch(new RegExp(`^\\| ${name} +\\| \`${id}\` +\\|`));
	expect(new Set(lines.map((line) => line.length)).size).toBe(1);
});

test('the venues as JSON', async () => {
	const table = JSON.parse((await linesOf(new CommandStage(), '--venues', '--json')).join('\n'));
	expect(table.map(({id}: {id: string}) => id)).toEqual(venues.map(({id}) => id));
	expect(table[0]).toMatchObject({name: 'Binance spot', channel: '@depth@100ms', levels: 'diffs', conflation: 100_000, testnet: true});
});

test('of several addresses each is asked at its own', async () => {
	const [server, stage] = [await serve(), new CommandStage()];
	const {rest} = server.endpoints;
	const lines = await linesOf(stage, '--base-url', `binance=${rest},coinbase=${await silentAddress()}`);
	expect(lines.slice(5).map((line) => line.slice(0, 11).trim())).toEqual(['binance', 'coinbase']);
	expect(lines.at(-1)).toContain('did not answer');
});
