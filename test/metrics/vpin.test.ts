import {expect, test} from 'vitest';
import type {Aggressor} from '../../source/market/trade.ts';
import {Vpin} from '../../source/metrics/vpin.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

type Made = readonly [quantity: number, aggressor: Aggressor];

const trades: readonly Made[] = [
	[6, 1],
	[7, -1],
	[25, 1],
	[1, -1],
	[9, -1],
	[3, 1],
];

function fill(vpin: Vpin, made: readonly Made[]): Vpin {
	for (const [quantity, aggressor] of made) vpin.add(quantity, aggressor);
	return vpin;
}

/** VPIN when each bucket closed, NaN until there are enough; one trade is poured in by hundredths so that none is missed. */
function values(size: number, buckets: number, made: readonly Made[]): number[] {
	const vpin = new Vpin(size, buckets);
	const seen: number[] = [];
	for (const [quantity, aggressor] of made) {
		for (let part = 0; part < 100; part++) if (vpin.add(quantity / 100, aggressor) > 0) seen.push(vpin.value);
	}
	return seen;
}

test('trades are cut at the edges of buckets, and what is over opens the next', () => {
	const vpin = new Vpin(10, 3);
	expect(trades.map(([quantity, aggressor]) => vpin.add(quantity, aggressor))).toEqual([0, 1, 2, 0, 1, 1]);
	expect(vpin.closed).toBe(5);
	expectClose([vpin.openBought, vpin.openSold, vpin.filled], [1, 0, 0.1]);
});

test('with one bucket VPIN is the imbalance of each', () => {
	expectClose(values(10, 1, trades), [0.2, 0.4, 1, 0.6, 0.6]);
});

test('VPIN is the mean over the last buckets, NaN until there are enough, and provisional before', () => {
	expectClose(values(10, 3, trades), [Number.NaN, Number.NaN, 0.5333333333333333, 0.6666666666666666, 0.7333333333333334]);
	const vpin = fill(new Vpin(10, 3), trades);
	expectClose(vpin.value, 0.7333333333333334);
	expectClose(vpin.latest(200), [0.2, 0.3, 0.5333333333333333, 0.6666666666666666, 0.7333333333333334]);
	expectClose(vpin.latest(2), [0.6666666666666666, 0.7333333333333334]);
});

test('before the first bucket has closed nothing is known', () => {
	const vpin = new Vpin(10);
	vpin.add(9, 1);
	expect(vpin.provisional).toBeNaN();
	expect(vpin.value).toBeNaN();
	expect(vpin.filled).toBe(0.9);
	vpin.add(2, -1);
	expectClose(vpin.provisional, 0.8);
	expect(vpin.value).toBeNaN();
});

test('a tenth ten times closes a bucket of one and leaves nothing over', () => {
	const vpin = new Vpin(1, 1);
	for (let time = 0; time < 10; time++) vpin.add(0.1, 1);
	expect(vpin.closed).toBe(1);
	expect(vpin.filled).toBe(0);
	expect(vpin.value).toBeLessThanOrEqual(1);
	expectClose(vpin.value, 1);
});

test('one trade of a trillion buckets is counted without filling each', () => {
	const vpin = new Vpin(1, 50);
	vpin.add(0.5, -1);
	expect(vpin.add(1e12, 1)).toBe(1e12);
	expect(vpin.value).toBe(1);
	expect(vpin.filled).toBe(0.5);
	expect(vpin.latest(300)).toHaveLength(256);
	vpin.add(0.5, -1);
	expectClose(vpin.value, 49 / 50);
});

const made = fc.array(
	fc.tuple(
		fc.integer({min: 1, max: 4000}).map((units) => units / 100),
		fc.constantFrom<Aggressor>(1, -1),
	),
	{
		minLength: 1,
		maxLength: 80,
	},
);

test('splitting a trade changes nothing', () => {
	fc.assert(
		fc.property(made, fc.nat(), fc.integer({min: 1, max: 99}), (series, where, percent) => {
			const index = where % series.length;
			const [quantity, aggressor] = series[index]!;
			const first = (quantity * percent) / 100;
			const split = series.toSpliced(index, 1, [first, aggressor], [quantity - first, aggressor]);
			const [whole, parts] = [fill(new Vpin(7, 5), series), fill(new Vpin(7, 5), split)];
			expect(parts.closed).toBe(whole.closed);
			expectClose([parts.value, parts.provisional], [whole.value, whole.provisional]);
			expect(Math.abs(parts.filled - whole.filled)).toBeLessThan(1e-6);
		}),
	);
});

test('turned aggressors and other units of quantity leave VPIN as it is, between 0 and 1', () => {
	fc.assert(
		fc.property(made, fc.integer({min: 2, max: 1000}), (series, factor) => {
			const vpin = fill(new Vpin(7, 5), series);
			const mirror = fill(
				new Vpin(7, 5),
				series.map(([quantity, aggressor]) => [quantity, aggressor === 1 ? -1 : 1]),
			);
			const scaled = fill(
				new Vpin(7 * factor, 5),
				series.map(([quantity, aggressor]) => [quantity * factor, aggressor]),
			);
			expectClose([mirror.provisional, scaled.provisional], [vpin.provisional, vpin.provisional]);
			expect([mirror.closed, scaled.closed]).toEqual([vpin.closed, vpin.closed]);
			if (vpin.closed > 0) {
				expect(vpin.provisional).toBeGreaterThanOrEqual(0);
				expect(vpin.provisional).toBeLessThanOrEqual(1);
			}
		}),
	);
});

test('streaming gives what cutting the whole tape into buckets gives', () => {
	const whole = fc.array(fc.tuple(fc.integer({min: 1, max: 30}), fc.constantFrom<Aggressor>(1, -1)), {minLength: 1, maxLength: 120});
	fc.assert(
		fc.property(whole, (series) => {
			const units = series.flatMap(([quantity, aggressor]) => Array<number>(quantity).fill(aggressor));
			const imbalances: number[] = [];
			for (let end = 8; end <= units.length; end += 8) {
				imbalances.push(Math.abs(units.slice(end - 8, end).reduce((sum, each) => sum + each, 0)) / 8);
			}
			const vpin = fill(new Vpin(8, 4), series);
			expect(vpin.closed).toBe(imbalances.length);
			const last = imbalances.slice(-4);
			expectClose(vpin.provisional, last.reduce((sum, each) => sum + each, 0) / last.length);
		}),
	);
});

test('volume of which a share was bought is cut into buckets of that share', () => {
	const vpin = new Vpin(10, 2);
	expect(vpin.fill(25, 0.7)).toBe(2);
	expectClose([vpin.value, vpin.openBought, vpin.openSold], [0.4, 3.5, 1.5]);
	vpin.fill(5, 0);
	expectClose(vpin.latest(1), [(0.4 + 0.3) / 2]);
});

test('a bucket of no size, and a mean of no buckets, are refused', () => {
	for (const size of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => new Vpin(size)).toThrow(RangeError);
	expect(() => new Vpin(1, 0)).toThrow(RangeError);
});
