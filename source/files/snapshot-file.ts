/* The snapshot of one instrument: the whole book with the numbers beside it as JSON, and the screen as text and as a picture. */

import {existsSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {Desk} from '../engine/desk.ts';
import type {Engine} from '../engine/engine.ts';
import {catalogue} from '../engine/meters.ts';
import type {Book} from '../market/book.ts';
import {bookChecksum} from '../market/book-checksum.ts';
import type {BookSide} from '../market/book-side.ts';
import {fromUnits} from '../market/decimal.ts';
import {fileStamp, isoTime} from './iso-time.ts';

/** What the screen looked like. */
export type Picture = {readonly text: string; readonly svg: string};

/**
Writes the files into a folder. Returns their names, the JSON first.

@param reproduce the command that shows this moment again; null where nothing was recorded.

@throws Error from the file system.
*/
export function writeSnapshot(
	folder: string,
	engine: Engine,
	desk: Desk,
	picture: Picture | undefined,
	reproduce: string | null,
): string[] {
	const stem = freeSnapshotStem(folder, desk.instrument.symbol, engine.at);
	const written = [`${stem}.json`];
	writeFileSync(`${stem}.json`, `${JSON.stringify({...contentOf(engine, desk), reproduce}, legal, '\t')}\n`);
	if (picture === undefined) return written;
	writeFileSync(`${stem}.txt`, picture.text);
	writeFileSync(`${stem}.svg`, picture.svg);
	return [...written, `${stem}.txt`, `${stem}.svg`];
}

/** A symbol as file names bear it: a recording calls its symbols as it likes, and none of them may lead out of the folder. */
export function symbolInNames(symbol: string): string {
	return symbol.toLowerCase().replaceAll(/[^\w-]/g, '-');
}

/** `orderbook_snapshot_btcusdt_20240808_235413`, or with a number where that is taken. @param at µs since the epoch. */
export function freeSnapshotStem(folder: string, symbol: string, at: number): string {
	return freeName(path.join(folder, `orderbook_snapshot_${symbolInNames(symbol)}_${fileStamp(at)}`));
}

function contentOf(engine: Engine, desk: Desk): object {
	const {instrument, gauges, strategy, integrity} = desk;
	const {cash, position, averagePrice, equity, fees, trades, drawdown} = strategy.portfolio;
	const book = desk.shownBook;
	return {
		symbol: instrument.symbol,
		venue: instrument.venue,
		update_id: desk.updateId,
		time: isoTime(engine.at),
		state: integrity.state,
		bids: book === undefined ? [] : rowsOf(book, book.bids),
		asks: book === undefined ? [] : rowsOf(book, book.asks),
		trusted: {bid_levels: book?.trustedBidLevels ?? 0, ask_levels: book?.trustedAskLevels ?? 0},
		metrics: Object.fromEntries(catalogue.map(({name}, place) => [name, gauges.row.values[place]])),
		thresholds: {buy: engine.settings.buy, sell: engine.settings.sell, levels: engine.settings.levels},
		portfolio: {cash, position, average_price: averagePrice, equity, fees, trades, drawdown},
		samples: engine.samples,
		book_checksum: book === undefined ? null : bookChecksum(book),
		book_hash: engine.bookHash,
		state_hash: engine.stateHash,
	};
}

function rowsOf(book: Book, side: BookSide): [string, string][] {
	const rows: [string, string][] = [];
	for (const level = side.walk(); level.next(); ) {
		rows.push([fromUnits(level.price, book.priceScale), fromUnits(level.quantity, book.quantityScale)]);
	}
	return rows;
}

/** JSON knows no NaN. */
function legal(_key: string, value: unknown): unknown {
	return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

function freeName(stem: string): string {
	for (let number = 1; ; number++) {
		const name = number === 1 ? stem : `${stem}-${number}`;
		if (!existsSync(`${name}.json`)) return name;
	}
}
