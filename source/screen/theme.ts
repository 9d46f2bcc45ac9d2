/*
How the screen looks: colours as functions, and which glyphs may be drawn. Never a background, never a fixed white, so that light terminals read as
well as dark ones. Blue and orange stay apart for every common kind of colour blindness (Okabe and Ito, 2008).
*/

import {Chalk, type ColorSupportLevel, supportsColor} from 'chalk';

export type Style = (text: string) => string;

export const themes = ['blue-orange', 'green-red', 'red-green'] as const;
export const glyphSets = ['braille', 'block', 'ascii'] as const;
export const colorModes = ['truecolor', '256', '16', 'none'] as const;

export type Theme = (typeof themes)[number];
export type Glyphs = (typeof glyphSets)[number];
export type Colors = (typeof colorModes)[number];

export type Look = {
	readonly theme: Theme;
	readonly glyphs: Glyphs;
	readonly colors: Colors;
	/** What is read first. */
	readonly strong: Style;
	/** Labels and what is not certain. */
	readonly dim: Style;
	/** Borders and rules. */
	readonly faint: Style;
	/** Buying side, and above zero. */
	readonly bid: Style;
	/** Selling side, and below zero. */
	readonly ask: Style;
	readonly bidStrong: Style;
	readonly askStrong: Style;
	/** All is as it should be. */
	readonly sound: Style;
	readonly warn: Style;
	/** Something is wrong. */
	readonly alert: Style;
	/** The focused panel, and keys. */
	readonly accent: Style;
};

export type LookOptions = {readonly theme: Theme; readonly glyphs: Glyphs; readonly colors: Colors};

/** Everything a panel needs to know of taste. With colours `none` no style adds a single byte. */
export function createLook({theme, glyphs, colors}: LookOptions): Look {
	const chalk = new Chalk({level: levels[colors]});
	const [bid, ask] = sides[theme];
	const isBasic = colors === '16' || colors === 'none';
	return {
		theme,
		glyphs,
		colors,
		strong: chalk.bold,
		dim: isBasic ? chalk.gray : chalk.hex('#8b949e'),
		faint: isBasic ? chalk.gray : chalk.hex('#4d555f'),
		bid: isBasic ? chalk[basic[bid]] : chalk.hex(bid),
		ask: isBasic ? chalk[basic[ask]] : chalk.hex(ask),
		bidStrong: isBasic ? chalk.bold[basic[bid]] : chalk.bold.hex(bid),
		askStrong: isBasic ? chalk.bold[basic[ask]] : chalk.bold.hex(ask),
		sound: isBasic ? chalk.cyan : chalk.hex('#4fb8b0'),
		warn: isBasic ? chalk.yellow : chalk.hex('#d9b44a'),
		alert: isBasic ? chalk.bold.magenta : chalk.bold.hex('#ee6aa7'),
		accent: isBasic ? chalk.cyan : chalk.hex('#7cc7e8'),
	};
}

/** The theme that the key `t` goes to. */
export function nextTheme(theme: Theme): Theme {
	return themes[(themes.indexOf(theme) + 1) % themes.length] ?? themes[0];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `auto` becomes what the terminal can show; `NO_COLOR` (no-color.org) holds unless colours were asked for by name. */
export function resolveColors(choice: Colors | 'auto', environment: Environment): Colors {
	if (choice !== 'auto') return choice;
	if ((environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb') return 'none';
	const level = supportsColor === false ? 0 : supportsColor.level;
	return colorModes.find((mode) => levels[mode] === level) ?? 'none';
}

/** `auto` becomes braille, unless the locale has no UTF-8 or the Linux console no braille in its font. */
export function resolveGlyphs(choice: Glyphs | 'auto', environment: Environment): Glyphs {
	if (choice !== 'auto') return choice;
	const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || 'UTF-8';
	if (!/utf-?8/i.test(locale)) return 'ascii';
	return environment['TERM'] === 'linux' ? 'block' : 'braille';
}

const levels: Readonly<Record<Colors, ColorSupportLevel>> = {none: 0, 16: 1, 256: 2, truecolor: 3};

const blue = '#5aa9e6';
const orange = '#e8974e';
const green = '#57b894';
const red = '#e5697a';

const sides = {
	'blue-orange': [blue, orange],
	'green-red': [green, red],
	'red-green': [red, green],
} as const satisfies Record<Theme, readonly [string, string]>;

const basic = {[blue]: 'blueBright', [orange]: 'yellow', [green]: 'green', [red]: 'red'} as const;
