/* Loaded into the program by NODE_OPTIONS: notes which build of React it ran with, in the file `react` of the working folder. */

import {writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import process from 'node:process';

process.on('exit', () => {
	const loaded = Object.keys(createRequire(import.meta.url).cache).map((file) => path.basename(file));
	writeFileSync('react', loaded.filter((name) => /^react\.(production|development)/.test(name)).join(' '));
});
