/*
Which places of a window are taken: one bit a place, and over it one bit a word, so that the next taken place is found in a few steps however far
it is. Invariant: a bit of the summary is set exactly where its word is not 0.

Fields of the parts of a side are `private`, not `#`: the compiler spends on a `#` what it may spend on putting one method into another, and a
book was a tenth slower for it.
*/

/** Places whose bits one bit of the summary stands for; a number of places is a multiple of it. */
export const placesPerSummary = 32 * 32;

export class Occupancy {
	/** How many places there are. */
	readonly size: number;
	/** The words, and after them the summary. */
	private readonly bits: Int32Array;
	private readonly summary: number;

	/** @param size a multiple of 1024. @param bits zeros, as many as `lengthFor` says. */
	constructor(size: number, bits: Int32Array) {
		this.size = size;
		this.bits = bits;
		this.summary = size >> 5;
	}

	/** Words that so many places need. */
	static lengthFor(size: number): number {
		return size / 32 + size / placesPerSummary;
	}

	/** Takes a place or frees it. Whether a level comes or goes is a toss of a coin to the processor, so nothing here branches on it. */
	mark(place: number, isTaken: boolean): void {
		const index = place >> 5;
		const word = (this.bits[index]! & ~(1 << place)) | (+isTaken << place);
		this.bits[index] = word;
		const above = this.summary + (index >> 5);
		this.bits[above] = (this.bits[above]! & ~(1 << index)) | (+(word !== 0) << index);
	}

	/** The first taken place at this one or after it; `size` where there is none. */
	next(place: number): number {
		const {bits, summary, size} = this;
		if (place >= size) return size;
		let index = place >> 5;
		const word = bits[index]! & (-1 << place);
		if (word !== 0) return (index << 5) + lowestBit(word);
		let above = index >> 5;
		// Words after this one: the bits above its own, of which there are none where it is the last of its summary.
		let words = bits[summary + above]! & (-2 << index);
		while (words === 0) {
			if (summary + ++above === bits.length) return size;
			words = bits[summary + above]!;
		}
		index = (above << 5) + lowestBit(words);
		return (index << 5) + lowestBit(bits[index]!);
	}

	/** Lists the first `count` taken places from this one on, as far as there are so many. Returns how many. */
	list(from: number, count: number, into: Float64Array): number {
		const {bits, size} = this;
		if (count === 0 || from >= size) return 0;
		let index = from >> 5;
		let word = bits[index]! & (-1 << from);
		for (let listed = 0; ; ) {
			for (; word !== 0; word &= word - 1) {
				into[listed++] = (index << 5) + lowestBit(word);
				if (listed === count) return listed;
			}
			// The next word is taken more often than not; where it is not, the summary skips what is empty.
			let next = (index + 1) << 5;
			if (next >= size || bits[index + 1] === 0) next = this.next(next);
			if (next >= size) return listed;
			index = next >> 5;
			word = bits[index]!;
		}
	}

	/** How many places before this one are taken. */
	countBefore(place: number): number {
		const end = Math.min(place, this.size);
		const last = end >> 5;
		let count = 0;
		for (let index = 0; index < last; index++) count += bitsOf(this.bits[index]!);
		return end === this.size ? count : count + bitsOf(this.bits[last]! & ~(-1 << end));
	}
}

/** Number of the lowest bit that is set. */
function lowestBit(word: number): number {
	return 31 - Math.clz32(word & -word);
}

/** How many bits are set. */
function bitsOf(word: number): number {
	const pairs = word - ((word >>> 1) & 0x5555_5555);
	const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
	return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
