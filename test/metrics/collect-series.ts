/* A made-up run of a collector whose imbalance foretells the mid by a row. Python can make the same one, so pandas, scipy and statsmodels tell what it must give. */

import type {CollectSample} from '../../source/metrics/collect-table.ts';

const first = 1_723_161_255_000_000;

/** @param hasGaps every 17th row is missing. */
export function collectSeries(rows: number, hasGaps: boolean): CollectSample[] {
	let state = 12_345;
	const next = (): number => {
		// The ANSI C generator: (state · 1103515245 + 12345) mod 2^31.
		state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
		return state / 2 ** 31;
	};
	let mid = 60_000;
	let before = 0;
	return Array.from({length: rows}, (_, row) => {
		const obi = Math.round((next() * 2 - 1) * 1000) / 1000;
		mid = Math.round((mid + (before * 2 + (next() * 2 - 1) * 5)) * 100) / 100;
		before = obi;
		const isMissing = hasGaps && row % 17 === 5;
		return isMissing ? sampleOf(row) : sampleOf(row, obi, mid, obi - 0.001 * (1 - obi * obi));
	});
}

/** A sample of which only this is known. */
export function sampleOf(row: number, obi = Number.NaN, mid = Number.NaN, obiPriceWeighted = Number.NaN): CollectSample {
	return {
		at: first + row * 1_000_000,
		lastUpdateId: Number.NaN,
		bestBid: Number.NaN,
		bestAsk: Number.NaN,
		bidVolume: Number.NaN,
		askVolume: Number.NaN,
		...{mid, obi, obiPriceWeighted},
	};
}
