import {describe, expect, test} from 'vitest';
import {helpText, parseArguments} from '../../source/commands/arguments.ts';
import {exitCodeOf, UsageError} from '../../source/commands/failure.ts';
import {commandNames, commandTable, watchOptions} from '../../source/commands/option-table.ts';
import {recordingFormats} from '../../source/files/recording-formats.ts';
import {venues} from '../../source/venues/index.ts';

const allVenues = venues.map(({id}) => id).join(', ');

/** What is said of a wrong command line. */
function refusalOf(...words: readonly string[]): string {
	try {
		parseArguments(words);
	} catch (error) {
		expect(error).toBeInstanceOf(UsageError);
		expect(exitCodeOf(error)).toBe(2);
		return error instanceof Error ? error.message : '';
	}
	throw new Error(`${words.join(' ')} is not refused`);
}

describe('words', () => {
	test('without any, the default is watched', () => {
		const given = parseArguments([]);
		expect(given).toMatchObject({command: undefined, words: [], isHelp: false, isVersion: false});
		for (const {name} of watchOptions) {
			expect(given.has(name), name).toBe(false);
			expect(given.text(name), name).toBeUndefined();
			expect(given.number(name), name).toBeUndefined();
		}
	});

	test('symbols stay as they are written, also those that look like numbers', () => {
		expect(parseArguments(['BTCUSDT', 'eth-usdt', '1INCHUSDT', '0', 'binance:SOLUSDT']).words).toEqual([
			'BTCUSDT',
			'eth-usdt',
			'1INCHUSDT',
			'0',
			'binance:SOLUSDT',
		]);
	});

	test.each(commandNames)('%s is a command where it comes first', (name) => {
		expect(parseArguments([name, 'one', 'two'])).toMatchObject({command: name, words: ['one', 'two']});
	});

	test.each(['verfy', 'verfiy', 'recrod', 'recor', 'records', 'inof'])('%s is no symbol but a misspelled command', (word) => {
		const nearest = word.startsWith('v') ? 'verify' : word.startsWith('r') ? 'record' : 'info';
		expect(refusalOf(word, 'FILE')).toBe(`${word} is no command. Nearest: ${nearest}.`);
	});

	test.each([
		['help', '--help'],
		['version', '--version'],
	])('%s is no command, but %s is an option', (word, option) => {
		expect(refusalOf(word)).toBe(`${word} is no command. Nearest: ${option}.`);
	});

	test.each(['btcusdt', 'INFO', 'Record', 'ltcbtc', 'infousdt', 'binance:info', 'verify-btc'])('%s may be a symbol', (word) => {
		expect(parseArguments([word])).toMatchObject({command: undefined, words: [word]});
	});

	test('a command after an option is told to come first', () => {
		expect(refusalOf('--json', 'verify', 'FILE')).toBe('verify is a command, and comes first: obi-tui verify FILE ... [--json]');
	});

	test('a recording may be called what it likes', () => {
		expect(parseArguments(['--replay', 'verfy', 'info']).words).toEqual(['verfy', 'info']);
	});

	test('after -- everything is a word', () => {
		expect(parseArguments(['--replay', '--', '--odd-name', '-x']).words).toEqual(['--odd-name', '-x']);
	});
});

