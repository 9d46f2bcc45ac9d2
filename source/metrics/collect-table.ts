/*
The OBI table of a polling collector, row for row as pandas makes it: smoothed by `ewm(span, adjust=False, min_periods=5).mean()`, standardised by
`rolling(max(60, 60 s), min_periods=a third).mean()` and `.std()`, with the mid's log return to each row and from it, and a flag on rows in the
top tenth of |obi|. The flag is known only when the run is over: it is a report, and no signal. A row that is missing is NaN; what is smoothed
stands still over it.
*/

import {EwmaRows} from './ewma.ts';
import {correlationOf, leadCorrelation, returnsOver} from './lead-correlation.ts';
import {logReturn} from './log-return.ts';
import {quantileOf} from './quantile.ts';
import {ZScore, zScoreRows} from './z-score.ts';

export const collectColumns: readonly string[] = [
	'timestamp',
	'lastUpdateId',
	'best_bid',
	'best_ask',
	'mid',
	'bid_vol_L',
	'ask_vol_L',
	'obi',
	'obi_pw',
	'obi_ema',
	'obi_pw_ema',
	'mid_ret',
	'mid_ret_fwd',
	'obi_z',
	'obi_extreme_flag',
];

/** One row as the book gives it; NaN where it is missing. */
export type CollectSample = {
	/** µs since the epoch. */
	readonly at: number;
	readonly lastUpdateId: number;
	/** Quote units, like all prices. */
	readonly bestBid: number;
	readonly bestAsk: number;
	readonly mid: number;
	/** Summed over the best L levels, instrument's unit. */
	readonly bidVolume: number;
	readonly askVolume: number;
	/** −1 to 1. */
	readonly obi: number;
	readonly obiPriceWeighted: number;
};

export type CollectRow = CollectSample & {
	readonly obiEma: number;
	readonly obiPriceWeightedEma: number;
	/** Log return of the mid from the row before. */
	readonly midReturn: number;
	/** Log return of the mid to the row after; NaN until that has come. */
	readonly midReturnForward: number;
	readonly obiZ: number;
};

/** What is told of a whole run. NaN where it cannot be computed. */
export type CollectSummary = {
	/** Rows, missing ones included. */
	readonly samples: number;
	readonly obi_mean: number;
	readonly obi_p90_abs: number;
	readonly obi_pw_mean: number;
	readonly ema_span: number;
	readonly levels: number;
	readonly interval_sec: number;
	readonly duration_min: number;
	/** Pearson's r of obi and the mid's return to the same row: it moves with it, and foretells nothing. */
	readonly corr_obi_midret: number;
	/** Of obi and the mid's return to the next row. */
	readonly corr_obi_lead_midret: number;
	/** Pairs of either, and t as if rows were independent. */
	readonly corr_n: CorrelationPair;
	readonly corr_t: CorrelationPair;
	readonly missing: number;
	/** obi and the mid's return over so many rows ahead: see `leadCorrelation`. */
	readonly horizons: readonly {
		readonly rows: number;
		readonly n: number;
		readonly pearson: number;
		readonly newey_west_t: number;
		readonly newey_west_lag: number;
		readonly spearman: number;
	}[];
};

type CorrelationPair = {readonly corr_obi_midret: number; readonly corr_obi_lead_midret: number};

export type CollectOptions = {
	/** Levels a side in the sums, for the summary alone. */
	readonly levels: number;
	/** EWMA span in rows. */
	readonly span: number;
	/** µs from row to row. */
	readonly interval: number;
};

const extremeShare = 0.9;
/** Rows ahead. */
const horizons = [1, 5, 10, 30, 60] as const;

export class CollectTable {
	readonly #options: CollectOptions;
	readonly #ema: EwmaRows;
	readonly #priceWeightedEma: EwmaRows;
	readonly #z: ZScore;
	readonly #obi = new GrowingColumn();
	readonly #logMids = new GrowingColumn();
	#priceWeightedSum = 0;
	#priceWeightedCount = 0;
	#last: CollectRow | undefined;
	#lastMid = Number.NaN;
	#threshold = Number.NaN;

