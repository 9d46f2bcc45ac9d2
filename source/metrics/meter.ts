/*
What a metric is to the engine: something that is told of books and trades as they come, and read on the sample clock. What it writes then, it
declares: name, unit, clock, warm-up and source of each number stand beside the code that makes it, and exports, `obi-tui metrics` and the
documentation are made from them.
*/

import type {Archive} from '../market/archive.ts';
import type {Aggressor} from '../market/trade.ts';
import type {MarketState} from './market-state.ts';

/** One number of a sample row, as people are told of it. */
export type Column = {
	/** As exports have it. */
	readonly name: string;
	/** `bps`, `quote`, `base` (the instrument's unit of quantity), `ticks`, `1/s`, …; empty for a pure number. */
	readonly unit: string;
	/** What moves it: each book update or trade, the fixed grid of sample rows, or volume buckets. It is read on the sample clock in any case. */
	readonly clock: 'event' | 'sample' | 'volume';
	/** What must have been seen before it is a number: `60 s`, `20 rows`; empty where the first sound book will do. */
	readonly warmUp: string;
	/** Paper or section that the formula is from. */
	readonly source: string;
	/** The formula in a few words. */
	readonly meaning: string;
};

/** A trade as meters see it. */
export type TakerTrade = {
	/** Quote units. */
	readonly price: number;
	/** Instrument's unit. */
	readonly quantity: number;
	/** +1 where the taker bought. */
	readonly aggressor: Aggressor;
	/** When the venue says that it happened, µs; NaN where it does not. */
	readonly happenedAt: number;
};

/** What meters depend on beside books and trades. */
export type MeterSettings = {
	/** Sample interval, µs, a multiple of 100 ms. */
	readonly interval: number;
	/** Levels a side in OBI. */
	readonly levels: number;
	/** EWMA span in rows. */
	readonly span: number;
};

export interface Meter {
	/** What `sample` writes, in order. */
	readonly columns: readonly Column[];
	/** The book in step has a new sound state. */
	state?(market: MarketState): void;
	/** A trade was received. `market` is as it stood before it. */
	trade?(market: MarketState, trade: TakerTrade): void;
	/** The book was lost: what is a difference of two states begins anew. */
	gap?(): void;
	/** Trades were missed: what sums them over a window begins anew. */
	interrupt?(): void;
	/** Trades do not come at all from here on (false), or come again (true). */
	watchTrades?(isWatching: boolean): void;
	/** The book's scales changed: remembered counts are to be multiplied by these powers of ten. */
	rescale?(priceFactor: number, quantityFactor: number): void;
	/** Settings were changed by hand. */
	change?(settings: MeterSettings): void;
	/** A row of the sample clock: writes its values from `from` on. NaN is "not computable". */
	sample(market: MarketState, out: Float64Array, from: number): void;
	archive(io: Archive): void;
}

type Shared = Omit<Column, 'name' | 'meaning'>;

/** Columns that share their unit, clock, warm-up and source, as `[name, meaning, what differs]`. */
export function columns(
	shared: Shared,
	each: readonly (readonly [name: string, meaning: string, own?: Partial<Shared>])[],
): readonly Column[] {
	return each.map(([name, meaning, own]) => ({name, meaning, ...shared, ...own}));
}
