/* Loaded into the program by NODE_OPTIONS: notes which build of React it ran with, in the file `react` of the working folder. */

import {writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import process from 'node:process';

process.on('exit', () => {
	// What was only searched for the names it exports stands here too, but was never run.
	const modules = Object.values(createRequire(import.meta.url).cache).filter((each) => each?.loaded === true);
	const loaded = modules.map((each) => path.basename(each?.filename ?? ''));
	writeFileSync('react', loaded.filter((name) => /^react\.(production|development)/.test(name)).join(' '));
});
