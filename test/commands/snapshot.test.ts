import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import process from 'node:process';
import {describe, expect, onTestFinished, test} from 'vitest';
import {parseArguments} from '../../source/commands/arguments.ts';
import {exitCodeOf, isSpoken} from '../../source/commands/failure.ts';
import {snapshot} from '../../source/commands/snapshot.ts';
import type {Frame} from '../../source/market/frame.ts';
import {binanceSpotDialect} from '../fake-venue/dialects/binance-spot.ts';
import {startFakeVenue} from '../fake-venue/fake-venue.ts';
import {written} from '../files/kit.ts';
import {CommandStage} from '../support/command-stage.ts';
import {sharedDemo} from '../support/demo-recording.ts';
import {jsonOf, parquetFacts, parquetMetadata, parquetRows} from '../support/exporting.ts';
import * as frames from '../support/frames.ts';
import {walked} from '../support/walked.ts';

async function run(stage: CommandStage, ...words: readonly string[]): Promise<string> {
	expect(await snapshot(parseArguments(['snapshot', ...words]), stage.environment)).toBe(0);
	return stage.lines.at(-1) ?? '';
}

/** What is said where it cannot be done, with the exit code. Nothing is written then. */
async function refusalOf(...words: readonly string[]): Promise<string> {
	const stage = new CommandStage();
	const out = words.includes('--out') ? [] : ['--out', stage.file('x.json')];
	const error = await snapshot(parseArguments(['snapshot', ...words, ...out]), stage.environment).then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (!isSpoken(error)) throw error ?? new Error('is not refused');
	expect(stage.lines).toEqual([]);
	expect(readdirSync(stage.folder)).toEqual([]);
	return `${exitCodeOf(error)}: ${error.message}`;
}

const at = frames.micros;
/** A book that is joined at 1 s, changes at 2 s and 4 s, is lost at 6 s and stays so. */
const story: readonly Frame[] = [
	frames.opened(0),
	frames.diff(0.5, [11, 12], {bids: [['100.00', '3']]}),
	frames.snapshot(1, 1, 11, {
		bids: [
			['100.00', '1.50000000'],
			['99.99', '2'],
			['99.97', '0.12345678'],
		],
		asks: [['100.01', '4']],
	}),
	frames.trade(1.5, 7, ['100.01', '0.5']),
	frames.diff(2, [13, 13], {bids: [['99.99', '0']], asks: [['100.05', '90071992.12345678']]}),
	frames.trade(2.5, 8, ['100.00', '0.25'], 'sell'),
	frames.trade(3, 9, ['100.00000000', '0.00000001'], 'sell'),
	frames.diff(4, [14, 15], {asks: [['100.01', '0']]}),
	frames.tick(5),
	frames.diff(6, [99, 99], {asks: [['100.01', '1']]}),
	frames.tick(7),
];

const row = (...[bid_price, bid_quantity, ask_price, ask_quantity]: ReadonlyArray<number | null>) => ({
	...{symbol: 'BTCUSDT', update_id: 13},
	...{bid_price, bid_quantity, ask_price, ask_quantity},
});
/** At 2 s. */
const rows = [row(100, 3, 100.01, 4), row(99.97, 0.12345678, 100.05, 90071992.12345678)];

