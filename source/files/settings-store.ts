/*
What is remembered from one live session to the next: thresholds, levels, span, theme, and the price step of each ladder. Kept by `conf`, which
would throw or silently reset on a damaged file: so the file is read and checked before `conf` opens it, and a damaged one is set aside.
*/

import {readFileSync, renameSync} from 'node:fs';
import path from 'node:path';
import Conf from 'conf';

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

	/** @param stamp tells apart the damaged files that are set aside. */
	constructor(folder: string, stamp: string) {
		this.file = path.join(folder, 'config.json');
		let warning = setDamagedAside(this.file, stamp);
		try {
			this.#conf = new Conf<Remembered>({cwd: folder, configName: 'config', projectName: 'obi-tui', accessPropertiesByDotNotation: false});
		} catch (error) {
			warning = `settings cannot be kept in ${this.file}: ${error instanceof Error ? error.message : String(error)}`;
		}
		this.warning = warning;
	}

	get remembered(): Remembered {
		return this.#conf === undefined ? {} : {...this.#conf.store};
	}

	/** Remembers some more. A disk that refuses is not worth stopping a session for. */
	remember(change: Remembered): void {
		try {
			this.#conf?.set(change);
		} catch {
			// What is not remembered is asked for again next time.
		}
	}
}

/** Renames a file that is no settings of ours. Returns what to say of it, nothing where all is well. */
function setDamagedAside(file: string, stamp: string): string {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch {
		return '';
	}
	const why = faultOf(text);
	if (why === '') return '';
	const aside = `${file}.damaged-${stamp}`;
	try {
		renameSync(file, aside);
		return `the settings were damaged (${why}) and set aside as ${aside}`;
	} catch {
		return `the settings in ${file} are damaged (${why})`;
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

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
