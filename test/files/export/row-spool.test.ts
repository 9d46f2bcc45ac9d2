import {readdirSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {RowSpool} from '../../../source/files/export/row-spool.ts';
import {temporaryDirectory} from '../kit.ts';

test.each([0, 1, 1023, 1024, 1025, 5000])('%d rows come back in order, to the last bit, and leave no file', (count) => {
	const folder = temporaryDirectory();
	const spool = new RowSpool(path.join(folder, 'x.csv'), 3);
	expect(readdirSync(folder)).toEqual([]);
	for (let index = 0; index < count; index++) spool.push([index, index / 7, Number.NaN]);
	let read = 0;
	for (const [index, share, none] of spool.rows()) {
		expect([index, share, none]).toEqual([read, read / 7, Number.NaN]);
		read++;
	}
	expect(read).toBe(count);
	spool.close();
	spool.close();
	expect(readdirSync(folder)).toEqual([]);
});

test('where there can be no file it is said of the one that is made', () => {
	const file = path.join(temporaryDirectory(), 'none', 'x.csv');
	expect(() => new RowSpool(file, 3)).toThrow(`${file} cannot be opened: there is no such file or directory`);
});
