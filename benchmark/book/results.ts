/* All that a run finds out. Tables that were not asked for, or that nothing is there for, are missing. */

import type {Checks} from './correctness.ts';
import type {Allocation} from './jobs.ts';
import type {Table} from './options.ts';
import type {Entry} from './summary.ts';
import type {Statistics} from './workload/statistics.ts';

export type Results = {
	/** Calibration statistics of each workload, by name. */
	readonly workloads: Record<string, Statistics>;
	/** Of each table the entries of its workloads, by their keys. */
	readonly tables: Partial<Record<Table, Readonly<Record<string, Entry>>>>;
	/** How many times as long the program takes with 50,000 levels as with 5,000, and with 400 symbols as with one. */
	readonly growth: {levels?: number; symbols?: number};
	/** By workload. */
	readonly correctness: Record<string, Checks>;
	allocation?: Allocation;
};
