/*
What is remembered from one live session to the next: thresholds, levels, span, theme, and the price step of each ladder. Kept by `conf`, which
would throw or silently reset on a damaged file: so the file is read and checked before `conf` opens it, and a damaged one is set aside.
*/

import {accessSync, constants, readFileSync, renameSync} from 'node:fs';
import path from 'node:path';
import Conf from 'conf';
import {isObject} from '../market/is-object.ts';
import {refusalInWords} from './recording-errors.ts';

export type Remembered = {
	buy?: number;
	sell?: number;
	levels?: number;
	span?: number;
	theme?: string;
	/** Index of the price step, by instrument. */
	grouping?: Record<string, number>;
};

type Check = (value: unknown) => boolean;

const isNumberWithin =
	(from: number, to: number): Check =>
	(value) =>
		typeof value === 'number' && value > from && value < to;

const checks: Readonly<Record<keyof Remembered, Check>> = {
	buy: isNumberWithin(0.5, 1),
	sell: isNumberWithin(0, 0.5),
	levels: (value) => Number.isInteger(value) && isNumberWithin(0, 1001)(value),
	span: (value) => Number.isInteger(value) && isNumberWithin(0, 100_001)(value),
	theme: (value) => typeof value === 'string',
	grouping: (value) => isObject(value) && Object.values(value).every((step) => Number.isInteger(step) && isNumberWithin(-1, 100)(step)),
};

export class SettingsStore {
	readonly file: string;
	/** What a person should hear of: that a damaged file was set aside, or that nothing will be remembered. Empty where all is well. */
	readonly warning: string;
	readonly #conf: Conf<Remembered> | undefined;
	/** Read once: what another session writes meanwhile, or damages, is none of this one's. */
	#remembered: Remembered = {};

	/** @param stamp tells apart the damaged files that are set aside. */
	constructor(folder: string, stamp: string) {
		this.file = path.join(folder, 'config.json');
		const found = setDamagedAside(this.file, stamp);
		this.warning = found.warning;
		if (found.isInTheWay) return;
		try {
			const names = {configName: 'config', projectName: 'obi-tui', accessPropertiesByDotNotation: false};
			this.#conf = new Conf<Remembered>({cwd: folder, configFileMode: 0o600, ...names});
			this.#remembered = {...this.#conf.store};
			accessSync(folder, constants.W_OK);
		} catch (error) {
			this.warning = `settings will not be remembered: ${this.file} ${refusalInWords(error, 'a file')}`;
		}
	}

	get remembered(): Remembered {
		return this.#remembered;
	}

	/** Remembers some more. A disk that refuses is not worth stopping a session for. */
	remember(change: Remembered): void {
		this.#remembered = {...this.#remembered, ...change};
		try {
			this.#conf?.set(change);
		} catch {
			// What is not remembered is asked for again next time.
		}
	}
}

type Found = {
	/** What to say of it; empty where all is well. */
	readonly warning: string;
	/** It is damaged and stays where it is. */
	readonly isInTheWay: boolean;
};

const nothingWrong: Found = {warning: '', isInTheWay: false};

/** Renames a file that is no settings of ours. */
function setDamagedAside(file: string, stamp: string): Found {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch {
		return nothingWrong;
	}
	const why = faultOf(text);
	if (why === '') return nothingWrong;
	const aside = `${file}.damaged-${stamp}`;
	try {
		renameSync(file, aside);
		return {warning: `the settings were damaged (${why}) and set aside as ${aside}`, isInTheWay: false};
	} catch {
		return {warning: `the settings in ${file} are damaged (${why}) and left alone: nothing will be remembered`, isInTheWay: true};
	}
}

function faultOf(text: string): string {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return 'no JSON';
	}
	if (!isObject(value)) return 'no JSON object';
	const wrong = Object.entries(checks).find(([key, isRight]) => key in value && !isRight(value[key]));
	return wrong === undefined ? '' : `"${wrong[0]}" is out of range`;
}
