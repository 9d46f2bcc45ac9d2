import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import {createReplayFeed} from '../../source/feeds/replay.ts';
import {openRecording} from '../../source/files/recording.ts';
import {HashCheck} from '../../source/runner/hash-check.ts';
import {Runner, speeds} from '../../source/runner/runner.ts';
import {sharedDemo} from '../support/demo-recording.ts';
import {engineOptions} from '../support/folding.ts';
import {micros} from '../support/frames.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {turn} from '../support/turn.ts';

const shared = sharedDemo({minutes: 0.4});

/** A recording that is watched. Feed and runner have clocks of their own that go alike, so that one sees when the feed rests. */
class Replaying {
	readonly clock = new ManualClock(micros(0));
	readonly feedClock = new ManualClock(micros(0));
	readonly engine = new Engine(engineOptions());
	readonly runner: Runner;
	readonly check: HashCheck;
	isOver = false;
	#hasRested = false;

	private constructor(file: string, header: ConstructorParameters<typeof HashCheck>[1], isPaused: boolean) {
		const {clock, engine} = this;
		this.check = new HashCheck(engine, header);
		const feed = createReplayFeed({
			...{files: [file], clock: this.feedClock, speed: 1, isPaused},
			onHash: (mark, frames) => this.check.compare(mark, frames),
			onProgress: () => {
				this.#hasRested = true;
			},
		});
		const origin = {venue: 'binance', symbols: ['demo'], mode: 'replay'};
		this.runner = new Runner({feed, engine, clock, mode: 'replay', source: file, fps: 10, origin, hashCheck: this.check});
		void this.runner.run().finally(() => {
			this.isOver = true;
		});
		onTestFinished(() => this.runner.stop('the test is over'));
	}

	static async of(file: string, isPaused = false): Promise<Replaying> {
		const recording = await openRecording(file);
		await recording.close();
		const replaying = new Replaying(file, recording.header, isPaused);
		while (!replaying.#hasRested) await turn();
		return replaying;
	}

	get session() {
		return this.runner.store.scene.session;
	}

	async pass(seconds: number): Promise<void> {
		for (let passed = 0; passed < seconds * 100; passed++) await this.#pass(10);
	}

	async finish(): Promise<void> {
		while (!this.isOver) await this.#pass(50);
	}

	/** Lets time go on, and the feed do what is due by then. */
	async #pass(millis: number): Promise<void> {
		this.feedClock.advance(millis);
		this.clock.advance(millis);
		do await turn();
		while (!this.isOver && !this.session.isPaused && this.feedClock.pending === 0);
	}
}

