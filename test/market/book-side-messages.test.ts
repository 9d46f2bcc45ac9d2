import {describe, expect, test} from 'vitest';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {narrowSpan, wideSpan} from '../../source/market/book-side.ts';
import {SidePair} from '../support/side-pair.ts';

/** Prices in units; distances in units from the touch. */
type Market = {
	readonly name: string;
	readonly price: number;
	/** How far the touch goes in one message, and how far levels near it lie. */
	readonly drift: number;
	readonly near: number;
	/** How far the others lie. */
	readonly far: number;
};

const markets: readonly Market[] = [
	{name: 'a liquid one in hundredths, 61602.00', price: 6_160_200, drift: 15, near: 60, far: 300_000},
	{name: 'one of a few units, 0.00001234', price: 1234, drift: 0.4, near: 15, far: 1200},
	{name: 'one that is priced beyond 2^32 units, 123456789.12', price: 12_345_678_912, drift: 3000, near: 20_000, far: 2_000_000_000},
	{name: 'a thin one with wide gaps, whose window must widen', price: 250_000_000, drift: 30_000, near: 400_000, far: 90_000_000},
];

const messages = 1500;
const changesEach = 40;

/** What one side of a stream of diffs sends: most changes near the touch, some far, the levels that the touch has passed swept, now and then a gap. */
class Stream {
	readonly pair: SidePair;
	readonly #market: Market;
	readonly #random: Random;
	#touch: number;

	constructor(market: Market, direction: 1 | -1, span: number) {
		this.pair = new SidePair(direction, span);
		this.#market = market;
		this.#random = new Random(20_240_808, `${market.name}/${direction}/${span}`);
		this.#touch = market.price;
	}

	/** A whole side in one list, as a snapshot brings it. */
	snapshot(): void {
		this.pair.clear();
		this.pair.apply(
			Array.from(
				{length: 1000},
				(_, level) => [this.#priceAt(Math.round((level * this.#market.near) / 20)), 1 + this.#random.below(1e9)] as const,
			),
		);
	}

	message(): void {
		const {drift, price} = this.#market;
		const moved = this.#touch + this.#random.normal() * drift + (price - this.#touch) * 0.001;
		this.#touch = Math.max(2, this.#random.chance(0.003) ? moved * this.#random.between(0.97, 1.03) : moved);
		const {plain, direction} = this.pair;
		const changes: [price: number, quantity: number][] = [];
		const touch = Math.round(this.#touch);
		for (let rank = 0; (plain.priceAt(rank) - touch) * direction > 0; rank++) changes.push([plain.priceAt(rank), 0]);
		while (changes.length < changesEach) changes.push(this.#change());
		this.pair.apply(changes);
	}

	/** What most messages do is to change or take away what stands. */
	#change(): [price: number, quantity: number] {
		const {near, far} = this.#market;
		const {plain} = this.pair;
		const random = this.#random;
		const standing = Math.floor(plain.count * random.uniform() ** 4);
		const price =
			random.chance(0.4) && plain.count > 0
				? plain.priceAt(standing)
				: this.#priceAt(random.chance(0.8) ? random.exponential(near) : random.uniform() * far);
		return [price, random.chance(0.45) ? 0 : 1 + Math.floor(random.logNormal(1e7, 2))];
	}

	#priceAt(away: number): number {
		return Math.max(1, Math.round(this.#touch) - Math.round(away) * this.pair.direction);
	}
}

describe.each(markets)('$name', (market) => {
	test.each([
		['bids', 1, narrowSpan],
		['asks', -1, narrowSpan],
		['bids', 1, wideSpan],
		['asks', -1, wideSpan],
	] as const)(
		'the best twenty %s are those of a sorted array after each of many messages (direction %i, window %i)',
		(_name, direction, span) => {
			const stream = new Stream(market, direction, span);
			const {pair} = stream;
			const prices = new Set<number>();
			stream.snapshot();
			for (let message = 0; message < messages; message++) {
				if (message % 700 === 699) stream.snapshot();
				else stream.message();
				pair.expectSameTop(20);
				prices.add(pair.plain.price);
				if (message % 250 === 0) pair.expectSame([market.price]);
			}
			pair.expectSame([market.price]);
			expect(prices.size).toBeGreaterThan(5);
		},
	);
});
