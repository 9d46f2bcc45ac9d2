import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {parseArguments} from '../../source/commands/arguments.ts';
import {exitCodeOf, isSpoken} from '../../source/commands/failure.ts';
import {momentLines} from '../../source/commands/moment-words.ts';
import {moments} from '../../source/commands/moments.ts';
import type {Moment} from '../../source/runner/moment.ts';
import {fileOf, written} from '../files/kit.ts';
import {CommandStage} from '../support/command-stage.ts';
import {dataFile} from '../support/data.ts';
import {diff, ladder, levelsFrom, micros, opened, snapshot, tick, trade} from '../support/frames.ts';

const recording = (name: string) => path.join(import.meta.dirname, `../../recordings/${name}.jsonl.zst`);

async function told(...words: readonly string[]) {
	const {lines, complaints, environment} = new CommandStage();
	try {
		const code = await moments(parseArguments(['moments', ...words]), environment);
		return {code, lines, complaints};
	} catch (error) {
		if (!isSpoken(error)) throw error;
		return {code: exitCodeOf(error), lines, complaints: [...complaints, error.message]};
	}
}

/** What JSON tells. */
async function objects(...words: readonly string[]): Promise<Readonly<Record<string, unknown>>[]> {
	const {lines} = await told(...words, '--json');
	return JSON.parse(lines.join('\n'));
}

/** A swing, a pulled wall and a gap. */
const scene = () =>
	written('scene.jsonl', [
		...[opened(0), diff(0.1, [101, 103]), snapshot(0.2, 1, 102, ladder(40)), trade(0.25, 1, ['100.01', '0.1'])],
		diff(0.3, [104, 105], {asks: [['100.11', '18.4']]}),
		...Array.from({length: 15}, (_, index) => diff(0.4 + index / 10, [106 + index, 106 + index])),
		...[trade(1.85, 2, ['100.11', '0.3']), diff(1.9, [121, 121], {asks: [['100.11', '2.1']], bids: levelsFrom(100, 'bids', 10, '9')})],
		...[diff(2.5, [122, 122]), diff(3.1, [130, 131]), snapshot(3.4, 2, 131, ladder(20)), diff(4.3204, [132, 132]), tick(5.5)],
	]);

describe('moments', () => {
	test('are lines in order of time, with the day once, and how to see them at the end', async () => {
		const file = await scene();
		expect(await told(file)).toEqual({
			code: 0,
			complaints: [],
			lines: [
				'2026-01-01, UTC',
				'00:00:01.900  wall       100.11 ask pulled 18.4→2.1 in 100 ms (unattributed reduction, 0.3 traded)',
				'00:00:02.500  OBI swing   0.00 to +0.80 in 1 s',
				'00:00:03.100  gap        sequence: expected 123, got 130; in step again after 1.2 s',
				'',
				`3 moments. To see one, say its time: obi-tui --replay ${file} --at 00:00:01.900`,
			],
		});
	});

	test('are objects for a program, with times to the µs and spans in seconds', async () => {
		expect(await objects(await scene())).toEqual([
			{
				...{at: '2026-01-01T00:00:01.900000Z', instrument: 'binance:BTCUSDT', kind: 'wall', side: 'ask', price: 100.11},
				...{from: 18.4, to: 2.1, traded: 0.3, tookSeconds: 0.1},
			},
			{at: '2026-01-01T00:00:02.500000Z', instrument: 'binance:BTCUSDT', kind: 'obi-swing', from: 0, to: 0.8, tookSeconds: 1},
			{
				...{at: '2026-01-01T00:00:03.100000Z', instrument: 'binance:BTCUSDT', kind: 'gap'},
				...{cause: 'sequence', expected: 123, got: 130, lastedSeconds: 1.2204},
			},
		]);
	});

	test('that there are none of are said so', async () => {
		const file = await written('quiet.jsonl', [opened(0), diff(0.1, [101, 103]), snapshot(0.2, 1, 102, ladder(20)), diff(0.3, [104, 105])]);
		expect(await told(file)).toEqual({code: 0, complaints: [], lines: [`${file}: no moment stands out.`]});
		expect(await objects(file)).toEqual([]);
	});

	test('are found with the settings that are given, and the replay is told them', async () => {
		const {lines} = await told(await scene(), '--levels', '3', '--interval', '0.5');
		expect(lines).toContain('00:00:02.500  OBI swing   0.00 to +0.80 in 500 ms');
		expect(lines.at(-1)).toMatch(/ --at 00:00:01\.900 --levels 3 --interval 0\.5$/);
	});
});

