import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {Book} from '../../source/market/book.ts';
import {Levels} from '../../source/market/levels.ts';
import {binanceDecoder} from '../../source/venues/binance-decoder.ts';
import {type DepthUpdate, ignoreAll, type MarketSink} from '../../source/venues/venue.ts';
import {dataFile} from '../support/data.ts';
import {exactly, exactlyText, type Level, OracleBook} from '../support/oracle-book.ts';

const file = dataFile('binance-spot-btcusdt-20240808-60s.gz');

describe.skipIf(file === undefined)('a minute of BTCUSDT as it was', () => {
	type Texts = readonly (readonly [price: string, quantity: string])[];
	type Diff = {readonly e: 'depthUpdate'; readonly u: number; readonly b: Texts; readonly a: Texts};
	type Line = {readonly data?: Diff | {readonly e: 'trade'}; readonly lastUpdateId?: number; readonly bids: Texts; readonly asks: Texts};

	const exact = (levels: Texts): Level[] => levels.map(([price, quantity]) => [exactlyText(price), exactlyText(quantity)]);

	function top20(book: Book, name: 'bids' | 'asks'): Level[] {
		const top = new Levels();
		book[name].top(20, top);
		return Array.from({length: top.length}, (_, rank) => [
			exactly(top.prices[rank] ?? Number.NaN, book.priceScale),
			exactly(top.quantities[rank] ?? Number.NaN, book.quantityScale),
		]);
	}

	test('the rebuilt book is the oracle after every diff, twenty levels a side', () => {
		const book = new Book(2);
		const oracle = new OracleBook();
		const decoder = binanceDecoder();
		const waiting: (readonly [text: string, diff: Diff])[] = [];
		let bookId = 0;
		let applied = 0;
		const sink: MarketSink = {
			...ignoreAll,
			depth: (update: DepthUpdate) => book.apply(update.bids, update.asks, update.priceScale, update.quantityScale),
			fault: ({detail}) => expect.fail(detail),
			shutdown: () => expect.fail('no shutdown'),
			other: (name) => expect.fail(name),
		};
		const take = (text: string, diff: Diff) => {
			if (diff.u <= bookId) return;
			bookId = diff.u;
			decoder.decode(Buffer.from(text), sink);
			oracle.apply(exact(diff.b), exact(diff.a));
			applied++;
			expect(top20(book, 'bids')).toEqual(oracle.bids.levels.slice(0, 20));
			expect(top20(book, 'asks')).toEqual(oracle.asks.levels.slice(0, 20));
			expect([book.bids.count, book.asks.count]).toEqual([oracle.bids.levels.length, oracle.asks.levels.length]);
		};
		const lines = gunzipSync(readFileSync(file ?? ''))
			.toString()
			.trimEnd()
			.split('\n');
		for (const line of lines) {
			const text = line.slice(line.indexOf(' ') + 1);
			const message: Line = JSON.parse(text);
			if (message.lastUpdateId !== undefined) {
				const snapshot = decoder.snapshot('BTCUSDT', message);
				book.replace(snapshot.bids, snapshot.asks, snapshot.priceScale, snapshot.quantityScale, 1000);
				oracle.replace(exact(message.bids), exact(message.asks));
				bookId = message.lastUpdateId;
				for (const [kept, diff] of waiting) take(kept, diff);
			} else if (message.data?.e === 'depthUpdate') {
				if (bookId === 0) waiting.push([text, message.data]);
				else take(text, message.data);
			}
		}
		expect([applied, bookId]).toEqual([597, 50_093_271_362]);
		expect([book.bids.count, book.asks.count]).toEqual([1175, 1170]);
		expect([book.priceScale, book.quantityScale]).toEqual([2, 8]);
	});
});
