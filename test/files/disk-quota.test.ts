/* The disk takes no more in the middle of a recording: what is in files and what is told to be missing are together all there was, to the frame. */

import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import {openRecording} from '../../source/files/recording.ts';
import {SegmentedRecorder} from '../../source/files/segmented-recorder.ts';
import {isObject} from '../../source/market/is-object.ts';
import {engineOptions} from '../support/folding.ts';
import {micros, tick} from '../support/frames.ts';
import {found} from '../support/verifying.ts';

type Said = {
	readonly files: readonly string[];
	readonly kept: number;
	readonly missed: number;
	readonly fault: string;
	readonly news: readonly string[];
	/** Times of all frames. */
	readonly folded: readonly number[];
	readonly stateHash: string;
};

function emptyFolder(): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'obi-tui-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

/** Records in a process whose files may have so many KiB. */
function recordedWithin(kibibytes: number, file: string, what: 'demo' | 'tail'): Said {
	const child = path.join(import.meta.dirname, 'quota-child.ts');
	const {stdout, stderr, status} = spawnSync(
		'bash',
		['-c', `ulimit -f ${kibibytes}; exec "$0" "$@"`, process.execPath, child, file, what],
		{
			encoding: 'utf8',
		},
	);
	if (status !== 0) throw new Error(stderr);
	return JSON.parse(stdout);
}

/** Times of the frames in a file, and what its header says to be missing before it. */
async function contentOf(file: string) {
	const recording = await openRecording(file);
	const times: number[] = [];
	for await (const {frames, length} of recording.batches()) times.push(...frames.slice(0, length).map(({at}) => at));
	const hole = recording.header?.['hole'];
	return {times, hole: isObject(hole) ? hole : undefined};
}

function factsOf({fault, files, frames, missed}: SegmentedRecorder) {
	return {fault, files, frames, missed};
}

const large = 'cannot be written: it is as large as a file may be';

describe.skipIf(process.platform !== 'linux')('files that may grow no larger', () => {
	test.each([
		['x.jsonl', 600],
		['x.jsonl', 350],
		['x.jsonl.zst', 150],
		['x.jsonl.zst', 120],
		['x.jsonl.gz', 120],
	])('%s, %d KiB: each goes on in another, and frames in files and in holes are all there were', async (name, kibibytes) => {
		const folder = emptyFolder();
		const {files, kept, missed, fault, news, folded, stateHash} = recordedWithin(kibibytes, path.join(folder, name), 'demo');
		expect(files.length).toBeGreaterThan(1);
		expect(readdirSync(folder).toSorted()).toEqual(files.map((file) => path.basename(file)).toSorted());
		expect(kept + missed).toBe(folded.length);

		let next = 0;
		for (const file of files) {
			const {times, hole} = await contentOf(file);
			if (file !== files[0]) {
				expect(hole).toEqual({after: folded[next - 1], frames: expect.any(Number), why: expect.stringContaining(large)});
				next += Number(hole?.['frames']);
			}
			expect(times).toEqual(folded.slice(next, next + times.length));
			next += times.length;
			const {hash, notes} = await found(file);
			expect(hash).toMatch(/^same as recorded, \d+ samples?$|^not compared: the recording holds none$/);
			expect(notes).toEqual(file === files[0] ? [] : [expect.stringContaining(`${file} begins after a hole: `)]);
		}
		// What is missing at the end, no header can tell.
		expect(fault === '').toBe(next === folded.length);
		if (fault === '') expect((await found(files.at(-1) ?? '')).stateHash).toBe(stateHash);
		expect(news.map((text) => text.replace(/ [^ ]*\/[^ ]*/, ' …').replace(/\d+ frames/, 'N frames'))).toEqual(
			Array.from({length: 2 * files.length - (fault === '' ? 2 : 1)}, (_, index) =>
				index % 2 === 0 ? `recording stopped: … ${large}` : 'recording goes on in … N frames are missing before it',
			),
		);
	});

	test('too small for any header but the first: no file is left of an attempt, and nothing is said to go on', () => {
		const folder = emptyFolder();
		const file = path.join(folder, 'x.jsonl.zst');
		const {files, kept, missed, news, folded} = recordedWithin(1, file, 'demo');
		expect(files).toEqual([file]);
		expect(readdirSync(folder)).toEqual(['x.jsonl.zst']);
		expect(news).toEqual([`recording stopped: ${file} ${large}`]);
		expect(kept + missed).toBe(folded.length);
	});

	test('what a file cannot take any more when it is rotated is told of, and the next file stands alone', async () => {
		const file = path.join(emptyFolder(), 'x.jsonl');
		const {files, kept, missed, news, folded} = recordedWithin(100, file, 'tail');
		expect(files.map((each) => path.basename(each))).toEqual(['x.jsonl', 'x.2.jsonl']);
		expect(news).toEqual([`recording: ${file} ${large}; its last 1 frames are in no file`]);
		expect({kept, missed}).toEqual({kept: 3, missed: 1});
		expect((await contentOf(file)).times).toEqual(folded.slice(0, 1));
		expect((await contentOf(files[1] ?? '')).times).toEqual(folded.slice(2));
	});
});

