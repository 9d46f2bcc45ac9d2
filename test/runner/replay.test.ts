import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import {createReplayFeed} from '../../source/feeds/replay.ts';
import {openRecording, type Recording} from '../../source/files/recording.ts';
import {History} from '../../source/history/history.ts';
import {memoryKeep} from '../../source/history/keep.ts';
import {Landmarks} from '../../source/history/landmarks.ts';
import {HashCheck, isOfOlderFold} from '../../source/runner/hash-check.ts';
import {speeds} from '../../source/runner/motion.ts';
import {Runner} from '../../source/runner/runner.ts';
import {sharedDemo} from '../support/demo-recording.ts';
import {engineOptions} from '../support/folding.ts';
import {micros} from '../support/frames.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {resealed} from '../support/resealed.ts';
import {turn} from '../support/turn.ts';

const shared = sharedDemo({minutes: 0.4});

/** A recording that is watched, once it has been read. What plays and the runner have clocks of their own that go alike, so that one sees when the one rests. */
class Replaying {
	readonly clock = new ManualClock(micros(0));
	readonly playClock = new ManualClock(micros(0));
	readonly runner: Runner;
	readonly history: History;

	private constructor(file: string, {header}: Recording, isPaused: boolean) {
		const {clock, playClock} = this;
		const landmarks = new Landmarks();
		const engine = new Engine({...engineOptions(), observer: landmarks.observer});
		const isOlderFold = isOfOlderFold(header);
		const hashCheck = new HashCheck(engine, isOlderFold);
		this.history = new History({
			...{engine, landmarks, keep: memoryKeep(), room: Number.POSITIVE_INFINITY, clock: playClock, isLive: false},
			...{isOlderFold, isPaused, speed: 1, source: file},
			restore: (checkpoint) => Engine.restore(checkpoint, engineOptions()),
			hash: () => hashCheck.status,
		});
		const {history} = this;
		const feed = createReplayFeed({
			...{files: [file], clock: playClock, speed: Number.POSITIVE_INFINITY},
			onHash(mark, frames) {
				hashCheck.compare(mark, frames);
				history.chronicle.mark(mark);
			},
		});
		const origin = {venue: 'binance', symbols: ['demo'], mode: 'replay'};
		this.runner = new Runner({feed, engine, clock, mode: 'replay', source: file, fps: 10, origin, hashCheck, history});
		const running = this.runner.run();
		onTestFinished(async () => {
			await this.runner.stop('the test is over');
			await running;
		});
	}

	static async of(file: string, isPaused = false): Promise<Replaying> {
		const recording = await openRecording(file);
		await recording.close();
		const replaying = new Replaying(file, recording, isPaused);
		while (!replaying.history.transport.isComplete) await turn();
		await replaying.#settle();
		return replaying;
	}

	/** What is shown. */
	get engine() {
		return this.runner.shown;
	}

	get session() {
		return this.runner.store.scene.session;
	}

	get view() {
		return this.runner.store.scene.view;
	}

	async pass(seconds: number): Promise<void> {
		for (let passed = 0; passed < seconds * 100; passed++) await this.#pass(10);
	}

	async finish(): Promise<void> {
		while (!this.session.isOver) await this.#pass(50);
	}

	/** Lets time go on, and what plays do what is due by then. */
	async #pass(millis: number): Promise<void> {
		this.playClock.advance(millis);
		await this.#settle();
		this.clock.advance(millis);
	}

	async #settle(): Promise<void> {
		const {transport} = this.history;
		do await turn();
		while (transport.isSeeking || !(transport.isPaused || transport.isOver || this.playClock.pending > 0));
	}
}

describe('a replay', () => {
	test('goes on at its own pace, tells how far it is, and proves itself as it goes', async () => {
		const replaying = await Replaying.of(shared.demo.file);
		await replaying.pass(5);
		expect(replaying.view.at).toBeLessThanOrEqual(micros(5));
		expect(replaying.view.at).toBeGreaterThan(micros(4.8));
		expect(replaying.session).toMatchObject({mode: 'replay', source: shared.demo.file, isPaused: false, isOver: false, speed: 1});
		expect(replaying.session.progress).toBeGreaterThan(0.1);
		expect(replaying.session.progress).toBeLessThan(0.9);
		expect(replaying.session.hash).toEqual({kind: 'same', samples: expect.any(Number)});
		replaying.runner.act({kind: 'hold'});
		await replaying.pass(3);
		expect(replaying.view.at).toBeLessThanOrEqual(micros(5));
		expect(replaying.session).toMatchObject({isPaused: true, behind: Number.NaN});
		replaying.runner.act({kind: 'hold'});
		await replaying.finish();
		expect(replaying.session).toMatchObject({isOver: true, progress: 1, hash: {kind: 'same', samples: 24}});
		expect(replaying.engine.stateHash).toBe(shared.demo.engine.stateHash);
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
		const {at, settings} = replaying.view;
		replaying.runner.act({kind: 'levels', step: 1});
		expect(replaying.view.at).toBe(at);
		expect([settings.levels, replaying.view.settings.levels]).toEqual([10, 15]);
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
		writeFileSync(file, resealed(lines.with(marked, (lines[marked] ?? '').replace('"state":"', '"state":"0')).join('\n')));
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
		writeFileSync(file, resealed(text.replace(/"fold":\d+/, '"fold":0')));
		const replaying = await Replaying.of(file);
		await replaying.pass(5);
		expect(replaying.session.hash).toEqual({kind: 'older-fold', samples: expect.any(Number)});
		const other = join(shared.folder, 'older-and-other.jsonl');
		writeFileSync(other, resealed(text.replace(/"fold":\d+/, '"fold":0').replaceAll('"book":"', '"book":"0')));
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
