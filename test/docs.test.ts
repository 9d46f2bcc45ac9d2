import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {metricsPage} from '../docs/metrics-page.ts';
import {catalogue} from '../source/engine/meters.ts';

const page = readFileSync(path.join(import.meta.dirname, '../docs/metrics.md'), 'utf8');

test('the page of columns is what npm run docs makes', () => {
	expect(page).toBe(metricsPage());
});

test('the page has every column, in order, each in a row of six cells', () => {
	const rows = page.split('\n').filter((line) => line.startsWith('| `'));
	expect(rows.map((row) => /`(.*?)`/.exec(row)?.[1])).toEqual(catalogue.map(({name}) => name));
	for (const row of rows) expect(row.replaceAll('\\|', '').split('|'), row).toHaveLength(8);
});
