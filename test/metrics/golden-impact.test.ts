/* The worked examples of the metrics specification, section 4, and of section 5 what is made of mids and trades: to 1e-9. */

import {expect, test} from 'vitest';
import {illiquidity} from '../../source/metrics/amihud.ts';
import {seedToxicity} from '../../source/metrics/composite-toxicity.ts';
import {CountSum} from '../../source/metrics/count-sum.ts';
import {EwmaVariance} from '../../source/metrics/ewma-variance.ts';
import {KyleLambda} from '../../source/metrics/kyle-lambda.ts';
import {logReturn} from '../../source/metrics/log-return.ts';
import {RealisedVolatility} from '../../source/metrics/realised-volatility.ts';
import {rollSpread} from '../../source/metrics/roll-spread.ts';
import {RollingRegression} from '../../source/metrics/rolling-regression.ts';
import {effectiveSpread, priceImpact, realisedSpread} from '../../source/metrics/spread-decomposition.ts';
import {rangeVolatility} from '../../source/metrics/volatility.ts';
import {profileOf} from '../../source/metrics/volume-profile.ts';
import {expectClose} from './close-to.ts';
import golden from './golden.json' with {type: 'json'};
import {marketAt, meterRow, tradeOf} from './meter-row.ts';

test('4.1: Kyle’s λ with its intercept, R², error and t, and through the origin', () => {
	const example = golden['4.1'];
	const line = new RollingRegression(300);
	for (const [index, volume] of example.q.entries()) line.push(volume, example.dm[index]!);
	expectClose([line.slope, line.intercept, line.r2], [example.lam_intercept, example.alpha, example.r2]);
	expectClose([line.standardError, line.t, line.slopeThroughOrigin], [example.se, example.t, example.lam_no_intercept]);
	expectClose((line.slope / 100) * 1e4, example.lam_bps_per_unit_at_mid_100);
});

/** Rows of mids, each after one trade. @returns the last. */
function kyle(rows: readonly (readonly [mid: number, quantity: number, price: number])[]): Readonly<Record<string, number>> {
	const meter = new KyleLambda();
	let last: Readonly<Record<string, number>> = {};
	const market = marketAt(0);
	for (const [mid, quantity, price] of rows) {
		if (quantity !== 0) meter.trade(market, tradeOf(Math.abs(quantity), quantity > 0 ? 1 : -1, price));
		market.mid = mid;
		last = meterRow(meter, market);
	}
	return last;
}

test('4.1: the meter gives the same once the six rows fill its thirty', () => {
	const {q, dm, lam_intercept, r2, lam_no_intercept} = golden['4.1'];
	let mid = 100;
	const rows = Array.from({length: 31}, (_, row) => {
		if (row > 0) mid += dm[(row - 1) % 6]!;
		return [mid, row > 0 ? q[(row - 1) % 6]! : 0, mid] as const;
	});
	const row = kyle(rows);
	expectClose([row['kyle_lambda']!, row['kyle_r2']!, row['kyle_lam0']!], [lam_intercept, r2, lam_no_intercept]);
	expectClose(row['kyle_bps']!, (lam_intercept / mid) * 1e4);
	expectClose(row['kyle_bps_1m']!, (lam_intercept / mid) * 1e4 * (1e6 / mid));
});

test('4.2: of trade prices the bounce would be an impact, of mids it is none', () => {
	const example = golden['4.2'];
	const rows = Array.from({length: 40}, (_, row) => [100, row % 2 === 0 ? 1 : -1, row % 2 === 0 ? 100.05 : 99.95] as const);
	expectClose(kyle(rows)['kyle_lambda']!, example.lam_mid);
	const bounce = new RollingRegression(300);
	for (const [index, [, quantity, price]] of rows.entries()) if (index > 0) bounce.push(quantity, price - rows[index - 1]![2]);
	expectClose(bounce.slope, example.lam_trade_price);
});

test('4.3: Amihud’s illiquidity of three bars', () => {
	const {ret, dollar_vol, amihud_bps_per_musd} = golden['4.3'];
	const mean = new CountSum(60);
	for (const [bar, move] of ret.entries()) mean.push(illiquidity(move, dollar_vol[bar]!));
	expectClose(mean.mean, amihud_bps_per_musd);
	expect(illiquidity(0.001, 0)).toBeNaN();
});