describe('a replay', () => {
	test('goes on at its own pace, tells how far it is, and proves itself as it goes', async () => {
		const replaying = await Replaying.of(shared.demo.file);
		await replaying.pass(5);
		const {engine} = replaying;
		expect(engine.at).toBeLessThanOrEqual(micros(5));
		expect(engine.at).toBeGreaterThan(micros(4.8));
		expect(replaying.session).toMatchObject({mode: 'replay', source: shared.demo.file, isPaused: false, isOver: false, speed: 1});
		expect(replaying.session.progress).toBeGreaterThan(0.1);
		expect(replaying.session.progress).toBeLessThan(0.9);
		expect(replaying.session.hash).toEqual({kind: 'same', samples: expect.any(Number)});
		replaying.runner.act({kind: 'hold'});
		await replaying.pass(3);
		expect(engine.at).toBeLessThanOrEqual(micros(5));
		expect(replaying.session).toMatchObject({isPaused: true, behind: Number.NaN});
		replaying.runner.act({kind: 'hold'});
		await replaying.finish();
		expect(replaying.session).toMatchObject({isOver: true, progress: 1, hash: {kind: 'same', samples: 24}});
		expect(engine.stateHash).toBe(shared.demo.engine.stateHash);
	});

	test('steps through its speeds, held or not', async () => {
		const replaying = await Replaying.of(shared.demo.file, true);
		const step = (by: 1 | -1) => {
			replaying.runner.act({kind: 'speed', step: by});
			return replaying.session.speed;
		};
		expect(speeds.slice(3).map(() => step(1))).toEqual([2, 5, 10, 50, 100, Number.POSITIVE_INFINITY]);
		expect(step(1)).toBe(Number.POSITIVE_INFINITY);
		expect(replaying.session.isPaused).toBe(true);
		expect(speeds.map(() => step(-1))).toEqual([100, 50, 10, 5, 2, 1, 0.5, 0.1, 0.1]);
		await replaying.pass(1);
		expect(replaying.engine.frames).toBe(0);
		replaying.runner.act({kind: 'hold'});
		expect(replaying.session).toMatchObject({isPaused: false, speed: 0.1});
		await replaying.pass(10);
		expect(replaying.engine.at).toBeGreaterThan(micros(0.9));
		expect(replaying.engine.at).toBeLessThanOrEqual(micros(1));
	});

	test('is compared no more once a key changed a setting, but what the eye chooses does not matter', async () => {
		const replaying = await Replaying.of(shared.demo.file);
		await replaying.pass(2);
		replaying.runner.act({kind: 'select-next', step: 1});
		replaying.runner.act({kind: 'grouping', step: 1});
		replaying.runner.act({kind: 'resize', rows: 3, samples: 3, lines: 3});
		await replaying.pass(2);
		expect(replaying.session.hash.kind).toBe('same');
		const {at} = replaying.engine;
		replaying.runner.act({kind: 'levels', step: 1});
		expect(replaying.engine.at).toBe(at);
		expect(replaying.session.hash).toEqual({kind: 'settings-changed'});
		await replaying.pass(3);
		expect(replaying.session.hash).toEqual({kind: 'settings-changed'});
	});

	test('takes a setting that was changed before its first frame', async () => {
		const replaying = await Replaying.of(shared.demo.file, true);
		replaying.runner.act({kind: 'levels', step: 1});
		replaying.runner.act({kind: 'hold'});
		await replaying.pass(1);
		expect(replaying.engine.settings.levels).toBe(15);
		expect(replaying.engine.at).toBeLessThanOrEqual(micros(1));
	});

	test('takes every key of several that were pressed before its first frame', async () => {
		const replaying = await Replaying.of(shared.demo.file, true);
		for (const step of [0.01, 0.01, 0.05]) replaying.runner.act({kind: 'thresholds', step});
		replaying.runner.act({kind: 'hold'});
		await replaying.pass(1);
		expect(replaying.engine.settings).toMatchObject({buy: 0.77, sell: 0.23});
	});

	test('that comes out otherwise says from which frame and sample on', async () => {
		const lines = readFileSync(shared.demo.file, 'utf8').split('\n');
		const marked = lines.findIndex((line) => line.startsWith('{"sample":4,'));
		const file = join(shared.folder, 'differs.jsonl');
		writeFileSync(file, lines.with(marked, (lines[marked] ?? '').replace('"state":"', '"state":"0')).join('\n'));
		const replaying = await Replaying.of(file);
		const frames = lines.slice(0, marked).filter((line) => line.startsWith('{"at":')).length;
		await replaying.pass(6);
		expect(replaying.session.hash).toEqual({kind: 'differs', frame: frames, sample: 4});
		replaying.runner.act({kind: 'levels', step: 1});
		expect(replaying.session.hash).toEqual({kind: 'differs', frame: frames, sample: 4});
	});

	test('of an older fold is compared by its books', async () => {
		const file = join(shared.folder, 'older.jsonl');
		const text = readFileSync(shared.demo.file, 'utf8').replaceAll('"state":"', '"state":"0');
		writeFileSync(file, text.replace(/"fold":\d+/, '"fold":0'));
		const replaying = await Replaying.of(file);
		await replaying.pass(5);
		expect(replaying.session.hash).toEqual({kind: 'older-fold', samples: expect.any(Number)});
		const other = join(shared.folder, 'older-and-other.jsonl');
		writeFileSync(other, text.replace(/"fold":\d+/, '"fold":0').replaceAll('"book":"', '"book":"0'));
		const differing = await Replaying.of(other);
		await differing.pass(5);
		expect(differing.session.hash).toEqual({kind: 'differs', frame: expect.any(Number), sample: 1});
	});

	test('is not recorded', async () => {
		const replaying = await Replaying.of(shared.demo.file);
		replaying.runner.act({kind: 'record'});
		expect(replaying.session.recording).toBeUndefined();
		expect(replaying.runner.recording.files).toEqual([]);
	});
});
