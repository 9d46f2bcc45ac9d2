/* The world around a command: what it says is kept, signals come when a test sends them, time stands still until it is moved. */

import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {onTestFinished, vi} from 'vitest';
import type {Environment} from '../../source/commands/environment.ts';
import {ManualClock} from './manual-clock.ts';
import {Waiting} from './waiting.ts';

export class CommandStage {
	readonly clock = new ManualClock();
	/** Lines to standard output and to standard error. */
	readonly lines: string[] = [];
	readonly complaints: string[] = [];
	/** An empty folder of the test's own, which also holds the log. */
	readonly folder = mkdtempSync(path.join(tmpdir(), 'obi-tui-'));
	readonly environment: Environment;
	readonly #waiting = new Waiting();
	readonly #listeners = new Set<(name: string) => void>();
	#readerGone: () => void = () => {};

	constructor({isTerminal = false}: {readonly isTerminal?: boolean} = {}) {
		this.environment = {
			clock: this.clock,
			isTerminal,
			write: (line) => this.#hear(this.lines, line),
			complain: (line) => this.#hear(this.complaints, line),
			onSignal: (callback) => {
				this.#listeners.add(callback);
				this.#waiting.changed();
				return () => {
					this.#listeners.delete(callback);
				};
			},
			onReaderGone: (callback) => {
				this.#readerGone = callback;
			},
			onFault: () => {},
		};
		vi.stubEnv('XDG_STATE_HOME', path.join(this.folder, 'state'));
		vi.stubEnv('XDG_CONFIG_HOME', path.join(this.folder, 'config'));
		onTestFinished(() => {
			vi.unstubAllEnvs();
			rmSync(this.folder, {recursive: true, force: true});
		});
	}

	/** How many wait for a signal. */
	get listening(): number {
		return this.#listeners.size;
	}

	file(name: string): string {
		return path.join(this.folder, name);
	}

	signal(name: string): void {
		for (const listener of [...this.#listeners]) listener(name);
	}

	leave(): void {
		this.#readerGone();
	}

	/** Resolves once so many lines have been written. */
	async untilLines(count: number): Promise<void> {
		await this.#waiting.until(() => this.lines.length >= count);
	}

	/** Resolves once somebody waits for a signal. */
	async untilListening(): Promise<void> {
		await this.#waiting.until(() => this.listening > 0);
	}

	#hear(into: string[], line: string): void {
		into.push(line);
		this.#waiting.changed();
	}
}
