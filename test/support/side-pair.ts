/*
A side of a book and a plain one that is told the same, and all that both can be asked. Answers are compared as text, which is quick where there are
thousands of them.
*/

import {expect} from 'vitest';
import {BookSide} from '../../source/market/book-side.ts';
import {Levels} from '../../source/market/levels.ts';
import {SortedSide} from './sorted-side.ts';

type Side = Pick<BookSide, 'price' | 'quantity' | 'worstPrice' | 'count' | 'quantityOf' | 'countWithin' | 'top'> & Pick<SortedSide, 'walk'>;

export class SidePair {
	readonly direction: 1 | -1;
	readonly fast: BookSide;
	readonly plain: SortedSide;
	readonly #levels = new Levels();
	#isPriceFirst = false;

	constructor(direction: 1 | -1, span?: number) {
		this.direction = direction;
		this.fast = new BookSide(direction, span);
		this.plain = new SortedSide(direction);
	}

	set(price: number, quantity: number): void {
		this.fast.set(price, quantity);
		this.plain.set(price, quantity);
	}

	/** The plain side is told one by one. */
	apply(levels: Iterable<readonly [price: number, quantity: number]>): void {
		this.#levels.clear();
		for (const [price, quantity] of levels) {
			this.#levels.push(price, quantity);
			this.plain.set(price, quantity);
		}
		this.fast.apply(this.#levels);
	}

	/** Takes the best levels away in one list. */
	sweep(count: number): void {
		this.apply(Array.from({length: Math.min(count, this.plain.count)}, (_, rank) => [this.plain.priceAt(rank), 0] as const));
	}

	clear(): void {
		this.fast.clear();
		this.plain.clear();
	}

	/** By so many decimals more of a price, and fewer of a quantity. */
	rescale(finer: number, coarser: number): void {
		this.fast.rescale(2, 2 + finer, 8, 8 - coarser);
		this.plain.rescale(10 ** finer, 10 ** coarser);
	}

	/** Whichever of price and quantity is asked for first may move the window: they take turns. */
	expectSameTouch(): void {
		this.#isPriceFirst = !this.#isPriceFirst;
		expect(touchOf(this.fast, this.#isPriceFirst)).toBe(touchOf(this.plain, this.#isPriceFirst));
	}

	expectSameTop(count: number): void {
		expect(topOf(this.fast, count)).toBe(topOf(this.plain, count));
	}

	expectSameCounts(probes: readonly number[]): void {
		expect(countsOf(this.fast, probes)).toBe(countsOf(this.plain, probes));
	}

	expectSameWalk(): void {
		expect(walkOf(this.fast)).toBe(walkOf(this.plain));
	}

	/** The last level, the one before it, and none after it are walked to by their ranks, too. */
	expectSameRanks(): void {
		const {count} = this.plain;
		const ranks = [0, 1, 19, count - 2, count - 1, count, count + 5].filter((rank) => rank >= 0);
		expect(ranks.map((rank) => this.fast.priceAt(rank) ?? Number.NaN)).toEqual(ranks.map((rank) => this.plain.priceAt(rank)));
	}

	/** All that can be asked, in an order in which each asks first what does not move the window. */
	expectSame(probes: readonly number[] = []): void {
		const {plain} = this;
		const near = [0, 1, 20, plain.count - 1].map((rank) => plain.priceAt(rank)).filter((price) => !Number.isNaN(price));
		const prices = [...probes, ...near.flatMap((price) => [price - 1, price, price + 1])].filter((price) => price > 0);
		this.expectSameCounts(prices);
		this.expectSameTouch();
		this.expectSameWalk();
		this.expectSameRanks();
		for (const count of [0, 1, 20, plain.count + 1]) this.expectSameTop(count);
		this.expectSameWalk();
		this.expectSameCounts(prices);
	}
}

function touchOf(side: Side, isPriceFirst: boolean): string {
	return isPriceFirst ? `at ${side.price}: ${side.quantity}` : `${side.quantity} at ${side.price}`;
}

/** With how many it says there are, as both ways say it. */
function topOf(side: Side, count: number): string {
	const into = new Levels();
	const said = side.top(count, into);
	const levels = Array.from({length: into.length}, (_, rank) => `${into.quantities[rank]} at ${into.prices[rank]}`);
	return [said, into.length, ...levels].join('\n');
}

/** Bounds that trust all of a side, or nothing of it, are infinite. */
function countsOf(side: Side, probes: readonly number[]): string {
	const bounds = [...probes, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	const within = bounds.map((bound) => `${side.countWithin(bound)} up to ${bound}`);
	return [`${side.count} in all`, ...within, ...probes.map((price) => `${side.quantityOf(price)} at ${price}`)].join('\n');
}

function walkOf(side: Side): string {
	const levels: string[] = [];
	const level = side.walk();
	while (level.next()) levels.push(`${level.rank}: ${level.quantity} at ${level.price}`);
	return [...levels, `ends at ${level.rank}, again: ${level.next()}`, `worst: ${side.worstPrice}`].join('\n');
}
