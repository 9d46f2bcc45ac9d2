/* The worked examples of the metrics specification, section 1, and of section 5 what is read from the book: to 1e-9. */

import {expect, test} from 'vitest';
import {DepthSlope, logQuantitySlope, priceSlope} from '../../source/metrics/depth-slope.ts';
import {EmpiricalRank} from '../../source/metrics/empirical-rank.ts';
import {EwmaRows} from '../../source/metrics/ewma.ts';
import {ImbalanceRows} from '../../source/metrics/imbalance-rows.ts';
import {LevelImbalance} from '../../source/metrics/level-imbalance.ts';
import type {MeterSettings} from '../../source/metrics/meter.ts';
import {sumOfTerms} from '../../source/metrics/micro-price-fit.ts';
import {queueChange} from '../../source/metrics/queue-flow.ts';
import {Recovery} from '../../source/metrics/recovery.ts';
import {halfLife} from '../../source/metrics/resilience.ts';
import {RollingRegression} from '../../source/metrics/rolling-regression.ts';
import {RollVar} from '../../source/metrics/rolling-variance.ts';
import {TouchMeter} from '../../source/metrics/touch.ts';
import {distanceWeighted, hyperbolic, rankWeighted} from '../../source/metrics/weighted-imbalance.ts';
import {ZScore, zScoreRows} from '../../source/metrics/z-score.ts';
import {expectClose} from './close-to.ts';
import golden from './golden.json' with {type: 'json'};
import {bookOf, levelsOf, marketAt, meterRow} from './meter-row.ts';

const settings: MeterSettings = {interval: 1_000_000, levels: 3, span: 3};
/** What is missing is NaN; JSON has null for it. */
const numbers = (values: readonly (number | null)[]) => values.map((value) => value ?? Number.NaN);
/** Prices in tenths. */
const inTenths = (levels: readonly number[][]) => levels.map(([price = 0, quantity = 0]) => [Math.round(price * 10), quantity] as const);

test('1.1: what three levels a side say, plainly and weighted', () => {
	const example = golden['1.1'];
	const [bids, asks] = [inTenths(example.bids), inTenths(example.asks)];
	const book = bookOf(bids, asks, 1);
	const market = marketAt(0, book);
	const row = meterRow(new LevelImbalance(settings), market);
	expectClose(
		[row['bid_vol']!, row['ask_vol']!, row['rho']!, row['obi']!, row['obi_pw']!, row['obi_l1']!],
		[example.B, example.A, example.rho_L3, example.obi_L3, example.obi_pw, example.obi_L1],
	);
	expectClose(2 * row['rho']! - 1, example.obi_from_rho);
	expectClose(meterRow(new LevelImbalance({...settings, levels: 1}), market)['rho']!, example.rho_L1);
	expectClose(rankWeighted(levelsOf(bids), levelsOf(asks), 0.5, 3), example.obi_level_exp_lambda0_5);
	expectClose(distanceWeighted(levelsOf(bids), levelsOf(asks), book.mid, 1), example.obi_dist_exp_delta0_1);
	expectClose(hyperbolic(levelsOf(bids), levelsOf(asks), book.mid, 3), example.obi_seed1_weighted);
});

test('1.1: slopes of the quantity and of the price', () => {
	const example = golden['1.1'];
	const [bids, asks] = [inTenths(example.bids), inTenths(example.asks)];
	const row = meterRow(new DepthSlope(), marketAt(0, bookOf(bids, asks, 1)));
	expectClose(
		[row['slope_logq_bid']!, row['slope_logq_ask']!, row['slope_logq_diff']!],
		[example.log_slope_bid, example.log_slope_ask, example.log_slope_diff],
	);
	expectClose(
		[row['px_slope_bid']!, row['px_slope_ask']!, row['px_slope_asym']!],
		[example.seed1_bid_slope, example.seed1_ask_slope, example.seed1_slope_asymmetry],
	);
	expectClose(logQuantitySlope(levelsOf(bids), 3), example.log_slope_bid);
	expectClose(priceSlope(levelsOf(asks), 3) / 10, example.seed1_ask_slope);
});

