import {expect, test} from 'vitest';
import {findListing} from '../../../source/feeds/synthetic/listing.ts';
import {Mood} from '../../../source/feeds/synthetic/mood.ts';
import {Random} from '../../../source/feeds/synthetic/random.ts';
import type {RankedSide} from '../../../source/feeds/synthetic/ranked-side.ts';
import {RestingBook} from '../../../source/feeds/synthetic/resting-book.ts';
import {Takers} from '../../../source/feeds/synthetic/takers.ts';
import {Levels} from '../../../source/market/levels.ts';

const listing = findListing('BTCUSDT');

function standingMarket(sweepsPerSecond: number) {
	const book = new RestingBook(100);
	const mood = new Mood(listing, new Random(1, 'mood'));
	for (let rank = 0; rank < 2000; rank++) {
		book.set(1, mood.fair - rank, 20_000);
		book.set(-1, mood.fair + 1 + rank, 20_000);
	}
	book.forgetChanges();
	return {book, mood, takers: new Takers(listing, book, mood, new Random(1, 'takers'), sweepsPerSecond)};
}

function total(side: RankedSide): number {
	return Array.from({length: side.length}, (_, rank) => side.quantityAt(rank)).reduce((sum, quantity) => sum + quantity, 0);
}

test('every trade is at the touch and takes from the book what it reports', () => {
	const {book, takers} = standingMarket(0);
	const before = {bids: total(book.bids), asks: total(book.asks)};
	let bought = 0;
	let sold = 0;
	for (let count = 0; count < 3000; count++) {
		takers.pass(0.01, (price, quantity, aggressor) => {
			expect(quantity).toBeGreaterThan(0);
			// What is better than the trade's price is gone: the taker met the best first.
			if (aggressor === 1) expect(book.asks.price).toBeGreaterThanOrEqual(price);
			else expect(book.bids.price).toBeLessThanOrEqual(price);
			if (aggressor === 1) bought += quantity;
			else sold += quantity;
		});
	}
	expect(bought).toBeGreaterThan(0);
	expect(sold).toBeGreaterThan(0);
	expect(before.asks - total(book.asks)).toBe(bought);
	expect(before.bids - total(book.bids)).toBe(sold);
});

test('a sweep eats several levels in one go', () => {
	const {book, takers} = standingMarket(1000);
	const prices = new Set<number>();
	takers.pass(0.001, (price) => prices.add(price));
	expect(prices.size).toBeGreaterThanOrEqual(4);
	expect(book.asks.price - book.bids.price).toBeGreaterThan(4);
});

test('a book refuses an order that would cross, and a diff names each price once as it stands', () => {
	const {book, mood} = standingMarket(0);
	const best = mood.fair;
	expect(book.set(1, best + 1, 5)).toBe(false);
	expect(book.set(-1, best, 5)).toBe(false);
	expect(book.isQuiet).toBe(true);
	book.set(1, best - 3, 7);
	book.set(1, best - 1, 8);
	book.set(1, best - 3, 9);
	book.set(-1, best + 1, 0);
	const bids = new Levels();
	const asks = new Levels();
	expect(book.takeDiff(bids, asks)).toEqual({first: 4101, last: 4104});
	expect([...bids.prices.subarray(0, bids.length)]).toEqual([best - 1, best - 3]);
	expect([...bids.quantities.subarray(0, bids.length)]).toEqual([8, 9]);
	expect([...asks.prices.subarray(0, asks.length)]).toEqual([best + 1]);
	expect([...asks.quantities.subarray(0, asks.length)]).toEqual([0]);
	expect(book.isQuiet).toBe(true);
});
