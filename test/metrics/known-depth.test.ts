/* What is told of a book goes only as far as the book is known. */

import {expect, test} from 'vitest';
import {defaultSettings} from '../../source/engine/settings.ts';
import {Book} from '../../source/market/book.ts';
import {BandImbalance} from '../../source/metrics/band-imbalance.ts';
import {DepthSlope} from '../../source/metrics/depth-slope.ts';
import {LevelImbalance} from '../../source/metrics/level-imbalance.ts';
import type {Meter} from '../../source/metrics/meter.ts';
import {MultiLevelFlow} from '../../source/metrics/multi-level-flow.ts';
import {WeightedImbalance} from '../../source/metrics/weighted-imbalance.ts';
import {expectClose} from './close-to.ts';
import {type Ladder, levelsOf, marketAt, meterRow} from './meter-row.ts';
import {fc} from './seeded.ts';

/** A book of which a snapshot of so many levels a side is known; Infinity for a whole one. */
function known(bids: Ladder, asks: Ladder, limit: number): Book {
	const book = new Book(0, 0);
	book.replace(levelsOf(bids), levelsOf(asks), 0, 0, limit);
	return book;
}

const ladder = (best: number, away: number, count: number): Ladder =>
	Array.from({length: count}, (_, rank) => [best + away * rank, 10 + rank] as const);
const rowOf = (meter: Meter, book: Book) => meterRow(meter, marketAt(0, book));
const twelve = (limit: number) => known(ladder(10_000, -1, 12), ladder(10_001, 1, 12), limit);

test('fewer levels than are summed are all there are of a whole book, and too few of one that is known in part', () => {
	const imbalance = new LevelImbalance({...defaultSettings, levels: 15});
	const [whole, part] = [rowOf(imbalance, twelve(Number.POSITIVE_INFINITY)), rowOf(imbalance, twelve(12))];
	expect([whole['obi'], whole['shallow'], whole['obi_l20']]).toEqual([0, 1, 0]);
	expect([part['obi'], part['rho'], part['bid_vol'], part['obi_l20']]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
	expect([part['obi_l1'], part['obi_l5'], part['obi_l10']]).toEqual([0, 0, 0]);
	expect(rowOf(new LevelImbalance({...defaultSettings, levels: 12}), twelve(12))['shallow']).toBe(0);
});

test('weights that reach farther than is known make no number', () => {
	const row = rowOf(new WeightedImbalance(), twelve(12));
	expect([row['obi_lexp'], row['obi_dexp']]).toEqual([Number.NaN, Number.NaN]);
	expect(Math.abs(row['obi_seed1w']!)).toBeLessThan(1e-12);
	expect(rowOf(new WeightedImbalance(), twelve(Number.POSITIVE_INFINITY))['obi_lexp']).toBe(0);
});

test('slopes need as many levels as they are of', () => {
	const eight = known(ladder(10_000, -1, 8), ladder(10_001, 1, 8), 8);
	const row = rowOf(new DepthSlope(), eight);
	expect(row['slope_logq_bid']).toBeNaN();
	expectClose(row['px_slope_bid']!, 4 / 60);
});

test('flow of ten ranks is none where one of them was not known, until that has left the window', () => {
	const flow = new MultiLevelFlow(1e6);
	const at = (second: number, levels: number) => {
		const market = marketAt(second * 1e6, known(ladder(10_000, -1, levels), ladder(10_001, 1, levels), Number.POSITIVE_INFINITY));
		flow.state(market);
		return market;
	};
	for (let second = 0; second < 40; second++) {
		const row = meterRow(flow, at(second, second === 20 ? 9 : 12));
		const isKnown = second >= 10 && (second < 20 || second > 30);
		expect([second, row['mlofi_l1_10']]).toEqual([second, isKnown ? 0 : Number.NaN]);
	}
});

const quantities = fc.array(fc.integer({min: 1, max: 1000}), {minLength: 1, maxLength: 40});

test('a band holds the money within so many bps of the mid, and is known as far as the book reaches', () => {
	fc.assert(
		fc.property(quantities, quantities, fc.integer({min: 1, max: 9}), fc.boolean(), (one, other, step, isWhole) => {
			const bids = one.map((quantity, rank) => [10_000 - rank * step, quantity] as const);
			const asks = other.map((quantity, rank) => [10_001 + rank * step, quantity] as const);
			const row = rowOf(new BandImbalance(), known(bids, asks, isWhole ? Number.POSITIVE_INFINITY : 1));
			const mid = 10_000.5;
			for (const bps of [5, 25, 100]) {
				const reach = (mid * bps) / 1e4;
				const [bid, ask] = [bids, asks].map((side) =>
					side.filter(([price]) => Math.abs(price - mid) <= reach).reduce((sum, [price, quantity]) => sum + price * quantity, 0),
				);
				const isKnown = isWhole || (mid - reach >= bids.at(-1)![0] && mid + reach <= asks.at(-1)![0]);
				expectClose(row[`obi_band${bps}`]!, isKnown ? (bid! - ask!) / (bid! + ask!) : Number.NaN);
			}
		}),
	);
});