describe('options', () => {
	/** Option, a value that is taken, the value then. */
	const numbers: ReadonlyArray<readonly [string, string, number]> = [
		['seed', '0', 0],
		['seed', '4294967295', 4294967295],
		['levels', '1', 1],
		['levels', '1000', 1000],
		['ema', '100000', 100_000],
		['interval', '0.1', 0.1],
		['interval', '3600', 3600],
		['buy', '0.501', 0.501],
		['buy', '0.999', 0.999],
		['sell', '0.001', 0.001],
		['sell', '0.499', 0.499],
		['max-vpin-rank', '0', 0],
		['max-vpin-rank', '1', 1],
		['vpin-bucket', '0.00000001', 1e-8],
		['vpin-bucket', 'auto', 0],
		['vpin-buckets', '10000', 10_000],
		['balance', '1e6', 1_000_000],
		['fee', '0', 0],
		['fee', '7.5', 7.5],
		['speed', '0.1', 0.1],
		['speed', '100', 100],
		['speed', 'max', Number.POSITIVE_INFINITY],
		['fps', '60', 60],
	];

	test.each(numbers)('--%s takes %s', (name, text, value) => {
		expect(parseArguments([`--${name}`, text]).number(name)).toBe(value);
		expect(parseArguments([`--${name}=${text}`]).number(name)).toBe(value);
	});

	test.each([
		['seed', '-1', 'a whole number from 0 to 4294967295'],
		['seed', '1.5', 'a whole number from 0 to 4294967295'],
		['levels', '0', 'a whole number from 1 to 1000'],
		['levels', '1001', 'a whole number from 1 to 1000'],
		['levels', 'ten', 'a whole number from 1 to 1000'],
		['ema', '0', 'a whole number from 1 to 100000'],
		['interval', '0.09', 'a multiple of 0.1 from 0.1 to 3600'],
		['interval', '0.25', 'a multiple of 0.1 from 0.1 to 3600'],
		['interval', 'NaN', 'a multiple of 0.1 from 0.1 to 3600'],
		['buy', '0.5', 'a number between 0.5 and 1, neither of them'],
		['buy', '1', 'a number between 0.5 and 1, neither of them'],
		['buy', ' ', 'a number between 0.5 and 1, neither of them'],
		['sell', '0.5', 'a number between 0 and 0.5, neither of them'],
		['sell', '0', 'a number between 0 and 0.5, neither of them'],
		['max-vpin-rank', '1.01', 'a number from 0 to 1'],
		['vpin-bucket', '0', 'a number between 0 and 1000000000000, neither of them, or auto'],
		['vpin-bucket', 'max', 'a number between 0 and 1000000000000, neither of them, or auto'],
		['vpin-buckets', '0', 'a whole number from 1 to 10000'],
		['balance', '0', 'a number between 0 and 1000000000000000, neither of them'],
		['balance', 'Infinity', 'a number between 0 and 1000000000000000, neither of them'],
		['fee', '-1', 'a number from 0 to 1000'],
		['fee', '1001', 'a number from 0 to 1000'],
		['speed', '0', 'a number from 0.1 to 100, or max'],
		['speed', '101', 'a number from 0.1 to 100, or max'],
		['speed', 'auto', 'a number from 0.1 to 100, or max'],
		['fps', '0', 'a whole number from 1 to 60'],
		['fps', '61', 'a whole number from 1 to 60'],
	])('--%s does not take "%s"', (name, text, wanted) => {
		expect(refusalOf(`--${name}`, text)).toBe(`--${name} wants ${wanted}, not "${text}".`);
	});

	test.each([
		['venue', 'binance'],
		['theme', 'green-red'],
		['glyphs', 'auto'],
		['glyphs', 'ascii'],
		['colors', '256'],
		['colors', 'none'],
		['format', 'time-json'],
		['log-level', 'debug'],
	])('--%s takes %s', (name, word) => {
		expect(parseArguments([`--${name}`, word]).text(name)).toBe(word);
	});

	test.each([
		['venue', 'binanse', `--venue binanse: there is no such venue. Nearest: binance. One of ${allVenues}.`],
		['theme', 'green', '--theme green: there is no such theme. Nearest: green-red. One of blue-orange, green-red, red-green.'],
		['glyphs', 'emoji', '--glyphs emoji: there is no such glyphs. One of auto, braille, block, ascii.'],
		['colors', 'true', '--colors true: there is no such colors. Nearest: truecolor. One of auto, truecolor, 256, 16, none.'],
		['format', 'csv', `--format csv: there is no such format. One of auto, ${recordingFormats.join(', ')}.`],
		['log-level', 'warn', '--log-level warn: there is no such log-level. One of error, info, debug.'],
	])('--%s does not take %s', (name, word, words) => {
		expect(refusalOf(`--${name}`, word)).toBe(words);
	});

	test.each(['record', 'trades', 'settings', 'base-url', 'ws-url'])('--%s takes any text but none', (name) => {
		expect(parseArguments([`--${name}`, 'a b=c']).text(name)).toBe('a b=c');
		expect(refusalOf(`--${name}`, '')).toContain(`--${name} needs a value: `);
		expect(refusalOf(`--${name}=`)).toContain(`--${name} needs a value: `);
	});

	test.each(['2024-08-08', '2024-08-08T23:54:40Z', '23:54:40', '23:54:40.125'])('--at takes %s', (text) => {
		expect(parseArguments(['--at', text]).text('at')).toBe(text);
	});

	test.each(['noon', '25:00', '2024-02-30', '1723161253000000'])('--at does not take %s', (text) => {
		expect(refusalOf('--at', text)).toBe(`--at: "${text}" is no time such as 2024-08-08T23:54:13.937Z or 23:54:13.937.`);
	});

	const switches = watchOptions.filter(({type}) => type === 'switch').map(({name}) => name);
	test.each(switches)('--%s is on where it is named, and leaves the word behind it alone', (name) => {
		const given = parseArguments([`--${name}`, 'BTCUSDT']);
		expect(given.has(name)).toBe(true);
		expect(given.words).toEqual(['BTCUSDT']);
	});

	test.each(switches.filter((name) => name !== 'replay'))('--%s takes no value', (name) => {
		expect(refusalOf(`--${name}=false`)).toBe(`--${name} takes no value.`);
	});

	test('--replay=FILE is --replay FILE', () => {
		const given = parseArguments(['--replay=a=b.jsonl', 'c.jsonl']);
		expect(given.has('replay')).toBe(true);
		expect(given.words).toEqual(['a=b.jsonl', 'c.jsonl']);
	});

	const valued = watchOptions.filter(({type}) => type !== 'switch').map(({name}) => name);
	test.each(valued)('--%s without a value is refused, at the end and before another option', (name) => {
		expect(refusalOf(`--${name}`)).toContain(`--${name} needs a value: `);
		expect(refusalOf(`--${name}`, '--json')).toContain(`--${name} needs a value: `);
	});

	test('of one given twice, the last counts', () => {
		expect(parseArguments(['--levels', '5', '--levels', '20']).number('levels')).toBe(20);
	});

	test('options and words may stand in any order', () => {
		const given = parseArguments(['BTCUSDT', '--levels', '5', 'ETHUSDT', '--json', 'SOLUSDT']);
		expect(given.words).toEqual(['BTCUSDT', 'ETHUSDT', 'SOLUSDT']);
		expect(given.number('levels')).toBe(5);
		expect(given.has('json')).toBe(true);
	});

	test.each([
		['--vernue', '--vernue is no option. Nearest: --venue. See obi-tui --help.'],
		['--level=5', '--level is no option. Nearest: --levels. See obi-tui --help.'],
		['--JSON', '--JSON is no option. Nearest: --json. See obi-tui --help.'],
		['-json', '-json is no option. Nearest: --json. See obi-tui --help.'],
		['--no-json', '--no-json is no option. See obi-tui --help.'],
		['-h', '-h is no option. Nearest: --help. See obi-tui --help.'],
		['-v', '-v is no option. Nearest: --version. See obi-tui --help.'],
		['-x', '-x is no option. See obi-tui --help.'],
		['--out', '--out is no option. See obi-tui --help.'],
	])('%s is refused as it was written, with the nearest right one', (word, words) => {
		expect(refusalOf(word)).toBe(words);
	});

	test('a command has its own options', () => {
		expect(refusalOf('verify', '--replay', 'x')).toBe('--replay is no option of verify. See obi-tui verify --help.');
		expect(refusalOf('record', '--ouy', 'x')).toBe('--ouy is no option of record. Nearest: --out. See obi-tui record --help.');
		const record = parseArguments(['record', 'BTCUSDT', '--out', 'x.jsonl', '--minutes', '0.5']);
		expect(record.text('out')).toBe('x.jsonl');
		expect(record.number('minutes')).toBe(0.5);
		expect(refusalOf('record', '--minutes', '0')).toBe('--minutes wants a number between 0 and 1000000, neither of them, not "0".');
		expect(refusalOf('record', '--scenario', 'clam')).toContain('Nearest: calm.');
		expect(refusalOf('record', '--start', 'soon')).toContain('--start: "soon" is no time');
		expect(refusalOf('moments', '--at', '12:00')).toBe('--at is no option of moments. See obi-tui moments --help.');
		expect(refusalOf('moments', '--most', '0')).toBe('--most wants a whole number from 1 to 1000, not "0".');
	});
});

