/* Where the real recordings are, which are no part of the repository: tests that need one are skipped where it is missing. */

import {existsSync} from 'node:fs';
import {join} from 'node:path';

const folder = process.env['OBI_TUI_DATA'] ?? join(import.meta.dirname, '../../../shared/data');

/** The path of a data file; undefined where it is not here. */
export function dataFile(name: string): string | undefined {
	const path = join(folder, name);
	return existsSync(path) ? path : undefined;
}
