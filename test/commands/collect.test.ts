import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import process from 'node:process';
import {beforeEach, describe, expect, onTestFinished, test, vi} from 'vitest';
import {parseArguments} from '../../source/commands/arguments.ts';
import {collect} from '../../source/commands/collect.ts';
import {exitCodeOf, isSpoken} from '../../source/commands/failure.ts';
import {type CollectSample, CollectTable, collectColumns} from '../../source/metrics/collect-table.ts';
import type {Dialect} from '../fake-venue/dialect.ts';
import {binanceSpotDialect} from '../fake-venue/dialects/binance-spot.ts';
import {binanceUsdmDialect} from '../fake-venue/dialects/binance-usdm.ts';
import {startFakeVenue} from '../fake-venue/fake-venue.ts';
import {expectClose} from '../metrics/close-to.ts';
import {CommandStage} from '../support/command-stage.ts';
import {type Cells, csvRows, jsonOf, numberOf} from '../support/exporting.ts';
import {Waiting} from '../support/waiting.ts';

beforeEach(() => {
	vi.spyOn(Math, 'random').mockReturnValue(0.5);
	onTestFinished(() => {
		vi.restoreAllMocks();
	});
});

type CollectingOptions = {readonly dialect?: Dialect; readonly venue?: string; readonly stage?: CommandStage};

/** Collects from a fake venue, a row a second unless told otherwise; the first slot begins at once. */
async function collecting(
	words: readonly string[],
	{dialect = binanceSpotDialect, venue: id = 'binance', stage = new CommandStage()}: CollectingOptions = {},
) {
	const venue = await startFakeVenue({dialect});
	const {clock} = stage;
	const waiting = new Waiting();
	const after = clock.after.bind(clock);
	clock.after = (millis, callback) => {
		const cancel = after(millis, callback);
		waiting.changed();
		return cancel;
	};
	const [csv, json] = [stage.file('x.csv'), stage.file('x.json')];
	const done = collect(
		parseArguments(['collect', '--venue', id, '--base-url', venue.endpoints.rest, '--csv', csv, '--json', json, ...words]),
		stage.environment,
	);
	// A test waits for it in the end; until then it may fail unheard.
	done.catch(() => {});
	/** Resolves once so many polls were answered in all and the next slot is waited for. */
	const untilAnswered = (polls: number) => waiting.until(() => clock.pending === 1 && venue.rest.count('snapshot') === polls);
	/** Resolves once the next timer falls due in just so many ms. */
	const untilNext = (millis: number) => waiting.until(() => clock.untilNext === millis);
	return {venue, stage, clock, csv, json, done, untilAnswered, untilNext, partial: `${csv}.partial`};
}

/** What is said where it cannot be done, with the exit code. */
async function refusalOf(done: Promise<number>): Promise<string> {
	const error = await done.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (!isSpoken(error)) throw error ?? new Error('is not refused');
	return `${exitCodeOf(error)}: ${error.message}`;
}

const rowsOf = (file: string) => csvRows(file);
const cells = (rows: readonly Cells[], name: string) => rows.map((row) => row[name]);
const symbol = 'BTCUSDT';

