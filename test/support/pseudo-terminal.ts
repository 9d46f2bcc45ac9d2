/*
Runs a command in a real pseudo-terminal, which util-linux `script` makes, and keeps the screen that its bytes draw. Keys, sizes and signals reach the
command as they would from a terminal. Waiting is for what stands on the screen, never for time to pass.
*/

import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {Readable} from 'node:stream';
import {promisify} from 'node:util';
import xterm from '@xterm/headless';
import {Waiting} from './waiting.ts';

export type Size = {readonly columns: number; readonly rows: number};

export type PseudoTerminalOptions = {
	/** What follows `node` on the command line. */
	readonly words: readonly string[];
	/** Working folder, which also holds settings and log. A new one, removed by `close`, unless given. */
	readonly folder?: string;
	readonly size?: Size;
	/** Over the environment of a plain colour terminal; undefined takes a variable away. */
	readonly environment?: Readonly<Record<string, string | undefined>>;
	/** Ends the command with a pipe or a redirection, in the words of the shell. */
	readonly tail?: string;
	/** Called with all that comes out, as it comes. */
	readonly onOutput?: (text: string) => void;
};

/** How a command ended, and what the line discipline of its terminal looked like then. */
export type Ending = {readonly code: number | null; readonly stty: string};

/** Stands on the screen before the program starts, as the last command of a person would. */
export const lineBefore = 'what stood here before';

/** The built program. */
export const program = path.join(import.meta.dirname, '../../bin/obi-tui.cjs');

/** Says what to do where there is no build, rather than to let every test run into its deadline. */
export function requireBuild(): void {
	if (!existsSync(path.join(import.meta.dirname, '../../dist/cli.js'))) {
		throw new Error('dist/cli.js is missing: run `npm run build` first, these tests run the built program.');
	}
}

