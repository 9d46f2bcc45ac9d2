/*
What the traders of one market feel: spells of calm and of trend, the pressure that resting orders show, the lean of takers that follows it a few
seconds later, and the fair price that both lead. Pressure comes first, so imbalance leads price a little, as it does in real books.
*/

import type {Listing} from './listing.ts';
import type {Random} from './random.ts';

/** Pressure: reverts to its spell's level within so many seconds, and varies by so much around it. */
const pressureTime = 10;
const pressureDeviation = 0.34;
const trendPressure = 0.4;
/** Takers follow what the book shows after about so many seconds. */
const leanTime = 2.5;
/** How far from where it began the fair price goes before it is drawn back hard, as a fraction. */
const leash = 0.004;
/** How long a flurry of orders lasts, and how often one begins without a move of the price, seconds. */
const flurryTime = 0.35;
const flurryEvery = 7;

export class Mood {
	/** −1 to 1: how much heavier makers quote on the bid than on the ask. */
	pressure = 0;
	/** −1 to 1: which way takers go, and the fair price. */
	lean = 0;
	/** The highest bid that makers would quote, ticks; the lowest ask is one above. */
	fair: number;
	/** How busy makers are: 0.6 in quiet, many times that right after the price has moved. */
	bustle = 0.6;
	/** How many ticks makers stay away from that, each side. */
	bidReserve = 0;
	askReserve = 0;
	readonly #listing: Listing;
	readonly #random: Random;
	#trend: -1 | 0 | 1 = 0;
	#spellLeft: number;
	#reserveLeft = 3;

	constructor(listing: Listing, random: Random) {
		this.#listing = listing;
		this.#random = random;
		this.fair = listing.price + Math.round(listing.price * 0.004 * (random.uniform() - 0.5));
		this.#spellLeft = random.between(10, 30);
	}

	/** Lets so many seconds pass. */
	pass(seconds: number): void {
		this.#passSpell(seconds);
		const shock = pressureDeviation * Math.sqrt((2 * seconds) / pressureTime) * this.#random.normal();
		this.pressure = clamp(this.pressure + ((this.#trend * trendPressure - this.pressure) * seconds) / pressureTime + shock);
		this.lean += ((this.pressure - this.lean) * seconds) / leanTime;
		this.#passReserve(seconds);
		this.bustle += ((0.6 - this.bustle) * seconds) / flurryTime;
		if (this.#random.chance(seconds / flurryEvery)) this.bustle += this.#random.exponential(10);
		if (this.#random.chance(this.#listing.moveRate * seconds)) this.#move();
	}

	/** Moves the fair price, as a sweep does. */
	push(ticks: number): void {
		this.fair += Math.round(ticks);
		this.bustle += 8;
	}

	#passSpell(seconds: number): void {
		this.#spellLeft -= seconds;
		if (this.#spellLeft > 0) return;
		this.#spellLeft = this.#random.between(20, 90);
		const draw = this.#random.uniform();
		if (this.#trend === 0) this.#trend = draw < 0.5 ? 1 : -1;
		else if (draw < 0.6) this.#trend = 0;
		else this.#trend = this.#trend === 1 ? -1 : 1;
	}

	/** Makers quote tight for some seconds, then wary for one or two. */
	#passReserve(seconds: number): void {
		this.#reserveLeft -= seconds;
		if (this.#reserveLeft > 0) return;
		const wasTight = this.bidReserve + this.askReserve === 0;
		this.bidReserve = wasTight ? this.#random.below(this.#listing.wariness + 1) : 0;
		this.askReserve = wasTight ? this.#random.below(this.#listing.wariness + 1) : 0;
		this.#reserveLeft = this.#random.exponential(wasTight ? 1.5 : 4);
	}

	#move(): void {
		const astray = clamp((this.fair - this.#listing.price) / (this.#listing.price * leash));
		const isUp = this.#random.chance(0.5 + 0.4 * this.lean - 0.2 * astray);
		const ticks = 1 + Math.floor(this.#random.exponential(this.#listing.moveSize));
		this.fair += isUp ? ticks : -ticks;
		this.bustle += this.#random.exponential(1);
	}
}

function clamp(value: number): number {
	return Math.max(-1, Math.min(1, value));
}
