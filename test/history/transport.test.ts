/* A recording is played from what has been read of it, and walked through. */

import {describe, expect, onTestFinished, test} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import {BeyondRecordingError} from '../../source/files/recording-errors.ts';
import {parseTime} from '../../source/files/recording-time.ts';
import type {Frame} from '../../source/market/frame.ts';
import {sharedDemo} from '../support/demo-recording.ts';
import {engineOptions} from '../support/folding.ts';
import {micros, tick} from '../support/frames.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {turn} from '../support/turn.ts';
import {framesOf, stateOf, TickingClock, Walking, type WalkingOptions} from '../support/walking.ts';

const shared = sharedDemo({minutes: 0.3, seed: 5});
const max = Number.POSITIVE_INFINITY;

/** Frames at these ms after the start. */
const at = (...millis: readonly number[]): Frame[] => millis.map((after) => tick(after / 1000));

/** A recording of these frames, read whole, on a clock that stands still. */
async function played(frames: readonly Frame[], options: WalkingOptions = {}) {
	const walking = new Walking({clock: new ManualClock(), ...options});
	onTestFinished(() => walking.end());
	walking.take(...frames);
	walking.history.transport.complete();
	await walking.arrive();
	const {transport} = walking.history;
	/** Where the cursor stands, ms after the start. */
	const shown = () => (transport.at - micros(0)) / 1000;
	return {walking, transport, clock: walking.clock, shown, past: walking.history.chronicle.past};
}

describe('a recording that plays', () => {
	test('shows frames at their time, those that are due together in one go, and is over at its end', async () => {
		const {walking, transport, clock} = await played(at(0, 100, 100, 250, 1000));
		expect([transport.position, clock.untilNext]).toEqual([1, 100]);
		await walking.pass(99);
		expect(transport.position).toBe(1);
		await walking.pass(1);
		expect([transport.position, clock.untilNext, transport.isOver]).toEqual([3, 150, false]);
		await walking.pass(900);
		expect([transport.position, transport.isOver, clock.pending]).toEqual([5, true, 0]);
		expect(stateOf(transport.engine)).toBe(stateOf(walking.engine));
	});

	test('sleeps until the next frame, however far that is', async () => {
		const {walking, transport, clock} = await played(at(0, 40 * 86_400_000));
		expect(clock.untilNext).toBeLessThan(2 ** 31);
		let wakes = 0;
		for (; !transport.isOver; wakes++) await walking.pass(clock.untilNext);
		expect(wakes).toBeLessThan(6);
	});

	test('changes its speed while a frame is awaited, from there on and not before', async () => {
		const {walking, transport, clock} = await played(at(0, 1000, 2000, 3000));
		await walking.pass(500);
		transport.changeSpeed(10);
		await walking.arrive();
		expect([transport.speed, clock.untilNext]).toEqual([10, 50]);
		await walking.pass(50);
		expect(transport.position).toBe(2);
		transport.changeSpeed(0.5);
		await walking.arrive();
		expect(clock.untilNext).toBe(2000);
		transport.changeSpeed(max);
		await walking.arrive();
		expect([transport.position, transport.isOver]).toEqual([4, true]);
	});

	test('holds for as long as a pause lasts, and does not catch up with the time that it took', async () => {
		const {walking, transport, clock, shown} = await played(at(0, 1000, 2000));
		await walking.pass(400);
		transport.pause();
		await walking.pass(1_000_000);
		expect([transport.isPaused, transport.position, shown(), clock.pending]).toEqual([true, 1, 400, 0]);
		transport.changeSpeed(2);
		await walking.pass(1_000_000);
		expect([transport.isPaused, transport.position, shown()]).toEqual([true, 1, 400]);
		transport.play(1);
		await walking.arrive();
		expect([transport.isPaused, clock.untilNext]).toEqual([false, 600]);
		await walking.pass(600);
		expect(transport.position).toBe(2);
	});

	test('waits before its first frame where it begins held, whatever its speed', async () => {
		for (const speed of [1, max]) {
			const {walking, transport, clock} = await played(at(0, 10), {isPaused: true, speed});
			await walking.pass(5000);
			expect([transport.position, transport.isPaused, transport.isOver, clock.pending]).toEqual([0, true, false, 0]);
			transport.play(1);
			await walking.arrive();
			expect([transport.position, clock.untilNext]).toEqual([1, 10]);
		}
	});

	test('at full speed shows what has been read; a speed goes on from there, and so does a hold', async () => {
		for (const act of ['play', 'pause'] as const) {
			const walking = new Walking({clock: new ManualClock(), speed: max});
			onTestFinished(() => walking.end());
			const {transport} = walking.history;
			walking.take(...at(0, 1000, 2000));
			expect([transport.position, transport.isFollowing]).toEqual([3, true]);
			if (act === 'play') transport.play(1);
			else transport.pause();
			walking.take(...at(3000, 4000));
			await walking.arrive();
			expect([transport.position, transport.isFollowing, transport.isPaused]).toEqual([3, false, act === 'pause']);
			transport.play(2);
			await walking.arrive();
			expect(walking.clock.untilNext).toBe(500);
			transport.play(max);
			await walking.arrive();
			expect([transport.position, transport.isFollowing]).toEqual([5, true]);
		}
	});

	test('is never past a frame that it has not shown, however late it is', async () => {
		const {walking, transport, clock, past} = await played(at(0, 1000, 2000, 2000, 3000));
		clock.advance(5000);
		expect(past.positionAt(transport.at)).toBe(transport.position);
		await walking.arrive();
		expect(transport.isOver).toBe(true);
		const behind = await played(at(0, 1000, 2000));
		behind.clock.advance(1999);
		behind.transport.pause();
		expect([behind.past.positionAt(behind.transport.at), behind.transport.position]).toEqual([1, 1]);
	});

	test('waits for what is not read yet', async () => {
		const walking = new Walking({clock: new ManualClock()});
		onTestFinished(() => walking.end());
		const {transport} = walking.history;
		walking.take(...at(0, 100));
		await walking.arrive();
		await walking.pass(500);
		expect([transport.position, transport.isOver]).toEqual([2, false]);
		walking.take(...at(300, 900));
		await walking.arrive();
		expect([transport.position, walking.clock.untilNext]).toEqual([3, 400]);
		await walking.pass(400);
		expect([transport.position, transport.isOver]).toEqual([4, false]);
		transport.complete();
		await walking.arrive();
		expect([transport.position, transport.isOver]).toEqual([4, true]);
	});
});

