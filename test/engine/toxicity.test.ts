import {expect, test} from 'vitest';
import {Toxicity} from '../../source/engine/toxicity.ts';
import type {Aggressor} from '../../source/market/trade.ts';
import {EmpiricalRank} from '../../source/metrics/empirical-rank.ts';
import {Vpin} from '../../source/metrics/vpin.ts';
import {marketAt, tradeOf} from '../metrics/meter-row.ts';
import {fc} from '../metrics/seeded.ts';
import {survivesArchiving, timed} from '../support/archiving.ts';

const tell = (toxicity: Toxicity, at: number, quantity: number, side: Aggressor) => toxicity.trade(marketAt(at), tradeOf(quantity, side));

const trades = timed(
	fc.record({
		after: fc.integer({min: 0, max: 4_000_000}),
		// Eighths add up without rounding.
		quantity: fc.oneof({weight: 4, arbitrary: fc.integer({min: 1, max: 8}).map((eighths) => eighths / 8)}, fc.integer({min: 1, max: 12})),
		side: fc.constantFrom(1 as const, -1 as const),
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

survivesArchiving('a toxicity', {
	options: fc.constantFrom(0, 1),
	make: (size) => new Toxicity(size, 3),
	events: trades,
	feed: (part, {at, quantity, side}) => tell(part, at, quantity, side),
	look: (part) => [part.latest(256)],
});
