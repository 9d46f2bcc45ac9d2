/* What rows of OBI say over time: smoothed, standardised, extreme among those before them, and whether the mid moves with them, now and a row later. */

import type {Archive} from '../market/archive.ts';
import {EmpiricalRank} from './empirical-rank.ts';
import {EwmaRows} from './ewma.ts';
import {EwmaTime} from './ewma-time.ts';
import {logReturn} from './log-return.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter, type MeterSettings} from './meter.ts';
import {OrderBookImbalance} from './order-book-imbalance.ts';
import {RollingRegression} from './rolling-regression.ts';
import {RollVar} from './rolling-variance.ts';
import {ZScore, zScoreRows} from './z-score.ts';

const extremeShare = 0.9;
const extremeRows = 1800;
const leastExtreme = 300;
const correlationRows = 1800;

/** All that begins anew when the number of levels changes. */
class Memory {
	readonly ewma: EwmaRows;
	readonly priceWeighted: EwmaRows;
	readonly timed: EwmaTime;
	readonly z: ZScore;
	readonly before: RollVar;
	readonly sizes = new EmpiricalRank(leastExtreme, extremeRows);
	readonly now = new RollingRegression(correlationRows);
	readonly lead = new RollingRegression(correlationRows);
	readonly live: OrderBookImbalance;

	constructor({interval, span, levels}: MeterSettings) {
		const rows = zScoreRows(interval);
		this.ewma = new EwmaRows(span);
		this.priceWeighted = new EwmaRows(span);
		this.timed = new EwmaTime((span * interval) / 2);
		this.z = new ZScore(rows);
		this.before = new RollVar(rows);
		this.live = new OrderBookImbalance(levels);
	}

	archive(io: Archive): void {
		for (const part of [this.ewma, this.priceWeighted, this.timed, this.z, this.before, this.sizes, this.now, this.lead]) part.archive(io);
	}
}

export class ImbalanceRows implements Meter {
	readonly columns = columns({unit: '', clock: 'sample', warmUp: '', source: 'pandas ewm(adjust=False)'}, [
		['obi_ema', 'EWMA of obi by rows, as pandas ewm(span, adjust=False, min_periods=5)', {warmUp: '5 rows'}],
		['obi_pw_ema', 'EWMA of obi_pw by rows', {warmUp: '5 rows'}],
		['obi_ewma', 'EWMA of obi at every state of the book, τ = span · interval / 2', {clock: 'event'}],
		[
			'obi_z',
			'(obi − mean) / (sd + 1e-12) over max(60, 60 s) rows, itself included, ddof 1',
			{unit: 'sd', warmUp: 'a third of its rows', source: 'pandas rolling'},
		],
		['obi_zp', '(obi − mean) / sd of the rows before it, ddof 1', {unit: 'sd', warmUp: 'a third of its rows', source: 'pandas rolling'}],
		['obi_extreme', '1 where |obi| ≥ the 0.9 quantile of the 1800 values before it', {warmUp: '300 values', source: 'definition'}],
		[
			'corr_now',
			'Pearson r of obi and the mid’s return to this row, last 1800 rows; not predictive',
			{warmUp: '3 pairs', source: 'Pearson'},
		],
		['corr_now_t', 'r·√((n − 2)/(1 − r²))', {warmUp: '3 pairs', source: 'Pearson'}],
		['corr_now_n', 'pairs', {source: 'Pearson'}],
		['corr_lead', 'Pearson r of obi and the mid’s return to the next row, last 1800 rows', {warmUp: '3 pairs', source: 'Pearson'}],
		['corr_lead_t', 'r·√((n − 2)/(1 − r²))', {warmUp: '3 pairs', source: 'Pearson'}],
		['corr_lead_n', 'pairs', {source: 'Pearson'}],
	]);
	#settings: MeterSettings;
	#memory: Memory;
	#obi = Number.NaN;
	#mid = Number.NaN;
	readonly #indexOf: (name: string) => number;

	/** @param indexOf where a column of an earlier meter stands in a row. */
	constructor(settings: MeterSettings, indexOf: (name: string) => number) {
		this.#settings = settings;
		this.#memory = new Memory(settings);
		this.#indexOf = indexOf;
	}

	change(settings: MeterSettings): void {
		if (settings.levels === this.#settings.levels) return;
		this.#settings = settings;
		this.#memory = new Memory(settings);
		this.#obi = Number.NaN;
	}

	/** No return is taken from before it. */
	gap(): void {
		this.#mid = Number.NaN;
	}

	state(market: MarketState): void {
		const {live, timed} = this.#memory;
		if (!market.isTrustedFor(live.levels)) return;
		live.update(market.bids, market.asks);
		timed.update(market.at, live.obi);
	}

	sample({mid}: MarketState, out: Float64Array, from: number): void {
		const {ewma, priceWeighted, timed, z, before, sizes, now, lead} = this.#memory;
		const obi = out[this.#indexOf('obi')]!;
		out[from] = ewma.update(obi);
		out[from + 1] = priceWeighted.update(out[this.#indexOf('obi_pw')]!);
		out[from + 2] = Number.isNaN(obi) ? Number.NaN : timed.value;
		out[from + 3] = z.update(obi);
		const deviation = Math.sqrt(before.variance(1));
		out[from + 4] = before.count >= z.minPeriods && deviation > 0 ? (obi - before.mean) / deviation : Number.NaN;
		before.push(obi);
		const threshold = sizes.quantile(extremeShare);
		out[from + 5] = Number.isNaN(obi) || Number.isNaN(threshold) ? Number.NaN : Number(Math.abs(obi) >= threshold);
		sizes.add(Math.abs(obi));
		const move = logReturn(this.#mid, mid);
		now.push(obi, move);
		lead.push(this.#obi, move);
		this.#obi = obi;
		this.#mid = mid;
		for (const [index, line] of [now, lead].entries()) {
			out[from + 6 + index * 3] = line.correlation;
			out[from + 7 + index * 3] = line.correlationT;
			out[from + 8 + index * 3] = line.count;
		}
	}

	archive(io: Archive): void {
		this.#memory.archive(io);
		this.#obi = io.number(this.#obi);
		this.#mid = io.number(this.#mid);
	}
}
