import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import {levelSteps} from '../../source/engine/settings.ts';
import type {Want} from '../../source/engine/view.ts';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {openRecording} from '../../source/files/recording.ts';
import type {Effect, Frame} from '../../source/market/frame.ts';
import {dataFile} from '../support/data.ts';
import {type DemoRecording, recordDemo, runDemo} from '../support/demo-recording.ts';
import {engineOptions} from '../support/folding.ts';
import {facts, setting} from '../support/frames.ts';
import {HashLinks} from '../support/hash-links.ts';
import {type Disturbance, replayed} from '../support/replaying.ts';

const minute = dataFile('binance-spot-btcusdt-20240808-60s.gz') ?? '';
const elevenMinutes = dataFile('binance-spot-btcusdt-20240808.gz') ?? '';

let folder = '';
let demo: DemoRecording;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'obi-tui-'));
	demo = await recordDemo(join(folder, 'demo.jsonl'));
});
afterAll(() => rmSync(folder, {recursive: true}));

type KeptFrame = Frame & {readonly payload: Buffer};

/** All frames of a file, with payloads of their own. */
async function framesOf(file: string): Promise<KeptFrame[]> {
	const frames: KeptFrame[] = [];
	const recording = await openRecording(file);
	for await (const batch of recording.batches()) {
		for (const frame of batch.frames.slice(0, batch.length)) frames.push({...frame, payload: Buffer.from(frame.payload)});
	}
	return frames;
}

/** The hashes of frames folded one after another. */
function linksOf(frames: Iterable<Frame>, settings = {}): HashLinks {
	const engine = new Engine(engineOptions(settings));
	const links = new HashLinks();
	for (const frame of frames) links.fold(engine, frame);
	return links;
}

/** What an eye may want, at random. */
function randomWant(random: Random, engine: Engine): Want {
	return {
		instrument: engine.desks[random.below(engine.desks.length + 1)]?.instrument.id,
		rows: random.below(40),
		grouping: random.below(16),
		samples: random.below(200),
		lines: random.below(30),
	};
}

/** Somebody who never leaves the keys alone: holds, hurries, looks at this and that. */
function restless(seed: number): Required<Disturbance> {
	const random = new Random(seed, 'keys');
	const speeds = [0.1, 0.5, 1, 2, 5, 10, 50, 100, Number.POSITIVE_INFINITY];
	return {
		onFrame(_, engine, feed) {
			if (random.below(50) === 0) engine.view(randomWant(random, engine));
			const key = random.below(300);
			if (key === 0) feed.pause();
			else if (key === 1) feed.play(speeds[random.below(speeds.length)]!);
		},
		onRest(_, engine, feed, clock) {
			engine.view(randomWant(random, engine));
			if (feed.isPaused) {
				clock.advance(random.below(5000));
				feed.play(speeds[random.below(speeds.length)]!);
			} else if (random.below(20) === 0) {
				feed.pause();
				clock.advance(random.below(100));
				feed.play(speeds[random.below(speeds.length)]!);
			}
		},
	};
}

