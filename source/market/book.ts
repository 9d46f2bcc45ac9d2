/*
A limit order book by price level: two sides, each kept by itself, for a late deletion on one side must not take what stands at that price on the other.
Quantities are absolute, as venues send them; a level at zero does not exist. Levels are cut off only where its keeper says so.
*/

import type {Archive} from './archive.ts';
import {BookSide, narrowSpan} from './book-side.ts';
import {canRescale, powersOfTen, rescale} from './decimal.ts';
import {finestQuantityScale} from './instrument.ts';
import {Levels} from './levels.ts';

/** A side that has grown beyond this many levels is cut to as many as are kept. */
const mostLevels = 100_000;
const levelsKept = 50_000;

export class Book {
	readonly bids: BookSide;
	readonly asks: BookSide;
	/** Prices are counts of 10^-priceScale. Grows when finer prices arrive, never shrinks. */
	#priceScale: number;
	/** How far each side is known to be complete: the worst price of the snapshot, or no bound where the venue sent its whole book. */
	#trustedBid = Number.NEGATIVE_INFINITY;
	#trustedAsk = Number.POSITIVE_INFINITY;

	/** Levels a side that the venue keeps up. A side that has as many goes on beyond them, nobody knows how. */
	#depth = Number.POSITIVE_INFINITY;
	/** Quantities are counts of 10^-quantityScale. Shrinks when quantities arrive that would not fit, never grows. */
	#quantityScale: number;

