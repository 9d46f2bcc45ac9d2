/* What must not be lost, and what must not be believed, while things go wrong one upon the other. */

import {describe, expect, test} from 'vitest';
import {Folding} from '../support/folding.ts';
import {closed, diff, ladder, levelsFrom, message, opened, refused, setting, snapshot, tick, trade} from '../support/frames.ts';

const ticks = (from: number, to: number) => Array.from({length: to - from}, (_, index) => tick(from + index));

describe('a request for a snapshot', () => {
	test('that nobody answers is made again after 90 s', () => {
		const folding = new Folding();
		folding.fold(opened(0), diff(0.1, [101, 103]));
		expect(folding.asked()).toEqual([1]);
		folding.fold(...ticks(1, 90));
		expect(folding.asked()).toEqual([1]);
		folding.fold(...ticks(90, 93));
		expect(folding.asked()).toEqual([1, 2]);
	});
});

describe('diffs that cannot be held at one scale with the snapshot that they join', () => {
	test('leave a gap, and no empty book that says it is in step', () => {
		const folding = new Folding();
		folding.fold(
			opened(0),
			diff(0.1, [101, 103], {bids: [['99.5', '90000000000000']]}),
			diff(0.2, [104, 104], {bids: [['99.4', '0.00000001']]}),
		);
		folding.fold(snapshot(0.3, 1, 102, ladder(20)));
		expect(folding.integrity()).toMatchObject({state: 'GAP', gaps: 1, bidLevels: 0});
	});
});

describe('trades', () => {
	const trades = (from: number, to: number, first: number) =>
		Array.from({length: to - from}, (_, index) => trade(from + index, first + index, ['100', '1']));

	test('that a lost connection swallowed leave no sum that pretends to know them', () => {
		const folding = new Folding().join();
		folding.fold(...trades(1, 70, 1));
		expect(folding.instrument().vpin.bought).not.toBeNaN();
		folding.fold(closed(70), opened(75, 2), trade(76, 5000, ['100', '1'], 'buy', {connection: 2}), tick(78));
		expect(folding.instrument().vpin).toMatchObject({bought: Number.NaN, tradeFlow: Number.NaN, volumeDelta: 1});
	});

	test('with a hole in the venue’s own numbers begin anew, and the hole is counted', () => {
		const folding = new Folding().join();
		folding.fold(...trades(1, 70, 1), trade(70.5, 200, ['100', '1']), tick(72));
		expect(folding.desk().integrity.tradeGaps).toBe(1);
		expect(folding.instrument().vpin.bought).toBeNaN();
	});
});

describe('a crossed book', () => {
	test('is lost after its grace though no diff comes', () => {
		const folding = new Folding().join();
		folding.fold(diff(0.4, [106, 106], {bids: [['100.02', '1']]}), tick(0.8));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', crossed: 1});
		folding.fold(tick(1));
		expect(folding.integrity()).toMatchObject({state: 'GAP', gaps: 1});
	});
});

describe('a connection that is silent', () => {
	test('is left alone where its market is halted', () => {
		const folding = new Folding();
		const facts = {symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT', tickSize: '0.01', stepSize: '0.00001', status: 'HALT'};
		folding.fold(opened(0, 1, [facts]), diff(0.1, [101, 103]), snapshot(0.2, 1, 102, ladder(20)));
		expect(folding.fold(...ticks(1, 200)).filter(({kind}) => kind === 'reconnect')).toEqual([]);
		expect(folding.integrity().state).toBe('HALTED');
	});
});

describe('a setting frame', () => {
	test('changes what keys change, and nothing else', () => {
		const folding = new Folding().join();
		folding.fold(setting(1, {buy: 0.8, interval: 100_000, balance: 5} as {buy: number}));
		expect(folding.engine.settings).toMatchObject({buy: 0.8, interval: 1_000_000, balance: 1_000_000});
	});
});

describe('messages of instruments that nobody asked for', () => {
	test('are counted and make no book, where openings say what was asked for', () => {
		const folding = new Folding().join();
		folding.fold(diff(0.5, [1, 2], {}, {symbol: 'DOGEUSDT'}));
		expect(folding.engine.desks).toHaveLength(1);
		expect(folding.engine.others.get('message of DOGEUSDT, which nobody asked for')).toBe(1);
	});

	test('do not fill the memory with names', () => {
		const folding = new Folding().join();
		for (let index = 0; index < 1000; index++) folding.fold(message(0.5, {stream: `x@kind${index}`, data: {}}));
		expect(folding.engine.others.size).toBeLessThanOrEqual(200);
	});
});

describe('six refusals because the venue wants rest', () => {
	test('do not renew the connection', () => {
		const folding = new Folding();
		folding.fold(opened(0), diff(0.1, [101, 103]));
		for (let second = 1; second < 60; second++) {
			folding.fold(refused(second, folding.asked().at(-1) ?? 0, {status: 429, retryAfter: 2}), ...ticks(second, second + 1));
		}
		expect(folding.asked().length).toBeGreaterThan(6);
		expect(folding.effects.filter(({kind}) => kind === 'reconnect')).toEqual([]);
	});
});

test('books that differ are compared at whatever scales they are held', () => {
	const folding = new Folding().join();
	folding.fold(opened(1, 2), diff(1.1, [106, 107]), diff(1.15, [106, 107], {}, {connection: 2}));
	folding.fold(
		snapshot(1.2, 2, 106, {
			bids: levelsFrom(100, 'bids', 20),
			asks: [...levelsFrom(100.01, 'asks', 20)].map(([price, quantity]) => [`${price}000`, quantity]),
		}),
	);
	expect(folding.integrity()).toMatchObject({state: 'LIVE', gaps: 0});
});
