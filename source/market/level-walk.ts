/* A walk over the levels of one side, best first: those of the window as they stand, then those far away, sorted when the walk comes to them. */

import type {FarLevels} from './far-levels.ts';
import type {LevelWindow} from './level-window.ts';

/** `for (const level = side.walk(); level.next(); ) …`. Good until the side's next change. */
export class LevelWalk {
	/** Of the level that `next` came to. */
	price = Number.NaN;
	quantity = Number.NaN;
	/** 0 for the best. */
	rank = -1;
	private readonly window: LevelWindow;
	private readonly far: FarLevels;
	private readonly start: number;
	private readonly direction: 1 | -1;
	private place: number;
	private farRank = 0;

	/** Use `BookSide.walk`. */
	constructor(window: LevelWindow, far: FarLevels, first: number, start: number, direction: 1 | -1) {
		this.window = window;
		this.far = far;
		this.place = first;
		this.start = start;
		this.direction = direction;
	}

	/** Goes to the next level; false where there is none. */
	next(): boolean {
		this.rank++;
		if (this.place < this.window.size) {
			this.price = this.start - this.place * this.direction;
			this.quantity = this.window.quantityAt(this.place);
			this.place = this.window.next(this.place + 1);
			return true;
		}
		if (this.farRank >= this.far.count) return false;
		const far = this.far.sorted();
		this.price = far.prices[this.farRank]!;
		this.quantity = far.quantities[this.farRank]!;
		this.farRank++;
		return true;
	}
}