/** The environment of a person at a colour terminal, whatever runs the tests; settings and log go to `folder`. */
export function plainEnvironment(folder: string, changes: PseudoTerminalOptions['environment'] = {}): Record<string, string> {
	const environment = {
		...Object.fromEntries(Object.entries(process.env).filter(([name]) => !marksOfTests.test(name))),
		TERM: 'xterm-256color',
		COLORTERM: 'truecolor',
		LANG: 'C.UTF-8',
		LC_ALL: 'C.UTF-8',
		SHELL: '/bin/sh',
		XDG_STATE_HOME: path.join(folder, 'state'),
		XDG_CONFIG_HOME: path.join(folder, 'config'),
		...changes,
	};
	return Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** By these, programs tell that no person looks; `CI=false` still takes the colours away. */
const marksOfTests = /^(CI|CI_.*|CONTINUOUS_INTEGRATION|NO_COLOR|FORCE_COLOR|NODE_ENV|NODE_OPTIONS|VITEST.*)$/;

export class PseudoTerminal {
	/** Where the command works. */
	readonly folder: string;
	/** All bytes that came out so far. */
	output = '';
	readonly #emulator: InstanceType<typeof xterm.Terminal>;
	readonly #script: ChildProcess;
	readonly #waiting = new Waiting();
	readonly #ownsFolder: boolean;
	readonly #ended: Promise<Ending>;
	readonly #gone: Promise<void>;
	#ending: Ending | undefined;

	constructor({words, folder, size = {columns: 120, rows: 36}, environment, tail = '', onOutput}: PseudoTerminalOptions) {
		this.#ownsFolder = folder === undefined;
		this.folder = folder ?? mkdtempSync(path.join(tmpdir(), 'obi-tui-'));
		this.#emulator = new xterm.Terminal({cols: size.columns, rows: size.rows, allowProposedApi: true, convertEol: false});
		const node = [process.execPath, ...words].map(quoted).join(' ');
		// The inner shell becomes the program and so has its id; the outer one lives on to see what the program left behind.
		const inner = `echo $$ > pid; exec ${node}`;
		const prepare = `stty cols ${size.columns} rows ${size.rows}; tty > tty; echo '${lineBefore}'`;
		const outer = `${prepare}; sh -c ${quoted(inner)} ${tail}; code=$?; stty -a > stty; exit $code`;
		this.#script = spawn('script', ['-qefc', outer, '/dev/null'], {
			cwd: this.folder,
			env: plainEnvironment(this.folder, environment),
			// Every process of the terminal holds the last one open: its end tells that none is left.
			stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
		});
		this.#gone = new Promise((resolve) => {
			const last = this.#script.stdio[3];
			last?.on('close', resolve);
			if (last instanceof Readable) last.resume();
		});
		const hangUp = () => this.#script.kill();
		process.once('exit', hangUp);
		this.#script.stdin?.on('error', () => {});
		this.#script.stdout?.setEncoding('utf8').on('data', (text: string) => {
			onOutput?.(text);
			this.output += text;
			this.#emulator.write(text, () => this.#waiting.changed());
		});
		this.#ended = new Promise((resolve, reject) => {
			this.#script.on('error', reject);
			this.#script.on('close', (code) => {
				process.off('exit', hangUp);
				this.#emulator.write('', () => {
					this.#ending = {code, stty: this.#read('stty')};
					this.#waiting.changed();
					resolve(this.#ending);
				});
			});
		});
		this.#ended.catch(() => {});
	}

	/** What stands on the screen, blanks at the ends of lines cut off. */
	get lines(): string[] {
		const {active} = this.#emulator.buffer;
		return Array.from(
			{length: this.#emulator.rows},
			(_, row) =>
				active
					.getLine(active.baseY + row)
					?.translateToString(true)
					.trimEnd() ?? '',
		);
	}

	get screen(): string {
		return this.lines.join('\n');
	}

	/** The cells, for whoever wants colours. */
	get emulator(): InstanceType<typeof xterm.Terminal> {
		return this.#emulator;
	}

	get isAlternate(): boolean {
		return this.#emulator.buffer.active.type === 'alternate';
	}

	/** Of the program, not of the shell around it. */
	get processId(): number {
		return Number(this.#read('pid'));
	}

	press(keys: string): void {
		this.#script.stdin?.write(keys);
	}

	signal(name: NodeJS.Signals): void {
		process.kill(this.processId, name);
	}

	/** Changes the size of terminal and screen, of which the kernel tells the program. */
	async resize({columns, rows}: Size): Promise<void> {
		this.#emulator.resize(columns, rows);
		await promisify(execFile)('stty', ['-F', this.#read('tty').trim(), 'cols', String(columns), 'rows', String(rows)]);
	}

	/**
	 * Resolves with the first screen that holds this: the one now shown may be a later one already. Rejects, saying
	 * what the screen is, when the program ends before or the time is up.
	 */
	async until(what: string | RegExp | ((screen: string) => boolean), withinMillis = 15_000): Promise<string> {
		const holds = () => {
			// The bytes of a frame may come in two parts: half a frame is nothing that anybody sees.
			if (this.#emulator.modes.synchronizedOutputMode) return false;
			const {screen} = this;
			return typeof what === 'function' ? what(screen) : typeof what === 'string' ? screen.includes(what) : what.test(screen);
		};
		let held: string | undefined;
		let isLate = false;
		const deadline = setTimeout(() => {
			isLate = true;
			this.#waiting.changed();
		}, withinMillis);
		await this.#waiting.until(() => {
			if (holds()) held = this.screen;
			return held !== undefined || isLate || this.#ending !== undefined;
		});
		clearTimeout(deadline);
		if (held !== undefined) return held;
		const why = isLate ? `not within ${withinMillis} ms` : `the program ended with ${this.#ending?.code} before`;
		throw new Error(`Waited for ${what}: ${why}. The screen is:\n${this.screen}`);
	}

	/** Resolves when the program has ended. */
	ended(withinMillis = 15_000): Promise<Ending> {
		return this.#within(this.#ended, withinMillis);
	}

	/** Closes the terminal under the program, as closing its window does. Resolves when nothing that ran in it is left. */
	hangUp(withinMillis = 15_000): Promise<void> {
		this.#script.kill('SIGKILL');
		return this.#within(this.#gone, withinMillis);
	}

	/** Ends what still runs, and removes the folder if it was made here. */
	async close(): Promise<void> {
		if (this.#ending === undefined) {
			const {processId} = this;
			if (processId > 0 && isRunning(processId)) process.kill(processId, 'SIGKILL');
			else this.#script.kill();
			await this.#ended.catch(() => {});
		}
		this.#emulator.dispose();
		if (this.#ownsFolder) rmSync(this.folder, {recursive: true, force: true});
	}

	async #within<Value>(promise: Promise<Value>, millis: number): Promise<Value> {
		const late = Promise.withResolvers<never>();
		const deadline = setTimeout(() => late.reject(new Error(`Not ended within ${millis} ms. The screen is:\n${this.screen}`)), millis);
		try {
			return await Promise.race([promise, late.promise]);
		} finally {
			clearTimeout(deadline);
		}
	}

	#read(name: string): string {
		const file = path.join(this.folder, name);
		return existsSync(file) ? readFileSync(file, 'utf8') : '';
	}
}

function quoted(word: string): string {
	return `'${word.replaceAll("'", "'\\''")}'`;
}

function isRunning(processId: number): boolean {
	try {
		return process.kill(processId, 0);
	} catch {
		return false;
	}
}
