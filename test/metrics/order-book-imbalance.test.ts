import {expect, test} from 'vitest';
import {Levels} from '../../source/market/levels.ts';
import {OrderBookImbalance} from '../../source/metrics/order-book-imbalance.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

function levels(...pairs: readonly (readonly [price: number, quantity: number])[]): Levels {
	const side = new Levels();
	for (const [price, quantity] of pairs) side.push(price, quantity);
	return side;
}

function imbalance(bids: Levels, asks: Levels, count: number): OrderBookImbalance {
	const metric = new OrderBookImbalance(count);
	metric.update(bids, asks);
	return metric;
}

// Prices in tenths.
const bids = levels([1000, 2], [999, 3], [998, 5]);
const asks = levels([1001, 1], [1002, 2], [1003, 3]);

test('three levels a side: rho, OBI and their price-weighted sibling', () => {
	const metric = imbalance(bids, asks, 3);
	expect(metric.rho).toBe(0.625);
	expect(metric.obi).toBe(0.25);
	expectClose(metric.obiPriceWeighted, 0.24829698143866014);
	expect(metric.isShallow).toBe(false);
});

test('only the levels asked for are summed', () => {
	const metric = imbalance(bids, asks, 1);
	expectClose([metric.rho, metric.obi], [0.6666666666666666, 0.3333333333333333]);
});

test('a balanced book has OBI 0 and a price-weighted OBI of minus half its relative spread', () => {
	const metric = imbalance(levels([1000, 1]), levels([1001, 1]), 1);
	expect(metric.obi).toBe(0);
	expectClose(metric.obiPriceWeighted, -0.0004997501249375028);
});

test('fewer levels than asked for are summed and named shallow', () => {
	const metric = imbalance(bids, asks, 4);
	expect(metric.rho).toBe(0.625);
	expect(metric.isShallow).toBe(true);
});

test('a book with an empty side has no imbalance, whatever stood before', () => {
	const metric = imbalance(bids, asks, 3);
	metric.update(bids, levels());
	expectClose([metric.rho, metric.obi, metric.obiPriceWeighted], [Number.NaN, Number.NaN, Number.NaN]);
	expect(metric.isShallow).toBe(true);
	metric.update(bids, asks);
	metric.reset();
	expect(metric.obi).toBeNaN();
});

const side = fc.array(fc.integer({min: 1, max: 1e9}), {minLength: 1, maxLength: 12});
const bidSide = (quantities: readonly number[]) => levels(...quantities.map((quantity, rank) => [5000 - rank, quantity] as const));
const askSide = (quantities: readonly number[]) => levels(...quantities.map((quantity, rank) => [5001 + rank, quantity] as const));

test('changing sides mirrors rho about one half and OBI about 0', () => {
	fc.assert(
		fc.property(side, side, (one, other) => {
			const metric = imbalance(bidSide(one), askSide(other), 10);
			const mirror = imbalance(bidSide(other), askSide(one), 10);
			expectClose([mirror.rho, mirror.obi], [1 - metric.rho, -metric.obi]);
		}),
	);
});

test('multiplying all quantities changes nothing, and OBI is 2 rho - 1', () => {
	fc.assert(
		fc.property(side, side, fc.integer({min: 1, max: 1000}), (one, other, factor) => {
			const metric = imbalance(bidSide(one), askSide(other), 10);
			const scaled = imbalance(bidSide(one.map((each) => each * factor)), askSide(other.map((each) => each * factor)), 10);
			expectClose([scaled.rho, scaled.obi, scaled.obiPriceWeighted], [metric.rho, metric.obi, metric.obiPriceWeighted]);
			expectClose(metric.obi, 2 * metric.rho - 1);
		}),
	);
});