test('a row a second, each of the book as it was asked for then, to the last digit', async () => {
	const {venue, clock, csv, json, done, stage, untilAnswered} = await collecting(['btc-usdt', '--minutes', '0.1', '--levels', '5']);
	const books = [];
	for (let row = 1; row <= 6; row++) {
		if (row > 1) clock.advance(1000);
		books.push(venue.bookAt(symbol, 5));
		if (row < 6) {
			await untilAnswered(row);
			venue.step(3);
		}
	}
	expect(await done).toBe(0);
	const rows = rowsOf(csv);
	expect(cells(rows, 'timestamp')).toEqual([15, 16, 17, 18, 19, 20].map((second) => `2024-08-08T23:54:${second}.000000Z`));
	const decimal = (units: bigint) => Number(units) / 1e12;
	for (const [index, {bids, asks}] of books.entries()) {
		const row = rows[index]!;
		const [bid, ask] = [bids, asks].map((side) => side.reduce((sum, [, quantity]) => sum + decimal(quantity), 0)) as [number, number];
		const [bidValue, askValue] = [bids, asks].map((side) =>
			side.reduce((sum, [price, quantity]) => sum + decimal(price) * decimal(quantity), 0),
		) as [number, number];
		const [bestBid, bestAsk] = [decimal(bids[0]![0]), decimal(asks[0]![0])];
		expectClose(
			['best_bid', 'best_ask', 'mid', 'bid_vol_L', 'ask_vol_L', 'obi', 'obi_pw'].map((name) => numberOf(row[name])),
			[bestBid, bestAsk, (bestBid + bestAsk) / 2, bid, ask, (bid - ask) / (bid + ask), (bidValue - askValue) / (bidValue + askValue)],
		);
	}
	expect(venue.rest.asked.filter(({route}) => route === 'snapshot').map(({limit}) => limit)).toEqual([500, 500, 500, 500, 500, 500]);
	expect(venue.connections).toEqual([]);
	expect(existsSync(`${csv}.partial`)).toBe(false);
	const {config, metrics} = jsonOf(json);
	expect(config).toEqual({
		...{symbol, base_url: venue.endpoints.rest, levels: 5, interval: 1, minutes: 0.1, depth_limit: 500, ema: 30},
		...{out_csv: csv, out_json: json, timeout: 8, verify_ssl: true, venue: 'binance'},
	});
	expect(Object.keys(config).slice(0, -1)).toEqual([
		...['symbol', 'base_url', 'levels', 'interval', 'minutes', 'depth_limit', 'ema', 'out_csv', 'out_json', 'timeout', 'verify_ssl'],
	]);
	expect(metrics).toMatchObject({samples: 6, missing: 0, ema_span: 30, levels: 5, interval_sec: 1, duration_min: 0.1});
	expect(stage.lines).toEqual([
		expect.stringMatching(/x\.csv, \S+x\.json: 6 rows, 0 missing; obi mean -?0\.\d{4}, r with the next return \S+ \(n 5, t \S+\)$/),
	]);
	expect(stage.complaints).toEqual([]);
	expect(stage.listening).toBe(0);
});

test('the columns that are made of the others, and the summary, are those of the table', async () => {
	const {venue, clock, csv, json, done, untilAnswered} = await collecting([
		'--interval',
		'0.1',
		'--minutes',
		'0.15',
		'--ema',
		'7',
		'--depth-limit',
		'50',
	]);
	for (let row = 1; row < 90; row++) {
		await untilAnswered(row);
		// A failure every now and then.
		if (row % 20 === 7) venue.rest.script('snapshot', {status: 404, body: '{}'});
		venue.step();
		clock.advance(100);
	}
	expect(await done).toBe(0);
	const rows = rowsOf(csv);
	expect(Object.keys(rows[0]!)).toEqual(collectColumns);
	const table = new CollectTable({levels: 20, span: 7, interval: 100_000});
	const made = rows.map((row) => table.push(sampleOf(row)));
	const all = [...made.slice(1), table.finish()];
	const columns = {
		obi_ema: 'obiEma',
		obi_pw_ema: 'obiPriceWeightedEma',
		mid_ret: 'midReturn',
		mid_ret_fwd: 'midReturnForward',
		obi_z: 'obiZ',
	} as const;
	for (const [name, key] of Object.entries(columns)) {
		expect(rows.map((row) => numberOf(row[name]))).toEqual(all.map((row) => row?.[key]));
	}
	expect(cells(rows, 'obi_extreme_flag')).toEqual(all.map((row) => String(table.flagOf(row?.obi ?? Number.NaN))));
	const {metrics} = jsonOf(json);
	expect(metrics).toEqual(JSON.parse(JSON.stringify(table.summary(0.15))));
	expect(metrics.missing).toBe(5);
	expect(metrics.horizons).toHaveLength(5);
});

function sampleOf(row: Cells): CollectSample {
	const number = (name: string) => numberOf(row[name]);
	return {
		at: Date.parse(row['timestamp'] ?? '') * 1000,
		...{lastUpdateId: number('lastUpdateId'), bestBid: number('best_bid'), bestAsk: number('best_ask'), mid: number('mid')},
		...{bidVolume: number('bid_vol_L'), askVolume: number('ask_vol_L'), obi: number('obi'), obiPriceWeighted: number('obi_pw')},
	};
}

