import {expect, test} from 'vitest';
import {withFee} from '../../source/trading/fees.ts';
import {buyAllIn, sellAll, walk} from '../../source/trading/taker-fill.ts';
import {expectClose} from '../metrics/close-to.ts';
import {fc} from '../metrics/seeded.ts';
import {asksOf, bidsOf, type Level, scales} from './levels.ts';

const asks = asksOf([100.1, 1], [100.2, 2], [100.3, 3]);
const all = Number.POSITIVE_INFINITY;

test('a purchase of 2.5 walks into the second level', () => {
	const {quantity, cost, price, unfilled} = walk(asks, scales, all, 2.5);
	expectClose([quantity, cost, price, unfilled], [2.5, 250.4, 100.16, 0]);
});

test('what six on display cannot fill of seven is named', () => {
	const {quantity, cost, unfilled} = walk(asks, scales, all, 7);
	expect([quantity, unfilled]).toEqual([6, 1]);
	expectClose(cost, 601.4);
});

test('nobody walks beyond the trusted levels', () => {
	expect(walk(asks, scales, 2, 7)).toMatchObject({quantity: 3, unfilled: 4});
	expect(buyAllIn(asks, scales, 1, 1000, 0)).toMatchObject({quantity: 1, unfilled: 1000 - 100.1});
	expect(buyAllIn(asks, scales, 0, 1000, 0)).toMatchObject({quantity: 0, price: Number.NaN, cost: 0, unfilled: 1000});
});

test('cash buys cash / (vwap · (1 + fee)), rounded down to the eighth decimal', () => {
	const fill = buyAllIn(asks, scales, all, 250.4 * 1.001, 0.001);
	expect(fill.quantity).toBeGreaterThanOrEqual(2.49999999);
	expect(fill.quantity).toBeLessThanOrEqual(2.5);
	expect(buyAllIn(asks, scales, all, 50, 0.001).quantity).toBe(0.49900149);
	expectClose(fill.fee, fill.cost * 0.001);
	expect(fill.unfilled).toBe(0);
});

test('a division that is a last bit off buys neither a step too few nor a step too many', () => {
	expect(buyAllIn(asksOf([350, 1000]), scales, all, 55_370, 0).quantity).toBe(158.2);
	const fill = buyAllIn(asksOf([114.8, 1000]), scales, all, 63_927.98, 0.0005);
	expect(fill.quantity).toBe(556.58564445);
	expect(withFee(fill.cost, 0.0005)).toBeLessThanOrEqual(63_927.98);
});

test('cash that the levels have no use for stays, and is named', () => {
	const fill = buyAllIn(asks, scales, all, 1000, 0.001);
	expect(fill.quantity).toBe(6);
	expectClose([fill.cost, fill.fee, fill.unfilled], [601.4, 0.6014, 1000 - 602.0014]);
});

test('a position is sold down the bids, and what they do not take is named', () => {
	const bids = bidsOf([100, 1], [99.9, 2]);
	const fill = sellAll(bids, scales, all, 2.5, 0.001);
	expect(fill).toMatchObject({side: 'sell', quantity: 2.5, unfilled: 0});
	expectClose([fill.cost, fill.price, fill.fee], [249.85, 99.94, 0.24985]);
	expect(sellAll(bids, scales, all, 10, 0)).toMatchObject({quantity: 3, unfilled: 7});
});

test('without cash, without a position and without levels nothing happens', () => {
	expect(buyAllIn(asks, scales, all, 0, 0.001)).toMatchObject({quantity: 0, cost: 0, fee: 0, unfilled: 0});
	expect(sellAll(bidsOf(), scales, all, 2, 0.001)).toMatchObject({quantity: 0, price: Number.NaN, unfilled: 2});
	expect(sellAll(bidsOf([100, 1]), scales, all, 0, 0.001)).toMatchObject({quantity: 0, price: Number.NaN, unfilled: 0});
});

test('coins by the hundred billion are bought without end and without overspending', () => {
	// 0.0000123 a coin, whole coins.
	const cheap = asksOf();
	cheap.set(123, 5e11);
	const fill = buyAllIn(cheap, {priceScale: 7, quantityScale: 0}, all, 1_000_000, 0.001);
	expect(withFee(fill.cost, 0.001)).toBeLessThanOrEqual(1_000_000);
	expectClose(fill.quantity, 1_000_000 / (0.0000123 * 1.001));
});

const ladder = fc
	.array(fc.tuple(fc.integer({min: 1, max: 20}), fc.integer({min: 1, max: 1e9})), {minLength: 1, maxLength: 8})
	.map((steps) => {
		let price = 1000;
		return steps.map(([step, units]): Level => {
			price += step;
			return [price / 10, units / 1e8];
		});
	});

test('cost and fee never exceed the cash, and one step of 10^-8 more would', () => {
	fc.assert(
		fc.property(ladder, fc.integer({min: 1, max: 1e7}), fc.constantFrom(0, 0.0005, 0.001, 0.01), (levels, cents, rate) => {
			const cash = cents / 100;
			const side = asksOf(...levels);
			const fill = buyAllIn(side, scales, all, cash, rate);
			expect(withFee(fill.cost, rate)).toBeLessThanOrEqual(cash);
			const onGrid = Math.round(fill.quantity * 1e8);
			expect(fill.quantity).toBe(onGrid / 1e8);
			const next = walk(side, scales, all, (onGrid + 1) / 1e8);
			if (next.unfilled > 0) expectClose(fill.unfilled, cash - withFee(fill.cost, rate));
			else expect(withFee(next.cost, rate)).toBeGreaterThan(cash - 1e-9);
		}),
	);
});

test('splitting a level in two with no price between changes no fill', () => {
	fc.assert(
		fc.property(ladder, fc.integer({min: 1, max: 1e7}), (levels, cents) => {
			const whole = buyAllIn(asksOf(...levels), scales, all, cents / 100, 0.001);
			const halves = levels.flatMap(([price, quantity]) => {
				const first = Math.floor(quantity * 5e7);
				return [first, Math.round(quantity * 1e8) - first].map((units) => ({price: Math.round(price * 10), units}));
			});
			const split = {
				walk() {
					const level = {rank: -1, price: Number.NaN, quantity: Number.NaN, next: () => halves[++level.rank] !== undefined && read()};
					const read = () => {
						level.price = halves[level.rank]?.price ?? Number.NaN;
						level.quantity = halves[level.rank]?.units ?? Number.NaN;
						return true;
					};
					return level;
				},
			};
			const parts = buyAllIn(split, scales, all, cents / 100, 0.001);
			expectClose(parts.cost, whole.cost);
			expect(Math.abs(parts.quantity - whole.quantity)).toBeLessThan(1.5e-8);
		}),
	);
});
