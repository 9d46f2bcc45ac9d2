/* One side of the made-up market: its levels by rank, and which of them the message in the making has to tell. Plain, because it is never timed. */

export class MarketSide {
	/** +1 for bids (the best is the highest price), -1 for asks. */
	readonly direction: 1 | -1;
	/** Ticks, the best last, where nearly all changes fall. */
	#ticks: number[] = [];
	readonly #lots = new Map<number, number>();
	readonly #touched = new Set<number>();

	constructor(direction: 1 | -1) {
		this.direction = direction;
	}

	get length(): number {
		return this.#ticks.length;
	}

	get best(): number {
		return this.at(0);
	}

	/** Tick of the level at a rank, 0 the best. */
	at(rank: number): number {
		return this.#ticks[this.#ticks.length - 1 - rank] ?? Number.NaN;
	}

	has(tick: number): boolean {
		return this.#lots.has(tick);
	}

	/** Lots that stand at a tick, 0 where there are none. */
	lotsAt(tick: number): number {
		return this.#lots.get(tick) ?? 0;
	}

	/** Starts with these levels, in any order. */
	fill(levels: ReadonlyMap<number, number>): void {
		this.#ticks = [...levels.keys()].sort((one, other) => (one - other) * this.direction);
		for (const tick of this.#ticks) this.#lots.set(tick, levels.get(tick) ?? 0);
	}

	/** Puts a level, and has the message tell it. */
	set(tick: number, lots: number): void {
		if (!this.#lots.has(tick)) this.#ticks.splice(this.#find(tick), 0, tick);
		this.#lots.set(tick, lots);
		this.#touched.add(tick);
	}

	/** Takes a level away, and has the message tell it; for one that never was, the message tells its deletion all the same, as venues do. */
	delete(tick: number): void {
		if (this.#lots.delete(tick)) this.#ticks.splice(this.#find(tick), 1);
		this.#touched.add(tick);
	}

	/** The ticks that were touched since the last call, best first. */
	takeTouched(): number[] {
		const ticks = [...this.#touched].sort((one, other) => (other - one) * this.direction);
		this.#touched.clear();
		return ticks;
	}

	/** The first index whose level is not worse than this tick. */
	#find(tick: number): number {
		let low = 0;
		let high = this.#ticks.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (((this.#ticks[middle] ?? 0) - tick) * this.direction < 0) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
