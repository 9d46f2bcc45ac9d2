/*
Books and trades of many exchanges, from the CSV files of Tardis alone: `incremental_book_L2` and `trades` of
https://docs.tardis.dev/downloadable-csv-files/data-types. A frame is the rows of one message, without the line that names their columns.
*/

import type {Archive} from '../market/archive.ts';
import type {Trade} from '../market/trade.ts';
import {integerOf, MalformedMessageError, NumberReader, readPlainly} from './plain-numbers.ts';
import {depthUpdate, print} from './reused.ts';
import {unnumbered} from './step-rule.ts';
import type {Symbols} from './symbols.ts';
import type {Decoder, MarketSink, VenueRules} from './venue.ts';

export const tardis: VenueRules = {
	id: 'tardis',
	name: 'Tardis CSV',
	label: 'tardis·csv',
	market: 'csv',
	feed: {
		channel: 'incremental_book_L2',
		levels: 'diffs',
		proof: 'none: the rows bear no numbers',
		depth: "the exchange's",
		conflation: Number.NaN,
		trades: 'trades',
	},
	// The rates differ by exchange; so much a taker pays at most.
	takerFeeBps: 10,
	staleAfter: Number.POSITIVE_INFINITY,
	snapshots: 'stream',
	hasSequence: false,
	areIdsShared: false,
	tradeIds: 'unordered',
	stepRule: unnumbered,
	decoder: (symbols) => new TardisDecoder(symbols),
};

/** `binance-futures.BTCUSDT`: one symbol names different instruments at different exchanges. */
export function symbolOfTardis(exchange: string, symbol: string): string {
	return `${exchange}.${symbol}`;
}

/** `exchange,symbol,timestamp,local_timestamp,is_snapshot or id,side,price,amount` */
type Row = readonly string[];

const sides: ReadonlySet<string | undefined> = new Set(['bid', 'ask']);
const takers: ReadonlySet<string | undefined> = new Set(['buy', 'sell', 'unknown']);

class TardisDecoder implements Decoder {
	readonly #update = depthUpdate();
	readonly #trade = print();
	readonly #numbers: NumberReader;
	/** Symbols whose last message was of a snapshot: one that follows goes on with it. */
	#inSnapshot = new Set<string>();

	constructor(symbols: Symbols) {
		this.#numbers = new NumberReader(symbols);
	}

	decode(payload: Uint8Array, sink: MarketSink): void {
		readPlainly(payload, sink, (text, whose) => {
			const rows = text.split(/\r?\n/).map((line) => line.split(','));
			const [first] = rows;
			const symbol = symbolOfTardis(first?.[0] ?? '', first?.[1] ?? '');
			whose(symbol);
			if (rows.some((row) => row.length !== 8 || symbolOfTardis(row[0]!, row[1]!) !== symbol)) {
				throw new MalformedMessageError('has a row that is none of its message');
			}
			if (rows.every((row) => sides.has(row[5]))) this.#book(symbol, rows, sink);
			else if (rows.every((row) => takers.has(row[5]))) this.#trades(symbol, rows, sink);
			else throw new MalformedMessageError('has a side that is none');
		});
	}

	archive(io: Archive): void {
		this.#inSnapshot = new Set(io.list([...this.#inSnapshot], (symbol) => io.text(symbol ?? '')));
	}

	#book(symbol: string, rows: readonly Row[], sink: MarketSink): void {
		const update = this.#update;
		const isSnapshot = rows[0]?.[4] === 'true';
		if (!isSnapshot && rows[0]?.[4] !== 'false') throw new MalformedMessageError('does not say whether it is a snapshot');
		const bids = rows.filter((row) => row[5] === 'bid');
		const asks = rows.filter((row) => row[5] === 'ask');
		this.#numbers.levels(symbol, bids, asks, update, {price: 6, quantity: 7});
		const isFirst = isSnapshot && !this.#inSnapshot.has(symbol);
		if (isSnapshot) this.#inSnapshot.add(symbol);
		else this.#inSnapshot.delete(symbol);
		Object.assign(update, {kind: isFirst ? 'snapshot' : 'diff', first: Number.NaN, last: Number.NaN, sentAt: timeOf(rows[0])});
		sink.depth(update);
	}

	/** Read twice, so that nothing is handed over where one of them is unsound. */
	#trades(symbol: string, rows: readonly Row[], sink: MarketSink): void {
		for (const row of rows) this.#read(symbol, row);
		for (const row of rows) {
			if (row[5] === 'unknown') sink.other('trade of an unknown taker');
			else sink.trade(this.#read(symbol, row));
		}
	}

	#read(symbol: string, row: Row): Trade {
		const trade = this.#trade;
		this.#numbers.print(symbol, row[6], row[7], trade);
		trade.id = Number.NaN;
		trade.code = row[4] ?? '';
		trade.aggressor = row[5] === 'buy' ? 1 : -1;
		trade.happenedAt = timeOf(row);
		return trade;
	}
}

/** When the exchange says that it was, µs; where it did not say, Tardis writes when the message arrived, which tells nothing. */
function timeOf(row: Row | undefined): number {
	return row === undefined || row[2] === row[3] ? Number.NaN : integerOf(row[2]);
}