test('4.4: Roll’s spread of trade prices, and none where their changes do not turn about', () => {
	const {px, roll_ddof0} = golden['4.4'];
	const changes = px.slice(1).map((price, index) => price - px[index]!);
	const pairs = changes.slice(1).map((change, index) => [change, changes[index]!] as const);
	const sum = (value: (pair: readonly [number, number]) => number) => pairs.reduce((total, pair) => total + value(pair), 0);
	const spread = rollSpread(
		pairs.length,
		sum(([change]) => change),
		sum(([, before]) => before),
		sum(([change, before]) => change * before),
	);
	expectClose(spread, roll_ddof0);
	expect(rollSpread(3, 3, 3, 9)).toBeNaN();
});

test('4.5: the effective spread of a trade is the realised one and the impact', () => {
	const {D, P, m0, m_tau, eff_bps, real_bps, impact_bps, seed1_realized_bps} = golden['4.5'];
	const side = D > 0 ? 1 : -1;
	expectClose(effectiveSpread(side, P, m0), eff_bps);
	expectClose(realisedSpread(side, P, m0, m_tau), real_bps);
	expectClose(priceImpact(side, m0, m_tau), impact_bps);
	expectClose(-realisedSpread(side, P, m0, m_tau), seed1_realized_bps);
});

test('4.6: the weighted sum of toxicity', () => {
	const [vpin = 0, ofiZ = 0, spreadZ = 0, obi5 = 0, tradeFlow = 0, large = 0] = golden['4.6'].inputs;
	expectClose(seedToxicity({vpin, ofiZ, spreadZ, obi5, tradeFlow, isLarge: large > 0}), golden['4.6'].score);
	expectClose(
		golden['4.6'].parts.reduce((sum, part) => sum + part, 0),
		golden['4.6'].score,
	);
	const extreme = {vpin: 9, ofiZ: 9, spreadZ: 9, obi5: 1, tradeFlow: 1, isLarge: true};
	expect(seedToxicity(extreme)).toBe(1);
	expect(seedToxicity({...extreme, spreadZ: Number.NaN})).toBeNaN();
});

test('4.7: Hasbrouck’s λ of log mids on signed roots of money', () => {
	const {log_mid, signed_sqrt_dollar, hasbrouck_lambda} = golden['4.7'];
	const moves = log_mid.slice(1).map((value, index) => value - log_mid[index]!);
	const line = new RollingRegression(300);
	for (const [index, root] of signed_sqrt_dollar.entries()) line.push(root, moves[index]!);
	expectClose(line.slopeThroughOrigin, hasbrouck_lambda);
	const rows = Array.from({length: 33}, (_, row) => {
		const mid = Math.exp(log_mid[0]! + Math.floor(row / 4) * (log_mid[4]! - log_mid[0]!) + (log_mid[row % 4]! - log_mid[0]!));
		const root = row === 0 ? 0 : signed_sqrt_dollar[(row - 1) % 4]!;
		return [mid, Math.sign(root) * ((root * root) / 100), 100] as const;
	});
	expectClose(kyle(rows)['hasbrouck_lambda']!, hasbrouck_lambda);
});

test('5.4: realised variance, bipower, jumps, a year’s volatility, the forgetful one and the range', () => {
	const {mids, r, RV, sqrt_RV_bps, BV, jump, ann_vol, ewma_var, parkinson_1bar} = golden['5.4'];
	const volatility = new RealisedVolatility(1e6, 5e6);
	const forgetful = new EwmaVariance();
	for (const mid of mids) volatility.update(mid);
	const returns = mids.slice(1).map((mid, index) => logReturn(mids[index]!, mid));
	for (const move of returns) forgetful.update(move);
	expectClose(returns, r);
	expectClose([volatility.variance, volatility.volBps, volatility.bipower, volatility.jump], [RV, sqrt_RV_bps, BV, jump]);
	expectClose([volatility.annualised, forgetful.value], [ann_vol, ewma_var]);
	expectClose(rangeVolatility(Math.max(...mids), Math.min(...mids)) / 1e4, parkinson_1bar);
});

test('5.5: point of control, value area, concentration and disorder of a volume profile', () => {
	const {profile, poc, val, vah, va_share, hhi, entropy_norm} = golden['5.5'];
	const prices = Object.keys(profile)
		.map(Number)
		.sort((one, other) => one - other);
	const volumes: ReadonlyMap<number, number> = new Map(Object.entries(profile).map(([price, volume]) => [Number(price), volume]));
	const read = profileOf(Float64Array.from(prices, (price) => volumes.get(price) ?? Number.NaN));
	expect([prices[read?.control ?? -1], prices[read?.low ?? -1], prices[read?.high ?? -1]]).toEqual([poc, val, vah]);
	expectClose([read?.share, read?.concentration, read?.entropy].map(Number), [va_share, hhi, entropy_norm]);
});
