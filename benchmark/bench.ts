/* Runs a benchmark by its name: `npm run bench -- book --quick`. */

import process from 'node:process';

const benchmarks: Readonly<Record<string, () => Promise<unknown>>> = {
	book: async () => (await import('./book/run.ts')).run(process.argv.slice(3)),
	metrics: async () => (await import('./metrics/run.ts')).run(process.argv.slice(3)),
	socket: async () => (await import('./socket/run.ts')).run(process.argv.slice(3)),
};

const name = process.argv[2];
const benchmark = benchmarks[name ?? ''];
if (benchmark === undefined) {
	console.error(
		`${name === undefined ? 'No benchmark named' : `"${name}" is no benchmark`}. There is: ${Object.keys(benchmarks).join(', ')}.`,
	);
	process.exitCode = 1;
} else await benchmark();
