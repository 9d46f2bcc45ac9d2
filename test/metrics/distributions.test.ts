import {expect, test} from 'vitest';
import {BulkBars, boughtShare} from '../../source/metrics/bulk-classification.ts';
import {normalCdf, studentCdf} from '../../source/metrics/distributions.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

test('the normal distribution at points that tables give', () => {
	const table = [
		[0, 0.5],
		[1, 0.8413447460685429],
		[1.959963984540054, 0.975],
		[3, 0.9986501019683699],
		[-5, 2.866515718791939e-7],
		[-8, 6.220960574271785e-16],
		[-37, 5.725571222524577e-300],
	] as const;
	for (const [x, expected] of table) {
		expect(Math.abs(normalCdf(x) - expected)).toBeLessThan(1e-15);
		expect(Math.abs(normalCdf(x) / expected - 1)).toBeLessThan(1e-7);
	}
	expect([normalCdf(50), normalCdf(-50), normalCdf(Number.NaN)]).toEqual([1, 0, Number.NaN]);
});

test('Student’s t with one degree of freedom is Cauchy’s, with two it has a root, with many it is the normal', () => {
	for (const x of [-40, -3, -0.5, 0, 0.1, 1, 7, 1000]) {
		expectClose(studentCdf(x, 1), 0.5 + Math.atan(x) / Math.PI);
		expectClose(studentCdf(x, 2), 0.5 + x / (2 * Math.sqrt(2 + x * x)));
	}
	for (const x of [-2, -1, 0.5, 1.5]) expect(Math.abs(studentCdf(x, 1e6) - normalCdf(x))).toBeLessThan(1e-6);
});

const point = fc.integer({min: -8000, max: 8000}).map((thousandths) => thousandths / 1000);

test('both rise, from 0 to 1, and are mirrored at 0', () => {
	fc.assert(
		fc.property(point, point, (one, other) => {
			for (const cdf of [normalCdf, (x: number) => studentCdf(x, 0.25)]) {
				expectClose(cdf(-one), 1 - cdf(one));
				expect(cdf(Math.max(one, other))).toBeGreaterThanOrEqual(cdf(Math.min(one, other)));
				expect(cdf(one) > 0 && cdf(one) < 1).toBe(true);
			}
		}),
	);
});

const second = 1_000_000;

/** Bars as they are told: volume and what of it was bought. */
function barsOf(trades: readonly (readonly [at: number, price: number, quantity: number])[], until: number): number[][] {
	const told: number[][] = [];
	const bars = new BulkBars((volume, bought) => told.push([volume, bought]));
	for (const [at, price, quantity] of trades) bars.trade(at * second, price, quantity);
	bars.passTo(until * second);
	return told;
}

test('a bar is a minute, its end included, and is told once the deviation of five closes is known', () => {
	const prices = [100, 101, 100, 102, 101, 103, 104];
	const trades = prices.flatMap(
		(price, bar) =>
			[
				[bar * 60 + 1, 99, 1],
				[bar * 60 + 60, price, 2],
			] as const,
	);
	const moves = prices.slice(1).map((price, bar) => price - prices[bar]!);
	const told = barsOf(trades, 421);
	expect(told).toHaveLength(2);
	for (const [index, bar] of [5, 6].entries()) {
		const known = moves.slice(0, bar);
		const mean = known.reduce((sum, move) => sum + move, 0) / bar;
		const deviation = Math.sqrt(known.reduce((sum, move) => sum + (move - mean) ** 2, 0) / (bar - 1));
		expectClose(told[index]!, [3, 3 * boughtShare(moves[bar - 1]!, deviation)]);
	}
});

test('minutes without trades are no bars', () => {
	const trades = [0, 1, 0, 3, 1, 2, 0].map((rise, bar) => [bar * 200 + 5, 100 + rise, 1] as const);
	expect(barsOf(trades, 9999)).toHaveLength(2);
});

test('where prices do not move half was bought', () => {
	const trades = Array.from({length: 7}, (_, bar) => [bar * 60 + 5, 100, 4] as const);
	expect(barsOf(trades, 500)).toEqual([
		[4, 2],
		[4, 2],
	]);
});
