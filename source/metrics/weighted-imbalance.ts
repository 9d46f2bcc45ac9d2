/*
Order-book imbalance with weights that fall with the rank or with the distance from the mid: (Σ w·bid − Σ w·ask) / (Σ w·bid + Σ w·ask). Levels
mean different things where ticks differ; distances do not.
*/

import type {MarketState} from './market-state.ts';
import {columns, type Meter} from './meter.ts';
import type {SideLevels} from './order-book-imbalance.ts';

/** Defaults of the specification: λ, δ and how many δ are read. */
const levelDecay = 0.5;
const levelsDecayed = 20;
const distanceBps = 5;
const distancesRead = 5;
const seedLevels = 10;

export class WeightedImbalance implements Meter {
	readonly columns = columns({unit: '', clock: 'event', warmUp: '', source: 'definition'}, [
		['obi_lexp', 'weights exp(−(i − 1)/2), 20 levels a side'],
		['obi_dexp', 'weights exp(−d / 5 bps), levels within 25 bps of the mid'],
		['obi_seed1w', 'weights 1 / (1 + 100·d/mid), 10 levels a side', {source: 'suenot, machine-learning-for-trading'}],
	]);

	sample(market: MarketState, out: Float64Array, from: number): void {
		const {book, bids, asks, mid} = market;
		if (book === undefined) return;
		if (market.isTrustedFor(levelsDecayed)) out[from] = rankWeighted(bids, asks, levelDecay, levelsDecayed);
		if (market.isTrustedWithin(distanceBps * distancesRead))
			out[from + 1] = distanceWeighted(bids, asks, book.mid, (book.mid * distanceBps) / 1e4);
		if (market.isTrustedFor(seedLevels) && mid > 0) out[from + 2] = hyperbolic(bids, asks, book.mid, seedLevels);
	}

	archive(): void {}
}

/** Weights exp(−decay·(rank − 1)), ranks from 1, over at most `levels` a side. NaN where a side is empty. */
export function rankWeighted(bids: SideLevels, asks: SideLevels, decay: number, levels: number): number {
	return balance(
		weighted(bids, levels, (rank) => Math.exp(-decay * rank)),
		weighted(asks, levels, (rank) => Math.exp(-decay * rank)),
	);
}

/** Weights 1/(1 + 100·d/mid), as in suenot's machine-learning-for-trading. @param mid in the unit of the prices. */
export function hyperbolic(bids: SideLevels, asks: SideLevels, mid: number, levels: number): number {
	const weight = (_rank: number, price: number) => 1 / (1 + (100 * Math.abs(price - mid)) / mid);
	return balance(weighted(bids, levels, weight), weighted(asks, levels, weight));
}

/** Weights exp(−d/δ) of all levels no farther than 5·δ from the mid. @param mid in the unit of the prices, as δ is. */
export function distanceWeighted(bids: SideLevels, asks: SideLevels, mid: number, delta: number): number {
	return balance(faded(bids, mid, delta), faded(asks, mid, delta));
}

function faded({prices, quantities, length}: SideLevels, mid: number, delta: number): number {
	let sum = 0;
	for (let rank = 0; rank < length; rank++) {
		const distance = Math.abs(prices[rank]! - mid);
		if (distance > distancesRead * delta) break;
		sum += Math.exp(-distance / delta) * quantities[rank]!;
	}
	return sum;
}

function weighted(side: SideLevels, levels: number, weight: (rank: number, price: number) => number): number {
	let sum = 0;
	const length = Math.min(side.length, levels);
	for (let rank = 0; rank < length; rank++) sum += weight(rank, side.prices[rank]!) * side.quantities[rank]!;
	return sum;
}

function balance(bid: number, ask: number): number {
	return bid + ask > 0 && Number.isFinite(bid + ask) ? (bid - ask) / (bid + ask) : Number.NaN;
}
