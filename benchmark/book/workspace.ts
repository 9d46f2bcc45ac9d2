/*
Where a benchmark works: a temporary folder for its workloads and for the measuring program, and the processes that it starts there. All of it is gone
at the end, however that comes.
*/

import {type ChildProcess, execFile, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type {Job} from './jobs.ts';

const root = path.join(import.meta.dirname, '../..');
const compiler = path.join(root, 'node_modules/typescript/bin/tsc');

export class Workspace {
	readonly folder = mkdtempSync(path.join(tmpdir(), 'obi-tui-bench-'));
	readonly #program = path.join(this.folder, 'program/benchmark/book/child.js');
	readonly #running = new Set<ChildProcess>();

	constructor() {
		process.once('exit', () => this.#remove());
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
		this.#compile();
	}

	/** Runs one measurement in a process of its own. @throws Error with what the process said where it failed. */
	measure<Answer>(job: Job, flags: readonly string[] = []): Promise<Answer> {
		return new Promise((resolve, reject) => {
			const child = execFile(process.execPath, [...flags, this.#program, JSON.stringify(job)], (error, stdout, stderr) => {
				this.#running.delete(child);
				if (error === null) resolve(JSON.parse(stdout));
				else reject(new Error(`${job.subject}, ${job.kind} of ${job.workload.name}: ${errorIn(stderr) ?? error.message}`));
			});
			this.#running.add(child);
		});
	}

	/**
	The measuring program runs as JavaScript, as the installed program does. Node's own reading of TypeScript needs a WebAssembly memory, whose growth
	detaches a buffer, and from then on V8 checks every access to a typed array for that: some 8 % slower, for nothing that is to be measured.
	*/
	#compile(): void {
		const folder = path.join(this.folder, 'program');
		const {stdout, error} = spawnSync(process.execPath, [compiler, '-p', path.join(root, 'benchmark'), '--outDir', folder], {
			encoding: 'utf8',
		});
		if (!existsSync(this.#program)) throw new Error(`The benchmark could not be compiled: ${error?.message ?? stdout}`);
		writeFileSync(path.join(folder, 'package.json'), '{"type": "module"}');
	}

	#remove(): void {
		for (const child of this.#running) child.kill('SIGKILL');
		rmSync(this.folder, {recursive: true, force: true});
	}
}

/** The line that names the error, without the stack around it. */
function errorIn(text: string): string | undefined {
	return text.split('\n').find((line) => /^\w*Error\b/.test(line));
}
