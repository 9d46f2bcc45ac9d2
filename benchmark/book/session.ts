/* What the parts of a run share. */

import type {Job} from './jobs.ts';
import type {Options} from './options.ts';
import type {Workspace} from './workspace.ts';

/** From the start of the process. What is begun by then takes some seconds more, and the build before it took some. */
const quickMillis = 23_000;

export class Session {
	readonly options: Options;
	readonly workspace: Workspace;
	readonly #startedAt = performance.now();

	constructor(options: Options, workspace: Workspace) {
		this.options = options;
		this.workspace = workspace;
	}

	/** A quick run that others have held up: what is left would take it beyond its 40 seconds. */
	get isOutOfTime(): boolean {
		return this.options.quick && performance.now() > quickMillis;
	}

	/** Tells the person who waits, apart from the findings. */
	say(words: string): void {
		const seconds = (performance.now() - this.#startedAt) / 1000;
		console.error(`[${seconds.toFixed(1).padStart(5)} s] ${words}`);
	}

	/** Runs one measurement in a process of its own. One that fails is told and left out: the others are worth no less. */
	async attempt<Answer>(job: Job, flags: readonly string[] = []): Promise<Answer | undefined> {
		try {
			return await this.workspace.measure<Answer>(job, flags);
		} catch (error) {
			this.say(`${job.subject} failed on ${job.workload.name}: ${error instanceof Error ? error.message : String(error)}`);
			return undefined;
		}
	}
}
