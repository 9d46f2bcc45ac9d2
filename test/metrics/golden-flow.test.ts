/* The worked examples of the metrics specification, sections 2 and 3: to 1e-9. */

import {expect, test} from 'vitest';
import type {Aggressor} from '../../source/market/trade.ts';
import {boughtShare} from '../../source/metrics/bulk-classification.ts';
import {DecaySum} from '../../source/metrics/decay-sum.ts';
import {normalCdf, studentCdf} from '../../source/metrics/distributions.ts';
import {EmpiricalRank} from '../../source/metrics/empirical-rank.ts';
import {sideFlow} from '../../source/metrics/flow-term.ts';
import {branchingRatio, compensator, HawkesCount, intensities, logLikelihood, stationaryRate} from '../../source/metrics/hawkes.ts';
import {MultiLevelFlow} from '../../source/metrics/multi-level-flow.ts';
import {OrderFlowImbalance} from '../../source/metrics/order-flow-imbalance.ts';
import {eigen, PrincipalComponent} from '../../source/metrics/principal-component.ts';
import {RollingRegression} from '../../source/metrics/rolling-regression.ts';
import {RollVar} from '../../source/metrics/rolling-variance.ts';
import {TimeBins} from '../../source/metrics/time-bins.ts';
import {TradeFlow} from '../../source/metrics/trade-flow.ts';
import {Vpin} from '../../source/metrics/vpin.ts';
import {expectClose} from './close-to.ts';
import golden from './golden.json' with {type: 'json'};
import {bookOf, type Ladder, marketAt, meterRow} from './meter-row.ts';
import {take, touch} from './touches.ts';

const second = 1_000_000;
const sideOf = (sign: number): Aggressor => (sign > 0 ? 1 : -1);
const numbers = (values: readonly (number | null)[]) => values.map((value) => value ?? Number.NaN);

function terms(ofi: OrderFlowImbalance, states: readonly number[][]): number[] {
	return states
		.slice(0)
		.map(([bid = 0, bidQuantity = 0, ask = 0, askQuantity = 0], index) => touch(ofi, index, bid, bidQuantity, ask, askQuantity));
}

test('2.1: the terms of both conventions, their sums, and what a conflated feed makes of them', () => {
	const {states, e, cum, e_ccz_as_printed, sum_ccz, conflated_endpoints, sum_events} = golden['2.1'];
	const ofi = new OrderFlowImbalance();
	expect(terms(ofi, states).slice(1)).toEqual(e);
	const rows = new OrderFlowImbalance();
	const sums = states.map((state) => {
		terms(rows, [state]);
		return meterRow(rows, marketAt(0, bookOf([[1000, 1]], [[1001, 1]])))['ofi_cum'];
	});
	expect(sums.slice(1)).toEqual(cum);
	expect(sums.at(-1)).toBe(sum_events);
	const printed = terms(new OrderFlowImbalance(second, 'ccz'), states).slice(1);
	expect(printed).toEqual(e_ccz_as_printed);
	expect(printed.reduce((sum, term) => sum + term, 0)).toBe(sum_ccz);
	expect(terms(new OrderFlowImbalance(), [states[0]!, states.at(-1)!])[1]).toBe(conflated_endpoints);
});

/** Ranks 4 to 10, which stay as they are. */
const restOf = (price: number, step: number): Ladder => Array.from({length: 7}, (_, rank) => [price + rank * step, 1] as const);
const ladderOf = (levels: readonly number[][]): Ladder => levels.map(([price = 0, quantity = 0]) => [price, quantity]);

test.each(['cks', 'ccz'] as const)('2.2: the flow of three ranks, raw, normalised and with harmonic weights, by %s', (convention) => {
	const example = golden['2.2'];
	const flow = new MultiLevelFlow(second, convention);
	const show = (at: number, [bids = [], asks = []]: readonly number[][][]) => {
		const market = marketAt(at, bookOf([...ladderOf(bids), ...restOf(990, -1)], [...ladderOf(asks), ...restOf(1010, 1)]));
		flow.state(market);
		return market;
	};
	show(0, example.prev);
	const market = show(second, example.curr);
	market.at = 10 * second;
	const row = meterRow(flow, market);
	// Seven ranks of 1 a side beside the three of the example, over ten instead of three.
	const mean = (example.Q_Mh * 3 + 7) / 10;
	const raw = Array.from({length: 10}, (_, rank) => row[`mlofi_l${rank + 1}_10`]! * mean);
	expectClose(raw, [...(convention === 'cks' ? example.mlofi_cks : example.mlofi_ccz_as_printed), 0, 0, 0, 0, 0, 0, 0]);
	if (convention === 'ccz') return;
	expectClose(
		raw.slice(0, 3).map((value) => value / example.Q_Mh),
		example.ofi_norm,
	);
	const weights = Array.from({length: 10}, (_, rank) => 1 / (rank + 1));
	const share = weights.slice(0, 3).reduce((sum, weight) => sum + weight) / weights.reduce((sum, weight) => sum + weight);
	expectClose(row['ofi_harm_10']! / share, example.seed1_weighted);
});

