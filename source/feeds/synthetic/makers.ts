/*
Those who rest orders: they keep the touch near the fair price, refresh sizes near it as pressure bids, work the depth, and put up walls that they
later pull. How often what happens at which rank follows recordings of Binance spot.
*/

import type {Listing} from './listing.ts';
import type {Mood} from './mood.ts';
import type {Random} from './random.ts';
import type {RankedSide} from './ranked-side.ts';
import type {RestingBook} from './resting-book.ts';

/** How strongly pressure shows in sizes near the touch: pressure p alone makes an imbalance of tanh(strength · p). */
const strength = 1.15;
const sizeSpread = 0.75;
/** The touch carries several times what a level behind it does. */
const touchSize = 3.5;
/** Quotes a second toward the fair price where the touch lags behind it. */
const improvement = 12;
/** Ranks of changed levels: log-normal. */
const deepRank = {median: 82, spread: 1.9};
const wallsPerSecond = 1 / 14;
const mostWalls = 4;

type Wall = {readonly direction: 1 | -1; readonly price: number; left: number};

export class Makers {
	readonly #listing: Listing;
	readonly #book: RestingBook;
	readonly #mood: Mood;
	readonly #random: Random;
	readonly #walls: Wall[] = [];

	constructor(listing: Listing, book: RestingBook, mood: Mood, random: Random) {
		this.#listing = listing;
		this.#book = book;
		this.#mood = mood;
		this.#random = random;
	}

	/** Fills an empty book to its usual depth. */
	open(): void {
		for (const direction of [1, -1] as const) {
			let price = direction === 1 ? this.#mood.fair : this.#mood.fair + 1;
			for (let rank = 0; rank < this.#listing.depth; rank++) {
				this.#book.set(direction, price, this.#size(direction, rank, price));
				const gap = this.#reach(rank + 1) - this.#reach(rank);
				price -= direction * (1 + Math.floor(this.#random.exponential(Math.max(0, gap - 0.5))));
			}
		}
	}

	/** Lets so many seconds pass. */
	pass(seconds: number): void {
		for (const direction of [1, -1] as const) this.#follow(direction, seconds);
		for (let events = this.#random.poisson(this.#listing.nearRate * this.#mood.bustle * seconds); events > 0; events--) {
			this.#reshape(this.#anySide(), Math.floor(this.#random.exponential(6)), 0.5);
		}
		for (let events = this.#random.poisson(this.#listing.deepRate * this.#mood.bustle * seconds); events > 0; events--) {
			this.#reshape(this.#anySide(), Math.floor(this.#random.logNormal(deepRank.median, deepRank.spread)), 0.15);
		}
		this.#passWalls(seconds);
	}

	/** Makes some change far from the touch, so that there is always a diff. */
	stir(): void {
		const side = this.#anySide();
		const rank = Math.floor(side.length / 2);
		const price = side.priceAt(rank);
		this.#book.set(side.direction, price, this.#size(side.direction, rank, price));
	}

	#anySide(): RankedSide {
		return this.#random.chance(0.5) ? this.#book.bids : this.#book.asks;
	}

	/** Steps back to where makers would quote, or quotes up to it. */
	#follow(direction: 1 | -1, seconds: number): void {
		const side = this.#book.side(direction);
		const limit = direction === 1 ? this.#mood.fair - this.#mood.bidReserve : this.#mood.fair + 1 + this.#mood.askReserve;
		while ((side.price - limit) * direction > 0 && side.length > 50) this.#book.set(direction, side.price, 0);
		const room = (limit - side.price) * direction;
		if (room > 0 && this.#random.chance(improvement * seconds)) {
			const price = this.#random.chance(0.6) ? limit : side.price + direction * (1 + this.#random.below(room));
			this.#book.set(direction, price, this.#size(direction, 0, price));
		}
	}

	/** One order comes, changes or goes about a rank; orders come where levels stand too far apart and go where they crowd. */
	#reshape(side: RankedSide, drawnRank: number, modifies: number): void {
		const {direction, length} = side;
		const rank = Math.min(drawnRank, length - 1);
		const price = side.priceAt(rank);
		if (this.#isWall(direction, price)) return;
		if (rank === 0 || (rank < length - 1 && this.#random.chance(modifies))) {
			this.#book.set(direction, price, this.#size(direction, rank, price));
			return;
		}
		const distance = (side.price - price) * direction;
		const crowding = (this.#reach(rank) - distance) / (this.#reach(rank) + distance);
		const isTooShort = length < this.#listing.depth;
		if (rank === length - 1 ? !isTooShort : this.#random.chance(0.5 + 2 * crowding)) {
			this.#book.set(direction, price, 0);
			return;
		}
		const gap =
			rank === length - 1 ? 2 + this.#random.exponential(2 * this.#listing.spacing) : (price - side.priceAt(rank + 1)) * direction;
		if (gap < 2) return;
		const behind = price - direction * (1 + this.#random.below(gap - 1));
		const rounded = Math.round(behind / this.#listing.round) * this.#listing.round;
		const isRoundFree = (price - rounded) * direction > 0 && (price - rounded) * direction < gap;
		const spot = isRoundFree && this.#random.chance(0.3) ? rounded : behind;
		this.#book.set(direction, spot, this.#size(direction, rank, spot));
		// Some orders are gone before anybody hears of them: the diff then takes away a level that nobody knew.
		if (this.#random.chance(0.18)) this.#book.set(direction, spot, 0);
	}

	#passWalls(seconds: number): void {
		for (let index = this.#walls.length - 1; index >= 0; index--) {
			const wall = this.#walls[index]!;
			wall.left -= seconds;
			const side = this.#book.side(wall.direction);
			const isGone = side.quantityOf(wall.price) === 0;
			const isNear = side.countWithin(wall.price) <= 3 && this.#random.chance(0.8 * seconds);
			if (wall.left > 0 && !isNear && !isGone) continue;
			if (!isGone) this.#book.set(wall.direction, wall.price, 0);
			this.#walls.splice(index, 1);
		}
		if (this.#walls.length >= mostWalls || !this.#random.chance(wallsPerSecond * seconds)) return;
		const side = this.#anySide();
		const price = Math.round(side.priceAt(6 + this.#random.below(34)) / this.#listing.round) * this.#listing.round;
		if ((side.price - price) * side.direction <= 0) return;
		const size = Math.round(this.#listing.restingSize * this.#random.between(25, 70));
		if (this.#book.set(side.direction, price, size)) {
			this.#walls.push({direction: side.direction, price, left: this.#random.between(4, 40)});
		}
	}

	#isWall(direction: 1 | -1, price: number): boolean {
		return this.#walls.some((wall) => wall.price === price && wall.direction === direction);
	}

	/** How far from the touch the level of a rank tends to stand, ticks. */
	#reach(rank: number): number {
		const bend = rank / 1200;
		return this.#listing.spacing * rank * (1 + bend * bend * bend);
	}

	/** A fresh quantity for a level, lots. */
	#size(direction: 1 | -1, rank: number, price: number): number {
		const nearness = 1 / (1 + (rank / 20) * (rank / 20));
		const lean = Math.exp(strength * direction * this.#mood.pressure * nearness);
		const place = (rank === 0 ? touchSize : 1 + Math.min(rank / 300, 3)) * (price % this.#listing.round === 0 ? 2.5 : 1);
		return 1 + Math.floor(this.#random.logNormal(this.#listing.restingSize * lean * place, sizeSpread));
	}
}
