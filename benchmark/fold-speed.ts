/* How fast a recording folds: frames a second of `obi-tui verify`, as it says itself, over several runs of the built program. */

import {execFileSync} from 'node:child_process';
import {tmpdir} from 'node:os';
import process from 'node:process';
import {plainEnvironment, program, requireBuild} from '../test/support/pseudo-terminal.ts';
import {median, print, readCommandLine, rounded} from './report.ts';

const runs = 5;

const {file, isJson} = readCommandLine();
requireBuild();
const speeds: number[] = [];
const seconds: number[] = [];
let frames = 0;
for (let run = 0; run < runs; run++) {
	const startedAt = performance.now();
	const findings: {frames: number; framesPerSecond: number} = JSON.parse(
		execFileSync(process.execPath, [program, 'verify', '--json', file], {encoding: 'utf8', env: plainEnvironment(tmpdir())}),
	);
	seconds.push((performance.now() - startedAt) / 1000);
	speeds.push(findings.framesPerSecond);
	frames = findings.frames;
}
print(
	file,
	[
		{name: 'frames', value: frames, unit: ''},
		{name: `frames a second, most of ${runs}`, value: Math.max(...speeds), unit: '/s'},
		{name: `frames a second, median of ${runs}`, value: median(speeds), unit: '/s'},
		{name: `the whole command, median of ${runs}`, value: rounded(median(seconds), 2), unit: 's'},
	],
	isJson,
);