describe('help', () => {
	/** Options of the table of watching in the project's description of its command line. */
	const described = [
		...[
			'replay',
			'demo',
			'seed',
			'venue',
			'testnet',
			'levels',
			'ema',
			'interval',
			'buy',
			'sell',
			'max-vpin-rank',
			'vpin-bucket',
			'vpin-buckets',
		],
		...[
			'balance',
			'fee',
			'ofi-convention',
			'micro-price',
			'speed',
			'at',
			'paused',
			'record',
			'rotate',
			'theme',
			'glyphs',
			'history',
			'colors',
			'fps',
			'base-url',
			'ws-url',
			'snapshot-at-start',
		],
		...['trades', 'format', 'log-level', 'settings', 'json', 'help', 'version'],
	];

	test('lists every option, and every command', () => {
		const listed = [...helpText(undefined).matchAll(/^ {2}--([a-z-]+)/gm)].map((match) => match[1] ?? '');
		expect(listed.sort()).toEqual([...described].sort());
		for (const name of commandNames) expect(helpText(undefined)).toContain(`  obi-tui ${commandTable[name].usage}`);
	});

	test('says which flags live watching remembers', () => {
		expect(helpText(undefined)).toContain('Live watching remembers the thresholds, levels, span and theme that flags give it');
	});

	test.each([undefined, ...commandNames])('of %s fits 120 columns and has no empty explanation', (command) => {
		const lines = helpText(command).split('\n');
		expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
		for (const line of lines.filter((each) => each.startsWith('  --'))) expect(line).toMatch(/^ {2}--[a-z-]+( [A-Z]+)? {2,}\S/);
	});

	test.each(commandNames)('of %s lists its options alone', (command) => {
		const given = parseArguments([command, '--help']);
		expect(given).toMatchObject({command, isHelp: true});
		const listed = [...helpText(command).matchAll(/^ {2}--([a-z-]+)/gm)].map((match) => match[1]);
		expect(listed).toEqual(commandTable[command].options.map(({name}) => name));
	});

	test('may be asked for whatever else is said', () => {
		expect(parseArguments(['verfy', '--help']).isHelp).toBe(true);
		expect(parseArguments(['--help', 'verify']).isHelp).toBe(true);
		expect(parseArguments(['--version']).isVersion).toBe(true);
	});
});
