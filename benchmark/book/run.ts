/* The benchmark of the order book, from raw bytes to the best levels of both sides, beside other libraries' books on the same messages. */

import {rmSync} from 'node:fs';
import process from 'node:process';
import {rounded} from '../report.ts';
import {checkSubjects} from './correctness.ts';
import {allocationTask} from './efforts.ts';
import type {Allocation} from './jobs.ts';
import {type Options, readOptions} from './options.ts';
import {installPeers, peerFolder, peerNames} from './peers.ts';
import {type MadeTable, planOf, sideRounds, subjectsOfRecording} from './plan.ts';
import {prepareRecordings} from './recordings.ts';
import {objectOf, print} from './report.ts';
import type {Results} from './results.ts';
import {runRounds} from './rounds.ts';
import {Session} from './session.ts';
import {entryOf, ratio} from './summary.ts';
import {judge} from './targets.ts';
import {generate, type Recipe, type Workload} from './workload/workload.ts';
import {Workspace} from './workspace.ts';

export async function run(words: readonly string[]): Promise<void> {
	const asked = readOptions(words);
	const wantsPeers = peerNames.some((peer) => asked.only.includes(peer));
	const versions = wantsPeers ? installPeers() : {};
	const options: Options = {...asked, only: asked.only.filter((name) => !peerNames.some((peer) => peer === name) || name in versions)};
	const session = new Session(options, new Workspace());
	const results: Results = {workloads: {}, tables: {}, growth: {}, correctness: {}};
	for (const table of options.tables) {
		if (session.isOutOfTime) session.say(`${table}: left out, for the time is up`);
		else if (table === 'real') await runRecordings(session, results);
		else if (table === 'allocation') await countAllocation(session, results);
		else await runTable(session, table, results);
	}
	const targets = judge(results);
	if (options.json) console.log(JSON.stringify(objectOf(options, versions, results, targets)));
	else print(options, versions, results, targets);
	session.say('done');
	process.exitCode = options.check && targets.some(({isReached}) => !isReached) ? 1 : 0;
}

async function runTable(session: Session, table: MadeTable, results: Results): Promise<void> {
	const {recipes, subjects, rounds, isWeighed} = planOf(table, session.options);
	const keys = Object.keys(recipes);
	const workloads: Workload[] = [];
	for (const recipe of Object.values(recipes)) workloads.push(await make(session, recipe, results));
	for (const workload of table === 'main' || table === 'sweeps' ? workloads : []) {
		results.correctness[workload.name] = await checkSubjects(session, workload, subjects);
	}
	const turns = workloads.map((workload) => ({workload, subjects}));
	const measured = await runRounds(session, table, turns, rounds, isWeighed);
	for (const workload of workloads) discard(workload);
	results.tables[table] = Object.fromEntries(measured.map((each, index) => [keys[index] ?? '', entryOf(each)]));
	const ownRounds = (key: string) => measured[keys.indexOf(key)]?.rounds.get('own');
	if (table === 'levels') results.growth.levels = rounded(ratio(ownRounds('50000'), ownRounds('5000')), 2);
	if (table === 'symbols') results.growth.symbols = rounded(ratio(ownRounds('400'), ownRounds('1')), 2);
}

async function runRecordings(session: Session, results: Results): Promise<void> {
	const workloads = prepareRecordings(session.workspace.folder);
	if (workloads.length === 0) {
		session.say('real: no recordings are here (OBI_TUI_DATA names their folder), left out');
		return;
	}
	const turns = workloads.map((workload) => ({workload, subjects: subjectsOfRecording(workload.name, session.options)}));
	for (const {workload, subjects} of turns) {
		results.workloads[workload.name] = workload.statistics;
		results.correctness[workload.name] = await checkSubjects(session, workload, subjects);
	}
	const measured = await runRounds(session, 'real', turns, sideRounds(session.options));
	for (const workload of workloads) discard(workload);
	results.tables.real = Object.fromEntries(measured.map((each) => [each.workload.name, entryOf(each)]));
}

async function countAllocation(session: Session, results: Results): Promise<void> {
	if (!session.options.only.includes('own')) return;
	session.say('allocation: counting garbage collections');
	const workload = await generate({name: 'allocation', messages: 500}, session.workspace.folder);
	const job = {kind: 'allocation', subject: 'own', workload, peers: peerFolder, ...allocationTask(session.options)} as const;
	const allocation = await session.attempt<Allocation>(job);
	if (allocation !== undefined) results.allocation = allocation;
	discard(workload);
}

async function make(session: Session, recipe: Recipe, results: Results): Promise<Workload> {
	const startedAt = performance.now();
	const workload = await generate(recipe, session.workspace.folder);
	const {statistics} = workload;
	results.workloads[recipe.name] = statistics;
	const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
	session.say(`${recipe.name}: ${statistics.messages.toLocaleString('en-US')} messages made in ${seconds} s`);
	return workload;
}

function discard({messageFile, snapshotFile}: Workload): void {
	rmSync(messageFile);
	rmSync(snapshotFile);
}
