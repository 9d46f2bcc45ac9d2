/*
Binance's messages read from their bytes in one pass, into objects and arrays that are used again. Fields stand in the order in which Binance sends
them (https://github.com/binance/binance-spot-api-docs web-socket-streams.md; USD-M adds `T` and `pu`). Whatever else comes is refused, and left to
the plain reader.
*/

import type {Trade} from '../market/trade.ts';
import {aggressorOf} from './binance-plain.ts';
import {decimalForm} from './decimal-form.ts';
import {frameScanner} from './frame-scanner.ts';
import {type Literal, literal} from './literal.ts';
import {toMicros} from './plain-numbers.ts';
import type {Scales, Symbols} from './symbols.ts';
import type {DepthUpdate, MarketSink, Touch} from './venue.ts';

const envelope = {stream: literal('{"stream":'), data: literal(',"data":'), end: literal('}}'), bareEnd: literal('}')};
const depth = {
	start: literal('{"e":"depthUpdate","E":'),
	transaction: literal(',"T":'),
	symbol: literal(',"s":'),
	first: literal(',"U":'),
	last: literal(',"u":'),
	previous: literal(',"pu":'),
	bids: literal(',"b":['),
	asks: literal(',"a":['),
};
const trade = {
	start: literal('{"e":"trade","E":'),
	symbol: literal(',"s":'),
	id: literal(',"t":'),
	price: literal(',"p":"'),
	quantity: literal(',"q":"'),
	/** Orders of buyer and seller: nobody asks for them, and newer messages leave them out. */
	others: [literal(',"b":'), literal(',"a":')],
	time: literal(',"T":'),
	buyerIsMaker: literal(',"m":true'),
	sellerIsMaker: literal(',"m":false'),
	ignored: literal(',"M":true'),
	ignoredToo: literal(',"M":false'),
};
/** What an aggregate trade says otherwise: its own number, and the first and last trade that it sums. */
const aggregate = {
	start: literal('{"e":"aggTrade","E":'),
	id: literal(',"a":'),
	others: [literal(',"f":'), literal(',"l":')],
};
const touch = {
	stream: literal('@bookTicker"'),
	start: literal('{"u":'),
	symbol: literal(',"s":'),
	bidPrice: literal(',"b":"'),
	bidQuantity: literal(',"B":"'),
	askPrice: literal(',"a":"'),
	askQuantity: literal(',"A":"'),
};

export class BinanceScanner {
	readonly #symbols: Symbols;
	readonly #update: DepthUpdate;
	readonly #trade: Trade;
	readonly #touch: Touch;
	readonly #frame = frameScanner;
	#isWrapped = false;

	/** @param update used again for every diff, @param trade for every trade, @param touch for every best bid and ask. */
	constructor(symbols: Symbols, update: DepthUpdate, trade: Trade, touch: Touch) {
		this.#symbols = symbols;
		this.#update = update;
		this.#trade = trade;
		this.#touch = touch;
	}

