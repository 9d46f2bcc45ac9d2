/*
Random fault injection over a real recording, for as long as one likes: `npm run soak -- [--runs N] [--seed S] [--diffs D] [--file F] [--whole] [--unseen]`. Every run has a seed
of its own, counted up from the first, so that one that failed can be run again alone. Ends with 1 where a run failed. Without any option, and with
`--kills N` alone, the built program is killed while it records: see kills.ts.
*/

import {existsSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {dataFile} from '../support/data.ts';
import {calmDiffs, calmUnseenDiffs, runWithFaults} from './fault-injection.ts';
import {faultKinds} from './faults.ts';
import {History} from './history.ts';
import {soakKills} from './kill-table.ts';
import {type Counts, Tally} from './tally.ts';

type Row = readonly [name: string, value: number];

const usualRuns = 1000;
const wholeRuns = 20;
/** Two minutes of them: two second opinions at least. */
const usualDiffs = 1200;
const usualKills = 200;
const mostFailuresTold = 20;

const {file, runs, seed, wantedDiffs, isWhole, isUnseen, kills, areKillsAll} = readCommandLine();
if (areKillsAll) process.exit((await soakKills(kills, seed)) ? 0 : 1);
const startedAt = performance.now();
const history = new History(file);
const diffs = isWhole ? history.diffs : Math.min(wantedDiffs, history.diffs);
const tally = new Tally();
const failures: string[] = [];
for (let run = 0; run < runs; run++) {
	try {
		tally.add(runWithFaults({history, seed: seed + run, diffs, isUnseen}));
	} catch (error) {
		failures.push(error instanceof Error ? error.message : String(error));
	}
	if (process.stderr.isTTY) process.stderr.write(`\r${run + 1} of ${runs} runs, ${failures.length} failed`);
}
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
print();
for (const failure of failures.slice(0, mostFailuresTold)) console.error(`\n${failure}`);
if (failures.length > 0) console.error('\nOne of them again: npm run soak -- --runs 1 --seed ITS_SEED, and the other options as before');
process.exitCode = failures.length === 0 ? 0 : 1;
if (kills > 0) {
	console.log('');
	if (!(await soakKills(kills, seed))) process.exitCode = 1;
}

function print(): void {
	const {symbol} = history;
	const found = `${history.diffs.toLocaleString('en-US')} diffs and ${history.trades.toLocaleString('en-US')} trades`;
	const stretch = isWhole ? 'all of it' : `${diffs} diffs from anywhere in it`;
	console.log(`${path.basename(file)}: ${found} of ${symbol}, Node ${process.versions.node}`);
	console.log(
		`Seeds ${seed} to ${seed + runs - 1}. Each run goes over ${stretch}, the last ${isUnseen ? calmUnseenDiffs : calmDiffs} without faults.`,
	);
	console.log(
		'Snapshots are those of the right book at that frame, cut to the levels asked for; the recorded one is taken for the whole market.\n',
	);
	const byRank = ([one]: Row, [other]: Row) => rankOf(one) - rankOf(other) || (one < other ? -1 : 1);
	const byCount = ([, one]: Row, [, other]: Row) => other - one;
	const rows: readonly Row[] = [
		['runs', runs],
		['  that failed', failures.length],
		['  that ended in step with the right book', tally.right],
		['  that ended in step, and wrong as nobody can see', tally.wrongAtTheEnd],
		['runs with a wrong book in step for a time, as nobody can see', tally.unseeable],
		['  of which a later sign or a second opinion gave it away', tally.unseeableCaught],
		['  diffs until it was gone, at most', tally.diffsWrong],
		...summed('wrong books in step within the trusted depth, by what ended it', tally.wrongBooks, byCount),
		['  seconds until it was gone, at most', Number((tally.longestWrong / 1e6).toFixed(1))],
		['second opinions', tally.opinions],
		['  that agreed in every level', tally.opinionsAgreed],
		...summed('faults', tally.faults, byRank),
		...summed('corruptions', tally.corruptions, byCount),
		['visible faults that a book in step met', tally.visible],
		['  diffs until one was caught, at most', tally.diffsUntilCaught],
		['  hidden by another frame whose id is a lie', tally.hidden],
		...summed('books lost, by what told', tally.losses, byCount),
		['duplicates dropped', tally.duplicatesDropped],
		['older diffs dropped', tally.oldDropped],
		['holes in the trades counted', tally.tradeHoles],
		['sound trades refused after one whose id is a lie', tally.tradesRefused],
		['snapshots served', tally.snapshots],
		['connections renewed', tally.reconnects],
		['books in step compared with the right one', tally.compared],
		['seconds', Number(((performance.now() - startedAt) / 1000).toFixed(1))],
	];
	for (const [name, value] of rows) console.log(`${name.padEnd(62)} ${value.toLocaleString('en-US').padStart(10)}`);
}

/** The sum of counts, and below it each of them. */
function summed(name: string, counts: Counts, order: (one: Row, other: Row) => number): Row[] {
	const sum = [...counts.values()].reduce((total, count) => total + count, 0);
	return [[name, sum], ...[...counts].toSorted(order).map(([kind, count]): Row => [`  ${kind}`, count])];
}

function rankOf(kind: string): number {
	return faultKinds.findIndex((name) => kind.startsWith(name));
}

function readCommandLine(): {
	readonly file: string;
	readonly runs: number;
	readonly seed: number;
	readonly wantedDiffs: number;
	readonly isWhole: boolean;
	readonly isUnseen: boolean;
	readonly kills: number;
	/** Nothing but kills is wanted. */
	readonly areKillsAll: boolean;
} {
	try {
		const {values} = parseArgs({
			options: {
				runs: {type: 'string'},
				seed: {type: 'string'},
				diffs: {type: 'string'},
				file: {type: 'string'},
				whole: {type: 'boolean', default: false},
				unseen: {type: 'boolean', default: false},
				kills: {type: 'string'},
			},
		});
		const path = values.file ?? dataFile('binance-spot-btcusdt-20240808.gz');
		const areKillsAll = values.kills !== undefined && values.runs === undefined;
		if (!areKillsAll && (path === undefined || !existsSync(path)))
			throw new Error(`${path ?? 'No recording'}: not found. Name one with --file`);
		return {
			file: path ?? '',
			runs: wholeNumber('--runs', values.runs ?? String(values.whole ? wholeRuns : usualRuns)),
			seed: wholeNumber('--seed', values.seed ?? '1'),
			wantedDiffs: wholeNumber('--diffs', values.diffs ?? String(usualDiffs)),
			isWhole: values.whole,
			isUnseen: values.unseen,
			// One that failed is looked at alone.
			kills: values.kills === undefined ? (process.argv.length === 2 ? usualKills : 0) : wholeNumber('--kills', values.kills),
			areKillsAll,
		};
	} catch (error) {
		console.error(error instanceof Error ? error.message : String(error));
		process.exit(1);
	}
}

function wholeNumber(option: string, text: string): number {
	const number = Number(text);
	if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number === 0)
		throw new Error(`${option} needs a whole number above 0, not "${text}"`);
	return number;
}
