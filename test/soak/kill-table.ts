/* `npm run soak -- --kills N`: kills a recording program so many times, and prints what survived. */

import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {type Finding, killMany} from './kills.ts';

const mostFailuresTold = 20;

/** Returns whether every recording survived. The files are removed, unless one did not. */
export async function soakKills(kills: number, seed: number): Promise<boolean> {
	const startedAt = performance.now();
	const folder = mkdtempSync(path.join(tmpdir(), 'obi-tui-kills-'));
	let done = 0;
	const findings = await killMany(kills, seed, folder, {
		onFinding: () => {
			if (process.stderr.isTTY) process.stderr.write(`\r${++done} of ${kills} kills`);
		},
	});
	if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
	const speeds = [...new Set(findings.map(({speed}) => speed))].toSorted((one, other) => one - other);
	console.log(
		`Seeds ${seed} to ${seed + kills - 1}: the demo, recorded at ${speeds.join(', ')} times real time, killed by SIGKILL. What is lost, is lost at most.\n`,
	);
	for (const line of tableOf(findings)) console.log(line);
	console.log(`\n${((performance.now() - startedAt) / 1000).toFixed(1)} seconds`);
	const complaints = findings.flatMap((finding) => finding.complaints);
	for (const complaint of complaints.slice(0, mostFailuresTold)) console.error(`\n${complaint}`);
	if (complaints.length === 0) rmSync(folder, {recursive: true});
	else console.error(`\nThe files are in ${folder}. One of them again: npm run soak -- --kills 1 --seed ITS_SEED`);
	return complaints.length === 0;
}

type Cell = readonly [head: string, value: (group: readonly Finding[]) => string];

const most = (values: readonly number[]): number => values.reduce((one, other) => Math.max(one, other), 0);

const cells: readonly Cell[] = [
	['kills', (group) => String(group.length)],
	['survived', (group) => String(group.filter(({complaints}) => complaints.length === 0).length)],
	['bytes', (group) => group.reduce((sum, {bytes}) => sum + bytes, 0).toLocaleString('en-US')],
	['frames kept', (group) => group.reduce((sum, {frames}) => sum + frames, 0).toLocaleString('en-US')],
	['frames lost', (group) => String(most(group.map(({framesLost}) => framesLost)))],
	['demo s lost', (group) => most(group.map(({secondsLost}) => secondsLost)).toFixed(3)],
	['real s lost', (group) => most(group.map(({secondsLost, speed}) => secondsLost / speed)).toFixed(3)],
	['cut', (group) => String(group.filter(({ending}) => ending === 'cut').length)],
	['truncated', (group) => String(group.filter(({ending}) => ending === 'truncated').length)],
];

/** A line for each form, and one for all of them. */
function tableOf(findings: readonly Finding[]): string[] {
	const groups = [...Map.groupBy(findings, ({form}) => form)].toSorted(([one], [other]) => (one < other ? -1 : 1));
	const row = (name: string, texts: readonly string[]) =>
		[name.padEnd(10), ...texts.map((text, index) => text.padStart(Math.max(cells[index]?.[0].length ?? 0, 10) + 2))].join('');
	return [
		row(
			'form',
			cells.map(([head]) => head),
		),
		...[...groups, ['all', findings] as const].map(([name, group]) =>
			row(
				name,
				cells.map(([, value]) => value(group)),
			),
		),
	];
}
