import {execFileSync} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import process from 'node:process';
import {beforeEach, describe, expect, onTestFinished, test} from 'vitest';
import {openRecording} from '../../source/files/recording.ts';
import {startBinanceServer} from '../support/binance-server.ts';
import {recordDemo} from '../support/demo-recording.ts';
import {WatchStage} from '../support/watch-stage.ts';

let stage: WatchStage;

beforeEach(() => {
	stage = new WatchStage();
});

function samples(): readonly Record<string, unknown>[] {
	return stage.lines.map((line) => JSON.parse(line)).filter(({type}) => type !== 'signal');
}

describe('words that do not go together', () => {
	test.each([
		[['--replay', '--demo', 'x'], '2: --replay and --demo are two things: choose one.'],
		[['--replay'], '2: --replay needs a recording: obi-tui --replay FILE'],
		[['--replay', 'x', '--record', 'y'], '2: --record is for live feeds: a replay is a recording already.'],
		[['--at', '12:00'], '2: --at is for a replay: obi-tui --replay FILE --at …'],
		[['--demo', '--at', '12:00'], '2: --at is for a replay: obi-tui --replay FILE --at …'],
		[['--speed', '5'], '2: --speed is for a replay: obi-tui --replay FILE --speed …'],
		[['--demo', '--paused'], '2: --paused is for a replay.'],
		[['--replay', 'x', '--paused'], '2: --paused needs a screen: without one, nobody can press Space.'],
		[['--seed', '3'], '2: --seed is for a demo: obi-tui --demo --seed N'],
	])('%j', async (words, message) => {
		expect(await stage.refusalOf(...words)).toBe(message);
		expect(stage.lines).toEqual([]);
	});
});