test('1.1b: a balanced book has no imbalance, but half its relative spread of it by price', () => {
	const example = golden['1.1b'];
	const row = meterRow(new LevelImbalance(settings), marketAt(0, bookOf([[1000, 1]], [[1001, 1]], 1)));
	expectClose([row['obi']!, row['obi_pw']!], [example.obi, example.obi_pw]);
});

test('1.2: the EWMA of rows, with gaps, as pandas has it', () => {
	const example = golden['1.2'];
	for (const [least, expected] of [
		[0, example.out_min_periods_0],
		[5, example.out_min_periods_5],
	] as const) {
		const ewma = new EwmaRows(example.span, least);
		expectClose(
			numbers(example.x).map((row) => ewma.update(row)),
			numbers(expected),
		);
	}
	const late = new EwmaRows(golden['1.2b'].span, 0);
	expectClose(
		numbers(golden['1.2b'].x).map((row) => late.update(row)),
		numbers(golden['1.2b'].out),
	);
});

test('1.2: half of what was known a half-life ago is left', () => {
	const ewma = new EwmaRows(30, 0);
	ewma.update(1);
	expectClose(1 - ewma.update(0), golden['1.2'].alpha_span30);
	expectClose(Math.log(0.5) / Math.log(1 - golden['1.2'].alpha_span30), golden['1.2'].halflife_rows_span30);
});

test('1.3: mean, deviation and z over six rows, a gap among them', () => {
	const example = golden['1.3'];
	const z = new ZScore(example.roll);
	const window = new RollVar(example.roll);
	expect(z.minPeriods).toBe(example.min_periods);
	for (const [index, row] of numbers(example.x).entries()) {
		window.push(row);
		const isKnown = window.count >= example.min_periods;
		expectClose(isKnown ? window.mean : Number.NaN, numbers(example.mean)[index]!);
		expectClose(Math.sqrt(window.variance(1)), numbers(example.std_ddof1)[index]!);
		expectClose(z.update(row), numbers(example.z)[index]!);
	}
	expect([1, 0.5, 5].map((seconds) => zScoreRows(seconds * 1e6))).toEqual([
		example.seed_roll_at_1s,
		example.seed_roll_at_0_5s,
		example.seed_roll_at_5s,
	]);
	expect(new ZScore(zScoreRows(1e6)).minPeriods).toBe(example.seed_minp_at_1s);
});

test('1.3b: a constant window has no deviation, and z exactly 0', () => {
	const example = golden['1.3b'];
	const [z, window] = [new ZScore(3), new RollVar(3)];
	for (const [index, expected] of numbers(example.z).entries()) {
		window.push(0.25);
		expect(z.update(0.25)).toBe(expected);
		expect(Math.sqrt(window.variance(1))).toBe(numbers(example.std)[index]);
	}
});

test('1.4: the tenth of rows with the greatest size', () => {
	const example = golden['1.4'];
	const sizes = new EmpiricalRank(1);
	for (const value of numbers(example.x)) sizes.add(Math.abs(value));
	expectClose(sizes.quantile(0.9), example.thr);
	expect(numbers(example.x).map((value) => Number(Math.abs(value) >= sizes.quantile(0.9)))).toEqual(example.flag);
});

test('1.5: the mid moves with OBI now, and a row later, rows beside a gap left out', () => {
	const example = golden['1.5'];
	const rows = new ImbalanceRows(settings, (name) => (name === 'obi' ? 12 : 13));
	const market = marketAt(0);
	const out = new Float64Array(14).fill(Number.NaN);
	for (const [index, mid] of numbers(example.mid).entries()) {
		market.mid = mid;
		out[12] = numbers(example.obi)[index]!;
		rows.sample(market, out, 0);
	}
	const told = Object.fromEntries(rows.columns.map(({name}, index) => [name, out[index]!]));
	expectClose(
		[told['corr_now']!, told['corr_now_n']!, told['corr_lead']!, told['corr_lead_n']!],
		[example.corr_now, example.n_now, example.corr_lead, example.n_lead],
	);
	for (const which of ['now', 'lead'] as const) {
		const [r, n] = [example[`corr_${which}`], example[`n_${which}`]];
		expectClose(told[`corr_${which}_t`]!, r * Math.sqrt((n - 2) / (1 - r * r)));
	}
});

