/*
Several recordings as one: by time, equal times in the order in which the files were named, then by line. Connections are numbered anew, for
every file counts its own from 1; what belongs to no connection (0) stays so. Hashes are dropped: they speak of one file folded alone.
*/

import type {Frame} from '../market/frame.ts';
import {BookOwners} from './book-owners.ts';
import type {Batch, BatchSource} from './recording.ts';
import type {FrameSlot} from './recording-line.ts';

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
		batches: () => merged(recordings),
		close: () => closeAll(recordings),
	};
}

async function* merged(recordings: readonly BatchSource[]): AsyncGenerator<Batch, void, void> {
	const cursors = recordings.map((recording) => new Cursor(recording));
	const connections = new Connections();
	const owners = new BookOwners(recordings.map(({file}) => file));
	const isOver = (file: number) => cursors[file]?.isOver === true;
	const slots: FrameSlot[] = [];
	try {
		for (const cursor of cursors) await cursor.refill();
		for (let from = 0; ; ) {
			let length = 0;
			// Until a file's batch is used up: what comes next in that file decides the order.
			for (let cursor = earliest(cursors); cursor !== undefined; cursor = earliest(cursors)) {
				const frame = cursor.frame!;
				const file = cursors.indexOf(cursor);
				for (const book of recordings[file]?.booksOf(frame) ?? []) owners.claim(book, file, isOver);
				const slot = slots[length] ?? {...frame};
				slots[length++] = slot;
				slot.at = frame.at;
				slot.connection = connections.numberOf(file, frame.connection);
				slot.kind = frame.kind;
				slot.payload = frame.payload;
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

async function closeAll(recordings: readonly BatchSource[]): Promise<void> {
	for (const recording of recordings) await recording.close();
}

/** Where one file stands. */
class Cursor {
	isOver = false;
	readonly #batches: AsyncGenerator<Batch, void, void>;
	#batch: Batch | undefined;
	#index = 0;

	constructor(source: BatchSource) {
		this.#batches = source.batches();
	}

	get frame(): Frame | undefined {
		return this.#batch === undefined || this.#index === this.#batch.length ? undefined : this.#batch.frames[this.#index];
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
		this.#index++;
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
