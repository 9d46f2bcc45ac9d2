import {expect, test} from 'vitest';
import {ArchiveReader} from '../../source/market/archive.ts';
import {EmpiricalRank} from '../../source/metrics/empirical-rank.ts';
import {EwmaRows} from '../../source/metrics/ewma.ts';
import {EwmaVariance} from '../../source/metrics/ewma-variance.ts';
import {ExactSum} from '../../source/metrics/exact-sum.ts';
import {OrderFlowImbalance} from '../../source/metrics/order-flow-imbalance.ts';
import {RecentValues} from '../../source/metrics/percentiles.ts';
import {RealisedVolatility} from '../../source/metrics/realised-volatility.ts';
import {RollVar} from '../../source/metrics/rolling-variance.ts';
import {TimeBins} from '../../source/metrics/time-bins.ts';
import {TradeFlow} from '../../source/metrics/trade-flow.ts';
import {Vpin} from '../../source/metrics/vpin.ts';
import {AutoBucket} from '../../source/metrics/vpin-bucket-size.ts';
import {ZScore} from '../../source/metrics/z-score.ts';
import {archived, decimals, readInto, survivesArchiving, timed} from '../support/archiving.ts';
import {fc} from './seeded.ts';
import {touch as handTouch, take} from './touches.ts';

const none = fc.constant(undefined);
/** Values of rows: mostly ordinary, some missing, some the same again, some so large that the ordinary ones drown. */
const row = fc.oneof(
	{weight: 6, arbitrary: decimals(-1, 1)},
	{weight: 4, arbitrary: fc.constant(0.1)},
	fc.constant(Number.NaN),
	fc.constant(12_345.678),
);
/** Each several times over, so that whole windows are constant. */
const rows = fc
	.array(fc.tuple(row, fc.integer({min: 1, max: 7})), {maxLength: 20, size: 'max'})
	.map((runs) => runs.flatMap(([value, times]) => Array.from({length: times}, () => value)));
const windowRows = fc.integer({min: 1, max: 9});
const after = fc.oneof(fc.integer({min: 0, max: 300}), fc.integer({min: 0, max: 3_000_000}));
const aggressor = fc.constantFrom(1 as const, -1 as const);

survivesArchiving('a rolling variance', {
	options: windowRows,
	make: (size) => new RollVar(size),
	events: rows,
	feed: (part, value) => part.push(value),
	look: (part) => [part.variance(0), part.variance(1)],
});

survivesArchiving('sums over time', {
	options: fc.constantFrom(100_000, 1_000_000),
	make: (interval) => new TimeBins(2, [1, 3], interval),
	events: timed(
		fc.record({
			after,
			kind: fc.constantFrom('add', 'add', 'pass', 'scale', 'clear', 'watch'),
			value: row,
			chance: fc.integer({min: 0, max: 9}),
		}),
	),
	feed(part, {kind, at, value, chance}) {
		part.passTo(at);
		if (kind === 'add') part.add(chance % 2, value);
		else if (kind === 'scale' && chance === 0) part.scale(1, 0.1);
		else if (kind === 'clear' && chance === 0) part.clear();
		else if (kind === 'watch' && chance < 3) part.watch(chance > 0);
	},
	look: (part) => [0, 1].flatMap((window) => [part.sum(window, 0), part.sum(window, 1), part.partial(window, 0)]),
});

survivesArchiving('an exponential mean', {
	options: fc.record({span: fc.integer({min: 1, max: 40}), minPeriods: fc.integer({min: 0, max: 6})}),
	make: ({span, minPeriods}) => new EwmaRows(span, minPeriods),
	events: rows,
	feed: (part, value) => part.update(value),
});

survivesArchiving('an exact sum', {
	options: none,
	make: () => new ExactSum(),
	events: fc.array(
		fc.record({
			units: fc.maxSafeInteger(),
			small: fc.integer({min: -9, max: 9}),
			isSmall: fc.boolean(),
			scale: fc.integer({min: 0, max: 22}),
			isReset: fc.integer({min: 0, max: 20}).map((chance) => chance === 0),
		}),
		{maxLength: 12, size: 'max'},
	),
	feed(part, {units, small, isSmall, scale, isReset}) {
		if (isReset) part.reset();
		else part.add(isSmall ? small : units, scale);
	},
});

/** Touches near one another, so that prices repeat; some crossed, some with an empty side. */
const touch = fc.record({
	after,
	kind: fc.constantFrom('touch', 'touch', 'touch', 'gap', 'widen', 'narrow'),
	chance: fc.integer({min: 0, max: 9}),
	bid: fc.integer({min: 100, max: 103}),
	spread: fc.integer({min: -1, max: 3}),
	bidQuantity: fc.integer({min: 0, max: 1000}),
	askQuantity: fc.integer({min: 0, max: 1000}),
});

survivesArchiving('an order-flow imbalance', {
	options: fc.constantFrom(100_000, 1_000_000),
	make: (interval) => new OrderFlowImbalance(interval),
	events: timed(touch),
	feed(part, {kind, at, chance, bid, spread, bidQuantity, askQuantity}) {
		if (kind === 'gap' && chance === 0) part.gap();
		else if (kind === 'widen' && chance === 0) part.rescale(10, 1);
		else if (kind === 'narrow' && chance === 0) part.rescale(1, 0.1);
		else return handTouch(part, at, bid, bidQuantity, bid + spread, askQuantity);
		return undefined;
	},
	look: (part) => [part.sum(1), part.sum(10)],
});

