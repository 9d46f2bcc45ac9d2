/* What all columns of a row do when the market is turned about, enlarged, moved or told in other portions. */

import {describe, expect, test} from 'vitest';
import {catalogue, columnIndex} from '../../source/engine/meters.ts';
import {flowConventions} from '../../source/metrics/flow-term.ts';
import type {MicroPriceTable} from '../../source/metrics/micro-price.ts';
import {columnKinds} from './column-kinds.ts';
import {differences, enlarged, enlargedMisses, halved, halvedMisses, mirrored, mirrorMisses, moved, movedMisses} from './market-images.ts';
import {madeTape, rowsOf, type Told, tapeSettings, tick} from './market-tape.ts';
import {fc} from './seeded.ts';

const table: MicroPriceTable = {
	...{kind: 'micro-price', version: 1, instrument: 'binance:BTCUSDT', tick, imbalanceEdges: [0.3, 0.5, 0.7], spreadEdges: [2]},
	...{
		adjustments: [
			[-0.4, -0.1, 0.1, 0.4],
			[-0.9, -0.2, 0.2, 0.9],
		],
		counts: [
			[1, 1, 1, 1],
			[1, 1, 1, 1],
		],
		changes: 8,
	},
};
const settings = {...tapeSettings, microPrice: [table]};

/** Three basis points of it are three ticks, and no level lies on the edge of a band: the mirror image has the same levels in each. */
const nearby = {center: 30_525, mirror: 61_050};
/** Where prices are so high a tick is next to nothing of them. */
const high = {center: 10_000_000, mirror: 20_000_000};

/** Long enough for every column to become a number. */
const long = madeTape({seconds: 8000, seed: 1, center: nearby.center});
const longRows = rowsOf(long, settings);
const short = madeTape({seconds: 900, seed: 2, center: high.center, faults: 0.003});
const shortRows = rowsOf(short, settings);

test('every column has its kind, and every kind its column', () => {
	expect([...columnKinds.keys()].sort()).toEqual(catalogue.map(({name}) => name).sort());
});

test('every column becomes a number in the market that these claims are made of, and has more than one value', () => {
	const dull = catalogue.flatMap(({name}, column) => {
		const values = new Set(longRows.map((row) => row[column]!).filter((value) => !Number.isNaN(value)));
		return values.size > 1 ? [] : [name];
	});
	expect(dull).toEqual(['shallow', 'ofi_int_evr']);
});

describe('the market in the mirror', () => {
	test('turns the signs of what is signed, swaps what belongs to a side, and leaves the rest', () => {
		const rows = rowsOf(
			long.map((told) => mirrored(told, nearby.mirror)),
			settings,
		);
		expect(mirrorMisses(rows, longRows, nearby.mirror, 0.01)).toEqual([]);
	});

	test('does so for returns and bps too, the closer the higher prices are, and through gaps', () => {
		const rows = rowsOf(
			short.map((told) => mirrored(told, high.mirror)),
			settings,
		);
		expect(mirrorMisses(rows, shortRows, high.mirror, 1e-3)).toEqual([]);
	});
});

test('quantities that are eight times as large make what counts them eight times as large, and leave what divides them', () => {
	const rows = rowsOf(
		long.map((told) => enlarged(told, 8)),
		{...settings, vpinBucket: settings.vpinBucket * 8},
	);
	expect(enlargedMisses(rows, longRows, 8)).toEqual([]);
});

test('a trade that is told in two parts of one moment changes what counts trades, and nothing else', () => {
	const rows = rowsOf(short.flatMap(halved), settings);
	expect(halvedMisses(rows, shortRows)).toEqual([]);
	expect(differences(rows, shortRows, (name) => ['tfi_cnt_60', 'trade_rate_60', 'roll_n'].includes(name))).toHaveLength(3);
});

test('prices that all lie a thousand ticks higher change nothing of what goes by differences, order flow first of all', () => {
	const rows = rowsOf(
		short.map((told) => moved(told, 1000)),
		settings,
	);
	expect(columnKinds.get('ofi_300')?.isLevelFree).toBe(true);
	expect(movedMisses(rows, shortRows)).toEqual([]);
});