describe('from a recording', () => {
	test('rows by rank, null where a side is shorter, numbers to the last digit', async () => {
		const stage = new CommandStage();
		const file = await written('story.jsonl', story);
		const out = stage.file('x.json');
		expect(await run(stage, file, '--at', '00:00:03.5', '--out', out)).toBe(
			`${out}: binance:BTCUSDT at 2026-01-01T00:00:03.000Z, update 13, 2 bids, 2 asks`,
		);
		expect(jsonOf(out)).toEqual({
			...{symbol: 'BTCUSDT', venue: 'binance', update_id: 13, time: '2026-01-01T00:00:03.000000Z'},
			trusted: {bid_levels: 2, ask_levels: 2},
			rows,
		});
		// More digits than a double tells apart from its neighbours.
		expect(readFileSync(out, 'utf8')).toContain('"ask_price":100.05,"ask_quantity":90071992.12345678}');
		await run(stage, file, '--at', '00:00:04', '--out', out);
		expect(jsonOf(out).rows).toEqual([
			{...row(100, 3, 100.05, 90071992.12345678), update_id: 15},
			{...row(99.97, 0.12345678, null, null), update_id: 15},
		]);
	});

	test('the frame of that very moment counts, and the one after it does not', async () => {
		const stage = new CommandStage();
		const file = await written('story.jsonl', story);
		const updateAt = async (time: string) => {
			await run(stage, file, '--at', time, '--out', stage.file('x.json'));
			return jsonOf(stage.file('x.json')).update_id;
		};
		expect(await updateAt('2026-01-01T00:00:01.999999Z')).toBe(12);
		expect(await updateAt('2026-01-01T00:00:02Z')).toBe(13);
		expect(await updateAt('2026-01-01T01:00:02+01:00')).toBe(13);
	});

	test('the trades before it, the latest last', async () => {
		const stage = new CommandStage();
		const file = await written('story.jsonl', story);
		const out = stage.file('x.json');
		expect(await run(stage, file, '--at', '00:00:03', '--trades', '2', '--out', out)).toMatch(/, 2 trades$/);
		const sold = {side: 'sell', price: 100};
		expect(jsonOf(out).trades).toEqual([
			{id: '8', time: '2026-01-01T00:00:02.500000Z', received_at: '2026-01-01T00:00:02.500000Z', ...sold, quantity: 0.25},
			{id: '9', time: '2026-01-01T00:00:03.000000Z', received_at: '2026-01-01T00:00:03.000000Z', ...sold, quantity: 1e-8},
		]);
		await run(stage, file, '--at', '00:00:03', '--trades', '1', '--out', out);
		expect(jsonOf(out).trades).toMatchObject([{id: '9'}]);
		await run(stage, file, '--at', '00:00:01', '--trades', '2', '--out', out);
		expect(jsonOf(out).trades).toEqual([]);
	});

	test('as Parquet, with the trades in one of their own', async () => {
		const stage = new CommandStage();
		const file = await written('story.jsonl', story);
		const [out, trades] = [stage.file('x.parquet'), stage.file('x.trades.parquet')];
		expect(await run(stage, file, '--at', '00:00:03', '--trades', '5', '--out', out)).toContain(`${out}, ${trades}: `);
		expect(await parquetRows(out)).toEqual(rows.map((each) => ({...each, update_id: 13n})));
		const {schema} = await parquetMetadata(out);
		expect(schema.slice(1).map(({name, type, converted_type, repetition_type}) => [name, type, converted_type, repetition_type])).toEqual([
			['symbol', 'BYTE_ARRAY', 'UTF8', 'REQUIRED'],
			['update_id', 'INT64', 'UINT_64', 'OPTIONAL'],
			['bid_price', 'DOUBLE', undefined, 'OPTIONAL'],
			['bid_quantity', 'DOUBLE', undefined, 'OPTIONAL'],
			['ask_price', 'DOUBLE', undefined, 'OPTIONAL'],
			['ask_quantity', 'DOUBLE', undefined, 'OPTIONAL'],
		]);
		// Arrow cannot read a file in which this one is told as hyparquet-writer tells it.
		expect(schema.map(({logical_type}) => logical_type?.type)).not.toContain('INTEGER');
		const facts = {symbol: 'BTCUSDT', venue: 'binance', update_id: 13, time: '2026-01-01T00:00:03.000000Z'};
		expect(await parquetFacts(out)).toMatchObject(facts);
		expect(await parquetRows(trades)).toEqual([
			{symbol: 'BTCUSDT', id: '7', time: BigInt(at(1.5)), received_at: BigInt(at(1.5)), side: 'buy', price: 100.01, quantity: 0.5},
			{symbol: 'BTCUSDT', id: '8', time: BigInt(at(2.5)), received_at: BigInt(at(2.5)), side: 'sell', price: 100, quantity: 0.25},
			{symbol: 'BTCUSDT', id: '9', time: BigInt(at(3)), received_at: BigInt(at(3)), side: 'sell', price: 100, quantity: 1e-8},
		]);
		await run(stage, file, '--at', '00:00:01.2', '--trades', '5', '--out', out);
		expect(await parquetRows(trades)).toEqual([]);
	});

	test('named after symbol and time where it has no other name, and never written over', async () => {
		const stage = new CommandStage();
		const file = await written('story.jsonl', story);
		const folder = process.cwd();
		onTestFinished(() => process.chdir(folder));
		process.chdir(stage.folder);
		for (const _time of [1, 2]) await run(stage, file, '--at', '00:00:02');
		expect(readdirSync(stage.folder).sort()).toEqual([
			'orderbook_snapshot_btcusdt_20260101_000002-2.json',
			'orderbook_snapshot_btcusdt_20260101_000002.json',
		]);
	});

	test.each([
		[
			['--at', '00:00:00.7'],
			'1: binance:BTCUSDT is not in step at 2026-01-01T00:00:00.500Z (SYNCING), so there is no book to tell of: choose another --at.',
		],
		[
			[],
			'1: binance:BTCUSDT is not in step at 2026-01-01T00:00:07.000Z (GAP), so there is no book to tell of: name a time before that by --at.',
		],
		[['--at', '2025-12-31'], '1: 2025-12-31T00:00:00.000Z is before FILE begins, at 2026-01-01T00:00:00.000Z.'],
		[
			['--at', '00:00:08'],
			'1: 2026-01-01T00:00:08.000Z is beyond the end: FILE spans 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:07.000Z',
		],
		[['--at', '00:00:02', '--symbol', 'ETHUSDT'], '2: --symbol ETHUSDT: the recording holds binance:BTCUSDT.'],
		[['--venue', 'okx'], '2: --venue is for a venue, and FILE is a recording.'],
		[['FILE'], '2: snapshot takes one symbol or one recording, not 2: FILE FILE.'],
		[['--out', 'x.csv'], '2: --out x.csv: its ending says what it becomes. One of .json, .parquet.'],
	])('%j is refused in words', async (words, message) => {
		const file = await written('story.jsonl', story);
		expect((await refusalOf(file, ...words.map((word) => word.replace('FILE', file)))).replaceAll(file, 'FILE')).toBe(message);
	});

	test('a recording is not replaced by its own snapshot', async () => {
		const file = (await written('story.json', story)).replaceAll('\\', '/');
		expect(await refusalOf(file, '--out', file)).toMatch(/^2: --out would replace \S+story\.json, which is what is to be read\.$/);
	});

	test('damage after the moment in question does not matter, damage before it does', async () => {
		const stage = new CommandStage();
		const file = await written('story.jsonl', story);
		const lines = readFileSync(file, 'utf8').split('\n');
		writeFileSync(file, lines.with(8, 'dear diary').join('\n'));
		expect(await run(stage, file, '--at', '00:00:02', '--out', stage.file('x.json'))).toContain('update 13');
		expect(await refusalOf(file, '--at', '00:00:05')).toMatch(/^1: \S+ is damaged at line 9/);
	});
});

