/* Recordings over several files: rotated ones are one run, and each stands alone; where writing fails it goes on in another file, which says what is missing. */

import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {expect, test} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import {createReplayFeed} from '../../source/feeds/replay.ts';
import {parseRotation} from '../../source/files/rotation.ts';
import {SegmentedRecorder, type SegmentedRecorderOptions} from '../../source/files/segmented-recorder.ts';
import type {Frame} from '../../source/market/frame.ts';
import {HashCheck} from '../../source/runner/hash-check.ts';
import {runDemo} from '../support/demo-recording.ts';
import {engineOptions} from '../support/folding.ts';
import {micros} from '../support/frames.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {resealed} from '../support/resealed.ts';
import {found, ran} from '../support/verifying.ts';
import {WatchStage} from '../support/watch-stage.ts';
import {temporaryDirectory} from './kit.ts';

const origin = {venue: 'binance', symbols: ['demo'], mode: 'demo'};

type Recorded = {
	readonly files: readonly string[];
	readonly engine: Engine;
	readonly recorder: SegmentedRecorder;
	readonly news: readonly string[];
};

const seconds = 150;

/** Some minutes of the demo, recorded as a session does it. @param onSecond after each second of it, where the session would flush. */
async function record(file: string, options: SegmentedRecorderOptions, onSecond: (second: number) => void = () => {}): Promise<Recorded> {
	const engine = new Engine(engineOptions());
	const news: string[] = [];
	const recorder = new SegmentedRecorder(file, origin, engine, micros(0), {...options, onNews: (text) => news.push(text)});
	let second = 0;
	const deliver = (frame: Frame) => {
		for (; frame.at >= micros(second + 1); second++) {
			recorder.flush();
			onSecond(second + 1);
		}
		recorder.frame(frame);
		const effects = engine.fold(frame);
		recorder.mark();
		return effects;
	};
	await runDemo({minutes: seconds / 60, symbols: ['BTCUSDT']}, deliver);
	await recorder.close('done');
	return {files: recorder.files, engine, recorder, news};
}

test.each([
	['a size', '100kB', '.jsonl'],
	['a time', '1m', '.jsonl.zst'],
	['a time', '1m', '.jsonl.gz'],
])('rotated at %s (%s, %s), a set hashes as one, and each file stands alone', async (_, rotate, ending) => {
	const folder = temporaryDirectory();
	const {files, engine, recorder} = await record(join(folder, `set${ending}`), {rotation: parseRotation(rotate)});
	expect(files.length).toBeGreaterThan(2);
	expect(files.length).toBeLessThan(40);
	expect(files.map((file) => basename(file)).slice(0, 2)).toEqual([`set${ending}`, `set.2${ending}`]);
	const set = await found(...files);
	expect(set).toMatchObject({
		hash: `same as recorded, ${seconds} samples`,
		bookHash: engine.bookHash,
		stateHash: engine.stateHash,
		frames: recorder.frames,
	});
	for (const file of files) expect((await found(file)).hash).toMatch(/^same as recorded, \d+ samples?$/);
	const last = await found(files.at(-1) ?? '');
	expect(last.stateHash).toBe(engine.stateHash);
});

test('a set with one missing, in another order, or with a stranger is refused in words', async () => {
	const {files} = await record(join(temporaryDirectory(), 'set.jsonl'), {rotation: parseRotation('100kB')});
	const [first = '', second = '', third = ''] = files;
	expect(await ran(first, third)).toEqual({code: 1, text: `${third} goes on from set.2.jsonl, which is not named before it`});
	expect(await ran(second, first)).toEqual({
		code: 1,
		text: `${first} does not follow ${second}: name them in their order, ${first} ${second}`,
	});
	const other = (await record(join(temporaryDirectory(), 'other.jsonl'), {})).files[0] ?? '';
	expect((await ran(first, second, other)).text).toContain('goes on from no other');
});

