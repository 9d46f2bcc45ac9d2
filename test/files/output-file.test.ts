import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {OutputFile} from '../../source/files/output-file.ts';
import {temporaryDirectory} from './kit.ts';

function refusalOf(action: () => unknown): string {
	try {
		action();
	} catch (error) {
		if (error instanceof Error && error.name === 'UnwritableFileError') return error.message;
		throw error;
	}
	throw new Error('is not refused');
}

test('a file has its name only once it is whole', () => {
	const folder = temporaryDirectory();
	const file = path.join(folder, 'x.csv');
	const output = new OutputFile(file);
	output.write('half');
	expect(existsSync(file)).toBe(false);
	output.write(Buffer.from(' and half'));
	output.seal();
	expect(existsSync(file)).toBe(false);
	output.publish();
	expect(readFileSync(file, 'utf8')).toBe('half and half');
	expect(readdirSync(folder)).toEqual(['x.csv']);
});

test('what stood there stays until then', () => {
	const file = path.join(temporaryDirectory(), 'x.csv');
	writeFileSync(file, 'before');
	const output = new OutputFile(file);
	output.write('after');
	expect(readFileSync(file, 'utf8')).toBe('before');
	output.publish();
	expect(readFileSync(file, 'utf8')).toBe('after');
});

test('what is abandoned leaves nothing, and what has its name keeps it', () => {
	const folder = temporaryDirectory();
	const output = new OutputFile(path.join(folder, 'x.csv'));
	output.write('half');
	output.abandon();
	output.abandon();
	expect(readdirSync(folder)).toEqual([]);
	const whole = new OutputFile(path.join(folder, 'y.csv'));
	whole.publish();
	whole.abandon();
	expect(readdirSync(folder)).toEqual(['y.csv']);
});

test('a link is followed, not replaced', () => {
	const folder = temporaryDirectory();
	writeFileSync(path.join(folder, 'there.csv'), 'before');
	symlinkSync('there.csv', path.join(folder, 'link.csv'));
	const output = new OutputFile(path.join(folder, 'link.csv'));
	output.write('after');
	output.publish();
	expect(readFileSync(path.join(folder, 'there.csv'), 'utf8')).toBe('after');
	expect(readFileSync(path.join(folder, 'link.csv'), 'utf8')).toBe('after');
});

test('little waits for the disk, however much is written', () => {
	const file = path.join(temporaryDirectory(), 'x.csv');
	const output = new OutputFile(file);
	const line = `${'x'.repeat(99)}\n`;
	let most = 0;
	for (let count = 0; count < 50_000; count++) {
		output.write(line);
		most = Math.max(most, output.pending);
	}
	expect(most).toBeLessThan(64 * 1024);
	output.publish();
	expect(readFileSync(file).length).toBe(5_000_000);
});

test('what cannot be written is said in words', () => {
	const folder = temporaryDirectory();
	const missing = path.join(folder, 'none', 'x.csv');
	expect(refusalOf(() => new OutputFile(missing))).toBe(`${missing} cannot be opened: there is no such file or directory`);
	mkdirSync(path.join(folder, 'd.csv'));
	expect(refusalOf(() => new OutputFile(path.join(folder, 'd.csv')))).toBe(`${path.join(folder, 'd.csv')} is a directory, not a file`);
	expect(refusalOf(() => new OutputFile('/dev/null'))).toBe(
		'/dev/null is no file but a pipe or a device: name one that can be replaced as a whole',
	);
});

test.skipIf(process.getuid?.() === 0)('a folder or a file that may not be written is told of', () => {
	const folder = temporaryDirectory();
	const kept = path.join(folder, 'kept.csv');
	writeFileSync(kept, '');
	chmodSync(kept, 0o444);
	expect(refusalOf(() => new OutputFile(kept))).toBe(`${kept} cannot be opened: permission denied`);
	chmodSync(folder, 0o555);
	const other = path.join(folder, 'x.csv');
	expect(refusalOf(() => new OutputFile(other))).toBe(`${other} cannot be opened: permission denied`);
	chmodSync(folder, 0o755);
});