describe('a recording that is over', () => {
	test('neither plays nor holds, and can be walked back into and played to its end again', async () => {
		const {walking, transport} = await played(at(0, 1000, 2000), {speed: max});
		for (const act of [() => transport.pause(), () => transport.play(1), () => transport.play(max)]) {
			act();
			await walking.pass(1000);
			expect([transport.isOver, transport.position]).toEqual([true, 3]);
		}
		transport.step(-1);
		await walking.arrive();
		expect([transport.isOver, transport.isPaused, transport.position]).toEqual([false, true, 2]);
		transport.play(1);
		await walking.arrive();
		expect(transport.isOver).toBe(false);
		await walking.pass(1000);
		expect([transport.isOver, transport.position]).toEqual([true, 3]);
	});

	test('is shown by the key for its end, from wherever one is', async () => {
		const {walking, transport} = await played(at(0, 1000, 2000), {isPaused: true});
		transport.follow();
		await walking.arrive();
		expect([transport.isOver, transport.isFollowing, transport.position]).toEqual([true, true, 3]);
		expect(transport.engine).toBe(walking.engine);
	});
});

describe('somebody who walks', () => {
	const seconds = Array.from({length: 61}, (_, index) => index * 1000);

	test('comes to a time, and plays on from there at the pace of the recording', async () => {
		const {walking, transport, clock, shown} = await played(at(...seconds));
		transport.goTo(micros(30.5));
		await walking.arrive();
		expect([transport.position, shown(), transport.isPaused, clock.untilNext]).toEqual([31, 30_500, false, 500]);
		transport.goTo(micros(10));
		await walking.arrive();
		expect([transport.position, shown(), clock.untilNext]).toEqual([11, 10_000, 1000]);
		await walking.pass(1000);
		expect(transport.position).toBe(12);
	});

	test('stays held where it was held', async () => {
		const {walking, transport, shown} = await played(at(...seconds), {isPaused: true});
		for (const [to, position] of [
			[30.5, 31],
			[12, 13],
			[45.9, 46],
		] as const) {
			transport.goTo(micros(to));
			await walking.pass(10_000);
			expect([transport.position, shown(), transport.isPaused]).toEqual([position, to * 1000, true]);
		}
	});

	test('comes to the first moment before the beginning, and to the last beyond the end', async () => {
		const {walking, transport, shown} = await played(at(...seconds), {isPaused: true});
		transport.goTo(micros(-100));
		await walking.arrive();
		expect([transport.position, shown()]).toEqual([1, 0]);
		transport.goTo(micros(100));
		await walking.arrive();
		expect([transport.position, shown(), transport.isOver]).toEqual([61, 60_000, true]);
	});

	test('counts keys that come quicker than the way takes from where the last one wanted to be', async () => {
		const {walking, transport, shown} = await played(at(...seconds), {isPaused: true});
		transport.goTo(micros(30));
		await walking.arrive();
		for (const micro of [5e6, 5e6, -1e6, 5e6]) transport.scrub(micro);
		expect(transport.wanted.at).toBe(micros(44));
		await walking.arrive();
		expect([transport.position, shown()]).toEqual([45, 44_000]);
		for (let count = 0; count < 10; count++) transport.step(-1);
		await walking.arrive();
		expect([transport.position, shown()]).toEqual([35, 34_000]);
		transport.scrub(-100e6);
		transport.scrub(3e6);
		await walking.arrive();
		expect(shown()).toBe(3000);
	});

	test('steps from frame to frame, through those of one time too, and is held by it', async () => {
		const {walking, transport, shown} = await played(at(0, 1000, 1000, 1000, 2000));
		const step = async (frames: 1 | -1) => {
			transport.step(frames);
			await walking.pass(5000);
			return [transport.position, shown(), transport.engine.frames];
		};
		expect([await step(1), await step(1), await step(1), await step(1), await step(1)]).toEqual([
			[2, 1000, 2],
			[3, 1000, 3],
			[4, 1000, 4],
			[5, 2000, 5],
			[5, 2000, 5],
		]);
		expect([await step(-1), await step(-1), await step(-1), await step(-1), await step(-1), await step(-1)]).toEqual([
			[4, 1000, 4],
			[3, 1000, 3],
			[2, 1000, 2],
			[1, 0, 1],
			// Before its first frame there is nothing to show.
			[1, 0, 1],
			[1, 0, 1],
		]);
		expect(transport.isPaused).toBe(true);
	});

	test('jumps to a place, and is held there', async () => {
		const {walking, transport, shown} = await played(at(...seconds));
		transport.jump({position: 20, at: micros(19)});
		await walking.pass(5000);
		expect([transport.position, shown(), transport.isPaused]).toEqual([20, 19_000, true]);
	});

	test('may play, hold or hurry while on the way: it holds from there on', async () => {
		const {walking, transport, clock} = await played(at(...seconds), {isPaused: true});
		transport.goTo(micros(30));
		transport.play(2);
		await walking.arrive();
		expect([transport.position, transport.isPaused, clock.untilNext]).toEqual([31, false, 500]);
		transport.goTo(micros(10));
		transport.pause();
		await walking.pass(5000);
		expect([transport.position, transport.isPaused]).toEqual([11, true]);
	});

	test('sees the places between while keys are repeated faster than ways are gone, and comes to the last', async () => {
		const frames = await framesOf(shared.demo.file);
		const clock = new TickingClock(0.5);
		const {walking, transport, past} = await played(frames, {isPaused: true, clock});
		transport.jump({position: past.end, at: past.lastAt});
		await walking.arrive();
		// A turn is sixteen frames long now: no way is gone in one.
		clock.lookMillis = 10;
		const wanted = new Set<number>([past.end]);
		const seen: number[] = [];
		for (let key = 0; key < 60; key++) {
			transport.scrub(-250_000);
			wanted.add(transport.wanted.position);
			await turn();
			if (transport.position !== seen.at(-1)) seen.push(transport.position);
		}
		const last = transport.wanted;
		expect(last.at).toBe(past.lastAt - 60 * 250_000);
		await walking.arrive();
		expect([transport.position, transport.at]).toEqual([past.positionAt(last.at), last.at]);
		expect(seen.length).toBeGreaterThan(4);
		expect(seen.filter((position) => !wanted.has(position))).toEqual([]);
		expect(walking.state).toBe(walking.statesAt(frames, new Set([transport.position])).get(transport.position));
	});
});