test('a slot without an answer is an empty row in its place, with flag 0, and the next stands where it should', async () => {
	const {venue, clock, csv, done, stage, untilAnswered, untilNext} = await collecting(['--minutes', '0.1']);
	await untilAnswered(1);
	// Too late for its own slot, in time for the next one's question.
	const release = venue.rest.hold('snapshot');
	clock.advance(1000);
	await venue.untilAsked('snapshot', 2);
	clock.advance(1000);
	await venue.untilAsked('snapshot', 3);
	release();
	await untilAnswered(3);
	venue.rest.script('snapshot', {status: 503, body: ''}, {status: 500, body: '{}'});
	clock.advance(1000);
	await untilNext(250);
	clock.advance(250);
	await untilNext(500);
	clock.advance(500);
	await untilAnswered(6);
	expect(clock.untilNext).toBe(250);
	venue.rest.script('snapshot', {status: 400, body: '{"code":-1100,"msg":"Illegal characters found in a parameter."}'});
	clock.advance(250);
	await untilAnswered(7);
	clock.advance(1000);
	expect(await done).toBe(0);
	const rows = rowsOf(csv);
	expect(cells(rows, 'timestamp').map((time) => time?.slice(17))).toEqual([15, 16, 17, 18, 19, 20].map((second) => `${second}.000000Z`));
	expect(rows.map((row) => row['obi'] !== '')).toEqual([true, false, true, true, false, true]);
	for (const row of [rows[1]!, rows[4]!]) {
		const {timestamp: _time, obi_extreme_flag: flag, ...others} = row;
		expect(flag).toBe('0');
		expect(new Set(Object.values(others))).toEqual(new Set(['']));
	}
	expect(stage.lines[0]).toContain('6 rows, 2 missing');
	expect(stage.lines[0]).toMatch(/what was missing last: \S+ answered 400: Illegal characters found in a parameter\. \(-1100\)$/);
});

test('a book that is crossed, empty on a side, unreadable, or older than the one before it is no row', async () => {
	const {venue, clock, csv, done, untilAnswered} = await collecting(['--minutes', '0.15']);
	const book = (id: number, bid: string, ask: string) =>
		`{"lastUpdateId":${id},"bids":[${bid === '' ? '' : `["${bid}","2"]`}],"asks":[${ask === '' ? '' : `["${ask}","1"]`}]}`;
	const answers = [
		book(1_000_001, '100', '101'),
		book(1_000_002, '101', '101'),
		book(1_000_003, '102', '101'),
		book(1_000_004, '', '101'),
		'{"lastUpdateId":1000005,"bids":[["1e400","2"]],"asks":[]}',
		book(7, '100', '101'),
		book(8, '100', '101'),
		book(9, '0.000000000001', '90071992547.40991'),
	];
	await untilAnswered(1);
	venue.rest.script('snapshot', ...answers.map((body) => ({status: 200, body})));
	for (let row = 2; row <= 9; row++) {
		clock.advance(1000);
		if (row < 9) await untilAnswered(row);
	}
	await done;
	expect(rowsOf(csv).map((row) => [row['lastUpdateId'], row['mid']])).toEqual([
		[expect.stringMatching(/^\d+$/), expect.stringMatching(/^\d+/)],
		['1000001', '100.5'],
		...[1, 2, 3, 4, 5].map(() => ['', '']),
		['8', '100.5'],
		// No scale holds both prices to the last digit.
		['', ''],
	]);
});

test('a signal ends it early, and what there is is written', async () => {
	const {venue, clock, csv, json, done, stage, untilAnswered} = await collecting([]);
	await untilAnswered(1);
	clock.advance(1000);
	await untilAnswered(2);
	venue.rest.hold('snapshot');
	clock.advance(1000);
	await venue.untilAsked('snapshot', 3);
	stage.signal('SIGINT');
	stage.signal('SIGTERM');
	expect(await done).toBe(0);
	expect(rowsOf(csv).map((row) => row['obi'] !== '')).toEqual([true, true, false]);
	expect(jsonOf(json)).toMatchObject({config: {minutes: 10}, metrics: {samples: 3, missing: 1, duration_min: 0.05}});
	expect(stage.lines[0]).toContain('; stopped by SIGINT; ');
	expect(stage.listening).toBe(0);
	expect(clock.pending).toBe(0);
});

