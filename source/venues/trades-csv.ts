/*
Trades of some venue, from files of `timestamp,price,quantity,side,tradeId` alone; `side` is the taker's. A row does not say of what it is, so whoever
reads the file puts the symbol before it: a frame is `SYMBOL,` and the row, and can be read by itself.
*/

import {idOf, MalformedMessageError, NumberReader, readPlainly} from './plain-numbers.ts';
import {print} from './reused.ts';
import {unnumbered} from './step-rule.ts';
import type {Symbols} from './symbols.ts';
import type {Decoder, MarketSink, VenueRules} from './venue.ts';

export const tradesCsv: VenueRules = {
	id: 'csv',
	name: 'trades of a CSV file',
	label: 'csv·trades',
	market: 'trades',
	feed: {channel: 'none', levels: 'diffs', proof: 'none', depth: 'none', conflation: Number.NaN, trades: 'rows of the file'},
	// The file does not say whose trades they are; so much a taker pays at most venues.
	takerFeeBps: 10,
	staleAfter: Number.POSITIVE_INFINITY,
	snapshots: 'stream',
	hasSequence: false,
	areIdsShared: false,
	tradeIds: 'rising',
	stepRule: unnumbered,
	decoder: (symbols) => new TradesCsvDecoder(symbols),
};

const row = /^(.+),\d+,([^,]*),([^,]*),([^,]*),([^,]*)$/;

class TradesCsvDecoder implements Decoder {
	readonly #trade = print();
	readonly #numbers: NumberReader;

	constructor(symbols: Symbols) {
		this.#numbers = new NumberReader(symbols);
	}

	decode(payload: Uint8Array, sink: MarketSink): void {
		readPlainly(payload, sink, (text, whose) => {
			const [, symbol = '', price, quantity, side, tradeId] = row.exec(text) ?? [];
			whose(symbol);
			if (side !== 'buy' && side !== 'sell') throw new MalformedMessageError('does not say who the taker was');
			const trade = this.#trade;
			// The time in the row is the frame's own: it tells nothing of a latency.
			trade.id = idOf({tradeId}, 'tradeId');
			trade.aggressor = side === 'buy' ? 1 : -1;
			this.#numbers.print(symbol, price, quantity, trade);
			sink.trade(trade);
		});
	}
}
