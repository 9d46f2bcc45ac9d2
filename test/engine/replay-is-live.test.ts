import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import {levelSteps} from '../../source/engine/settings.ts';
import type {Want} from '../../source/engine/view.ts';
import {Random} from '../../source/feeds/synthetic/random.ts';
import type {History} from '../../source/history/history.ts';
import type {Effect} from '../../source/market/frame.ts';
import {dataFile} from '../support/data.ts';
import {recordDemo, runDemo, sharedDemo} from '../support/demo-recording.ts';
import {engineOptions} from '../support/folding.ts';
import {setting} from '../support/frames.ts';
import {framesOf, HashLinks, linksOf} from '../support/hash-links.ts';
import type {ManualClock} from '../support/manual-clock.ts';
import {type Disturbance, replayed} from '../support/replaying.ts';

const minute = dataFile('binance-spot-btcusdt-20240808-60s.gz') ?? '';

const shared = sharedDemo();

/** What an eye may want, at random. */
function randomWant(random: Random, engine: Engine): Want {
	return {
		instrument: engine.desks[random.below(engine.desks.length + 1)]?.instrument.id,
		rows: random.below(40),
		grouping: random.below(16),
		samples: random.below(200),
		lines: random.below(30),
		detail: random.below(4) === 0,
	};
}

const speeds = [0.1, 0.5, 1, 2, 5, 10, 50, 100];

/** Somebody who does not leave the keys alone until a good many have been pressed: looks, holds, hurries, and may go to and fro. */
function restless(seed: number, isWalking: boolean): Required<Disturbance> {
	const random = new Random(seed, 'keys');
	let keys = 120;
	const hold = ({transport}: History, clock: ManualClock) => {
		if (transport.isPaused) transport.play(speeds[random.below(speeds.length)]!);
		else transport.pause();
		clock.advance(random.below(100));
	};
	const hurry = ({transport}: History) => transport.changeSpeed(speeds[random.below(speeds.length)]!);
	const goTo = ({transport, chronicle: {past}}: History) => transport.goTo(past.firstAt + random.uniform() * (past.lastAt - past.firstAt));
	const scrub = ({transport}: History) => transport.scrub((random.below(21) - 10) * 1e6);
	const step = ({transport}: History) => transport.step(random.below(3) === 0 ? 1 : -1);
	const all = isWalking ? [hold, hurry, goTo, scrub, step] : [hold, hurry];
	return {
		lookMillis: isWalking ? 0.3 : 0,
		onFrame(_, engine) {
			if (random.below(50) === 0) engine.view(randomWant(random, engine));
		},
		onTurn(history, clock) {
			const {transport, chronicle} = history;
			if (random.below(10) === 0) transport.engine.view(randomWant(random, transport.engine));
			if (keys === 0 && transport.isPaused) transport.play(100);
			if (keys > 0 && chronicle.past.end > 0 && random.below(8) === 0) {
				keys--;
				all[random.below(all.length)]!(history, clock);
			}
			return keys > 0;
		},
	};
}