test('rows are on disk as they come, those of a run that is killed too', async () => {
	const {clock, csv, json, partial, done, stage, untilAnswered} = await collecting([]);
	for (let row = 1; row <= 3; row++) {
		await untilAnswered(row);
		expect(cells(rowsOf(partial), 'timestamp')).toHaveLength(row);
		expect(cells(rowsOf(partial), 'obi')).not.toContain('');
		clock.advance(1000);
	}
	await untilAnswered(4);
	const kept = rowsOf(partial);
	expect([existsSync(csv), existsSync(json)]).toEqual([false, false]);
	expect(cells(kept, 'mid_ret_fwd').map((cell) => cell !== '')).toEqual([true, true, true, false]);
	stage.signal('SIGINT');
	await done;
	const rows = rowsOf(csv);
	expect(rows.map((row) => ({...row, obi_extreme_flag: ''}))).toEqual(kept);
});

test('of USD-M contracts as well, as deep as is asked for', async () => {
	const {venue, clock, csv, done, untilAnswered, untilNext} = await collecting(
		['--depth-limit', '1000', '--interval', '2', '--minutes', '0.05'],
		{
			dialect: binanceUsdmDialect,
			venue: 'binance-usdm',
		},
	);
	// The whole second before is odd.
	await untilNext(1000);
	clock.advance(1000);
	await untilAnswered(1);
	clock.advance(2000);
	expect(await done).toBe(0);
	expect(rowsOf(csv)).toHaveLength(2);
	expect(venue.rest.asked.filter(({route}) => route === 'snapshot').map(({limit}) => limit)).toEqual([1000, 1000]);
});

test('files are named after the symbol where they have no other name', async () => {
	const stage = new CommandStage();
	const folder = process.cwd();
	onTestFinished(() => process.chdir(folder));
	process.chdir(stage.folder);
	const venue = await startFakeVenue({dialect: binanceSpotDialect});
	const words = ['collect', '--symbol', 'ETH/USDT', '--minutes', '0.01', '--base-url', venue.endpoints.rest];
	expect(await collect(parseArguments(words), stage.environment)).toBe(0);
	expect(rowsOf(stage.file('ethusdt_obi.csv'))).toHaveLength(1);
	expect(jsonOf(stage.file('ethusdt_obi_metrics.json')).config).toMatchObject({symbol: 'ETHUSDT', out_csv: 'ethusdt_obi.csv'});
	// What came once does not come again: it is not written over.
	expect(await refusalOf(collect(parseArguments(words), stage.environment))).toBe(
		'1: ethusdt_obi.csv exists already and is not overwritten: choose another name',
	);
});

test('unchecked certificates are warned of, and said in the settings', async () => {
	const {json, done, stage} = await collecting(['--no-verify-ssl', '--minutes', '0.01']);
	expect(await done).toBe(0);
	expect(stage.complaints).toEqual(['obi-tui: --no-verify-ssl: no certificate is checked, so whoever stands between may send any book.']);
	expect(jsonOf(json).config.verify_ssl).toBe(false);
});