test('2.2: each side gains its new quantity, the difference, or loses the old or the new one', () => {
	expect([1, 0, -1].map((better) => sideFlow(better, 10, 4, 'cks'))).toEqual([4, -6, -10]);
	expect([1, 0, -1].map((better) => sideFlow(better, 10, 4, 'ccz'))).toEqual([4, -6, -4]);
	expect(sideFlow(Number.NaN, 10, 4, 'cks')).toBeNaN();
});

test('2.3: the first principal component, its share of the variance, and the integrated flow', () => {
	const {X, cov, eigvals_desc, explained, w1, w1_over_l1, integrated} = golden['2.3'];
	const component = new PrincipalComponent(3);
	for (const row of X) component.learn(Float64Array.from(row));
	expect([component.isFrozen, component.score(Float64Array.of(1, 2, 3))]).toEqual([false, Number.NaN]);
	component.freeze();
	expectClose(component.explained, explained);
	expectClose(component.weights, w1);
	expectClose(
		X.map((row) => component.score(Float64Array.from(row))),
		integrated,
	);
	expectClose(
		[0, 1, 2].map((axis) => component.score(Float64Array.from([0, 1, 2], (each) => Number(each === axis)))),
		w1_over_l1,
	);
	expectClose(
		eigen(Float64Array.from(cov.flat()), 3).values.sort((one, other) => other - one),
		eigvals_desc,
	);
});

test('2.4: the line through flow and moves, with its intercept, R² and t', () => {
	const {ofi, dp_ticks, alpha, beta, r2, t_beta} = golden['2.4'];
	const line = new RollingRegression(60);
	for (const [index, flow] of ofi.entries()) line.push(flow, dp_ticks[index]!);
	expectClose([line.intercept, line.slope, line.r2, line.t], [alpha, beta, r2, t_beta]);
});

test('2.5: z of the last term among all, and against those before it', () => {
	const {e, seed1_z, z_ddof1, z_vs_prior_only} = golden['2.5'];
	const [all, before] = [new RollVar(10), new RollVar(10)];
	for (const term of e) all.push(term);
	for (const term of e.slice(0, -1)) before.push(term);
	const z = (window: RollVar, ddof: number) => (e.at(-1)! - window.mean) / Math.sqrt(window.variance(ddof));
	expectClose([z(all, 0), z(all, 1), z(before, 1)], [seed1_z, z_ddof1, z_vs_prior_only]);
});

test('2.6: a window is half-open', () => {
	const {events, at_60_half_open, at_61_half_open} = golden['2.6'];
	const bins = new TimeBins(1, [60], second);
	const sums = events.map(([at = 0, value = 0]) => {
		bins.passTo(at * second);
		bins.add(0, value);
		return bins.sum(0, 0);
	});
	expect(sums.slice(2)).toEqual([at_60_half_open, at_61_half_open]);
});

test('3.1: trade-flow imbalance by volume, by number and fading, and the mean price', () => {
	const {trades, buy, sell, tfi, count_imb, decayed_num, decayed_den, tfi_decayed, vwap} = golden['3.1'];
	const flow = new TradeFlow(500_000);
	flow.passTo(0);
	const [signed, unsigned] = [new DecaySum(second), new DecaySum(second)];
	for (const [at = 0, price = 0, quantity = 0, side = 0] of trades) {
		take(flow, (60 + at) * second, quantity, price, sideOf(side));
		signed.add(at * second, side * quantity);
		unsigned.add(at * second, quantity);
	}
	const row = meterRow(flow, marketAt(61.5 * second));
	expectClose([row['buy_vol_60']!, row['sell_vol_60']!, row['tfi_60']!], [buy, sell, tfi]);
	expectClose([row['tfi_cnt_60']!, row['vwap_60']!], [count_imb, vwap]);
	expectClose([signed.sum, unsigned.sum, signed.sum / unsigned.sum], [decayed_num, decayed_den, tfi_decayed]);
});

test('3.2: a Hawkes process: rates before events and at the end, compensator, likelihood, branching and mean', () => {
	const example = golden['3.2'];
	const parameters = {base: example.mu, excitation: example.alpha, decay: example.beta};
	const times = Float64Array.from(example.times);
	expectClose(intensities(times, parameters), example.intensity_before_each);
	expectClose(compensator(times, example.T, parameters), example.compensator);
	expectClose(logLikelihood(times, example.T, parameters), example.loglik);
	expectClose([branchingRatio(parameters), stationaryRate(parameters)], [example.branching, example.stationary_mean]);
	const count = new HawkesCount(example.beta);
	for (const time of example.times.slice(0, -1)) count.add(time * second);
	expectClose(count.at(example.times.at(-1)! * second), example.R_last);
	count.add(example.times.at(-1)! * second);
	expectClose(example.mu + example.alpha * count.at(example.T * second), example.intensity_at_T);
});

