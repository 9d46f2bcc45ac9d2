import {expect, test} from 'vitest';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {adjustment, bucketOf, isMicroPriceTable, MicroPrice, type MicroPriceTable} from '../../source/metrics/micro-price.ts';
import {MicroPriceFit, microPriceDefaults, sumOfTerms} from '../../source/metrics/micro-price-fit.ts';
import {expectClose} from './close-to.ts';
import {bookOf, marketAt, meterRow} from './meter-row.ts';
import {fc} from './seeded.ts';

type Touch = readonly [imbalance: number, spread: number, mid: number];

/** A touch whose imbalance wanders, and whose mid goes where it leans, more often the more it does; spreads of one tick and, now and then, of two. */
function wandering(changes: number, seed: number, chanceOfMove = 0.2): Touch[] {
	const random = new Random(seed, 'touches');
	let [lean, mid] = [0, 1000];
	return Array.from({length: changes}, () => {
		lean = Math.max(-3, Math.min(3, 0.8 * lean + random.normal()));
		const imbalance = 1 / (1 + Math.exp(-lean));
		const touch: Touch = [imbalance, random.chance(0.3) ? 2 : 1, mid];
		if (random.chance(chanceOfMove)) mid += random.uniform() < imbalance ? 0.5 : -0.5;
		return touch;
	});
}

function fitted(touches: readonly Touch[], options = microPriceDefaults): MicroPriceTable {
	const fit = new MicroPriceFit(options);
	for (const touch of touches) fit.add(...touch);
	const table = fit.fit('binance:BTCUSDT', 0.01);
	if (table === undefined) throw new Error('nothing was fitted');
	return table;
}

test('a fitted table is antisymmetric in the imbalance, rises with it, and stays small', () => {
	const table = fitted(wandering(200_000, 5));
	expect(isMicroPriceTable(table)).toBe(true);
	expect([table.imbalanceEdges.length, table.spreadEdges, table.changes]).toEqual([9, [1], 199_999]);
	for (const row of table.adjustments) {
		const cells = row.map((cell) => cell ?? Number.NaN);
		expectClose(
			cells,
			cells.toReversed().map((cell) => -cell),
		);
		for (let bucket = 1; bucket < cells.length; bucket++) expect(cells[bucket]).toBeGreaterThan(cells[bucket - 1]!);
		// Half a tick a move, and what leans does so for some five touches.
		expect(Math.max(...cells)).toBeLessThan(1);
	}
});

test('the mid with its adjustment is a martingale of the chain that was counted: what it is expected to be after a change it is before', () => {
	const touches = wandering(20_000, 6);
	const table = fitted(touches, {...microPriceDefaults, winsor: 1});
	const {adjustments, imbalanceEdges, spreadEdges} = table;
	const stateOf = ([imbalance, spread]: Touch) => [bucketOf(spreadEdges, spread), bucketOf(imbalanceEdges, imbalance)] as const;
	const mirrorOf = ([row, column]: readonly [number, number]) => [row, imbalanceEdges.length - column] as const;
	const drift = new Map<string, {sum: number; count: number}>();
	const change = (from: readonly [number, number], to: readonly [number, number], move: number) => {
		const known = drift.get(String(from)) ?? {sum: 0, count: 0};
		known.sum += move + adjustments[to[0]]![to[1]]! - adjustments[from[0]]![from[1]]!;
		known.count++;
		drift.set(String(from), known);
	};
	for (let index = 1; index < touches.length; index++) {
		const [before, after] = [touches[index - 1]!, touches[index]!];
		change(stateOf(before), stateOf(after), after[2] - before[2]);
		change(mirrorOf(stateOf(before)), mirrorOf(stateOf(after)), before[2] - after[2]);
	}
	expect(drift.size).toBe(20);
	for (const {sum, count} of drift.values()) expect(Math.abs(sum / count)).toBeLessThan(1e-8);
});

const shares = fc.array(fc.integer({min: 1, max: 100}), {minLength: 16, maxLength: 16});

test('the sum of terms solves G = r + Q·G + R²·G for any mirrored chain, which turns about with it', () => {
	fc.assert(
		fc.property(shares, shares, (still, moving) => {
			// Four states and their mirror images: state 3 − i is the mirror of i.
			const mirrored = (values: readonly number[]) => values.map((value, index) => value + values[15 - index]!);
			const [q, r] = [mirrored(still), mirrored(moving)];
			const whole = Array.from({length: 4}, (_, row) => [...q.slice(row * 4, row * 4 + 4), ...r.slice(row * 4, row * 4 + 4)]).map((row) =>
				row.reduce((sum, value) => sum + value, 0),
			);
			const chances = (values: readonly number[]) => Float64Array.from(values, (value, index) => value / whole[Math.floor(index / 4)]!);
			const [stay, go] = [chances(q), chances(r)];
			const moves = Float64Array.of(-0.4, -0.1, 0.1, 0.4);
			const sum = sumOfTerms(stay, go, moves, 4);
			const times = (matrix: Float64Array, row: number) =>
				[0, 1, 2, 3].reduce((total, column) => total + matrix[row * 4 + column]! * sum[column]!, 0);
			for (let row = 0; row < 4; row++) expect(Math.abs(moves[row]! + times(stay, row) + times(go, row) - sum[row]!)).toBeLessThan(1e-8);
			expectClose(
				sum,
				sum.toReversed().map((value) => -value),
			);
		}),
	);
});

