/* The symbols that a decoder reads, found by the bytes of their names, and at which scales the numbers of each are read. */

import type {Archive} from '../market/archive.ts';
import {finestQuantityScale} from '../market/instrument.ts';

/** At which scales a symbol's numbers are read: what its grid says, and what its messages have needed since. */
export type Scales = {
	readonly symbol: string;
	readonly name: Uint8Array;
	grid: number;
	price: number;
	quantity: number;
};

const fewestSlots = 16;

export class Symbols {
	#bySymbol = new Map<string, Scales>();
	/** Open addressing by a hash of the name; at most half of the slots are taken. */
	#slots: (Scales | undefined)[] = emptySlots(fewestSlots);
	/** What was found last: most feeds speak of one symbol for a while. */
	#last: Scales | undefined;

	/** The scales of a symbol; of one that is new, those of an instrument that nobody has described. */
	of(symbol: string): Scales {
		return this.#bySymbol.get(symbol) ?? this.expect(symbol, 0);
	}

	/** Starts reading a symbol's prices at this scale. */
	expect(symbol: string, grid: number): Scales {
		const known = this.#bySymbol.get(symbol);
		if (known !== undefined) return Object.assign(known, freshScales(grid));
		const scales = {symbol, name: Buffer.from(symbol), ...freshScales(grid)};
		this.#bySymbol.set(symbol, scales);
		if (this.#bySymbol.size * 2 > this.#slots.length) this.#rebuild(this.#slots.length * 2);
		else this.#place(scales);
		return scales;
	}

	/** The scales of a symbol that is known, by its name in UTF-8 from `start` to before `end`; undefined for any other. */
	find(bytes: Uint8Array, start: number, end: number): Scales | undefined {
		const last = this.#last;
		if (last !== undefined && isName(last.name, bytes, start, end)) return last;
		const mask = this.#slots.length - 1;
		for (let slot = hash(bytes, start, end) & mask; ; slot = (slot + 1) & mask) {
			const found = this.#slots[slot];
			if (found === undefined) return undefined;
			if (!isName(found.name, bytes, start, end)) continue;
			this.#last = found;
			return found;
		}
	}

	archive(io: Archive): void {
		const entries = io.list([...this.#bySymbol.values()], (scales) => {
			const symbol = io.text(scales?.symbol ?? '');
			const grid = io.number(scales?.grid ?? 0);
			const price = io.number(scales?.price ?? 0);
			return {symbol, name: Buffer.from(symbol), grid, price, quantity: io.number(scales?.quantity ?? 0)};
		});
		if (!io.isReading) return;
		this.#bySymbol = new Map(entries.map((scales) => [scales.symbol, scales]));
		this.#rebuild(fewestSlots);
	}

	/** Places all symbols anew in this many slots, or in as many more as they need. */
	#rebuild(count: number): void {
		let enough = count;
		while (this.#bySymbol.size * 2 > enough) enough *= 2;
		this.#slots = emptySlots(enough);
		this.#last = undefined;
		for (const scales of this.#bySymbol.values()) this.#place(scales);
	}

	#place(scales: Scales): void {
		const mask = this.#slots.length - 1;
		let slot = hash(scales.name, 0, scales.name.length) & mask;
		while (this.#slots[slot] !== undefined) slot = (slot + 1) & mask;
		this.#slots[slot] = scales;
	}
}

function freshScales(grid: number): Pick<Scales, 'grid' | 'price' | 'quantity'> {
	return {grid, price: grid, quantity: finestQuantityScale};
}

function emptySlots(count: number): (Scales | undefined)[] {
	return Array.from({length: count}, () => undefined);
}

function isName(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
	if (name.length !== end - start) return false;
	for (let index = 0; index < name.length; index++) if (name[index] !== bytes[start + index]) return false;
	return true;
}

/** FNV-1a. */
function hash(bytes: Uint8Array, start: number, end: number): number {
	let sum = 0x811c_9dc5;
	for (let index = start; index < end; index++) sum = Math.imul(sum ^ bytes[index]!, 0x0100_0193);
	return sum ^ (sum >>> 15);
}
