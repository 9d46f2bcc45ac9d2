/*
Stoikov's micro-price (2018, Quantitative Finance 18:1959–1966): the mid plus what it is expected to move by, given the imbalance of the touch and
the spread. The expectation G*(imbalance, spread) is a table, fitted on a recording (`micro-price-fit.ts`), and applied as it is: never to the
data that it was fitted on in mid-run.
*/

import type {MarketState} from './market-state.ts';
import {columns, type Meter} from './meter.ts';

/** A fitted table, as it is kept in a file. */
export type MicroPriceTable = {
	readonly kind: 'micro-price';
	readonly version: 1;
	/** `binance:BTCUSDT`: it says nothing of another. */
	readonly instrument: string;
	/** Price step in which spreads and adjustments are counted, quote units. */
	readonly tick: number;
	/** Upper edges of the imbalance buckets but the last, rising, symmetric about a half; I = bid / (bid + ask quantity). */
	readonly imbalanceEdges: readonly number[];
	/** Upper edges of the spread buckets but the last, ticks, the edge included. */
	readonly spreadEdges: readonly number[];
	/** G*, ticks, a row a spread bucket and a column an imbalance bucket; null where no state was seen. */
	readonly adjustments: readonly (readonly (number | null)[])[];
	/** How often each state was seen, mirrored ones included. */
	readonly counts: readonly (readonly number[])[];
	/** Changes of the touch that it was fitted on. */
	readonly changes: number;
};

/** A table of this version, whole: files and headers may hold anything. */
export function isMicroPriceTable(value: unknown): value is MicroPriceTable {
	if (typeof value !== 'object' || value === null) return false;
	const table: Partial<Record<keyof MicroPriceTable, unknown>> = value;
	const {kind, version, instrument, tick, imbalanceEdges, spreadEdges, adjustments} = table;
	if (kind !== 'micro-price' || version !== 1 || typeof instrument !== 'string') return false;
	if (typeof tick !== 'number' || !(tick > 0) || !isRising(imbalanceEdges) || !isRising(spreadEdges) || !Array.isArray(adjustments))
		return false;
	const isRow = (row: unknown) =>
		Array.isArray(row) && row.length === imbalanceEdges.length + 1 && row.every((cell) => cell === null || Number.isFinite(cell));
	return adjustments.length === spreadEdges.length + 1 && adjustments.every(isRow);
}

function isRising(edges: unknown): edges is number[] {
	return Array.isArray(edges) && edges.every((edge, index) => Number.isFinite(edge) && (index === 0 || edge >= edges[index - 1]));
}

/** What the mid is expected to move by, ticks; NaN for a state that was not seen. */
export function adjustment(table: MicroPriceTable, imbalance: number, spreadTicks: number): number {
	if (Number.isNaN(imbalance) || Number.isNaN(spreadTicks)) return Number.NaN;
	const row = table.adjustments[bucketOf(table.spreadEdges, spreadTicks)];
	const {imbalanceEdges} = table;
	// Of what is on an edge, as a balanced touch is, the mirror image would fall in no mirrored bucket: it lies between two.
	const lower = row?.[bucketOf(imbalanceEdges, imbalance - edgeWidth)];
	const upper = row?.[bucketOf(imbalanceEdges, imbalance + edgeWidth)];
	return ((lower ?? upper ?? Number.NaN) + (upper ?? lower ?? Number.NaN)) / 2;
}

/** So near to an edge the division decides on which side it is. */
const edgeWidth = 1e-12;

/** The bucket that a value falls in: the first whose upper edge is not below it. */
export function bucketOf(edges: readonly number[], value: number): number {
	let bucket = 0;
	while (bucket < edges.length && value > edges[bucket]!) bucket++;
	return bucket;
}

/** Share of the bid in the quantity at the touch. */
export function touchImbalance({bidQuantity, askQuantity}: {readonly bidQuantity: number; readonly askQuantity: number}): number {
	return bidQuantity / (bidQuantity + askQuantity);
}

/** The spread in ticks of a table: whole, however the division rounds. */
export function spreadInTicks(bid: number, ask: number, tick: number): number {
	return Math.round((ask - bid) / tick);
}

/** Quote units; NaN without a table or for a state that it does not know. */
export function microPrice(
	table: MicroPriceTable | undefined,
	market: Pick<MarketState, 'bid' | 'ask' | 'bidQuantity' | 'askQuantity'>,
): number {
	if (table === undefined) return Number.NaN;
	const {bid, ask} = market;
	return (bid + ask) / 2 + adjustment(table, touchImbalance(market), spreadInTicks(bid, ask, table.tick)) * table.tick;
}

export class MicroPrice implements Meter {
	readonly columns = columns({unit: 'quote', clock: 'event', warmUp: 'a fitted table', source: 'Stoikov 2018'}, [
		['micro', 'mid + G*(imbalance of the touch, spread), by a table of obi-tui fit micro-price'],
		['micro_dev', '(micro − mid) / spread', {unit: ''}],
	]);
	readonly #table: MicroPriceTable | undefined;

	constructor(table: MicroPriceTable | undefined) {
		this.#table = table;
	}

	sample(market: MarketState, out: Float64Array, from: number): void {
		out[from] = microPrice(this.#table, market);
		out[from + 1] = (out[from]! - market.mid) / (market.ask - market.bid);
	}

	archive(): void {}
}
