/* Reads the command line by the option table, and says which word is wrong and which is the nearest right one. */

import meow from 'meow';
import {NotATimeError, parseTime} from '../files/recording-time.ts';
import {editDistance, nearest} from '../market/nearest.ts';
import {UsageError} from './failure.ts';
import {type CommandName, commandNames, commandTable, type OptionSpec, optionLines, watchOptions} from './option-table.ts';

export type Arguments = {
	/** Undefined: watch. */
	readonly command: CommandName | undefined;
	/** Words that are no options: symbols or files. */
	readonly words: readonly string[];
	readonly isHelp: boolean;
	readonly isVersion: boolean;
	has(name: string): boolean;
	text(name: string): string | undefined;
	number(name: string): number | undefined;
};

/** @param words what follows the program's name. @throws UsageError */
export function parseArguments(words: readonly string[]): Arguments {
	const command = commandNames.find((name) => name === words[0]);
	const specs = command === undefined ? watchOptions : commandTable[command].options;
	const known = [...specs, ...always];
	const rest = (command === undefined ? words : words.slice(1)).flatMap(splitSwitch);
	checkNames(rest, known, command);
	const {input, flags} = meow({
		argv: [...rest],
		importMeta: import.meta,
		autoHelp: false,
		autoVersion: false,
		booleanDefault: undefined,
		flags: Object.fromEntries(
			known.map(({name, type}) => [camel(name), {type: type === 'switch' ? 'boolean' : 'string', isMultiple: true}]),
		),
	});
	const values = new Map<string, string | boolean>();
	for (const spec of known) {
		const given: unknown = Reflect.get(flags, camel(spec.name));
		const last: unknown = Array.isArray(given) ? given.at(-1) : given;
		if (typeof last === 'boolean') values.set(spec.name, last);
		else if (typeof last === 'string') values.set(spec.name, checkedText(spec, last));
		else if (isOpposite(spec.name, flags)) values.set(spec.name, true);
	}
	const isHelp = values.get('help') === true;
	const isVersion = values.get('version') === true;
	if (command === undefined && values.get('replay') !== true && !isHelp && !isVersion) checkFirstWord(input[0] ?? '');
	return {
		command,
		words: input,
		isHelp,
		isVersion,
		has: (name) => values.get(name) === true,
		text: (name) => textOf(values.get(name)),
		number(name) {
			const spec = known.find((each) => each.name === name);
			const text = textOf(values.get(name));
			return spec === undefined || text === undefined ? undefined : numberOf(spec, text);
		},
	};
}

const always: readonly OptionSpec[] = [
	{name: 'help', value: '', shownDefault: '', help: 'this page', type: 'switch'},
	{name: 'version', value: '', shownDefault: '', help: 'the version', type: 'switch'},
];

export function helpText(command: CommandName | undefined): string {
	if (command !== undefined) {
		const {usage, help, options} = commandTable[command];
		return [`Usage: obi-tui ${usage}`, '', help, '', ...optionLines(options)].join('\n');
	}
	return [
		'A live order book that proves itself, the imbalance signals made from it, and what trading them would have earned.',
		'',
		'Usage:',
		'  obi-tui [SYMBOL ...]              live; default BTCUSDT on Binance spot. VENUE:SYMBOL picks a venue',
		'  obi-tui --replay FILE [FILE ...]  a recording, own or foreign',
		'  obi-tui --demo [--seed N]         a synthetic market, no network',
		...commandNames.map((name) => `  obi-tui ${commandTable[name].usage}`),
		'',
		'Options:',
		...optionLines([...watchOptions, ...always]),
		'',
		'Live watching remembers the thresholds, levels, span and theme that flags give it, for the next time.',
		'obi-tui COMMAND --help tells of a command. Inside, ? tells of the keys.',
	].join('\n');
}

/** `--replay=FILE` is a switch and a word, though it does not look so. */
function splitSwitch(word: string): string[] {
	const match = /^(--replay)=(.+)$/s.exec(word);
	return match === null ? [word] : match.slice(1);
}