describe('of several books', () => {
	test('each is named, and each has as many of a kind as are wanted', async () => {
		const all = await objects(recording('calm'), '--most', '2');
		expect(new Set(all.map(({instrument}) => instrument))).toEqual(new Set(['binance:BTCUSDT', 'binance:ETHUSDT', 'binance:SOLUSDT']));
		const swings = all.filter(({kind}) => kind === 'obi-swing');
		expect(swings).toHaveLength(6);
		const {lines} = await told(recording('calm'), '--most', '2');
		expect(lines.slice(1, -2).every((line) => /^[\d:.]{12} {2}binance:(BTC|ETH|SOL)USDT {2}\S/.test(line))).toBe(true);
		expect(lines).toHaveLength(all.length + 3);
	});

	test('one may be asked for', async () => {
		const one = await objects(recording('sweeps'), '--symbol', 'ethusdt');
		const all = await objects(recording('sweeps'));
		expect(one).toEqual(all.filter(({instrument}) => instrument === 'binance:ETHUSDT'));
		expect(one.length).toBeGreaterThan(5);
	});

	test('one that there is not is a wrong command line', async () => {
		expect(await told(recording('sweeps'), '--symbol', 'LTCUSDT')).toMatchObject({
			code: 2,
			complaints: ['--symbol LTCUSDT: the recording holds binance:BTCUSDT, binance:ETHUSDT, binance:SOLUSDT.'],
		});
	});

	test('more of a kind has those that fewer have', async () => {
		const [few, many] = [await objects(recording('sweeps'), '--most', '2'), await objects(recording('sweeps'), '--most', '20')];
		expect(many.length).toBeGreaterThan(few.length);
		expect(many).toEqual(expect.arrayContaining(few));
	});
});

describe('a recording that is not whole', () => {
	test('has the moments before the damage, with words and exit code 1', async () => {
		const text = readFileSync(await scene(), 'utf8');
		const lines = text.split('\n');
		const place = lines.findIndex((line) => line.includes('"lastUpdateId":131'));
		const file = fileOf('damaged.jsonl', lines.with(place, 'nonsense').join('\n'));
		const {code, lines: said, complaints} = await told(file);
		expect(code).toBe(1);
		expect(said.some((line) => line.includes('  gap        sequence: expected 123, got 130; not in step again'))).toBe(true);
		expect(complaints).toEqual([expect.stringMatching(/^obi-tui: \S+ is damaged at line \d+.*; the moments before it are listed\.$/)]);
	});

	test('because the program was killed has those up to there, and exit code 0', async () => {
		const bytes = readFileSync(await scene());
		const file = fileOf('cut.jsonl', '');
		writeFileSync(file, bytes.subarray(0, bytes.length * 0.7));
		const {code, complaints} = await told(file);
		expect(code).toBe(0);
		expect(complaints).toEqual([expect.stringMatching(/^obi-tui: \S+ is truncated in line \d+, at byte \d+$/)]);
	});

	test('that is none is told of', async () => {
		expect(await told()).toMatchObject({code: 2, complaints: ['moments needs a recording: obi-tui moments FILE']});
		expect(await told(fileOf('none.jsonl', 'nothing\n'))).toMatchObject({
			code: 1,
			lines: [],
			complaints: [expect.stringContaining('none.jsonl')],
		});
		expect(await told(await written('empty.jsonl', [tick(0)]))).toMatchObject({code: 1, complaints: ['The recording holds no book.']});
	});
});

