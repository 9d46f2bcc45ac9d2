/*
Everything that an engine has folded, kept so that any moment of it can be had again: frames in blocks, and the engine's checkpoints between them. A
moment is a position, the number of frames folded until then. What is beyond the room there is goes, the oldest first and from one checkpoint to the next.
*/

import type {HashMark} from '../files/recording-line.ts';
import type {Frame} from '../market/frame.ts';
import type {HashStatus} from '../runner/session.ts';
import {type Entry, FrameBlock, readEntry} from './frame-block.ts';
import type {Keep, Kept} from './keep.ts';

/** An engine's state between two frames, and the frames up to the next one. */
type Stretch = {
	readonly position: number;
	/** Time of the frame before it, µs; NaN where there is none. */
	readonly at: number;
	readonly checkpoint: Kept;
	readonly hash: HashStatus;
	readonly block: FrameBlock;
};

/** From where on a moment is folded. */
export type Foothold = {
	readonly position: number;
	/** What `Engine.restore` takes. */
	readonly checkpoint: Buffer;
	/** How the hashes compared up to there. */
	readonly hash: HashStatus;
};

export class Past {
	readonly #keep: Keep;
	readonly #room: number;
	#stretches: Stretch[] = [];
	#last: FrameBlock;
	#lastAt = Number.NaN;
	#end = 0;
	/** Bytes of all but the open block. */
	#size = 0;

	/** @param room bytes that all of it may take; it holds one stretch at least. */
	constructor(keep: Keep, room: number) {
		this.#keep = keep;
		this.#room = room;
		this.#last = new FrameBlock(0);
	}

	/** The first position that can be had again. */
	get first(): number {
		return this.#stretches[0]?.position ?? 0;
	}

	/** Frames taken so far. */
	get end(): number {
		return this.#end;
	}

	/** Time of the first moment, µs: of its first frame. NaN before there is any. */
	get firstAt(): number {
		const [oldest] = this.#stretches;
		return oldest === undefined || Number.isNaN(oldest.at) ? (oldest?.block.firstAt ?? Number.NaN) : oldest.at;
	}

	/** Time of the last frame, µs; NaN before the first. */
	get lastAt(): number {
		return this.#lastAt;
	}

	/** Bytes that it takes. */
	get size(): number {
		return this.#size + this.#last.size;
	}

	/** How many checkpoints there are. */
	get footholds(): number {
		return this.#stretches.length;
	}

	/** The engine as it is now, before the next frame. @param hash how its hashes compared so far. */
	checkpoint(bytes: Uint8Array, hash: HashStatus): void {
		const checkpoint = this.#keep.put(bytes);
		this.#size += checkpoint.size;
		// A stretch has its blocks to itself, so that it can be dropped.
		if (this.#last.length > 0) this.#seal();
		this.#stretches.push({position: this.#end, at: this.#lastAt, checkpoint, hash, block: this.#last});
		this.#dropBeyond();
	}

	/** A frame that is about to be folded; its payload is copied. */
	take({at, connection, kind, payload}: Frame): void {
		if (this.#last.isFull) this.#seal();
		this.#last.frame(at, connection, kind, payload);
		this.#lastAt = at;
		this.#end++;
	}

	/** The hashes after all frames so far. */
	mark(mark: HashMark): void {
		this.#last.mark(mark);
	}

	/** The nearest checkpoint at or before a position; the first there is where it is older than that. */
	foothold(position: number): Foothold {
		const stretch = this.#stretches.findLast((each) => each.position <= position) ?? this.#stretches[0];
		if (stretch === undefined) throw new RangeError('there is no past yet');
		return {position: stretch.position, checkpoint: stretch.checkpoint.read(), hash: stretch.hash};
	}

	/** Where the nearest checkpoint at or before a position stands. */
	footholdPosition(position: number): number {
		return this.#stretches.findLast((each) => each.position <= position)?.position ?? this.first;
	}

	/** How many frames came at or before a time, µs: no fewer than can be had. */
	positionAt(at: number): number {
		const stretch = this.#stretches.findLast(({block}) => block.firstAt <= at) ?? this.#stretches[0];
		let block = stretch?.block;
		while (block?.next !== undefined && block.next.firstAt <= at) block = block.next;
		if (block === undefined || block.isGone || !(block.firstAt <= at)) return this.first;
		let position = block.first;
		for (const entry of entriesOf(block)) {
			if (entry.kind === undefined) continue;
			if (entry.at > at) break;
			position++;
		}
		return position;
	}

	/** Time of the last frame before a position, µs; of the first one where there is none before it. */
	timeOf(position: number): number {
		const before = position - 1;
		const block = this.blockOf(before);
		if (block === undefined || before < this.first) return this.firstAt;
		if (before === block.first + block.frames - 1) return block.lastAt;
		let left = before - block.first;
		for (const entry of entriesOf(block)) {
			if (entry.kind !== undefined && left-- === 0) return entry.at;
		}
		return block.lastAt;
	}

	/** The block that the frame after a position stands in; the open one where that frame has not come. */
	blockOf(position: number): FrameBlock | undefined {
		let block = this.#stretches.findLast((each) => each.position <= position)?.block;
		while (block?.next !== undefined && block.next.first <= position) block = block.next;
		return block;
	}

	#seal(): void {
		const sealed = this.#last;
		sealed.seal(this.#keep);
		this.#size += sealed.size;
		this.#last = new FrameBlock(this.#end);
		sealed.next = this.#last;
		this.#dropBeyond();
	}

	#dropBeyond(): void {
		while (this.size > this.#room && this.#stretches.length > 1) {
			const [oldest, next] = this.#stretches;
			if (oldest === undefined || next === undefined) return;
			this.#size -= oldest.checkpoint.size;
			for (let block: FrameBlock | undefined = oldest.block; block !== undefined && block !== next.block; block = block.next) {
				this.#size -= block.size;
				block.drop();
			}
			this.#stretches.shift();
		}
	}
}

function* entriesOf(block: FrameBlock): Generator<Entry, void, void> {
	const content = block.content();
	const entry: Entry = {at: 0, connection: 0, kind: undefined, payload: content};
	for (let offset = 0; offset < content.length; ) {
		offset = readEntry(content, offset, entry);
		yield entry;
	}
}
