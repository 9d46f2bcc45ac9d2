/*
Recordings that go on from one another, as rotation makes them: one run over several files. Every one but the first opens with the state that the one
before it ended in, so that it stands alone; together they are folded as the one run that they are, and hash as one.
*/

import path from 'node:path';
import {isObject} from '../market/is-object.ts';
import type {Batch, BatchSource, Recording} from './recording.ts';
import {UnreadableRecordingError} from './recording-errors.ts';

/** Whether recordings are one run. A single one is none of several. */
export function areOneRun(recordings: readonly Recording[]): boolean {
	return recordings.length > 1 && recordings.some((recording) => followed(recording) !== undefined);
}

/**
To be asked where `areOneRun`, before they are read.

@throws UnreadableRecordingError where one is missing between them, they stand in another order, or frames are missing before one.
*/
export function refuseBrokenRun(recordings: readonly Recording[]): void {
	for (const [index, recording] of recordings.entries()) {
		const before = recordings[index - 1];
		if (before === undefined) continue;
		const name = followed(recording);
		if (name === path.basename(before.file)) continue;
		const order = orderOf(recordings);
		if (order !== undefined)
			throw new UnreadableRecordingError(recording.file, `does not follow ${before.file}: name them in their order, ${order.join(' ')}`);
		const hole = holeBefore(recording);
		if (hole !== undefined)
			throw new UnreadableRecordingError(recording.file, `begins after a hole: ${hole}. It stands alone: give it alone`);
		throw new UnreadableRecordingError(
			recording.file,
			name === undefined
				? `goes on from no other, and so does not follow ${before.file}: give it alone`
				: `goes on from ${name}, which is not named before it`,
		);
	}
}

/** The files in the order in which they follow one another; undefined where they are not one run without a gap. */
function orderOf(recordings: readonly Recording[]): readonly string[] | undefined {
	const nameBefore = new Map(recordings.map((recording) => [path.basename(recording.file), followed(recording)]));
	const first = recordings.find((recording) => !nameBefore.has(followed(recording) ?? ''));
	const order: string[] = [];
	for (let next = first; next !== undefined && order.length < recordings.length; ) {
		const name = path.basename(next.file);
		order.push(next.file);
		next = recordings.find((recording) => followed(recording) === name);
	}
	return order.length === recordings.length ? order : undefined;
}

/** One after the other, connections and hashes as they are. @param onBegin called before the frames of each but the first. */
export function oneRun(recordings: readonly Recording[], onBegin: (recording: Recording) => void = () => {}): BatchSource {
	const sizes = recordings.map(({size}) => size);
	const closeAll = async () => {
		for (const recording of recordings) await recording.close();
	};
	return {
		size: sizes.includes(0) ? 0 : sizes.reduce((sum, size) => sum + size, 0),
		file: recordings.map(({file}) => file).join(', '),
		booksOf: () => [],
		opens: () => false,
		close: closeAll,
		async *batches(): AsyncGenerator<Batch, void, void> {
			let before = 0;
			try {
				for (const [index, recording] of recordings.entries()) {
					if (index > 0) onBegin(recording);
					for await (const batch of recording.batches()) yield {...batch, from: before + batch.from, to: before + batch.to};
					before += sizes[index] ?? 0;
				}
			} finally {
				await closeAll();
			}
		},
	};
}

/** What is missing before a recording, in words; undefined where nothing is. */
export function holeBefore({header}: Recording): string | undefined {
	const hole = header?.['hole'];
	if (!isObject(hole) || typeof hole['frames'] !== 'number' || typeof hole['why'] !== 'string') return undefined;
	return `${hole['frames']} frames are in no file, because ${hole['why']}`;
}

/** The base name of the file that a recording goes on from. */
function followed({header}: Recording): string | undefined {
	const follows = header?.['follows'];
	return isObject(follows) && typeof follows['file'] === 'string' ? follows['file'] : undefined;
}
