/* The findings as tables for a person, or as one object. */

import {cpus, totalmem} from 'node:os';
import process from 'node:process';
import type {Checks} from './correctness.ts';
import type {Speed} from './jobs.ts';
import type {Options} from './options.ts';
import type {Results} from './results.ts';
import type {Entry} from './summary.ts';
import type {Target} from './targets.ts';

type Versions = Readonly<Record<string, string>>;

/** All of it for a program to read. */
export function objectOf(options: Options, versions: Versions, results: Results, targets: readonly Target[]): object {
	const {workloads, tables, allocation, correctness, growth} = results;
	const {main, levels, changes, symbols, sweeps, real: recordings} = tables;
	const real = recordings === undefined ? undefined : {...recordings['btcusdt-spot'], recordings};
	return {
		machine: machine(),
		node: process.versions.node,
		versions,
		options,
		workload: workloads,
		...main?.['main'],
		...{levels, changes, symbols, sweeps: sweeps?.['sweeps'], real, growth, allocation, correctness, targets},
	};
}

export function print(options: Options, versions: Versions, results: Results, targets: readonly Target[]): void {
	const {processor, cores, memoryGb} = machine();
	console.log(`${processor}, ${cores} cores, ${memoryGb} GB; Node ${process.versions.node}; ${options.rounds} rounds`);
	const peers = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
	console.log(`Beside ${peers.length === 0 ? 'nobody' : peers.join(', ')}. From raw bytes to the top 20 of both sides, µs a message.\n`);
	for (const [name, {messages, bytesPerMessage, changesPerMessage, p10, p50, p90, p99, deletions}] of Object.entries(results.workloads)) {
		const spread = `changes p10/50/90/99 ${p10}/${p50}/${p90}/${p99}, mean ${changesPerMessage}`;
		console.log(`${name}: ${count(messages)} messages of ${count(bytesPerMessage)} bytes; ${spread}; ${deletions} deletions`);
	}
	const {main, levels, changes, symbols, sweeps, real} = results.tables;
	printEach(main);
	printBeside('levels a side', levels);
	printBeside('changes a message', changes);
	printBeside('symbols', symbols);
	printEach(sweeps);
	printEach(real);
	printCorrectness(results.correctness);
	const {allocation} = results;
	if (allocation !== undefined) {
		const {messages, scavenges, otherCollections} = allocation;
		console.log(
			`\nallocation of own: ${count(scavenges)} scavenges and ${otherCollections} other collections in ${count(messages)} messages`,
		);
	}
	printRows(
		'targets',
		targets.map(({name, value, target, isReached}) => [name, String(value), target, isReached ? 'kept' : 'MISSED']),
	);
}

type Entries = Readonly<Record<string, Entry>> | undefined;

/** A table for each workload. */
function printEach(entries: Entries): void {
	for (const [name, entry] of Object.entries(entries ?? {})) printEntry(name, entry);
}

function printEntry(title: string, entry: Entry): void {
	const rows = subjectsOf(entry).map(([name, speed]) => [
		name,
		speed.usPerMessage.toFixed(2),
		speed.p99Us.toFixed(1),
		speed.nsPerChange.toFixed(0),
		count(speed.messagesPerSecond),
		speed.peakRssMb.toFixed(0),
		`${speed.gc.count} (${speed.gc.ms.toFixed(0)} ms)`,
		name in entry.ratios ? `×${entry.ratios[name]}${name === 'prototype' ? ' (own/prototype)' : ''}` : '',
	]);
	printRows(title, [['', 'µs', 'p99 µs', 'ns/change', 'messages/s', 'RSS MB', 'collections', 'to own'], ...rows]);
}

/** One row a subject, one column a workload. */
function printBeside(title: string, entries: Entries): void {
	if (entries === undefined) return;
	const keys = Object.keys(entries).sort((one, other) => Number(one) - Number(other));
	const names = [...new Set(Object.values(entries).flatMap((entry) => subjectsOf(entry).map(([name]) => name)))];
	const rows = names.map((name) => [name, ...keys.map((key) => cellOf(speedOf(entries[key], name)))]);
	printRows(`${title}: µs a message (ns a change), books`, [['', ...keys], ...rows]);
}

function cellOf(speed: Speed | undefined): string {
	if (speed === undefined) return '–';
	const books = speed.booksMb === undefined ? '' : `, ${speed.booksMb.toFixed(0)} MB`;
	return `${speed.usPerMessage.toFixed(2)} (${speed.nsPerChange.toFixed(0)}${books})`;
}

function subjectsOf({own, ownWithMetrics, engine, jsonParse, prototype, peers}: Entry): [string, Speed][] {
	const all = Object.entries({own, 'own-with-metrics': ownWithMetrics, engine, 'json-own': jsonParse, prototype, ...peers});
	return all.flatMap(([name, speed]) => (speed === undefined ? [] : [[name, speed]]));
}

function speedOf(entry: Entry | undefined, name: string): Speed | undefined {
	return entry === undefined ? undefined : subjectsOf(entry).find(([other]) => other === name)?.[1];
}

function printCorrectness(correctness: Readonly<Record<string, Checks>>): void {
	const rows = Object.entries(correctness).flatMap(([workload, checks]) =>
		Object.entries(checks).map(([name, {messages, wrongTop20, firstWrong, refused, gaps}]) => {
			const wrong = wrongTop20 === 0 ? 'all right' : `${count(wrongTop20)} wrong, the first after message ${firstWrong}`;
			const notes = [refused > 0 ? `${count(refused)} refused` : '', gaps !== null && gaps > 0 ? `${count(gaps)} gaps` : ''];
			return [`${name} on ${workload}`, count(messages), [wrong, ...notes].filter((note) => note !== '').join(', ')];
		}),
	);
	if (rows.length > 0) printRows('top 20 after each message, beside the oracle', rows);
}

/** The first column to the left, the others to the right. */
function printRows(title: string, rows: readonly (readonly string[])[]): void {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	console.log(`\n${title}`);
	for (const row of rows) {
		const cells = row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)));
		console.log(`  ${cells.join('  ')}`.trimEnd());
	}
}

function count(value: number): string {
	return value.toLocaleString('en-US');
}

function machine(): {readonly processor: string; readonly cores: number; readonly memoryGb: number} {
	const all = cpus();
	return {processor: all[0]?.model ?? '', cores: all.length, memoryGb: Math.round(totalmem() / 2 ** 30)};
}
