/*
Binance's stream messages and REST snapshots, read with exact decimals: by the scanner where a message is as it always is, otherwise the plain way. One
message is read whole before anything of it is handed over, so a bad level means that the frame is refused, never that it is half applied.
*/

import type {Archive} from '../market/archive.ts';
import {finestQuantityScale} from '../market/instrument.ts';
import {isObject} from '../market/is-object.ts';
import {Levels} from '../market/levels.ts';
import type {Trade} from '../market/trade.ts';
import {type Fields, isFaultOfTheMessage, MalformedMessageError, PlainReader, parseObject} from './binance-plain.ts';
import {BinanceScanner} from './binance-scan.ts';
import {Symbols} from './symbols.ts';
import {BadSnapshotError, type Decoder, type DepthUpdate, type MarketSink, type Touch} from './venue.ts';

export function binanceDecoder(): Decoder {
	return new BinanceDecoder();
}

class BinanceDecoder implements Decoder {
	readonly #update: DepthUpdate = {
		symbol: '',
		kind: 'diff',
		first: 0,
		last: 0,
		previous: Number.NaN,
		sentAt: Number.NaN,
		bids: new Levels(),
		asks: new Levels(),
		priceScale: 0,
		quantityScale: finestQuantityScale,
	};
	readonly #trade: Trade = {
		symbol: '',
		id: 0,
		price: 0,
		priceScale: 0,
		quantity: 0,
		quantityScale: finestQuantityScale,
		aggressor: 1,
		happenedAt: Number.NaN,
	};
	readonly #touch: Touch = {
		symbol: '',
		id: 0,
		bidPrice: 0,
		bidQuantity: 0,
		askPrice: 0,
		askQuantity: 0,
		priceScale: 0,
		quantityScale: finestQuantityScale,
	};
	readonly #symbols = new Symbols();
	readonly #scanner = new BinanceScanner(this.#symbols, this.#update, this.#trade, this.#touch);
	readonly #plain = new PlainReader(this.#symbols);

	expect(symbol: string, priceScale: number): void {
		this.#symbols.expect(symbol, priceScale);
	}

	decode(payload: Uint8Array, sink: MarketSink): void {
		if (!this.#scanner.scan(payload, sink)) this.#decodePlainly(payload, sink);
	}

	snapshot(symbol: string, body: unknown): DepthUpdate {
		try {
			this.#plain.snapshot(symbol, body, this.#update);
			return this.#update;
		} catch (error) {
			throw isFaultOfTheMessage(error) ? new BadSnapshotError(error.message) : error;
		}
	}

	archive(io: Archive): void {
		this.#symbols.archive(io);
	}

	#decodePlainly(payload: Uint8Array, sink: MarketSink): void {
		const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString();
		let symbol = '';
		try {
			const message = parseObject(text);
			const data = isObject(message['data']) ? message['data'] : message;
			symbol = symbolOf(data, message['stream']);
			this.#handOver(symbol, message, data, sink);
		} catch (error) {
			if (!isFaultOfTheMessage(error)) throw error;
			const kind = error instanceof MalformedMessageError ? 'malformed' : 'bad-number';
			sink.fault({kind, symbol, detail: `${error.message}: ${JSON.stringify(text.slice(0, 200))}`});
		}
	}

	#handOver(symbol: string, message: Fields, data: Fields, sink: MarketSink): void {
		const stream = message['stream'];
		if (data['e'] === 'depthUpdate') {
			this.#plain.diff(symbol, data, this.#update);
			sink.depth(this.#update);
		} else if (data['e'] === 'trade' || data['e'] === 'aggTrade') {
			this.#plain.trade(symbol, data, this.#trade);
			sink.trade(this.#trade);
		} else if (data['e'] === 'serverShutdown') {
			sink.shutdown();
		} else if (data['e'] === 'bookTicker' || (typeof stream === 'string' && stream.endsWith('@bookTicker'))) {
			this.#plain.touch(symbol, data, this.#touch);
			sink.touch(this.#touch);
		} else {
			sink.other(nameOf(message));
		}
	}
}

function symbolOf(data: Fields, stream: unknown): string {
	if (typeof data['s'] === 'string') return data['s'];
	return typeof stream === 'string' ? stream.slice(0, Math.max(0, stream.indexOf('@'))).toUpperCase() : '';
}

function nameOf(message: Fields): string {
	if (typeof message['stream'] === 'string') return message['stream'].replace(/^[^@]*@/, '');
	if ('result' in message) return 'subscription answer';
	if ('error' in message) return 'error answer';
	return typeof message['e'] === 'string' ? message['e'] : 'unknown message';
}
