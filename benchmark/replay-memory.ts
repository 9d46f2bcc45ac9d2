/*
What a day takes: `npm run bench:memory -- [HOURS]`. So many hours (24) of the demo are recorded to a temporary file, as fast as it goes, and replayed at full
speed on a screen of 120×36, with the past behind it. Memory is what the kernel says is resident, hour by hour of the recording. Linux only.
*/

import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {PseudoTerminal, plainEnvironment, program, requireBuild} from '../test/support/pseudo-terminal.ts';

const hours = Number(process.argv[2] ?? 24);
requireBuild();
const folder = mkdtempSync(path.join(tmpdir(), 'obi-tui-memory-'));
try {
	const file = path.join(folder, 'day.jsonl.zst');
	const begin = ['--start', '2026-01-01T00:00:00Z', '--seed', '9', '--minutes', String(hours * 60), '--out', file];
	execFileSync(process.execPath, [program, 'record', '--demo', ...begin], {env: plainEnvironment(folder), stdio: 'inherit'});
	console.log(`${hours} h of the demo, ${(statSync(file).size / 1e6).toFixed(0)} MB, Node ${process.versions.node}`);
	const terminal = new PseudoTerminal({words: [program, '--replay', file, '--speed', 'max'], folder});
	const startedAt = performance.now();
	for (let hour = 1; hour <= hours; hour++) {
		// The day is over at its end.
		const isReached = (screen: string) => Number(/(\d\d):\d\d:\d\d(?:\.\d+)?Z/.exec(screen)?.[1]) >= hour || screen.includes('ENDED');
		await terminal.until(isReached, 3_600_000);
		const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
		console.log(`${String(hour).padStart(4)} h  ${residentMegabytes(terminal.processId).toFixed(0).padStart(5)} MB  after ${seconds} s`);
	}
	await terminal.until('ENDED', 3_600_000);
	console.log(
		`ended  ${residentMegabytes(terminal.processId).toFixed(0).padStart(5)} MB  ${/hash \S+.*?✔/.exec(terminal.screen)?.[0] ?? ''}`,
	);
	terminal.press('q');
	await terminal.ended();
	await terminal.close();
} finally {
	rmSync(folder, {recursive: true});
}

function residentMegabytes(processId: number): number {
	return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1]) / 1000;
}
