/* The program: reads the command line, runs the command, and turns whatever went wrong into words and an exit code. */

import process from 'node:process';
import {type Arguments, helpText, parseArguments} from './commands/arguments.ts';
import type {Environment} from './commands/environment.ts';
import {exitCodeOf, FailureError, isSpoken} from './commands/failure.ts';
import {printable} from './commands/printable.ts';
import {systemClock} from './feeds/clock.ts';
import {LogFile} from './files/log-file.ts';
import {logFile} from './files/paths.ts';
import {programVersion} from './files/program-version.ts';
import {refusalInWords} from './files/recording-errors.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let undoBeforeFault: () => void = () => {};
let readerGone: () => void = () => process.exit(0);

const environment: Environment = {
	clock: systemClock,
	// On a dumb one nothing can be drawn: lines, then, as for a pipe.
	isTerminal: process.stdout.isTTY === true && process.stdin.isTTY === true && process.env['TERM'] !== 'dumb',
	write: (line) => process.stdout.write(`${printable(line)}\n`),
	complain: (line) => process.stderr.write(`${printable(line)}\n`),
	onSignal(callback) {
		const listeners = signals.map((name) => [name, () => callback(name)] as const);
		for (const [name, listener] of listeners) process.on(name, listener);
		return () => {
			for (const [name, listener] of listeners) process.off(name, listener);
		};
	},
	onReaderGone(callback) {
		readerGone = callback;
	},
	onFault(undo) {
		undoBeforeFault = undo;
	},
};

/** Says what went wrong: in its own words where they were written for a person, in one sentence and the log's name where they were not. */
function fail(error: unknown): never {
	undoBeforeFault();
	if (isSpoken(error)) {
		environment.complain(`obi-tui: ${error.message}`);
		process.exit(exitCodeOf(error));
	}
	const log = new LogFile(logFile(), 'error');
	log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
	const what = error instanceof Error ? error.message : String(error);
	environment.complain(`obi-tui stopped, by a fault of its own: ${what.split('\n', 1)[0]}. Details are in ${log.file}`);
	process.exit(1);
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
process.stdout.on('error', (error) => {
	// A pipe whose reader left, or a terminal that was closed.
	if ('code' in error && (error.code === 'EPIPE' || error.code === 'EIO')) readerGone();
	else fail(new FailureError(`standard output ${refusalInWords(error)}`));
});
// A file that may grow no larger is said in words, as a disk is that is full; left alone, the signal kills.
if (process.platform !== 'win32') process.on('SIGXFSZ', () => {});
// Where nobody hears complaints there is nothing left to say.
process.stderr.on('error', () => {});

async function run(given: Arguments): Promise<number> {
	if (given.isHelp) {
		environment.write(helpText(given.command));
		return 0;
	}
	if (given.isVersion) {
		environment.write(programVersion);
		return 0;
	}
	// Each command brings libraries of its own: only what is run is loaded.
	switch (given.command) {
		case 'record':
			return (await import('./commands/record.ts')).record(given, environment);
		case 'verify':
			return (await import('./commands/verify.ts')).verify(given, environment.write);
		case 'snapshot':
			return (await import('./commands/snapshot.ts')).snapshot(given, environment);
		case 'collect':
			return (await import('./commands/collect.ts')).collect(given, environment);
		case 'export':
			return (await import('./commands/export.ts')).exportTable(given, environment);
		case 'moments':
			return (await import('./commands/moments.ts')).moments(given, environment);
		case 'metrics':
			return (await import('./commands/metrics.ts')).metrics(given, environment.write);
		case 'fit':
			return (await import('./commands/fit.ts')).fit(given, environment);
		case 'info':
			return (await import('./commands/info.ts')).info(given, environment);
		case undefined:
			return (await import('./commands/watch.ts')).watch(given, environment);
	}
}

try {
	process.exitCode = await run(parseArguments(process.argv.slice(2)));
} catch (error) {
	fail(error);
}
