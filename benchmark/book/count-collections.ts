/*
Whether a subject allocates: a million messages, all of them Buffers that stand ready, while garbage collections are counted. A scavenge comes for
every few megabytes that are allocated, whatever becomes of them.
*/

import {Collections, isScavenge} from './collections.ts';
import type {Allocation, AllocationTask} from './jobs.ts';
import {MessageFile, readSnapshots} from './message-file.ts';
import {type Subject, topLength} from './subject.ts';
import type {Workload} from './workload/workload.ts';

const warmUp = 100_000;
const between = 1000;

export async function countCollections(subject: Subject, workload: Workload, task: AllocationTask): Promise<Allocation> {
	const file = new MessageFile(workload);
	const {messages} = file.next();
	file.close();
	subject.open(readSnapshots(workload));
	const top = new Float64Array(topLength);
	const take = (count: number) => {
		for (let index = 0; index < count; index++) {
			// At no time: one beyond 2^31 is made an object wherever a call is not compiled into its caller.
			subject.take(messages[index % messages.length]!, 0, 0, top);
		}
	};
	take(warmUp);
	const collections = new Collections();
	const from = performance.now();
	let taken = 0;
	while (taken < task.messages && performance.now() - from < task.budget) {
		take(between);
		taken += between;
	}
	const to = performance.now();
	const all = (await collections.all()).filter(({startTime}) => startTime >= from && startTime <= to);
	const scavenges = all.filter(isScavenge).length;
	return {messages: taken, scavenges, otherCollections: all.length - scavenges};
}
