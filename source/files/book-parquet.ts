/*
A book as Parquet: symbol, update_id (UINT64), bid_price, bid_quantity, ask_price, ask_quantity (doubles), a row a rank; and trades as another one. What
stands beside the rows is in the file's own key-value metadata, as JSON under `obi-tui`.
*/

import {type ColumnSource, parquetWriteBuffer, type SchemaElement} from 'hyparquet-writer';
import type {PastTrade} from '../engine/recent-trades.ts';
import {type BookSnapshot, type Level, levelsOf, sideWord, snapshotFacts} from './book-snapshot.ts';
import {programVersion} from './program-version.ts';
import {parquetFactsKey} from './table/parquet-table.ts';

type Column = readonly [name: string, type: Omit<SchemaElement, 'name'>, data: ColumnSource['data']];

const double = {type: 'DOUBLE', repetition_type: 'OPTIONAL'} as const;
const text = {type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: {type: 'STRING'}, repetition_type: 'REQUIRED'} as const;
// Of the converted type alone: hyparquet-writer 0.17 writes the logical type INTEGER so that Arrow refuses the whole file.
const unsigned = {type: 'INT64', converted_type: 'UINT_64', repetition_type: 'OPTIONAL'} as const;
const moment = {
	type: 'INT64',
	converted_type: 'TIMESTAMP_MICROS',
	repetition_type: 'OPTIONAL',
	logical_type: {type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS'},
} as const;

export function bookParquet(snapshot: BookSnapshot): Uint8Array {
	const {symbol, updateId, book} = snapshot;
	const bids = levelsOf(book, book.bids);
	const asks = levelsOf(book, book.asks);
	const ranks = Array.from({length: Math.max(bids.length, asks.length)}, (_, rank) => rank);
	const numbers = (levels: readonly Level[], key: keyof Level) => ranks.map((rank) => numberOf(levels[rank]?.[key]));
	return parquetOf(snapshot, [
		['symbol', text, ranks.map(() => symbol)],
		['update_id', unsigned, ranks.map(() => wholeOf(updateId))],
		['bid_price', double, numbers(bids, 'price')],
		['bid_quantity', double, numbers(bids, 'quantity')],
		['ask_price', double, numbers(asks, 'price')],
		['ask_quantity', double, numbers(asks, 'quantity')],
	]);
}

export function tradesParquet(snapshot: BookSnapshot, trades: readonly PastTrade[]): Uint8Array {
	return parquetOf(snapshot, [
		['symbol', text, trades.map(() => snapshot.symbol)],
		['id', text, trades.map(({id}) => id)],
		['time', moment, trades.map(({happenedAt}) => wholeOf(happenedAt))],
		['received_at', moment, trades.map(({receivedAt}) => wholeOf(receivedAt))],
		['side', text, trades.map(({aggressor}) => sideWord(aggressor))],
		['price', double, trades.map(({price}) => Number(price))],
		['quantity', double, trades.map(({quantity}) => Number(quantity))],
	]);
}

function parquetOf(snapshot: BookSnapshot, columns: readonly Column[]): Uint8Array {
	const buffer = parquetWriteBuffer({
		schema: [{name: 'root', num_children: columns.length}, ...columns.map(([name, type]) => ({name, ...type}))],
		columnData: columns.map(([name, , data]) => ({name, data})),
		kvMetadata: [{key: parquetFactsKey, value: JSON.stringify(snapshotFacts(snapshot))}],
		createdBy: `obi-tui ${programVersion}`,
	});
	return new Uint8Array(buffer);
}

function numberOf(decimal: string | undefined): number | null {
	return decimal === undefined ? null : Number(decimal);
}

function wholeOf(value: number): bigint | null {
	return Number.isNaN(value) ? null : BigInt(value);
}
