/* The rules of the house that a machine can check. */

import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const source = path.join(root, 'source');

/** Folders by the floor that they stand on. */
const floors: Readonly<Record<string, number>> = {
	market: 1,
	metrics: 2,
	trading: 2,
	venues: 2,
	engine: 3,
	runner: 4,
	feeds: 4,
	files: 4,
	history: 4,
	screen: 5,
	commands: 6,
	'': 6,
};

const files = readdirSync(source, {recursive: true, encoding: 'utf8'})
	.filter((name) => /\.tsx?$/.test(name))
	.map((name) => path.join(source, name));

function importsOf(file: string): string[] {
	const text = readFileSync(file, 'utf8');
	return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => path.resolve(path.dirname(file), match[1] ?? ''));
}

function folderOf(file: string): string {
	const relative = path.relative(source, file);
	return relative.includes(path.sep) ? (relative.split(path.sep)[0] ?? '') : '';
}

test('no import runs upward between the floors', () => {
	const upward = files.flatMap((file) =>
		importsOf(file)
			.filter((target) => target.startsWith(source + path.sep))
			.filter((target) => (floors[folderOf(target)] ?? Number.NaN) > (floors[folderOf(file)] ?? Number.NaN))
			.map((target) => `${path.relative(root, file)} → ${path.relative(root, target)}`),
	);
	expect(upward).toEqual([]);
});

test('every folder has its floor', () => {
	expect([...new Set(files.map(folderOf))].filter((folder) => floors[folder] === undefined)).toEqual([]);
});

test('no imports run in a circle', () => {
	const graph = new Map(files.map((file) => [file, importsOf(file)]));
	const done = new Set<string>();
	const circles: string[] = [];
	const visit = (file: string, trail: readonly string[]): void => {
		if (trail.includes(file)) {
			circles.push([...trail.slice(trail.indexOf(file)), file].map((each) => path.relative(source, each)).join(' → '));
			return;
		}
		if (done.has(file)) return;
		for (const target of graph.get(file) ?? []) visit(target, [...trail, file]);
		done.add(file);
	};
	for (const file of files) visit(file, []);
	expect(circles).toEqual([]);
});

test('no source file has two ideas: none is longer than 300 lines', () => {
	const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 301);
	expect(long.map((file) => path.relative(root, file))).toEqual([]);
});

test('the fold knows no clock, no chance and no exponent whose bits differ between machines', () => {
	const fold = files.filter((file) => ['market', 'metrics', 'trading', 'venues', 'engine'].includes(folderOf(file)));
	const forbidden = /\bDate\b|\bMath\.(?:random|pow)\b|\bperformance\b|\bprocess\.hrtime\b|\*\*[^/]/;
	const guilty = fold.filter((file) =>
		readFileSync(file, 'utf8')
			.replaceAll(/\/\*[\s\S]*?\*\//g, '')
			.replaceAll(/\/\/.*$/gm, '')
			.match(forbidden),
	);
	expect(guilty.map((file) => path.relative(root, file))).toEqual([]);
});