describe('fails in words', () => {
	test('where no book came, and nothing is written', async () => {
		const {venue, clock, csv, partial, done, stage, untilNext} = await collecting([
			'--interval',
			'0.2',
			'--minutes',
			'0.005',
			'--depth-limit',
			'100',
		]);
		const release = venue.rest.hold('snapshot');
		await venue.untilAsked('snapshot', 1);
		await untilNext(200);
		clock.advance(200);
		await venue.untilAsked('snapshot', 2);
		clock.advance(200);
		expect(await refusalOf(done)).toMatch(
			/^1: No book of Binance spot BTCUSDT came for any of 2 rows: \S+ did not answer in time\. An answer counts only within its interval, here 0\.2 s\. Nothing was written\.$/,
		);
		release();
		expect([existsSync(csv), existsSync(partial)]).toEqual([false, false]);
		expect(stage.lines).toEqual([]);
	});

	test('at the first answer that says it will not get better', async () => {
		const {venue, clock, csv, done} = await collecting([]);
		venue.rest.script('snapshot', {status: 451, body: '{"code":0,"msg":"Service unavailable from a restricted location"}'});
		expect(await refusalOf(done)).toMatch(
			/^1: No book of Binance spot BTCUSDT came for any of 1 row: \S+ does not serve this location \(451\)/,
		);
		expect([existsSync(csv), clock.pending]).toEqual([false, 0]);
	});

	test('where it is stopped before the first slot', async () => {
		const stage = new CommandStage();
		stage.clock.advance(300);
		const {done} = await collecting([], {stage});
		await stage.untilListening();
		stage.signal('SIGTERM');
		expect(await refusalOf(done)).toBe('1: Stopped by SIGTERM before the first row; nothing was written.');
	});

	test('for a symbol that is not listed, before anything is made', async () => {
		const {done, csv, partial} = await collecting(['btcusd']);
		expect(await refusalOf(done)).toBe('1: BTCUSD is not on Binance spot. Nearest: BTCUSDT.');
		expect([existsSync(csv), existsSync(partial)]).toEqual([false, false]);
	});

	test('where rows of another run stand', async () => {
		const stage = new CommandStage();
		writeFileSync(stage.file('x.csv.partial'), 'precious');
		const {done, partial} = await collecting([], {stage});
		expect(await refusalOf(done)).toBe(
			`1: ${partial} exists already, with the rows of a collection that was cut off or goes on: choose another --csv, or move it away`,
		);
		expect(readFileSync(partial, 'utf8')).toBe('precious');
	});

	test('where the files cannot be', async () => {
		const stage = new CommandStage();
		writeFileSync(stage.file('plain'), '');
		const {done} = await collecting(['--csv', `${stage.file('plain')}/x.csv`], {stage});
		expect(await refusalOf(done)).toMatch(/^1: \S+plain\/x\.csv\.partial cannot be opened: a part of its path is a file, not a directory$/);
	});
});

describe('refuses', () => {
	test.each([
		[['--levels', '60', '--depth-limit', '50'], '2: --levels 60 needs a --depth-limit of 60 or more, not 50.'],
		[
			['--depth-limit', '5000'],
			'2: --depth-limit 5000 every 1 s costs 15000 a minute, and api.binance.com is to be asked for 5400 at most: --interval 2.8 or more, or a smaller --depth-limit.',
		],
		[['--venue', 'binance-usdm', '--depth-limit', '2000'], '2: --depth-limit 2000: Binance USD-M gives 1000 levels a side at most.'],
		[
			['bybit:BTCUSDT'],
			'2: Bybit spot is not asked for books by REST, for its stream brings them whole: obi-tui record bybit:BTCUSDT. By REST there is binance, binance-usdm.',
		],
		[['BTCUSDT', 'ETHUSDT'], '2: collect takes one symbol, not 2: BTCUSDT, ETHUSDT.'],
		[['BTCUSDT', '--symbol', 'okx:BTC-USDT'], '2: collect takes one symbol, not 2: BTCUSDT, okx:BTC-USDT.'],
		[['--csv', 'x', '--json', 'x'], '2: --csv and --json both name x.'],
		[['--base-url', 'ftp://x'], '2: "ftp://x" is no address such as https://api.binance.com'],
	])('%j', async (words, message) => {
		const stage = new CommandStage();
		expect(await refusalOf(collect(parseArguments(['collect', ...words]), stage.environment))).toBe(message);
		expect(stage.lines).toEqual([]);
	});

	test.each([
		[['--interval', '0.25'], '--interval wants a multiple of 0.1 from 0.1 to 3600, not "0.25".'],
		[['--depth-limit', '5001'], '--depth-limit wants a whole number from 1 to 5000, not "5001".'],
		[['--minutes', '0'], '--minutes wants a number between 0 and 1000000, neither of them, not "0".'],
		[['--no-verify-ssl=yes'], '--no-verify-ssl takes no value.'],
		[['--verify-ssl'], '--verify-ssl is no option of collect.'],
	])('%j at once', (words, message) => {
		expect(() => parseArguments(['collect', ...words])).toThrow(message);
	});
});
