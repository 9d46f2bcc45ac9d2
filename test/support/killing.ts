/*
The built program, killed while it records the demo. The moment is a line of its output: no sleep decides it, and whoever reads the output knows what
had been folded by then.
*/

import {spawn} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';
import process from 'node:process';
import {plainEnvironment, program} from './pseudo-terminal.ts';

export type Killing = {
	/** Its ending decides the form. */
	readonly file: string;
	readonly seed: number;
	/** Times real time. */
	readonly speed: number;
	/** It is killed as soon as so many lines of its output have come: the head, then one for each tenth of a second of the demo, and for each signal. */
	readonly lines: number;
};

/** Killed, with all whole lines that it had printed. */
export type Killed = Killing & {readonly printed: readonly string[]};

/**
Runs until the kill, and reads what is left in the pipe after it. A line stands in the pipe when the call that writes it returns, as long as the pipe is
not full, and all of them together are a small part of what it holds: so the last line is where the program was, to a tenth of a second of the demo.

@throws Error where the program ended by itself.
*/
export async function killAfter(killing: Killing): Promise<Killed> {
	const {file, seed, speed, lines} = killing;
	const folder = path.dirname(file);
	const words = ['BTCUSDT', '--demo', '--seed', `${seed}`, '--speed', `${speed}`, '--interval', '0.1', '--record', file];
	const child = spawn(process.execPath, [program, ...words], {
		cwd: folder,
		env: plainEnvironment(folder),
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let [text, complaints] = ['', ''];
	let count = 0;
	child.stdout.setEncoding('utf8').on('data', (piece: string) => {
		text += piece;
		count += piece.split('\n').length - 1;
		if (count >= lines) child.kill('SIGKILL');
	});
	child.stderr.setEncoding('utf8').on('data', (piece: string) => {
		complaints += piece;
	});
	const [code, signal] = await once(child, 'close');
	if (signal !== 'SIGKILL') throw new Error(`${path.basename(file)}, seed ${seed}: ended by itself with ${code}: ${complaints}`);
	return {...killing, printed: text.split('\n').slice(0, -1)};
}