test('5.1: the weighted mid leans toward the ask when the bid is heavy', () => {
	const example = golden['5.1'];
	const row = meterRow(new TouchMeter(), marketAt(0, bookOf([[1000, 2]], [[1001, 1]], 1)));
	expectClose([row['mid']!, row['wmid']!], [example.mid, example.wmid]);
	expectClose((row['wmid']! - row['mid']!) / 0.1, example.wmid_minus_mid_in_spreads);
});

test('5.2: one, six and all terms of the micro-price, and rows of B that sum to 1', () => {
	const example = golden['5.2'];
	const still = Float64Array.from(example.Q.flat());
	const moving = Float64Array.from(example.R2.flat());
	const tick = 0.01;
	const moves = Float64Array.from(
		example.R1,
		(chances) => chances.reduce((sum, chance, jump) => sum + chance * example.K[jump]!, 0) / tick,
	);
	const inQuote = (terms?: number) => sumOfTerms(still, moving, moves, 2, terms).map((ticks) => ticks * tick);
	expectClose(inQuote(1), example.G1);
	expectClose(inQuote(6), example.G6);
	expectClose(inQuote(), example.Gstar);
	expectClose(example.B_rowsum, [1, 1]);
	// (I − Q)⁻¹·(I − Q)·1 = 1, and then each term B·1 adds 1 again.
	const ones = Float64Array.from(example.Q, (row) => 1 - row.reduce((sum, chance) => sum + chance, 0));
	expectClose(sumOfTerms(still, moving, ones, 2, 5), [5, 5]);
	// The unit vectors give B itself, column by column.
	for (const column of [0, 1]) {
		const unit = Float64Array.from(example.Q, (row, index) => (index === column ? 1 : 0) - row[column]!);
		const second = sumOfTerms(still, moving, unit, 2, 2).map((value, index) => value - (index === column ? 1 : 0));
		expectClose(second, [example.B[0]![column]!, example.B[1]![column]!]);
		const right = Float64Array.of(column === 0 ? 1 : 0, column === 1 ? 1 : 0);
		expectClose(sumOfTerms(still, moving, right, 2, 1), [example.inv[0]![column]!, example.inv[1]![column]!]);
	}
});

test('5.3: what was added to a queue and cancelled, net of what was traded', () => {
	const example = golden['5.3'];
	const inferred = [];
	let [before, traded] = [Number.NaN, 0];
	for (const [kind, value] of example.events) {
		if (kind === 'trade') traded += Number(value);
		else {
			const change = queueChange(before, Number(value), traded, 0.001);
			if (!Number.isNaN(change)) inferred.push([Math.max(change, 0), Math.max(-change, 0)]);
			[before, traded] = [Number(value), 0];
		}
	}
	expect(inferred).toEqual(example.inferred.map(({net_add, net_cancel}) => [net_add, net_cancel]));
});

test('5.6: a depth that comes back after a shock, and the half-life of its deviations', () => {
	const example = golden['5.6'];
	const recovery = new Recovery();
	const [base, trough] = [example.depth[0]!, example.depth[1]!];
	recovery.open(0, base, trough);
	for (const [index, depth] of example.depth.entries()) if (index > 1) recovery.state(example.t[index]! * 1e6, depth);
	recovery.passTo(example.t.at(-1)! * 1e6 + 1);
	expectClose([recovery.t90, recovery.afterSecond], [example.t_recover_90pct_of_loss, example.recovered_at_1s]);
	const line = new RollingRegression(10);
	const deviations = example.depth.slice(1).map((depth) => depth - base);
	for (let row = 1; row < deviations.length; row++) line.push(deviations[row - 1]!, deviations[row]!);
	expectClose([line.slopeThroughOrigin, halfLife(line.slopeThroughOrigin)], [example.ar1_phi, example.halflife_steps]);
});
