import {expect, test} from 'vitest';
import {weightedMid, weightedMidBps} from '../../source/metrics/weighted-mid.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

test('a bid twice as heavy as the ask moves the weighted mid towards the ask', () => {
	expectClose(weightedMid(100, 2, 100.1, 1), 100.06666666666666);
	expectClose((weightedMidBps(100, 2, 100.1, 1) / 1e4) * (100.05 / 0.1), 0.16666666666666663);
});

test('without one of the sides there is none', () => {
	expect(weightedMid(100, 0, 100.1, 1)).toBeNaN();
	expect(weightedMid(Number.NaN, Number.NaN, 100.1, 1)).toBeNaN();
	expect(weightedMidBps(100, 2, Number.NaN, Number.NaN)).toBeNaN();
});

const quantity = fc.integer({min: 1, max: 1e9});
const touch = fc.tuple(fc.integer({min: 1, max: 1e7}), quantity, fc.integer({min: 1, max: 1000}), quantity);

test('it lies between bid and ask, does not depend on the unit of quantities, and mirrors when the sides change', () => {
	fc.assert(
		fc.property(touch, fc.integer({min: 2, max: 1000}), ([bid, bidQuantity, spread, askQuantity], factor) => {
			const ask = bid + spread;
			const mid = weightedMid(bid, bidQuantity, ask, askQuantity);
			expect(mid).toBeGreaterThanOrEqual(bid);
			expect(mid).toBeLessThanOrEqual(ask);
			expectClose(weightedMid(bid, bidQuantity * factor, ask, askQuantity * factor), mid);
			expectClose(weightedMid(bid, askQuantity, ask, bidQuantity) + mid, bid + ask);
			expectClose(weightedMidBps(bid, askQuantity, ask, bidQuantity), -weightedMidBps(bid, bidQuantity, ask, askQuantity));
		}),
	);
});
