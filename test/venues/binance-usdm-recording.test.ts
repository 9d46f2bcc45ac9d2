import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {TouchCheck} from '../../source/engine/touch-check.ts';
import {Book} from '../../source/market/book.ts';
import {fromUnits} from '../../source/market/decimal.ts';
import {chained} from '../../source/venues/step-rule.ts';
import {ignoreAll, type UpdateIds} from '../../source/venues/venue.ts';
import {dataFile} from '../support/data.ts';
import {recordedFrames, recordedSnapshot} from '../support/recorded.ts';
import {walked} from '../support/walked.ts';
import {decoderFor} from './binance-messages.ts';

describe.skipIf(dataFile('expected.json') === undefined)('8 minutes of BTCUSDT as they were', () => {
	const file = 'binance-usdm-btcusdt-20230404.gz';
	const path = dataFile(file) ?? '';

	test('are a book in step with the venue: every diff applied, no gap, never crossed, its touch always the bookTicker', () => {
		const expected: Record<string, unknown> = JSON.parse(readFileSync(dataFile('expected.json') ?? '', 'utf8'));
		const decoder = decoderFor();
		const book = new Book(2);
		const check = new TouchCheck();
		const verdicts: Record<string, number> = {};
		const touches: Record<string, number> = {};
		const others: Record<string, number> = {};
		const count = (counts: Record<string, number>, name: string) => {
			counts[name] = (counts[name] ?? 0) + 1;
		};
		const taken = {buy: 0, sell: 0, trades: 0};
		let crossed = 0;
		let isJoining = true;
		// It stands before the first diff.
		const snapshot = decoder.snapshot('BTCUSDT', JSON.parse(recordedSnapshot(path) ?? ''));
		book.replace(snapshot.bids, snapshot.asks, snapshot.priceScale, snapshot.quantityScale, 1000);
		let bookId = snapshot.last;
		for (const frame of recordedFrames(path)) {
			decoder.decode(frame, {
				...ignoreAll,
				depth(update) {
					const verdict = chained.judge(bookId, update, isJoining);
					count(verdicts, verdict);
					if (verdict !== 'apply' && verdict !== 'overlap') return;
					isJoining = false;
					bookId = update.last;
					book.apply(update.bids, update.asks, update.priceScale, update.quantityScale);
					if (!book.isSound) crossed++;
					count(touches, check.judge(book, bookId));
				},
				trade({aggressor, quantity, quantityScale}) {
					expect(quantityScale).toBe(8);
					taken.trades++;
					taken[aggressor === 1 ? 'buy' : 'sell'] += quantity;
				},
				touch: (touch) => check.saw(touch),
				fault: ({detail}) => expect.fail(detail),
				shutdown: () => expect.fail('no shutdown'),
				other: (name) => count(others, name),
			});
		}
		// The snapshot lies within the first diff: `U <= L <= u`.
		expect(verdicts).toEqual({overlap: 1, apply: 16_109});
		expect(touches).toEqual({agrees: 16_110});
		expect(others).toEqual({'markPrice@1s': 514, 'trade of INSURANCE_FUND': 1});
		const side = (name: 'bids' | 'asks') =>
			walked(book[name])
				.slice(0, 5)
				.map(([price, quantity]) => [fromUnits(price, book.priceScale), fromUnits(quantity, book.quantityScale)]);
		expect(expected[file]).toMatchObject({
			depth: 16_110,
			applied: 16_110,
			droppedBeforeJoin: 0,
			gaps: 0,
			trades: taken.trades,
			crossed,
			lastUpdateId: bookId,
			bidLevels: book.bids.count,
			askLevels: book.asks.count,
			top5Bids: side('bids'),
			top5Asks: side('asks'),
			takerBuy: fromUnits(taken.buy, 8),
			takerSell: fromUnits(taken.sell, 8),
		});
		expect(taken.trades).toBe(12_934);
	});

	test('show the loss of any one diff at the next', () => {
		const ids: UpdateIds[] = [];
		const decoder = decoderFor();
		const sink = {...ignoreAll, depth: ({first, last, previous}: UpdateIds) => void ids.push({first, last, previous})};
		for (const frame of recordedFrames(path)) decoder.decode(frame, sink);
		expect(ids.length).toBe(16_110);
		const unseen = ids.filter((_, index) => {
			const [before, next] = [ids[index - 1], ids[index + 1]];
			return before !== undefined && next !== undefined && chained.judge(before.last, next, false) !== 'gap';
		});
		expect(unseen).toEqual([]);
		// Ids of the venue have holes: their own numbers alone would show a loss nearly everywhere.
		expect(ids.filter(({first}, index) => index > 0 && first === (ids[index - 1]?.last ?? 0) + 1).length).toBe(70);
	});
});
