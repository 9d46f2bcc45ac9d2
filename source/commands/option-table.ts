/*
Every option of the command line in one table: its type, its default, its words. Flags, checks and help are all made from it, so they cannot differ.
*/

import {recordingFormats} from '../files/recording-formats.ts';
import {tableFormats} from '../files/table/table.ts';
import {flowConventions} from '../metrics/flow-term.ts';
import {colorModes, glyphSets, themes} from '../screen/theme.ts';
import {venues} from '../venues/index.ts';
import {collectOptions, snapshotOptions} from './book-options.ts';
import {momentsOptions} from './moments-options.ts';
import type {OptionSpec} from './option-spec.ts';

export type {OptionSpec} from './option-spec.ts';

const fileFormats = ['auto', ...recordingFormats] as const;
const logLevels = ['error', 'info', 'debug'] as const;

export const watchOptions: readonly OptionSpec[] = [
	{name: 'replay', value: 'FILE', shownDefault: '', help: 'a recording, own or foreign; several are merged by time', type: 'switch'},
	{name: 'demo', value: '', shownDefault: '', help: 'a synthetic market, no network; deterministic for a seed', type: 'switch'},
	{name: 'seed', value: 'N', shownDefault: '1', help: 'of the demo', type: 'whole', from: 0, to: 2 ** 32 - 1},
	{name: 'venue', value: 'V', shownDefault: 'binance', help: 'for symbols without a prefix', type: 'word', words: venues.map(({id}) => id)},
	{name: 'testnet', value: '', shownDefault: 'off', help: "the venue's test network", type: 'switch'},
	{name: 'levels', value: 'L', shownDefault: '10', help: 'levels per side in OBI', type: 'whole', from: 1, to: 1000},
	{name: 'ema', value: 'N', shownDefault: '30', help: 'EWMA span, in samples', type: 'whole', from: 1, to: 100_000},
	{
		name: 'interval',
		value: 'S',
		shownDefault: '1',
		help: 'sample clock, seconds, whole tenths',
		type: 'number',
		from: 0.1,
		to: 3600,
		step: 0.1,
	},
	{
		name: 'buy',
		value: 'R',
		shownDefault: '0.7',
		help: 'buy when rho = bids/(bids+asks) rises above',
		type: 'number',
		from: 0.5,
		to: 1,
		isOpen: true,
	},
	{name: 'sell', value: 'R', shownDefault: '0.3', help: 'sell when rho falls below', type: 'number', from: 0, to: 0.5, isOpen: true},
	{
		name: 'max-vpin-rank',
		value: 'R',
		shownDefault: 'off',
		help: 'withhold signals while the VPIN rank is above',
		type: 'number',
		from: 0,
		to: 1,
	},
	{
		name: 'vpin-bucket',
		value: 'Q',
		shownDefault: 'auto',
		help: 'bucket size in base units; auto: 1/1200 of the 24 h volume',
		type: 'number',
		from: 0,
		to: 1e12,
		isOpen: true,
		special: {word: 'auto', means: 0},
	},
	{name: 'vpin-buckets', value: 'N', shownDefault: '50', help: 'buckets that make a value', type: 'whole', from: 1, to: 10_000},
	{
		name: 'balance',
		value: 'N',
		shownDefault: '1000000',
		help: 'starting quote balance of the simulated portfolio',
		type: 'number',
		from: 0,
		to: 1e15,
		isOpen: true,
	},
	{
		name: 'fee',
		value: 'BPS',
		shownDefault: "the venue's",
		help: 'taker fee in bps, charged in quote; 0 for none',
		type: 'number',
		from: 0,
		to: 1000,
	},
	{
		name: 'ofi-convention',
		value: 'C',
		shownDefault: 'cks',
		help: `of OFI where a price worsens: ${flowConventions.join(', ')}`,
		type: 'word',
		words: flowConventions,
	},
	{
		name: 'micro-price',
		value: 'FILE',
		shownDefault: '',
		help: 'tables made by fit micro-price, FILE,FILE for several instruments',
		type: 'text',
	},
	{
		name: 'speed',
		value: 'X',
		shownDefault: '1',
		help: 'replay speed, 0.1 to 100, or max',
		type: 'number',
		from: 0.1,
		to: 100,
		special: {word: 'max', means: Number.POSITIVE_INFINITY},
	},
	{name: 'at', value: 'TIME', shownDefault: '', help: 'where a replay begins: ISO, or HH:MM:SS[.mmm]', type: 'time'},
	{name: 'paused', value: '', shownDefault: 'off', help: 'the replay waits for Space', type: 'switch'},
	{
		name: 'history',
		value: 'MB',
		shownDefault: '256',
		help: 'memory for the past of a live feed, to walk back in; 0 for none',
		type: 'whole',
		from: 0,
		to: 1e6,
	},
	{name: 'record', value: 'FILE', shownDefault: 'off', help: 'also write the frames to FILE (.jsonl, .jsonl.gz, .jsonl.zst)', type: 'text'},
	{name: 'rotate', value: 'EACH', shownDefault: 'off', help: 'go on in another file at a size or a time: 100MB, 1h', type: 'text'},
	{name: 'theme', value: 'T', shownDefault: 'blue-orange', help: themes.join(', '), type: 'word', words: themes},
	{name: 'glyphs', value: 'G', shownDefault: 'auto', help: glyphSets.join(', '), type: 'word', words: ['auto', ...glyphSets]},
	{
		name: 'colors',
		value: 'C',
		shownDefault: 'auto',
		help: `${colorModes.join(', ')}; NO_COLOR is honoured`,
		type: 'word',
		words: ['auto', ...colorModes],
	},
	{name: 'fps', value: 'N', shownDefault: '12', help: 'most frames a second', type: 'whole', from: 1, to: 60},
	{
		name: 'base-url',
		value: 'URL',
		shownDefault: "the venue's",
		help: 'another REST address; of several venues: VENUE=URL,VENUE=URL',
		type: 'text',
	},
	{name: 'ws-url', value: 'URL', shownDefault: "the venue's", help: 'another stream address', type: 'text'},
	{name: 'snapshot-at-start', value: '', shownDefault: 'off', help: 'save a snapshot as soon as a book is in step', type: 'switch'},
	{name: 'trades', value: 'FILE', shownDefault: 'trades.json', help: 'where the fills go on quit, if anything was traded', type: 'text'},
	{
		name: 'format',
		value: 'F',
		shownDefault: 'auto',
		help: `what a recording is: ${fileFormats.join(', ')}`,
		type: 'word',
		words: fileFormats,
	},
	{name: 'log-level', value: 'L', shownDefault: 'info', help: `of the log file: ${logLevels.join(', ')}`, type: 'word', words: logLevels},
	{name: 'settings', value: 'DIR', shownDefault: "conf's", help: 'where settings are kept', type: 'text'},
	{name: 'json', value: '', shownDefault: 'off', help: 'no screen: one JSON object a line and sample', type: 'switch'},
];

