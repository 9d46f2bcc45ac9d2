/*
Levels far from the touch, by price: a hash table with open addressing and linear probing. Their order matters only to whoever reads beyond the window
(`far-order.ts`). Invariants: no slot between a price's own and where it stands is empty (deletion shifts back what followed, so there are no tombstones
and no rebuilds), and at most three quarters of the slots are taken. An empty slot holds price 0, which no level has.
*/

import {FarOrder} from './far-order.ts';
import type {Levels} from './levels.ts';

const fewestSlots = 64;

export class FarLevels {
	/** Price and quantity of each slot, side by side, so that both are fetched at once. */
	private slots = new Float64Array(fewestSlots * 2);
	/** Bits of a hash that are not used: 32 less the power of two that the number of slots is. */
	private shift = 32 - Math.log2(fewestSlots);
	private taken = 0;
	private readonly direction: 1 | -1;
	private readonly order: FarOrder;

	/** @param direction +1 where the highest price is the best, -1 where the lowest is. */
	constructor(direction: 1 | -1) {
		this.direction = direction;
		this.order = new FarOrder(direction);
	}

	/** How many levels stand. */
	get count(): number {
		return this.taken;
	}

	/** Quantity standing at a price, 0 where there is none. */
	quantityOf(price: number): number {
		const at = this.find(price);
		return this.slots[at] === price ? this.slots[at + 1]! : 0;
	}

	/** Puts the quantity, above 0, that stands at a price. @param cell holds it: a fraction given as it is may be made an object of. */
	put(price: number, cell: Float64Array): void {
		const at = this.slotFor(price);
		this.slots[at + 1] = cell[0]!;
	}

	/** Takes a level away, if it is there. */
	remove(price: number): void {
		const at = this.find(price);
		if (this.slots[at] === price) this.empty(at);
	}

	/** All levels, best first. Good until the next change. */
	sorted(): Levels {
		return this.order.read(this);
	}

	/** All levels, in no order, into a reader's arrays. */
	listAll(into: Levels): void {
		this.list(0, Number.POSITIVE_INFINITY, into);
	}

	/** How many levels are worse than a price. */
	countBeyond(price: number): number {
		const {slots, direction} = this;
		let count = 0;
		for (let at = 0; at < slots.length; at += 2) if (slots[at] !== 0 && (price - slots[at]!) * direction > 0) count++;
		return count;
	}

	/** The best price, NaN where no level stands. */
	best(): number {
		const {slots, direction} = this;
		let best = Number.NEGATIVE_INFINITY;
		for (let at = 0; at < slots.length; at += 2) if (slots[at] !== 0) best = Math.max(best, slots[at]! * direction);
		return this.taken === 0 ? Number.NaN : best * direction;
	}

	/** Moves all levels from one price to another, both included, into a reader's arrays, in no order. */
	takeBetween(low: number, high: number, into: Levels): void {
		this.list(low, high, into);
		for (let index = 0; index < into.length; index++) this.remove(into.prices[index]!);
	}

	clear(): void {
		this.slots.fill(0);
		this.taken = 0;
		this.order.lose();
	}

	private list(low: number, high: number, into: Levels): void {
		const slots = this.slots;
		into.clear();
		for (let at = 0; at < slots.length; at += 2) {
			const price = slots[at]!;
			if (price !== 0 && price >= low && price <= high) into.push(price, slots[at + 1]!);
		}
	}

	/** Where a price stands in the slots, or where the empty one is in which it would. */
	private find(price: number): number {
		const slots = this.slots;
		const mask = slots.length - 1;
		let at = (hash(price) >>> this.shift) * 2;
		while (slots[at] !== price && slots[at] !== 0) at = (at + 2) & mask;
		return at;
	}

	/** Where a price stands in the slots; it is given an empty one where it stands in none. */
	private slotFor(price: number): number {
		const at = this.find(price);
		this.order.note(price);
		if (this.slots[at] === price) return at;
		this.slots[at] = price;
		this.taken++;
		if (this.taken * 8 <= this.slots.length * 3) return at;
		this.grow();
		return this.find(price);
	}

	/** Empties a slot, and shifts back whatever would not be found any more with a hole before it. */
	private empty(emptied: number): void {
		this.order.note(this.slots[emptied]!);
		const slots = this.slots;
		const mask = slots.length - 1;
		let hole = emptied;
		for (let at = (hole + 2) & mask; slots[at] !== 0; at = (at + 2) & mask) {
			const home = (hash(slots[at]!) >>> this.shift) * 2;
			const isReachedPastHole = ((at - home) & mask) >= ((at - hole) & mask);
			if (!isReachedPastHole) continue;
			slots[hole] = slots[at]!;
			slots[hole + 1] = slots[at + 1]!;
			hole = at;
		}
		slots[hole] = 0;
		this.taken--;
	}

	private grow(): void {
		const old = this.slots;
		this.slots = new Float64Array(old.length * 2);
		this.shift--;
		for (let from = 0; from < old.length; from += 2) {
			if (old[from] === 0) continue;
			const to = this.find(old[from]!);
			this.slots[to] = old[from]!;
			this.slots[to + 1] = old[from + 1]!;
		}
	}
}

/** Spreads neighbouring prices over 32 bits, by Fibonacci hashing of both halves of the integer. */
function hash(price: number): number {
	return Math.imul((price | 0) ^ Math.imul((price / 0x1_0000_0000) | 0, 0x85eb_ca6b), 0x9e37_79b1);
}