test('a mid that moves once in a thousand changes has a table all the same', () => {
	const cells = fitted(wandering(200_000, 7, 0.001)).adjustments[0]!.map(Number);
	expect(cells.at(-1)).toBeGreaterThan(5e-4);
	expect(cells[0]).toBeLessThan(-5e-4);
});

test('moves beyond the quantile are cut to it, so that a fault of the market does not make the table', () => {
	const touches = wandering(20_000, 8);
	const shaken = touches.map(([imbalance, spread, mid], index): Touch => [imbalance, spread, mid + (index > 10_000 ? 1e6 : 0)]);
	const [calm, cut] = [fitted(touches), fitted(shaken)];
	for (const [row, cells] of cut.adjustments.entries())
		for (const [column, cell] of cells.entries()) expect(Math.abs((cell ?? 0) - (calm.adjustments[row]?.[column] ?? 0))).toBeLessThan(0.01);
	expect(
		Math.max(
			...fitted(shaken, {...microPriceDefaults, winsor: 1})
				.adjustments.flat()
				.map(Number),
		),
	).toBeGreaterThan(10);
});

test('what lies on two sides of a gap is no change', () => {
	const fit = new MicroPriceFit();
	fit.add(0.3, 1, 1000);
	fit.gap();
	fit.gap();
	fit.add(0.7, 1, 2000);
	expect(fit.fit('binance:BTCUSDT', 0.01)).toBeUndefined();
	fit.add(0.6, 1, 2001);
	expect(fit.fit('binance:BTCUSDT', 0.01)?.changes).toBe(1);
});

test('a spread that was hardly seen is taken for the nearest that was', () => {
	const touches = wandering(20_000, 9).map(([imbalance, spread, mid], index): Touch => [imbalance, index % 1000 === 0 ? 3 : spread, mid]);
	const table = fitted(touches, {...microPriceDefaults, leastCount: 50});
	expect(table.spreadEdges).toEqual([1, 2]);
	expect(table.adjustments[2]).toEqual(table.adjustments[1]);
	expect(table.counts.at(-1)?.reduce((sum, count) => sum + count, 0)).toBe(40);
});

const table: MicroPriceTable = {
	...{kind: 'micro-price', version: 1, instrument: 'binance:BTCUSDT', tick: 0.1, imbalanceEdges: [0.25, 0.5, 0.75], spreadEdges: [1]},
	...{
		adjustments: [
			[-0.4, -0.1, 0.1, 0.4],
			[null, -0.2, 0.2, null],
		],
		counts: [
			[1, 1, 1, 1],
			[0, 1, 1, 0],
		],
		changes: 8,
	},
};

test('the micro-price is the mid and the adjustment of its state, and none for a state that was not seen', () => {
	const meter = new MicroPrice(table);
	const row = (bid: number, ask: number, spread: number) => meterRow(meter, marketAt(0, bookOf([[1000, bid]], [[1000 + spread, ask]], 1)));
	expectClose(row(4, 1, 1)['micro']!, 100.05 + 0.4 * 0.1);
	expectClose(row(4, 1, 1)['micro_dev']!, 0.4);
	expectClose(row(2, 3, 2)['micro']!, 100.1 - 0.2 * 0.1);
	expectClose(row(2, 3, 2)['micro_dev']!, -0.1);
	expect(row(9, 1, 2)['micro']).toBeNaN();
	expect(meterRow(new MicroPrice(undefined), marketAt(0, bookOf([[1000, 1]], [[1001, 1]], 1)))['micro']).toBeNaN();
});

test('a balanced touch moves nowhere, and the mirrored touch has the mirrored move, on the edges of buckets too', () => {
	expect(adjustment(table, 0.5, 1)).toBe(0);
	fc.assert(
		fc.property(fc.integer({min: 1, max: 12}), fc.integer({min: 1, max: 12}), (bid, ask) => {
			expectClose(adjustment(table, ask / (bid + ask), 1), -adjustment(table, bid / (bid + ask), 1));
		}),
	);
});

test('a file may hold anything: only a whole table of this version is one', () => {
	expect(isMicroPriceTable(table)).toBe(true);
	const broken: readonly object[] = [
		{kind: 'other'},
		{version: 2},
		{instrument: 7},
		{tick: 0},
		{imbalanceEdges: [0.5, 0.25, 0.75]},
		{spreadEdges: 'none'},
		{adjustments: [[-0.4, -0.1, 0.1, 0.4]]},
		{
			adjustments: [
				[-0.4, -0.1, 0.1, 0.4],
				[0, 'x', 0, 0],
			],
		},
		{
			adjustments: [
				[-0.4, -0.1, 0.1],
				[0, 0, 0],
			],
		},
	];
	for (const change of broken) expect(isMicroPriceTable({...table, ...change})).toBe(false);
	for (const nothing of [undefined, null, 7, 'table']) expect(isMicroPriceTable(nothing)).toBe(false);
});
