import {expect, test} from 'vitest';
import {Seed0Portfolio} from '../../source/trading/seed0.ts';
import {expectClose} from '../metrics/close-to.ts';

const path = [
	[100, 100.1, 0.75],
	[100.2, 100.3, 0.6],
	[100.4, 100.5, 0.25],
	[100.1, 100.2, 0.8],
	[100, 100.1, 0.2],
] as const;

function run(portfolio: Seed0Portfolio) {
	return path.map(([bid, ask, rho]) => portfolio.update(bid, ask, rho));
}

test('buy, sell, buy, sell at the touch ends where the original does', () => {
	const portfolio = new Seed0Portfolio();
	expect(run(portfolio)).toEqual(['buy', undefined, 'sell', 'buy', 'sell']);
	expectClose(portfolio.value, 1_000_995.012971061);
});

test('ten bps on what is received turn the gain into a loss', () => {
	const portfolio = new Seed0Portfolio(0.001);
	run(portfolio);
	expectClose(portfolio.value, 996_997.0348862754);
});

test('a position is worth its bid, and a signal that repeats trades nothing', () => {
	const portfolio = new Seed0Portfolio(0, 1000);
	portfolio.update(99, 100, 0.8);
	expect(portfolio.update(98, 99, 0.9)).toBeUndefined();
	expect(portfolio.value).toBe(980);
});
