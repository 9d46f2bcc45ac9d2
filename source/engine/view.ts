/*
What the screen may know: plain immutable objects, made by the engine at the screen's pace. NaN means "not computable" and is drawn as `–`.
A sub-object keeps its identity while nothing in it changed, so that a panel can skip painting.
*/

import type {InstrumentId} from '../market/instrument.ts';

/** What the eye chooses. It is in no frame and in no hash. */
export type Want = {
	readonly instrument: InstrumentId | undefined;
	/** Ladder rows wanted a side. */
	readonly rows: number;
	/** Price step of a ladder row, as an index of `LadderView.steps`. 0 is the instrument's own tick. */
	readonly grouping: number;
	/** How many of the latest samples. */
	readonly samples: number;
	/** How many of the latest log lines. */
	readonly lines: number;
	/** Whether somebody looks at every column. */
	readonly detail: boolean;
};

export type View = {
	/** Time of the last frame, µs since the epoch; NaN before the first. */
	readonly at: number;
	readonly frames: number;
	readonly settings: SettingsView;
	/** Samples taken so far and the chained hashes at the last one, hex; empty before the first. */
	readonly proof: {readonly samples: number; readonly book: string; readonly state: string};
	/** Every instrument, in the order in which they were asked for. */
	readonly instruments: readonly InstrumentSummary[];
	/** The one that was wanted, or the first; undefined before any is known. */
	readonly selected: InstrumentView | undefined;
};

/** What signals and samples depend on, as it stands now. */
export type SettingsView = {
	/** Thresholds on rho = bids / (bids + asks). */
	readonly buy: number;
	readonly sell: number;
	/** Levels a side in OBI. */
	readonly levels: number;
	/** EWMA span, samples. */
	readonly span: number;
	/** Sample interval, µs. */
	readonly interval: number;
};

export type BookState = 'CONNECTING' | 'SYNCING' | 'LIVE' | 'GAP' | 'STALE' | 'HALTED';

export type Badge = 'PROVEN' | 'IN STEP' | 'UNPROVEN' | 'GAP' | 'STALE' | 'SYNCING' | 'HALTED' | 'CONNECTING';

export type InstrumentSummary = {
	readonly id: InstrumentId;
	readonly symbol: string;
	/** `binance·spot` */
	readonly venueLabel: string;
	/** What the venue sends of the book, and over how many µs it gathers changes: 0 where it sends each, NaN where it does not say. */
	readonly feed: {readonly levels: 'diffs' | 'snapshots'; readonly conflation: number};
	readonly state: BookState;
	readonly badge: Badge;
	/** Mid as text on the instrument's grid (halves of a tick get one more digit); empty while the book is not sound. */
	readonly mid: string;
	/** Mid against the first mid of this run, as a fraction: 0.0012 is +0.12 %. */
	readonly change: number;
	/** Last sample's OBI, −1 to 1. */
	readonly obi: number;
	/** Gaps since the start. */
	readonly gaps: number;
	/** Equity minus starting balance, quote units. */
	readonly profit: number;
	readonly trades: number;
	readonly latencyP50: number;
	readonly latencyP99: number;
};

export type InstrumentView = {
	readonly summary: InstrumentSummary;
	/** The unit of quantities: coins, or contracts. */
	readonly base: string;
	readonly quote: string;
	readonly ladder: LadderView;
	readonly imbalance: ImbalanceView;
	readonly vpin: VpinView;
	readonly portfolio: PortfolioView;
	readonly integrity: IntegrityView;
	/** Latest last. */
	readonly log: readonly LogLine[];
	/** undefined unless it was wanted. */
	readonly detail: DetailView | undefined;
};

export type LadderRow = {
	readonly price: string;
	/** Quantity resting in this row, instrument's unit. */
	readonly quantity: number;
	/** Quantity now minus five seconds ago at the same price; NaN where that is not known. */
	readonly change: number;
	/** Beyond the trusted depth: more may rest here than is known. */
	readonly isTrusted: boolean;
	/** Within the levels that OBI sums. */
	readonly isSummed: boolean;
};

