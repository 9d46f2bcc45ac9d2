/* The options of the commands that ask for books by REST. */

import type {OptionSpec} from './option-spec.ts';

const symbol: OptionSpec = {
	name: 'symbol',
	value: 'S',
	shownDefault: '',
	help: 'which book; the same as naming it without an option',
	type: 'text',
};
const timeout: OptionSpec = {
	name: 'timeout',
	value: 'S',
	shownDefault: '8',
	help: 'seconds that an answer is waited for',
	type: 'number',
	from: 0,
	to: 600,
	isOpen: true,
};

export const collectOptions: readonly OptionSpec[] = [
	{...symbol, shownDefault: 'BTCUSDT'},
	{name: 'levels', value: 'L', shownDefault: '20', help: 'levels a side in the sums', type: 'whole', from: 1, to: 5000},
	{
		name: 'interval',
		value: 'S',
		shownDefault: '1',
		help: 'seconds from row to row, whole tenths',
		type: 'number',
		from: 0.1,
		to: 3600,
		step: 0.1,
	},
	{name: 'minutes', value: 'M', shownDefault: '10', help: 'how long', type: 'number', from: 0, to: 1e6, isOpen: true},
	{name: 'ema', value: 'N', shownDefault: '30', help: 'EWMA span, in rows', type: 'whole', from: 1, to: 100_000},
	{name: 'depth-limit', value: 'N', shownDefault: '500', help: 'levels a side that are asked for', type: 'whole', from: 1, to: 5000},
	{name: 'csv', value: 'FILE', shownDefault: 'SYMBOL_obi.csv', help: 'where the rows go', type: 'text'},
	{name: 'json', value: 'FILE', shownDefault: 'SYMBOL_obi_metrics.json', help: 'where the summary goes', type: 'text'},
	{...timeout, help: 'seconds that an answer is waited for, and no longer than the interval'},
	{name: 'no-verify-ssl', value: '', shownDefault: 'off', help: 'check no certificates: not recommended', type: 'switch'},
];

export const snapshotOptions: readonly OptionSpec[] = [
	{...symbol, help: 'which book, of a recording that holds several; or the same as naming it without an option'},
	{name: 'at', value: 'TIME', shownDefault: 'its end', help: 'of a recording: ISO, or HH:MM:SS[.mmm]', type: 'time'},
	{
		name: 'trades',
		value: 'N',
		shownDefault: '',
		help: 'of a recording: so many trades before it, too',
		type: 'whole',
		from: 1,
		to: 1_000_000,
	},
	{
		name: 'out',
		value: 'FILE',
		shownDefault: 'orderbook_snapshot_SYMBOL_TIME.json',
		help: 'where to; .parquet has trades in NAME.trades.parquet',
		type: 'text',
	},
	{
		name: 'depth-limit',
		value: 'N',
		shownDefault: 'all there is',
		help: 'of a venue: levels a side that are asked for',
		type: 'whole',
		from: 1,
		to: 5000,
	},
	{...timeout, shownDefault: '10'},
];
