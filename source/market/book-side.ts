/*
One side of a limit order book by price level. Near the touch levels stand in a dense window of price steps, farther out in a hash table; nothing is
ever truncated. Invariants: no level is better than the first place of the window, every level within its span stands in it and every other in
`far`, and no place before `first` is taken.
*/

import {type Archive, BadArchiveError} from './archive.ts';
import {rescale} from './decimal.ts';
import {FarLevels} from './far-levels.ts';
import {LevelWalk} from './level-walk.ts';
import {LevelWindow} from './level-window.ts';
import {Levels} from './levels.ts';

/** Price steps that a window spans at first, 8 bytes each: many for the first few books, fewer for those that come after. */
export const wideSpan = 1 << 16;
export const narrowSpan = 10 * 1024;
/** So many books may be wide: a megabyte each, and four where their levels stand far apart. */
const fewBooks = 16;

/** The span for one of so many books. */
export function spanFor(books: number): number {
	return books > fewBooks ? narrowSpan : wideSpan;
}

/** Where levels stand so far apart that a window holds fewer than somebody reads for every message, it is widened to this many spans. */
const mostSpans = 4;
/** Whoever reads more levels than this does so once in a while, and the far ones are put in order for it. */
const mostReadOften = 64;
/** An eighth of the window lies before the best level when it is placed: room for the price to improve into. */
const leadShift = 3;
/** The window follows when the best level has come this far down. */
const farthestBest = 3 / 4;

export class BookSide {
	/** +1: bids, best is highest. -1: asks, best is lowest. */
	readonly direction: 1 | -1;
	/** Of size 0 until the first level comes. */
	private window = new LevelWindow(0);
	private readonly far: FarLevels;
	/** Steps that the first window spans. */
	private readonly span: number;
	/** Price of the window's first place. A small integer where prices are, so that places are reckoned in integers. */
	private start = 0;
	/** No place before it is taken. */
	private first = 0;
	/** So many levels were read, which the window did not hold; 0 for none. It is widened with the next diff, for a reading moves no level from under another. */
	private wanted = 0;
	/** No width that is allowed holds what was wanted where the window stands now. */
	private isHopeless = false;
	/** The quantity on its way to `far`. A number handed to a function may be made an object on the way; one in an array is not. */
	private readonly outside = new Float64Array(1);

	constructor(direction: 1 | -1, span: number = narrowSpan) {
		this.direction = direction;
		this.far = new FarLevels(direction);
		this.span = span;
	}

	/** Best price; NaN on an empty side. */
	get price(): number {
		this.settle();
		return this.first < this.window.size ? this.priceOf(this.first) : Number.NaN;
	}

	/** Quantity at the best price; NaN on an empty side. */
	get quantity(): number {
		this.settle();
		return this.first < this.window.size ? this.window.quantityAt(this.first) : Number.NaN;
	}

	/** Price of the level farthest from the touch; undefined on an empty side. */
	get worstPrice(): number | undefined {
		let worst: number | undefined;
		for (const level = this.walk(); level.next(); ) worst = level.price;
		return worst;
	}

	/** Price of the level of a rank, 0 the best; undefined beyond the last. Walked to each time. */
	priceAt(rank: number): number | undefined {
		const level = this.walk();
		while (level.rank < rank) if (!level.next()) return undefined;
		return level.price;
	}

	/** How many levels stand. Counted anew each time. */
	get count(): number {
		return this.window.countBefore(this.window.size) + this.far.count;
	}

	/** Quantity standing at a price, 0 where there is none. */
	quantityOf(price: number): number {
		const place = this.placeOf(price);
		return place >= 0 && place < this.window.size ? this.window.quantityAt(place) : this.far.quantityOf(price);
	}

	/** How many levels stand at this price or better. */
	countWithin(price: number): number {
		const place = this.placeOf(price);
		if (place < 0) return 0;
		if (place < this.window.size) return this.window.countBefore(place + 1);
		return this.count - this.far.countBeyond(price);
	}

	/**
	Puts the quantity that stands at a price; 0 takes the level away, and taking away what is not there is no fault.

	@param price an integer above 0. @param quantity an integer, 0 or more.
	*/
	set(price: number, quantity: number): void {
		const place = this.placeOf(price);
		if (place < 0 || place >= this.window.size) {
			this.outside[0] = quantity;
			this.setOutside(price);
			return;
		}
		this.window.put(place | 0, quantity);
		if (place < this.first) this.first = place | 0;
	}

	/** `set` for each of these, in order. */
	apply(levels: Levels): void {
		const {prices, quantities, length} = levels;
		if (this.wanted > 0) this.widen();
		for (let index = this.applyInside(levels, 0); index < length; index = this.applyInside(levels, index + 1)) {
			this.outside[0] = quantities[index]!;
			this.setOutside(prices[index]!);
		}
	}

	/** Applies from one on as long as prices are within the window. Returns the number of the first that is not, or of all. */
	private applyInside({prices, quantities, length}: Levels, from: number): number {
		const {window, start, direction} = this;
		let {first} = this;
		let index = from;
		for (; index < length; index++) {
			const place = direction === 1 ? start - prices[index]! : prices[index]! - start;
			if (place < 0 || place >= window.size) break;
			window.put(place | 0, quantities[index]!);
			if (place < first) first = place | 0;
		}
		this.first = first;
		return index;
	}

