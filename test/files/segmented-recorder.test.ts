/* Which file of a recording holds a moment, and what becomes of one that cannot be rotated. */

import {mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {expect, onTestFinished, test, vi} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import {foldVersion} from '../../source/engine/settings.ts';
import {SegmentedRecorder, type SegmentedRecorderOptions} from '../../source/files/segmented-recorder.ts';
import {engineOptions} from '../support/folding.ts';
import {micros, tick} from '../support/frames.ts';
import {resealed} from '../support/resealed.ts';
import {found, ran} from '../support/verifying.ts';

const origin = {venue: 'binance', symbols: ['BTCUSDT'], mode: 'live'};
const everyMinute: SegmentedRecorderOptions = {rotation: {kind: 'time', every: 60_000_000}};

function emptyFolder(): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'obi-tui-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

/** A tick a second, recorded. */
class Ticking {
	readonly engine = new Engine(engineOptions());
	readonly recorder: SegmentedRecorder;
	#second = 0;

	constructor(file: string, options: SegmentedRecorderOptions = {}) {
		this.recorder = new SegmentedRecorder(file, origin, this.engine, micros(0), options);
	}

	go(seconds: number): this {
		for (const end = this.#second + seconds; this.#second < end; ) {
			const frame = tick(++this.#second);
			this.recorder.frame(frame);
			this.engine.fold(frame);
			this.recorder.mark();
			this.recorder.flush();
		}
		return this;
	}
}

test('a moment is in the file that was begun last before it, and in none before the recording and in a hole', async () => {
	const folder = emptyFolder();
	const ticking = new Ticking(path.join(folder, 'x.jsonl'), everyMinute).go(150);
	const {recorder} = ticking;
	const nameAt = (second: number) => path.basename(recorder.fileAt(micros(second)) ?? '–');
	// In seconds from the start: when the first whole minute comes.
	const first = 60 - ((micros(0) / 1e6) % 60);
	expect([0.5, 1, first - 0.5, first, first + 59.5, first + 60, 150].map(nameAt)).toEqual([
		...['–', 'x.jsonl', 'x.jsonl', 'x.2.jsonl', 'x.2.jsonl', 'x.3.jsonl', 'x.3.jsonl'],
	]);
	for (const file of recorder.files) rmSync(file);
	ticking.go(3);
	expect(recorder.fault).not.toBe('');
	expect(nameAt(153)).toBe('–');
	await recorder.close('done');
});

test.skipIf(process.platform === 'win32')('what cannot be rotated is written on, and tried again after some seconds', async () => {
	const folder = path.join(emptyFolder(), 'sub');
	mkdirSync(folder);
	const ticking = new Ticking(path.join(folder, 'x.jsonl'), everyMinute).go(30);
	const checkpoint = vi.spyOn(ticking.engine, 'checkpoint');
	renameSync(folder, `${folder}-elsewhere`);
	ticking.go(60);
	// Each attempt takes one, which costs.
	expect(checkpoint.mock.calls.length).toBeLessThan(15);
	renameSync(`${folder}-elsewhere`, folder);
	ticking.go(10);
	const {recorder} = ticking;
	await recorder.close('done');
	expect({fault: recorder.fault, missed: recorder.missed, files: recorder.files.length}).toEqual({fault: '', missed: 0, files: 2});
	expect((await found(...recorder.files)).hash).toMatch(/^same as recorded/);
});

test('a set that an older fold has made is compared by its books, whatever its checkpoints were', async () => {
	const {recorder} = new Ticking(path.join(emptyFolder(), 'x.jsonl'), everyMinute).go(100);
	await recorder.close('done');
	expect(recorder.files.length).toBeGreaterThan(1);
	for (const file of recorder.files) {
		const text = readFileSync(file, 'utf8');
		const header = JSON.parse(text.split('\n', 1)[0] ?? '');
		const {crc: _, checkpoint, ...rest} = header;
		const older = {...rest, fold: foldVersion - 1, ...(checkpoint === undefined ? {} : {checkpoint: {...checkpoint, ...emptyCheckpoint}})};
		writeFileSync(file, resealed(`${JSON.stringify({...older, crc: 0})}\n${text.slice(text.indexOf('\n') + 1)}`));
	}
	const {code, text} = await ran(...recorder.files);
	expect(text).toContain('(older fold)');
	expect(code).toBe(0);
});

/** Deflated nothing, with its crc: no state that this version knows. */
const emptyCheckpoint = {crc: 0, deflate: 'eJwDAAAAAAE='};
