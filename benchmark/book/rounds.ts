/* Runs subjects over workloads, in rounds in which each pair has its turn, so that what disturbs the machine for a while disturbs all alike. */

import {effortFor} from './efforts.ts';
import type {Speed} from './jobs.ts';
import type {SubjectName, Table} from './options.ts';
import {peerFolder} from './peers.ts';
import type {Session} from './session.ts';
import type {Workload} from './workload/workload.ts';

/** What a subject achieved, round by round; none after one in which it failed. */
export type Rounds = readonly Speed[];

export type Measured = {readonly workload: Workload; readonly rounds: ReadonlyMap<SubjectName, Rounds>};

export type Turn = {readonly workload: Workload; readonly subjects: readonly SubjectName[]};

/** @param isWeighed whether to measure the memory of the books, too. */
export async function runRounds(
	session: Session,
	table: Table,
	turns: readonly Turn[],
	rounds: number,
	isWeighed = false,
): Promise<Measured[]> {
	const measured = turns.map(({workload, subjects}) => {
		return {workload, rounds: new Map(subjects.map((subject) => [subject, [] as Speed[]]))};
	});
	for (let round = 0; round < rounds; round++) {
		session.say(`${table}: round ${round + 1} of ${rounds}`);
		for (const {workload, rounds: bySubject} of measured) {
			for (const [subject, speeds] of bySubject) {
				if (speeds.length < round) continue;
				const task = effortFor(subject, table, workload, session.options);
				const job = {subject, workload, peers: peerFolder, ...task};
				const speed = await session.attempt<Speed>(job, isWeighed ? ['--expose-gc'] : []);
				if (speed !== undefined) speeds.push(speed);
			}
		}
	}
	return measured;
}