test('all of that holds for markets of any seed, at any interval, by either convention of order flow', () => {
	const options = fc.record({
		seed: fc.integer({min: 1, max: 1e6}),
		interval: fc.constantFrom(300_000, 500_000, 1_000_000),
		ofiConvention: fc.constantFrom(...flowConventions),
		levels: fc.constantFrom(1, 10, 20),
	});
	fc.assert(
		fc.property(options, ({seed, ...chosen}) => {
			const tape = madeTape({seconds: 150, seed, center: high.center, faults: 0.02});
			const own = {...settings, ...chosen};
			const plain = rowsOf(tape, own);
			const rowsWhere = (change: (told: Told) => Told | readonly Told[], times = 1) =>
				rowsOf(tape.flatMap(change), {...own, vpinBucket: own.vpinBucket * times});
			const image = rowsWhere((told) => mirrored(told, high.mirror));
			const grown = rowsWhere((told) => enlarged(told, 8), 8);
			const higher = rowsWhere((told) => moved(told, -500));
			expect(mirrorMisses(image, plain, high.mirror, 1e-3)).toEqual([]);
			expect(enlargedMisses(grown, plain, 8)).toEqual([]);
			expect(movedMisses(higher, plain)).toEqual([]);
			expect(halvedMisses(rowsWhere(halved), plain)).toEqual([]);
		}),
		{numRuns: 12},
	);
});

test('while the touch stays at its prices, order flow is what the bid gained less what the ask gained', () => {
	const touch = (at: number, bid: number, ask: number): Told => ({kind: 'book', at, bids: [[1000, bid]], asks: [[1001, ask]]});
	const quantity = (index: number, stride: number) => 1 + ((index * stride) % 997);
	const start = 1_723_075_200_000_000;
	const at = (index: number) => start + 250_001 + index * 271_828;
	const tape = Array.from({length: 2000}, (_, index) => touch(at(index), quantity(index, 7919), quantity(index, 104_729)));
	const rows = rowsOf(tape, settings);
	for (const window of [1, 10, 60, 300]) {
		let known = 0;
		for (const [row, values] of rows.entries()) {
			const now = start + 500_000 + row * settings.interval;
			const standing = (moment: number) => Math.floor((moment - at(0)) / 271_828);
			const [from, to] = [standing(now - window * 1e6), standing(now)];
			const got = values[columnIndex(`ofi_${window}`)]!;
			if (from < 0) expect(got).toBeNaN();
			else {
				const change = (stride: number) => quantity(to, stride) - quantity(from, stride);
				expect(Math.abs(got - (change(7919) - change(104_729)) / 1000)).toBeLessThan(1e-12);
				known++;
			}
		}
		expect(known).toBeGreaterThan(400);
	}
});

test('what takers paid is, so many seconds later, what makers earned and what they lost since', () => {
	for (const delay of [1, 5, 30]) {
		const [paid, earned, lost] = ['eff_spread_60', `real_spread_${delay}_60`, `impact_${delay}_60`].map(columnIndex);
		let known = 0;
		for (let row = delay * 2; row < longRows.length; row++) {
			const sum = longRows[row]![earned!]! + longRows[row]![lost!]!;
			const before = longRows[row - delay * 2]![paid!]!;
			if (Number.isNaN(before)) expect(sum).toBeNaN();
			else {
				expect(Math.abs(sum - before)).toBeLessThan(1e-9 * Math.abs(before) + 1e-9);
				known++;
			}
		}
		expect(known).toBeGreaterThan(15_000);
	}
});

test('shares, ranks and imbalances never leave their range', () => {
	const from = (low: number, high: number, names: readonly string[]) => names.map((name) => ({name, low, high}));
	const ranges = [
		...from(0, 1, ['rho', 'vpin', 'vpin_rank', 'vpin_bvc', 'vpin_bvc_rank', 'cancel_ratio_bid_10', 'cancel_ratio_ask_10', 'ofi_beta_r2']),
		...from(0, 1, ['kyle_r2', 'profile_hhi', 'profile_entropy', 'tox', 'tox_seed1', 'ofi_int_evr']),
		...from(-1, 1, ['obi', 'obi_lexp', 'obi_dexp', 'obi_band5', 'tfi_1', 'tfi_60', 'tfi_cnt_60', 'tfi_decay_5', 'hk_imb', 'corr_now']),
	];
	for (const {name, low, high} of ranges) {
		const values = longRows.map((row) => row[columnIndex(name)]!).filter((value) => !Number.isNaN(value));
		expect([name, values.every((value) => value >= low && value <= high)]).toEqual([name, true]);
	}
});
