import {describe, expect, test} from 'vitest';
import {profileOf, VolumeProfile} from '../../source/metrics/volume-profile.ts';
import {VolumeWindow} from '../../source/metrics/volume-window.ts';
import {timed} from '../support/archiving.ts';
import {expectClose} from './close-to.ts';
import {marketAt, meterRow, tradeOf} from './meter-row.ts';
import {fc} from './seeded.ts';

const second = 1_000_000;

describe('a profile', () => {
	test('grows its value area by the larger neighbour, of equal ones by the upper', () => {
		const read = (...volumes: readonly number[]) => {
			const {control, low, high, share} = profileOf(Float64Array.from(volumes)) ?? {};
			return [control, low, high, share];
		};
		expect(read(1, 2, 6, 1)).toEqual([2, 1, 2, 0.8]);
		expect(read(2, 6, 2)).toEqual([1, 1, 2, 0.8]);
		expect(read(5, 0, 5)).toEqual([0, 0, 2, 1]);
		expect(read(4)).toEqual([0, 0, 0, 1]);
		expect(profileOf(new Float64Array(9))).toBeUndefined();
	});

	test('does not know how much room there is about and between its bins', () => {
		const volumes = fc.array(fc.integer({min: 1, max: 1000}), {minLength: 1, maxLength: 12});
		fc.assert(
			fc.property(volumes, fc.nat(40), fc.nat(40), fc.nat(3), (bins, before, after, between) => {
				const spread = bins.flatMap((volume) => [volume, ...Array<number>(between).fill(0)]);
				const wide = profileOf(Float64Array.from([...Array<number>(before).fill(0), ...spread, ...Array<number>(after).fill(0)]));
				const narrow = profileOf(Float64Array.from(bins));
				const place = (bin: number | undefined) => before + (bin ?? Number.NaN) * (between + 1);
				expect([wide?.control, wide?.low, wide?.high]).toEqual([place(narrow?.control), place(narrow?.low), place(narrow?.high)]);
				expectClose(
					[wide?.share, wide?.concentration, wide?.entropy].map(Number),
					[narrow?.share, narrow?.concentration, narrow?.entropy].map(Number),
				);
			}),
		);
	});

	test('has at least 70 % in its value area, no more bins than it needs, and even bins have no order at all', () => {
		const volumes = fc.array(fc.integer({min: 0, max: 1000}), {minLength: 1, maxLength: 30}).filter((bins) => bins.some((bin) => bin > 0));
		fc.assert(
			fc.property(volumes, (bins) => {
				const profile = profileOf(Float64Array.from(bins));
				const total = bins.reduce((sum, bin) => sum + bin, 0);
				const [low, high, control] = [profile?.low ?? -1, profile?.high ?? -1, profile?.control ?? -1];
				const inside = bins.slice(low, high + 1).reduce((sum, bin) => sum + bin, 0);
				expectClose(profile?.share ?? Number.NaN, inside / total);
				expect(inside).toBeGreaterThanOrEqual(0.7 * total);
				expect(bins[control]).toBe(Math.max(...bins));
				if (low < high)
					expect(inside - Math.max(control > low ? bins[low]! : 0, control < high ? bins[high]! : 0)).toBeLessThan(0.7 * total);
			}),
		);
		expectClose(profileOf(new Float64Array(8).fill(3))?.entropy ?? Number.NaN, 1);
	});
});

const volumes = timed(
	fc.record({after: fc.integer({min: 0, max: 3_000_000}), bin: fc.integer({min: -70, max: 300}), volume: fc.integer({min: 1, max: 1000})}),
);

test('at whole seconds the volume of a bin is what was traded there less than a window ago', () => {
	fc.assert(
		fc.property(volumes, fc.constantFrom(5, 30), (all, seconds) => {
			const window = new VolumeWindow(seconds * second);
			all.forEach(({at, bin, volume}, index) => {
				window.add(at, bin, volume / 10);
				const now = Math.ceil(at / second) * second;
				if (all[index + 1] !== undefined && all[index + 1]!.at <= now) return;
				window.passTo(now);
				const sums = new Map<number, number>();
				for (const past of all.slice(0, index + 1))
					if (past.at > now - seconds * second) sums.set(past.bin, (sums.get(past.bin) ?? 0) + past.volume / 10);
				const misses = [...window.volumes].filter((sum, place) => Math.abs(sum - (sums.get(window.first + place) ?? 0)) > 1e-9);
				expect(misses).toEqual([]);
				expect([...sums.keys()].every((each) => each - window.first < window.volumes.length)).toBe(true);
			});
		}),
	);
});

test('a price that is a fault is left out', () => {
	const window = new VolumeWindow(60 * second);
	window.add(0, 100, 1);
	window.add(0, 1e9, 1);
	expect(window.volumes.reduce((sum, volume) => sum + volume, 0)).toBe(1);
});

test('bins are a basis point of the first price wide, and prices are told as middles of bins once an hour was watched', () => {
	const meter = new VolumeProfile();
	const market = (at: number) => {
		const each = marketAt(at);
		each.describe(0.01, 0, undefined);
		return each;
	};
	const prices = [1000.02, 1000.04, 1000.11, 1000.06, 999.98];
	for (const [index, price] of prices.entries()) meter.trade(market(index * second + 10), tradeOf(1, 1, price));
	expect(meterRow(meter, market(3599 * second))['poc']).toBeNaN();
	meter.trade(market(3590 * second), tradeOf(1, 1, 1000.16));
	// All but the first second's trade are within the hour.
	const row = meterRow(meter, market(3601 * second));
	expectClose([row['poc']!, row['va_low']!, row['va_high']!], [1000, 1000, 1000.1]);
	expectClose(row['profile_hhi']!, (4 + 4 + 1) / 25);
});
