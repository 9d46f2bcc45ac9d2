/*
Those who take: orders that provoke further orders (a self-exciting process; Hawkes 1971), mostly the way the mood leans, and now and then a sweep
through several levels that moves the fair price for good.
*/

import type {Listing} from './listing.ts';
import type {Mood} from './mood.ts';
import type {Random} from './random.ts';
import type {RestingBook} from './resting-book.ts';

/** Each order provokes so many more on average, within so many seconds. */
const branching = 0.6;
const memory = 0.8;
/** Share of orders that go the way of the one before, as split orders do. */
const repetition = 0.4;
/** A side is never eaten below this. */
const fewestLevels = 50;

/** Told of each execution: ticks, lots; +1 where the taker bought. */
export type OnExecution = (price: number, quantity: number, aggressor: 1 | -1) => void;

export class Takers {
	readonly #listing: Listing;
	readonly #book: RestingBook;
	readonly #mood: Mood;
	readonly #random: Random;
	readonly #sweepsPerSecond: number;
	#excitement = 0;
	#lastAggressor: 1 | -1 = 1;

	constructor(listing: Listing, book: RestingBook, mood: Mood, random: Random, sweepsPerSecond: number) {
		this.#listing = listing;
		this.#book = book;
		this.#mood = mood;
		this.#random = random;
		this.#sweepsPerSecond = sweepsPerSecond;
	}

	/** Lets so many seconds pass. */
	pass(seconds: number, onExecution: OnExecution): void {
		this.#excitement *= Math.max(0, 1 - seconds / memory);
		for (let orders = this.#random.poisson((this.#listing.takerRate + this.#excitement) * seconds); orders > 0; orders--) {
			this.#excitement += branching / memory;
			const aggressor = this.#random.chance(repetition) ? this.#lastAggressor : this.#anyWay();
			const {median, spread} = this.#listing.takerSize;
			this.#take(aggressor, 1 + Math.floor(this.#random.logNormal(median, spread)), 4, onExecution);
			this.#lastAggressor = aggressor;
		}
		this.#takeStale(onExecution);
		if (this.#random.chance(this.#sweepsPerSecond * seconds)) this.#sweep(onExecution);
	}

	#anyWay(): 1 | -1 {
		return this.#random.chance(0.5 + 0.35 * this.#mood.lean) ? 1 : -1;
	}

	/** When the fair price has moved through standing orders, takers get some of them before their makers cancel. */
	#takeStale(onExecution: OnExecution): void {
		for (const aggressor of [1, -1] as const) {
			const side = this.#book.side(aggressor === 1 ? -1 : 1);
			const limit = aggressor === 1 ? this.#mood.fair + 1 : this.#mood.fair;
			while ((limit - side.price) * aggressor > 0 && side.length > fewestLevels && this.#random.chance(0.6)) {
				const {price, quantity} = side;
				const share = this.#random.chance(0.3) ? 1 : this.#random.between(0.05, 0.5);
				this.#take(aggressor, Math.ceil(quantity * share), 1, onExecution);
				if (side.quantityOf(price) > 0) this.#book.set(side.direction, price, 0);
			}
		}
	}

	#sweep(onExecution: OnExecution): void {
		const aggressor = this.#anyWay();
		const side = this.#book.side(aggressor === 1 ? -1 : 1);
		const levels = 4 + this.#random.below(9);
		let quantity = 0;
		for (let rank = 0; rank < levels; rank++) quantity += side.quantityAt(rank);
		const before = side.price;
		this.#take(aggressor, Math.ceil(quantity), levels, onExecution);
		this.#excitement += 4;
		this.#mood.push((side.price - before) * this.#random.between(0.1, 0.5));
	}

	/** Eats into the other side, at most so many levels; a large fill meets several resting orders and is reported as several trades. */
	#take(aggressor: 1 | -1, quantity: number, levels: number, onExecution: OnExecution): void {
		const side = this.#book.side(aggressor === 1 ? -1 : 1);
		let left = quantity;
		for (let level = 0; level < levels && left > 0 && side.length > fewestLevels; level++) {
			const {price} = side;
			const fill = Math.min(left, side.quantity);
			this.#book.set(side.direction, price, side.quantity - fill);
			left -= fill;
			const orders = 1 + Math.min(5, this.#random.poisson(Math.min(1.2, fill / this.#listing.takerSize.median / 4)));
			for (let order = orders, rest = fill; order > 0 && rest > 0; order--) {
				const part = order === 1 ? rest : Math.min(rest, 1 + Math.floor(rest * this.#random.uniform()));
				onExecution(price, part, aggressor);
				rest -= part;
			}
		}
	}
}
