/* The text of the made-up market, as Binance spot would send it: the REST snapshot, and diffs in the envelope of a combined stream. */

import type {Market} from './market.ts';
import type {MarketSide} from './market-side.ts';

/** What one message says, counted for the calibration. */
export type Diff = {readonly text: string; readonly changes: number; readonly deletions: number};

export class Stream {
	/** The name that the workload's messages carry until they are given to another symbol. */
	static readonly symbol = 'BTCUSDT';
	#updateId = 50_093_239_000;
	#eventTime = 1_723_161_255_000;

	snapshot({bids, asks}: Market): string {
		return `{"lastUpdateId":${this.#updateId},"bids":${allLevels(bids)},"asks":${allLevels(asks)}}`;
	}

	/** @param spare ids that the message covers beyond one for each change: not every update is seen at the end of its 100 ms. */
	diff({bids, asks}: Market, spare: number): Diff {
		const bidTicks = bids.takeTouched();
		const askTicks = asks.takeTouched();
		const changes = bidTicks.length + askTicks.length;
		const first = this.#updateId + 1;
		this.#updateId += Math.max(1, changes + spare);
		this.#eventTime += 100;
		const levels = `"b":${levelsAt(bids, bidTicks)},"a":${levelsAt(asks, askTicks)}`;
		const data = `{"e":"depthUpdate","E":${this.#eventTime},"s":"${Stream.symbol}","U":${first},"u":${this.#updateId},${levels}}`;
		const isDeleted = (side: MarketSide) => (tick: number) => !side.has(tick);
		const deletions = bidTicks.filter(isDeleted(bids)).length + askTicks.filter(isDeleted(asks)).length;
		return {text: `{"stream":"${Stream.symbol.toLowerCase()}@depth@100ms","data":${data}}`, changes, deletions};
	}
}

/** The same message under another symbol. */
export function renamed(text: string, symbol: string): string {
	return text.replace(Stream.symbol.toLowerCase(), symbol.toLowerCase()).replace(Stream.symbol, symbol);
}

function allLevels(side: MarketSide): string {
	return levelsAt(
		side,
		Array.from({length: side.length}, (_, rank) => side.at(rank)),
	);
}

function levelsAt(side: MarketSide, ticks: readonly number[]): string {
	let text = '[';
	for (const tick of ticks) text += `${text === '[' ? '' : ','}["${priceOf(tick)}","${quantityOf(side.lotsAt(tick))}"]`;
	return `${text}]`;
}

function priceOf(tick: number): string {
	const whole = Math.floor(tick / 100);
	return `${whole}.${String(tick - whole * 100).padStart(2, '0')}000000`;
}

function quantityOf(lots: number): string {
	const whole = Math.floor(lots / 100_000);
	return `${whole}.${String(lots - whole * 100_000).padStart(5, '0')}000`;
}