describe('a replay without a screen', () => {
	test('writes a line a sample, and says at the end what came of it', async () => {
		expect(await stage.run('--replay', await stage.recorded())).toBe(0);
		expect(stage.lines[0]).toMatch(/^time +symbol +state/);
		expect(stage.lines.filter((line) => / binance:BTCUSDT +(IN STEP|PROVEN) /.test(line)).length).toBeGreaterThan(25);
		expect(stage.complaints).toHaveLength(1);
		expect(stage.complaints[0]).toMatch(/^Final portfolio value: BTCUSDT [\d,]+\.\d\d USDT \([+−]\d+\.\d\d %\), \d+ trades?, 0 gaps\./);
		expect(stage.listening).toBe(0);
	});

	test('as JSON too, the same at every speed that is not paced', async () => {
		const file = await stage.recorded();
		await stage.run('--replay', file, '--json');
		const first = [...stage.lines];
		stage.lines.length = 0;
		await stage.run('--replay', file, '--json', '--speed', 'max');
		expect(stage.lines).toEqual(first);
		expect(samples()[0]).toMatchObject({venue: 'binance', symbol: 'BTCUSDT', state: 'IN STEP'});
	});

	test('--at begins there: by instant, by time of day, and before the beginning at the beginning', async () => {
		const file = await stage.recorded();
		for (const at of ['2026-01-01T00:00:20Z', '00:00:20']) {
			stage.lines.length = 0;
			await stage.run('--replay', file, '--json', '--at', at);
			expect(samples()[0]?.['timestamp']).toBe('2026-01-01T00:00:20.000Z');
			expect(stage.lines.every((line) => JSON.parse(line).timestamp >= '2026-01-01T00:00:20')).toBe(true);
		}
		stage.lines.length = 0;
		await stage.run('--replay', file, '--json', '--at', '2020-01-01');
		expect(samples()[0]?.['timestamp']).toBe('2026-01-01T00:00:01.000Z');
	});

	test('--at beyond the end says what there is, and writes no line', async () => {
		const file = await stage.recorded();
		expect(await stage.refusalOf('--replay', file, '--at', '2026-01-02')).toMatch(
			/^1: 2026-01-02T00:00:00\.000Z is beyond the end: \S+ spans 2026-01-01T00:00:00\.\d+Z to 2026-01-01T00:00:\d\d\.\d+Z$/,
		);
		expect(stage.lines).toEqual([]);
	});

	test('several files are merged, each with its books', async () => {
		const [btc, eth] = [await stage.recorded('btc.jsonl'), await stage.recorded('eth.jsonl.gz', {symbols: ['ETHUSDT']})];
		await stage.run('--replay', btc, eth, '--json');
		const times = samples().map(({timestamp}) => String(timestamp));
		expect([...times].sort()).toEqual(times);
		expect(new Set(samples().map(({symbol}) => symbol))).toEqual(new Set(['BTCUSDT', 'ETHUSDT']));
		expect(stage.complaints[0]).toMatch(/BTCUSDT .*; ETHUSDT /);
	});

	test('settings are those of the header, under those of the command line', async () => {
		const file = await stage.recorded('own.jsonl', {settings: {balance: 500, interval: 500_000}});
		await stage.run('--replay', file, '--json');
		expect(samples()[0]).toMatchObject({equity: 500});
		const count = samples().length;
		stage.lines.length = 0;
		await stage.run('--replay', file, '--json', '--balance', '700', '--interval', '1');
		expect(samples()[0]).toMatchObject({equity: 700});
		expect(samples().length).toBeLessThan(count);
	});

	test('what a killed program left is replayed, and said to lack its end', async () => {
		const file = await stage.recorded();
		const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
		writeFileSync(file, `${lines.slice(0, -1).join('\n')}\n`);
		expect(await stage.run('--replay', file)).toBe(0);
		expect(stage.complaints[0]).toBe(
			`obi-tui: ${file} is cut: no footer after line ${lines.length - 1}; the program that wrote it was killed`,
		);
		writeFileSync(file, lines.join('\n').slice(0, -40));
		await stage.run('--replay', file);
		expect(stage.complaints[2]).toMatch(/ is truncated in line \d+, at byte \d+$/);
	});

	test('of several recordings, one that begins in the middle of a run is refused', async () => {
		const [whole, later] = [await stage.recorded('btc.jsonl'), stage.file('later.jsonl')];
		await recordDemo(later, {minutes: 0.2, symbols: ['ETHUSDT'], after: 100});
		const words = `1: ${later} begins in the middle of a run and cannot be merged with others: give it alone`;
		expect(await stage.refusalOf('--replay', whole, later)).toBe(words);
		expect(await stage.refusalOf('--replay', later, whole)).toBe(words);
	});

	test.skipIf(process.platform === 'win32')('a pipe is refused, and not opened', async () => {
		const pipe = stage.file('pipe');
		execFileSync('mkfifo', [pipe]);
		expect(await stage.refusalOf('--replay', pipe)).toBe(
			`1: ${pipe} is no file but a pipe or a device, which a replay cannot read twice: save it to a file first`,
		);
	});

	test('damage ends it with line and byte, after all before it was shown', async () => {
		const file = await stage.recorded();
		const lines = readFileSync(file, 'utf8').split('\n');
		writeFileSync(file, lines.map((line, index) => (index === 200 ? line.replace('"n":', '"n":9') : line)).join('\n'));
		expect(await stage.refusalOf('--replay', file)).toMatch(/^1: \S+ is damaged at line 201, byte \d+: /);
		expect(stage.lines.length).toBeGreaterThan(3);
	});

	test.each([
		['nowhere', '1: nowhere cannot be opened: there is no such file or directory'],
		['/tmp', '1: /tmp is a directory, not a recording'],
	])('of %s is refused', async (file, message) => {
		expect(await stage.refusalOf('--replay', file)).toBe(message);
		expect(await stage.refusalOf('--replay', await stage.recorded(), file)).toBe(message);
	});

	test('a snapshot at the start is written and named at the end', async () => {
		expect(await stage.run('--replay', await stage.recorded(), '--snapshot-at-start')).toBe(0);
		const names = readdirSync(stage.folder).filter((name) => name.startsWith('orderbook_snapshot_btcusdt_2026'));
		expect(names).toHaveLength(1);
		expect(stage.complaints.at(-1)).toContain(names[0]);
	});
});

