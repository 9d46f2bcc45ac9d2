/* What the order book has promised, and whether it keeps it. */

import {rounded} from '../report.ts';
import type {Results} from './results.ts';

export type Target = {
	readonly name: string;
	readonly value: number;
	/** As a person reads it: `≥ 12`. */
	readonly target: string;
	readonly isReached: boolean;
};

type Bound = {readonly name: string; readonly value: (results: Results) => number | undefined} & (
	| {readonly atLeast: number}
	| {readonly atMost: number}
	| {readonly below: number}
);

const bounds: readonly Bound[] = [
	{name: 'times faster than tardis-dev', value: ({tables}) => tables.main?.['main']?.ratios['tardis-dev'], atLeast: 12},
	{name: 'times faster than sorted-btree', value: ({tables}) => tables.main?.['main']?.ratios['sorted-btree'], atLeast: 12},
	{name: 'times faster than ccxt', value: ({tables}) => tables.main?.['main']?.ratios['ccxt'], atLeast: 60},
	{name: 'times the time of the prototype', value: ({tables}) => tables.main?.['main']?.ratios['prototype'], atMost: 1.25},
	{name: '50,000 levels, times the time of 5,000', value: ({growth}) => growth.levels, atMost: 1.3},
	{name: '400 symbols, times the time of one', value: ({growth}) => growth.symbols, below: 2},
	{name: 'MB of the books of 400 symbols', value: ({tables}) => tables.symbols?.['400']?.own?.booksMb, below: 100},
	{name: 'scavenges in a million messages', value: ({allocation}) => allocation?.scavenges, atMost: 0},
	{name: 'wrong tops', value: ({correctness}) => wrongTopsOf(correctness), atMost: 0},
];

/** Those of which something was measured. */
export function judge(results: Results): Target[] {
	return bounds.flatMap((bound) => {
		const value = bound.value(results);
		if (value === undefined || Number.isNaN(value)) return [];
		const [target, isReached] =
			'atLeast' in bound
				? [`≥ ${bound.atLeast}`, value >= bound.atLeast]
				: 'atMost' in bound
					? [`≤ ${bound.atMost}`, value <= bound.atMost]
					: [`< ${bound.below}`, value < bound.below];
		return [{name: bound.name, value: rounded(value, 2), target, isReached}];
	});
}

function wrongTopsOf(correctness: Results['correctness']): number | undefined {
	const checks = Object.values(correctness).flatMap(({own}) => (own === undefined ? [] : [own]));
	return checks.length === 0 ? undefined : checks.reduce((sum, {wrongTop20}) => sum + wrongTop20, 0);
}
