/* The snapshot of one instrument: the whole book with the numbers beside it as JSON, and the screen as text and as a picture. */

import {existsSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {Desk} from '../engine/desk.ts';
import type {Engine} from '../engine/engine.ts';
import type {Book} from '../market/book.ts';
import {bookChecksum} from '../market/book-checksum.ts';
import type {BookSide} from '../market/book-side.ts';
import {fromUnits} from '../market/decimal.ts';
import {fileStamp, isoTime} from './iso-time.ts';

/** What the screen looked like. */
export type Picture = {readonly text: string; readonly svg: string};

/**
Writes the files into a folder. Returns their names, the JSON first.

@throws Error from the file system.
*/
export function writeSnapshot(folder: string, engine: Engine, desk: Desk, picture: Picture | undefined): string[] {
	// A recording names its symbols as it likes: none of them may lead out of the folder.
	const symbol = desk.instrument.symbol.toLowerCase().replaceAll(/[^\w-]/g, '-');
	const stem = freeName(path.join(folder, `orderbook_snapshot_${symbol}_${fileStamp(engine.at)}`));
	const written = [`${stem}.json`];
	writeFileSync(`${stem}.json`, `${JSON.stringify(contentOf(engine, desk), legal, '\t')}\n`);
	if (picture === undefined) return written;
	writeFileSync(`${stem}.txt`, picture.text);
	writeFileSync(`${stem}.svg`, picture.svg);
	return [...written, `${stem}.txt`, `${stem}.svg`];
}

function contentOf(engine: Engine, desk: Desk): unknown {
	const {instrument, gauges, strategy, integrity} = desk;
	const {at: _at, ...metrics} = gauges.row;
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
		metrics,
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
