/* How many messages a subject is given: enough to be measured well, in a fair time. */

import type {SpeedTask} from './jobs.ts';
import type {Options, SubjectName, Table} from './options.ts';
import type {Workload} from './workload/workload.ts';

/** How fast each is, roughly: what takes a hundred times as long is given fewer messages. */
const paces: Readonly<Record<SubjectName, 'fast' | 'middling' | 'slow'>> = {
	own: 'fast',
	'own-with-metrics': 'fast',
	engine: 'middling',
	'json-own': 'fast',
	prototype: 'fast',
	'sorted-btree': 'middling',
	'tardis-dev': 'middling',
	ccxt: 'slow',
	orderbooks: 'slow',
};

type Effort = Omit<SpeedTask, 'kind'>;

const efforts = {
	main: {
		fast: {warmUp: 20_000, timed: 280_000, latency: 60_000, budget: 12_000},
		middling: {warmUp: 5000, timed: 40_000, latency: 10_000, budget: 5000},
		slow: {warmUp: 1000, timed: 6000, latency: 3000, budget: 3000},
	},
	side: {
		fast: {warmUp: 12_000, timed: 45_000, latency: 10_000, budget: 3000},
		middling: {warmUp: 3000, timed: 15_000, latency: 3000, budget: 1500},
		slow: {warmUp: 700, timed: 3000, latency: 1000, budget: 1000},
	},
	quickMain: {
		fast: {warmUp: 6000, timed: 14_000, latency: 5000, budget: 500},
		middling: {warmUp: 1400, timed: 2800, latency: 1400, budget: 200},
		slow: {warmUp: 500, timed: 700, latency: 500, budget: 100},
	},
	quickSide: {
		fast: {warmUp: 7000, timed: 5000, latency: 700, budget: 150},
		middling: {warmUp: 1400, timed: 1400, latency: 700, budget: 100},
		slow: {warmUp: 500, timed: 500, latency: 500, budget: 100},
	},
} as const satisfies Record<string, Record<string, Effort>>;

/** The changes of a message that these numbers are meant for. */
const usualChanges = 40;

export function effortFor(subject: SubjectName, table: Table, {statistics}: Workload, {quick}: Options): SpeedTask {
	const isMain = table === 'main';
	const size = quick ? (isMain ? 'quickMain' : 'quickSide') : isMain ? 'main' : 'side';
	const {warmUp, timed, latency, budget} = efforts[size][paces[subject]];
	const share = Math.min(1, usualChanges / statistics.changesPerMessage);
	const scaled = (count: number) => Math.ceil(count * share);
	return {kind: 'speed', warmUp: scaled(warmUp), timed: scaled(timed), latency: scaled(latency), budget};
}

/** Messages over which a subject is checked: all, or for slow ones as many as are timed. */
export function messagesToCheck(subject: SubjectName, workload: Workload, options: Options): number {
	const {messages} = workload.statistics;
	if (paces[subject] === 'fast') return messages;
	const {warmUp, timed} = effortFor(subject, 'main', workload, options);
	return Math.min(messages, warmUp + timed);
}

/** How many messages are folded while garbage collections are counted, and the most that may be spent on it, ms. */
export function allocationTask({quick}: Options): {readonly messages: number; readonly budget: number} {
	return {messages: 1_000_000, budget: quick ? 2000 : 60_000};
}
