/*
A limit order book by price level. Each side is a sorted pair of arrays with the best level at the end, where nearly all changes fall, so that an
insertion moves few numbers. Quantities are absolute, as venues send them; a level at zero does not exist. Nothing is ever truncated.
*/

import type {Archive} from './archive.ts';
import {canRescale, powersOfTen, rescale} from './decimal.ts';
import {finestQuantityScale} from './instrument.ts';
import type {Levels} from './levels.ts';

/** One side of a book. `direction` +1 sorts bids (best is highest), -1 asks (best is lowest). */
export class BookSide {
	readonly direction: 1 | -1;
	#prices = new Float64Array(1024);
	#quantities = new Float64Array(1024);
	#length = 0;

	constructor(direction: 1 | -1) {
		this.direction = direction;
	}

	/** How many levels stand. */
	get length(): number {
		return this.#length;
	}

	/** Best price; NaN on an empty side. */
	get price(): number {
		return this.#length === 0 ? Number.NaN : this.#prices[this.#length - 1]!;
	}

	/** Quantity at the best price; NaN on an empty side. */
	get quantity(): number {
		return this.#length === 0 ? Number.NaN : this.#quantities[this.#length - 1]!;
	}

	/** Price of the level at a rank, 0 the best; NaN beyond the last. */
	priceAt(rank: number): number {
		return rank < this.#length ? this.#prices[this.#length - 1 - rank]! : Number.NaN;
	}

	/** Quantity of the level at a rank, 0 the best; NaN beyond the last. */
	quantityAt(rank: number): number {
		return rank < this.#length ? this.#quantities[this.#length - 1 - rank]! : Number.NaN;
	}

	/** Quantity standing at a price, 0 where there is none. */
	quantityOf(price: number): number {
		const index = this.#find(price);
		return index < this.#length && this.#prices[index] === price ? this.#quantities[index]! : 0;
	}

	/** How many levels stand at this price or better. */
	countWithin(price: number): number {
		return this.#length - this.#find(price);
	}