describe('what was recorded of the demo', () => {
	test('has samples, books in step, trades and signals in it: something to be different in', () => {
		const {engine, links} = demo;
		expect(links.all).toHaveLength(60);
		expect(engine.desks.map(({integrity}) => integrity.state)).toEqual(['LIVE', 'LIVE', 'LIVE']);
		expect(engine.desks.every(({strategy, integrity}) => strategy.portfolio.trades > 0 && integrity.trades > 100)).toBe(true);
	});

	test('replays to the same hashes at every sample', async () => {
		const {links, status} = await replayed(demo.file, Number.POSITIVE_INFINITY);
		expect(links.all).toEqual(demo.links.all);
		expect(status).toEqual({kind: 'same', samples: 60});
	});

	test('needs nobody who acts on effects, and asks for what was asked for', async () => {
		const asked: Effect[] = [];
		await runDemo({}, (frame) => {
			const effects = engine.fold(frame);
			asked.push(...effects);
			return effects;
		});
		expect(asked).toHaveLength(3);
		const again = new Engine(engineOptions());
		expect((await framesOf(demo.file)).flatMap((frame) => [...again.fold(frame)])).toEqual(asked);
	});
	const engine = new Engine(engineOptions());

	test.each(['.jsonl.gz', '.jsonl.zst'])('is the same as %s', async (ending) => {
		const {file} = await recordDemo(join(folder, `packed${ending}`));
		const {links, status} = await replayed(file, Number.POSITIVE_INFINITY);
		expect(links.all).toEqual(demo.links.all);
		expect(status).toEqual({kind: 'same', samples: 60});
		expect(readFileSync(file).length).toBeLessThan(readFileSync(demo.file).length / 2);
	});

	test('with gaps and resyncs in it replays to the same hashes', async () => {
		const scenario = 'sweeps';
		const {file, links, engine: live} = await recordDemo(join(folder, 'sweeps.jsonl'), {minutes: 3, seed: 8, scenario});
		const gaps = live.desks.reduce((sum, {integrity}) => sum + integrity.gapCount, 0);
		expect(gaps).toBeGreaterThan(0);
		expect((await replayed(file, Number.POSITIVE_INFINITY)).links.all).toEqual(links.all);
	});

	test('with settings changed on the way replays to the same hashes, and not to those without', async () => {
		const changes = new Map(
			levelSteps.map((levels, index) => [500 + index * 300, {levels, buy: 0.55 + index / 100, sell: 0.45 - index / 100}]),
		);
		const {file, links} = await recordDemo(join(folder, 'settings.jsonl'), {
			insert(frames, at) {
				const change = changes.get(frames);
				return change === undefined ? undefined : {...setting(0, change), at};
			},
		});
		const {links: again, status} = await replayed(file, Number.POSITIVE_INFINITY);
		expect(again.all).toEqual(links.all);
		expect(status).toEqual({kind: 'same', samples: 60});
		expect(links.all.at(-1)).not.toBe(demo.links.all.at(-1));
		expect(links.books).toEqual(demo.links.books);
	});

	test('with settings of its own replays by them', async () => {
		const settings = {
			buy: 0.6,
			sell: 0.4,
			levels: 3,
			span: 7,
			interval: 200_000,
			vpinBucket: 2,
			vpinBuckets: 7,
			balance: 5000,
			feeBps: 2,
			maxVpinRank: 0.9,
		};
		const {file, links} = await recordDemo(join(folder, 'own-settings.jsonl'), {settings});
		const {links: again, status, engine: replay} = await replayed(file, Number.POSITIVE_INFINITY);
		expect(replay.settings).toMatchObject(settings);
		expect(again.all).toEqual(links.all);
		expect(status).toEqual({kind: 'same', samples: expect.any(Number)});
	});

	test.each([1, 700, 2345])('begun after %i frames stands alone: it opens with what was before', async (after) => {
		const {file, links} = await recordDemo(join(folder, `after-${after}.jsonl`), {after, minutes: 1});
		const {links: again, status} = await replayed(file, Number.POSITIVE_INFINITY);
		expect(again.all).toEqual(links.all);
		expect(again.all.length).toBeGreaterThan(10);
		expect(again.all).toEqual(demo.links.all.slice(-again.all.length));
		expect(status).toEqual({kind: 'same', samples: 60});
	});
});

