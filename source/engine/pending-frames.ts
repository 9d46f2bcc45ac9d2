/* The diffs that a book keeps while it waits for its snapshot: copies, in order, in one bounded arena. */

import type {Archive} from '../market/archive.ts';

const mostFrames = 10_000;
const mostBytes = 32 * 1024 * 1024;

export class PendingFrames {
	#arena = new Uint8Array(0);
	#used = 0;
	#ends: number[] = [];

	get count(): number {
		return this.#ends.length;
	}

	/** Keeps a copy. Returns false, keeping nothing, where the bounds are reached: a silent ring would be a hidden gap. */
	keep(payload: Uint8Array): boolean {
		if (this.#ends.length === mostFrames || this.#used + payload.length > mostBytes) return false;
		if (this.#used + payload.length > this.#arena.length) {
			const arena = new Uint8Array(Math.min(mostBytes, Math.max(64 * 1024, (this.#used + payload.length) * 2)));
			arena.set(this.#arena.subarray(0, this.#used));
			this.#arena = arena;
		}
		this.#arena.set(payload, this.#used);
		this.#used += payload.length;
		this.#ends.push(this.#used);
		return true;
	}

	/** Hands over each frame in order, then forgets them all and gives the memory back. */
	drain(take: (payload: Uint8Array) => void): void {
		const arena = this.#arena;
		const ends = this.#ends.splice(0);
		this.clear();
		let start = 0;
		for (const end of ends) {
			take(arena.subarray(start, end));
			start = end;
		}
	}

	archive(io: Archive): void {
		this.#used = io.number(this.#used);
		this.#arena = io.bytes(this.#arena, this.#used);
		this.#ends = io.list(this.#ends, (end) => io.number(end ?? 0));
	}

	clear(): void {
		this.#ends.length = 0;
		this.#used = 0;
		this.#arena = new Uint8Array(0);
	}
}
