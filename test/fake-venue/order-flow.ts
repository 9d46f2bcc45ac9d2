/*
What happens in a market, in no venue's words: a book to begin with, and steps that change levels and make trades. This one is made from a seed, small
and never crossed; recorded-flow.ts takes one from a real recording.
*/

import {Random} from '../../source/feeds/synthetic/random.ts';

/** Decimal texts; a quantity of 0 takes the level away. */
export type TextLevel = readonly [price: string, quantity: string];

export type FlowTrade = {
	readonly price: string;
	readonly quantity: string;
	/** What the taker did. */
	readonly aggressor: 'buy' | 'sell';
};

/** What happens within 100 ms. Levels may be named that no book has, with a quantity of 0: venues do so. */
export type FlowStep = {readonly bids: readonly TextLevel[]; readonly asks: readonly TextLevel[]; readonly trades: readonly FlowTrade[]};

export type OrderFlow = {readonly bids: readonly TextLevel[]; readonly asks: readonly TextLevel[]; readonly steps: readonly FlowStep[]};

/** Prices around 60,000.00 with two decimals, quantities with up to eight. @param options.levels a side at the beginning, and roughly ever after. */
export function seededFlow(options: {readonly seed?: number; readonly levels?: number; readonly steps?: number} = {}): OrderFlow {
	const {seed = 1, levels = 60, steps = 400} = options;
	const maker = new FlowMaker(seed, levels);
	const bids = maker.standing('bids');
	const asks = maker.standing('asks');
	return {bids, asks, steps: Array.from({length: steps}, () => maker.step())};
}

type Side = 'bids' | 'asks';

/** Prices in cents, quantities in 10^-8. */
type Levels = Map<number, number>;

const startingCents = 6_000_000;

/** A side is never thinner than this. */
const fewestLevels = 5;

class FlowMaker {
	readonly #random: Random;
	readonly #levels: number;
	readonly #standing: Readonly<Record<Side, Levels>> = {bids: new Map(), asks: new Map()};
	/** What the present step has set, and what stood there before. */
	#changed: Readonly<Record<Side, Levels>> = {bids: new Map(), asks: new Map()};
	#before: Readonly<Record<Side, Levels>> = {bids: new Map(), asks: new Map()};

	constructor(seed: number, levels: number) {
		this.#random = new Random(seed, 'order flow');
		this.#levels = levels;
		for (const side of ['bids', 'asks'] as const) {
			let cents = startingCents;
			for (let count = 0; count < levels; count++) {
				cents += worse(side) * (1 + this.#random.below(5));
				this.#standing[side].set(cents, this.#quantity());
			}
		}
	}

	standing(side: Side): TextLevel[] {
		return this.#sorted(side).map((cents) => textLevel(cents, this.#standing[side].get(cents) ?? 0));
	}

	step(): FlowStep {
		this.#changed = {bids: new Map(), asks: new Map()};
		this.#before = {bids: new Map(), asks: new Map()};
		// What came and went within one step has changed nothing.
		for (let events = 1 + this.#random.below(6); events > 0 || !this.#hasChanged(); events--)
			this.#event(this.#random.chance(0.5) ? 'bids' : 'asks');
		const trades = this.#random.chance(0.4) ? Array.from({length: 1 + this.#random.below(3)}, () => this.#trade()) : [];
		const {bids, asks} = this.#changed;
		return {
			bids: [...bids].map(([cents, units]) => textLevel(cents, units)),
			asks: [...asks].map(([cents, units]) => textLevel(cents, units)),
			trades,
		};
	}

	#event(side: Side): void {
		const size = this.#standing[side].size;
		const dice = this.#random.uniform() + (size - this.#levels) / this.#levels;
		if (dice < 0.35) this.#set(side, this.#newPrice(side), this.#quantity());
		else if (dice < 0.65 || size <= fewestLevels) this.#set(side, this.#pick(side), this.#quantity());
		else this.#set(side, this.#pick(side), 0);
	}

	/** A taker takes some of the best level, or all of it. */
	#trade(): FlowTrade {
		const aggressor = this.#random.chance(0.5) ? 'buy' : 'sell';
		const side = aggressor === 'buy' ? 'asks' : 'bids';
		const cents = this.#best(side);
		const standing = this.#standing[side].get(cents) ?? 0;
		const takesAll = this.#standing[side].size > fewestLevels && this.#random.chance(0.3);
		const taken = takesAll ? standing : Math.max(1, Math.floor(standing * this.#random.between(0.05, 0.9)));
		this.#set(side, cents, standing - taken);
		return {price: decimalText(cents, 2), quantity: decimalText(taken, 8), aggressor};
	}

	#hasChanged(): boolean {
		return (['bids', 'asks'] as const).some((side) =>
			[...this.#changed[side]].some(([cents, units]) => this.#before[side].get(cents) !== units),
		);
	}

	#set(side: Side, cents: number, units: number): void {
		if (!this.#before[side].has(cents)) this.#before[side].set(cents, this.#standing[side].get(cents) ?? 0);
		if (units === 0) this.#standing[side].delete(cents);
		else this.#standing[side].set(cents, units);
		this.#changed[side].set(cents, units);
	}

	/** Between the best prices at times, otherwise anywhere among the levels that stand. */
	#newPrice(side: Side): number {
		const best = this.#best(side);
		const spread = Math.abs(this.#best(side === 'bids' ? 'asks' : 'bids') - best);
		if (spread > 1 && this.#random.chance(0.3)) return best - worse(side) * (1 + this.#random.below(spread - 1));
		return best + worse(side) * this.#random.below(this.#levels * 3);
	}

	/** A level that stands, near the touch more often than far away. */
	#pick(side: Side): number {
		const sorted = this.#sorted(side);
		const rank = Math.floor(this.#random.exponential(sorted.length / 4));
		return sorted[Math.min(rank, sorted.length - 1)] ?? startingCents;
	}

	#best(side: Side): number {
		const prices = this.#standing[side].keys();
		return side === 'bids' ? Math.max(...prices) : Math.min(...prices);
	}

	#sorted(side: Side): number[] {
		return [...this.#standing[side].keys()].sort((a, b) => worse(side) * (a - b));
	}

	#quantity(): number {
		const lots = Math.max(1, Math.round(this.#random.logNormal(30_000, 1.2)));
		return lots * 1000 + (this.#random.chance(0.2) ? this.#random.below(1000) : 0);
	}
}

/** The direction in which prices of a side grow worse. */
function worse(side: Side): 1 | -1 {
	return side === 'bids' ? -1 : 1;
}

function textLevel(cents: number, units: number): TextLevel {
	return [decimalText(cents, 2), decimalText(units, 8)];
}

function decimalText(units: number, places: number): string {
	const digits = String(units).padStart(places + 1, '0');
	return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