	/** Puts the quantity that stands in `outside` at a price without the window. */
	private setOutside(price: number): void {
		const {size} = this.window;
		const quantity = this.outside[0]!;
		if (quantity === 0) {
			this.far.remove(price);
		} else if (size > 0 && this.placeOf(price) >= 0) {
			this.far.put(price, this.outside);
		} else {
			// The first level of all, or one better than the window has room for.
			this.moveTo(price, size === 0 ? this.span : size);
			this.set(price, quantity);
		}
	}

	clear(): void {
		this.window.clear();
		this.far.clear();
		this.first = this.window.size;
	}

	/** Copies the best `count` levels, best first, into a reader's arrays. Returns how many there were. */
	top(count: number, into: Levels): number {
		this.settle();
		into.reserve(count);
		const {prices, quantities} = into;
		const window = this.window;
		let length = window.list(this.first, count, prices);
		const start = this.start;
		const {direction} = this;
		for (let rank = 0; rank < length; rank++) {
			const place = prices[rank]!;
			quantities[rank] = window.quantityAt(place);
			prices[rank] = start - place * direction;
		}
		if (length < count && this.far.count > 0) {
			if (count <= mostReadOften && !this.isHopeless) this.wanted = count;
			const far = this.far.sorted();
			for (let rank = 0; length < count && rank < far.length; rank++, length++) {
				prices[length] = far.prices[rank]!;
				quantities[length] = far.quantities[rank]!;
			}
		}
		into.length = length;
		return length;
	}

	/** A walk over all levels, best first; good until the next change. `for (const level = side.walk(); level.next(); ) …` */
	walk(): LevelWalk {
		this.settle();
		return new LevelWalk(this.window, this.far, this.first, this.start, this.direction);
	}

	/** Rewrites every level for new scales. @throws NotADecimalError, before anything is changed, if a level would not be held exactly. */
	rescale(fromPrice: number, toPrice: number, fromQuantity: number, toQuantity: number): void {
		const levels = this.all();
		for (let rank = 0; rank < levels.length; rank++) {
			levels.prices[rank] = rescale(levels.prices[rank]!, fromPrice, toPrice);
			levels.quantities[rank] = rescale(levels.quantities[rank]!, fromQuantity, toQuantity);
		}
		this.replace(levels);
	}

	/** The levels alone: where the window stands is nobody's business. */
	archive(io: Archive): void {
		const levels = this.all();
		levels.archive(io);
		if (!io.isReading) return;
		for (let rank = 0; rank < levels.length; rank++) {
			const [price, quantity] = [levels.prices[rank]!, levels.quantities[rank]!];
			if (!isCount(price) || !isCount(quantity)) throw new BadArchiveError(`${quantity} at ${price} is no level`);
		}
		this.replace(levels);
	}

	private placeOf(price: number): number {
		return this.direction === 1 ? this.start - price : price - this.start;
	}

	private priceOf(place: number): number {
		return this.direction === 1 ? this.start - place : this.start + place;
	}

	/** Finds the best level, and lets the window follow it. To be called before `first` is taken for the best. */
	private settle(): void {
		const {size} = this.window;
		this.first = this.window.next(this.first);
		if (this.first < size * farthestBest) return;
		if (this.first < size) this.moveTo(this.priceOf(this.first), size);
		else if (this.far.count > 0) this.moveTo(this.far.best(), size);
	}

	/** Fewer levels stood in the window than somebody wanted to see: moves it to the best one, as wide as it takes, unless that is too much. */
	private widen(): void {
		const worst = this.priceAt(this.wanted - 1) ?? this.worstPrice;
		this.wanted = 0;
		this.settle();
		const best = this.price;
		if (worst === undefined || Number.isNaN(best)) return;
		let {size} = this.window;
		while (size - (size >> leadShift) <= Math.abs(best - worst)) size *= 2;
		if (size <= this.span * mostSpans) this.moveTo(best, size);
		else this.isHopeless = true;
	}

	/** Places the window anew for this best price. */
	private moveTo(best: number, size: number): void {
		const old = this.window;
		this.isHopeless = false;
		moved.clear();
		for (let place = old.next(0); place < old.size; place = old.next(place + 1)) moved.push(this.priceOf(place), old.quantityAt(place));
		if (size === old.size) old.clear();
		else this.window = new LevelWindow(size);
		const start = best + (size >> leadShift) * this.direction;
		// Sums of doubles stay doubles, though they may be small integers.
		this.start = (start | 0) === start ? start | 0 : start;
		this.first = size;
		this.takeMoved();
		const end = this.priceOf(size - 1);
		this.far.takeBetween(Math.min(this.start, end), Math.max(this.start, end), moved);
		this.takeMoved();
	}

	private takeMoved(): void {
		for (let index = 0; index < moved.length; index++) this.set(moved.prices[index]!, moved.quantities[index]!);
	}

	/** All levels, best first, in arrays of their own. */
	private all(): Levels {
		const levels = new Levels();
		for (const level = this.walk(); level.next(); ) levels.push(level.price, level.quantity);
		return levels;
	}

	private replace(levels: Levels): void {
		this.clear();
		for (let rank = 0; rank < levels.length; rank++) this.set(levels.prices[rank]!, levels.quantities[rank]!);
	}
}

/** Levels on their way from one place of a window to another. Nothing keeps them. */
const moved = new Levels();

function isCount(value: number): boolean {
	return Number.isSafeInteger(value) && value > 0;
}