	/** @throws RangeError unless the span is at least 1. */
	constructor(options: CollectOptions) {
		this.#options = options;
		this.#ema = new EwmaRows(options.span);
		this.#priceWeightedEma = new EwmaRows(options.span);
		this.#z = new ZScore(zScoreRows(options.interval));
	}

	/** Rows taken so far. */
	get samples(): number {
		return this.#obi.length;
	}

	/** Takes the next row. Returns the one before, which is complete now but for its flag; undefined for the first. */
	push(sample: CollectSample): CollectRow | undefined {
		const logMid = Math.log(sample.mid);
		const midReturn = logReturn(this.#lastMid, sample.mid);
		const complete = this.#last === undefined ? undefined : {...this.#last, midReturnForward: midReturn};
		this.#last = {
			...sample,
			obiEma: this.#ema.update(sample.obi),
			obiPriceWeightedEma: this.#priceWeightedEma.update(sample.obiPriceWeighted),
			midReturn,
			midReturnForward: Number.NaN,
			obiZ: this.#z.update(sample.obi),
		};
		this.#lastMid = sample.mid;
		this.#obi.push(sample.obi);
		this.#logMids.push(logMid);
		if (!Number.isNaN(sample.obiPriceWeighted)) {
			this.#priceWeightedSum += sample.obiPriceWeighted;
			this.#priceWeightedCount++;
		}
		return complete;
	}

	/** The row that came last, which no row after it completes; undefined before the first. */
	get last(): CollectRow | undefined {
		return this.#last;
	}

	/** The run is over: the threshold is known. Returns the last row. */
	finish(): CollectRow | undefined {
		const sizes = this.#obi.values.map(Math.abs).filter((size) => !Number.isNaN(size));
		this.#threshold = quantileOf(sizes.sort(), extremeShare);
		return this.#last;
	}

	/** What a tenth of all |obi| reach, linear between neighbours; NaN until the run is over, and where there is none. */
	get threshold(): number {
		return this.#threshold;
	}

	/** Once the run is over: 1 where |obi| reaches the threshold. A missing row has 0, as `NaN >= threshold` has in pandas. */
	flagOf(obi: number): 0 | 1 {
		return Math.abs(obi) >= this.#threshold ? 1 : 0;
	}

	/** @param durationMinutes how long it was collected. */
	summary(durationMinutes: number): CollectSummary {
		const {levels, span, interval} = this.#options;
		const obi = this.#obi.values;
		const logMids = this.#logMids.values;
		const present = obi.filter((each) => !Number.isNaN(each));
		const now = correlationOf(obi.subarray(1), returnsOver(logMids, 1).subarray(0, -1));
		const lead = correlationOf(obi, returnsOver(logMids, 1));
		return {
			samples: this.samples,
			obi_mean: present.reduce((sum, each) => sum + each, 0) / present.length,
			obi_p90_abs: this.threshold,
			obi_pw_mean: this.#priceWeightedSum / this.#priceWeightedCount,
			ema_span: span,
			levels,
			interval_sec: interval / 1e6,
			duration_min: durationMinutes,
			corr_obi_midret: now.r,
			corr_obi_lead_midret: lead.r,
			corr_n: {corr_obi_midret: now.n, corr_obi_lead_midret: lead.n},
			corr_t: {corr_obi_midret: now.t, corr_obi_lead_midret: lead.t},
			missing: this.samples - present.length,
			horizons: horizons.map((rows) => {
				const {n, pearson, t, spearman} = leadCorrelation(obi, logMids, rows);
				return {rows, n, pearson, newey_west_t: t, newey_west_lag: rows - 1, spearman};
			}),
		};
	}
}

/** Numbers that become ever more, eight bytes each. */
class GrowingColumn {
	#room = new Float64Array(1024);
	length = 0;

	get values(): Float64Array {
		return this.#room.subarray(0, this.length);
	}

	push(value: number): void {
		if (this.length === this.#room.length) {
			const room = new Float64Array(this.length * 2);
			room.set(this.#room);
			this.#room = room;
		}
		this.#room[this.length++] = value;
	}
}
