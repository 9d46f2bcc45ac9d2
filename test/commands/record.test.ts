import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {describe, expect, onTestFinished, test, vi} from 'vitest';
import {parseArguments} from '../../source/commands/arguments.ts';
import {exitCodeOf, isSpoken} from '../../source/commands/failure.ts';
import {record} from '../../source/commands/record.ts';
import {verify} from '../../source/commands/verify.ts';
import {foldVersion} from '../../source/engine/settings.ts';
import {programVersion} from '../../source/files/program-version.ts';
import {type BinanceServer, startBinanceServer} from '../support/binance-server.ts';
import {CommandStage} from '../support/command-stage.ts';

function run(stage: CommandStage, ...words: readonly string[]): Promise<number> {
	return record(parseArguments(['record', ...words]), stage.environment);
}

/** What is said where it cannot be done, with the exit code. */
async function refusalOf(...words: readonly string[]): Promise<string> {
	const stage = new CommandStage();
	const error = await run(stage, ...words).then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (!isSpoken(error)) throw error ?? new Error('is not refused');
	expect(stage.lines).toEqual([]);
	return `${exitCodeOf(error)}: ${error.message}`;
}

async function findingsOf(file: string) {
	const lines: string[] = [];
	const code = await verify(parseArguments(['verify', '--json', file]), (line) => lines.push(line));
	return {code, ...JSON.parse(lines.join('\n'))};
}

function headerOf(file: string) {
	return JSON.parse(readFileSync(file, 'utf8').split('\n', 1)[0] ?? '');
}

const quarterMinute = ['--demo', '--seed', '5', '--minutes', '0.25'];

describe('a demo', () => {
	test.each(['jsonl', 'jsonl.gz', 'jsonl.zst'])('becomes a .%s that verifies as the same', async (ending) => {
		const stage = new CommandStage();
		const file = stage.file(`demo.${ending}`);
		expect(await run(stage, ...quarterMinute, '--out', file)).toBe(0);
		expect(stage.complaints).toEqual([]);
		const {code, frames, hash, ending: end, books, bookHash, stateHash} = await findingsOf(file);
		expect(code).toBe(0);
		expect(hash).toMatch(/^same as recorded, \d+ samples/);
		expect(end).toBe('closed: 0.25 minutes are over');
		expect(Object.keys(books).sort()).toEqual(['binance:BTCUSDT', 'binance:ETHUSDT', 'binance:SOLUSDT']);
		expect(stage.lines).toHaveLength(1);
		expect(stage.lines[0]).toMatch(/^\S+: \d+ frames, \d+\.\d MB, 0 gaps, 3 of 3 books in step, book \w{12}, state \w{12}$/);
		expect(stage.lines[0]).toContain(`${file}: ${frames} frames, `);
		expect(stage.lines[0]).toContain(`book ${bookHash.slice(0, 12)}, state ${stateHash.slice(0, 12)}`);
	});

	test('is the same for the same seed and start, to the last byte, and another for another', async () => {
		const stage = new CommandStage();
		const start = ['--start', '2026-01-01T00:00:00Z'];
		await run(stage, ...quarterMinute, ...start, '--out', stage.file('a.jsonl'));
		stage.clock.jump(5000);
		await run(stage, ...quarterMinute, ...start, '--out', stage.file('b.jsonl'));
		await run(stage, '--demo', '--minutes', '0.25', ...start, '--out', stage.file('c.jsonl'));
		const [a, b, c] = ['a', 'b', 'c'].map((name) => readFileSync(stage.file(`${name}.jsonl`), 'utf8'));
		expect(a).toBe(b);
		expect(a).not.toBe(c);
	});

	test('says in its header where it comes from', async () => {
		const stage = new CommandStage();
		const file = stage.file('x.jsonl');
		await run(stage, 'ethusdt', ...quarterMinute, '--start', '2026-01-01', '--levels', '5', '--buy', '0.8', '--out', file);
		expect(headerOf(file)).toMatchObject({
			obi: 1,
			program: programVersion,
			fold: foldVersion,
			venue: 'binance',
			symbols: ['ETHUSDT'],
			mode: 'demo',
			start: Date.UTC(2026, 0, 1) * 1000,
			settings: {levels: 5, buy: 0.8, sell: 0.3},
		});
	});

	test('begins now unless told otherwise, and its scenario changes what happens', async () => {
		const stage = new CommandStage();
		for (const scenario of ['calm', 'sweeps', 'default']) {
			await run(stage, ...quarterMinute, '--scenario', scenario, '--out', stage.file(`${scenario}.jsonl`));
			expect(headerOf(stage.file(`${scenario}.jsonl`)).start).toBe(stage.clock.now());
		}
		const sizes = ['calm', 'sweeps', 'default'].map((name) => readFileSync(stage.file(`${name}.jsonl`), 'utf8').length);
		expect(new Set(sizes).size).toBe(3);
	});
});

