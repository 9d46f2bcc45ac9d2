import {expect, test} from 'vitest';
import {Toxicity} from '../../source/engine/toxicity.ts';
import type {Aggressor} from '../../source/market/trade.ts';
import {EmpiricalRank} from '../../source/metrics/empirical-rank.ts';
import {Vpin} from '../../source/metrics/vpin.ts';
import {marketAt, meterRow, tradeOf} from '../metrics/meter-row.ts';
import {fc} from '../metrics/seeded.ts';
import {survivesArchiving, timed} from '../support/archiving.ts';

const tell = (toxicity: Toxicity, at: number, quantity: number, side: Aggressor) => toxicity.trade(marketAt(at), tradeOf(quantity, side));

const side = fc.constantFrom(1 as const, -1 as const);

const trades = timed(
	fc.record({
		after: fc.integer({min: 0, max: 4_000_000}),
		// Eighths add up without rounding.
		quantity: fc.oneof({weight: 4, arbitrary: fc.integer({min: 1, max: 8}).map((eighths) => eighths / 8)}, fc.integer({min: 1, max: 12})),
		side,
	}),
	60,
);

test('a trade that closes several buckets is ranked by every value it made', () => {
	const toxicity = new Toxicity(1, 2);
	tell(toxicity, 0, 1, 1);
	expect(toxicity.ranked).toBe(0);
	tell(toxicity, 1, 3.5, -1);
	expect(toxicity.closed).toBe(4);
	expect(toxicity.ranked).toBe(3);
});

test('values from before the first full window are not ranked, though one trade closed them all', () => {
	const toxicity = new Toxicity(1, 50);
	tell(toxicity, 0, 49, 1);
	expect([toxicity.closed, toxicity.ranked]).toEqual([49, 0]);
	const atOnce = new Toxicity(1, 50);
	tell(atOnce, 0, 70, 1);
	expect([atOnce.closed, atOnce.ranked]).toEqual([70, 21]);
	expect(atOnce.rank).toBe(0.5);
});

test('the rank does not depend on whether a trade came whole or bucket by bucket', () => {
	fc.assert(
		fc.property(trades, fc.integer({min: 1, max: 5}), (all, buckets) => {
			const toxicity = new Toxicity(1, buckets);
			const vpin = new Vpin(1, buckets);
			const ranks = new EmpiricalRank();
			for (const {at, quantity, side} of all) {
				tell(toxicity, at, quantity, side);
				let rest = quantity;
				while (rest > 1e-9) {
					const part = Math.min(rest, 1 - vpin.openBought - vpin.openSold);
					rest -= part;
					if (vpin.add(part, side) > 0) ranks.add(vpin.value);
				}
			}
			expect(toxicity.closed).toBe(vpin.closed);
			expect(toxicity.ranked).toBe(ranks.count);
			expect(toxicity.ranked).toBe(Math.max(0, vpin.closed - buckets + 1));
			expect(toxicity.rank).toBe(ranks.rank(vpin.value));
		}),
	);
});

test('trades that waited for the bucket size are ranked as if they had come later', () => {
	const waiting = new Toxicity(0, 2);
	for (let at = 0; at < 30; at++) tell(waiting, at * 1_000_000, 1, at % 3 === 0 ? 1 : -1);
	expect([waiting.sizeSource, waiting.closed, waiting.ranked]).toEqual(['waiting', 0, 0]);
	waiting.volumeKnown(1200);
	expect([waiting.sizeSource, waiting.closed, waiting.ranked]).toEqual(['volume', 30, 29]);
});

test('how long the last bucket took is told against the median of all, and of several that one trade closed the last took no time', () => {
	const toxicity = new Toxicity(1, 2);
	const rel = (at: number) => meterRow(toxicity, marketAt(at))['bucket_time_rel'];
	tell(toxicity, 5_000_000, 1, 1);
	tell(toxicity, 15_000_000, 1, 1);
	expect(rel(15_000_000)).toBeNaN();
	tell(toxicity, 25_000_000, 1, -1);
	expect(rel(25_000_000)).toBe(1);
	tell(toxicity, 65_000_000, 1, 1);
	expect(rel(70_000_000)).toBe(4);
	tell(toxicity, 75_000_000, 2, 1);
	expect(rel(80_000_000)).toBe(0);
});

test('bulk classification goes by prices alone: whoever took, it says the same', () => {
	const priced = fc.array(
		fc.record({price: fc.integer({min: 90, max: 110}), quantity: fc.integer({min: 1, max: 8}), one: side, other: side}),
		{
			minLength: 20,
			maxLength: 40,
		},
	);
	fc.assert(
		fc.property(priced, (all) => {
			const read = (which: 'one' | 'other') => {
				const toxicity = new Toxicity(2, 3);
				return all.map(({price, quantity, ...sides}, index) => {
					toxicity.trade(marketAt(index * 30_000_000), tradeOf(quantity, sides[which], price));
					return meterRow(toxicity, marketAt(index * 30_000_000))['vpin_bvc'];
				});
			};
			const values = read('one');
			expect(read('other')).toEqual(values);
			expect(values.at(-1)).toBeGreaterThanOrEqual(0);
			expect(values.at(-1)).toBeLessThanOrEqual(1);
		}),
	);
});

survivesArchiving('a toxicity', {
	options: fc.constantFrom(0, 1),
	make: (size) => new Toxicity(size, 3),
	events: trades,
	feed: (part, {at, quantity, side}) => tell(part, at, quantity, side),
	look: (part) => [part.latest(256)],
});