describe('the end of a session', () => {
	test('fills are written, and the file is named', async () => {
		const file = await stage.recorded('sweeps.jsonl', {minutes: 2, scenario: 'sweeps'});
		await stage.run('--replay', file, '--buy', '0.51', '--sell', '0.49');
		expect(JSON.parse(readFileSync(stage.trades, 'utf8')).length).toBeGreaterThan(0);
		expect(stage.complaints[0]).toContain(`Written: ${stage.trades}.`);
	});

	test('fills that cannot be written are a failure that is said', async () => {
		const file = await stage.recorded('sweeps.jsonl', {minutes: 2, scenario: 'sweeps'});
		mkdirSync(stage.trades);
		expect(await stage.run('--replay', file, '--buy', '0.51', '--sell', '0.49')).toBe(1);
		expect(stage.complaints[0]).toContain(` ${stage.trades} is a directory, not a file.`);
		expect(stage.complaints[0]).not.toContain('Written');
	});

	test('a signal ends a demo that would go on for ever', async () => {
		const done = stage.run('--demo', '--speed', 'max', '--seed', '3');
		await stage.untilLines(30);
		stage.signal('SIGTERM');
		expect(await done).toBe(0);
		expect(stage.complaints).toEqual([expect.stringMatching(/^Final portfolio value: BTCUSDT .*; ETHUSDT .*; SOLUSDT /)]);
	});

	test('so does a reader that has gone, and nothing more is said', async () => {
		const done = stage.run('--demo', '--speed', 'max', '--json');
		await stage.untilLines(5);
		stage.leave();
		const {length} = stage.lines;
		expect(await done).toBe(0);
		expect(stage.lines).toHaveLength(length);
		expect(stage.complaints).toEqual([]);
	});

	test('a demo is recorded as it is watched', async () => {
		const file = stage.file('watched.jsonl.zst');
		const done = stage.run('ethusdt', '--demo', '--speed', 'max', '--record', file);
		await stage.untilLines(10);
		stage.signal('SIGINT');
		await done;
		expect(stage.complaints[0]).toContain(file);
		const recording = await openRecording(file);
		for await (const _ of recording.batches());
		expect(recording.header).toMatchObject({mode: 'demo', symbols: ['ETHUSDT']});
		expect(recording.ending).toMatchObject({kind: 'closed', end: {reason: 'SIGINT'}});
	});

	test('a recording that the disk refuses is said once in the log and at the end, and is a failure', async () => {
		const done = stage.run('--demo', '--speed', 'max', '--record', '/dev/full');
		await stage.untilLines(10);
		stage.signal('SIGINT');
		expect(await done).toBe(1);
		expect(stage.complaints[0]).toMatch(/ \/dev\/full cannot be written: the disk is full; \d+ frames are in no file\./);
		expect(stage.complaints[0]).not.toMatch(/Written:[^.]*\/dev\/full/);
	});

	test('a demo of what it does not have is refused', async () => {
		expect(await stage.refusalOf('--demo', 'DOGEUSDT')).toMatch(/^1: .*DOGEUSDT/);
	});

	test('a recording that cannot be begun is refused', async () => {
		expect(await stage.refusalOf('--demo', '--record', '/nowhere/x.jsonl')).toBe(
			'1: /nowhere/x.jsonl cannot be opened: there is no such file or directory',
		);
	});
});

describe('live', () => {
	async function serve(): Promise<readonly string[]> {
		const server = await startBinanceServer();
		onTestFinished(() => server.close());
		return ['--base-url', server.endpoints.rest, '--ws-url', server.endpoints.stream];
	}

	function remembered() {
		return JSON.parse(readFileSync(stage.file('settings/config.json'), 'utf8'));
	}

	/** Watches live until it waits for signals, and ends it then. */
	async function glance(...words: readonly string[]): Promise<number> {
		const done = stage.run(...(await serve()), '--settings', stage.file('settings'), ...words);
		await stage.untilListening();
		stage.signal('SIGTERM');
		return done;
	}

	test('what flags say of thresholds, levels, span and theme is remembered, and asked for no more', async () => {
		expect(await glance('--buy', '0.65', '--levels', '5', '--theme', 'red-green', '--fee', '1')).toBe(0);
		expect(stage.complaints).toEqual(['No book was seen.']);
		expect(remembered()).toEqual({buy: 0.65, sell: 0.3, levels: 5, span: 30, theme: 'red-green'});
		await glance('--sell', '0.4');
		expect(remembered()).toMatchObject({buy: 0.65, sell: 0.4, levels: 5});
	});

	test('damaged settings are set aside and named', async () => {
		mkdirSync(stage.file('settings'));
		writeFileSync(stage.file('settings/config.json'), '{');
		expect(await glance()).toBe(0);
		expect(stage.complaints[0]).toMatch(/^obi-tui: the settings were damaged \(no JSON\) and set aside as \S+\.damaged-20240808_235415$/);
		expect(readFileSync(stage.file('state/obi-tui/obi-tui.log'), 'utf8')).toContain(' error the settings were damaged');
	});

	test('where nobody answers, it says so and keeps trying', async () => {
		const server = await startBinanceServer();
		await server.close();
		const done = stage.run('--settings', stage.file('settings'), '--base-url', server.endpoints.rest);
		await stage.untilListening();
		expect(stage.complaints).toEqual([expect.stringContaining('connection refused; trying again.')]);
		stage.signal('SIGINT');
		expect(await done).toBe(0);
	});

	test('a replay and a demo neither read nor write what is remembered', async () => {
		mkdirSync(stage.file('settings'));
		writeFileSync(stage.file('settings/config.json'), '{');
		await stage.run('--replay', await stage.recorded(), '--settings', stage.file('settings'), '--buy', '0.65');
		expect(readdirSync(stage.file('settings'))).toEqual(['config.json']);
	});
});