test('a file of a set that does not begin where the one before it ends is damaged', async () => {
	const {files} = await record(join(temporaryDirectory(), 'set.jsonl'), {rotation: parseRotation('100kB')});
	const [first = '', second = '', third = ''] = files;
	const checkpointOf = (file: string) => JSON.parse(readFileSync(file, 'utf8').split('\n', 1)[0] ?? '').checkpoint;
	const [head = '', ...rest] = readFileSync(second, 'utf8').split('\n');
	const forged = {...JSON.parse(head), checkpoint: checkpointOf(third)};
	writeFileSync(second, resealed([JSON.stringify(forged), ...rest].join('\n')));
	const {code, text} = await ran(first, second, third);
	expect(code).toBe(1);
	expect(text).toContain(`${second} is damaged at line 1, byte 0: its checkpoint is not the state in which the file before it ends`);
	// A replay would go on over what is missing there.
	expect(await new WatchStage().refusalOf('--replay', first, second, third, '--json')).toContain(`${second} is damaged at line 1`);
});

test('a rotated set is replayed as one, with its hashes', async () => {
	const {files, engine} = await record(join(temporaryDirectory(), 'set.jsonl'), {rotation: parseRotation('100kB')});
	const again = new Engine(engineOptions());
	const check = new HashCheck(again, false);
	const seen: string[] = [];
	const feed = createReplayFeed({
		...{files, clock: new ManualClock(), speed: Number.POSITIVE_INFINITY},
		onHash(mark, frames) {
			check.compare(mark, frames);
			seen.push(check.status.kind);
		},
		onEnd: (endings) => expect(endings.map(({ending}) => ending.kind)).toEqual(files.map(() => 'closed')),
	});
	await feed.run((frame) => again.fold(frame), new AbortController().signal);
	expect(seen.length).toBeGreaterThan(seconds - 10);
	expect(new Set(seen)).toEqual(new Set(['same']));
	expect(again.stateHash).toBe(engine.stateHash);
});

test('a folder that vanishes and comes again: recording goes on in a new file that says what is missing and stands alone', async () => {
	const folder = join(temporaryDirectory(), 'gone');
	mkdirSync(folder);
	const {files, recorder, engine, news} = await record(join(folder, 'x.jsonl'), {}, (second) => {
		if (second === 10) rmSync(folder, {recursive: true});
		if (second === 20) mkdirSync(folder);
	});
	expect(readdirSync(folder)).toEqual(['x.2.jsonl']);
	expect(files.at(-1)).toBe(join(folder, 'x.2.jsonl'));
	expect(news).toEqual([
		`recording stopped: ${join(folder, 'x.jsonl')} has been removed`,
		expect.stringMatching(/^recording goes on in .*x\.2\.jsonl: \d+ frames are missing before it$/),
	]);
	expect(recorder).toMatchObject({fault: '', faults: [`${join(folder, 'x.jsonl')} has been removed`]});
	const {hole} = JSON.parse(readFileSync(files.at(-1) ?? '', 'utf8').split('\n', 1)[0] ?? '');
	expect(hole).toEqual({after: expect.any(Number), frames: recorder.missed, why: `${join(folder, 'x.jsonl')} has been removed`});
	// What was flushed at ten seconds was on disk; nobody looked before eleven.
	expect(hole.after).toBeGreaterThan(micros(9));
	expect(hole.after).toBeLessThanOrEqual(micros(11.1));
	expect(recorder.missed).toBeGreaterThan(100);
	const {hash, stateHash, notes} = await found(files.at(-1) ?? '');
	expect(hash).toMatch(/^same as recorded/);
	expect(stateHash).toBe(engine.stateHash);
	expect(notes).toEqual([expect.stringContaining(`begins after a hole: ${recorder.missed} frames are in no file`)]);
});

test('where nothing can ever be written nothing is left behind, and it is said why', async () => {
	const {files, recorder, news} = await record('/dev/full', {});
	expect(files).toEqual([]);
	expect(recorder.fault).toBe('/dev/full cannot be written: the disk is full');
	expect(news).toEqual(['recording stopped: /dev/full cannot be written: the disk is full']);
	expect(recorder.missed).toBeGreaterThan(500);
});

test.each([
	['100MB', {kind: 'size', bytes: 1e8}],
	['1.5GB', {kind: 'size', bytes: 1.5e9}],
	['15m', {kind: 'time', every: 900e6}],
	['1h', {kind: 'time', every: 3600e6}],
	['1d', {kind: 'time', every: 86_400e6}],
	['', undefined],
	['100', undefined],
	['1kB', undefined],
	['0h', undefined],
	['1H', undefined],
	['-1h', undefined],
	['__proto__', undefined],
])('--rotate %s', (text, rotation) => {
	expect(parseRotation(text)).toEqual(rotation);
});
