/* What the messages of a workload are like: the numbers by which it was calibrated. */

import {rounded} from '../../report.ts';

export type Statistics = {
	readonly messages: number;
	readonly bytesPerMessage: number;
	/** Level changes a message: their mean, and how they are spread. */
	readonly changesPerMessage: number;
	readonly p10: number;
	readonly p50: number;
	readonly p90: number;
	readonly p99: number;
	readonly most: number;
	/** Share of the changes that take a level away. */
	readonly deletions: number;
};

export class Tally {
	readonly #changes: number[] = [];
	#bytes = 0;
	#deletions = 0;

	add(bytes: number, changes: number, deletions: number): void {
		this.#changes.push(changes);
		this.#bytes += bytes;
		this.#deletions += deletions;
	}

	get statistics(): Statistics {
		const sorted = Float64Array.from(this.#changes).sort();
		const messages = sorted.length;
		const changes = sorted.reduce((sum, each) => sum + each, 0);
		const at = (share: number) => sorted[Math.floor((messages - 1) * share)] ?? Number.NaN;
		return {
			messages,
			bytesPerMessage: Math.round(this.#bytes / messages),
			changesPerMessage: rounded(changes / messages, 1),
			p10: at(0.1),
			p50: at(0.5),
			p90: at(0.9),
			p99: at(0.99),
			most: at(1),
			deletions: rounded(this.#deletions / changes, 3),
		};
	}
}