export type LadderView = {
	/** Best first. */
	readonly bids: readonly LadderRow[];
	/** Best first. */
	readonly asks: readonly LadderRow[];
	readonly spread: string;
	readonly spreadBps: number;
	/** Mid leaning to the heavier side's opposite price, on the instrument's grid plus two digits. */
	readonly weightedMid: string;
	/** Weighted mid minus mid, in bps; its sign is the arrow. */
	readonly weightedMidBps: number;
	/** Stoikov's micro-price; undefined where no table was fitted for this instrument. */
	readonly microPrice: MicroPriceView | undefined;
	/** Price steps that rows can have, finest first, as text; and which of them this view used. */
	readonly steps: readonly string[];
	readonly grouping: number;
	/** Decimals that show quantities of this book without loss of what matters. */
	readonly quantityDecimals: number;
};

/** On the instrument's grid plus two digits, and minus mid in bps. The price is empty for a touch that its table does not know. */
export type MicroPriceView = {readonly price: string; readonly bps: number};

/** The sample series: index 0 is the oldest, all arrays have one length. NaN rows are gaps. */
export type ImbalanceView = {
	readonly at: Float64Array;
	/** OBI of the samples, −1 to 1. */
	readonly raw: Float64Array;
	/** Its EWMA. */
	readonly smooth: Float64Array;
	/** +1 where a buy signal fired, −1 a sell, 0 none. */
	readonly signals: Int8Array;
	/** Values of the last sample. */
	readonly rho: number;
	readonly obi: number;
	readonly obiPriceWeighted: number;
	readonly ewma: number;
	readonly z: number;
	/** Order-flow imbalance of level 1 over the last second, instrument's unit. */
	readonly ofi: number;
	/** The zone that the last sample is in. */
	readonly zone: 'buy' | 'sell' | 'none';
	/** Fewer levels than asked for stood on a side. */
	readonly isShallow: boolean;
};

export type VpinView = {
	/** Values as buckets closed, oldest first, at most 200. */
	readonly values: Float64Array;
	/** The last of them; NaN before the first bucket closed. Provisional until `closed` reaches `buckets`. */
	readonly value: number;
	readonly buckets: number;
	readonly closed: number;
	/** Bucket size in the instrument's unit; NaN while it is not known yet. */
	readonly bucketSize: number;
	/** Where the size comes from. */
	readonly sizeSource: 'given' | 'volume' | 'first-minute' | 'waiting';
	/** Share of the open bucket that is filled, 0 to 1. */
	readonly filled: number;
	/** Mid-rank of the value among this run's own, 0 to 1; NaN until 20 of them. */
	readonly rank: number;
	/** How many values it is ranked among. */
	readonly ranked: number;
	/** Taker volume of the last 60 s, bought and sold, and (bought − sold) / (bought + sold). */
	readonly bought: number;
	readonly sold: number;
	readonly tradeFlow: number;
	/** Cumulative volume delta since 00:00 UTC or the start, instrument's unit. */
	readonly volumeDelta: number;
	/** Square root of realised variance of mids over the last 60 s, bps. */
	readonly volatilityBps: number;
	readonly trades: number;
	/** Kyle's λ, bps of the mid per unit that takers bought, and its t: below 2 in size it says nothing. */
	readonly kyleBps: number;
	readonly kyleT: number;
	/** Composite toxicity, a mean of ranks, 0 to 1. */
	readonly toxicity: number;
};

/** Every column, in the order of the catalogue. */
export type DetailView = {
	/** Time of the last row, µs; NaN before the first. */
	readonly at: number;
	/** What the last row says. */
	readonly values: Float64Array;
	/** For each column its latest values, oldest first; NaN is a gap. */
	readonly series: readonly Float64Array[];
};

