/* Order-book imbalance at a row of the sample clock: over the levels that were chosen, and over the usual ones. */

import {powersOfTen} from '../market/decimal.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter, type MeterSettings} from './meter.ts';
import {OrderBookImbalance} from './order-book-imbalance.ts';

const usualLevels = [1, 5, 10, 20] as const;

export class LevelImbalance implements Meter {
	readonly columns = columns({unit: '', clock: 'event', warmUp: '', source: 'definition'}, [
		['rho', 'B / (B + A) over the best L levels a side, 0 to 1'],
		['obi', '(B − A) / (B + A) over the best L levels a side, −1 to 1'],
		['obi_pw', '(B − A) / (B + A) of price × quantity over the best L levels a side', {source: 'definition'}],
		['bid_vol', 'B, summed quantity of the best L bids', {unit: 'base'}],
		['ask_vol', 'A, summed quantity of the best L asks', {unit: 'base'}],
		['shallow', '1 where a side has fewer than L levels and what stands was summed'],
		...usualLevels.map((levels) => [`obi_l${levels}`, `(B − A) / (B + A) over the best ${levels} levels a side`] as const),
	]);
	#chosen: OrderBookImbalance;
	readonly #usual = usualLevels.map((levels) => new OrderBookImbalance(levels));

	constructor(settings: MeterSettings) {
		this.#chosen = new OrderBookImbalance(settings.levels);
	}

	change({levels}: MeterSettings): void {
		if (levels !== this.#chosen.levels) this.#chosen = new OrderBookImbalance(levels);
	}

	sample(market: MarketState, out: Float64Array, from: number): void {
		const chosen = read(this.#chosen, market);
		out[from] = chosen.rho;
		out[from + 1] = chosen.obi;
		out[from + 2] = chosen.obiPriceWeighted;
		const unit = powersOfTen[market.quantityScale]!;
		out[from + 3] = chosen.bid / unit;
		out[from + 4] = chosen.ask / unit;
		out[from + 5] = Number.isNaN(chosen.rho) ? Number.NaN : Number(chosen.isShallow);
		for (const [index, imbalance] of this.#usual.entries()) out[from + 6 + index] = read(imbalance, market).obi;
	}

	archive(): void {}
}

/** Beyond the trusted depth more may rest than is known: a sum that would reach there is no number. */
function read(imbalance: OrderBookImbalance, market: MarketState): OrderBookImbalance {
	if (market.isTrustedFor(imbalance.levels)) imbalance.update(market.bids, market.asks);
	else imbalance.reset();
	return imbalance;
}
