import {expect, test} from 'vitest';
import {VpinRises} from '../../source/runner/vpin-rises.ts';

/** A row a second, each VPIN and its rank. */
function risesOf(most: number, ...rows: ReadonlyArray<readonly [vpin: number, rank: number]>) {
	const rises = new VpinRises(most);
	for (const [index, [vpin, rank]] of rows.entries()) rises.row(index * 1e6, vpin, rank);
	return rises.finish();
}

test('a rise is where the rank comes to stand above 0.95, and lasts until it does not', () => {
	expect(risesOf(5, [0.3, 0.5], [0.6, 0.951], [0.7, 0.99], [0.65, 0.96], [0.5, 0.95], [0.4, 0.8])).toEqual([
		{at: 1e6, vpin: 0.6, rank: 0.951, peak: 0.7, lasted: 3e6},
	]);
});

test('one that goes on to the end has no length', () => {
	expect(risesOf(5, [0.3, 0.5], [0.6, 0.97])).toEqual([{at: 1e6, vpin: 0.6, rank: 0.97, peak: 0.6, lasted: Number.NaN}]);
});

test('what is high when it is first known did not rise', () => {
	expect(risesOf(5, [Number.NaN, Number.NaN], [0.6, 0.97], [0.3, 0.5])).toEqual([]);
});

test('rows without a rank are passed over', () => {
	const row = [Number.NaN, Number.NaN] as const;
	expect(risesOf(5, [0.3, 0.5], row, [0.6, 0.97], row, [0.7, 0.98], [0.3, 0.5])).toMatchObject([{at: 2e6, peak: 0.7, lasted: 3e6}]);
});

test('the highest of many are kept', () => {
	const up = (vpin: number) => [[0.1, 0.1] as const, [vpin, 0.97] as const];
	expect(risesOf(2, ...up(0.5), ...up(0.8), ...up(0.6), [0.1, 0.1]).map(({peak}) => peak)).toEqual([0.8, 0.6]);
});