describe('from a demo recording', () => {
	const shared = sharedDemo({minutes: 0.2});

	test.each(['BTCUSDT', 'binance:ethusdt', 'SOLUSDT'])('%s at its end is the book as it was folded then', async (symbol) => {
		const stage = new CommandStage();
		await run(stage, shared.demo.file, '--symbol', symbol, '--out', stage.file('x.json'));
		const desk = shared.demo.engine.desks.find(({instrument}) => symbol.toUpperCase().endsWith(instrument.symbol));
		const book = desk?.liveBook;
		if (book === undefined) throw new Error('there is no book');
		const {rows: found, update_id} = jsonOf(stage.file('x.json'));
		const levels = (side: 'bid' | 'ask') =>
			found.flatMap((each: Record<string, number | null>) =>
				each[`${side}_price`] === null ? [] : [[each[`${side}_price`], each[`${side}_quantity`]]],
			);
		const wanted = (side: typeof book.bids) =>
			walked(side).map(([price, quantity]) => [price / 10 ** book.priceScale, quantity / 10 ** book.quantityScale]);
		expect([levels('bid'), levels('ask')]).toEqual([wanted(book.bids), wanted(book.asks)]);
		expect(update_id).toBe(desk?.updateId);
	});

	test('which of its books is meant must be said', async () => {
		expect(await refusalOf(shared.demo.file)).toBe(
			'2: The recording holds 3 books, binance:BTCUSDT, binance:ETHUSDT, binance:SOLUSDT: say which by --symbol.',
		);
	});
});

