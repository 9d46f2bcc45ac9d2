/*
Walls that are pulled: large resting orders that go away without having been traded.

A wall is a level among the best 50 of its side and within 0.5 % of the mid whose quantity is at least 10 times the median of those levels, at least ten
of them, in every state of the book for at least 1 s. It is pulled when within 500 ms it loses 75 % or more of its quantity, taker trades at its price
explain less than half of that, and none went through to a worse price. What is left of the reduction is unattributed: nothing in a feed by price
level tells whether one order was withdrawn or many, or why. After spec "Pull/stack evidence with honest words" (quantick's "unattributed reduction").

Trades and books come by streams of their own. A trade counts for a reduction by the venue's own times, of the states before and after it; where
the venue tells none, by when they came. The verdict waits for trades that come late. Not judged is a loss that states farther apart than 500 ms enclose,
and one from before trades are known to come.
*/

import type {Book} from '../market/book.ts';
import type {BookSide} from '../market/book-side.ts';
import {powersOfTen} from '../market/decimal.ts';
import {Levels} from '../market/levels.ts';
import type {Trade} from '../market/trade.ts';
import {quantileOf} from './quantile.ts';

const levelsRead = 50;
const leastLevels = 10;
const reachShare = 0.005;
const leastMultiple = 10;
const seenFor = 1_000_000;
const pulledWithin = 500_000;
const leastLoss = 0.75;
const mostExplained = 0.5;
/** µs for which trades may come later than the state that shows what they took. */
const lateness = 500_000;
/** µs for which trades are remembered: as far back as a reduction may begin, and as late as its verdict, with room for a venue's own delay. */
const tradesKept = 2_000_000;

/** Prices and quantities are counts of 10^-scale. */
export type PulledWall = {
	/** When the state was received that shows it, µs. */
	readonly at: number;
	readonly side: 'bid' | 'ask';
	readonly price: number;
	/** Quantity before, and after. */
	readonly from: number;
	readonly to: number;
	/** µs from the last state that had it before. */
	readonly took: number;
	/** Taken at its price meanwhile. */
	readonly traded: number;
	readonly priceScale: number;
	readonly quantityScale: number;
};

/** A quantity in a state of the book: when that was received and sent, µs. Of a wall the last state with so much. */
type Stand = {readonly quantity: number; at: number; sentAt: number};

/** A wall lost most of what it had: whether it was pulled is not known until late trades have come. */
type Doubt = {
	readonly wall: Omit<PulledWall, 'traded'>;
	readonly direction: 1 | -1;
	/** The states between which it happened. */
	readonly before: Stand;
	readonly after: Stand;
};

export class PulledWalls {
	readonly #onPulled: (wall: PulledWall) => void;
	readonly #bids = new WallsOfSide();
	readonly #asks = new WallsOfSide();
	#doubts: Doubt[] = [];
	#trades: (Trade & {readonly at: number})[] = [];
	/** When the first trade was received since they are known to come without a hole, µs; NaN before it. */
	#watchedSince = Number.NaN;
	#priceScale = -1;
	#quantityScale = -1;

	/** @param onPulled is told of each half a second after it was seen, as soon as the book has another state. */
	constructor(onPulled: (wall: PulledWall) => void) {
		this.#onPulled = onPulled;
	}

