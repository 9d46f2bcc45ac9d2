/* Meters of what flow and trades do to prices, where flow or trades are missing. */

import {expect, test} from 'vitest';
import {Amihud, illiquidity} from '../../source/metrics/amihud.ts';
import {FlowImpact} from '../../source/metrics/flow-impact.ts';
import {KyleLambda} from '../../source/metrics/kyle-lambda.ts';
import type {Meter} from '../../source/metrics/meter.ts';
import {RollSpread} from '../../source/metrics/roll-spread.ts';
import {expectClose} from './close-to.ts';
import {bookOf, marketAt, meterRow, tradeOf} from './meter-row.ts';

const second = 1_000_000;
/** A book about a mid of whole units, a tick being a half. */
const bookAbout = (mid: number, quantity = 10) => bookOf([[mid * 10 - 5, quantity]], [[mid * 10 + 5, quantity]], 1);
const rowAt = (meter: Meter, at: number, mid: number) => meterRow(meter, marketAt(at * second, bookAbout(mid)));

test('Kyle’s λ is a slope of rows on which all trades were seen: one whose trades were missed is no pair', () => {
	const meter = new KyleLambda();
	let [mid, row]: [number, Readonly<Record<string, number>>] = [1000, {}];
	for (let at = 0; at < 60; at++) {
		const quantity = 1 + (at % 5);
		const [sign, isMissed] = [at % 3 === 0 ? 1 : -1, at % 10 === 7] as const;
		meter.trade(marketAt(at * second), tradeOf(quantity, sign));
		// Where trades are missed the mid goes where they pushed it, unseen.
		if (isMissed) meter.interrupt();
		mid += isMissed ? 500 : 0.1 * sign * quantity;
		row = rowAt(meter, at, Math.round(mid * 10) / 10);
	}
	expect(Math.abs(row['kyle_lambda']! - 0.1)).toBeLessThan(1e-9);
	expect(row['kyle_r2']).toBeGreaterThan(0.999_999);
});

test('Kyle’s λ knows no row of a time in which no trades come', () => {
	const meter = new KyleLambda();
	let row: Readonly<Record<string, number>> = {};
	for (let at = 0; at < 90; at++) {
		const sign = at % 2 === 0 ? 1 : -1;
		if (at === 40) meter.watchTrades(false);
		if (at === 50) meter.watchTrades(true);
		const isBlind = at >= 40 && at < 50;
		if (!isBlind) meter.trade(marketAt(at * second), tradeOf(2, sign));
		row = rowAt(meter, at, isBlind ? 1000 + at * at : 1000 + sign);
	}
	expectClose([row['kyle_lambda']!, row['kyle_lam0']!, row['kyle_r2']!], [1, 1, 1]);
});

test('Kyle’s λ knows no row that begins or ends without a book', () => {
	const meter = new KyleLambda();
	let row: Readonly<Record<string, number>> = {};
	for (let at = 0; at < 80; at++) {
		const sign = at % 2 === 0 ? 1 : -1;
		meter.trade(marketAt(at * second), tradeOf(2, sign));
		row = at % 10 === 4 ? meterRow(meter, marketAt(at * second)) : rowAt(meter, at, at > 44 ? 5000 + sign : 1000 + sign);
		if (at === 44) expect(row['kyle_bps']).toBeNaN();
	}
	expectClose(row['kyle_lambda']!, 1);
});

test('Amihud’s illiquidity is of whole minutes with trades: one in which trades were missed is none', () => {
	const meter = new Amihud();
	const mid = (minute: number) => 1000 + (minute % 4);
	let row: Readonly<Record<string, number>> = {};
	const values: number[] = [];
	for (let minute = 0; minute <= 30; minute++) {
		row = rowAt(meter, minute * 60, mid(minute));
		const [isQuiet, isMissed] = [minute % 7 === 3, minute % 7 === 5];
		if (!isQuiet) meter.trade(marketAt((minute * 60 + 30) * second), tradeOf(2, 1, 500));
		if (isMissed) meter.interrupt();
		if (minute > 0 && !isQuiet && !isMissed && minute < 30) values.push(illiquidity(Math.log(mid(minute + 1) / mid(minute)), 1000));
		if (minute === 10) expect(row['amihud']).toBeNaN();
	}
	expectClose(row['amihud']!, values.reduce((sum, value) => sum + value, 0) / values.length);
});

test('Roll’s spread does not join what was traded before trades were missed to what came after', () => {
	const meter = new RollSpread(second);
	const bounce = (from: number, to: number, middle: number) => {
		for (let at = from; at < to; at++) meter.trade(marketAt(at * second), tradeOf(1, 1, middle + (at % 2 === 0 ? 1 : -1)));
	};
	bounce(0, 100, 1000);
	meter.interrupt();
	bounce(100, 200, 5000);
	const row = meterRow(meter, marketAt(401 * second));
	expect(row['roll_n']).toBe(98);
	expectClose(row['roll_spread_300']!, 4);
});

test('the impact of flow is of bins of ten seconds that were seen whole, in ticks', () => {
	let term = 0;
	const meter = new FlowImpact(() => term);
	let row: Readonly<Record<string, number>> = {};
	let mid = 1000;
	for (let bin = 0; bin <= 45; bin++) {
		const market = marketAt(bin * 10 * second, bookAbout(mid));
		market.describe(0.5, 0, undefined);
		row = meterRow(meter, market);
		term = (bin % 5) - 2;
		// In every ninth the book is lost, and comes back far away.
		if (bin % 9 === 4) meter.gap();
		mid += bin % 9 === 4 ? 100 : 2 * term;
		const state = marketAt((bin * 10 + 5) * second, bookAbout(mid, 20));
		if (bin % 9 === 4) term = Number.NaN;
		meter.state(state);
		if (bin === 30) expect(row['ofi_beta']).toBeNaN();
	}
	expectClose([row['ofi_beta']!, row['ofi_beta_r2']!, row['ofi_beta_depth']!], [4, 1, 80]);
});
