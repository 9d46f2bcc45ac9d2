import {beforeEach, describe, expect, test} from 'vitest';
import {Book} from '../../source/market/book.ts';
import {Levels} from '../../source/market/levels.ts';
import type {Aggressor, Trade} from '../../source/market/trade.ts';
import {type PulledWall, PulledWalls} from '../../source/metrics/pulled-wall.ts';

/** A book of 40 levels a side of quantity 1 around 10,000.50, steps of 1, seen every 100 ms. Times in ms; venue's times are 5 ms before ours. */
class Market {
	readonly found: PulledWall[] = [];
	readonly walls = new PulledWalls((wall) => this.found.push(wall));
	readonly book: Book;
	now = 0;

	constructor(levels = 40, priceScale = 0) {
		this.book = new Book(priceScale, 2);
		for (let rank = 0; rank < levels; rank++) {
			this.put('bids', 10_000 - rank, 1);
			this.put('asks', 10_001 + rank, 1);
		}
		this.trade(9000, 0.01, 1);
	}

	put(side: 'bids' | 'asks', price: number, quantity: number): this {
		const levels = {bids: new Levels(), asks: new Levels()};
		levels[side].push(price * 10 ** this.book.priceScale, Math.round(quantity * 100));
		this.book.apply(levels.bids, levels.asks, this.book.priceScale, 2);
		return this;
	}

	/** States of the book until so many ms have passed. */
	pass(millis: number, step = 100, areSent = true): this {
		for (const end = this.now + millis; this.now < end; ) {
			this.now += step;
			this.walls.state(this.book, this.now * 1000, areSent ? (this.now - 5) * 1000 : Number.NaN);
		}
		return this;
	}

	/** @param late ms after which it is received. */
	trade(price: number, quantity: number, aggressor: Aggressor, {late = 5, isTimed = true} = {}): this {
		const of: Omit<Trade, 'happenedAt'> = {
			symbol: 'X',
			id: 1,
			code: '',
			price,
			priceScale: 0,
			quantity: quantity * 1000,
			quantityScale: 3,
			aggressor,
		};
		this.walls.trade({...of, happenedAt: isTimed ? (this.now + 5) * 1000 : Number.NaN}, (this.now + 5 + late) * 1000);
		return this;
	}
}

let market: Market;
beforeEach(() => {
	market = new Market();
});

/** A wall of 20 at 10,010 among the asks, seen for longer than a second. */
const walled = () => market.put('asks', 10_010, 20).pass(1200);

describe('a wall that goes away untraded', () => {
	test('is pulled: price, side, quantities and how long it took', () => {
		walled().put('asks', 10_010, 2).pass(700);
		expect(market.found).toEqual([
			{at: 1_300_000, side: 'ask', price: 10_010, from: 2000, to: 200, took: 100_000, traded: 0, priceScale: 0, quantityScale: 2},
		]);
	});

	test('is pulled on the side of the bids as well', () => {
		market.put('bids', 9990, 20).pass(1200).put('bids', 9990, 0).pass(700);
		expect(market.found).toMatchObject([{side: 'bid', price: 9990, from: 2000, to: 0}]);
	});

	test('is pulled in steps within 500 ms, and told once', () => {
		walled()
			.put('asks', 10_010, 15)
			.pass(200)
			.put('asks', 10_010, 9)
			.pass(200)
			.put('asks', 10_010, 4)
			.pass(100)
			.put('asks', 10_010, 0)
			.pass(900);
		expect(market.found).toMatchObject([{from: 2000, to: 400, took: 500_000}]);
	});

	test('is not pulled where it takes longer', () => {
		walled()
			.put('asks', 10_010, 15)
			.pass(300)
			.put('asks', 10_010, 9)
			.pass(300)
			.put('asks', 10_010, 5)
			.pass(300)
			.put('asks', 10_010, 3)
			.pass(900);
		expect(market.found).toEqual([]);
	});

	test('is not pulled where a quarter and more stays', () => {
		walled().put('asks', 10_010, 5.01).pass(1500);
		expect(market.found).toEqual([]);
		market = new Market();
		walled().put('asks', 10_010, 5).pass(1500);
		expect(market.found).toHaveLength(1);
	});

	test('is pulled from the most that stood there within the 500 ms', () => {
		walled().put('asks', 10_010, 40).pass(200).put('asks', 10_010, 10).pass(700);
		expect(market.found).toMatchObject([{from: 4000, to: 1000}]);
	});

	test('is told half a second later, for trades may come late', () => {
		walled().put('asks', 10_010, 0).pass(500);
		expect(market.found).toEqual([]);
		market.pass(100);
		expect(market.found).toHaveLength(1);
	});
});