describe.each([
	['the demo', () => demo.file],
	['a real minute', () => minute],
])('%s', (name, file) => {
	const isMissing = name === 'a real minute' && minute === '';
	let undisturbed: readonly string[] = [];
	beforeAll(async () => {
		if (!isMissing) undisturbed = linksOf(await framesOf(file())).all;
	});

	test.skipIf(isMissing).each([1, 10, Number.POSITIVE_INFINITY])('at speed %d has the hashes of a plain fold', async (speed) => {
		const {links, wakes} = await replayed(file(), speed);
		expect(links.all).toEqual(undisturbed);
		expect(links.all.length).toBeGreaterThanOrEqual(59);
		expect(wakes > 500).toBe(speed !== Number.POSITIVE_INFINITY);
	});

	test.skipIf(isMissing).each([11, 12, 13])('held, hurried and looked at from all sides has the same hashes (%i)', async (seed) => {
		const {links} = await replayed(file(), 1, restless(seed));
		expect(links.all).toEqual(undisturbed);
	});

	test.skipIf(isMissing)('is folded from payloads that are gone after each call', async () => {
		const engine = new Engine(engineOptions());
		const links = new HashLinks();
		const shared = Buffer.alloc(2 ** 20);
		for (const frame of await framesOf(file())) {
			const payload = shared.subarray(0, frame.payload.length);
			payload.set(frame.payload);
			links.fold(engine, {...frame, payload});
			shared.fill(0x78, 0, payload.length);
		}
		expect(links.all).toEqual(undisturbed);
	});

	test.skipIf(isMissing)('is folded the same from checkpoints at fifty moments, bit for bit', async () => {
		const frames = await framesOf(file());
		const random = new Random(5, 'checkpoints');
		const moments = new Set([0, 1, 2, 3, 7, ...Array.from({length: 45}, () => random.below(frames.length))]);
		const whole = new Engine(engineOptions());
		let interrupted = new Engine(engineOptions());
		const links = new HashLinks();
		for (const [index, frame] of frames.entries()) {
			if (moments.has(index)) {
				const bytes = interrupted.checkpoint();
				interrupted = Engine.restore(bytes, engineOptions({levels: 3, buy: 0.9, vpinBuckets: 3, balance: 5}));
				expect(Buffer.compare(interrupted.checkpoint(), bytes)).toBe(0);
			}
			expect([...links.fold(interrupted, frame)]).toEqual([...whole.fold(frame)]);
		}
		expect(links.all).toEqual(undisturbed);
		expect(Buffer.compare(interrupted.checkpoint(), whole.checkpoint())).toBe(0);
		const want: Want = {instrument: undefined, rows: 50, grouping: 3, samples: 500, lines: 500};
		expect(interrupted.view(want)).toEqual(whole.view(want));
	});
});

describe('the hash of the state', () => {
	test('changes with a setting, that of the book does not', async () => {
		const frames = await framesOf(demo.file);
		const changed = frames.toSpliced(1500, 0, {...setting(0, {levels: 3}), at: frames[1500]!.at});
		const [plain, other] = [linksOf(frames), linksOf(changed)];
		expect(other.books).toEqual(plain.books);
		expect(other.all.at(-1)).not.toBe(plain.all.at(-1));
		const first = plain.all.findIndex((link, index) => link !== other.all[index]);
		expect(first).toBeGreaterThan(10);
		expect(plain.all.slice(first).every((link, index) => link !== other.all[first + index])).toBe(true);
	});

	test.each(['buy', 'levels', 'span', 'balance', 'feeBps', 'vpinBucket'])('depends on %s, that of the book does not', async (name) => {
		const frames = await framesOf(demo.file);
		const other = linksOf(frames, {[name]: {buy: 0.6, levels: 3, span: 5, balance: 500, feeBps: 1, vpinBucket: 0.5}[name]});
		expect(other.books).toEqual(demo.links.books);
		expect(other.all.at(-1)).not.toBe(demo.links.all.at(-1));
	});

	test('both change with a single quantity in a single level far from the touch', async () => {
		const frames = await framesOf(demo.file);
		const index = frames.findLastIndex(({payload}) => payload.includes('btcusdt@depth'));
		const message = JSON.parse(frames[index]!.payload.toString());
		message.data.b.push(['1.00', '0.00000001']);
		const changed = frames.with(index, {...frames[index]!, payload: Buffer.from(JSON.stringify(message))});
		const links = linksOf([...changed, {...frames.at(-1)!, kind: 'tick', at: frames.at(-1)!.at + 2_000_000}]);
		const plain = linksOf([...frames, {...frames.at(-1)!, kind: 'tick', at: frames.at(-1)!.at + 2_000_000}]);
		expect(links.books.at(-1)).not.toBe(plain.books.at(-1));
		expect(links.books.slice(0, -3)).toEqual(plain.books.slice(0, -3));
	});
});

