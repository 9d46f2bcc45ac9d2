/* While a book is not in step nothing is scored and nothing trades, whatever comes meanwhile. */

import {describe, expect, test} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import type {BookState, InstrumentView} from '../../source/engine/view.ts';
import type {Frame} from '../../source/market/frame.ts';
import {engineOptions, everything, Folding} from '../support/folding.ts';
import {closed, diff, facts, frame, ladder, opened, setting, snapshot, tick, trade} from '../support/frames.ts';

/** A diff that leaves a book of twenty levels leaning, by how much rests on either side. */
const leaning = (seconds: number, id: number, bid: string, ask: string): Frame => diff(seconds, [id, id], ladder(20, bid, ask));

/** In step, balanced, and sampled once, at 1 s. */
const before: readonly Frame[] = [
	opened(0),
	diff(0.1, [101, 103]),
	snapshot(0.2, 1, 102, ladder(20)),
	diff(0.3, [104, 105]),
	trade(0.4, 1, ['100.01', '1']),
	tick(1.1),
];

/** What the venue says of the market when it is asked why it is silent. */
const halted = frame(7.5, 'reply', 0, {
	request: 0,
	instrument: 'binance:BTCUSDT',
	what: 'instrument',
	status: 200,
	retryAfter: null,
	error: null,
	body: facts('BTCUSDT', 'BREAK'),
});

/** What would be bought and sold upon, were the book in step: it leans to one side and to the other, takers buy and sell, thresholds move past it. */
function temptations(from: number, firstId: number, hasDiffs: boolean): Frame[] {
	return Array.from({length: 6}, (_, index) => {
		const seconds = from + index;
		const isBid = index % 2 === 0;
		return [
			...(hasDiffs ? [leaning(seconds + 0.1, firstId + index, isBid ? '9' : '1', isBid ? '1' : '9')] : []),
			trade(seconds + 0.2, 100 + index, ['100.01', '5'], isBid ? 'buy' : 'sell'),
			setting(seconds + 0.3, isBid ? {buy: 0.51, sell: 0.49, levels: 5} : {buy: 0.9, sell: 0.1, levels: 10}),
			tick(seconds + 1),
		];
	}).flat();
}

/** How a book comes to be in a state, from 1.1 s on, and what comes in it. */
const ways: readonly (readonly [state: BookState, leadIn: readonly Frame[], meanwhile: readonly Frame[]])[] = [
	['GAP', [diff(1.2, [110, 110])], temptations(8, 111, true)],
	['STALE', [...[2, 3, 4, 5].map((seconds) => tick(seconds)), tick(6.5)], temptations(8, 0, false)],
	['HALTED', [...[2, 3, 4, 5].map((seconds) => tick(seconds)), tick(6.5), halted], temptations(8, 0, false)],
	['CONNECTING', [closed(1.2)], temptations(8, 0, false)],
	['SYNCING', [closed(1.2), opened(1.3, 1)], temptations(8, 201, true)],
];

/** An engine that has folded what came before, and counts what it tells of the book. */
class Watched {
	states = 0;
	samples = 0;
	readonly engine = new Engine(engineOptions({buy: 0.7, sell: 0.3}, {state: () => void this.states++, sample: () => void this.samples++}));

	constructor() {
		this.fold(...before);
	}

	fold(...frames: readonly Frame[]): this {
		for (const each of frames) this.engine.fold(each);
		return this;
	}

	get view(): InstrumentView {
		const {selected} = this.engine.view(everything);
		if (selected === undefined) throw new Error('there is no view');
		return selected;
	}

	get signals(): number {
		return this.view.log.filter(({kind}) => kind === 'signal').length;
	}
}

describe('a book in step', () => {
	test('is traded upon where it leans: what follows would be too, if it were in step', () => {
		const watched = new Watched().fold(leaning(1.2, 106, '1', '1'), ...temptations(2, 107, true));
		expect(watched.signals).toBeGreaterThan(2);
		expect(watched.view.portfolio.trades).toBeGreaterThan(2);
		expect(watched.states).toBeGreaterThan(6);
	});
});

describe.each(ways)('a book that is %s', (state, leadIn, meanwhile) => {
	test('tells no state, has no OBI, fires no signal and fills nothing', () => {
		const watched = new Watched().fold(...leadIn);
		expect(watched.view.summary.state).toBe(state);
		const {states, samples, signals} = watched;
		const {portfolio, imbalance} = watched.view;
		for (const each of meanwhile) {
			watched.fold(each);
			const {summary} = watched.view;
			expect([summary.state, summary.trades]).toEqual([state, portfolio.trades]);
			expect(watched.engine.desks[0]?.liveBook).toBeUndefined();
		}
		expect(watched.samples - samples).toBeGreaterThan(5);
		expect([watched.states, watched.signals]).toEqual([states, signals]);
		const {row} = watched.engine.desks[0]?.gauges ?? {};
		expect([row?.mid, row?.rho, row?.obi, row?.obiPriceWeighted, row?.spreadBps, row?.weightedMid]).toEqual(Array(6).fill(Number.NaN));
		// The rows that it was not in step for are gaps of the series.
		const added = watched.view.imbalance.raw.subarray(-5);
		expect([...added]).toEqual(Array(added.length).fill(Number.NaN));
		expect(watched.view.imbalance.raw.length).toBeGreaterThan(imbalance.raw.length);
		expect(watched.view.portfolio).toMatchObject({trades: portfolio.trades, position: portfolio.position, fees: portfolio.fees});
		expect(watched.view.vpin.trades).toBeGreaterThan(5);
	});
});

describe('what being out of step has cost', () => {
	test('is told once it is over: the last time, the worst, and all together', () => {
		const folding = new Folding().join();
		expect(folding.integrity().outOfStep).toEqual({last: Number.NaN, worst: Number.NaN, total: Number.NaN});
		folding.fold(diff(1, [107, 107]));
		expect(folding.integrity().outOfStep.total).toBeNaN();
		folding.fold(snapshot(1.75, 2, 107, ladder(20)), diff(2, [108, 108]));
		expect(folding.integrity().outOfStep).toEqual({last: 1_000_000, worst: 1_000_000, total: 1_000_000});
		folding.fold(diff(3, [110, 110]), snapshot(3.1, 3, 110, ladder(20)), diff(3.25, [111, 111]));
		expect(folding.integrity().outOfStep).toEqual({last: 250_000, worst: 1_000_000, total: 1_250_000});
		expect(folding.integrity().gapKinds).toEqual([['sequence', 2]]);
	});

	test('counts a lost connection among the gaps, by its name', () => {
		const folding = new Folding().join();
		folding.fold(diff(0.5, [107, 107]), snapshot(0.6, 2, 107, ladder(20)), diff(1, [108, 108]));
		folding.fold(closed(2), opened(3, 2), diff(3.1, [201, 201], {}, {connection: 2}), snapshot(3.2, 3, 201, ladder(20)));
		folding.fold(diff(4, [202, 202], {}, {connection: 2}));
		expect(folding.integrity().gapKinds).toEqual([
			['sequence', 1],
			['disconnect', 1],
		]);
		expect(folding.integrity().outOfStep).toEqual({last: 2_000_000, worst: 2_000_000, total: 2_500_000});
	});
});
