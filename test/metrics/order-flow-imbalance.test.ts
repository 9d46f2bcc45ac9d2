import {expect, test} from 'vitest';
import {OrderFlowImbalance} from '../../source/metrics/order-flow-imbalance.ts';
import {expectClose} from './close-to.ts';
import {bookOf, marketAt, meterRow} from './meter-row.ts';
import {fc} from './seeded.ts';
import {touch} from './touches.ts';

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
	return series.map((state, index) => touch(ofi, index, ...state));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

test('growth, a step up, a withdrawal, a step down and growth of the ask give the terms of Cont, Kukanov and Stoikov', () => {
	expect(terms(states)).toEqual([Number.NaN, 2, 12, -3, -4, -4]);
	expect(sum(terms(states).slice(1))).toBe(3);
});

test('the ends of a conflated feed give another sum than the events between them', () => {
	expect(terms([states[0]!, states[5]!])).toEqual([Number.NaN, 6]);
});

/** What the row of a moment says while a book stands. */
const rowOf = (ofi: OrderFlowImbalance, at: number) => meterRow(ofi, marketAt(at, bookOf([[1000, 1]], [[1001, 1]])));

test('the window is half-open, and not known before it has been covered since the first touch', () => {
	const ofi = new OrderFlowImbalance(100_000);
	touch(ofi, 1_000_000, 1000, 10, 1001, 8);
	touch(ofi, 1_000_001, 1000, 12, 1001, 8);
	touch(ofi, 1_500_000, 1000, 15, 1001, 8);
	expect(rowOf(ofi, 1_900_000)['ofi_1']).toBeNaN();
	expect(rowOf(ofi, 2_000_000)['ofi_1']).toBe(5);
	expect(rowOf(ofi, 2_100_000)['ofi_1']).toBe(3);
	expect(rowOf(ofi, 2_500_000)['ofi_1']).toBe(0);
});

test('after a gap the next touch gives no term and the windows begin anew', () => {
	const ofi = new OrderFlowImbalance();
	touch(ofi, 0, 1000, 10, 1001, 8);
	touch(ofi, 1_000_000, 1000, 11, 1001, 8);
	expect([ofi.sum(1), rowOf(ofi, 1_000_000)['ofi_cum']]).toEqual([1, 1]);
	ofi.gap();
	expect([ofi.sum(1), ofi.term, rowOf(ofi, 5_000_000)['ofi_cum']]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
	expect(touch(ofi, 6_000_000, 900, 10, 901, 8)).toBeNaN();
	expect(touch(ofi, 6_500_000, 900, 12, 901, 8)).toBe(2);
	expect(ofi.sum(1)).toBeNaN();
	expect([rowOf(ofi, 7_000_000)['ofi_1'], rowOf(ofi, 7_000_000)['ofi_cum']]).toEqual([2, 2]);
});

test('the sum of the day begins anew at 00:00 UTC, with the term of that very moment', () => {
	const midnight = 1_723_075_200_000_000;
	const ofi = new OrderFlowImbalance();
	touch(ofi, midnight - 2, 1000, 10, 1001, 8);
	touch(ofi, midnight - 1, 1000, 11, 1001, 8);
	touch(ofi, midnight, 1000, 14, 1001, 8);
	expect(rowOf(ofi, midnight)['ofi_cum']).toBe(3);
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
		touch(ofi, 0, 1000, 10, 1001, 8);
		expect(touch(ofi, 1, ...state)).toBeNaN();
		expect(touch(ofi, 2, 1000, 12, 1001, 8)).toBe(2);
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
			widened.rescale(10, 0.01);
			for (const [index, [bid, bidQuantity, ask, askQuantity]] of whole.slice(at).entries()) {
				got.push(touch(widened, at + index, bid * 10, bidQuantity / 100, ask * 10, askQuantity / 100) * 100);
			}
			expect(got).toEqual(expected);
			const [row, plainRow] = [rowOf(widened, 1_000_000), rowOf(plain, 1_000_000)];
			for (const name of ['ofi_1', 'ofi_cum']) expectClose(row[name]! * 100, plainRow[name]!);
		}),
	);
});
