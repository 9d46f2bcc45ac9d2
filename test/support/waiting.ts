/* Promises for "as soon as this holds", checked whenever something changes. Nothing here waits by time. */

export class Waiting {
	readonly #waits = new Set<{readonly holds: () => boolean; readonly resolve: () => void}>();

	/** Resolves once the condition holds; at once if it does. */
	until(holds: () => boolean): Promise<void> {
		if (holds()) return Promise.resolve();
		return new Promise((resolve) => {
			this.#waits.add({holds, resolve});
		});
	}

	/** To be called after every change. */
	changed(): void {
		for (const wait of this.#waits) {
			if (!wait.holds()) continue;
			this.#waits.delete(wait);
			wait.resolve();
		}
	}
}
