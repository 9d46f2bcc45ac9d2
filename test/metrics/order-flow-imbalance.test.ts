import {expect, test} from 'vitest';
import {OrderFlowImbalance} from '../../source/metrics/order-flow-imbalance.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

type TouchState = readonly [bidPrice: number, bidQuantity: number, askPrice: number, askQuantity: number];

const states: readonly TouchState[] = [
	[1000, 10, 1001, 8],
	[1000, 12, 1001, 8],
	[1001, 4, 1002, 9],
	[1001, 1, 1002, 9],
	[1000, 15, 1001, 3],
	[1000, 15, 1001, 7],
];

function terms(series: readonly TouchState[], ofi = new OrderFlowImbalance()): number[] {
	return series.map((state, index) => ofi.update(index, ...state));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

test('growth, a step up, a withdrawal, a step down and growth of the ask give the terms of Cont, Kukanov and Stoikov', () => {
	expect(terms(states)).toEqual([Number.NaN, 2, 12, -3, -4, -4]);
	expect(sum(terms(states).slice(1))).toBe(3);
});

test('the ends of a conflated feed give another sum than the events between them', () => {
	expect(terms([states[0]!, states[5]!])).toEqual([Number.NaN, 6]);
});

test('the window is half-open, and not known before it has been covered since the first touch', () => {
	const ofi = new OrderFlowImbalance();
	ofi.passTo(0);
	ofi.update(1_000_000, 1000, 10, 1001, 8);
	ofi.update(1_000_001, 1000, 12, 1001, 8);
	ofi.update(1_500_000, 1000, 15, 1001, 8);
	expect(ofi.value).toBeNaN();
	ofi.passTo(2_000_000);
	expect(ofi.value).toBe(5);
	ofi.passTo(2_000_001);
	expect(ofi.value).toBe(3);
});

test('after a reset the next touch gives no term and the window begins anew', () => {
	const ofi = new OrderFlowImbalance();
	ofi.update(0, 1000, 10, 1001, 8);
	ofi.update(1_000_000, 1000, 11, 1001, 8);
	expect(ofi.value).toBe(1);
	ofi.reset();
	expect(ofi.value).toBeNaN();
	ofi.passTo(5_000_000);
	expect(ofi.update(6_000_000, 900, 10, 901, 8)).toBeNaN();
	expect(ofi.update(6_500_000, 900, 12, 901, 8)).toBe(2);
	expect(ofi.value).toBeNaN();
	ofi.passTo(7_000_000);
	expect(ofi.value).toBe(2);
});

test('a crossed, locked or one-sided touch gives no term and is not remembered', () => {
	const unsound: readonly TouchState[] = [
		[1002, 5, 1001, 5],
		[1001, 5, 1001, 5],
		[Number.NaN, Number.NaN, 1001, 5],
		[1000, 5, Number.NaN, Number.NaN],
	];
	for (const state of unsound) {
		const ofi = new OrderFlowImbalance();
		ofi.update(0, 1000, 10, 1001, 8);
		expect(ofi.update(1, ...state)).toBeNaN();
		expect(ofi.update(2, 1000, 12, 1001, 8)).toBe(2);
	}
});

const touches = fc.array(
	fc
		.tuple(fc.integer({min: 1000, max: 1010}), fc.integer({min: 1, max: 100}), fc.integer({min: 1, max: 3}), fc.integer({min: 1, max: 100}))
		.map(([bid, bidQuantity, spread, askQuantity]): TouchState => [bid, bidQuantity, bid + spread, askQuantity]),
	{minLength: 2, maxLength: 40},
);

test('a constant added to all prices changes no term', () => {
	fc.assert(
		fc.property(touches, fc.integer({min: -900, max: 1_000_000}), (series, shift) => {
			expect(terms(series.map(([bid, bidQuantity, ask, askQuantity]) => [bid + shift, bidQuantity, ask + shift, askQuantity]))).toEqual(
				terms(series),
			);
		}),
	);
});

test('the mirrored market gives the terms with turned signs', () => {
	fc.assert(
		fc.property(touches, (series) => {
			const mirrored = terms(series.map(([bid, bidQuantity, ask, askQuantity]) => [-ask, askQuantity, -bid, bidQuantity]));
			expectClose(
				mirrored,
				terms(series).map((term) => -term),
			);
		}),
	);
});

test('multiplying all quantities multiplies all terms', () => {
	fc.assert(
		fc.property(touches, fc.integer({min: 2, max: 1000}), (series, factor) => {
			const scaled = terms(series.map(([bid, bidQuantity, ask, askQuantity]) => [bid, bidQuantity * factor, ask, askQuantity * factor]));
			expect(scaled).toEqual(terms(series).map((term) => term * factor));
		}),
	);
});

test('scales that change between two touches change no term and no sum but in their unit', () => {
	fc.assert(
		fc.property(touches, fc.nat(), (series, where) => {
			const at = 1 + (where % (series.length - 1));
			const whole = series.map(([bid, bidQuantity, ask, askQuantity]): TouchState => [bid, bidQuantity * 100, ask, askQuantity * 100]);
			const plain = new OrderFlowImbalance();
			const expected = terms(whole, plain);
			const widened = new OrderFlowImbalance();
			const got = terms(whole.slice(0, at), widened);
			widened.widen(10, 0.01);
			for (const [index, [bid, bidQuantity, ask, askQuantity]] of whole.slice(at).entries()) {
				got.push(widened.update(at + index, bid * 10, bidQuantity / 100, ask * 10, askQuantity / 100) * 100);
			}
			plain.passTo(1_000_000);
			widened.passTo(1_000_000);
			expect(got).toEqual(expected);
			expectClose(widened.value * 100, plain.value);
		}),
	);
});