describe.skipIf(minute === '')('the hash of the book does not depend on the scale', () => {
	const rewritten = (frame: KeptFrame, digits: (text: string) => string): KeptFrame => {
		const text = frame.payload.toString().replaceAll(/"(\d+\.\d+)"/g, (_, number: string) => `"${digits(number)}"`);
		return {...frame, payload: Buffer.from(text)};
	};
	/** As a live feed would have brought it: opened with the venue's facts, the snapshot as an answer. */
	const described = (frames: readonly KeptFrame[], tickSize: string): Frame[] => {
		const payload = Buffer.from(
			JSON.stringify({venue: 'binance', market: 'spot', url: '', streams: [], instruments: [facts('BTCUSDT', 'TRADING', tickSize)]}),
		);
		const opened: Frame = {at: frames[0]!.at, connection: 1, kind: 'opened', payload};
		const answers = frames.map((frame): Frame => {
			if (frame.kind !== 'reply') return frame;
			const body = JSON.parse(frame.payload.toString());
			const head = {request: 1, instrument: 'binance:BTCUSDT', what: 'snapshot', status: 200, retryAfter: null, error: null, limit: 1000};
			return {...frame, payload: Buffer.from(JSON.stringify({...head, body}))};
		});
		return [opened, ...answers];
	};

	test('of the digits that numbers are written with', async () => {
		const frames = await framesOf(minute);
		const plain = linksOf(frames).books;
		const short = frames.map((frame) => rewritten(frame, (number) => number.replace(/\.?0+$/, '')));
		expect(short[0]!.payload.toString()).not.toContain('00"');
		expect(linksOf(short).books).toEqual(plain);
		expect(linksOf(frames.map((frame) => rewritten(frame, (number) => `00${number}00000`))).books).toEqual(plain);
	});

	test('nor of what is known of the instrument', async () => {
		const frames = await framesOf(minute);
		const plain = linksOf(frames).books;
		for (const tickSize of ['0.01000000', '1', '0.00000100']) {
			const links = linksOf(described(frames, tickSize));
			expect(links.books).toEqual(plain);
		}
	});

	test('nor of a price finer than the tick that comes and goes', async () => {
		const frames = await framesOf(minute);
		const first = frames.findIndex(({payload}) => payload.includes('"U":50093239225,'));
		const far = (frame: KeptFrame, quantity: string): KeptFrame => ({
			...frame,
			payload: Buffer.from(frame.payload.toString().replace('"b":[', `"b":[["0.00000123","${quantity}"],`)),
		});
		const second = frames.findIndex(({payload}, index) => index > first && payload.includes('depthUpdate'));
		expect(frames[second]!.at - frames[first]!.at).toBeLessThan(200_000);
		const widened = frames.with(first, far(frames[first]!, '7.00000000')).with(second, far(frames[second]!, '0.00000000'));
		const engine = new Engine(engineOptions());
		const links = new HashLinks();
		for (const frame of widened) links.fold(engine, frame);
		expect(engine.desks[0]?.liveBook?.priceScale).toBe(8);
		expect(links.books).toEqual(linksOf(frames).books);
	});
});

test.skipIf(elevenMinutes === '')('a checkpoint stays below 2 MB, and does not grow with the run', async () => {
	const engine = new Engine(engineOptions());
	const sizes: number[] = [];
	const recording = await openRecording(elevenMinutes);
	for await (const batch of recording.batches()) {
		for (const frame of batch.frames.slice(0, batch.length)) {
			engine.fold(frame);
			if (engine.frames % 10_000 === 0) sizes.push(engine.checkpoint().length);
		}
	}
	expect(sizes).toHaveLength(9);
	expect(Math.max(...sizes)).toBeLessThan(2e6);
	expect(sizes.at(-1)).toBeLessThan(2 * sizes[0]!);
});

test('bytes that are no checkpoint are refused, with what is wrong with them', async () => {
	const bytes = demo.engine.checkpoint();
	const restore = (changed: Uint8Array) => () => Engine.restore(changed, engineOptions());
	expect(restore(bytes)).not.toThrow();
	expect(restore(bytes.subarray(0, -1))).toThrow('it ends too early');
	expect(restore(Buffer.concat([bytes, Buffer.alloc(8)]))).toThrow('it goes on after its end');
	expect(restore(Buffer.alloc(64))).toThrow('it was made by version 0 of the fold');
	expect(restore(Buffer.alloc(0))).toThrow('it ends too early');
	const {length} = bytes;
	for (let cut = 8; cut < length; cut += Math.ceil(length / 200))
		expect(restore(bytes.subarray(0, cut))).toThrow(expect.objectContaining({name: 'BadArchiveError'}));
});
