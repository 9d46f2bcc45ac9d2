import {expect, test} from 'vitest';
import {Portfolio} from '../../source/trading/portfolio.ts';
import {buyAllIn, sellAll} from '../../source/trading/taker-fill.ts';
import {expectClose} from '../metrics/close-to.ts';
import {fc} from '../metrics/seeded.ts';
import {asksOf, bidsOf, scales} from './levels.ts';

const all = Number.POSITIVE_INFINITY;
const second = 1_000_000;

test('it starts with a million and nothing else', () => {
	const portfolio = new Portfolio();
	expect([portfolio.startingBalance, portfolio.cash, portfolio.equity, portfolio.peak]).toEqual([1e6, 1e6, 1e6, 1e6]);
	expect([portfolio.position, portfolio.fees, portfolio.realised, portfolio.trades, portfolio.drawdown]).toEqual([0, 0, 0, 0, 0]);
	expect(portfolio.averagePrice).toBeNaN();
	expect(() => new Portfolio(0)).toThrow(RangeError);
});

test('a purchase and a sale leave their prices, fees and balances behind', () => {
	const portfolio = new Portfolio(1000);
	const bought = portfolio.apply(buyAllIn(asksOf([100, 2], [110, 3]), scales, all, portfolio.cash, 0.001), 5 * second, 0.75, 42);
	expect(portfolio.trades).toBe(1);
	expect(bought).toMatchObject({at: 5 * second, side: 'buy', rho: 0.75, updateId: 42, unfilled: 1000 - 530 - 0.53});
	expect(portfolio.position).toBe(5);
	expectClose([portfolio.cash, portfolio.averagePrice, portfolio.fees, bought?.price ?? 0], [469.47, 106, 0.53, 106]);
	const sold = portfolio.apply(sellAll(bidsOf([108, 3]), scales, all, portfolio.position, 0.001), 9 * second, 0.2, 77);
	expect(sold).toMatchObject({side: 'sell', quantity: 3, unfilled: 2, positionAfter: 2, updateId: 77});
	expectClose([portfolio.realised, portfolio.fees, portfolio.cash, portfolio.averagePrice], [6, 0.854, 793.146, 106]);
	expect(sold?.cashAfter).toBe(portfolio.cash);
	expect(portfolio.fills).toEqual([bought, sold]);
});

test('an order of which nothing was filled is no trade', () => {
	const portfolio = new Portfolio(1000);
	expect(portfolio.apply(buyAllIn(asksOf(), scales, all, 1000, 0.001), 0, 0.8, 1)).toBeUndefined();
	expect([portfolio.trades, portfolio.cash]).toEqual([0, 1000]);
});

test('drawdown is counted from the highest equity, and the worst is kept', () => {
	const portfolio = new Portfolio(1000);
	portfolio.apply(buyAllIn(asksOf([100, 10]), scales, all, 1000, 0), 0, 0.8, 1);
	const marked = [105, 95, 102, 110, 108].map((mid) => {
		portfolio.mark(mid);
		return [portfolio.equity, portfolio.peak, portfolio.drawdown, portfolio.worstDrawdown];
	});
	expect(marked).toEqual([
		[1050, 1050, 0, 0],
		[950, 1050, 100, 100],
		[1020, 1050, 30, 100],
		[1100, 1100, 0, 100],
		[1080, 1100, 20, 100],
	]);
});

test('without a mid a position has no value, cash alone has, and neither peak nor worst drawdown moves', () => {
	const portfolio = new Portfolio(1000);
	portfolio.mark(Number.NaN);
	expect(portfolio.equity).toBe(1000);
	portfolio.apply(buyAllIn(asksOf([100, 10]), scales, all, 1000, 0), 0, 0.8, 1);
	portfolio.mark(90);
	portfolio.mark(Number.NaN);
	expect([portfolio.equity, portfolio.drawdown]).toEqual([Number.NaN, Number.NaN]);
	expect([portfolio.peak, portfolio.worstDrawdown]).toEqual([1000, 100]);
});

const rounds = fc.array(
	fc.record({price: fc.integer({min: 500, max: 1500}), units: fc.integer({min: 1, max: 5e9}), isPurchase: fc.boolean()}),
	{maxLength: 30},
);

test('equity is the balance plus what was and is gained, less fees; cash and position never fall below 0, and no dust stays', () => {
	fc.assert(
		fc.property(rounds, (steps) => {
			const portfolio = new Portfolio(10_000);
			for (const {price, units, isPurchase} of steps) {
				const level = [price / 10, units / 1e8] as const;
				const order = isPurchase
					? buyAllIn(asksOf(level), scales, all, portfolio.cash, 0.001)
					: sellAll(bidsOf(level), scales, all, portfolio.position, 0.001);
				const held = portfolio.position;
				portfolio.apply(order, 0, 0.5, 0);
				portfolio.mark(price / 10);
				expect(portfolio.cash).toBeGreaterThanOrEqual(0);
				expect(portfolio.position).toBeGreaterThanOrEqual(0);
				if (!isPurchase && held * 1e8 <= units) expect(portfolio.position).toBe(0);
				expect(Number.isNaN(portfolio.averagePrice)).toBe(portfolio.position === 0);
				const open = portfolio.position === 0 ? 0 : portfolio.position * (price / 10 - portfolio.averagePrice);
				expect(Math.abs(portfolio.equity - (10_000 + portfolio.realised + open - portfolio.fees))).toBeLessThan(1e-6);
			}
			expectClose(
				portfolio.fees,
				portfolio.fills.reduce((sum, fill) => sum + fill.fee, 0),
			);
		}),
	);
});
