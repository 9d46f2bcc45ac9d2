/* What a live feed is made of. */

import type {Clock} from './clock.ts';
import type {MarketPlan} from './market-access.ts';

export type LiveOptions = {
	/** What is watched, venue by venue; each venue once. At least one. */
	readonly markets: readonly MarketPlan[];
	readonly clock: Clock;
	/** Uniform in [0, 1). */
	readonly random: () => number;
	/** While no host answers: `retry` for ever, as watching does, or `fail`, as commands do. Default `retry`. */
	readonly whenUnreachable?: 'retry' | 'fail';
	/** One line about the connection that a person should see, such as `reconnecting in 3 s (1006)`; empty once all is well again. */
	readonly onNotice?: (text: string) => void;
	/** Lines for the log file. */
	readonly log?: (text: string) => void;
};