describe('a time that is not read yet', () => {
	const reading = (options: WalkingOptions = {}) => {
		const walking = new Walking({clock: new ManualClock(), ...options});
		onTestFinished(() => walking.end());
		return {walking, transport: walking.history.transport};
	};

	test('is awaited, and nothing plays meanwhile', async () => {
		const {walking, transport} = reading();
		walking.take(...at(0, 1000));
		await walking.arrive();
		transport.goTo(micros(5));
		for (let count = 0; count < 5; count++) await turn();
		walking.clock.advance(60_000);
		for (let count = 0; count < 5; count++) await turn();
		expect([transport.isSeeking, transport.position]).toEqual([true, 1]);
		walking.take(...at(3000, 5000));
		await turn();
		expect(transport.isSeeking).toBe(true);
		// There may be more of that time.
		walking.take(...at(5000, 5000, 6000));
		await walking.arrive();
		expect([transport.isSeeking, transport.position, transport.at]).toEqual([false, 6, micros(5)]);
		expect(walking.clock.untilNext).toBe(1000);
	});

	test('is the end, where there is nothing beyond it', async () => {
		for (const wanted of [2, 100]) {
			const {walking, transport} = reading({isPaused: true});
			walking.take(...at(0, 1000));
			transport.goTo(micros(wanted));
			if (wanted > 2) transport.scrub(2e6);
			walking.take(...at(2000, 2000));
			await turn();
			expect(transport.isSeeking).toBe(true);
			transport.complete();
			await walking.arrive();
			expect([transport.position, transport.isOver]).toEqual([4, true]);
		}
	});

	test('is given up where somebody wants to be elsewhere', async () => {
		const {walking, transport} = reading({isPaused: true});
		walking.take(...at(0, 1000, 2000));
		for (const act of [() => transport.step(1), () => transport.goTo(micros(0.5)), () => transport.follow()]) {
			transport.goTo(micros(50));
			expect(transport.isSeeking).toBe(true);
			act();
			await walking.arrive();
			expect([transport.isSeeking, transport.position]).toEqual([false, act.toString().includes('follow') ? 3 : 1]);
		}
	});
});