const named = (names: readonly string[]): readonly OptionSpec[] => watchOptions.filter(({name}) => names.includes(name));
const minutes: OptionSpec = {
	name: 'minutes',
	value: 'M',
	shownDefault: '',
	help: 'how long',
	type: 'number',
	from: 0,
	to: 1e6,
	isOpen: true,
};
const engineOptions = [
	'levels',
	'ema',
	'interval',
	'buy',
	'sell',
	'max-vpin-rank',
	'vpin-bucket',
	'vpin-buckets',
	'balance',
	'fee',
	'ofi-convention',
	'micro-price',
];

export type CommandName = 'record' | 'verify' | 'snapshot' | 'collect' | 'export' | 'moments' | 'metrics' | 'fit' | 'info';

export type CommandSpec = {readonly usage: string; readonly help: string; readonly options: readonly OptionSpec[]};

export const commandTable: Readonly<Record<CommandName, CommandSpec>> = {
	record: {
		usage: 'record SYMBOL ... --out FILE [--minutes M]',
		help: 'Frames to disk without a screen, with a status line a second. With --demo, as fast as it goes.',
		options: [
			{name: 'out', value: 'FILE', shownDefault: '', help: 'where to (.jsonl, .jsonl.gz, .jsonl.zst)', type: 'text'},
			minutes,
			{
				name: 'scenario',
				value: 'S',
				shownDefault: 'default',
				help: 'of the demo: default, calm, sweeps',
				type: 'word',
				words: ['default', 'calm', 'sweeps'],
			},
			{name: 'start', value: 'TIME', shownDefault: 'now', help: 'simulated time at which a demo begins, ISO', type: 'time'},
			...named(['rotate', 'demo', 'seed', 'venue', 'testnet', 'base-url', 'ws-url', 'log-level', ...engineOptions]),
		],
	},
	verify: {
		usage: 'verify FILE ... [--json]',
		help: 'Folds a recording at full speed and prints what it proves, book by book.\nExit 1 if its stored hash differs or it is damaged.',
		options: [
			{name: 'json', value: '', shownDefault: 'off', help: 'the findings as JSON', type: 'switch'},
			...named(['format', ...engineOptions]),
		],
	},
	snapshot: {
		usage: 'snapshot SYMBOL|FILE [--at TIME] [--trades N] [--out NAME.{json,parquet}]',
		help:
			'One book as rows: symbol, update_id, bid_price, bid_quantity, ask_price, ask_quantity, a row a rank.\n' +
			'From its venue by REST, as it is now, or from a recording, as it was.',
		options: [...snapshotOptions, ...named(['venue', 'testnet', 'base-url', 'format'])],
	},
	collect: {
		usage: 'collect SYMBOL [--interval S] [--minutes M] [--csv FILE] [--json FILE]',
		help:
			'Polls the book by REST at whole multiples of the interval: the imbalance table as CSV, what it comes to as JSON.\n' +
			'A row holds what came within its own interval, or nothing. Until the end rows stand in NAME.csv.partial.',
		options: [...collectOptions, ...named(['venue', 'testnet', 'base-url', 'log-level'])],
	},
	export: {
		usage: `export FILE ... --out NAME.{${tableFormats.join(',')}}`,
		help: 'The samples of one book as a table, with the columns that obi-tui metrics lists; what made them goes to NAME.meta.json,\nof Parquet into the file. --columns collect is the table of the collector, over 20 levels where nothing else is said.',
		options: [
			{name: 'out', value: 'FILE', shownDefault: '', help: 'where to; the ending says what it becomes', type: 'text'},
			{name: 'columns', value: 'LIST', shownDefault: 'all', help: 'which columns: mid,vpin; ofi_* for many, or collect', type: 'text'},
			{name: 'from', value: 'TIME', shownDefault: '', help: 'the first row: ISO, or HH:MM:SS[.mmm]', type: 'time'},
			{name: 'to', value: 'TIME', shownDefault: '', help: 'the last row', type: 'time'},
			{name: 'symbol', value: 'S', shownDefault: '', help: 'which book, where the recording holds several', type: 'text'},
			...named(['format', ...engineOptions]),
		],
	},
	moments: {
		usage: 'moments FILE ... [--symbol S] [--most N] [--json]',
		help:
			'The instants of a recording that are worth seeing, in order of time: the widest swings of OBI within 5 s, rises of the\n' +
			'VPIN rank above 0.95, walls pulled, gaps, and fills that the mid had gone most against 10 s later.',
		options: [...momentsOptions, ...named(['format', ...engineOptions])],
	},
	metrics: {
		usage: 'metrics [NAME ...]',
		help: 'The columns of an export: unit, clock, warm-up, source, meaning. NAME may be many at once: ofi_*.',
		options: [{name: 'json', value: '', shownDefault: 'off', help: 'the same as JSON', type: 'switch'}],
	},
	fit: {
		usage: 'fit micro-price|hawkes FILE ... [--out NAME.json]',
		help: 'Fits on a recording what is applied to others as it is: the table of the micro-price, for --micro-price;\nor a Hawkes process of takers, which is printed.',
		options: [
			{name: 'out', value: 'FILE', shownDefault: 'micro-price-SYMBOL.json', help: 'where the table goes', type: 'text'},
			{name: 'symbol', value: 'S', shownDefault: '', help: 'which book, where the recording holds several', type: 'text'},
			{name: 'json', value: '', shownDefault: 'off', help: 'a Hawkes process as JSON', type: 'switch'},
			...named(['format', ...engineOptions]),
		],
	},
	info: {
		usage: 'info',
		help: "Version, paths of settings and logs, the terminal's abilities, venues with round-trip time and clock offset.",
		options: [
			{name: 'venues', value: '', shownDefault: 'off', help: 'the table of venues: feed, proof, depth, trades', type: 'switch'},
			{name: 'json', value: '', shownDefault: 'off', help: 'the same as JSON', type: 'switch'},
			...named(['base-url', 'settings']),
		],
	},
};

export const commandNames: readonly CommandName[] = [
	'record',
	'verify',
	'snapshot',
	'collect',
	'export',
	'moments',
	'metrics',
	'fit',
	'info',
];

/** One line an option, as `--help` prints them. */
export function optionLines(options: readonly OptionSpec[]): string[] {
	const left = options.map(({name, value}) => `--${name}${value === '' ? '' : ` ${value}`}`);
	const width = Math.max(...left.map((text) => text.length));
	return options.map(({help, shownDefault}, index) => {
		const usual = shownDefault === '' || shownDefault === 'off' ? '' : ` (${shownDefault})`;
		return `  ${left[index]!.padEnd(width)}  ${help}${usual}`;
	});
}
