/*
Some frames one after the other, as bytes: 17 of head (time, connection, length, kind) and the payload as it came. Hashes stand among them where the
recording, or the live run, had them.
*/

import type {HashMark} from '../files/recording-line.ts';
import type {FrameKind} from '../market/frame.ts';
import type {Keep, Kept} from './keep.ts';

/** Bytes from which on a block is full; a frame that is larger has one of its own. */
const full = 256 * 1024;
const headLength = 17;
const kinds: readonly FrameKind[] = ['message', 'reply', 'tick', 'opened', 'closed', 'setting'];
const markCode = 255;

/** What a reader comes to: `kind` is undefined for a mark. One object is used again for many. */
export type Entry = {
	at: number;
	connection: number;
	kind: FrameKind | undefined;
	/** A slice of the block. */
	payload: Buffer;
};

export class FrameBlock {
	/** How many frames stand before it. */
	readonly first: number;
	/** Frames in it. */
	frames = 0;
	/** Time of its first frame, µs; NaN while it has none. */
	firstAt = Number.NaN;
	lastAt = Number.NaN;
	/** The one that follows, once there is one. */
	next: FrameBlock | undefined;
	/** Bytes in it. */
	length = 0;
	#bytes: Buffer | undefined = Buffer.allocUnsafe(full + 4096);
	#kept: Kept | undefined;

	constructor(first: number) {
		this.first = first;
	}

	/** More may come. */
	get isOpen(): boolean {
		return this.#bytes !== undefined;
	}

	get isFull(): boolean {
		return this.length >= full;
	}

	/** It has been dropped: nothing of it can be read. */
	get isGone(): boolean {
		return this.#bytes === undefined && this.#kept === undefined;
	}

	/** Bytes that it takes where it is put away, or in memory. */
	get size(): number {
		return this.#kept?.size ?? this.#bytes?.length ?? 0;
	}

	frame(at: number, connection: number, kind: FrameKind, payload: Uint8Array): void {
		this.#append(at, connection, kinds.indexOf(kind), payload);
		if (this.frames === 0) this.firstAt = at;
		this.lastAt = at;
		this.frames++;
	}

	mark(mark: HashMark): void {
		this.#append(mark.at, 0, markCode, Buffer.from(JSON.stringify(mark)));
	}

	/** Puts it away: nothing more comes into it. */
	seal(keep: Keep): void {
		if (this.#bytes === undefined) return;
		this.#kept = keep.put(this.#bytes.subarray(0, this.length));
		this.#bytes = undefined;
	}

	drop(): void {
		this.#bytes = undefined;
		this.#kept = undefined;
	}

	/** All of it; of one that is open, as far as it is now, and good until more comes. */
	content(): Buffer {
		if (this.#kept !== undefined) return this.#kept.read();
		if (this.#bytes === undefined) throw new RangeError('a block that was dropped is read');
		return this.#bytes.subarray(0, this.length);
	}

	#append(at: number, connection: number, code: number, payload: Uint8Array): void {
		const end = this.length + headLength + payload.length;
		let bytes = this.#bytes;
		if (bytes === undefined) throw new RangeError('a block that was put away is written to');
		if (end > bytes.length) {
			const larger = Buffer.allocUnsafe(end + 4096);
			bytes.copy(larger, 0, 0, this.length);
			bytes = larger;
			this.#bytes = larger;
		}
		bytes.writeDoubleLE(at, this.length);
		bytes.writeUInt32LE(connection, this.length + 8);
		bytes.writeUInt32LE(payload.length, this.length + 12);
		bytes[this.length + 16] = code;
		bytes.set(payload, this.length + headLength);
		this.length = end;
	}
}

/** Reads what stands at an offset. Returns where the next begins. */
export function readEntry(content: Buffer, offset: number, into: Entry): number {
	const start = offset + headLength;
	const end = start + content.readUInt32LE(offset + 12);
	into.at = content.readDoubleLE(offset);
	into.connection = content.readUInt32LE(offset + 8);
	into.kind = kinds[content[offset + 16] ?? markCode];
	into.payload = content.subarray(start, end);
	return end;
}
