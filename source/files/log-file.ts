/* The log file: a line an event, UTC. A program that draws on the terminal has nowhere else to speak. It never fails the program. */

import {appendFileSync, mkdirSync, renameSync, statSync} from 'node:fs';
import path from 'node:path';

const levels = ['error', 'info', 'debug'] as const;
export type LogLevel = (typeof levels)[number];

const largest = 5 * 1024 * 1024;

export class LogFile {
	readonly file: string;
	readonly #level: number;
	#isUsable = true;

	constructor(file: string, level: LogLevel) {
		this.file = file;
		this.#level = levels.indexOf(level);
	}

	error(text: string): void {
		this.#write('error', text);
	}

	info(text: string): void {
		this.#write('info', text);
	}

	debug(text: string): void {
		this.#write('debug', text);
	}

	#write(level: LogLevel, text: string): void {
		if (!this.#isUsable || levels.indexOf(level) > this.#level) return;
		try {
			mkdirSync(path.dirname(this.file), {recursive: true});
			this.#rotate();
			appendFileSync(this.file, `${new Date().toISOString()} ${level} ${text.replaceAll('\n', '\n  ')}\n`, {mode: 0o600});
		} catch {
			this.#isUsable = false;
		}
	}

	#rotate(): void {
		const size = statSync(this.file, {throwIfNoEntry: false})?.size ?? 0;
		if (size > largest) renameSync(this.file, `${this.file}.1`);
	}
}