	/** Puts the quantity that stands at a price; 0 takes the level away, and taking away what is not there is no fault. */
	set(price: number, quantity: number): void {
		const index = this.#find(price);
		const isThere = index < this.#length && this.#prices[index] === price;
		if (quantity === 0) {
			if (!isThere) return;
			this.#prices.copyWithin(index, index + 1, this.#length);
			this.#quantities.copyWithin(index, index + 1, this.#length);
			this.#length--;
		} else if (isThere) {
			this.#quantities[index] = quantity;
		} else {
			if (this.#length === this.#prices.length) this.#grow();
			this.#prices.copyWithin(index + 1, index, this.#length);
			this.#quantities.copyWithin(index + 1, index, this.#length);
			this.#prices[index] = price;
			this.#quantities[index] = quantity;
			this.#length++;
		}
	}

	clear(): void {
		this.#length = 0;
	}

	/** Copies the best `count` levels, best first, into a reader's arrays. Returns how many there were. */
	top(count: number, into: Levels): number {
		const length = Math.min(count, this.#length);
		into.reserve(length);
		for (let rank = 0, index = this.#length - 1; rank < length; rank++, index--) {
			into.prices[rank] = this.#prices[index]!;
			into.quantities[rank] = this.#quantities[index]!;
		}
		into.length = length;
		return length;
	}

	/** Rewrites every level for new scales. @throws NotADecimalError, before anything is changed, if a level would not be held exactly. */
	rescale(fromPrice: number, toPrice: number, fromQuantity: number, toQuantity: number): void {
		const prices = this.#prices.slice(0, this.#length).map((price) => rescale(price, fromPrice, toPrice));
		const quantities = this.#quantities.slice(0, this.#length).map((quantity) => rescale(quantity, fromQuantity, toQuantity));
		this.#prices.set(prices);
		this.#quantities.set(quantities);
	}

	archive(io: Archive): void {
		this.#length = io.number(this.#length);
		this.#prices = io.numbers(this.#prices, this.#length);
		this.#quantities = io.numbers(this.#quantities, this.#length);
	}

	/** The first index whose price is not worse than this one: where it stands or would stand. */
	#find(price: number): number {
		let low = 0;
		let high = this.#length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.#prices[middle]! - price) * this.direction < 0) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	#grow(): void {
		const prices = new Float64Array(this.#prices.length * 2);
		const quantities = new Float64Array(prices.length);
		prices.set(this.#prices);
		quantities.set(this.#quantities);
		this.#prices = prices;
		this.#quantities = quantities;
	}
}

export class Book {
	readonly bids = new BookSide(1);
	readonly asks = new BookSide(-1);
	/** Prices are counts of 10^-priceScale. Grows when finer prices arrive, never shrinks. */
	#priceScale: number;
	/** How far each side is known to be complete: the worst price of the snapshot, or no bound where the venue sent its whole book. */
	#trustedBid = Number.NEGATIVE_INFINITY;
	#trustedAsk = Number.POSITIVE_INFINITY;

	/** Quantities are counts of 10^-quantityScale. Shrinks when quantities arrive that would not fit, never grows. */
	#quantityScale: number;

	constructor(priceScale: number, quantityScale: number = finestQuantityScale) {
		this.#priceScale = priceScale;
		this.#quantityScale = quantityScale;
	}

	get priceScale(): number {
		return this.#priceScale;
	}

	get quantityScale(): number {
		return this.#quantityScale;
	}

	/** Bid below ask on both sides standing: the state of which metrics may be made. */
	get isSound(): boolean {
		return this.bids.price < this.asks.price;
	}

	/** Best bid at or above best ask, which a continuous market in step does not show for long. */
	get isCrossed(): boolean {
		return this.bids.price >= this.asks.price;
	}

	/** Mean of best bid and best ask, in counts of 10^-priceScale (halves occur); NaN where a side is empty. */
	get mid(): number {
		return (this.bids.price + this.asks.price) / 2;
	}

	/** The worst bid price up to which the book is complete; -Infinity where all of it is. */
	get trustedBid(): number {
		return this.#trustedBid;
	}

	/** The worst ask price up to which the book is complete; Infinity where all of it is. */
	get trustedAsk(): number {
		return this.#trustedAsk;
	}

	/** How many bids stand within the trusted depth. */
	get trustedBidLevels(): number {
		return this.bids.countWithin(this.#trustedBid);
	}

	/** How many asks stand within the trusted depth. */
	get trustedAskLevels(): number {
		return this.asks.countWithin(this.#trustedAsk);
	}

	/**
	Applies one diff: absolute quantities, 0 removes. All of it has been read and judged before. The book's own scales change only where they
	do not hold a level of it, whatever scales it was read at.

	@throws NotADecimalError if the levels and the book cannot be held exactly at one scale; the book is then to be dropped.
	*/
	apply(bids: Levels, asks: Levels, priceScale: number, quantityScale: number): void {
		if (priceScale !== this.#priceScale || quantityScale !== this.#quantityScale) {
			const holdsPrices = [bids, asks].every(({prices, length}) => areHeld(prices, length, priceScale, this.#priceScale));
			const holdsQuantities = [bids, asks].every(({quantities, length}) => areHeld(quantities, length, quantityScale, this.#quantityScale));
			this.#agreeOn(
				holdsPrices ? this.#priceScale : Math.max(priceScale, this.#priceScale),
				holdsQuantities ? this.#quantityScale : Math.min(quantityScale, this.#quantityScale),
			);
		}
		if (priceScale === this.#priceScale && quantityScale === this.#quantityScale) {
			for (let index = 0; index < bids.length; index++) this.bids.set(bids.prices[index]!, bids.quantities[index]!);
			for (let index = 0; index < asks.length; index++) this.asks.set(asks.prices[index]!, asks.quantities[index]!);
			return;
		}
		const price = (units: number) => rescale(units, priceScale, this.#priceScale);
		const quantity = (units: number) => rescale(units, quantityScale, this.#quantityScale);
		for (let index = 0; index < bids.length; index++) this.bids.set(price(bids.prices[index]!), quantity(bids.quantities[index]!));
		for (let index = 0; index < asks.length; index++) this.asks.set(price(asks.prices[index]!), quantity(asks.quantities[index]!));
	}

	/**
	Forgets everything and takes a snapshot.

	@param limit levels a side that were asked for: a side that came with as many is cut there, and trusted no farther. Infinity for a whole book.
	*/
	replace(bids: Levels, asks: Levels, priceScale: number, quantityScale: number, limit: number): void {
		this.bids.clear();
		this.asks.clear();
		this.#trustedBid = Number.NEGATIVE_INFINITY;
		this.#trustedAsk = Number.POSITIVE_INFINITY;
		this.apply(bids, asks, priceScale, quantityScale);
		if (bids.length >= limit && this.bids.length > 0) this.#trustedBid = this.bids.priceAt(this.bids.length - 1);
		if (asks.length >= limit && this.asks.length > 0) this.#trustedAsk = this.asks.priceAt(this.asks.length - 1);
	}

	archive(io: Archive): void {
		this.#priceScale = io.number(this.#priceScale);
		this.#quantityScale = io.number(this.#quantityScale);
		this.#trustedBid = io.number(this.#trustedBid);
		this.#trustedAsk = io.number(this.#trustedAsk);
		this.bids.archive(io);
		this.asks.archive(io);
	}

	#agreeOn(priceScale: number, quantityScale: number): void {
		if (priceScale === this.#priceScale && quantityScale === this.#quantityScale) return;
		this.bids.rescale(this.#priceScale, priceScale, this.#quantityScale, quantityScale);
		this.asks.rescale(this.#priceScale, priceScale, this.#quantityScale, quantityScale);
		const factor = powersOfTen[priceScale - this.#priceScale]!;
		this.#trustedBid *= factor;
		this.#trustedAsk *= factor;
		this.#priceScale = priceScale;
		this.#quantityScale = quantityScale;
	}
}

function areHeld(units: Float64Array, length: number, from: number, to: number): boolean {
	for (let index = 0; index < length; index++) if (!canRescale(units[index]!, from, to)) return false;
	return true;
}