	/** @param span price steps near the touch in which levels are found at once, a multiple of 1024: memory for speed. */
	constructor(priceScale: number, quantityScale: number = finestQuantityScale, span: number = narrowSpan) {
		this.bids = new BookSide(1, span);
		this.asks = new BookSide(-1, span);
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
		const isFull = Number.isFinite(this.#depth) && this.bids.count >= this.#depth;
		return isFull ? Math.max(this.bids.worstPrice ?? this.#trustedBid, this.#trustedBid) : this.#trustedBid;
	}

	/** The worst ask price up to which the book is complete; Infinity where all of it is. */
	get trustedAsk(): number {
		const isFull = Number.isFinite(this.#depth) && this.asks.count >= this.#depth;
		return isFull ? Math.min(this.asks.worstPrice ?? this.#trustedAsk, this.#trustedAsk) : this.#trustedAsk;
	}

	/**
	Are the best levels of both sides all that rests so near, for so many of them? A side without a bound is known whole, however few stand there.

	@param levels 1 or more.
	*/
	isTrustedFor(levels: number): boolean {
		if (levels > this.#depth && !this.#isWhole()) return false;
		const bids = this.#trustedBid === Number.NEGATIVE_INFINITY || this.#hasTrustedBids(levels);
		return bids && (this.#trustedAsk === Number.POSITIVE_INFINITY || this.#hasTrustedAsks(levels));
	}

	/**
	As `isTrustedFor` of a side that has so many levels, which the caller has read already.

	@param bid price of the worst of the best `levels` bids. @param ask of the asks.
	*/
	isTrustedTo(levels: number, bid: number, ask: number): boolean {
		if (levels > this.#depth && !this.#isWhole()) return false;
		return bid >= this.#trustedBid && ask <= this.#trustedAsk;
	}

	/** Is it known as far from the mid as so many bps, on both sides? */
	isTrustedWithin(bps: number): boolean {
		const reach = (this.mid * bps) / 1e4;
		return this.mid - reach >= this.trustedBid && this.mid + reach <= this.trustedAsk;
	}

	/** Do at least so many levels stand within the trusted depth, on either side? @param levels 1 or more. */
	hasTrustedLevels(levels: number): boolean {
		return this.#hasTrustedBids(levels) && this.#hasTrustedAsks(levels);
	}

	/** How many bids stand within the trusted depth. */
	get trustedBidLevels(): number {
		return Math.min(this.bids.countWithin(this.#trustedBid), this.#depth);
	}

	/** How many asks stand within the trusted depth. */
	get trustedAskLevels(): number {
		return Math.min(this.asks.countWithin(this.#trustedAsk), this.#depth);
	}

	/**
	Applies one diff: absolute quantities, 0 removes. All of it has been read and judged before. The book's own scales change only where they
	do not hold a level of it, whatever scales it was read at.

	@throws NotADecimalError if the levels and the book cannot be held exactly at one scale; the book is then to be dropped.
	*/
	apply(bids: Levels, asks: Levels, priceScale: number, quantityScale: number): void {
		const isAtScale = priceScale === this.#priceScale && quantityScale === this.#quantityScale;
		if (!isAtScale && !this.#comesToHold(bids, asks, priceScale, quantityScale)) {
			this.#applyRescaled(bids, asks, priceScale, quantityScale);
			return;
		}
		this.bids.apply(bids);
		this.asks.apply(asks);
	}

	/**
	Forgets everything and takes a snapshot.

	@param limit levels a side that were asked for: a side that came with as many is cut there, and trusted no farther. Infinity for a whole book.
	@param depth levels a side that the venue keeps up from here on.
	*/
	replace(
		bids: Levels,
		asks: Levels,
		priceScale: number,
		quantityScale: number,
		limit: number,
		depth: number = Number.POSITIVE_INFINITY,
	): void {
		this.#depth = depth;
		this.bids.clear();
		this.asks.clear();
		this.#trustedBid = Number.NEGATIVE_INFINITY;
		this.#trustedAsk = Number.POSITIVE_INFINITY;
		this.apply(bids, asks, priceScale, quantityScale);
		if (bids.length >= limit) this.#trustedBid = this.bids.worstPrice ?? this.#trustedBid;
		if (asks.length >= limit) this.#trustedAsk = this.asks.worstPrice ?? this.#trustedAsk;
	}

	/** Takes a new best bid and ask: whatever stood better than they is gone. A side without a level is empty. Scales as with `apply`. */
	takeTouch(bids: Levels, asks: Levels, priceScale: number, quantityScale: number): void {
		// What lay beyond a full side is as unknown as before when levels of it go.
		this.#trustedBid = this.trustedBid;
		this.#trustedAsk = this.trustedAsk;
		this.apply(bids, asks, priceScale, quantityScale);
		if (bids.length === 0) this.bids.clear();
		else this.#trustedBid = Math.min(this.#trustedBid, this.#touched(this.bids, bids.prices[0]!, priceScale));
		if (asks.length === 0) this.asks.clear();
		else this.#trustedAsk = Math.max(this.#trustedAsk, this.#touched(this.asks, asks.prices[0]!, priceScale));
	}

	/** Takes away all levels beyond the best `depth` of each side. Returns how many there were. */
	cutTo(depth: number): number {
		return cut(this.bids, depth) + cut(this.asks, depth);
	}

	/** Far levels that nobody takes away pile up over days: a side with too many is cut, and trusted no farther. */
	forgetFar(): void {
		if (this.bids.count > mostLevels || this.asks.count > mostLevels) this.forgetBeyond(levelsKept);
	}

	/** As `cutTo`, and remembers that what lies beyond is not known any more. */
	forgetBeyond(depth: number): void {
		if (cut(this.bids, depth) > 0) this.#trustedBid = Math.max(this.#trustedBid, this.bids.worstPrice ?? this.#trustedBid);
		if (cut(this.asks, depth) > 0) this.#trustedAsk = Math.min(this.#trustedAsk, this.asks.worstPrice ?? this.#trustedAsk);
	}

	archive(io: Archive): void {
		this.#depth = io.number(this.#depth);
		this.#priceScale = io.number(this.#priceScale);
		this.#quantityScale = io.number(this.#quantityScale);
		this.#trustedBid = io.number(this.#trustedBid);
		this.#trustedAsk = io.number(this.#trustedAsk);
		this.bids.archive(io);
		this.asks.archive(io);
	}

	/** Changes the scales of the book where they do not hold a level of a diff. Returns whether they are those of the diff then. */
	#comesToHold(bids: Levels, asks: Levels, priceScale: number, quantityScale: number): boolean {
		const holdsPrices = [bids, asks].every(({prices, length}) => areHeld(prices, length, priceScale, this.#priceScale));
		const holdsQuantities = [bids, asks].every(({quantities, length}) => areHeld(quantities, length, quantityScale, this.#quantityScale));
		this.#agreeOn(
			holdsPrices ? this.#priceScale : Math.max(priceScale, this.#priceScale),
			holdsQuantities ? this.#quantityScale : Math.min(quantityScale, this.#quantityScale),
		);
		return priceScale === this.#priceScale && quantityScale === this.#quantityScale;
	}

	#applyRescaled(bids: Levels, asks: Levels, priceScale: number, quantityScale: number): void {
		this.bids.apply(this.#rescaled(bids, priceScale, quantityScale));
		this.asks.apply(this.#rescaled(asks, priceScale, quantityScale));
	}

	#rescaled({prices, quantities, length}: Levels, priceScale: number, quantityScale: number): Levels {
		rescaled.clear();
		for (let index = 0; index < length; index++) {
			const price = rescale(prices[index]!, priceScale, this.#priceScale);
			rescaled.push(price, rescale(quantities[index]!, quantityScale, this.#quantityScale));
		}
		return rescaled;
	}

	/** Takes away what is better than a touch. Returns its price at the book's scale. */
	#touched(side: BookSide, price: number, priceScale: number): number {
		const best = rescale(price, priceScale, this.#priceScale);
		while ((side.price - best) * side.direction > 0) side.set(side.price, 0);
		return best;
	}

	/** Neither side has as many levels as the venue keeps up, nor has had since it was known whole, so that these are all there are. */
	#isWhole(): boolean {
		if (Number.isFinite(this.#trustedBid) || Number.isFinite(this.#trustedAsk)) return false;
		return this.bids.count < this.#depth && this.asks.count < this.#depth;
	}

	#hasTrustedBids(levels: number): boolean {
		return (this.bids.priceAt(levels - 1) ?? Number.NaN) >= this.#trustedBid;
	}

	#hasTrustedAsks(levels: number): boolean {
		return (this.asks.priceAt(levels - 1) ?? Number.NaN) <= this.#trustedAsk;
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

/** Levels on their way from one scale to another. Nothing keeps them. */
const rescaled = new Levels();
/** Levels that are to go. Nothing keeps them. */
const beyond = new Levels();

function cut(side: BookSide, depth: number): number {
	if (side.count <= depth) return 0;
	beyond.clear();
	for (const level = side.walk(); level.next(); ) if (level.rank >= depth) beyond.push(level.price, 0);
	side.apply(beyond);
	return beyond.length;
}

function areHeld(units: Float64Array, length: number, from: number, to: number): boolean {
	for (let index = 0; index < length; index++) if (!canRescale(units[index]!, from, to)) return false;
	return true;
}
