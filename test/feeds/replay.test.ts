import {readFileSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import type {ReplayOptions} from '../../source/feeds/replay.ts';
import {parseTime} from '../../source/files/recording-time.ts';
import {fileOf, markOf, readAll, temporaryDirectory, written} from '../files/kit.ts';
import {framesAt, ReplayStage} from '../files/replay-stage.ts';
import {dataFile} from '../support/data.ts';
import {turn} from '../support/turn.ts';

test('frames come at their time, those that are due together in one go', async () => {
	const stage = new ReplayStage([await written('x.jsonl', framesAt(0, 100, 100, 250, 1000))]);
	stage.begin();
	await stage.settle();
	expect(stage.texts).toEqual(['0']);
	expect(stage.clock.untilNext).toBe(100);
	await stage.pass(99);
	expect(stage.texts).toEqual(['0']);
	await stage.pass(1);
	expect(stage.texts).toEqual(['0', '100', '100']);
	await stage.pass(900);
	expect(stage.texts).toEqual(['0', '100', '100', '250', '1000']);
	expect(stage.isOver).toBe(true);
	expect(stage.events.at(-1)).toBe('closed');
});

test('the timer sleeps until the next frame, however far that is, and never polls', async () => {
	const stage = new ReplayStage([await written('x.jsonl', framesAt(0, 3_600_000))]);
	await stage.finish();
	expect(stage.rests).toBe(2);
	const days = new ReplayStage([await written('x.jsonl', framesAt(0, 40 * 86_400_000))]);
	days.begin();
	await days.settle();
	expect(days.clock.untilNext).toBeLessThan(2 ** 31);
	await days.finish();
	expect(days.texts).toHaveLength(2);
});

test('hashes are handed over right after the frames before them', async () => {
	const [a, b, c] = framesAt(0, 500, 1000);
	const stage = new ReplayStage([await written('x.jsonl', [a!, markOf(1, 1), b!, c!, markOf(2, 2)])]);
	await stage.finish();
	expect(stage.events).toEqual(['0', 'hash 1 after 1', '500', '1000', 'hash 2 after 3', 'closed']);
});

test('several files are paced as one', async () => {
	const stage = new ReplayStage([await written('a.jsonl', framesAt(0, 200)), await written('b.jsonl.gz', framesAt(100, 200, 300))]);
	stage.begin();
	await stage.settle();
	await stage.pass(100);
	expect(stage.texts).toEqual(['0', '100']);
	await stage.pass(100);
	expect(stage.texts).toEqual(['0', '100', '200', '200']);
	await stage.finish();
	expect(stage.frames.map(({connection}) => connection)).toEqual([1, 2, 1, 2, 2]);
	expect(stage.events.slice(-2)).toEqual(['closed', 'closed']);
});

const startAt = (text: string): Partial<ReplayOptions> => ({startAt: parseTime(text)});

test('frames before the time to begin at come at once, those after it in their time', async () => {
	const stage = new ReplayStage([await written('x.jsonl', framesAt(0, 1000, 4999, 5000, 6000))], startAt('23:54:18'));
	stage.begin();
	await stage.settle();
	expect(stage.texts).toEqual(['0', '1000', '4999', '5000']);
	expect(stage.clock.untilNext).toBe(1000);
	const between = new ReplayStage([await written('x.jsonl', framesAt(0, 1000, 6000))], startAt('2024-08-08T23:54:18Z'));
	between.begin();
	await between.settle();
	expect(between.texts).toEqual(['0', '1000']);
	expect(between.clock.untilNext).toBe(1000);
});

test('a time beyond the end is refused with the span of the recording', async () => {
	const file = await written('x.jsonl', framesAt(0, 1000));
	const stage = new ReplayStage([file], startAt('2024-08-09T12:00:00Z'));
	await stage.finish();
	expect(String(stage.error)).toBe(
		`BeyondRecordingError: 2024-08-09T12:00:00.000Z is beyond the end: ${file} spans 2024-08-08T23:54:13.000Z to 2024-08-08T23:54:14.000Z`,
	);
});

test('at full speed the event loop gets its turn about every 8 ms of work', async () => {
	const stage = new ReplayStage([await written('x.jsonl', framesAt(...Array.from({length: 800}, (_, index) => index)))], {
		speed: Number.POSITIVE_INFINITY,
	});
	const turns: number[] = [];
	stage.onFrame = () => stage.clock.advance(0.25);
	stage.begin();
	while (!stage.isOver) {
		await turn();
		turns.push(stage.frames.length);
	}
	const work = turns.map((frames, index) => frames - (turns[index - 1] ?? 0)).filter((frames) => frames > 0);
	expect(work.length).toBeGreaterThanOrEqual(20);
	expect(Math.max(...work)).toBeLessThanOrEqual(2 * 32);
	expect(stage.frames).toHaveLength(800);
	expect(stage.clock.pending).toBe(0);
});

test('aborting ends the run, whether it works or waits', async () => {
	const file = await written('x.jsonl', framesAt(0, 1000));
	const waiting = new ReplayStage([file]);
	waiting.begin();
	await waiting.settle();
	waiting.controller.abort();
	while (!waiting.isOver) await turn();
	expect(waiting.clock.pending).toBe(0);
	const working = new ReplayStage([file], {speed: Number.POSITIVE_INFINITY});
	working.onFrame = () => working.controller.abort();
	working.begin();
	while (!working.isOver) await turn();
	expect([waiting, working].map(({texts, events, error}) => [texts.length, events.length, error])).toEqual([
		[1, 1, undefined],
		[1, 1, undefined],
	]);
});

test('a backlog is caught up with at once, and the pace is kept: nothing is late for longer than it has to be', async () => {
	const stage = new ReplayStage([await written('x.jsonl', framesAt(0, 1000, 2000, 3000))], {speed: 2});
	stage.onFrame = () => {
		if (stage.frames.length === 1) stage.clock.advance(1200);
	};
	stage.begin();
	await stage.settle();
	expect(stage.texts).toEqual(['0', '1000', '2000']);
	expect(stage.clock.untilNext).toBe(300);
});

test('damage rejects the run after everything before it has been delivered', async () => {
	const file = await written('x.jsonl', framesAt(0, 10, 20, 30));
	const damaged = fileOf('damaged.jsonl', readFileSync(file, 'utf8').replace('"m":20', '"m":21'));
	const stage = new ReplayStage([damaged]);
	await stage.finish();
	expect(stage.error).toMatchObject({name: 'DamagedRecordingError', file: damaged, line: 4});
	expect(stage.events).toEqual(['0', '10']);
	const missing = new ReplayStage([file, `${temporaryDirectory()}/missing.jsonl`]);
	await missing.finish();
	expect(missing.error).toMatchObject({name: 'UnreadableRecordingError'});
	expect(missing.texts).toEqual([]);
});

test('progress grows from nothing to everything', async () => {
	const file = await written('x.jsonl', framesAt(...Array.from({length: 50}, (_, index) => index * 10)));
	const seen: number[] = [];
	const stage = new ReplayStage([file], {onProgress: (progress) => seen.push(progress)});
	expect(stage.feed.progress).toBeNaN();
	await stage.finish();
	expect(seen).toHaveLength(50);
	expect(seen.every((progress, index) => progress > (seen[index - 1] ?? 0) && progress <= 1)).toBe(true);
	expect(seen.at(-1)).toBe(1);
});

test('a recording whose process was killed plays to its last whole line and says that it was cut', async () => {
	const file = await written('x.jsonl', framesAt(0, 10));
	const text = readFileSync(file, 'utf8');
	writeFileSync(file, text.slice(0, text.indexOf('{"end"')));
	const cut = new ReplayStage([file]);
	await cut.finish();
	writeFileSync(file, text.slice(0, text.indexOf('{"end"') - 3));
	const truncated = new ReplayStage([file]);
	await truncated.finish();
	expect([cut.events, truncated.events]).toEqual([
		['0', '10', 'cut'],
		['0', 'truncated'],
	]);
});

const real = dataFile('binance-spot-btcusdt-20240808-60s.gz');
test.skipIf(real === undefined)('a real minute is the same frames at speed 1, at 10 and at full speed', async () => {
	const {frames} = await readAll(real!);
	for (const speed of [1, 10, Number.POSITIVE_INFINITY]) {
		const stage = new ReplayStage([real!], {speed});
		const began = stage.clock.monotonic();
		await stage.finish();
		expect(stage.frames).toEqual(frames);
		const span = (frames.at(-1)!.at - frames[0]!.at) / 1000;
		expect(Math.abs(stage.clock.monotonic() - began - span / speed)).toBeLessThan(2);
	}
});
