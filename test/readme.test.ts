/* The readme is true: every command in it is understood, and every one that needs no venue is run. */

import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, expect, test} from 'vitest';
import {parseArguments} from '../source/commands/arguments.ts';
import {commandTable, watchOptions} from '../source/commands/option-table.ts';
import {venueTable} from '../source/commands/venue-table.ts';
import {catalogue} from '../source/engine/meters.ts';
import {actionsOf} from '../source/screen/keys.ts';
import {venues} from '../source/venues/index.ts';
import {plainEnvironment, requireBuild} from './support/pseudo-terminal.ts';

const root = path.resolve(import.meta.dirname, '..');
const readme = readFileSync(path.join(root, 'readme.md'), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'obi-tui-readme-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** What stands behind `npm start --`, without pipes and remarks. */
const commands = [...readme.matchAll(/^npm start -- (.*?)\s*(?:#.*)?$/gm)].map((match) => match[1]!.replace(/\s*\|.*$/, '').split(/\s+/));

test('the readme has commands', () => {
	expect(commands.length).toBeGreaterThan(10);
});

test.each(commands.map((words) => [words.join(' '), words] as const))('obi-tui %s is understood', (_, words) => {
	expect(() => parseArguments(words)).not.toThrow();
});

const runnable = commands.filter(
	(words) =>
		words.includes('--replay') ||
		['verify', 'export', 'metrics', 'fit', 'moments'].includes(words[0] ?? '') ||
		(words[0] === 'record' && words.includes('--demo')) ||
		(words[0] === 'snapshot' && (words[1] ?? '').startsWith('recordings/')),
);

test.each(runnable.map((words) => [words.join(' '), words] as const))('obi-tui %s does it', (_, words) => {
	requireBuild();
	const resolved = words.map((word) => (word.startsWith('recordings/') ? path.join(root, word) : word));
	// Without a terminal a replay goes as fast as it can; what the readme paces is hurried.
	const speed = resolved.indexOf('--speed');
	if (speed !== -1) resolved[speed + 1] = 'max';
	const output = execFileSync(process.execPath, [path.join(root, 'bin/obi-tui.cjs'), ...resolved], {
		cwd: folder,
		encoding: 'utf8',
		env: plainEnvironment(folder),
		maxBuffer: 64 * 1024 * 1024,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	expect(output.length).toBeGreaterThan(20);
});

test('every option that the readme names is one', () => {
	const named = [...readme.matchAll(/`(--[a-z-]+)/g)].map((match) => match[1]!.slice(2));
	const known = new Set([
		...[watchOptions, ...Object.values(commandTable).map(({options}) => options)].flat().map(({name}) => name),
		'help',
	]);
	expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test('every key that the readme names does something', () => {
	for (const key of '19<>-=_+{}lL[]sSRt?vViI,.nNgmq ') expect(actionsOf(key, {}), key).toHaveLength(1);
});

test('the readme counts the columns of a row rightly', () => {
	expect(readme).toContain(`A row of the sample clock has ${catalogue.length} columns`);
});

test('the table of venues in the readme is the program’s', () => {
	expect(readme).toContain(`\n\n${venueTable(venues).join('\n')}\n\n`);
});

test('every file that the documents link to exists', () => {
	for (const document of ['readme.md', 'contributing.md', 'recordings/readme.md']) {
		const text = readFileSync(path.join(root, document), 'utf8');
		const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1]!).filter((link) => !link.includes('://'));
		const files = [...text.matchAll(/`((?:source|test|recordings)\/[\w./-]+\.\w+)`/g)].map((match) => match[1]!);
		for (const file of [...links, ...files]) expect(existsSync(path.join(root, file)), `${file} in ${document}`).toBe(true);
	}
});