describe('refused', () => {
	test.each([
		[[], '2: record needs --out FILE: obi-tui record BTCUSDT --out btc.jsonl.zst'],
		[['--demo', '--out', 'x.jsonl'], '2: record --demo goes as fast as it can: say how long by --minutes M.'],
		[['--out', 'x.jsonl', '--seed', '3'], '2: --seed is for a demo: obi-tui record --demo --seed …'],
		[['--out', 'x.jsonl', '--scenario', 'calm'], '2: --scenario is for a demo: obi-tui record --demo --scenario …'],
		[['--out', 'x.jsonl', '--start', '2026-01-01'], '2: --start is for a demo: obi-tui record --demo --start …'],
		[[...quarterMinute, '--out', 'x.jsonl', '--start', '12:00'], '2: --start wants a date, such as 2026-01-01T00:00:00Z, not "12:00".'],
	])('%j', async (words, message) => {
		expect(await refusalOf(...words)).toBe(message);
		expect(existsSync('x.jsonl')).toBe(false);
	});

	test('a symbol that the demo does not have, with those that it has', async () => {
		expect(await refusalOf('DOGEUSDT', ...quarterMinute, '--out', '/nowhere/x.jsonl')).toMatch(/^1: .*DOGEUSDT.*BTCUSDT/);
	});

	test('a file that holds something already, which stays as it is', async () => {
		const stage = new CommandStage();
		const file = stage.file('x.jsonl');
		writeFileSync(file, 'precious');
		expect(await refusalOf(...quarterMinute, '--out', file)).toBe(`1: ${file} exists already and is not overwritten: choose another name`);
		expect(readFileSync(file, 'utf8')).toBe('precious');
	});

	test.each([
		['/nowhere/x.jsonl', '1: /nowhere/x.jsonl cannot be opened: there is no such file or directory'],
		['/tmp', '1: /tmp is a directory, not a recording'],
		['/dev/full', '1: /dev/full cannot be written: the disk is full; 1006 frames are in no file.'],
	])('%s', async (file, message) => {
		expect(await refusalOf(...quarterMinute, '--out', file)).toBe(message);
	});
});

