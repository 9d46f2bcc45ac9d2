/* Checks the subjects against the oracle, two processes at a time: nothing of this is timed. */

import path from 'node:path';
import {messagesToCheck} from './efforts.ts';
import type {Check} from './jobs.ts';
import type {SubjectName} from './options.ts';
import {peerFolder} from './peers.ts';
import type {Session} from './session.ts';
import type {Workload} from './workload/workload.ts';

export type Checks = Readonly<Record<string, Check>>;

export async function checkSubjects(session: Session, workload: Workload, subjects: readonly SubjectName[]): Promise<Checks> {
	session.say(`${workload.name}: checking the top after each message`);
	const hashFile = path.join(session.workspace.folder, `${workload.name}-hashes`);
	const shared = {workload, peers: peerFolder, hashFile};
	if ((await session.attempt({kind: 'reference', subject: 'oracle', ...shared})) === undefined) return {};
	const checks = new Map<SubjectName, Check>();
	const waiting = [...subjects];
	const work = async () => {
		for (let subject = waiting.shift(); subject !== undefined; subject = waiting.shift()) {
			const messages = messagesToCheck(subject, workload, session.options);
			const check = await session.attempt<Check>({kind: 'check', subject, messages, ...shared});
			if (check !== undefined) checks.set(subject, check);
		}
	};
	await Promise.all([work(), work()]);
	const inOrder = subjects.flatMap((subject) => {
		const check = checks.get(subject);
		return check === undefined ? [] : [[subject, check] as const];
	});
	return Object.fromEntries(inOrder);
}