	/** Reads one message. False where it must be read the plain way; nothing was handed over. */
	scan(payload: Uint8Array, sink: MarketSink): boolean {
		const frame = this.#frame;
		if (!frame.load(payload)) return false;
		this.#isWrapped = frame.take(envelope.stream);
		if (this.#isWrapped && !(frame.string() && frame.take(envelope.data))) return false;
		if (frame.take(depth.start)) return this.#scanDepth(sink);
		if (frame.take(trade.start)) return this.#scanTrade(trade, sink);
		if (frame.take(aggregate.start)) return this.#scanTrade(aggregate, sink);
		// A best bid and ask names no event: the stream tells what it is.
		return this.#isWrapped && frame.isTextEnd(touch.stream) && frame.take(touch.start) && this.#scanTouch(sink);
	}

	#scanDepth(sink: MarketSink): boolean {
		const frame = this.#frame;
		const into = this.#update;
		if (!frame.integer() || frame.value === 0) return false;
		into.sentAt = toMicros(frame.value);
		if (frame.take(depth.transaction) && !frame.integer()) return false;
		if (!frame.take(depth.symbol)) return false;
		const scales = this.#takeSymbol();
		if (scales === undefined || !frame.take(depth.first) || !frame.integer()) return false;
		into.first = frame.value;
		if (!frame.take(depth.last) || !frame.integer()) return false;
		into.last = frame.value;
		into.previous = Number.NaN;
		if (frame.take(depth.previous)) {
			if (!frame.integer()) return false;
			into.previous = frame.value;
		}
		const price = decimalForm(scales.price);
		const quantity = decimalForm(scales.quantity);
		if (price === undefined || quantity === undefined || into.first > into.last) return false;
		if (!frame.take(depth.bids) || !frame.levels(into.bids, price, quantity)) return false;
		if (!frame.take(depth.asks) || !frame.levels(into.asks, price, quantity) || !this.#isOver()) return false;
		into.kind = 'diff';
		sign(into, scales);
		sink.depth(into);
		return true;
	}

	#scanTrade({id, others}: {readonly id: Literal; readonly others: readonly Literal[]}, sink: MarketSink): boolean {
		const frame = this.#frame;
		const into = this.#trade;
		if (!frame.integer() || !frame.take(trade.symbol)) return false;
		const scales = this.#takeSymbol();
		if (scales === undefined || !frame.take(id) || !frame.integer()) return false;
		into.id = frame.value;
		const price = decimalForm(scales.price);
		const quantity = decimalForm(scales.quantity);
		if (price === undefined || quantity === undefined) return false;
		if (!frame.take(trade.price) || !frame.decimal(price) || frame.value === 0) return false;
		into.price = frame.value;
		if (!frame.take(trade.quantity) || !frame.decimal(quantity) || frame.value === 0) return false;
		into.quantity = frame.value;
		for (const field of others) if (frame.take(field) && !frame.integer()) return false;
		if (!frame.take(trade.time) || !frame.integer() || frame.value === 0) return false;
		into.happenedAt = toMicros(frame.value);
		const isBuyerMaker = frame.take(trade.buyerIsMaker);
		if (!isBuyerMaker && !frame.take(trade.sellerIsMaker)) return false;
		if (!frame.take(trade.ignored)) frame.take(trade.ignoredToo);
		if (!this.#isOver()) return false;
		sign(into, scales);
		into.aggressor = aggressorOf(isBuyerMaker);
		sink.trade(into);
		return true;
	}

	#scanTouch(sink: MarketSink): boolean {
		const frame = this.#frame;
		const into = this.#touch;
		if (!frame.integer() || !frame.take(touch.symbol)) return false;
		into.id = frame.value;
		const scales = this.#takeSymbol();
		const price = decimalForm(scales?.price ?? Number.NaN);
		const quantity = decimalForm(scales?.quantity ?? Number.NaN);
		if (scales === undefined || price === undefined || quantity === undefined) return false;
		if (!frame.take(touch.bidPrice) || !frame.decimal(price) || frame.value === 0) return false;
		into.bidPrice = frame.value;
		if (!frame.take(touch.bidQuantity) || !frame.decimal(quantity)) return false;
		into.bidQuantity = frame.value;
		if (!frame.take(touch.askPrice) || !frame.decimal(price) || frame.value === 0) return false;
		into.askPrice = frame.value;
		if (!frame.take(touch.askQuantity) || !frame.decimal(quantity)) return false;
		into.askQuantity = frame.value;
		if (!this.#isOver()) return false;
		sign(into, scales);
		sink.touch(into);
		return true;
	}

	/** Takes the text of a symbol that is known. */
	#takeSymbol(): Scales | undefined {
		const frame = this.#frame;
		return frame.string() ? this.#symbols.find(frame.bytes, frame.textStart, frame.textEnd) : undefined;
	}

	#isOver(): boolean {
		return this.#frame.take(this.#isWrapped ? envelope.end : envelope.bareEnd) && this.#frame.isAtEnd;
	}
}

/** Says whose it is, and at which scales it was read. */
function sign(into: {symbol: string; priceScale: number; quantityScale: number}, {symbol, price, quantity}: Scales): void {
	into.symbol = symbol;
	into.priceScale = price;
	into.quantityScale = quantity;
}
