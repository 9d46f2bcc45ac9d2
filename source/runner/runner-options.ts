/* What a runner is made of. */

import type {Engine} from '../engine/engine.ts';
import type {Clock} from '../feeds/clock.ts';
import type {Feed} from '../feeds/feed.ts';
import type {Origin} from '../files/recorder.ts';
import type {Rotation} from '../files/rotation.ts';
import type {History} from '../history/history.ts';
import type {InstrumentId} from '../market/instrument.ts';
import type {Delays} from './delays.ts';
import type {HashCheck} from './hash-check.ts';
import type {Choice, DelaysView, Listed, SessionView} from './session.ts';

export type RunnerOptions = {
	readonly feed: Feed;
	readonly engine: Engine;
	readonly clock: Clock;
	readonly mode: SessionView['mode'];
	/** The file of a replay, for the header. */
	readonly source: string;
	readonly fps: number;
	readonly origin: Origin;
	/** When a recording goes on in another file; never unless given. */
	readonly rotation?: Rotation | undefined;
	readonly hashCheck?: HashCheck;
	/** What was folded, to be walked through; without it nothing is kept. A replay with it is played from there, whatever the pace of its feed. */
	readonly history?: History;
	/** Measures how long things take; without it nothing is measured. */
	readonly delays?: Delays;
	/** How far the clock of a venue is ahead of ours; undefined until measured. */
	readonly clockOffset?: (venue: string) => DelaysView['clock'];
	/** Price steps remembered, by instrument. */
	readonly groupings?: Readonly<Record<string, number>>;
	/** Where the key `R` records to: a name for a moment, µs. */
	readonly recordingName?: (at: number) => string;
	/** The venues that can be asked for more instruments; none in a replay. */
	readonly venues?: readonly {readonly id: string; readonly name: string}[];
	/** All instruments of a venue. */
	readonly list?: (venue: string) => Promise<{readonly instruments: readonly Listed[]; readonly fetchedAt: number}>;
	/** Watches one more instrument. */
	readonly watch?: (id: InstrumentId) => Promise<void>;
	/** After a key changed what is worth remembering. */
	readonly onChoice?: (choice: Choice) => void;
};