	/** The book in step has a new state. @param book sound. @param at receipt, µs. @param sentAt when the venue sent it, µs; NaN where it does not say. */
	state(book: Book, at: number, sentAt: number): void {
		const {priceScale, quantityScale} = book;
		if (priceScale !== this.#priceScale || quantityScale !== this.#quantityScale) this.clear();
		this.#priceScale = priceScale;
		this.#quantityScale = quantityScale;
		this.#judge(at);
		this.#look(book, book.bids, this.#bids, at, sentAt);
		this.#look(book, book.asks, this.#asks, at, sentAt);
	}

	/** @param at receipt, µs. */
	trade(trade: Trade, at: number): void {
		const earliest = at - tradesKept;
		// No state of the book has come for so long that its trades would be forgotten before the verdict.
		if (this.#doubts.length > 0) this.#doubts = this.#doubts.filter(({wall}) => wall.at >= earliest + pulledWithin + lateness);
		while (this.#trades.length > 0 && this.#trades[0]!.at < earliest) this.#trades.shift();
		this.#trades.push({...trade, at});
		if (Number.isNaN(this.#watchedSince)) this.#watchedSince = at;
	}

	/** Trades were missed, or do not come: of what was reduced before the next one nobody can say that it was not traded. */
	missTrades(): void {
		this.#watchedSince = Number.NaN;
	}

	/** The book was lost: nothing of it is known any more, nor how what was in doubt went on. */
	clear(): void {
		this.#bids.clear();
		this.#asks.clear();
		this.#doubts = [];
	}

	#look({mid, priceScale, quantityScale}: Book, side: BookSide, walls: WallsOfSide, at: number, sentAt: number): void {
		const {direction} = side;
		for (const {price, to, before} of walls.state(side, mid, at, sentAt)) {
			const name = direction === 1 ? 'bid' : 'ask';
			const wall = {at, side: name, price, from: before.quantity, to, took: at - before.at, priceScale, quantityScale} as const;
			this.#doubts.push({wall, direction, before, after: {quantity: to, at, sentAt}});
		}
	}

	#judge(at: number): void {
		if (this.#doubts.length === 0) return;
		for (const doubt of this.#doubts) if (doubt.wall.at + lateness <= at) this.#judgeOne(doubt);
		this.#doubts = this.#doubts.filter(({wall}) => wall.at + lateness > at);
	}

	#judgeOne({wall, direction, before, after}: Doubt): void {
		if (!(before.at >= this.#watchedSince)) return;
		let traded = 0;
		for (const trade of this.#trades) {
			if (trade.aggressor === direction || !isBetween(trade, before, after)) continue;
			const beyond = (wall.price - inUnits(trade.price, trade.priceScale, wall.priceScale)) * direction;
			if (beyond > 0) return;
			if (beyond === 0) traded += inUnits(trade.quantity, trade.quantityScale, wall.quantityScale);
		}
		if (traded < mostExplained * (wall.from - wall.to)) this.#onPulled({...wall, traded});
	}
}

/** Between the state before and the one after, both included: in doubt a trade explains what is gone. */
function isBetween(trade: Trade & {readonly at: number}, before: Stand, after: Stand): boolean {
	const areTimesKnown = !Number.isNaN(trade.happenedAt + before.sentAt + after.sentAt);
	return areTimesKnown
		? trade.happenedAt >= before.sentAt && trade.happenedAt <= after.sentAt
		: trade.at >= before.at - lateness && trade.at <= after.at + lateness;
}

function inUnits(units: number, from: number, to: number): number {
	return to >= from ? units * powersOfTen[to - from]! : units / powersOfTen[from - to]!;
}

class Wall {
	/** Since when it is one in every state, µs; NaN while it is none. */
	since: number;
	/** When it had stood long enough: falling quantities, each with the last state of that or more, within the last 500 ms. */
	readonly stands: Stand[] = [];

	constructor(at: number) {
		this.since = at;
	}
}

type Fall = {readonly price: number; readonly to: number; readonly before: Stand};
const noFalls: readonly Fall[] = [];

/** The walls of one side. O(50) a state. */
class WallsOfSide {
	readonly #levels = new Levels();
	readonly #sorted = new Float64Array(levelsRead);
	readonly #walls = new Map<number, Wall>();

	clear(): void {
		this.#walls.clear();
	}

	/** Returns those that lost most of what they had, which are watched no longer. */
	state(side: BookSide, mid: number, at: number, sentAt: number): readonly Fall[] {
		side.top(levelsRead, this.#levels);
		const {prices, quantities, length} = this.#levels;
		const {direction} = side;
		const farthest = mid * (1 - direction * reachShare);
		let near = 0;
		while (near < length && (prices[near]! - farthest) * direction >= 0) near++;
		const least = near < leastLevels ? Number.POSITIVE_INFINITY : leastMultiple * this.#median(quantities, near);
		// What stands beyond is not seen, and what is not seen has not gone.
		const bound = near < length ? farthest : near === 0 ? Number.NaN : prices[near - 1]!;
		const falls = this.#walls.size === 0 ? noFalls : this.#watch(side, bound, least, at, sentAt);
		for (let index = 0; index < near; index++) {
			if (quantities[index]! >= least && !this.#walls.has(prices[index]!)) this.#walls.set(prices[index]!, new Wall(at));
		}
		return falls;
	}

	#watch(side: BookSide, bound: number, least: number, at: number, sentAt: number): readonly Fall[] {
		const falls: Fall[] = [];
		for (const [price, wall] of this.#walls) {
			const isSeen = (price - bound) * side.direction >= 0;
			const quantity = side.quantityOf(price);
			const {stands} = wall;
			while (stands.length > 0 && stands[0]!.at < at - pulledWithin) stands.shift();
			const highest = stands[0];
			if (isSeen && highest !== undefined && quantity <= (1 - leastLoss) * highest.quantity)
				falls.push({price, to: quantity, before: highest});
			else if (isSeen && stand(wall, quantity, quantity >= least, at, sentAt)) continue;
			this.#walls.delete(price);
		}
		return falls;
	}

	#median(quantities: Float64Array, count: number): number {
		const sorted = this.#sorted;
		for (let index = 0; index < count; index++) sorted[index] = quantities[index]!;
		sorted.subarray(0, count).sort();
		return quantileOf(sorted, 0.5, count);
	}
}

/** Notes how a level stands that is, or was lately, a wall. False where it is worth no more watching. */
function stand(wall: Wall, quantity: number, isWall: boolean, at: number, sentAt: number): boolean {
	const {stands} = wall;
	if (!isWall) {
		wall.since = Number.NaN;
		return stands.length > 0;
	}
	if (Number.isNaN(wall.since)) wall.since = at;
	if (at - wall.since < seenFor) return true;
	while (stands.length > 0 && stands.at(-1)!.quantity < quantity) stands.pop();
	const last = stands.at(-1);
	if (last?.quantity !== quantity) stands.push({quantity, at, sentAt});
	else {
		last.at = at;
		last.sentAt = sentAt;
	}
	return true;
}
