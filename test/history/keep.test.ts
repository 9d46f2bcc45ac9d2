/* Where the past is put: into memory, or into a file without a name. */

import {execFile} from 'node:child_process';
import {mkdirSync, readdirSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {promisify} from 'node:util';
import {describe, expect, test} from 'vitest';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {memoryKeep, SpoolError, spoolKeep} from '../../source/history/keep.ts';
import {fileOf, temporaryDirectory} from '../files/kit.ts';

const random = new Random(1, 'bytes');
const noise = (length: number) => Buffer.from(Array.from({length}, () => random.below(256)));

describe.each([
	['memory', () => memoryKeep()],
	['a file', () => spoolKeep(temporaryDirectory())],
])('what is put into %s', (_, keepOf) => {
	test('comes back byte for byte, in whatever order it is read and however often', () => {
		const keep = keepOf();
		const all = [0, 1, 17, 70_000, 300_000].flatMap((length) => [noise(length), Buffer.alloc(length, 'x')]);
		const kept = all.map((bytes) => keep.put(bytes));
		for (const index of [9, 0, 3, 8, 1, 2, 7, 6, 4, 5, 9, 0]) expect(all[index]?.equals(kept[index]?.read() ?? noise(3))).toBe(true);
		keep.close();
	});

	test('is no more what it was put from: that may be used again', () => {
		const keep = keepOf();
		const bytes = Buffer.from('a frame that will be overwritten');
		const kept = keep.put(bytes);
		bytes.fill(0);
		const first = kept.read();
		expect(first.toString()).toBe('a frame that will be overwritten');
		first.fill(0);
		expect(kept.read().toString()).toBe('a frame that will be overwritten');
		keep.close();
	});

	test('takes the room that it takes compressed', () => {
		const keep = keepOf();
		expect(keep.put(Buffer.alloc(1_000_000, 'the same again ')).size).toBeLessThan(1000);
		expect(keep.put(noise(10_000)).size).toBeGreaterThanOrEqual(10_000);
		keep.close();
	});
});

test('the file has no name any more once it is there', () => {
	const folder = temporaryDirectory();
	const keep = spoolKeep(folder);
	expect(readdirSync(folder)).toEqual([]);
	const kept = keep.put(noise(100_000));
	expect(readdirSync(folder)).toEqual([]);
	expect(kept.read()).toHaveLength(100_000);
	keep.close();
	expect(readdirSync(folder)).toEqual([]);
});

test('a folder in which no file can be made is refused in words that say what to do', () => {
	const advice = 'A replay keeps what it has read there: make room, or name another folder in TMPDIR.';
	const missing = path.join(temporaryDirectory(), 'missing');
	const file = fileOf('file', '');
	expect(() => spoolKeep(missing)).toThrow(new SpoolError(missing, 'cannot be opened: there is no such file or directory'));
	expect(() => spoolKeep(missing)).toThrow(advice);
	expect(() => spoolKeep(file)).toThrow(new SpoolError(file, 'cannot be opened: a part of its path is a file, not a directory'));
});

test.skipIf(process.platform === 'win32')('a file that cannot grow is told in words, and what is in it can still be read', async () => {
	const folder = temporaryDirectory();
	const inner = path.join(folder, 'inner');
	mkdirSync(inner);
	const module = path.resolve(import.meta.dirname, '../../source/history/keep.ts');
	const program = `
		import {randomBytes} from 'node:crypto';
		const {spoolKeep} = await import(${JSON.stringify(module)});
		const keep = spoolKeep(${JSON.stringify(inner)});
		const kept = [];
		try {
			for (;;) kept.push(keep.put(randomBytes(100_000)));
		} catch (error) {
			console.log([error.name, error.message, kept.length > 0, kept.every((each) => each.read().length === 100_000)].join('\\n'));
		}`;
	const {stdout} = await promisify(execFile)('sh', [
		'-c',
		'ulimit -f 2000; exec "$0" --input-type=module -e "$1"',
		process.execPath,
		program,
	]);
	expect(stdout.trimEnd().split('\n')).toEqual([
		'SpoolError',
		new SpoolError(inner, 'cannot be written: it is as large as a file may be').message,
		'true',
		'true',
	]);
	expect(readdirSync(inner)).toEqual([]);
});
