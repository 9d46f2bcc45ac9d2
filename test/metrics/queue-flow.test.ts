import {describe, expect, test} from 'vitest';
import {QueueFlow, queueChange} from '../../source/metrics/queue-flow.ts';
import {TakenQueue} from '../../source/metrics/taken-queue.ts';
import {expectClose} from './close-to.ts';
import {bookOf, type Ladder, marketAt, meterRow} from './meter-row.ts';
import {fc} from './seeded.ts';

const second = 1_000_000;
type Deed =
	| {readonly bids?: Ladder; readonly asks?: Ladder; readonly sentAt?: number}
	| {readonly took: number; readonly price: number; readonly from: 'bids' | 'asks'; readonly happenedAt?: number};

/**
What is told of deeds a tenth of a second after one another, from a bid of 50 at 100 and an ask of 50 at 101 on, lots being 1.

@param during is called before each deed.
*/
function told(deeds: readonly Deed[], during = (_flow: QueueFlow, _deed: number) => {}, seconds = 11): Readonly<Record<string, number>> {
	const flow = new QueueFlow(second);
	let [bids, asks]: [Ladder, Ladder] = [[[100, 50]], [[101, 50]]];
	const at = (index: number) => (1.1 + 0.1 * index) * second;
	const market = (index: number) => Object.assign(marketAt(at(index), bookOf(bids, asks)), {lot: 1, sentAt: Number.NaN});
	flow.state(market(-1));
	for (const [index, deed] of deeds.entries()) {
		during(flow, index);
		if ('took' in deed) {
			const {price, took, from, happenedAt = Number.NaN} = deed;
			flow.trade(market(index), {price, quantity: took, aggressor: from === 'asks' ? 1 : -1, happenedAt});
		} else {
			[bids, asks] = [deed.bids ?? bids, deed.asks ?? asks];
			flow.state(Object.assign(market(index), {sentAt: deed.sentAt ?? Number.NaN}));
		}
	}
	return meterRow(flow, marketAt(seconds * second, bookOf(bids, asks)));
}

const taker = (took: number, price = 100): Deed => ({took, price, from: 'bids'});
const bid = (quantity: number, price = 100): Deed => ({bids: [[price, quantity]]});

describe('queues at the touch', () => {
	test('what is gone beyond what takers took was cancelled, what is there despite them was added', () => {
		const row = told([taker(8), bid(45), bid(60), taker(5), bid(40)]);
		expectClose([row['add_rate_bid_10']!, row['cancel_rate_bid_10']!], [1.8, 1.5]);
		expectClose(row['cancel_ratio_bid_10']!, 15 / (15 + 13));
		expect([row['add_rate_ask_10'], row['cancel_rate_ask_10'], row['cancel_ratio_ask_10']]).toEqual([0, 0, Number.NaN]);
	});

	test('asks are taken by buyers', () => {
		const row = told([{took: 20, price: 101, from: 'asks'}, {asks: [[101, 30]]}]);
		expect([row['cancel_rate_ask_10'], row['add_rate_ask_10'], row['cancel_ratio_ask_10']]).toEqual([0, 0, 0]);
	});

	test('a better price is a queue that was added; the one behind it counts while it stands', () => {
		const row = told([
			{
				bids: [
					[101, 7],
					[100, 45],
				],
				asks: [[102, 50]],
			},
		]);
		expectClose([row['add_rate_bid_10']!, row['cancel_rate_bid_10']!], [0.7, 0.5]);
	});

	test('of a level that is gone altogether nothing is told, nor of the one that is best after it', () => {
		const row = told([bid(33, 99), bid(30, 99)]);
		expectClose([row['add_rate_bid_10']!, row['cancel_rate_bid_10']!], [0, 0.3]);
	});

	test('less than a lot is nothing, a whole one is one however it rounds', () => {
		expect(queueChange(10, 10.0009, 0, 0.001)).toBe(0);
		expectClose(queueChange(1.001, 1, 0, 0.001), -0.001);
		expectClose(queueChange(0.3, 0.301, 0, 0.001), 0.001);
		fc.assert(
			fc.property(
				fc.integer({min: 0, max: 1e6}),
				fc.integer({min: 0, max: 1e6}),
				fc.integer({min: 0, max: 1e4}),
				(before, after, traded) => {
					const change = queueChange(before / 1000, after / 1000, traded / 1000, 0.001);
					expect(Math.abs(change * 1000 - (after - before + traded))).toBeLessThan(1e-6);
				},
			),
		);
	});

	test('a trade belongs to the first update that the venue sent no earlier, within 200 ms', () => {
		const early = told([
			{...taker(20), happenedAt: 500},
			{...bid(50), sentAt: 499},
			{...bid(30), sentAt: 500},
		]);
		expect([early['cancel_rate_bid_10'], early['add_rate_bid_10']]).toEqual([0, 0]);
		const late = told([
			{...taker(20), happenedAt: 500},
			{...bid(30), sentAt: 200_501},
		]);
		expectClose(late['cancel_rate_bid_10']!, 2);
	});

	test('a trade at another price took nothing from this queue', () => {
		expectClose(told([taker(20, 99), bid(30)])['cancel_rate_bid_10']!, 2);
	});

	test('what takers took while trades were missed is not taken for cancelled', () => {
		const interrupted = (flow: QueueFlow, deed: number) => {
			if (deed === 0) flow.interrupt();
		};
		expect(told([bid(20), bid(15)], interrupted)['cancel_rate_bid_10']).toBeNaN();
		expect(told([bid(20), bid(15)], interrupted, 12)['cancel_rate_bid_10']).toBe(0);
	});
});

test('what was taken waits for its update, and leaves with it or when it is too old', () => {
	const queue = new TakenQueue();
	expect(queue.isEmpty).toBe(true);
	for (const [at, price, quantity] of [
		[1000, 5, 1],
		[1000, 6, 2],
		[2000, 5, 4],
		[900_000, 5, 8],
	] as const)
		queue.add(at, price, quantity);
	expect(queue.take(2000, 5)).toBe(5);
	expect(queue.take(2000, 6)).toBe(0);
	expect(queue.take(1_100_001, 5)).toBe(0);
	expect(queue.isEmpty).toBe(true);
});

test('thousands of trades wait without loss while any update may still show them', () => {
	const queue = new TakenQueue();
	for (let index = 0; index < 5000; index++) queue.add(index * 10, 7, 1);
	expect(queue.take(199_000, 7)).toBe(5000);
	for (let index = 0; index < 100_000; index++) queue.add(index * 100, 7, 1);
	// Those within 200 ms of the update.
	expect(queue.take(99_999 * 100, 7)).toBe(2001);
});
