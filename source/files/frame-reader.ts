/* What reading a recording comes down to, whatever its format: frames, gathered some at a time, and a few facts about the whole. */

import type {Frame, FrameKind} from '../market/frame.ts';
import type {Ending} from './ending.ts';
import type {FrameSlot, HashMark, RecordingHeader} from './recording-line.ts';

/** Reads the frames of one recording, once. */
export type FrameReader = {
	/** Id of the venue of all frames that name none themselves; empty where nothing tells. Known after `begin`. */
	readonly venue: string;
	/** What a person should know of how the frames were made, a clause each: `2 http lines passed over`. All of them after the last frame. */
	readonly notes: readonly string[];
	/** Bytes of all files that are read; 0 where nobody knows. */
	readonly size: number;
	/** How many of them have been read. */
	readonly position: number;
	/** In our own recordings alone. */
	readonly header?: RecordingHeader | undefined;
	/** In our own recordings alone. */
	readonly checkpoint?: Uint8Array | undefined;
	/** Reads as far as it takes to know whose frames these are; some of them may be gathered by then. */
	begin(into: FrameGatherer): Promise<void>;
	/** Gathers some more frames, none at times; false where there are no more. What was gathered before has been used. */
	next(into: FrameGatherer): Promise<boolean>;
	/** How it ended, after the last frame. */
	ending(): Ending;
	/** See `BatchSource`. */
	booksOf(frame: Frame): readonly string[];
	/** See `BatchSource`. */
	opens(frame: Frame): boolean;
	/** See `BatchSource`. */
	readonly unopened?: string | undefined;
	close(): Promise<void>;
};

/** Takes frames from a reader until a batch is full, and counts them. Time never runs back in what it holds. */
export class FrameGatherer {
	/** Only the first `length` are meant; the objects are used again. */
	readonly slots: FrameSlot[] = [];
	length = 0;
	/** The hashes that stood right after the last frame. */
	mark: HashMark | undefined;
	/** What is wrong with the recording after the last frame. */
	fault: Error | undefined;
	/** Frames of the whole recording so far. */
	frames = 0;
	readonly kinds: Record<FrameKind, number> = {opened: 0, message: 0, reply: 0, closed: 0, setting: 0, tick: 0};
	/** Frames that were stamped earlier than the one before; they are given that one's time. */
	backwards = 0;
	#lastAt = 0;

	/** @param payload is kept as it is, not copied. */
	push(at: number, connection: number, kind: FrameKind, payload: Uint8Array): void {
		if (at < this.#lastAt) this.backwards++;
		else this.#lastAt = at;
		const slot = this.slots[this.length];
		if (slot === undefined) {
			this.slots.push({at: this.#lastAt, connection, kind, payload});
		} else {
			slot.at = this.#lastAt;
			slot.connection = connection;
			slot.kind = kind;
			slot.payload = payload;
		}
		this.length++;
		this.frames++;
		this.kinds[kind]++;
	}

	/** Begins the next batch. */
	clear(): void {
		this.length = 0;
		this.mark = undefined;
	}
}
