/*
Several recordings as one: by time, equal times in the order in which the files were named, then by line. Connections are numbered anew, for
every file counts its own from 1; what belongs to no connection (0) stays so. Hashes are dropped: they speak of one file folded alone.
Where a book may go on in a later file, the connections of one that is over are closed, so that nothing of its book is taken for the later one's past.
Where only some files tell whose their connections are, the others' are opened as they first speak.
*/

import {type ClosedPayload, type Frame, recordingEnded} from '../market/frame.ts';
import {BookOwners} from './book-owners.ts';
import {openingOf} from './foreign/opening.ts';
import type {Batch, BatchSource, Recording} from './recording.ts';
import {UnreadableRecordingError} from './recording-errors.ts';
import type {FrameSlot} from './recording-line.ts';
import {areOneRun, oneRun, refuseBrokenRun} from './segments.ts';

/** One recording stays as it is, hashes and connections too. */
export function mergeRecordings(recordings: readonly BatchSource[]): BatchSource {
	const [only] = recordings;
	if (only !== undefined && recordings.length === 1) return only;
	// A pipe has no size, and then neither has the whole.
	const sizes = recordings.map((recording) => recording.size);
	return {
		size: sizes.includes(0) ? 0 : sizes.reduce((sum, size) => sum + size, 0),
		file: recordings.map(({file}) => file).join(', '),
		booksOf: () => [],
		opens: () => false,
		batches: () => merged(recordings),
		close: () => closeAll(recordings),
	};
}

/** All of them as one sequence of frames: a run over several files goes on from one to the next, others are merged by time. */
export function togetherOf(recordings: readonly Recording[], onBegin?: (recording: Recording) => void): BatchSource {
	return areOneRun(recordings) ? oneRun(recordings, onBegin) : mergeRecordings(recordings);
}

/**
To be asked wherever several recordings are given, before they are merged.

@throws UnreadableRecordingError where one begins with a checkpoint and they are not one run: that is the state of one run, and cannot be taken up beside
another.
*/
export function refuseCheckpoints(recordings: readonly Recording[]): void {
	if (areOneRun(recordings)) {
		refuseBrokenRun(recordings);
		return;
	}
	const begun = recordings.find(({header}) => header !== undefined && 'checkpoint' in header);
	if (begun === undefined || recordings.length === 1) return;
	throw new UnreadableRecordingError(begun.file, 'begins in the middle of a run and cannot be merged with others: give it alone');
}

async function* merged(recordings: readonly BatchSource[]): AsyncGenerator<Batch, void, void> {
	const cursors = recordings.map((recording) => new Cursor(recording));
	const connections = new Connections();
	const owners = new BookOwners(recordings.map(({file}) => file));
	const isOver = (file: number) => cursors[file]?.isOver === true;
	const isMixed = new Set(recordings.map(({unopened}) => unopened)).size > 1;
	const slots: FrameSlot[] = [];
	let length = 0;
	let at = 0;
	const pass = (file: number, frame: Frame): void => {
		const slot = slots[length] ?? {...frame};
		slots[length++] = slot;
		at = frame.at;
		slot.at = at;
		slot.connection = connections.numberOf(file, frame.connection);
		slot.kind = frame.kind;
		slot.payload = frame.payload;
	};
	const closeConnections = (file: number): void => {
		for (const connection of cursors[file]?.takeOpen() ?? []) pass(file, {at, connection, kind: 'closed', payload: endOfRecording()});
	};
	try {
		for (const cursor of cursors) await cursor.refill();
		for (let from = 0; ; ) {
			length = 0;
			// Now, when nothing has passed since a file's last frame. Where every file has begun, the last state of a book is left to be seen.
			if (cursors.some(({isToBegin}) => isToBegin)) {
				for (const file of cursors.keys()) if (isOver(file)) closeConnections(file);
			}
			// Until a file's batch is used up: what comes next in that file decides the order.
			for (let cursor = earliest(cursors); cursor !== undefined; cursor = earliest(cursors)) {
				const frame = cursor.frame!;
				const file = cursors.indexOf(cursor);
				for (const book of recordings[file]?.booksOf(frame) ?? []) {
					const before = owners.claim(book, file, isOver);
					if (before !== undefined) closeConnections(before);
				}
				const unopened = isMixed && cursor.isHeardFirst ? recordings[file]?.unopened : undefined;
				if (unopened !== undefined) pass(file, {...frame, kind: 'opened', payload: openingOf(unopened)});
				pass(file, frame);
				cursor.advance();
				if (cursor.isUsedUp) break;
			}
			const to = cursors.reduce((sum, cursor) => sum + cursor.position, 0);
			if (length > 0) yield {frames: slots, length, mark: undefined, from, to};
			from = to;
			if (cursors.every((cursor) => cursor.isOver)) return;
			for (const cursor of cursors) {
				if (cursor.isUsedUp) await cursor.refill();
			}
		}
	} finally {
		await closeAll(recordings);
	}
}

