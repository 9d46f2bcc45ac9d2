/* What the fold depends on beside its frames. A recording's header carries it, so that a replay folds alike. */

export type EngineSettings = {
	/** Thresholds on rho = bids / (bids + asks), strict; 0 < sell < 0.5 < buy < 1. */
	readonly buy: number;
	readonly sell: number;
	/** Levels a side in OBI. */
	readonly levels: number;
	/** EWMA span in samples. */
	readonly span: number;
	/** Sample interval, µs. */
	readonly interval: number;
	/** Signals are withheld while the VPIN rank is above this; 1 for never. */
	readonly maxVpinRank: number;
	/** VPIN bucket in the instrument's unit; 0 for automatic. */
	readonly vpinBucket: number;
	readonly vpinBuckets: number;
	/** Quote units that each simulated portfolio starts with. */
	readonly balance: number;
	/** Taker fee in bps; negative for the venue's own. */
	readonly feeBps: number;
};

export const defaultSettings: EngineSettings = {
	buy: 0.7,
	sell: 0.3,
	levels: 10,
	span: 30,
	interval: 1_000_000,
	maxVpinRank: 1,
	vpinBucket: 0,
	vpinBuckets: 50,
	balance: 1_000_000,
	feeBps: -1,
};

/** The numbers of levels that the keys step through. */
export const levelSteps: readonly number[] = [1, 2, 3, 5, 10, 15, 20, 50];

/** Raised whenever the same frames and settings give another state hash than before. */
export const foldVersion = 1;

/** Settings as a recording's header holds them, over the defaults; what is missing or no number is left at its default. */
export function settingsFrom(header: unknown, defaults: EngineSettings = defaultSettings): EngineSettings {
	if (typeof header !== 'object' || header === null) return defaults;
	const known = Object.entries(header).filter(([key, value]) => key in defaults && typeof value === 'number' && Number.isFinite(value));
	return {...defaults, ...Object.fromEntries(known)};
}
