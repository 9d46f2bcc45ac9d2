import {describe, expect, test} from 'vitest';
import {correlationOf, leadCorrelation, returnsOver} from '../../source/metrics/lead-correlation.ts';
import {expectClose} from './close-to.ts';
import {collectSeries} from './collect-series.ts';
import {fc} from './seeded.ts';

const gap = Number.NaN;
const column = (...values: readonly number[]) => Float64Array.from(values);

function columnsOf(hasGaps: boolean) {
	const series = collectSeries(400, hasGaps);
	return {obi: Float64Array.from(series, ({obi}) => obi), logMids: Float64Array.from(series, ({mid}) => Math.log(mid))};
}

describe('as scipy and statsmodels tell it: OLS with HAC standard errors, maxlags one less than the horizon', () => {
	test.each([
		[1, 399, 0.3439157148453116, 0.32374730424435233, 7.285846395231792],
		[5, 395, 0.22035763521879434, 0.20081236941838168, 4.179062838691807],
		[10, 390, 0.1451259398952855, 0.12555622409379968, 2.812014436743174],
		[30, 370, 0.07408455147668384, 0.06844670855064298, 2.2030217756543076],
		[60, 340, 0.05796997075673917, 0.06395906082764978, 1.2598042655479649],
	])('%i rows ahead', (horizon, n, pearson, spearman, t) => {
		const {obi, logMids} = columnsOf(false);
		const lead = leadCorrelation(obi, logMids, horizon);
		expect(lead.n).toBe(n);
		expectClose([lead.pearson, lead.spearman, lead.t], [pearson, spearman, t]);
	});

	test.each([
		[1, 351, 0.34879856582632013, 0.32718367972279233, 6.91072350946057],
		[5, 348, 0.2615020217582826, 0.2473949872713516, 4.669933318271766],
		[60, 300, 0.039116357036415556, 0.04682307915743514, 1.0335377852235517],
	])('%i rows ahead over missing rows, which keep their place among the lags', (horizon, n, pearson, spearman, t) => {
		const {obi, logMids} = columnsOf(true);
		const lead = leadCorrelation(obi, logMids, horizon);
		expect(lead.n).toBe(n);
		expectClose([lead.pearson, lead.spearman, lead.t], [pearson, spearman, t]);
	});
});

test('returns end where no row follows, and begin and end at missing ones', () => {
	expectClose(returnsOver(column(1, 3, gap, 4, 9), 1), [2, gap, gap, 5, gap]);
	expectClose(returnsOver(column(1, 3, gap, 4, 9), 3), [3, 6, gap, gap, gap]);
});

test('below three pairs, and where either does not vary, nothing is told', () => {
	expect(correlationOf(column(1, 2, gap, 4), column(1, 5, 2, gap))).toEqual({n: 2, r: gap, t: gap});
	expect(correlationOf(column(0.1, 0.1, 0.1, 0.1), column(1, 5, 2, 3)).r).toBeNaN();
	expect(correlationOf(column(1, 5, 2, 3), column(0, 0, 0, 0)).r).toBeNaN();
	expect(leadCorrelation(column(), column(), 5)).toEqual({horizon: 5, n: 0, pearson: gap, spearman: gap, t: gap});
});

test('an exact line has r but no t', () => {
	expect(correlationOf(column(1, 2, 3, 4), column(2, 4, 6, 8))).toEqual({n: 4, r: 1, t: gap});
	const lead = leadCorrelation(column(1, 2, 0, 1, 2), column(0, 1, 3, 3, 4), 1);
	expect([lead.pearson, lead.t]).toEqual([1, gap]);
});

test('a run of fewer than four horizons has no t, for its standard error would be too small', () => {
	const {obi, logMids} = columnsOf(false);
	const tOf = (rows: number) => leadCorrelation(obi.subarray(0, rows), logMids.subarray(0, rows), 10).t;
	expect(tOf(49)).toBeNaN();
	expect(tOf(50)).not.toBeNaN();
});

const value = fc.oneof({weight: 5, arbitrary: fc.integer({min: -1000, max: 1000})}, fc.constant(gap));
const rows = fc.array(fc.tuple(value, value), {maxLength: 80});
const horizons = fc.integer({min: 1, max: 10});

test('turned signs of the signal turn all of them; its scale and a shift change none', () => {
	fc.assert(
		fc.property(rows, horizons, (pairs, horizon) => {
			const [xs, ys] = [0, 1].map((side) => Float64Array.from(pairs, (pair) => pair[side]!)) as [Float64Array, Float64Array];
			const {pearson, spearman, t} = leadCorrelation(xs, ys, horizon);
			const mirrored = leadCorrelation(
				xs.map((x) => -x),
				ys,
				horizon,
			);
			const moved = leadCorrelation(
				xs.map((x) => x * 3 + 7),
				ys.map((y) => y / 8),
				horizon,
			);
			expectClose([mirrored.pearson, mirrored.spearman, mirrored.t], [-pearson, -spearman, -t]);
			expectClose([moved.pearson, moved.spearman, moved.t], [pearson, spearman, t]);
			if (!Number.isNaN(pearson)) expect(Math.max(Math.abs(pearson), Math.abs(spearman))).toBeLessThanOrEqual(1);
		}),
	);
});

test('rows that are missing at either end change nothing', () => {
	fc.assert(
		fc.property(rows, horizons, fc.nat(5), (pairs, horizon, more) => {
			const missing = Array.from({length: more}, () => gap);
			const [xs, ys] = [0, 1].map((side) => pairs.map((pair) => pair[side]!)) as [number[], number[]];
			const longer = leadCorrelation(column(...missing, ...xs, ...missing), column(...missing, ...ys, ...missing), horizon);
			const {n, pearson, spearman, t} = leadCorrelation(column(...xs), column(...ys), horizon);
			expect(longer.n).toBe(n);
			expectClose([longer.pearson, longer.spearman, longer.t], [pearson, spearman, t]);
		}),
	);
});
