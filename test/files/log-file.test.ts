import {mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {LogFile, type LogLevel} from '../../source/files/log-file.ts';
import {fileOf, temporaryDirectory} from './kit.ts';

/** The lines of a log, their times cut off after they were looked at. */
function linesOf(file: string): string[] {
	return readFileSync(file, 'utf8')
		.trimEnd()
		.split('\n')
		.map((line) => line.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /, ''));
}

const levels: ReadonlyArray<readonly [LogLevel, readonly string[]]> = [
	['error', ['error one']],
	['info', ['error one', 'info two']],
	['debug', ['error one', 'info two', 'debug three']],
];

test.each(levels)('at level %s, what is less important is left out', (level, lines) => {
	const log = new LogFile(path.join(temporaryDirectory(), 'a', 'b', 'obi-tui.log'), level);
	log.error('one');
	log.info('two');
	log.debug('three');
	expect(linesOf(log.file)).toEqual(lines);
	expect((statSync(log.file).mode & 0o777).toString(8)).toBe('600');
});

test('nothing is made before there is something to say', () => {
	const folder = temporaryDirectory();
	const log = new LogFile(path.join(folder, 'log', 'obi-tui.log'), 'error');
	log.info('all is well');
	expect(() => statSync(path.join(folder, 'log'))).toThrow('ENOENT');
});

test('a text of several lines is indented, so that every event begins a line', () => {
	const log = new LogFile(path.join(temporaryDirectory(), 'obi-tui.log'), 'info');
	log.error('Error: x\n    at y\n    at z');
	log.info('next');
	expect(readFileSync(log.file, 'utf8')).toMatch(/Z error Error: x\n {6}at y\n {6}at z\n\S+Z info next\n$/);
});

test('a file beyond 5 MiB is set aside as .1, over the one before', () => {
	const file = fileOf('obi-tui.log', Buffer.alloc(5 * 1024 * 1024 + 1, 'x'));
	writeFileSync(`${file}.1`, 'older');
	const log = new LogFile(file, 'info');
	log.info('fresh');
	expect(linesOf(file)).toEqual(['info fresh']);
	expect(statSync(`${file}.1`).size).toBe(5 * 1024 * 1024 + 1);
	log.info('again');
	expect(linesOf(file)).toEqual(['info fresh', 'info again']);
});

test('a place that cannot be written to is no reason to stop', () => {
	const folder = temporaryDirectory();
	const isDirectory = path.join(folder, 'directory');
	mkdirSync(isDirectory);
	for (const file of [path.join(fileOf('file', ''), 'obi-tui.log'), isDirectory, '/dev/full']) {
		const log = new LogFile(file, 'info');
		log.error('one');
		log.error('two');
	}
	const log = new LogFile(path.join(folder, 'log', 'obi-tui.log'), 'info');
	log.info('one');
	rmSync(folder, {recursive: true});
	log.info('two');
	expect(linesOf(log.file)).toEqual(['info two']);
});
