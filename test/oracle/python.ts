/* The oracle's Python: the first that has pandas and numpy. */

import {execFileSync} from 'node:child_process';
import {join} from 'node:path';

const script = join(import.meta.dirname, 'oracle.py');

const python = ['/usr/bin/python3', 'python3'].find((candidate) => {
	try {
		execFileSync(candidate, ['-c', 'import numpy, pandas'], {stdio: 'ignore'});
		return true;
	} catch {
		return false;
	}
});

/** A run that is to prove everything says so: then a missing oracle is a failure. */
const isRequired = process.env['OBI_TUI_ORACLE'] === 'required';

/** Why the oracle is not asked; undefined where it can be. */
export const whyNoOracle = python === undefined && !isRequired ? 'python3 with pandas and numpy is not installed' : undefined;

/** What the oracle prints. @throws Error where it fails, or there is none. */
export function askOracle(...words: readonly string[]): string {
	if (python === undefined) throw new Error('The oracle needs python3 with pandas and numpy: apt-get install python3-pandas python3-numpy');
	return execFileSync(python, [script, ...words], {encoding: 'utf8', maxBuffer: 1 << 28});
}
