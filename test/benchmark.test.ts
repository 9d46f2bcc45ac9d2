/* The benchmarks run, and say what they were asked to say. How fast anything is, is no business of a test. */

import {execFileSync, type StdioOptions, spawnSync} from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import {expect, test} from 'vitest';
import {catalogue} from '../source/engine/meters.ts';

const bench = path.resolve(import.meta.dirname, '../benchmark/bench.ts');
const options: {encoding: 'utf8'; stdio: StdioOptions} = {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']};

type Speed = {readonly usPerMessage: number; readonly messages: number};
type Check = {readonly messages: number; readonly wrongTop20: number; readonly refused: number; readonly gaps: number | null};
type Findings = {
	readonly own: Speed;
	readonly ownWithMetrics: Speed;
	readonly prototype: Speed;
	readonly ratios: Readonly<Record<string, number>>;
	readonly workload: Readonly<Record<string, {readonly messages: number; readonly changesPerMessage: number}>>;
	readonly correctness: Readonly<Record<string, Readonly<Record<string, Check>>>>;
};

test('the benchmark of the book measures, and finds every top right that the book shows', () => {
	const words = ['book', '--json', '--quick', '--only', 'own,own-with-metrics,json-own,prototype', '--tables', 'main,sweeps'];
	const findings: Findings = JSON.parse(execFileSync(process.execPath, [bench, ...words, '--messages', '3000', '--rounds', '1'], options));
	for (const speed of [findings.own, findings.ownWithMetrics, findings.prototype]) expect(speed.usPerMessage).toBeGreaterThan(0);
	expect(findings.ratios['prototype']).toBeGreaterThan(0);
	const {main, sweeps} = findings.workload;
	expect(main?.messages).toBe(3000);
	expect(Math.abs((main?.changesPerMessage ?? 0) - 40)).toBeLessThan(3);
	expect(sweeps?.changesPerMessage).toBeGreaterThan(600);
	expect(Object.keys(findings.correctness['main'] ?? {})).toEqual(['own', 'own-with-metrics', 'json-own', 'prototype']);
	for (const [workload, checks] of Object.entries(findings.correctness)) {
		expect(checks).toHaveProperty('own');
		for (const [name, {messages, wrongTop20, refused, gaps}] of Object.entries(checks)) {
			const all = findings.workload[workload]?.messages;
			expect({name, workload, messages, wrongTop20, refused, gaps: gaps ?? 0}).toEqual({
				...{name, workload, messages: all},
				...{wrongTop20: 0, refused: 0, gaps: 0},
			});
		}
	}
});

test.each([
	[[], 'No benchmark named. There is: book, metrics, socket.'],
	[['bok'], '"bok" is no benchmark. There is: book, metrics, socket.'],
	[['book', '--rounds', '0'], '--rounds needs a whole number above 0, not "0"'],
	[['book', '--only', 'own,redis'], '--only knows no "redis"'],
	[['book', '--fast'], "Unknown option '--fast'"],
])('%j is refused in words', (words, message) => {
	const {status, stdout, stderr} = spawnSync(process.execPath, [bench, ...words], options);
	expect(stderr).toContain(message);
	expect([status, stdout]).toEqual([1, '']);
});

test('the benchmark of the metrics measures every step, and says what allocates', () => {
	const findings: {measures: readonly {name: string; value: number}[]} = JSON.parse(
		execFileSync(
			process.execPath,
			[bench, 'metrics', path.resolve(import.meta.dirname, '../recordings/calm.jsonl.zst'), '--json', '--updates', '2000'],
			options,
		),
	);
	const named = new Map(findings.measures.map(({name, value}) => [name, value]));
	expect(named.get('columns')).toBe(catalogue.length);
	for (const name of ['book update, 40 changes and all metrics', 'trade', 'row of the sample clock', 'in the recording: book updates'])
		expect(named.get(name), name).toBeGreaterThan(0);
	expect([...named.keys()].some((name) => name.startsWith('scavenges in'))).toBe(true);
});
