/*
Binance spot's messages as bytes, field for field as they come over the wire: combined-stream diffs and trades, the REST snapshot, the 24 h ticker.
https://github.com/binance/binance-spot-api-docs: web-socket-streams.md, rest-api.md.
*/

import {fixedFromUnits, powersOfTen} from '../../market/decimal.ts';
import type {ReplyPayload} from '../../market/frame.ts';
import type {Levels} from '../../market/levels.ts';
import {type Listing, priceScale} from './listing.ts';
import type {RankedSide} from './ranked-side.ts';

/** Binance writes prices and quantities with eight decimals. */
const decimals = 8;

export type Execution = {
	readonly id: number;
	/** Ticks. */
	readonly price: number;
	/** Lots. */
	readonly quantity: number;
	/** +1: the taker bought. */
	readonly aggressor: 1 | -1;
	/** ms since the epoch. */
	readonly happenedAt: number;
};

/** Writes messages into one buffer and hands out copies. */
export class Wire {
	#bytes = new Uint8Array(64 * 1024);
	#length = 0;

	/** @param sentAt ms since the epoch. */
	diff(listing: Listing, sentAt: number, ids: {readonly first: number; readonly last: number}, bids: Levels, asks: Levels): Uint8Array {
		const {symbol} = listing.facts;
		this.#length = 0;
		this.#text(`{"stream":"${symbol.toLowerCase()}@depth@100ms","data":{"e":"depthUpdate","E":`);
		this.#integer(sentAt);
		this.#text(`,"s":"${symbol}","U":`);
		this.#integer(ids.first);
		this.#text(',"u":');
		this.#integer(ids.last);
		this.#text(',"b":[');
		for (let index = 0; index < bids.length; index++) this.#level(listing, index, bids.prices[index]!, bids.quantities[index]!);
		this.#text('],"a":[');
		for (let index = 0; index < asks.length; index++) this.#level(listing, index, asks.prices[index]!, asks.quantities[index]!);
		this.#text(']}}');
		return this.#bytes.slice(0, this.#length);
	}

	/** @param sentAt ms since the epoch. */
	trade(listing: Listing, sentAt: number, execution: Execution): Uint8Array {
		const {symbol} = listing.facts;
		this.#length = 0;
		this.#text(`{"stream":"${symbol.toLowerCase()}@trade","data":{"e":"trade","E":`);
		this.#integer(sentAt);
		this.#text(`,"s":"${symbol}","t":`);
		this.#integer(execution.id);
		this.#text(',"p":"');
		this.#decimal(execution.price, priceScale);
		this.#text('","q":"');
		this.#decimal(execution.quantity, listing.quantityScale);
		this.#text('","T":');
		this.#integer(execution.happenedAt);
		this.#text(`,"m":${execution.aggressor === -1},"M":true}}`);
		return this.#bytes.slice(0, this.#length);
	}

	/** A reply frame's payload around the REST snapshot of a book. */
	snapshot(head: ReplyPayload, listing: Listing, lastUpdateId: number, bids: RankedSide, asks: RankedSide, limit: number): Uint8Array {
		this.#length = 0;
		this.#text(JSON.stringify(head).slice(0, -1));
		this.#text(',"body":{"lastUpdateId":');
		this.#integer(lastUpdateId);
		this.#text(',"bids":[');
		for (let rank = 0; rank < Math.min(limit, bids.length); rank++) this.#level(listing, rank, bids.priceAt(rank), bids.quantityAt(rank));
		this.#text('],"asks":[');
		for (let rank = 0; rank < Math.min(limit, asks.length); rank++) this.#level(listing, rank, asks.priceAt(rank), asks.quantityAt(rank));
		this.#text(']}}');
		return this.#bytes.slice(0, this.#length);
	}

	#level(listing: Listing, index: number, price: number, quantity: number): void {
		this.#text(index === 0 ? '["' : ',["');
		this.#decimal(price, priceScale);
		this.#text('","');
		this.#decimal(quantity, listing.quantityScale);
		this.#text('"]');
	}

	#text(ascii: string): void {
		this.#reserve(ascii.length);
		for (let index = 0; index < ascii.length; index++) this.#bytes[this.#length++] = ascii.charCodeAt(index);
	}

	#decimal(units: number, scale: number): void {
		const unit = powersOfTen[scale]!;
		const whole = Math.floor(units / unit);
		this.#integer(whole);
		this.#text('.');
		this.#digits((units - whole * unit) * powersOfTen[decimals - scale]!, decimals);
	}

	#integer(value: number): void {
		let count = 1;
		while (value >= powersOfTen[count]!) count++;
		this.#digits(value, count);
	}

	#digits(value: number, count: number): void {
		this.#reserve(count);
		let rest = value;
		for (let index = this.#length + count - 1; index >= this.#length; index--) {
			const next = Math.floor(rest / 10);
			this.#bytes[index] = 48 + (rest - next * 10);
			rest = next;
		}
		this.#length += count;
	}

	#reserve(count: number): void {
		if (this.#length + count <= this.#bytes.length) return;
		const bytes = new Uint8Array(this.#bytes.length * 2);
		bytes.set(this.#bytes);
		this.#bytes = bytes;
	}
}

/**
Body of `ticker/24hr` for a day that ends now and brought the listing's volume.

@param lastTrade id of the last trade of the day; @param at µs since the epoch.
*/
export function dayTicker(
	listing: Listing,
	bids: RankedSide,
	asks: RankedSide,
	lastTrade: number,
	at: number,
): Record<string, string | number> {
	const {volume} = listing;
	const count = Math.round(volume / (4 * listing.takerSize.median));
	const price = (ticks: number) => fixedFromUnits(ticks * powersOfTen[decimals - priceScale]!, decimals);
	const quantity = (lots: number) => fixedFromUnits(lots * powersOfTen[decimals - listing.quantityScale]!, decimals);
	const last = bids.price;
	const open = Math.round(last * 0.99);
	const average = Math.round((last + open) / 2);
	const closeTime = Math.floor(at / 1000);
	return {
		symbol: listing.facts.symbol,
		priceChange: price(last - open),
		priceChangePercent: (((last - open) / open) * 100).toFixed(3),
		weightedAvgPrice: price(average),
		prevClosePrice: price(open),
		lastPrice: price(last),
		lastQty: quantity(bids.quantity),
		bidPrice: price(bids.price),
		bidQty: quantity(bids.quantity),
		askPrice: price(asks.price),
		askQty: quantity(asks.quantity),
		openPrice: price(open),
		highPrice: price(Math.round(last * 1.005)),
		lowPrice: price(Math.round(open * 0.995)),
		volume: quantity(volume),
		quoteVolume: ((volume / powersOfTen[listing.quantityScale]!) * (average / powersOfTen[priceScale]!)).toFixed(decimals),
		openTime: closeTime - 86_400_000,
		closeTime,
		firstId: lastTrade - count + 1,
		lastId: lastTrade,
		count,
	};
}