describe('a recording that is shown from a time on', () => {
	const frames = at(0, 1000, 4999, 5000, 6000);
	const from = (text: string, options: WalkingOptions = {}): WalkingOptions => ({startAt: parseTime(text), ...options});

	test('begins there, and is at its pace from there on', async () => {
		const {walking, transport, clock} = await played(frames, from('00:00:05'));
		expect([transport.position, transport.at, clock.untilNext]).toEqual([4, micros(5), 1000]);
		await walking.pass(1000);
		expect(transport.isOver).toBe(true);
		const between = await played(frames, from('2026-01-01T00:00:03Z'));
		expect([between.transport.position, between.clock.untilNext]).toEqual([2, 1999]);
	});

	test('holds there where it begins held, and runs on where it begins at full speed', async () => {
		const held = await played(frames, from('00:00:03', {isPaused: true}));
		await held.walking.pass(60_000);
		expect([held.transport.position, held.transport.at, held.transport.isPaused]).toEqual([2, micros(3), true]);
		const hurried = await played(frames, from('00:00:03', {speed: max}));
		expect([hurried.transport.position, hurried.transport.isOver]).toEqual([5, true]);
	});

	test('shows nothing else before it is read as far', async () => {
		const walking = new Walking({clock: new ManualClock(), startAt: parseTime('00:00:05')});
		onTestFinished(() => walking.end());
		const {transport} = walking.history;
		walking.take(...frames.slice(0, 3));
		for (let count = 0; count < 5; count++) await turn();
		walking.clock.advance(10_000);
		for (let count = 0; count < 5; count++) await turn();
		expect([transport.position, transport.isSeeking]).toEqual([0, true]);
		walking.take(...frames.slice(3));
		await walking.arrive();
		expect(transport.position).toBe(4);
	});

	test('from a time before its beginning begins with its first frame', async () => {
		const {transport, clock} = await played(frames, from('2025-12-31'));
		expect([transport.position, clock.untilNext]).toEqual([1, 1000]);
	});

	test('from a time beyond its end is refused, with the span that it has', () => {
		const walking = new Walking({clock: new ManualClock(), ...from('00:00:06.001')});
		onTestFinished(() => walking.end());
		walking.take(...frames);
		const span = '2026-01-01T00:00:06.001Z is beyond the end: x.jsonl spans 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:06.000Z';
		expect(() => walking.history.transport.complete()).toThrow(BeyondRecordingError);
		const again = new Walking({clock: new ManualClock(), ...from('00:00:06.001')});
		onTestFinished(() => again.end());
		again.take(...frames);
		expect(() => again.history.transport.complete()).toThrow(span);
	});
});