describe('live', () => {
	const book = {lastUpdateId: 2, bids: [['100.00', '1']], asks: [['100.01', '1']]};
	const update = (id: number) =>
		JSON.stringify({
			stream: 'btcusdt@depth@100ms',
			data: {e: 'depthUpdate', E: 1, s: 'BTCUSDT', U: id, u: id, b: [['100.00', `${id}`]], a: []},
		});

	async function serve(): Promise<BinanceServer> {
		const server = await startBinanceServer({snapshot: () => book});
		onTestFinished(() => server.close());
		return server;
	}

	async function recordFrom(
		server: BinanceServer,
		stage: CommandStage,
		...words: readonly string[]
	): Promise<{readonly done: Promise<number>}> {
		const {rest, stream} = server.endpoints;
		const done = run(stage, ...words, '--base-url', rest, '--ws-url', stream);
		await server.untilConnected(1);
		server.say(update(3));
		await server.untilAsked('depth', 1);
		return {done};
	}

	test('what a venue sends is recorded until a signal asks to stop', async () => {
		const [server, stage] = [await serve(), new CommandStage()];
		const file = stage.file('live.jsonl');
		const {done} = await recordFrom(server, stage, 'btc-usdt', '--out', file);
		stage.signal('SIGTERM');
		expect(await done).toBe(0);
		expect(stage.listening).toBe(0);
		expect(headerOf(file)).toMatchObject({venue: 'binance', symbols: ['BTCUSDT'], mode: 'live', start: expect.any(Number)});
		const {code, ending, hash, frames} = await findingsOf(file);
		expect({code, ending, hash: hash.slice(0, 4)}).toMatchObject({code: 0, ending: 'closed: SIGTERM'});
		expect(frames).toBeGreaterThan(2);
		expect(stage.lines[0]).toContain(`${file}: ${frames} frames, `);
	});

	test('so many minutes and no more, by the clock', async () => {
		const [server, stage] = [await serve(), new CommandStage()];
		const file = stage.file('live.jsonl');
		const {done} = await recordFrom(server, stage, '--minutes', '0.5', '--out', file);
		stage.clock.advance(29_999);
		expect(stage.listening).toBe(1);
		stage.clock.advance(1);
		expect(await done).toBe(0);
		expect((await findingsOf(file)).ending).toBe('closed: 0.5 minutes are over');
	});

	test('a feed that fails says so in the footer, and not that the minutes were over', async () => {
		const [server, stage] = [await serve(), new CommandStage()];
		const file = stage.file('live.jsonl');
		const {rest, stream} = server.endpoints;
		server.refuseSockets({status: 451});
		await expect(run(stage, '--minutes', '5', '--out', file, '--base-url', rest, '--ws-url', stream)).rejects.toThrow('(451)');
		expect((await findingsOf(file)).ending).toMatch(/^closed: the feed failed: \S+ does not serve this location \(451\)/);
	});

	test('a signal before the minutes are over is the reason, and a second one changes nothing', async () => {
		const [server, stage] = [await serve(), new CommandStage()];
		const file = stage.file('live.jsonl');
		const {done} = await recordFrom(server, stage, '--minutes', '0.5', '--out', file);
		stage.signal('SIGHUP');
		stage.signal('SIGTERM');
		stage.clock.advance(30_000);
		expect(await done).toBe(0);
		expect((await findingsOf(file)).ending).toBe('closed: SIGHUP');
	});

	test('minutes beyond what a timer holds are waited for in parts, for such a timer fires at once', async () => {
		const [server, stage] = [await serve(), new CommandStage()];
		const after = vi.spyOn(stage.clock, 'after');
		const {done} = await recordFrom(server, stage, '--minutes', '500000', '--out', stage.file('live.jsonl'));
		stage.signal('SIGINT');
		expect(await done).toBe(0);
		const waits = after.mock.calls.map(([millis]) => millis);
		expect(Math.max(...waits)).toBe(2 ** 30);
	});

	test('a symbol that is not listed is refused, and nothing is made', async () => {
		const server = await serve();
		const {rest, stream} = server.endpoints;
		expect(await refusalOf('btcusd', '--out', '/nowhere/x.jsonl', '--base-url', rest, '--ws-url', stream)).toBe(
			'1: BTCUSD is not on Binance spot. Nearest: BTCUSDT, BTCUSDC.',
		);
	});

	test('where nobody answers, it gives up', async () => {
		const server = await startBinanceServer();
		const {rest} = server.endpoints;
		await server.close();
		expect(await refusalOf('--out', '/nowhere/x.jsonl', '--base-url', rest)).toBe(
			`1: ${new URL(rest).host} did not answer: connection refused; gave up. --demo and --replay need no network.`,
		);
	});
});