describe('words', () => {
	const instrument = 'binance:BTCUSDT';

	test.each<[Moment, string]>([
		[
			{at: micros(0.1), instrument, kind: 'wall', side: 'ask', price: 64_240, from: 18.4, to: 2.1, traded: 0.3, took: 310_000},
			'00:00:00.100  wall       64,240 ask pulled 18.4→2.1 in 310 ms (unattributed reduction, 0.3 traded)',
		],
		[
			{at: micros(0.1), instrument, kind: 'vpin', vpin: 0.61649, rank: 0.99999, peak: 0.712, lasted: 412e6},
			'00:00:00.100  VPIN       0.616, its rank rose to 0.999; above 0.95 for 6 m 52 s, 0.712 at most',
		],
		[
			{at: micros(0.1), instrument, kind: 'vpin', vpin: 0.6, rank: 0.96, peak: 0.6, lasted: Number.NaN},
			'00:00:00.100  VPIN       0.600, its rank rose to 0.960; above 0.95 to the end, 0.600 at most',
		],
		[
			{at: micros(0.1), instrument, kind: 'gap', cause: 'disconnect', expected: Number.NaN, got: Number.NaN, lasted: Number.NaN},
			'00:00:00.100  gap        disconnect; not in step again',
		],
		[
			{at: micros(0.1), instrument, kind: 'fill', side: 'sell', price: 63_983.739_252, quantity: 15.612_34, adverseBps: 1.871, after: 10e6},
			'00:00:00.100  fill       sold 15.61 at 63,983.739; the mid went 1.87 bps against it in 10 s',
		],
		[{at: micros(0.1), instrument, kind: 'obi-swing', from: -0.9, to: 0.85, took: 4e6}, '00:00:00.100  OBI swing  −0.90 to +0.85 in 4 s'],
	])('%#', (moment, line) => {
		expect(momentLines([moment], false)).toEqual(['2026-01-01, UTC', line]);
	});

	test('a time is rounded up, so that what came within its last ms is there', () => {
		const gap = {instrument, kind: 'gap', cause: 'disconnect', expected: Number.NaN, got: Number.NaN, lasted: Number.NaN} as const;
		expect(momentLines([{...gap, at: micros(1.234_001)}], false)[1]).toMatch(/^00:00:01\.235 /);
		expect(momentLines([{...gap, at: micros(1.234)}], false)[1]).toMatch(/^00:00:01\.234 /);
	});

	test('a day is told where it begins', () => {
		const gap = {instrument, kind: 'gap', cause: 'disconnect', expected: Number.NaN, got: Number.NaN, lasted: Number.NaN} as const;
		const lines = momentLines(
			[
				{...gap, at: micros(86_399)},
				{...gap, at: micros(86_401)},
				{...gap, at: micros(86_402)},
			],
			true,
		);
		expect(lines.map((line) => line.slice(0, 15))).toEqual([
			'2026-01-01, UTC',
			'23:59:59.000  b',
			'2026-01-02, UTC',
			'00:00:01.000  b',
			'00:00:02.000  b',
		]);
	});
});

const real = dataFile('binance-spot-btcusdt-20240808.gz');

test.skipIf(real === undefined)('a recording over midnight is opened by day and time', async () => {
	const {lines} = await told(real ?? '', '--most', '1');
	expect(lines.filter((line) => line.endsWith(', UTC'))).toEqual(['2024-08-08, UTC', '2024-08-09, UTC']);
	expect(lines.at(-1)).toBe(`3 moments. To see one, say its time with its day: obi-tui --replay ${real} --at 2024-08-08T23:58:44.021Z`);
});

const trades = dataFile('binance-spot-ltcusdt-20250622-a-trades.csv.gz');

test.skipIf(trades === undefined)('trades alone have rises of VPIN', async () => {
	const {code, lines} = await told(trades ?? '');
	expect(code).toBe(0);
	expect(lines[1]).toBe('13:04:49.574  VPIN       0.616, its rank rose to 0.987; above 0.95 for 6 m 52 s, 0.712 at most');
});
