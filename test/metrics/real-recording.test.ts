/* Eleven minutes of Binance spot BTCUSDT around midnight UTC, against what an independent rebuild of the same recording gives. */

import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {beforeAll, describe, expect, test} from 'vitest';
import {Book} from '../../source/market/book.ts';
import {toUnits} from '../../source/market/decimal.ts';
import {Levels} from '../../source/market/levels.ts';
import {ExactSum} from '../../source/metrics/exact-sum.ts';
import {OrderBookImbalance} from '../../source/metrics/order-book-imbalance.ts';
import {OrderFlowImbalance} from '../../source/metrics/order-flow-imbalance.ts';
import {TradeFlow} from '../../source/metrics/trade-flow.ts';
import {Vpin} from '../../source/metrics/vpin.ts';
import {dataFile} from '../support/data.ts';
import {expectClose} from './close-to.ts';
import {take, touch} from './touches.ts';

const file = dataFile('binance-spot-btcusdt-20240808.gz');
const priceScale = 2;
const quantityScale = 8;

type Pair = readonly [price: string, quantity: string];
type Diff = {readonly e: 'depthUpdate'; readonly u: number; readonly b: readonly Pair[]; readonly a: readonly Pair[]};
type Message =
	| Diff
	| {readonly e: 'trade'; readonly p: string; readonly q: string; readonly m: boolean}
	| {readonly e: undefined; readonly lastUpdateId: number; readonly bids: readonly Pair[]; readonly asks: readonly Pair[]};

function levelsOf(pairs: readonly Pair[]): Levels {
	const levels = new Levels();
	for (const [price, quantity] of pairs) levels.push(toUnits(price, priceScale), toUnits(quantity, quantityScale));
	return levels;
}

describe.skipIf(file === undefined)('a real recording', () => {
	const book = new Book(priceScale);
	const orderFlow = new OrderFlowImbalance();
	const orderFlowTotal = new ExactSum();
	const imbalance = new OrderBookImbalance(10);
	const rho = {n: 0, sum: 0, min: 1, max: 0};
	const bought = new ExactSum();
	const sold = new ExactSum();
	const flow = new TradeFlow();
	const vpin = new Vpin(5);
	const bids = new Levels();
	const asks = new Levels();
	const waiting: {readonly at: number; readonly update: Diff}[] = [];
	let bookId = 0;
	let terms = 0;

	function diff(at: number, update: Diff): void {
		if (bookId === 0) waiting.push({at, update});
		if (bookId === 0 || update.u <= bookId) return;
		bookId = update.u;
		book.apply(levelsOf(update.b), levelsOf(update.a), priceScale, quantityScale);
		const term = touch(orderFlow, at, book.bids.price, book.bids.quantity, book.asks.price, book.asks.quantity);
		if (!Number.isNaN(term)) {
			terms++;
			orderFlowTotal.add(term, quantityScale);
		}
		book.bids.top(10, bids);
		book.asks.top(10, asks);
		imbalance.update(bids, asks);
		rho.n++;
		rho.sum += imbalance.rho;
		rho.min = Math.min(rho.min, imbalance.rho);
		rho.max = Math.max(rho.max, imbalance.rho);
	}

	function trade(at: number, made: Message & {readonly e: 'trade'}): void {
		const units = toUnits(made.q, quantityScale);
		(made.m ? sold : bought).add(units, quantityScale);
		take(flow, at, units / 1e8, Number(made.p), made.m ? -1 : 1);
		vpin.add(units / 1e8, made.m ? -1 : 1);
	}

	beforeAll(() => {
		for (const line of gunzipSync(readFileSync(file ?? ''))
			.toString('utf8')
			.split('\n')) {
			if (line === '' || line.includes('bookTicker')) continue;
			const space = line.indexOf(' ');
			const at = Number(line.slice(0, space - 3));
			const envelope: {data?: Message} & Message = JSON.parse(line.slice(space + 1));
			const message = envelope.data ?? envelope;
			if (message.e === 'depthUpdate') diff(at, message);
			else if (message.e === 'trade') trade(at, message);
			else {
				book.replace(levelsOf(message.bids), levelsOf(message.asks), priceScale, quantityScale, Number.POSITIVE_INFINITY);
				bookId = message.lastUpdateId;
				for (const {at, update} of waiting) diff(at, update);
			}
		}
	});

	test('order-flow imbalance of the touch sums to the last digit', () => {
		expect(orderFlowTotal.text).toBe('-48.99235');
		expect(terms).toBe(6492);
	});

	test('rho of ten levels has the mean and the extremes of all states', () => {
		expect(rho.n).toBe(6493);
		expectClose([rho.sum / rho.n, rho.min, rho.max], [0.4903004522070801, 0.0007353479269798329, 0.9976138149198951]);
	});

	test('taker volume sums to the last digit, and the volume delta, begun anew at midnight, too', () => {
		expect([bought.text, sold.text]).toEqual(['204.49112', '233.4244']);
		expect(flow.volumeDelta).toBe(-10.20249);
	});

	test('VPIN of 5 BTC buckets', () => {
		expect(vpin.closed).toBe(87);
		expectClose(vpin.value, 0.40944024);
	});
});