/** Nothing else would say that a command was misspelled, or not put first: it would be taken for a symbol. */
function checkFirstWord(word: string): void {
	const command = commandNames.find((name) => name === word);
	if (command !== undefined) throw new UsageError(`${word} is a command, and comes first: obi-tui ${commandTable[command].usage}`);
	if (!/^[a-z]+$/.test(word)) return;
	const isNear = (name: string) => editDistance(word, name) <= 2;
	const near = commandNames.find(isNear) ?? always.map(({name}) => `--${name}`).find((name) => isNear(name.slice(2)));
	if (near !== undefined) throw new UsageError(`${word} is no command. Nearest: ${near}.`);
}

/** Every option must be one that there is, and have a value where it needs one. */
function checkNames(words: readonly string[], known: readonly OptionSpec[], command: CommandName | undefined): void {
	for (const [index, word] of words.entries()) {
		if (word === '--') return;
		if (!word.startsWith('-') || word === '-') continue;
		const isNegativeNumber = /^-\d/.test(word);
		if (isNegativeNumber) continue;
		const name = word.replace(/^--?/, '').replace(/=.*$/s, '');
		const spec = word.startsWith('--') ? known.find((each) => each.name === name) : undefined;
		if (spec === undefined) {
			// Of one letter, `-h` or `-v`, hardly anything else is meant.
			const candidates = name.length === 1 ? always : known;
			const [best] = nearest(
				name,
				candidates.map((each) => each.name),
				1,
			);
			const where = command === undefined ? '' : ` of ${command}`;
			throw new UsageError(
				`${word.replace(/=.*$/s, '')} is no option${where}.${best === undefined ? '' : ` Nearest: --${best}.`} See obi-tui ${command === undefined ? '' : `${command} `}--help.`,
			);
		}
		if (spec.type === 'switch' && word.includes('=')) throw new UsageError(`--${name} takes no value.`);
		if (spec.type === 'switch') continue;
		const value = word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[index + 1];
		const isOption = value?.startsWith('--') && value.length > 2 && !word.includes('=');
		if (value === undefined || value === '' || isOption) throw new UsageError(`--${name} needs a value: ${spec.value}, ${spec.help}.`);
	}
}

function checkedText(spec: OptionSpec, text: string): string {
	if (spec.type === 'word' && spec.words !== undefined && !spec.words.includes(text)) {
		const [best] = nearest(text, spec.words, 1);
		throw new UsageError(
			`--${spec.name} ${text}: there is no such ${spec.name}.${best === undefined ? '' : ` Nearest: ${best}.`} One of ${spec.words.join(', ')}.`,
		);
	}
	if (spec.type === 'number' || spec.type === 'whole') numberOf(spec, text);
	if (spec.type === 'time') checkTime(spec, text);
	return text;
}

function checkTime(spec: OptionSpec, text: string): void {
	try {
		parseTime(text);
	} catch (error) {
		throw error instanceof NotATimeError ? new UsageError(`--${spec.name}: ${error.message}.`) : error;
	}
}

function numberOf(spec: OptionSpec, text: string): number {
	if (spec.special?.word === text) return spec.special.means;
	const {from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, isOpen = false} = spec;
	const value = text.trim() === '' ? Number.NaN : Number(text);
	const isWithin = isOpen ? value > from && value < to : value >= from && value <= to;
	const isOnGrid = spec.step === undefined || Math.abs(value / spec.step - Math.round(value / spec.step)) < 1e-9;
	if (isWithin && isOnGrid && (spec.type !== 'whole' || Number.isInteger(value))) return value;
	const kind = spec.type === 'whole' ? 'a whole number' : spec.step === undefined ? 'a number' : `a multiple of ${spec.step}`;
	const bounds = isOpen ? `between ${from} and ${to}, neither of them` : `from ${from} to ${to}`;
	throw new UsageError(
		`--${spec.name} wants ${kind} ${bounds}${spec.special === undefined ? '' : `, or ${spec.special.word}`}, not "${text}".`,
	);
}

/** meow takes `--no-x` for the opposite of `--x`. */
function isOpposite(name: string, flags: object): boolean {
	const opposed: unknown = Reflect.get(flags, camel(name.replace(/^no-/, '')));
	return name.startsWith('no-') && opposed === false;
}

function textOf(value: string | boolean | undefined): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

function camel(name: string): string {
	return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
