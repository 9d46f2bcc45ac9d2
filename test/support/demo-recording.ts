/* Recordings of the demo, made as the program makes them: feed, recorder, engine. */

import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import type {EngineSettings} from '../../source/engine/settings.ts';
import {createDemoFeed, type DemoOptions} from '../../source/feeds/demo.ts';
import {Recorder} from '../../source/files/recorder.ts';
import type {Effect, Frame} from '../../source/market/frame.ts';
import {engineOptions} from './folding.ts';
import {micros} from './frames.ts';
import {HashLinks} from './hash-links.ts';
import {ManualClock} from './manual-clock.ts';

type DemoRun = Partial<Pick<DemoOptions, 'seed' | 'minutes' | 'symbols' | 'scenario'>>;

export type DemoRecordingOptions = DemoRun & {
	readonly settings?: Partial<EngineSettings>;
	/** The recording begins after so many frames, as by a key; 0 for all. */
	readonly after?: number;
	/** Frames of the test's own, put in after the so-manieth frame of the feed. */
	readonly insert?: (frames: number, at: number) => Frame | undefined;
};

export type DemoRecording = {
	readonly file: string;
	/** The engine that folded as it was recorded. */
	readonly engine: Engine;
	/** Its hashes, from the recording's beginning. */
	readonly links: HashLinks;
};

/** Runs the demo as fast as it goes, a minute of it unless told otherwise, and hands each frame over. */
export async function runDemo(run: DemoRun, sink: (frame: Frame) => readonly Effect[]): Promise<void> {
	const feed = createDemoFeed({seed: 3, minutes: 1, ...run, clock: new ManualClock(), startAt: micros(0), speed: Number.POSITIVE_INFINITY});
	await feed.run(sink, new AbortController().signal);
}

export async function recordDemo(file: string, options: DemoRecordingOptions = {}): Promise<DemoRecording> {
	const {settings = {}, after = 0, insert, ...run} = options;
	const engine = new Engine(engineOptions(settings));
	let recorder: Recorder | undefined;
	let links = new HashLinks();
	let frames = 0;
	const begin = (): Recorder => {
		links = new HashLinks(engine.samples);
		return new Recorder(file, {venue: 'binance', symbols: ['demo'], mode: 'demo'}, engine, micros(0));
	};
	const deliver = (frame: Frame): readonly Effect[] => {
		if (frames === after) recorder ??= begin();
		recorder?.frame(frame);
		const effects = links.fold(engine, frame);
		recorder?.mark(engine);
		return effects;
	};
	await runDemo(run, (frame) => {
		const effects = deliver(frame);
		frames++;
		const own = insert?.(frames, frame.at);
		return own === undefined ? effects : [...effects, ...deliver(own)];
	});
	if (recorder === undefined) throw new Error(`the demo ended before frame ${after}`);
	await recorder.close(engine, 'the test is over');
	return {file, engine, links};
}

/** One demo for all tests of a file, in a folder of their own that is removed after the last; both are there once tests run. */
export function sharedDemo(options: DemoRecordingOptions = {}): {readonly folder: string; readonly demo: DemoRecording} {
	const folder = mkdtempSync(path.join(tmpdir(), 'obi-tui-'));
	let demo: DemoRecording | undefined;
	beforeAll(async () => {
		demo = await recordDemo(path.join(folder, 'demo.jsonl'), options);
	});
	afterAll(() => rmSync(folder, {recursive: true}));
	return {
		folder,
		get demo() {
			if (demo === undefined) throw new Error('the demo is recorded before the first test, not sooner');
			return demo;
		},
	};
}
