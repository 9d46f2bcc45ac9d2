/*
The levels near the touch, where nearly all changes fall: one place a price step, counted away from the touch, so that a level is found without a
search. Invariant: a place is taken in the occupancy exactly where its quantity is above 0.
*/

import {Occupancy, placesPerSummary} from './occupancy.ts';

export class LevelWindow {
	/** How many price steps it spans. */
	readonly size: number;
	private readonly quantities: Float64Array;
	private readonly occupancy: Occupancy;

	/** @param size a multiple of 1024, or 0. */
	constructor(size: number) {
		if (size % placesPerSummary !== 0) throw new RangeError(`${size} price steps are no multiple of ${placesPerSummary}`);
		// One block of memory for both: where there are hundreds of books, each piece has to be fetched from afar.
		const length = Occupancy.lengthFor(size);
		const memory = new ArrayBuffer(size * 8 + length * 4);
		this.size = size;
		this.quantities = new Float64Array(memory, 0, size);
		this.occupancy = new Occupancy(size, new Int32Array(memory, size * 8, length));
	}

	/** Puts what stands at a place from 0 to before `size`; 0 frees it. */
	put(place: number, quantity: number): void {
		this.quantities[place] = quantity;
		this.occupancy.mark(place, quantity > 0);
	}

	/** What stands at a place, 0 for nothing. */
	quantityAt(place: number): number {
		return this.quantities[place]!;
	}

	/** The first place at this one or after it where something stands; `size` where there is none. */
	next(place: number): number {
		return this.occupancy.next(place);
	}

	/** Lists the first `count` places from this one on where something stands. Returns how many there are. */
	list(from: number, count: number, into: Float64Array): number {
		return this.occupancy.list(from, count, into);
	}

	/** How many levels stand before a place; `size` for all. */
	countBefore(place: number): number {
		return this.occupancy.countBefore(place);
	}

	clear(): void {
		for (let place = this.next(0); place < this.size; place = this.next(place + 1)) this.put(place, 0);
	}
}
