import {expect, test} from 'vitest';
import {Portfolio} from '../../source/trading/portfolio.ts';
import {ThresholdSignal} from '../../source/trading/signal.ts';
import {fc} from '../metrics/seeded.ts';
import {archived, decimals, readInto, survivesArchiving} from '../support/archiving.ts';

const share = decimals(0, 1);
const mid = fc.oneof({weight: 6, arbitrary: decimals(50, 150)}, fc.constant(Number.NaN));

/** An order of some share of what is there, at a price, or nothing at all. */
const order = fc.record({
	isMark: fc.boolean(),
	part: fc.constantFrom(0, 0.25, 0.5, 1),
	price: fc.integer({min: 50, max: 150}),
	rho: share,
	mid,
});

survivesArchiving('a portfolio', {
	options: fc.constantFrom(1000, 1_000_000),
	make: (balance) => new Portfolio(balance),
	events: fc.array(order, {maxLength: 40, size: 'max'}),
	feed(portfolio, {isMark, part, price, rho, mid}) {
		if (isMark) return portfolio.mark(mid);
		const side = portfolio.position === 0 ? 'buy' : 'sell';
		const quantity = side === 'buy' ? Math.floor((portfolio.cash * part) / price) : portfolio.position * part;
		const cost = quantity * price;
		return portfolio.apply({side, quantity, price, cost, fee: cost * 0.001, unfilled: rho}, price * 1000, rho, price + 7);
	},
	look: (portfolio) => [portfolio.startingBalance],
});

survivesArchiving('a threshold signal', {
	options: fc.record({buy: fc.constantFrom(0.6, 0.7), sell: fc.constantFrom(0.3, 0.4)}),
	make: ({buy, sell}) => new ThresholdSignal(buy, sell),
	events: fc.array(
		fc.oneof(
			{weight: 12, arbitrary: fc.record({kind: fc.constant('sample' as const), rho: fc.oneof(share, fc.constant(Number.NaN))})},
			fc.record({kind: fc.constant('disarm' as const)}),
			fc.record({kind: fc.constant('thresholds' as const), by: fc.constantFrom(-0.05, 0.05)}),
		),
		{maxLength: 60, size: 'max'},
	),
	feed(signal, event) {
		if (event.kind === 'sample') return signal.update(event.rho);
		if (event.kind === 'disarm') signal.disarm();
		else if (signal.buy + event.by > 0.51 && signal.sell - event.by < 0.49)
			signal.setThresholds(signal.buy + event.by, signal.sell - event.by);
		return undefined;
	},
});

test('thresholds that were changed come back changed', () => {
	const signal = new ThresholdSignal();
	signal.setThresholds(0.9, 0.1);
	const copy = new ThresholdSignal();
	readInto(copy, archived(signal));
	copy.update(0.5);
	expect([copy.update(0.8), copy.update(0.95)]).toEqual([undefined, 'buy']);
});
