/* Whether a subject is right: the top after each message, as a hash, beside that of a book so plain that it can be believed. */

import {readFileSync, writeFileSync} from 'node:fs';
import {hashOf} from './hash.ts';
import type {Check, CheckTask, ReferenceTask} from './jobs.ts';
import {MessageFile, readSnapshots} from './message-file.ts';
import {type Subject, topLength} from './subject.ts';
import type {Workload} from './workload/workload.ts';

export function writeReference(subject: Subject, workload: Workload, {hashFile}: ReferenceTask): {readonly messages: number} {
	const hashes: number[] = [];
	forEachTop(subject, workload, Number.POSITIVE_INFINITY, (hash) => hashes.push(hash));
	writeFileSync(hashFile, Uint32Array.from(hashes));
	return {messages: hashes.length};
}

export function checkTops(subject: Subject, workload: Workload, task: CheckTask): Check {
	const bytes = readFileSync(task.hashFile);
	const expected = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / Uint32Array.BYTES_PER_ELEMENT);
	const wrong: number[] = [];
	let messages = 0;
	forEachTop(subject, workload, task.messages, (hash) => {
		if (hash !== expected[messages++]) wrong.push(messages);
	});
	const {refused, gaps} = subject;
	return {messages, wrongTop20: wrong.length, firstWrong: wrong[0] ?? null, refused, gaps: Number.isNaN(gaps) ? null : gaps};
}

function forEachTop(subject: Subject, workload: Workload, most: number, see: (hash: number) => void): void {
	const file = new MessageFile(workload);
	const top = new Float64Array(topLength);
	let taken = 0;
	subject.open(readSnapshots(workload));
	for (let batch = file.next(); batch.messages.length > 0 && taken < most; batch = file.next()) {
		for (const [index, message] of batch.messages.entries()) {
			if (taken++ === most) break;
			subject.take(message, batch.books[index]!, batch.times[index]!, top);
			see(hashOf(top, subject.unit));
		}
	}
	file.close();
}
