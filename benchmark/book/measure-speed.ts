/*
How fast a subject is: the workload runs through it in three phases, to warm up, to time batches, and to time single messages. Only the subject is
timed, never the reading of the file.
*/

import {existsSync, readFileSync} from 'node:fs';
import process from 'node:process';
import {median} from '../report.ts';
import {Collections} from './collections.ts';
import type {Collected, Speed, SpeedTask} from './jobs.ts';
import {type Batch, MessageFile, readSnapshots} from './message-file.ts';
import {type Snapshot, type Subject, topLength} from './subject.ts';
import type {Workload} from './workload/workload.ts';

export async function measureSpeed(subject: Subject, workload: Workload, task: SpeedTask): Promise<Speed> {
	const collections = new Collections();
	const run = new Run(subject, workload);
	const before = residentAfterCollection();
	run.open();
	const top = new Float64Array(topLength);
	run.phase(task.warmUp, task.budget, (batch) => takeAll(subject, batch, top));
	const spans: Span[] = [];
	const timed = run.phase(task.timed, task.budget, (batch) => spans.push(timeBatch(subject, batch, top)));
	const peak = peakRssMb();
	const after = residentAfterCollection();
	const single: number[] = [];
	run.phase(task.latency, task.budget, (batch) => timeEach(subject, batch, top, single));
	const usPerMessage = median(spans.map(({from, to, messages}) => ((to - from) * 1000) / messages));
	const seconds = spans.reduce((sum, {from, to}) => sum + to - from, 0) / 1000;
	const speed: Speed = {
		usPerMessage,
		p99Us: percentile(single, 0.99) * 1000,
		nsPerChange: (usPerMessage * 1000) / workload.statistics.changesPerMessage,
		messagesPerSecond: timed / seconds,
		peakRssMb: peak,
		gc: await within(spans, collections),
		messages: timed,
	};
	run.close();
	return Number.isNaN(after) ? speed : {...speed, booksMb: after - before};
}

/** A timed batch, ms. */
type Span = {readonly from: number; readonly to: number; readonly messages: number};

/** One subject's way through a workload, again and again from the start. */
class Run {
	readonly #subject: Subject;
	readonly #file: MessageFile;
	readonly #snapshots: readonly Snapshot[];

	constructor(subject: Subject, workload: Workload) {
		this.#subject = subject;
		this.#file = new MessageFile(workload);
		this.#snapshots = readSnapshots(workload);
	}

	open(): void {
		this.#subject.open(this.#snapshots);
	}

	/** Hands over so many messages or a few more, fewer where the time is up. Returns how many there were. */
	phase(messages: number, budget: number, take: (batch: Batch) => void): number {
		const until = performance.now() + budget;
		let taken = 0;
		while (taken < messages && performance.now() < until) {
			let batch = this.#file.next();
			if (batch.messages.length === 0) {
				this.#file.rewind();
				this.open();
				batch = this.#file.next();
			}
			take(batch);
			taken += batch.messages.length;
		}
		return taken;
	}

	close(): void {
		this.#file.close();
	}
}

function takeAll(subject: Subject, {messages, books, times}: Batch, top: Float64Array<ArrayBuffer>): void {
	for (let index = 0; index < messages.length; index++) subject.take(messages[index]!, books[index]!, times[index]!, top);
}

function timeBatch(subject: Subject, batch: Batch, top: Float64Array<ArrayBuffer>): Span {
	const from = performance.now();
	takeAll(subject, batch, top);
	return {from, to: performance.now(), messages: batch.messages.length};
}

function timeEach(subject: Subject, {messages, books, times}: Batch, top: Float64Array<ArrayBuffer>, single: number[]): void {
	for (let index = 0; index < messages.length; index++) {
		const from = performance.now();
		subject.take(messages[index]!, books[index]!, times[index]!, top);
		single.push(performance.now() - from);
	}
}

async function within(spans: readonly Span[], collections: Collections): Promise<Collected> {
	const all = await collections.all();
	const timed = all.filter(({startTime}) => spans.some(({from, to}) => startTime >= from && startTime < to));
	return {count: timed.length, ms: timed.reduce((sum, {duration}) => sum + duration, 0)};
}

function percentile(values: readonly number[], share: number): number {
	const sorted = Float64Array.from(values).sort();
	return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}

/** MB; NaN where garbage cannot be collected on demand. */
function residentAfterCollection(): number {
	if (globalThis.gc === undefined) return Number.NaN;
	globalThis.gc({type: 'major', execution: 'sync', flavor: 'last-resort'});
	return process.memoryUsage.rss() / 2 ** 20;
}

/** Linux counts what a process had before it became this program into its resource usage, which is the benchmark's own memory; /proc does not. */
function peakRssMb(): number {
	const status = '/proc/self/status';
	const peak = existsSync(status) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
	return (peak === undefined ? process.resourceUsage().maxRSS : Number(peak)) / 1024;
}