const trade = fc.record({
	after: fc.oneof(after, fc.integer({min: 0, max: 90_000_000}), fc.constant(43_200_000_000)),
	kind: fc.constantFrom('trade', 'trade', 'trade', 'pass', 'pass', 'interrupt', 'watch'),
	quantity: decimals(0.001, 100),
	price: decimals(99, 101),
	side: aggressor,
	chance: fc.integer({min: 0, max: 9}),
});

survivesArchiving('a trade flow', {
	options: fc.constantFrom(100_000, 1_000_000),
	make: (interval) => new TradeFlow(interval),
	events: timed(trade),
	feed(part, {at, kind, quantity, price, side, chance}) {
		if (kind === 'trade') take(part, at, quantity, price, side);
		else if (kind === 'interrupt' && chance === 0) part.interrupt();
		else if (kind === 'watch' && chance < 2) part.watchTrades(chance === 1);
		else part.passTo(at);
	},
	look: (part) => [0, 1, 2].flatMap((window) => [part.volume(window, 1), part.volume(window, -1), part.imbalance(window)]),
});

survivesArchiving('a VPIN', {
	options: fc.record({size: fc.constantFrom(0.1, 1, 3), buckets: fc.integer({min: 1, max: 6})}),
	make: ({size, buckets}) => new Vpin(size, buckets),
	events: fc.array(
		fc.record({
			quantity: fc.oneof({weight: 9, arbitrary: decimals(0, 2)}, fc.constant(1), fc.integer({min: 1, max: 3000})),
			side: aggressor,
		}),
		{maxLength: 60, size: 'max'},
	),
	feed: (part, {quantity, side}) => part.add(quantity, side),
	look: (part) => [part.latest(256), part.latest(3)],
});

survivesArchiving('a bucket size', {
	options: fc.constantFrom(undefined, undefined, 2.5),
	make: (given) => new AutoBucket(given),
	events: timed(
		fc.record({
			after: fc.integer({min: 0, max: 10_000_000}),
			kind: fc.constantFrom('trade', 'trade', 'trade', 'pass', 'volume', 'drain'),
			quantity: decimals(0.001, 10),
			side: aggressor,
			chance: fc.integer({min: 0, max: 9}),
			count: fc.integer({min: 1, max: 300}),
		}),
		40,
	),
	feed(part, {at, kind, quantity, side, chance, count}) {
		const drained: number[] = [];
		if (kind === 'pass') part.passTo(at);
		else if (kind === 'volume' && chance === 0) part.volumeKnown(quantity * 1000);
		else if (kind === 'drain') part.drain((waiting, aggressor) => drained.push(waiting * aggressor));
		else for (let index = 0; index < (chance === 1 ? count : 1); index++) part.trade(at, quantity, side);
		return drained;
	},
});

survivesArchiving('an empirical rank', {
	options: fc.record({minimum: fc.integer({min: 0, max: 3}), limit: fc.integer({min: 1, max: 15})}),
	make: ({minimum, limit}) => new EmpiricalRank(minimum, limit),
	events: fc.array(fc.oneof(row, fc.constantFrom(-0, 0, 0.5)), {maxLength: 60, size: 'max'}),
	feed: (part, value) => part.add(value),
	look: (part) => [-1, -0.3, 0, 0.1, 0.5, 0.8, 1, Number.NaN].map((value) => part.rank(value)),
});

survivesArchiving('a realised volatility', {
	options: windowRows,
	make: (size) => new RealisedVolatility(1_000_000, size * 1_000_000),
	events: fc.array(fc.oneof({weight: 8, arbitrary: decimals(90, 110)}, fc.constantFrom(100, Number.NaN)), {maxLength: 60, size: 'max'}),
	feed: (part, mid) => part.update(mid),
});

survivesArchiving('an exponential variance', {
	options: decimals(0, 1),
	make: (decay) => new EwmaVariance(decay),
	events: rows,
	feed: (part, value) => part.update(value),
});

survivesArchiving('the latest values', {
	options: windowRows,
	make: (capacity) => new RecentValues(capacity),
	events: fc.array(fc.oneof({weight: 20, arbitrary: row}, fc.constant('clear' as const)), {maxLength: 60, size: 'max'}),
	feed(part, event) {
		if (event === 'clear') part.clear();
		else part.push(event);
	},
	look: (part) => [0, 0.3, 0.5, 0.99, 1].map((share) => part.percentile(share)),
});

survivesArchiving('a z-score', {
	options: windowRows,
	make: (size) => new ZScore(size),
	events: rows,
	feed: (part, value) => part.update(value),
});

test('an empirical rank of few values writes few bytes, and has all its room when it comes back', () => {
	const rank = new EmpiricalRank(1, 10_000);
	for (let value = 0; value < 5; value++) rank.add(value);
	const bytes = archived(rank);
	expect(bytes.length).toBeLessThan(100);
	const copy = new EmpiricalRank(1, 10_000);
	readInto(copy, bytes);
	for (let value = 5; value < 12_000; value++) copy.add(value);
	expect(copy.count).toBe(10_000);
	expect(copy.rank(2000)).toBe(0.5 / 10_000);
});

test('an empirical rank refuses more values than it keeps', () => {
	const rank = new EmpiricalRank(1, 20);
	for (let value = 0; value < 20; value++) rank.add(value);
	expect(() => new EmpiricalRank(1, 10).archive(new ArchiveReader(archived(rank)))).toThrow('20 values are more than 10');
});

test('an exact sum refuses text that is no sum', () => {
	const sum = new ExactSum();
	sum.add(Number.MAX_SAFE_INTEGER, 8);
	sum.add(Number.MAX_SAFE_INTEGER, 8);
	const bytes = archived(sum);
	bytes.set([120], bytes.indexOf(57));
	expect(() => new ExactSum().archive(new ArchiveReader(bytes))).toThrow('is no sum');
});