describe('from a venue', () => {
	test('the book as it is now, as deep as it is given, by one question', async () => {
		const stage = new CommandStage();
		const venue = await startFakeVenue({dialect: binanceSpotDialect});
		venue.step(5);
		const out = stage.file('x.json');
		expect(await run(stage, 'eth/usdt', '--base-url', venue.endpoints.rest, '--out', out)).toMatch(
			/^\S+x\.json: binance:ETHUSDT at 2024-08-08T23:54:15\.000Z, update \d+, \d+ bids, \d+ asks$/,
		);
		const {rows: found, time, venue: id} = jsonOf(out);
		expect({time, id}).toEqual({time: '2024-08-08T23:54:15.000000Z', id: 'binance'});
		const {bids, asks} = venue.bookAt('ETHUSDT');
		expect(found).toHaveLength(Math.max(bids.length, asks.length));
		const decimal = (units: bigint | undefined) => (units === undefined ? null : Number(units) / 1e12);
		for (const [rank, each] of found.entries()) {
			const [bid, ask] = [bids[rank], asks[rank]];
			expect([each.bid_price, each.bid_quantity, each.ask_price, each.ask_quantity]).toEqual([
				...[decimal(bid?.[0]), decimal(bid?.[1])],
				...[decimal(ask?.[0]), decimal(ask?.[1])],
			]);
		}
		expect(venue.rest.asked.filter(({route}) => route === 'snapshot').map(({limit}) => limit)).toEqual([5000]);
		await run(stage, '--symbol', 'BTCUSDT', '--depth-limit', '10', '--base-url', venue.endpoints.rest, '--out', out);
		expect(jsonOf(out).rows).toHaveLength(10);
		expect(venue.connections).toEqual([]);
	});

	test.each([
		[{status: 500, body: '{}'}, /^1: \S+ answered 500; gave up\.$/],
		[{status: 200, body: '{"lastUpdateId":1,"bids":[],"asks":[]}'}, /^1: \S+: the book of BTCUSDT is empty\.$/],
		[{status: 200, body: '{"lastUpdateId":1,"bids":[["x","1"]],"asks":[]}'}, /^1: \S+: the answer "x" is not a decimal number\.$/],
	])('an answer %j is told as it is', async (answer, words) => {
		const venue = await startFakeVenue({dialect: binanceSpotDialect});
		venue.rest.script('snapshot', answer);
		expect(await refusalOf('BTCUSDT', '--base-url', venue.endpoints.rest)).toMatch(words);
	});

	test('a symbol that is not listed', async () => {
		const venue = await startFakeVenue({dialect: binanceSpotDialect});
		expect(await refusalOf('BTCUSD', '--base-url', venue.endpoints.rest)).toBe('1: BTCUSD is not on Binance spot. Nearest: BTCUSDT.');
	});

	test.each([
		[[], '2: snapshot needs a symbol or a recording: obi-tui snapshot BTCUSDT'],
		[['BTCUSDT', '--at', '12:00'], '2: --at is a time of a recording: obi-tui snapshot FILE --at TIME'],
		[
			['BTCUSDT', '--trades', '5'],
			'2: --trades needs a recording, for no venue is asked for past trades: obi-tui snapshot FILE --trades N',
		],
		[['BTCUSDT', '--format', 'own'], '2: --format is of a recording: obi-tui snapshot FILE --format F'],
		[['BTCUSDT', 'ETHUSDT'], '2: snapshot takes one symbol or one recording, not 2: BTCUSDT ETHUSDT.'],
		[
			['kraken:BTC/USD'],
			'2: Kraken spot is not asked for books by REST, for its stream brings them whole: obi-tui record kraken:BTC/USD. By REST there is binance, binance-usdm.',
		],
		[['nowhere.jsonl'], '1: nowhere.jsonl cannot be opened: there is no such file or directory'],
	])('%j is refused in words', async (words, message) => {
		expect(await refusalOf(...words)).toBe(message);
		expect(existsSync('x.json')).toBe(false);
	});
});
