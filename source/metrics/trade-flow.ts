/*
What takers bought and sold lately: volumes and counts over a rolling window, their imbalance, and the cumulative volume delta of the UTC day.
Sides are the venue's own taker flags; none is inferred from prices.
*/

import type {Archive} from '../market/archive.ts';
import {powersOfTen} from '../market/decimal.ts';
import type {Aggressor} from '../market/trade.ts';
import {ExactSum} from './exact-sum.ts';
import {TimeSum} from './time-sum.ts';

const minuteMicros = 60_000_000;
const dayMicros = 86_400_000_000;

export class TradeFlow {
	readonly #bought: TimeSum;
	readonly #sold: TimeSum;
	readonly #delta = new ExactSum();
	/** Days since the epoch, UTC. */
	#day = Number.NaN;
	/** False while trades do not come at all: time that passes then is not watched. */
	#isWatching = true;

	/** @param window width, µs. */
	constructor(window: number = minuteMicros) {
		this.#bought = new TimeSum(window);
		this.#sold = new TimeSum(window);
	}

	/** Volume that takers bought in the window, instrument's unit; NaN until a whole window has been watched. */
	get bought(): number {
		return this.#bought.value;
	}

	/** Volume that takers sold in the window, instrument's unit; NaN until a whole window has been watched. */
	get sold(): number {
		return this.#sold.value;
	}

	/** How many trades lifted an ask in the window; NaN until a whole window has been watched. */
	get boughtCount(): number {
		return this.#bought.isCovered ? this.#bought.count : Number.NaN;
	}

	/** How many trades hit a bid in the window; NaN until a whole window has been watched. */
	get soldCount(): number {
		return this.#sold.isCovered ? this.#sold.count : Number.NaN;
	}

	/** Trade-flow imbalance (bought − sold) / (bought + sold), −1 to 1; NaN without trades and until a whole window has been watched. */
	get imbalance(): number {
		return imbalance(this.bought, this.sold);
	}

	/** The same of how many trades there were. */
	get countImbalance(): number {
		return imbalance(this.boughtCount, this.soldCount);
	}

	/** Bought minus sold since 00:00 UTC, the start or the last interruption, whichever was latest, instrument's unit. */
	get volumeDelta(): number {
		return this.#delta.value;
	}

	/** Takes a trade received at `at`, µs: `units` counts of 10^-scale in the instrument's unit. */
	trade(at: number, units: number, scale: number, aggressor: Aggressor): void {
		this.#isWatching = true;
		this.passTo(at);
		const quantity = units / powersOfTen[scale]!;
		if (aggressor === 1) this.#bought.push(at, quantity);
		else this.#sold.push(at, quantity);
		this.#delta.add(aggressor * units, scale);
	}

	/** Trades were missed: what is summed over a window, and the day's delta, begin anew. */
	interrupt(): void {
		this.#bought.clear();
		this.#sold.clear();
		this.#delta.reset();
	}

	/** Trades do not come any more: as `interrupt`, and nothing is watched until `resume`, or until one comes all the same. */
	stop(): void {
		this.interrupt();
		this.#isWatching = false;
	}

	/** Trades come again, from now on. */
	resume(): void {
		this.#isWatching = true;
	}

	/** Lets time pass, µs. The first call of this or of `trade` is where watching begins. */
	passTo(at: number): void {
		if (this.#isWatching) {
			this.#bought.passTo(at);
			this.#sold.passTo(at);
		}
		const day = Math.floor(at / dayMicros);
		if (day === this.#day) return;
		this.#day = day;
		this.#delta.reset();
	}

	archive(io: Archive): void {
		this.#bought.archive(io);
		this.#sold.archive(io);
		this.#delta.archive(io);
		this.#day = io.number(this.#day);
		this.#isWatching = io.boolean(this.#isWatching);
	}
}

function imbalance(bought: number, sold: number): number {
	return bought + sold > 0 ? (bought - sold) / (bought + sold) : Number.NaN;
}
