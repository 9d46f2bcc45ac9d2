/* Goes through the past from a position on, to its end and on with it as it grows. */

import type {HashMark} from '../files/recording-line.ts';
import {isHashMark} from '../files/recording-line.ts';
import type {Frame} from '../market/frame.ts';
import {type Entry, type FrameBlock, readEntry} from './frame-block.ts';
import type {Past} from './past.ts';

export class PastReader {
	readonly #past: Past;
	#position: number;
	#block: FrameBlock | undefined;
	/** What was read of a block that is put away. */
	#content: Buffer | undefined;
	#offset = 0;
	readonly #entry: Entry = {at: 0, connection: 0, kind: undefined, payload: Buffer.alloc(0)};
	readonly #frame: {at: number; connection: number; kind: Frame['kind']; payload: Uint8Array} = {
		...{at: 0, connection: 0, kind: 'tick', payload: this.#entry.payload},
	};
	#next = 0;

	/** @param position of the first frame that is wanted. Marks that stand right before it come first. */
	constructor(past: Past, position: number) {
		this.#past = past;
		this.#position = position;
		this.#block = past.blockOf(position);
		for (let left = position - (this.#block?.first ?? position); left > 0; ) {
			if (!this.#isMore()) break;
			if (this.#entry.kind !== undefined) left--;
			this.#offset = this.#next;
		}
	}

	/** Frames that stand before what comes next. */
	get position(): number {
		return this.#position;
	}

	/** What it would read next has been dropped meanwhile. */
	get isLost(): boolean {
		return this.#block?.isGone === true && this.#content === undefined;
	}

	/** What comes next: the time of a frame, µs, or a mark; undefined at the end of what there is so far. */
	peek(): number | 'mark' | undefined {
		if (!this.#isMore()) return undefined;
		return this.#entry.kind === undefined ? 'mark' : this.#entry.at;
	}

	/** The frame that comes next, good until the next call. Only where `peek` gave its time. */
	frame(): Frame {
		const {at, connection, kind, payload} = this.#entry;
		if (kind === undefined) throw new RangeError('no frame is next');
		const frame = this.#frame;
		frame.at = at;
		frame.connection = connection;
		frame.kind = kind;
		frame.payload = payload;
		this.#offset = this.#next;
		this.#position++;
		return frame;
	}

	/** The mark that comes next. Only where `peek` gave it. */
	mark(): HashMark {
		const value: unknown = JSON.parse(this.#entry.payload.toString());
		if (this.#entry.kind !== undefined || !isHashMark(value)) throw new RangeError('no mark is next');
		this.#offset = this.#next;
		return value;
	}

	/** Reads the entry that stands at the offset, if one does. */
	#isMore(): boolean {
		this.#block ??= this.#past.blockOf(this.#position);
		while (this.#block !== undefined && this.#offset >= this.#block.length) {
			if (this.#block.next === undefined) return false;
			this.#block = this.#block.next;
			this.#content = undefined;
			this.#offset = 0;
		}
		const block = this.#block;
		if (block === undefined || this.isLost) return false;
		// An open block may move as it grows.
		if (block.isOpen) this.#content = undefined;
		else this.#content ??= block.content();
		this.#next = readEntry(this.#content ?? block.content(), this.#offset, this.#entry);
		return true;
	}
}
