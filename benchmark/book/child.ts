/* One measurement in a process of its own: the job is the only argument, the answer one line of JSON. */

import process from 'node:process';
import {checkTops, writeReference} from './check-tops.ts';
import {countCollections} from './count-collections.ts';
import type {Job} from './jobs.ts';
import {measureSpeed} from './measure-speed.ts';
import {createSubject} from './subjects/index.ts';

const job: Job = JSON.parse(process.argv[2] ?? '');
const subject = await createSubject(job.subject, job.peers);
console.log(JSON.stringify(await answer(job)));

function answer(task: Job): unknown {
	const {workload} = task;
	switch (task.kind) {
		case 'speed':
			return measureSpeed(subject, workload, task);
		case 'reference':
			return writeReference(subject, workload, task);
		case 'check':
			return checkTops(subject, workload, task);
		case 'allocation':
			return countCollections(subject, workload, task);
	}
}
