/* The options of `obi-tui moments`, beside those of every command that folds a recording. */

import type {OptionSpec} from './option-spec.ts';

export const momentsOptions: readonly OptionSpec[] = [
	{name: 'symbol', value: 'S', shownDefault: 'all', help: 'which book, where the recording holds several', type: 'text'},
	{name: 'most', value: 'N', shownDefault: '5', help: 'how many of a kind and book', type: 'whole', from: 1, to: 1000},
	{name: 'json', value: '', shownDefault: 'off', help: 'an array of objects, with times to the µs', type: 'switch'},
];
