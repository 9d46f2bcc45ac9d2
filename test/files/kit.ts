/* Recordings for tests: written to a directory that goes when the test ends, and read whole. */

import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import type {Ending} from '../../source/files/ending.ts';
import {type BatchSource, openRecording, type RecordingOptions} from '../../source/files/recording.ts';
import type {HashMark, RecordingHeader} from '../../source/files/recording-line.ts';
import {RecordingWriter} from '../../source/files/recording-writer.ts';
import type {Frame} from '../../source/market/frame.ts';

export const header: RecordingHeader = {
	obi: 1,
	program: '0.1.0',
	fold: 1,
	venue: 'binance',
	symbols: ['BTCUSDT'],
	settings: {levels: 10},
	start: 1_723_161_253_000_000,
	mode: 'live',
};

export function temporaryDirectory(): string {
	const directory = mkdtempSync(join(tmpdir(), 'obi-tui-'));
	onTestFinished(() => rmSync(directory, {recursive: true, force: true}));
	return directory;
}

/** A file of these bytes. */
export function fileOf(name: string, content: string | Uint8Array): string {
	const file = join(temporaryDirectory(), name);
	writeFileSync(file, content);
	return file;
}

export function frameOf(at: number, payload: string | Uint8Array, connection = 1, kind: Frame['kind'] = 'message'): Frame {
	return {at, connection, kind, payload: Buffer.from(payload)};
}

export function markOf(sample: number, at: number): HashMark {
	return {sample, at, book: `b${sample}`, state: `5${sample}`};
}

/** Writes frames and, where they stand among them, marks. Closed with a footer. */
export async function written(name: string, lines: ReadonlyArray<Frame | HashMark>): Promise<string> {
	const file = join(temporaryDirectory(), name);
	const writer = new RecordingWriter(file, header);
	for (const line of lines) {
		if ('sample' in line) writer.mark(line);
		else writer.write(line);
	}
	await writer.close('done');
	return file;
}

export type Reading = {
	readonly frames: Frame[];
	/** Each with how many frames stood before it. */
	readonly marks: ReadonlyArray<{readonly mark: HashMark; readonly frames: number}>;
	readonly ending: Ending | undefined;
	readonly error: unknown;
};

/** Everything in a source, payloads copied. */
export async function drain(source: BatchSource): Promise<Omit<Reading, 'ending'>> {
	const frames: Frame[] = [];
	const marks: Array<{mark: HashMark; frames: number}> = [];
	try {
		for await (const batch of source.batches()) {
			for (const frame of batch.frames.slice(0, batch.length)) frames.push({...frame, payload: Buffer.from(frame.payload)});
			if (batch.mark !== undefined) marks.push({mark: batch.mark, frames: frames.length});
		}
		return {frames, marks, error: undefined};
	} catch (error) {
		return {frames, marks, error};
	}
}

/** Everything in a file. What `openRecording` throws is thrown. */
export async function readAll(file: string, options?: RecordingOptions): Promise<Reading> {
	const recording = await openRecording(file, options);
	const reading = await drain(recording);
	return {...reading, ending: recording.ending};
}

export function textsOf(frames: readonly Frame[]): string[] {
	return frames.map(({payload}) => Buffer.from(payload).toString());
}
