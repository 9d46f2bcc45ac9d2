/* Folds a recording as far as a moment, to look at what stood then. */

import type {Engine} from '../engine/engine.ts';
import type {RecentTrades} from '../engine/recent-trades.ts';
import {isoTime} from '../files/iso-time.ts';
import {openRecording, type Recording} from '../files/recording.ts';
import {BeyondRecordingError} from '../files/recording-errors.ts';
import type {RecordingFormat} from '../files/recording-formats.ts';
import {instantOf, type RecordingTime} from '../files/recording-time.ts';
import {FailureError} from './failure.ts';
import {cutRecordings, engineFor, settingsOf} from './fold-recording.ts';

/**
The engine after the last frame received at or before a time; at the end of the recording where none is given.

@throws FailureError and BeyondRecordingError for a time that the recording does not reach, and the errors of reading as far as that.
*/
export async function foldTo(
	file: string,
	format: RecordingFormat | undefined,
	time: RecordingTime | undefined,
	trades: RecentTrades,
	complain: (text: string) => void,
): Promise<Engine> {
	const recording = await openRecording(file, {format});
	try {
		const engine = await foldThere(recording, time, trades);
		if (time === undefined)
			for (const cut of cutRecordings([recording])) complain(`obi-tui: ${cut}; the book is that of the last frame before that.`);
		return engine;
	} finally {
		await recording.close();
	}
}

async function foldThere(recording: Recording, time: RecordingTime | undefined, trades: RecentTrades): Promise<Engine> {
	const engine = engineFor(recording, settingsOf(recording), trades);
	let first = Number.NaN;
	let until = Number.POSITIVE_INFINITY;
	for await (const {frames, length} of recording.batches()) {
		for (let index = 0; index < length; index++) {
			const frame = frames[index]!;
			if (Number.isNaN(first)) {
				first = frame.at;
				until = time === undefined ? until : instantOf(time, first);
				if (until < first) throw new FailureError(`${isoTime(until)} is before ${recording.file} begins, at ${isoTime(first)}.`);
			}
			if (frame.at > until) return engine;
			trades.at = frame.at;
			engine.fold(frame);
		}
	}
	if (Number.isFinite(until) && engine.at < until) throw new BeyondRecordingError(recording.file, until, first, engine.at);
	return engine;
}