describe('what was recorded of the demo', () => {
	test('has samples, books in step, trades and signals in it: something to be different in', () => {
		const {engine, links} = shared.demo;
		expect(links.all).toHaveLength(60);
		expect(engine.desks.map(({integrity}) => integrity.state)).toEqual(['LIVE', 'LIVE', 'LIVE']);
		expect(engine.desks.every(({strategy, integrity}) => strategy.portfolio.trades > 0 && integrity.trades > 100)).toBe(true);
	});

	test('replays to the same hashes at every sample', async () => {
		const {links, status} = await replayed(shared.demo.file, Number.POSITIVE_INFINITY);
		expect(links.all).toEqual(shared.demo.links.all);
		expect(status).toEqual({kind: 'same', samples: 60});
	});

	test('needs nobody who acts on effects, and asks for what was asked for', async () => {
		const asked: Effect[] = [];
		await runDemo({}, (frame) => {
			const effects = engine.fold(frame);
			asked.push(...effects);
			return effects;
		});
		expect(asked.map((effect) => effect.kind === 'snapshot' && effect.request)).toEqual([1, 1, 1, -1, -1, -1]);
		const again = new Engine(engineOptions());
		expect((await framesOf(shared.demo.file)).flatMap((frame) => [...again.fold(frame)])).toEqual(asked);
	});
	const engine = new Engine(engineOptions());

	test.each(['.jsonl.gz', '.jsonl.zst'])('is the same as %s', async (ending) => {
		const {file} = await recordDemo(join(shared.folder, `packed${ending}`));
		const {links, status} = await replayed(file, Number.POSITIVE_INFINITY);
		expect(links.all).toEqual(shared.demo.links.all);
		expect(status).toEqual({kind: 'same', samples: 60});
		expect(readFileSync(file).length).toBeLessThan(readFileSync(shared.demo.file).length / 2);
	});

	test('with gaps and resyncs in it replays to the same hashes', async () => {
		const scenario = 'sweeps';
		const {file, links, engine: live} = await recordDemo(join(shared.folder, 'sweeps.jsonl'), {minutes: 3, seed: 8, scenario});
		const gaps = live.desks.reduce((sum, {integrity}) => sum + integrity.gapCount, 0);
		expect(gaps).toBeGreaterThan(0);
		expect((await replayed(file, Number.POSITIVE_INFINITY)).links.all).toEqual(links.all);
	});

	test('with settings changed on the way replays to the same hashes, and not to those without', async () => {
		const changes = new Map(
			levelSteps.map((levels, index) => [500 + index * 300, {levels, buy: 0.55 + index / 100, sell: 0.45 - index / 100}]),
		);
		const {file, links} = await recordDemo(join(shared.folder, 'settings.jsonl'), {
			insert(frames, at) {
				const change = changes.get(frames);
				return change === undefined ? undefined : {...setting(0, change), at};
			},
		});
		const {links: again, status} = await replayed(file, Number.POSITIVE_INFINITY);
		expect(again.all).toEqual(links.all);
		expect(status).toEqual({kind: 'same', samples: 60});
		expect(links.all.at(-1)).not.toBe(shared.demo.links.all.at(-1));
		expect(links.books).toEqual(shared.demo.links.books);
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
		const {file, links} = await recordDemo(join(shared.folder, 'own-settings.jsonl'), {settings});
		const {links: again, status, engine: replay} = await replayed(file, Number.POSITIVE_INFINITY);
		expect(replay.settings).toMatchObject(settings);
		expect(again.all).toEqual(links.all);
		expect(status).toEqual({kind: 'same', samples: expect.any(Number)});
	});

	test.each([1, 700, 2345])('begun after %i frames stands alone: it opens with what was before', async (after) => {
		const {file, links} = await recordDemo(join(shared.folder, `after-${after}.jsonl`), {after, minutes: 1});
		const {links: again, status} = await replayed(file, Number.POSITIVE_INFINITY);
		expect(again.all).toEqual(links.all);
		expect(again.all.length).toBeGreaterThan(10);
		expect(again.all).toEqual(shared.demo.links.all.slice(-again.all.length));
		expect(status).toEqual({kind: 'same', samples: 60});
	});
});

describe.each([
	['the demo', () => shared.demo.file],
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
		const {links} = await replayed(file(), 1, restless(seed, false));
		expect(links.all).toEqual(undisturbed);
	});

	test.skipIf(isMissing).each([21, 22])('walked through to and fro has the same hashes wherever one comes by (%i)', async (seed) => {
		const {links, engine, status, walkers} = await replayed(file(), 1, restless(seed, true));
		expect(walkers).toBeGreaterThan(10);
		expect(links.all.length).toBeGreaterThan(20);
		expect(undisturbed).toEqual(expect.arrayContaining([...links.all]));
		expect(new Set(links.all.map((link) => Number.parseInt(link, 10))).size).toBe(links.all.length);
		expect(`${engine.samples} ${engine.bookHash} ${engine.stateHash}`).toBe(undisturbed.at(-1));
		expect(status.kind).toBe(name === 'the demo' ? 'same' : 'none');
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
});
