/* The few best of many, whatever their number. */

export class Best<Item> {
	readonly #most: number;
	/** Best first; of two alike the one that came first. */
	readonly #kept: {readonly score: number; readonly item: Item}[] = [];

	/** @param most how many are kept. */
	constructor(most: number) {
		this.#most = most;
	}

	get items(): readonly Item[] {
		return this.#kept.map(({item}) => item);
	}

	/** @param score more is better; NaN is not kept. */
	add(score: number, item: Item): void {
		if (Number.isNaN(score)) return;
		const place = this.#kept.findIndex((other) => other.score < score);
		if (place === -1 && this.#kept.length >= this.#most) return;
		this.#kept.splice(place === -1 ? this.#kept.length : place, 0, {score, item});
		if (this.#kept.length > this.#most) this.#kept.pop();
	}
}
