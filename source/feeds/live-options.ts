/* What a live feed is made of. */

import type {Endpoints, Venue} from '../venues/venue.ts';
import type {Clock} from './clock.ts';

export type LiveOptions = {
	readonly venue: Venue;
	/** The venue's own, or those of `--base-url` and `--ws-url`. */
	readonly endpoints: Endpoints;
	/** As somebody wrote them: case, `-`, `/` and `_` do not matter. At least one. */
	readonly symbols: readonly string[];
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
