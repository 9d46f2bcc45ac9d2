/* Garbage collections of this process, as Node reports them. */

import {constants, type PerformanceEntry, PerformanceObserver} from 'node:perf_hooks';
import {setImmediate} from 'node:timers/promises';

export class Collections {
	readonly #entries: PerformanceEntry[] = [];
	readonly #observer = new PerformanceObserver((list) => void this.#entries.push(...list.getEntries()));

	constructor() {
		this.#observer.observe({entryTypes: ['gc']});
	}

	/** All so far. Node tells them only when its event loop turns. */
	async all(): Promise<readonly PerformanceEntry[]> {
		for (let turn = 0; turn < 3; turn++) await setImmediate();
		return this.#entries;
	}
}

export function isScavenge(entry: PerformanceEntry): boolean {
	const detail: unknown = 'detail' in entry ? entry.detail : undefined;
	return typeof detail === 'object' && detail !== null && 'kind' in detail && detail.kind === constants.NODE_PERFORMANCE_GC_MINOR;
}
