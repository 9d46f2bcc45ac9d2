/* One market of the fake venue: the true book and the trades of one symbol, advanced by the steps of an order flow. It knows no venue. */

import {exactlyText, type Level, OracleBook} from '../support/oracle-book.ts';
import type {FlowStep, OrderFlow, TextLevel} from './order-flow.ts';

/** Both sides, best first. Prices and quantities are counts of 10^-12. */
export type Sides = {readonly bids: readonly Level[]; readonly asks: readonly Level[]};

export type MarketTrade = {
	/** One more than that of the trade before. */
	readonly number: number;
	readonly price: bigint;
	readonly quantity: bigint;
	/** What the taker did. */
	readonly aggressor: 'buy' | 'sell';
	/** ms since the epoch. */
	readonly at: number;
};

/** One step as it happened. */
export type Change = {
	/** As the flow names them: absolute quantities, 0 takes a level away, which may never have been there. */
	readonly bids: readonly Level[];
	readonly asks: readonly Level[];
	/** All levels of the book before and after. */
	readonly before: Sides;
	readonly after: Sides;
	readonly trades: readonly MarketTrade[];
	/** Ids that the step used up, one for each level named, and the last id before. */
	readonly first: number;
	readonly last: number;
	readonly previous: number;
	/** ms since the epoch. */
	readonly at: number;
};

export type MarketOptions = {
	readonly symbol: string;
	readonly flow: OrderFlow;
	readonly lastId: number;
	/** Ids that pass unused before each step, where those of a venue have holes. */
	readonly idHole: number;
	/** ms since the epoch. */
	readonly openedAt: number;
};

const tradesBeforeOpening = 5;
const tradesRemembered = 50;

export class Market {
	readonly symbol: string;
	/** The venue's word for why it does not trade; empty while it does. A market that does not trade takes no steps. */
	halt = '';
	/** The last update id that was used up. */
	lastId: number;
	/** All trades, oldest first, from a few before the opening on. */
	readonly trades: MarketTrade[] = [];
	readonly #book = new OracleBook();
	readonly #steps: readonly FlowStep[];
	readonly #idHole: number;
	#taken = 0;
	#sides: Sides;

	constructor({symbol, flow, lastId, idHole, openedAt}: MarketOptions) {
		this.symbol = symbol;
		this.lastId = lastId;
		this.#idHole = idHole;
		this.#steps = flow.steps;
		this.#book.replace(exactLevels(flow.bids), exactLevels(flow.asks));
		this.#sides = read(this.#book);
		const [price, quantity] = this.#sides.bids[0] ?? [0n, 0n];
		for (let ago = tradesBeforeOpening; ago > 0; ago--) {
			this.#keep([{price, quantity, aggressor: 'sell', at: openedAt - 1000 * ago}]);
		}
	}

	/** What a new subscriber is told of: the last trades, oldest first. */
	get past(): readonly MarketTrade[] {
		return this.trades.slice(-tradesRemembered);
	}

	/** The trades of all steps so far. */
	get sinceOpening(): readonly MarketTrade[] {
		return this.trades.slice(tradesBeforeOpening);
	}

	/** The book as it is. */
	get sides(): Sides {
		return this.#sides;
	}

	/** Steps of the flow that are still to come. */
	get stepsLeft(): number {
		return this.#steps.length - this.#taken;
	}

	/** The next step of the flow; undefined while the market does not trade. @throws Error where the flow is over. */
	step(at: number): Change | undefined {
		if (this.halt !== '') return undefined;
		const step = this.#steps[this.#taken++];
		if (step === undefined) throw new Error(`the order flow of ${this.symbol} has no more than ${this.#steps.length} steps`);
		return this.take(step, at);
	}

	/** A step of the test's own. */
	take({bids, asks, trades}: FlowStep, at: number): Change {
		const before = this.#sides;
		const changed = {bids: exactLevels(bids), asks: exactLevels(asks)};
		this.#book.apply(changed.bids, changed.asks);
		this.#sides = read(this.#book);
		const numbered = this.#keep(
			trades.map(({price, quantity, aggressor}) => ({price: exactlyText(price), quantity: exactlyText(quantity), aggressor, at})),
		);
		return {...changed, before, after: this.#sides, trades: numbered, ...this.#spendIds(bids.length + asks.length), at};
	}

	/** A step as it would be told, which does not happen: the book stays as it is. */
	pretend({bids, asks}: FlowStep, at: number): Change {
		const changed = {bids: exactLevels(bids), asks: exactLevels(asks)};
		const imagined = new OracleBook();
		imagined.replace(this.#sides.bids, this.#sides.asks);
		imagined.apply(changed.bids, changed.asks);
		return {...changed, before: this.#sides, after: read(imagined), trades: [], ...this.#spendIds(bids.length + asks.length), at};
	}

	/** Uses up an id for nothing: whoever counts sees a gap. */
	skipId(): void {
		this.lastId++;
	}

	/** One for each level that is named. */
	#spendIds(levels: number): Pick<Change, 'first' | 'last' | 'previous'> {
		const previous = this.lastId;
		const first = previous + 1 + this.#idHole;
		this.lastId = first + Math.max(1, levels) - 1;
		return {first, last: this.lastId, previous};
	}

	#keep(trades: readonly Omit<MarketTrade, 'number'>[]): readonly MarketTrade[] {
		const last = this.trades.at(-1)?.number ?? 0;
		const numbered = trades.map((trade, index) => ({...trade, number: last + 1 + index}));
		this.trades.push(...numbered);
		return numbered;
	}
}

function read({bids, asks}: OracleBook): Sides {
	return {bids: bids.levels, asks: asks.levels};
}

function exactLevels(levels: readonly TextLevel[]): Level[] {
	return levels.map(([price, quantity]) => [exactlyText(price), exactlyText(quantity)]);
}
