/* What the parent asks of a measuring process, and what it answers: one JSON object each way. */

import type {Workload} from './workload/workload.ts';

export type Job = {
	readonly subject: string;
	readonly workload: Workload;
	/** Folder of the installed peers. */
	readonly peers: string;
} & (SpeedTask | ReferenceTask | CheckTask | AllocationTask);

export type SpeedTask = {
	readonly kind: 'speed';
	/** Messages of the three phases; each is rounded up to whole batches, and the workload starts over where it is too short. */
	readonly warmUp: number;
	readonly timed: number;
	readonly latency: number;
	/** A phase that took so long ends early, ms. */
	readonly budget: number;
};

/** Writes a hash of the top after each message. */
export type ReferenceTask = {readonly kind: 'reference'; readonly hashFile: string};

/** Compares the top after each message with these hashes. */
export type CheckTask = {readonly kind: 'check'; readonly hashFile: string; readonly messages: number};

/** Runs over the same few hundred messages again and again. */
export type AllocationTask = {readonly kind: 'allocation'; readonly messages: number; readonly budget: number};

export type Collected = {readonly count: number; readonly ms: number};

export type Speed = {
	/** Median of batches of some 700 messages. */
	readonly usPerMessage: number;
	/** Of single messages. */
	readonly p99Us: number;
	readonly nsPerChange: number;
	/** Over all timed batches together. */
	readonly messagesPerSecond: number;
	/** Of the whole process. */
	readonly peakRssMb: number;
	/** Garbage collections that began within a timed batch. */
	readonly gc: Collected;
	/** How much the process has grown by all of its books; only where its garbage can be collected on demand. */
	readonly booksMb?: number;
	/** How many were timed. */
	readonly messages: number;
};

export type Check = {
	readonly messages: number;
	readonly wrongTop20: number;
	/** The first message, counted from 1, after which the top was wrong; null where none was. */
	readonly firstWrong: number | null;
	readonly refused: number;
	/** Null where the subject does not look. */
	readonly gaps: number | null;
};

export type Allocation = {readonly messages: number; readonly scavenges: number; readonly otherCollections: number};