/** Bytes of their own each time: whoever takes a payload may write over it. */
function endOfRecording(): Uint8Array {
	const payload: ClosedPayload = {code: 1000, reason: recordingEnded};
	return Buffer.from(JSON.stringify(payload));
}

async function closeAll(recordings: readonly BatchSource[]): Promise<void> {
	for (const recording of recordings) await recording.close();
}

/** Where one file stands. */
class Cursor {
	isOver = false;
	readonly #source: BatchSource;
	readonly #batches: AsyncGenerator<Batch, void, void>;
	readonly #open = new Set<number>();
	#batch: Batch | undefined;
	#index = 0;
	#hasBegun = false;

	constructor(source: BatchSource) {
		this.#source = source;
		this.#batches = source.batches();
	}

	get frame(): Frame | undefined {
		return this.#batch === undefined || this.#index === this.#batch.length ? undefined : this.#batch.frames[this.#index];
	}

	/** All its frames are still to come. */
	get isToBegin(): boolean {
		return !this.#hasBegun && !this.isOver;
	}

	/** The next frame is of a connection that does not stand yet. */
	get isHeardFirst(): boolean {
		const connection = this.frame?.connection ?? 0;
		return connection !== 0 && !this.#open.has(connection);
	}

	get isUsedUp(): boolean {
		return !this.isOver && this.frame === undefined;
	}

	get position(): number {
		if (this.#batch === undefined) return 0;
		const {from, to, length} = this.#batch;
		return length === 0 ? to : from + ((to - from) * this.#index) / length;
	}

	advance(): void {
		const frame = this.frame;
		if (frame?.kind === 'closed') this.#open.delete(frame.connection);
		else if (frame !== undefined && this.#source.opens(frame)) this.#open.add(frame.connection);
		this.#hasBegun = true;
		this.#index++;
	}

	/** The connections that stand, by their numbers in the file; none of them is told again. */
	takeOpen(): readonly number[] {
		const open = [...this.#open];
		this.#open.clear();
		return open;
	}

	/** Takes the next batch that has frames. */
	async refill(): Promise<void> {
		while (this.isUsedUp) {
			const {value, done} = await this.#batches.next();
			if (done === true) {
				this.isOver = true;
			} else {
				this.#batch = value;
				this.#index = 0;
			}
		}
	}
}

/** The cursor whose frame is next; of several the first. */
function earliest(cursors: readonly Cursor[]): Cursor | undefined {
	let found: Cursor | undefined;
	let at = Number.POSITIVE_INFINITY;
	for (const cursor of cursors) {
		const frame = cursor.frame;
		if (frame === undefined || frame.at >= at) continue;
		found = cursor;
		at = frame.at;
	}
	return found;
}

/** Gives every connection of every file a number of its own, from 1, as they appear. */
class Connections {
	readonly #numbers: Array<Map<number, number>> = [];
	#last = 0;

	numberOf(file: number, connection: number): number {
		if (connection === 0) return 0;
		this.#numbers[file] ??= new Map();
		const numbers = this.#numbers[file];
		const known = numbers.get(connection);
		if (known !== undefined) return known;
		this.#last++;
		numbers.set(connection, this.#last);
		return this.#last;
	}
}
