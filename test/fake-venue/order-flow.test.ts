import {describe, expect, test} from 'vitest';
import {dataFile} from '../support/data.ts';
import {Market} from './market.ts';
import {type OrderFlow, seededFlow} from './order-flow.ts';
import {recordedFlow} from './recorded-flow.ts';

function marketOf(flow: OrderFlow): Market {
	return new Market({symbol: 'BTCUSDT', flow, lastId: 100, idHole: 0, openedAt: 1_723_161_255_000});
}

/** @returns how many trades there were. */
function expectSound(flow: OrderFlow): number {
	const market = marketOf(flow);
	for (let step = 1; step <= flow.steps.length; step++) {
		const change = market.step(step);
		const {bids, asks} = market.sides;
		const [bid = [0n, 0n], ask = [0n, 0n]] = [bids[0], asks[0]];
		expect(bid[0], `step ${step}`).toBeLessThan(ask[0]);
		expect([bids.length > 0, asks.length > 0]).toEqual([true, true]);
		expect(change?.first).toBe((change?.previous ?? Number.NaN) + 1);
	}
	expect(market.stepsLeft).toBe(0);
	return market.sinceOpening.length;
}

describe('a flow from a seed', () => {
	test('is the same for the same seed, and another for another', () => {
		expect(seededFlow({seed: 7})).toEqual(seededFlow({seed: 7}));
		expect(seededFlow({seed: 7})).not.toEqual(seededFlow({seed: 8}));
	});

	test.each([1, 2, 3, 4])('of seed %i never crosses and never empties a side', (seed) => {
		expect(expectSound(seededFlow({seed}))).toBeGreaterThan(100);
	});

	test('keeps about as many levels as it began with', () => {
		const market = marketOf(seededFlow({levels: 120, steps: 1000}));
		while (market.stepsLeft > 0) market.step(0);
		expect(market.sides.bids.length).toBeGreaterThan(60);
		expect(market.sides.bids.length).toBeLessThan(240);
	});

	test('changes something with every step', () => {
		const market = marketOf(seededFlow());
		while (market.stepsLeft > 0) {
			const change = market.step(0);
			expect(change?.after).not.toEqual(change?.before);
		}
	});
});

const recording = dataFile('binance-spot-btcusdt-20240808-60s.gz');

describe.skipIf(recording === undefined)('a flow from a real minute', () => {
	test('never crosses, and has its trades', () => {
		const flow = recordedFlow(recording ?? '', {steps: 200});
		expect(flow.steps).toHaveLength(200);
		expect(flow.bids).toHaveLength(500);
		expect(expectSound(flow)).toBeGreaterThan(100);
	});

	test('names levels that no book has', () => {
		const flow = recordedFlow(recording ?? '', {steps: 200});
		const market = marketOf(flow);
		const isUnknown = flow.steps.some(() => {
			const change = market.step(0);
			const old = new Map(change?.before.bids);
			return change?.bids.some(([price, quantity]) => quantity === 0n && !old.has(price));
		});
		expect(isUnknown).toBe(true);
	});
});

describe('a market', () => {
	test('that does not trade takes no steps', () => {
		const market = marketOf(seededFlow());
		const {sides} = market;
		market.halt = 'HALT';
		expect(market.step(0)).toBeUndefined();
		expect([market.sides, market.lastId, market.stepsLeft]).toEqual([sides, 100, 400]);
	});

	test('is as it was after a change that did not happen, but for the ids', () => {
		const market = marketOf(seededFlow());
		const {sides} = market;
		const change = market.pretend({bids: [['60000.00', '1']], asks: [], trades: []}, 5);
		expect(change.after.bids[0]).toEqual([60_000n * 10n ** 12n, 10n ** 12n]);
		expect(change.before).toEqual(sides);
		expect([market.sides, market.lastId]).toEqual([sides, 101]);
	});

	test('says when its flow is over', () => {
		const market = marketOf(seededFlow({steps: 1}));
		market.step(0);
		expect(() => market.step(0)).toThrow('the order flow of BTCUSDT has no more than 1 steps');
	});
});