test('3.2b: trades a second, counted and fading', () => {
	const {n, window_s, rate, ema_rate, ema_tau} = golden['3.2b'];
	const bins = new TimeBins(1, [window_s], second);
	const fading = new DecaySum(ema_tau * second);
	bins.passTo(0);
	for (const time of golden['3.2'].times) {
		bins.passTo(time * second);
		bins.add(0, 1);
		fading.add(time * second, 1);
	}
	bins.passTo(window_s * second);
	fading.passTo(window_s * second);
	expect([bins.sum(0, 0), bins.sum(0, 0) / window_s]).toEqual([n, rate]);
	expectClose(fading.sum / ema_tau, ema_rate);
});

test('3.3: trades are cut into buckets, and VPIN is the mean of the last three', () => {
	const {V, n, trades, open_bucket, imbalance, vpin} = golden['3.3'];
	const [single, three] = [new Vpin(V, 1), new Vpin(V, n)];
	for (const [quantity = 0, side = 0] of trades) {
		single.add(quantity, sideOf(side));
		three.add(quantity, sideOf(side));
	}
	expectClose(single.latest(100), imbalance);
	expectClose([three.openBought, three.openSold], open_bucket);
	expectClose(three.latest(3), numbers(vpin).slice(2));
	expect(three.closed).toBe(golden['3.3'].buckets.length);
});

test('3.3: both sides of each bucket', () => {
	const {V, trades, buckets} = golden['3.3'];
	const vpin = new Vpin(V, 1);
	const seen: number[][] = [];
	for (const [quantity = 0, side = 0] of trades) {
		for (let unit = 0; unit < quantity; unit++) {
			const open = [vpin.openBought, vpin.openSold];
			if (vpin.add(1, sideOf(side)) > 0) seen.push([open[0]! + (side > 0 ? 1 : 0), open[1]! + (side > 0 ? 0 : 1)]);
		}
	}
	expect(seen).toEqual(buckets);
});

test('3.4: what of a bar was bought, by the normal distribution and by Student’s t', () => {
	const {dP, V, sigma, buy_normal, imb_normal, buy_t025, imb_t025, cdf_normal, cdf_t025} = golden['3.4'];
	expectClose(
		dP.map((move) => normalCdf(move / sigma)),
		cdf_normal,
	);
	expectClose(
		dP.map((move) => studentCdf(move / sigma, 0.25)),
		cdf_t025,
	);
	for (const [kind, bought, imbalance] of [
		['normal', buy_normal, imb_normal],
		['student', buy_t025, imb_t025],
	] as const) {
		const volumes = dP.map((move, bar) => V[bar]! * boughtShare(move, sigma, kind));
		expectClose(volumes, bought);
		expectClose(
			volumes.map((volume, bar) => Math.abs(2 * volume - V[bar]!)),
			imbalance,
		);
		expect(boughtShare(0.3, 0, kind)).toBe(0.5);
	}
});

/** Mean of VPIN over all equally likely sides of so many trades a bucket: each pattern is a bucket. */
function meanOfPatterns(trades: number): number {
	const patterns = 1 << trades;
	const vpin = new Vpin(trades, patterns);
	for (let pattern = 0; pattern < patterns; pattern++) {
		for (let trade = 0; trade < trades; trade++) vpin.add(1, (pattern >> trade) & 1 ? 1 : -1);
	}
	return vpin.value;
}

test.each(['1', '2', '4', '10'] as const)('3.5: %s trades a bucket without information have this VPIN by chance', (trades) => {
	const [exact, approximate] = golden['3.5'].table[trades];
	expectClose(meanOfPatterns(Number(trades)), exact!);
	expectClose(Math.sqrt(2 / (Math.PI * Number(trades))), approximate!);
});

test.each(['25', '100', '400'] as const)('3.5: %s trades a bucket, by their number of buys', (trades) => {
	const count = Number(trades);
	// One bucket for each number of buys, weighted with its chance.
	let [chance, mean] = [0.5 ** Math.min(count, 1000), 0];
	for (let buys = 0; buys <= count; buys++) {
		const vpin = new Vpin(count, 1);
		vpin.add(buys, 1);
		vpin.add(count - buys, -1);
		mean += chance * vpin.value;
		chance *= (count - buys) / (buys + 1);
	}
	expectClose(mean, golden['3.5'].table[trades][0]!);
});

test('3.6: the mid-rank among what came before', () => {
	const {hist, x, cdf_mid} = golden['3.6'];
	const rank = new EmpiricalRank(1);
	for (const value of hist) rank.add(value);
	expectClose(rank.rank(x), cdf_mid);
});
