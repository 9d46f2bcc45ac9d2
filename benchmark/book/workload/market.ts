/*
A made-up market whose book changes as that of BTCUSDT did on 2024-08-08: how many levels a message changes, how deep they lie, what happens to
them, how far apart they stand and how the best price moves are calibrated on a public recording of that day. Ticks of 0.01, lots of 0.00001.
*/

import {MarketSide} from './market-side.ts';
import type {Random} from './random.ts';

export type MarketOptions = {
	/** Levels a side that the market keeps to. */
	readonly levels: number;
	/** Changes a message: their median, and the standard deviation of their logarithms. */
	readonly median: number;
	readonly sigma: number;
};

const startTick = 6_180_000;
/** Ticks from the start beyond which the price is pulled back softly, so that a long run stays in one band. */
const band = 200_000;
/** A side with fewer levels loses none to chance. */
const fewestLevels = 60;

export class Market {
	readonly bids = new MarketSide(1);
	readonly asks = new MarketSide(-1);
	readonly #random: Random;
	readonly #options: MarketOptions;

	constructor(random: Random, options: MarketOptions) {
		this.#random = random;
		this.#options = options;
		this.#fill(this.bids, startTick);
		this.#fill(this.asks, startTick + 1);
	}

	/** What happens between two messages of an ordinary stretch. */
	step(): void {
		const chance = this.#random.uniform();
		if (chance < 0.2) this.#move(this.#random.direction() * Math.max(1, Math.round(this.#random.exponential(40))));
		else if (chance < 0.2005) this.#move(this.#random.direction() * Math.round(300 + this.#random.uniform() * 2700));
		const changes = Math.round(this.#random.logNormal(this.#options.median, this.#options.sigma));
		this.#changeLevels(Math.max(1, Math.min(1000, changes)));
		const drift = (this.bids.best - startTick) / band;
		if (Math.abs(drift) > 1 && this.#random.uniform() < 0.2) this.#move(drift > 0 ? -20 : 20);
	}

	/** What happens between two messages of a storm: some 500 levels are eaten, the other side follows, and both refill. */
	sweep(): void {
		const random = this.#random;
		// Each message of a storm draws once for the kind of step, as an ordinary one does.
		random.uniform();
		const isUp = this.bids.best > startTick !== random.uniform() < 0.9;
		const direction = isUp ? 1 : -1;
		const [eaten, follower] = isUp ? [this.asks, this.bids] : [this.bids, this.asks];
		const rank = Math.min(eaten.length - 60, 300 + random.below(400));
		this.#move(direction * Math.max(1, Math.min(40_000, Math.abs(eaten.at(rank) - eaten.best))));
		this.#refillTouch(follower, eaten, direction);
		this.#refillFar(eaten, direction);
		while (follower.length > this.#options.levels * 1.2) follower.delete(follower.at(follower.length - 1));
		this.#changeLevels(200);
	}

	#fill(side: MarketSide, from: number): void {
		const {levels} = this.#options;
		const stretch = levels > 5000 ? levels / 5000 : 1;
		const ticks = new Set<number>();
		for (let rank = 0; rank < levels; rank++) {
			const away = Math.floor(distanceOf(rank / stretch) + (rank > 0 ? this.#random.uniform() * 20 : 0));
			let tick = from - side.direction * away;
			while (ticks.has(tick)) tick -= side.direction;
			if (tick < 1) throw new RangeError(`${levels} levels do not fit above a price of zero`);
			ticks.add(tick);
		}
		const sorted = [...ticks].sort((one, other) => (one - other) * side.direction);
		side.fill(new Map(sorted.map((tick) => [tick, this.#lots()])));
	}

	#lots(): number {
		return Math.max(1, Math.round(Math.exp(8.5 + 1.8 * this.#random.normal())));
	}

	/** Moves the best price: what stands in the way is eaten, and the other side follows with a few levels. Up for positive ticks. */
	#move(ticks: number): void {
		const random = this.#random;
		const isUp = ticks > 0;
		const [eaten, follower] = isUp ? [this.asks, this.bids] : [this.bids, this.asks];
		const limit = eaten.best + ticks;
		while (eaten.length > 50 && (isUp ? eaten.best < limit : eaten.best > limit)) eaten.delete(eaten.best);
		const from = follower.best;
		const to = eaten.best;
		const span = Math.abs(to - from) - 1;
		const count = 1 + random.below(Math.min(6, Math.max(1, Math.abs(ticks) / 25)));
		for (let index = 0; index < count; index++) {
			const away = 1 + Math.floor(Math.min(span, random.exponential(Math.max(2, span / 6))));
			const tick = isUp ? to - away : to + away;
			if (isUp ? tick > from : tick < from) follower.set(tick, this.#lots());
		}
	}

	#changeLevels(count: number): void {
		for (let index = 0; index < count; index++) this.#changeLevel();
	}

	/** One change somewhere in the book: modify, delete, insert, or delete what is not there. */
	#changeLevel(): void {
		const random = this.#random;
		const side = random.uniform() < 0.5 ? this.bids : this.asks;
		let rank = Math.floor(Math.exp(4.4 + 1.9 * random.normal()));
		if (rank >= side.length || random.uniform() < 0.005) rank = random.below(side.length);
		const isNear = rank < 20;
		const chance = random.uniform();
		const excess = ((side.length - this.#options.levels) / this.#options.levels) * 2;
		const modified = isNear ? 0.26 : 0.09;
		const deleted = modified + Math.min(0.9, Math.max(0.05, (isNear ? 0.28 : 0.42) + excess));
		const missed = deleted + (isNear ? 0.14 : 0.06);
		if (chance < modified) side.set(side.at(rank), this.#lots());
		else if (chance < deleted) {
			if (side.length >= fewestLevels) side.delete(side.at(rank));
		} else {
			const tick = this.#tickBehind(side, rank);
			if (chance >= missed) side.set(tick, this.#lots());
			else if (!side.has(tick)) side.delete(tick);
		}
	}

	/** A tick between a level and the next one out; at the best level, half the time, one inside the spread. */
	#tickBehind(side: MarketSide, rank: number): number {
		const random = this.#random;
		const tick = side.at(rank);
		const next = rank + 1 < side.length ? side.at(rank + 1) : tick - side.direction * 20;
		const behind = tick - side.direction * random.below(Math.max(2, Math.abs(next - tick)));
		if (rank > 0 || random.uniform() >= 0.5) return behind;
		const spread = this.asks.best - this.bids.best;
		const inside = spread > 1 ? side.best + side.direction * (1 + random.below(Math.min(5, spread - 1))) : behind;
		const crosses = side === this.bids ? inside >= this.asks.best : inside <= this.bids.best;
		return crosses ? side.best : inside;
	}

	#refillTouch(follower: MarketSide, eaten: MarketSide, direction: 1 | -1): void {
		const from = follower.best;
		const to = eaten.best - direction;
		for (let index = 0; index < 500; index++) {
			const tick = from + direction * this.#random.below(Math.max(1, Math.abs(to - from)));
			if ((eaten.best - tick) * direction > 0) follower.set(tick, this.#lots());
		}
	}

	#refillFar(side: MarketSide, direction: 1 | -1): void {
		const far = side.at(side.length - 1);
		for (let index = 0; index < 300 && side.length < this.#options.levels; index++) {
			const tick = far + direction * Math.floor(1 + this.#random.uniform() * 20_000);
			if (tick > 1) side.set(tick, this.#lots());
		}
	}
}

/** Ticks from the best price to a rank: 21 a level, as in the recording, and growing beyond the thousandth. */
function distanceOf(rank: number): number {
	return rank <= 1000 ? 21 * rank : 21_000 * Math.exp((rank - 1000) / 1200);
}
