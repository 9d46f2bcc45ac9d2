/* What the fold depends on beside its frames. A recording's header carries it, so that a replay folds alike. */

import {defaultSpan} from '../metrics/ewma.ts';
import {type FlowConvention, flowConventions} from '../metrics/flow-term.ts';
import {isMicroPriceTable, type MicroPriceTable} from '../metrics/micro-price.ts';
import {defaultImbalanceLevels} from '../metrics/order-book-imbalance.ts';
import {defaultVpinBuckets} from '../metrics/vpin.ts';
import {defaultBalance} from '../trading/portfolio.ts';
import {defaultThresholds} from '../trading/signal.ts';

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
	/** Which branch of the formula of OFI where a price worsens. */
	readonly ofiConvention: FlowConvention;
	/** Fitted tables of the micro-price, of any instruments. */
	readonly microPrice: readonly MicroPriceTable[];
};

export const defaultSettings: EngineSettings = {
	...defaultThresholds,
	levels: defaultImbalanceLevels,
	span: defaultSpan,
	interval: 1_000_000,
	maxVpinRank: 1,
	vpinBucket: 0,
	vpinBuckets: defaultVpinBuckets,
	balance: defaultBalance,
	feeBps: -1,
	ofiConvention: 'cks',
	microPrice: [],
};

/** The numbers of levels that the keys step through. */
export const levelSteps: readonly number[] = [1, 2, 3, 5, 10, 15, 20, 50];

/** Raised whenever the same frames and settings give another state hash than before. */
export const foldVersion = 3;

/** Raised whenever a checkpoint holds other things than before. */
export const checkpointVersion = 6;

type Check = (value: unknown) => boolean;

const number =
	(isRight: (value: number) => boolean): Check =>
	(value) =>
		typeof value === 'number' && isRight(value);
const within = (from: number, to: number): Check => number((value) => value >= from && value <= to);
const whole = (from: number, to: number): Check => number((value) => Number.isInteger(value) && value >= from && value <= to);

/** What the fold can work with. The command line says it in words; a damaged header or setting is passed over. */
const checks: Readonly<Record<keyof EngineSettings, Check>> = {
	buy: number((value) => value > 0.5 && value < 1),
	sell: number((value) => value > 0 && value < 0.5),
	levels: whole(1, 1000),
	span: whole(1, 100_000),
	// Whole tenths of a second, so that windows are whole numbers of bins (`time-bins.ts`).
	interval: number((value) => value >= 100_000 && value <= 3600e6 && value % 100_000 === 0),
	maxVpinRank: within(0, 1),
	vpinBucket: within(0, 1e12),
	vpinBuckets: whole(1, 10_000),
	balance: number((value) => value > 0 && value <= 1e15),
	feeBps: within(-1, 1000),
	ofiConvention: (value) => flowConventions.some((each) => each === value),
	microPrice: (value) => Array.isArray(value) && value.every(isMicroPriceTable),
};

/** Settings as a recording's header or a setting frame holds them, over others; what is missing or makes no sense is left as it was. */
export function settingsFrom(header: unknown, defaults: EngineSettings = defaultSettings): EngineSettings {
	if (typeof header !== 'object' || header === null) return defaults;
	const known = Object.entries(header).filter(([key, value]) => isKey(key) && checks[key](value));
	return {...defaults, ...Object.fromEntries(known)};
}

function isKey(key: string): key is keyof EngineSettings {
	return Object.hasOwn(checks, key);
}
