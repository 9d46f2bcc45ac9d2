/*
What becomes of each column of a row when the market is mirrored (bids for asks, prices about a constant, buyers for sellers), when all quantities are multiplied, and when all prices are
moved by so many ticks. A column that is not named here fails the tests that go by it.
*/

export type Mirror =
	/** As it was. */
	| 'same'
	/** The sign turns. */
	| 'sign'
	/** 1 less what it was. */
	| 'share'
	/** A price: the constant less what it was. */
	| 'price'
	/** What the column of this name was. */
	| {readonly is: string}
	/** The constant less what the column of this name was. */
	| {readonly priceOf: string};

export type ColumnKind = {
	readonly mirror: Mirror;
	/** It is multiplied by this power of what quantities are multiplied by. */
	readonly power: number;
	/** It goes by differences of prices alone: where prices are is nothing to it. */
	readonly isLevelFree: boolean;
};

const free = (mirror: Mirror, power = 0): ColumnKind => ({mirror, power, isLevelFree: true});
/** It has to do with returns, bps or money. */
const bound = (mirror: Mirror, power = 0): ColumnKind => ({mirror, power, isLevelFree: false});

const named = (kind: ColumnKind, ...names: readonly string[]) => names.map((name) => [name, kind] as const);
const swapped = (kind: (mirror: Mirror, power?: number) => ColumnKind, bid: string, ask: string, power = 0) =>
	[
		[bid, kind({is: ask}, power)],
		[ask, kind({is: bid}, power)],
	] as const;
const numbered = (count: number, name: (number: number) => string) => Array.from({length: count}, (_, index) => name(index + 1));

export const columnKinds: ReadonlyMap<string, ColumnKind> = new Map([
	// The touch.
	['best_bid', bound({priceOf: 'best_ask'})],
	['best_ask', bound({priceOf: 'best_bid'})],
	...named(bound('price'), 'mid', 'wmid', 'micro'),
	...named(bound('same'), 'spread_bps', 'spread_z'),
	...named(free('same'), 'spread_ticks'),
	...named(free('sign'), 'micro_dev'),
	...swapped(free, 'bid_qty', 'ask_qty', 1),
	// What rests.
	...named(free('share'), 'rho'),
	...named(free('sign'), 'obi', 'obi_l1', 'obi_l5', 'obi_l10', 'obi_l20', 'obi_lexp'),
	...named(bound('sign'), 'obi_pw', 'obi_dexp', 'obi_seed1w', 'obi_band5', 'obi_band25', 'obi_band100', 'obi_pw_ema'),
	...swapped(free, 'bid_vol', 'ask_vol', 1),
	...named(free('same'), 'shallow', 'obi_extreme'),
	...swapped(free, 'slope_logq_bid', 'slope_logq_ask'),
	...swapped(free, 'px_slope_bid', 'px_slope_ask', -1),
	...named(free('sign'), 'slope_logq_diff', 'px_slope_asym', 'obi_ema', 'obi_ewma', 'obi_z', 'obi_zp'),
	...named(bound('same'), 'corr_now', 'corr_now_t', 'corr_now_n', 'corr_lead', 'corr_lead_t', 'corr_lead_n'),
	// How it changes.
	...named(free('sign', 1), 'ofi_1', 'ofi_10', 'ofi_60', 'ofi_300', 'ofi_cum', 'ofi_ewma_5', 'ofi_harm_10'),
	...named(free('sign'), 'ofi_norm_10', 'ofi_norm_60', 'ofi_z', 'ofi_z_seed1', 'ofi_int_10', 'ofi_int_60'),
	...named(free('sign'), ...numbered(10, (rank) => `mlofi_l${rank}_10`)),
	...named(free('same'), 'ofi_int_evr', 'ofi_beta_t', 'ofi_beta_r2', 'ofi_beta_depth'),
	...named(free('same', -1), 'ofi_beta'),
	...swapped(free, 'add_rate_bid_10', 'add_rate_ask_10', 1),
	...swapped(free, 'cancel_rate_bid_10', 'cancel_rate_ask_10', 1),
	...swapped(free, 'cancel_ratio_bid_10', 'cancel_ratio_ask_10'),
	// Trades.
	...named(free('sign'), 'tfi_1', 'tfi_10', 'tfi_60', 'tfi_cnt_60', 'tfi_decay_5', 'hk_imb'),
	...named(free('sign', 1), 'cvd'),
	...swapped(free, 'buy_vol_60', 'sell_vol_60', 1),
	...named(bound('price'), 'vwap_60'),
	...named(free('same'), 'trade_rate_10', 'trade_rate_60', 'trade_rate_300', 'rate_ratio'),
	...swapped(free, 'hk_buy', 'hk_sell'),
	...named(free('same'), 'vpin', 'vpin_rank', 'vpin_closed', 'bucket_time_rel', 'vpin_bvc', 'vpin_bvc_rank'),
	// What trades do to prices.
	...named(free('same', -1), 'kyle_lambda', 'kyle_lam0'),
	...named(free('same'), 'kyle_t', 'kyle_r2', 'roll_spread_300', 'roll_n'),
	...named(bound('same', -1), 'kyle_bps', 'kyle_bps_1m', 'amihud'),
	...named(bound('same', -0.5), 'hasbrouck_lambda'),
	...named(bound('same'), 'eff_spread_60'),
	...[1, 5, 30].flatMap((delay) => named(bound('same'), `real_spread_${delay}_60`, `impact_${delay}_60`)),
	// How prices move.
	...named(bound('same'), 'vol_bps_60', 'vol_bps_300', 'vol_annual_60', 'bipower_60', 'jump_60', 'ewma_vol_bps', 'range_60'),
	...named(bound('same'), 'rv_signature_60', 'profile_hhi', 'profile_entropy'),
	...named(bound('price'), 'poc'),
	['va_low', bound({priceOf: 'va_high'})],
	['va_high', bound({priceOf: 'va_low'})],
	...swapped(bound, 'res_t90_bid', 'res_t90_ask'),
	...swapped(bound, 'res_rec1_bid', 'res_rec1_ask'),
	...swapped(bound, 'res_half_bid', 'res_half_ask'),
	...named(bound('same'), 'tox', 'tox_seed1'),
]);

/** Columns that count trades or look at each by itself, and so know one trade from two halves of it. */
export const countsTrades: ReadonlySet<string> = new Set([
	...['tfi_cnt_60', 'trade_rate_10', 'trade_rate_60', 'trade_rate_300', 'rate_ratio'],
	...['hasbrouck_lambda', 'roll_spread_300', 'roll_n', 'tox_seed1'],
]);
