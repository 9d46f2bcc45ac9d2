/*
Binance's stream messages and REST snapshots, read with exact decimals: by the scanner where a message is as it always is, otherwise the plain way. One
message is read whole before anything of it is handed over, so a bad level means that the frame is refused, never that it is half applied.
*/

import {isObject} from '../market/is-object.ts';
import {PlainReader} from './binance-plain.ts';
import {BinanceScanner} from './binance-scan.ts';
import {type Fields, isFaultOfTheMessage, parseObject, readPlainly} from './plain-numbers.ts';
import {depthUpdate, print, touch} from './reused.ts';
import {Symbols} from './symbols.ts';
import {BadSnapshotError, type Decoder, type DepthUpdate, type MarketSink} from './venue.ts';

export function binanceDecoder(symbols: Symbols = new Symbols()): Required<Pick<Decoder, 'decode' | 'snapshot'>> {
	return new BinanceDecoder(symbols);
}

/** Prints that no taker made: the venue's own doings, some with a price of 0. */
const notOfTakers: ReadonlySet<unknown> = new Set(['INSURANCE_FUND', 'ADL', 'NA']);

class BinanceDecoder implements Decoder {
	readonly #update = depthUpdate();
	readonly #trade = print();
	readonly #touch = touch();
	readonly #scanner: BinanceScanner;
	readonly #plain: PlainReader;

	constructor(symbols: Symbols) {
		this.#scanner = new BinanceScanner(symbols, this.#update, this.#trade, this.#touch);
		this.#plain = new PlainReader(symbols);
	}

	decode(payload: Uint8Array, sink: MarketSink): void {
		if (!this.#scanner.scan(payload, sink)) this.#decodePlainly(payload, sink);
	}

	/** Apart from the rest: a function that makes closures makes room for what they see at every call. */
	#decodePlainly(payload: Uint8Array, sink: MarketSink): void {
		readPlainly(payload, sink, (text, whose) => {
			const message = parseObject(text);
			const data = isObject(message['data']) ? message['data'] : message;
			const symbol = symbolOf(data, message['stream']);
			whose(symbol);
			this.#handOver(symbol, message, data, sink);
		});
	}

	snapshot(symbol: string, body: unknown): DepthUpdate {
		try {
			if (!isObject(body)) throw new BadSnapshotError('is no snapshot');
			this.#plain.snapshot(symbol, body, this.#update);
			return this.#update;
		} catch (error) {
			throw isFaultOfTheMessage(error) ? new BadSnapshotError(error.message) : error;
		}
	}

	#handOver(symbol: string, message: Fields, data: Fields, sink: MarketSink): void {
		const stream = message['stream'];
		if (data['e'] === 'depthUpdate') {
			this.#plain.diff(symbol, data, this.#update);
			sink.depth(this.#update);
		} else if (data['e'] === 'trade' && notOfTakers.has(data['X'])) {
			sink.other(`trade of ${String(data['X'])}`);
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