export type PortfolioView = {
	readonly startingBalance: number;
	readonly cash: number;
	readonly position: number;
	/** Average price paid for the position, quote units; NaN when flat. */
	readonly averagePrice: number;
	/** Cash plus position at mid. */
	readonly equity: number;
	readonly profit: number;
	readonly profitShare: number;
	/** From the highest equity so far, quote units, at least 0; now and at worst. */
	readonly drawdown: number;
	readonly worstDrawdown: number;
	readonly fees: number;
	readonly feeBps: number;
	readonly trades: number;
	/** Equity at the samples, as many as `ImbalanceView`. */
	readonly curve: Float64Array;
};

export type IntegrityView = {
	readonly state: BookState;
	readonly badge: Badge;
	/** Why the book is in this state, in a few words; empty where nothing needs saying. */
	readonly reason: string;
	/** Since when, µs. */
	readonly since: number;
	readonly sequence: number;
	readonly applied: number;
	readonly duplicates: number;
	readonly overlaps: number;
	readonly outOfOrder: number;
	readonly gaps: number;
	readonly resyncs: number;
	readonly crossed: number;
	readonly malformed: number;
	readonly reconnects: number;
	readonly bidLevels: number;
	readonly askLevels: number;
	/** Levels a side inside which the book is complete, and how far that reaches from mid as a fraction; Infinity where all of it is. */
	readonly trustedBidLevels: number;
	readonly trustedAskLevels: number;
	readonly trustedShare: number;
	/** µs since the last diff at the view's time. */
	readonly age: number;
	/** Receipt minus the venue's send time over the last 512 messages, ms; negative where clocks disagree. */
	readonly latencyP50: number;
	readonly latencyP99: number;
	/** Checksums that the venue sent, and how many the book had; n is 0 where it sends none. */
	readonly checksums: {readonly n: number; readonly ok: number};
	/** Gaps by what told of them, those that there were; the names are those of the proof. */
	readonly gapKinds: ReadonlyArray<readonly [kind: string, count: number]>;
	/** What being out of step has cost, µs: the last time, the worst, and all together. NaN before the first was over. */
	readonly outOfStep: {readonly last: number; readonly worst: number; readonly total: number};
	/** What a second source says of the book. */
	readonly opinion: OpinionView;
	/** What reaches beyond the trusted depth and is `–` for it: `L50`, `band 1 %`. Empty where all fits, and without a book. */
	readonly beyond: readonly string[];
	/** Of the venue's own touch messages, how many agreed with the rebuilt book; n is 0 where the feed has none. */
	readonly touch: {readonly n: number; readonly agreed: number};
};

export type OpinionView = {
	/** A fresh snapshot by REST, compared level by level; the venue's own checksums; or none, where a venue has neither. */
	readonly source: 'snapshot' | 'checksum' | 'none';
	/** When it was last given, µs since the epoch; NaN before the first. */
	readonly at: number;
	/** Of snapshots: levels that differed then, of how many that were compared; NaN before the first. */
	readonly differing: number;
	readonly levels: number;
	/** Snapshots that were compared so far, and how many agreed in every level. */
	readonly given: number;
	readonly agreed: number;
	/** Why the last one that was asked for did not come, in words; empty where it came. */
	readonly failure: string;
};

export type LogLine = {
	/** Counted from 1 per instrument. */
	readonly id: number;
	readonly at: number;
} & (
	| {
			readonly kind: 'signal';
			readonly side: 'buy' | 'sell';
			readonly rho: number;
			readonly obi: number;
			readonly z: number;
			readonly vpin: number;
			readonly weightedMidBps: number;
			/** What the portfolio did about it, in words: `bought 16.17 at 61,837.90 (fee 999.00)`, `already long`, `withheld: VPIN rank .97`. */
			readonly outcome: string;
	  }
	| {readonly kind: 'info' | 'alert'; readonly text: string}
);