describe('a setting that a hand has changed', () => {
	const change = (levels: number) => Buffer.from(JSON.stringify({levels}));

	test('holds from there on and wherever the cursor goes, and the hashes say so', async () => {
		const {walking, transport, past} = await played(await framesOf(shared.demo.file), {isPaused: true, clock: new TickingClock(0.5)});
		const frames = await framesOf(shared.demo.file);
		const settingAt = (position: number): Frame => ({at: past.timeOf(position), connection: 0, kind: 'setting', payload: change(15)});
		transport.jump({position: 500, at: past.timeOf(500)});
		await walking.arrive();
		transport.change(change(15));
		const straight = (to: number, from: number) => {
			const engine = new Engine(engineOptions());
			for (const frame of [...frames.slice(0, from), settingAt(from), ...frames.slice(from, to)]) engine.fold(frame);
			return stateOf(engine);
		};
		expect([transport.engine.settings.levels, walking.state]).toEqual([15, straight(500, 500)]);
		transport.jump({position: 520, at: past.timeOf(520)});
		await walking.arrive();
		expect(walking.state).toBe(straight(520, 500));
		transport.jump({position: 200, at: past.timeOf(200)});
		await walking.arrive();
		expect([transport.engine.settings.levels, walking.state, transport.hash.kind]).toEqual([15, straight(200, 200), 'settings-changed']);
		transport.step(-1);
		await walking.arrive();
		expect([transport.engine.settings.levels, transport.hash.kind]).toEqual([15, 'settings-changed']);
	});

	test('leaves the engine that comes first, and its hashes, as they were; the end is come to with it all the same', async () => {
		const walking = new Walking({isPaused: true});
		onTestFinished(() => walking.end());
		await walking.read(shared.demo.file);
		const {transport, chronicle} = walking.history;
		transport.complete();
		transport.goTo(chronicle.past.firstAt + 5e6);
		await walking.arrive();
		expect(transport.hash.kind).toBe('same');
		transport.change(change(15));
		transport.follow();
		await walking.arrive();
		expect([transport.position, transport.isOver, transport.engine.settings.levels]).toEqual([chronicle.past.end, true, 15]);
		expect(transport.hash).toEqual({kind: 'settings-changed'});
		expect(walking.engine.settings.levels).toBe(10);
		expect(walking.check.status).toEqual({kind: 'same', samples: shared.demo.engine.samples});
		expect(transport.engine.bookHash).toBe(walking.engine.bookHash);
		expect(transport.engine.stateHash).not.toBe(walking.engine.stateHash);
	});

	test('holds at full speed too, from where it was changed on', async () => {
		const walking = new Walking({speed: max});
		onTestFinished(() => walking.end());
		const {transport} = walking.history;
		walking.take(...at(0, 1000));
		transport.change(change(20));
		walking.take(...at(2000, 3000));
		transport.complete();
		await walking.arrive();
		expect([transport.position, transport.isOver, transport.engine.settings.levels, walking.engine.settings.levels]).toEqual([
			4,
			true,
			20,
			10,
		]);
	});

	test('and another one after it are both there after a way', async () => {
		const {walking, transport} = await played(at(0, 1000, 2000, 3000), {isPaused: true});
		transport.goTo(micros(2));
		await walking.arrive();
		transport.change(change(20));
		transport.change(Buffer.from(JSON.stringify({buy: 0.9})));
		transport.change(change(5));
		transport.goTo(micros(1));
		await walking.arrive();
		expect(transport.engine.settings).toMatchObject({levels: 5, buy: 0.9});
	});
});

describe('the hashes of a recording', () => {
	test('are compared at the cursor, as far as it has come', async () => {
		const walking = new Walking({isPaused: true});
		onTestFinished(() => walking.end());
		await walking.read(shared.demo.file);
		const {transport, chronicle} = walking.history;
		transport.complete();
		expect(transport.hash).toEqual({kind: 'none'});
		for (const seconds of [9.5, 3.5, 12.5]) {
			transport.goTo(chronicle.past.firstAt + seconds * 1e6);
			await walking.arrive();
			const {samples} = transport.engine;
			expect(samples).toBe(Math.ceil(seconds));
			expect(transport.hash).toEqual({kind: 'same', samples});
		}
	});
});
