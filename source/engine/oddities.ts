/* What frames brought that belongs to no instrument: messages that need no book, counted by name, and faults in words. */

import type {Archive} from '../market/archive.ts';

/** Names that are counted apart, and faults that are kept: a venue may send anything. */
const mostNames = 200;
const mostFaults = 100;

export class Oddities {
	/** How many messages needed no book, by name. */
	others = new Map<string, number>();
	/** In words; no part of the state. */
	readonly faults: string[] = [];

	count(name: string): void {
		if (this.others.has(name) || this.others.size < mostNames) this.others.set(name, (this.others.get(name) ?? 0) + 1);
	}

	fault(words: string): void {
		if (this.faults.length < mostFaults) this.faults.push(words);
	}

	archive(io: Archive): void {
		this.others = new Map(io.list([...this.others], (entry) => [io.text(entry?.[0] ?? ''), io.number(entry?.[1] ?? 0)]));
	}
}
