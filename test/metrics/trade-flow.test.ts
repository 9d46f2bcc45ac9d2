import {expect, test} from 'vitest';
import type {Aggressor} from '../../source/market/trade.ts';
import {TradeFlow} from '../../source/metrics/trade-flow.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

const second = 1_000_000;
/** 2024-08-08 00:00 UTC. */
const midnight = 1_723_075_200 * second;

type Made = {readonly at: number; readonly units: number; readonly aggressor: Aggressor};

function flowOf(trades: readonly Made[], from = 0, until = 60 * second): TradeFlow {
	const flow = new TradeFlow();
	flow.passTo(from);
	for (const {at, units, aggressor} of trades) flow.trade(at, units, 8, aggressor);
	flow.passTo(until);
	return flow;
}

const four: readonly Made[] = [
	{at: 58.5 * second, units: 2e8, aggressor: 1},
	{at: 58.9 * second, units: 1e8, aggressor: 1},
	{at: 59.5 * second, units: 4e8, aggressor: -1},
	{at: 60 * second, units: 3e8, aggressor: 1},
];

test('volume and number of trades, bought against sold', () => {
	const flow = flowOf(four);
	expect([flow.bought, flow.sold]).toEqual([6, 4]);
	expectClose(flow.imbalance, 0.2);
	expect([flow.boughtCount, flow.soldCount]).toEqual([3, 1]);
	expect(flow.countImbalance).toBe(0.5);
	expect(flow.volumeDelta).toBe(2);
});

test('a minute is not known before a minute was watched, the delta since the start is', () => {
	const flow = flowOf(four, 30 * second);
	for (const value of [flow.bought, flow.sold, flow.boughtCount, flow.soldCount, flow.imbalance, flow.countImbalance])
		expect(value).toBeNaN();
	expect(flow.volumeDelta).toBe(2);
});

test('a watched minute without trades has volume 0 and no imbalance', () => {
	const flow = flowOf(four, 0, 120 * second);
	expect([flow.bought, flow.sold, flow.boughtCount]).toEqual([0, 0, 0]);
	expect(flow.imbalance).toBeNaN();
	expect(flow.countImbalance).toBeNaN();
});

test('while trades do not come nothing is watched, and a minute is known a minute after they come again', () => {
	const flow = flowOf(four, 0, 120 * second);
	flow.stop();
	flow.passTo(200 * second);
	expect([flow.bought, flow.sold, flow.volumeDelta]).toEqual([Number.NaN, Number.NaN, 0]);
	flow.resume();
	flow.passTo(210 * second);
	flow.passTo(269 * second);
	expect(flow.bought).toBeNaN();
	flow.passTo(270 * second);
	expect([flow.bought, flow.sold]).toEqual([0, 0]);
});

test('a trade that comes while none are awaited is watched from then on', () => {
	const flow = flowOf(four, 0, 120 * second);
	flow.stop();
	flow.trade(200 * second, 5, 1, 1);
	flow.passTo(259 * second);
	expect([flow.bought, flow.volumeDelta]).toEqual([Number.NaN, 0.5]);
	flow.passTo(260 * second);
	expect([flow.bought, flow.sold]).toEqual([0, 0]);
});

test('the volume delta begins anew at 00:00 UTC by receive time, with or without a trade', () => {
	const flow = new TradeFlow();
	flow.trade(midnight - 2, 5, 1, 1);
	flow.trade(midnight - 1, 2, 1, -1);
	expect(flow.volumeDelta).toBe(0.3);
	flow.trade(midnight, 7, 1, -1);
	expect(flow.volumeDelta).toBe(-0.7);
	flow.passTo(midnight + 86_400 * second - 1);
	expect(flow.volumeDelta).toBe(-0.7);
	flow.passTo(midnight + 86_400 * second);
	expect(flow.volumeDelta).toBe(0);
});

const made = fc
	.array(fc.record({gap: fc.nat(second), units: fc.integer({min: 1, max: 1e12}), aggressor: fc.constantFrom<Aggressor>(1, -1)}), {
		minLength: 1,
		maxLength: 30,
	})
	.map((trades) => {
		let at = 30 * second;
		return trades.map(({gap, units, aggressor}): Made => {
			at += gap;
			return {at, units, aggressor};
		});
	});

test('splitting a trade changes neither volumes nor imbalance, only the counts', () => {
	fc.assert(
		fc.property(made, fc.nat(), (trades, where) => {
			const index = where % trades.length;
			const {at, units, aggressor} = trades[index]!;
			const part = Math.floor(units / 3);
			const split = trades.toSpliced(index, 1, {at, units: part, aggressor}, {at, units: units - part, aggressor});
			const [whole, parts] = [flowOf(trades), flowOf(split)];
			expectClose([parts.bought, parts.sold, parts.imbalance], [whole.bought, whole.sold, whole.imbalance]);
			expect(parts.volumeDelta).toBe(whole.volumeDelta);
		}),
	);
});

test('turned aggressors turn the signs, multiplied quantities leave the imbalance', () => {
	fc.assert(
		fc.property(made, fc.integer({min: 2, max: 100}), (trades, factor) => {
			const flow = flowOf(trades);
			const mirror = flowOf(trades.map((trade) => ({...trade, aggressor: trade.aggressor === 1 ? -1 : 1})));
			const scaled = flowOf(trades.map((trade) => ({...trade, units: trade.units * factor})));
			expectClose(
				[mirror.imbalance, mirror.countImbalance, mirror.volumeDelta],
				[-flow.imbalance, -flow.countImbalance, -flow.volumeDelta],
			);
			expectClose(scaled.imbalance, flow.imbalance);
		}),
	);
});
