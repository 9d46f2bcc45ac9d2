/*
One number for how dangerous it is to rest an order now. `tox` is the mean rank of what makes it so among this run's own values: VPIN, order flow,
spread, impact and the pace of volume. `tox_seed1` is the weighted sum that an earlier program used; it mixes levels that are not comparable
between markets. Both are to be looked at: models get the parts.
*/

import type {Archive} from '../market/archive.ts';
import {EmpiricalRank} from './empirical-rank.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter, type TakerTrade} from './meter.ts';
import {RollVar} from './rolling-variance.ts';
import {TimeBins} from './time-bins.ts';
import {TimeMaximum} from './time-extremes.ts';

const parts = ['vpin', 'ofi_norm_10', 'spread_bps', 'impact_5_60', 'bucket_time_rel'] as const;
const leastParts = 3;
/** Values are kept every ten seconds, for a day. */
const keptEvery = 10_000_000;
const kept = 8640;
const leastKept = 30;
const spreadRows = 300;
const leastSpreads = 30;
const windowMicros = 60_000_000;
const largeShare = 2;

export type SeedToxicity = {
	readonly vpin: number;
	readonly ofiZ: number;
	readonly spreadZ: number;
	readonly obi5: number;
	readonly tradeFlow: number;
	/** The largest trade is more than twice the mean. */
	readonly isLarge: boolean;
};

/** The score of suenot's machine-learning-for-trading, 0 to 1: above 0.7 critical, 0.5 high, 0.3 elevated. NaN where any part is. */
export function seedToxicity({vpin, ofiZ, spreadZ, obi5, tradeFlow, isLarge}: SeedToxicity): number {
	const score =
		0.3 * vpin +
		(0.25 * Math.min(Math.abs(ofiZ), 3)) / 3 +
		(0.15 * Math.max(0, Math.min(spreadZ, 3))) / 3 +
		0.15 * Math.abs(obi5) +
		0.1 * Math.abs(tradeFlow) +
		(isLarge ? 0.05 : 0);
	return Math.max(0, Math.min(1, score));
}

export class CompositeToxicity implements Meter {
	readonly columns = columns({unit: '', clock: 'sample', warmUp: '5 min', source: 'definition'}, [
		[
			'tox',
			'mean of the ranks of vpin, |ofi_norm_10|, spread_bps, impact_5_60 and the pace of buckets among this run’s own, kept every 10 s for 24 h; of those there are, at least 3',
		],
		[
			'tox_seed1',
			'.30·VPIN + .25·min(|ofi_z|, 3)/3 + .15·clip(spread_z, 0, 3)/3 + .15·|obi_l5| + .10·|tfi_60| + .05·(largest trade > 2·mean)',
			{warmUp: 'n buckets', source: 'suenot, machine-learning-for-trading'},
		],
		[
			'spread_z',
			'spread_ticks against the 300 rows before it, ddof 1; 0 where all are alike',
			{unit: 'sd', warmUp: '30 rows', source: 'definition'},
		],
	]);
	readonly #indexOf: (name: string) => number;
	readonly #ranks = parts.map(() => new EmpiricalRank(leastKept, kept));
	#keptAt = Number.NEGATIVE_INFINITY;
	readonly #spreads = new RollVar(spreadRows);
	readonly #largest = new TimeMaximum(windowMicros);
	/** Columns: quantity, trades. */
	readonly #trades: TimeBins;

	/** @param indexOf where a column of an earlier meter stands in a row. */
	constructor(interval: number, indexOf: (name: string) => number) {
		this.#indexOf = indexOf;
		this.#trades = new TimeBins(2, [windowMicros / 1e6], interval);
	}

	trade({at}: MarketState, {quantity}: TakerTrade): void {
		if (!this.#trades.isWatching) this.watchTrades(true);
		this.#largest.push(at, quantity);
		this.#trades.passTo(at);
		this.#trades.add(0, quantity);
		this.#trades.add(1, 1);
	}

	interrupt(): void {
		this.#largest.clear();
		this.#trades.clear();
	}

	watchTrades(isWatching: boolean): void {
		if (!isWatching) this.interrupt();
		this.#trades.watch(isWatching);
	}

	sample({at}: MarketState, out: Float64Array, from: number): void {
		const of = (name: string) => out[this.#indexOf(name)]!;
		out[from] = this.#rank(
			at,
			parts.map((name) => Math.fround(dangerOf(name, of(name)))),
		);
		this.#largest.passTo(at);
		this.#trades.passTo(at);
		const spreadZ = this.#spreadZ(of('spread_ticks'));
		const meanSize = this.#trades.sum(0, 0) / this.#trades.sum(0, 1);
		const isLarge = this.#largest.value > largeShare * meanSize;
		const known = {vpin: of('vpin'), ofiZ: of('ofi_z'), spreadZ, obi5: of('obi_l5'), tradeFlow: of('tfi_60'), isLarge};
		out[from + 1] = seedToxicity(known);
		out[from + 2] = spreadZ;
	}

	archive(io: Archive): void {
		for (const part of [...this.#ranks, this.#spreads, this.#largest, this.#trades]) part.archive(io);
		this.#keptAt = io.number(this.#keptAt);
	}

	/** In ticks: in bps of a mid that moves, a spread that stands still would have a deviation. One unlike a window of equals has no z. */
	#spreadZ(spread: number): number {
		const {count, mean} = this.#spreads;
		const deviation = Math.sqrt(this.#spreads.variance(1));
		this.#spreads.push(spread);
		if (count < leastSpreads) return Number.NaN;
		return spread === mean ? 0 : deviation > 0 ? (spread - mean) / deviation : Number.NaN;
	}

	/** Each value, to seven digits so that none outranks another by rounding, is kept first and counts among those that it is ranked in. */
	#rank(at: number, values: readonly number[]): number {
		if (at - this.#keptAt >= keptEvery) {
			this.#keptAt = at;
			for (const [index, value] of values.entries()) this.#ranks[index]!.add(value);
		}
		const ranks = values.map((value, index) => this.#ranks[index]!.rank(value)).filter((rank) => !Number.isNaN(rank));
		return ranks.length < leastParts ? Number.NaN : ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length;
	}
}

/** What grows as a part grows dangerous: flow of either sign, and buckets that take little time. */
function dangerOf(name: (typeof parts)[number], value: number): number {
	if (name === 'ofi_norm_10') return Math.abs(value);
	return name === 'bucket_time_rel' ? 1 / value : value;
}
