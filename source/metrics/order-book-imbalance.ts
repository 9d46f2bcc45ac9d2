/*
How the resting quantity of the best L levels is divided between the sides: rho = B / (B + A) from 0 to 1, OBI = (B − A) / (B + A) = 2·rho − 1
from −1 (all asks) to 1 (all bids), with B and A the summed quantities of bids and asks.
*/

/** One side's levels, best first, as integer counts: what `Levels` is. */
export type SideLevels = {readonly prices: Float64Array; readonly quantities: Float64Array; readonly length: number};

export const defaultImbalanceLevels = 10;

export class OrderBookImbalance {
	/** Levels a side that are summed. */
	readonly levels: number;
	#rho = Number.NaN;
	#obi = Number.NaN;
	#obiPriceWeighted = Number.NaN;
	#bid = Number.NaN;
	#ask = Number.NaN;
	#isShallow = false;

	constructor(levels: number = defaultImbalanceLevels) {
		this.levels = levels;
	}

	/** B, in the unit of the quantities. */
	get bid(): number {
		return this.#bid;
	}

	/** A, in the unit of the quantities. */
	get ask(): number {
		return this.#ask;
	}

	/** Bids' share of the summed quantity, 0 to 1. */
	get rho(): number {
		return this.#rho;
	}

	/** −1 to 1, positive where bids outweigh asks. */
	get obi(): number {
		return this.#obi;
	}

	/** The same of notional (price × quantity). Bids being cheaper than asks, it reads about half the relative spread lower. */
	get obiPriceWeighted(): number {
		return this.#obiPriceWeighted;
	}

	/** A side had fewer levels than are to be summed; what stood was summed. */
	get isShallow(): boolean {
		return this.#isShallow;
	}

	/** Takes the state of a sound book: both sides in the same units, bid below ask. All values are NaN where a side is empty. */
	update(bids: SideLevels, asks: SideLevels): void {
		const bidLevels = Math.min(bids.length, this.levels);
		const askLevels = Math.min(asks.length, this.levels);
		if (bidLevels === 0 || askLevels === 0) {
			this.reset();
			this.#isShallow = true;
			return;
		}
		let bid = 0;
		let bidNotional = 0;
		for (let rank = 0; rank < bidLevels; rank++) {
			bid += bids.quantities[rank]!;
			bidNotional += bids.prices[rank]! * bids.quantities[rank]!;
		}
		let ask = 0;
		let askNotional = 0;
		for (let rank = 0; rank < askLevels; rank++) {
			ask += asks.quantities[rank]!;
			askNotional += asks.prices[rank]! * asks.quantities[rank]!;
		}
		this.#bid = bid;
		this.#ask = ask;
		this.#rho = ratio(bid, bid + ask);
		this.#obi = ratio(bid - ask, bid + ask);
		this.#obiPriceWeighted = ratio(bidNotional - askNotional, bidNotional + askNotional);
		this.#isShallow = bidLevels < this.levels || askLevels < this.levels;
	}

	/** The book is not in step: nothing is known. */
	reset(): void {
		this.#rho = Number.NaN;
		this.#obi = Number.NaN;
		this.#obiPriceWeighted = Number.NaN;
		this.#bid = Number.NaN;
		this.#ask = Number.NaN;
		this.#isShallow = false;
	}
}

function ratio(part: number, whole: number): number {
	return whole > 0 && Number.isFinite(whole) ? part / whole : Number.NaN;
}
