/* Makes the two recordings of this folder again: the same synthetic market, the same moments. */

import {execFileSync} from 'node:child_process';
import {rmSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const folder = import.meta.dirname;
const program = path.join(folder, '../bin/obi-tui.cjs');

for (const [name, seed, start] of [
	['calm', '11', '2026-01-05T09:00:00Z'],
	['sweeps', '12', '2026-01-05T14:30:00Z'],
] as const) {
	const file = path.join(folder, `${name}.jsonl.zst`);
	rmSync(file, {force: true});
	const words = ['record', '--demo', '--seed', seed, '--minutes', '3', '--scenario', name, '--start', start, '--out', file];
	execFileSync(process.execPath, [program, ...words], {stdio: 'inherit'});
}
