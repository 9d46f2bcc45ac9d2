import {expect, test} from 'vitest';
import type {Aggressor} from '../../source/market/trade.ts';
import {TradeFlow} from '../../source/metrics/trade-flow.ts';
import {expectClose} from './close-to.ts';
import {marketAt, meterRow} from './meter-row.ts';
import {fc} from './seeded.ts';
import {take} from './touches.ts';

const second = 1_000_000;
/** 2024-08-08 00:00 UTC. */
const midnight = 1_723_075_200 * second;

type Made = {readonly at: number; readonly units: number; readonly aggressor: Aggressor};

const rowOf = (flow: TradeFlow, at: number) => meterRow(flow, marketAt(at));

function flowOf(trades: readonly Made[], from = 0): TradeFlow {
	const flow = new TradeFlow();
	flow.passTo(from);
	for (const {at, units, aggressor} of trades) take(flow, at, units / 1e8, 100, aggressor);
	return flow;
}

const four: readonly Made[] = [
	{at: 58.5 * second, units: 2e8, aggressor: 1},
	{at: 58.9 * second, units: 1e8, aggressor: 1},
	{at: 59.5 * second, units: 4e8, aggressor: -1},
	{at: 60 * second, units: 3e8, aggressor: 1},
];

test('volume and number of trades, bought against sold', () => {
	const row = rowOf(flowOf(four), 60 * second);
	expect(row).toMatchObject({buy_vol_60: 6, sell_vol_60: 4, tfi_cnt_60: 0.5, cvd: 2, vwap_60: 100});
	expectClose([row['tfi_60']!, row['tfi_10']!, row['tfi_1']!], [0.2, 0.2, -1 / 7]);
});

test('a minute is not known before a minute was watched, a second is sooner, and the delta since the start at once', () => {
	const row = rowOf(flowOf(four, 30 * second), 60 * second);
	for (const name of ['buy_vol_60', 'sell_vol_60', 'tfi_60', 'tfi_cnt_60', 'vwap_60']) expect(row[name]).toBeNaN();
	expectClose([row['tfi_1']!, row['cvd']!], [-1 / 7, 2]);
});

test('a watched minute without trades has volume 0 and no imbalance', () => {
	const row = rowOf(flowOf(four), 120 * second);
	expect(row).toMatchObject({buy_vol_60: 0, sell_vol_60: 0, tfi_60: Number.NaN, tfi_cnt_60: Number.NaN, vwap_60: Number.NaN});
});

test('while trades do not come nothing is watched, and a minute is known a minute after they come again', () => {
	const flow = flowOf(four);
	expect(rowOf(flow, 90 * second)['buy_vol_60']).toBe(3 + 3);
	flow.watchTrades(false);
	expect(rowOf(flow, 200 * second)).toMatchObject({buy_vol_60: Number.NaN, sell_vol_60: Number.NaN, cvd: Number.NaN});
	flow.watchTrades(true);
	flow.passTo(210 * second);
	expect(rowOf(flow, 269 * second)['buy_vol_60']).toBeNaN();
	expect(rowOf(flow, 270 * second)).toMatchObject({buy_vol_60: 0, sell_vol_60: 0});
});

test('a trade that comes while none are awaited is watched from then on', () => {
	const flow = flowOf(four);
	flow.watchTrades(false);
	take(flow, 200 * second, 0.5, 100, 1);
	expect(rowOf(flow, 259 * second)).toMatchObject({buy_vol_60: Number.NaN, cvd: 0.5});
	expect(rowOf(flow, 260 * second)).toMatchObject({buy_vol_60: 0, sell_vol_60: 0});
});

test('the volume delta begins anew at 00:00 UTC by receive time, with or without a trade', () => {
	const flow = new TradeFlow();
	take(flow, midnight - 2, 0.5, 100, 1);
	take(flow, midnight - 1, 0.2, 100, -1);
	expect(flow.volumeDelta).toBe(0.3);
	take(flow, midnight, 0.7, 100, -1);
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

const minute = (flow: TradeFlow) => rowOf(flow, 60 * second);

test('splitting a trade changes neither volumes nor imbalance, only the counts', () => {
	fc.assert(
		fc.property(made, fc.nat(), (trades, where) => {
			const index = where % trades.length;
			const {at, units, aggressor} = trades[index]!;
			const part = Math.floor(units / 3);
			const split = trades.toSpliced(index, 1, {at, units: part, aggressor}, {at, units: units - part, aggressor});
			const [whole, parts] = [minute(flowOf(trades)), minute(flowOf(split))];
			for (const name of Object.keys(whole)) if (name !== 'tfi_cnt_60') expectClose(parts[name]!, whole[name]!);
			expect(parts['cvd']).toBe(whole['cvd']);
		}),
	);
});

test('turned aggressors turn the signs, multiplied quantities leave the imbalance', () => {
	fc.assert(
		fc.property(made, fc.integer({min: 2, max: 100}), (trades, factor) => {
			const flow = minute(flowOf(trades));
			const mirror = minute(flowOf(trades.map((trade) => ({...trade, aggressor: trade.aggressor === 1 ? -1 : 1}))));
			const scaled = minute(flowOf(trades.map((trade) => ({...trade, units: trade.units * factor}))));
			for (const name of ['tfi_1', 'tfi_10', 'tfi_60', 'tfi_decay_5']) {
				expectClose(mirror[name]!, -flow[name]!);
				expectClose(scaled[name]!, flow[name]!);
			}
			expectClose([mirror['tfi_cnt_60']!, mirror['cvd']!], [-flow['tfi_cnt_60']!, -flow['cvd']!]);
			expectClose(scaled['tfi_cnt_60']!, flow['tfi_cnt_60']!);
		}),
	);
});