describe.skipIf(process.platform !== 'linux')('a disk that is full from the beginning', () => {
	const origin = {venue: 'binance', symbols: ['BTCUSDT'], mode: 'live'};

	test.each(['x.jsonl', 'x.jsonl.zst'])('%s begins under its own name as soon as there is room, and says what is missing', async (name) => {
		const file = path.join(emptyFolder(), name);
		symlinkSync('/dev/full', file);
		const engine = new Engine(engineOptions());
		const news: string[] = [];
		const recorder = new SegmentedRecorder(file, origin, engine, micros(0), {onNews: (text) => news.push(text)});
		const second = async (at: number) => {
			for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setImmediate(resolve));
			recorder.flush();
			recorder.frame(tick(at));
			engine.fold(tick(at));
			recorder.mark();
		};
		// A compressor has its own pace.
		while (recorder.fault === '') await new Promise((resolve) => setImmediate(resolve));
		for (let at = 1; at <= 10; at++) await second(at);
		expect(factsOf(recorder)).toEqual({fault: `${file} cannot be written: the disk is full`, files: [], frames: 0, missed: 10});
		expect(recorder.fileAt(micros(5))).toBeUndefined();
		rmSync(file);
		for (let at = 11; at <= 20; at++) await second(at);
		await recorder.close('done');
		const {times, hole} = await contentOf(file);
		expect(hole).toEqual({after: micros(0), frames: recorder.missed, why: `${file} cannot be written: the disk is full`});
		expect(factsOf(recorder)).toEqual({fault: '', files: [file], frames: times.length, missed: 20 - times.length});
		expect(recorder.fileAt(micros(20))).toBe(file);
		expect(news).toEqual([
			`recording stopped: ${file} cannot be written: the disk is full`,
			`recording goes on in ${file}: ${recorder.missed} frames are missing before it`,
		]);
		expect((await found(file)).stateHash).toBe(engine.stateHash);
	});

	test('what somebody else keeps under the next name stays as it is', () => {
		const folder = path.join(emptyFolder(), 'sub');
		mkdirSync(folder);
		const engine = new Engine(engineOptions());
		const recorder = new SegmentedRecorder(path.join(folder, 'x.jsonl'), origin, engine, micros(0));
		recorder.frame(tick(1));
		engine.fold(tick(1));
		rmSync(path.join(folder, 'x.jsonl'));
		writeFileSync(path.join(folder, 'x.2.jsonl'), 'mine');
		for (let count = 0; count < 5; count++) recorder.flush();
		expect(factsOf(recorder)).toMatchObject({fault: '', files: [path.join(folder, 'x.3.jsonl')]});
		expect(readFileSync(path.join(folder, 'x.2.jsonl'), 'utf8')).toBe('mine');
	});
});
