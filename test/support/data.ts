/* Where the real recordings are, which are no part of the repository: tests that need one are skipped where there is no folder of them. */

import {existsSync} from 'node:fs';
import {join} from 'node:path';

const folder = [process.env['OBI_TUI_DATA'] ?? '', join(import.meta.dirname, '../../../shared/data')].find((candidate) =>
	existsSync(candidate),
);

/**
The path of a data file; undefined where there is no folder of recordings.

@throws Error where there is a folder, but without this file: an incomplete proof is none.
*/
export function dataFile(name: string): string | undefined {
	if (folder === undefined) return undefined;
	const path = join(folder, name);
	if (!existsSync(path)) throw new Error(`${name} is missing in ${folder}`);
	return path;
}