describe('a level is no wall', () => {
	test('below 10 times the median of the levels about it', () => {
		market.put('asks', 10_010, 9.99).pass(1200).put('asks', 10_010, 0).pass(700);
		expect(market.found).toEqual([]);
		market.put('asks', 10_010, 10).pass(1200).put('asks', 10_010, 0).pass(700);
		expect(market.found).toHaveLength(1);
	});

	test('before it was seen for a second, in every state', () => {
		market.put('asks', 10_010, 20).pass(1000).put('asks', 10_010, 0).pass(700);
		expect(market.found).toEqual([]);
		market
			.put('asks', 10_010, 20)
			.pass(700)
			.put('asks', 10_010, 5)
			.pass(100)
			.put('asks', 10_010, 20)
			.pass(700)
			.put('asks', 10_010, 0)
			.pass(700);
		expect(market.found).toEqual([]);
	});

	test('for a second after it was none, however long it was one before', () => {
		walled().put('asks', 10_010, 6).pass(100).put('asks', 10_010, 20).pass(900).put('asks', 10_010, 0).pass(700);
		expect(market.found).toEqual([]);
	});

	test('farther than 0.5 % from the mid', () => {
		const wide = (price: number) => {
			market = new Market();
			for (let rank = 10; rank < 40; rank++) market.put('asks', 10_001 + rank, 0);
			market.put('asks', 10_060, 1);
			market.put('asks', price, 20).pass(1200).put('asks', price, 0).pass(700);
			return market.found.length;
		};
		expect([wide(10_050), wide(10_051)]).toEqual([1, 0]);
	});

	test('beyond the best 50', () => {
		const deep = (price: number) => {
			market = new Market(60, 1);
			for (let rank = 0; rank < 60; rank++) market.put('asks', 10_001 + rank, 0).put('asks', 10_001 + rank / 10, 1);
			market.put('asks', price, 20).pass(1200).put('asks', price, 0).pass(700);
			return market.found.length;
		};
		// The 49th and the 51st.
		expect([deep(10_005.8), deep(10_006)]).toEqual([1, 0]);
	});

	test('where fewer than ten levels stand', () => {
		market = new Market(9);
		market.put('asks', 10_005, 20).pass(1200).put('asks', 10_005, 0).pass(700);
		expect(market.found).toEqual([]);
	});
});

describe('trades', () => {
	test('that explain less than half of what is gone are told', () => {
		walled().trade(10_010, 8.9, 1).put('asks', 10_010, 2).pass(700);
		expect(market.found).toMatchObject([{from: 2000, to: 200, traded: 890}]);
	});

	test('that explain half of it are a reason', () => {
		walled().trade(10_010, 9, 1).put('asks', 10_010, 2).pass(700);
		expect(market.found).toEqual([]);
	});

	test('that come after the state that shows what they took count', () => {
		walled().put('asks', 10_010, 0).trade(10_010, 20, 1, {late: 300}).pass(700);
		expect(market.found).toEqual([]);
	});

	test('that happened after it, or before the wall was last seen whole, do not', () => {
		walled().trade(10_010, 20, 1).pass(100).pass(100).put('asks', 10_010, 0).pass(100).trade(10_010, 20, 1).pass(700);
		expect(market.found).toMatchObject([{traded: 0}]);
	});

	test('on the other side, or at a better price, explain nothing', () => {
		walled().trade(10_010, 20, -1).trade(10_009, 20, 1).put('asks', 10_010, 0).pass(700);
		expect(market.found).toMatchObject([{traded: 0}]);
	});

	test('at a worse price went through it', () => {
		walled().trade(10_011, 0.001, 1).put('asks', 10_010, 0).pass(700);
		expect(market.found).toEqual([]);
		market = new Market();
		market.put('bids', 9990, 20).pass(1200).trade(9989, 0.001, -1).put('bids', 9990, 0).pass(700);
		expect(market.found).toEqual([]);
	});

	test('without a time of their own count within half a second of either state', () => {
		walled().put('asks', 10_010, 0).trade(10_010, 20, 1, {late: 500, isTimed: false}).pass(700);
		expect(market.found).toEqual([]);
		market = new Market();
		walled().put('asks', 10_010, 0).trade(10_010, 20, 1, {late: 650, isTimed: false}).pass(700);
		expect(market.found).toHaveLength(1);
	});

	test('that are missed leave nothing to say', () => {
		walled().walls.missTrades();
		market.put('asks', 10_010, 0).pass(700);
		expect(market.found).toEqual([]);
		market.trade(10_000, 1, -1).put('asks', 10_010, 20).pass(1200).put('asks', 10_010, 0).pass(700);
		expect(market.found).toHaveLength(1);
	});
});

describe('what is not seen is not told', () => {
	test('a wall that the price ran away from', () => {
		walled();
		for (let rank = 0; rank < 60; rank++) market.put('asks', 9900 + rank, 1);
		market.pass(100).put('asks', 10_010, 0).pass(700);
		expect(market.found).toEqual([]);
	});

	test('a book that was lost', () => {
		walled().put('asks', 10_010, 0).pass(100).walls.clear();
		market.pass(900);
		expect(market.found).toEqual([]);
	});

	test('a loss between states more than 500 ms apart', () => {
		walled().put('asks', 10_010, 0).pass(501, 501).pass(700);
		expect(market.found).toEqual([]);
	});

	test('a book whose scales have changed', () => {
		walled().put('asks', 10_010, 0);
		const finer = new Levels();
		finer.push(100_055, 100);
		market.book.apply(new Levels(), finer, 1, 2);
		market.pass(900);
		expect(market.found).toEqual([]);
	});
});

test('a venue that does not say when it sent its book is judged by when that came', () => {
	walled();
	expect(market.pass(100, 100, false).put('asks', 10_010, 0).pass(700, 100, false).found).toHaveLength(1);
});
