/*
What the screen costs: the share of one core that the built program takes at 120×36 and 12 frames a second while a recording runs as fast as it was
lived, and how long it takes from the command to the first frame. Linux only: it needs util-linux `script` and /proc.
*/

import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {PseudoTerminal, program, requireBuild} from '../test/support/pseudo-terminal.ts';
import {type Measure, median, print, readCommandLine, rounded} from './report.ts';

const warmUpSeconds = 10;
const measuredSeconds = 40;
const starts = 5;
/** Ends what is shown at once, https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036 */
const endOfFrame = '\u001b[?2026l';

const {file, isJson} = readCommandLine();
requireBuild();
const words = [program, '--replay', file];
const cache = mkdtempSync(path.join(tmpdir(), 'obi-tui-cache-'));
const environment = {NODE_COMPILE_CACHE: cache};
try {
	const cold = await timeStart();
	const warm: Start[] = [];
	for (let start = 0; start < starts; start++) warm.push(await timeStart());
	const frames = warm.map(({frame}) => frame);
	const books = warm.map(({book}) => book);
	const measures: Measure[] = [
		{name: 'first frame, first start after a build', value: rounded(cold.frame), unit: 'ms'},
		{name: `first frame, least of ${starts}`, value: rounded(Math.min(...frames)), unit: 'ms'},
		{name: `first frame, median of ${starts}`, value: rounded(median(frames)), unit: 'ms', target: 500},
		{name: `first book, median of ${starts}`, value: rounded(median(books)), unit: 'ms'},
		...(await costOfRunning()),
	];
	print(file, measures, isJson);
} finally {
	rmSync(cache, {recursive: true});
}

type Start = {readonly frame: number; readonly book: number};

/** ms from the command to the last byte of the first frame, and to that of the first with a book in it; the shell and `script` included. */
async function timeStart(): Promise<Start> {
	let output = '';
	let frame = Number.NaN;
	let book = Number.NaN;
	const startedAt = performance.now();
	const terminal = new PseudoTerminal({
		words,
		environment,
		onOutput(text) {
			output += text;
			const isPainted = (word: string) => output.indexOf(endOfFrame, output.indexOf(word)) > output.indexOf(word);
			if (Number.isNaN(frame) && output.includes('LADDER') && isPainted('LADDER')) frame = performance.now() - startedAt;
			if (Number.isNaN(book) && output.includes('IN STEP') && isPainted('IN STEP')) book = performance.now() - startedAt;
		},
	});
	await terminal.until('IN STEP');
	// A proper end writes the compile cache.
	terminal.press('q');
	await terminal.ended();
	await terminal.close();
	return {frame, book};
}

async function costOfRunning(): Promise<Measure[]> {
	let bytes = 0;
	const terminal = new PseudoTerminal({
		words,
		environment,
		onOutput(text) {
			bytes += Buffer.byteLength(text);
		},
	});
	await terminal.until('IN STEP');
	await sleep(warmUpSeconds * 1000);
	const before = {cpu: cpuSeconds(terminal.processId), bytes, at: performance.now()};
	await sleep(measuredSeconds * 1000);
	const seconds = (performance.now() - before.at) / 1000;
	const share = (cpuSeconds(terminal.processId) - before.cpu) / seconds;
	const memory = residentMegabytes(terminal.processId);
	const flow = (bytes - before.bytes) / seconds;
	terminal.press('q');
	await terminal.ended();
	await terminal.close();
	return [
		{name: `CPU over ${measuredSeconds} s, share of one core`, value: rounded(share * 100, 1), unit: '%', target: 8},
		{name: 'resident memory after that', value: rounded(memory), unit: 'MB'},
		{name: 'to the terminal', value: rounded(flow / 1000, 1), unit: 'kB/s'},
	];
}

/** User and system time of all threads, in the kernel's hundredths of a second. See proc(5). */
function cpuSeconds(processId: number): number {
	const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / 100;
}

function residentMegabytes(processId: number): number {
	return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1]) / 1000;
}
