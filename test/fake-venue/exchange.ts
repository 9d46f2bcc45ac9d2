/* The markets of the fake venue, and the topics by which they are told: every step goes to whatever has ever been subscribed to. */

import type {Dialect, Exchange, Frame, Topic} from './dialect.ts';
import {type Change, Market} from './market.ts';
import type {OrderFlow} from './order-flow.ts';

export type ExchangeOptions = {
	readonly dialect: Dialect;
	readonly symbols: readonly string[];
	readonly flow: (symbol: string, index: number) => OrderFlow;
	readonly volume: string;
	/** ms since the epoch; undefined for a time that goes on by 100 ms with every step. */
	readonly now: (() => number) | undefined;
	/** Sends a message to whoever is subscribed to this. */
	readonly publish: (name: string, frame: Frame) => void;
};

/** When the recordings begin, and the clocks of other tests. */
const openedAt = 1_723_161_255_000;
const millisPerStep = 100;

export class FakeExchange implements Exchange {
	readonly markets: readonly Market[];
	readonly volume: string;
	/** Symbols that it does not send, though it lists them. */
	readonly refused = new Set<string>();
	readonly #options: ExchangeOptions;
	readonly #topics = new Map<string, Topic>();
	#steps = 0;

	constructor(options: ExchangeOptions) {
		const {dialect, symbols, flow, volume} = options;
		this.#options = options;
		this.volume = volume;
		this.markets = symbols.map((symbol, index) => {
			const lastId = 1_000_000 * (index + 1);
			return new Market({symbol, flow: flow(symbol, index), lastId, idHole: dialect.idHole, openedAt: this.now()});
		});
	}

	now(): number {
		return this.#options.now?.() ?? openedAt + this.#steps * millisPerStep;
	}

	market(symbol: string): Market | undefined {
		return this.refused.has(symbol) ? undefined : this.markets.find((market) => market.symbol === symbol);
	}

	/** Refused or not. @throws Error for a symbol that is not served. */
	known(symbol: string): Market {
		const market = this.markets.find((candidate) => candidate.symbol === symbol);
		if (market === undefined) throw new Error(`there is no ${symbol}, only ${this.markets.map((each) => each.symbol).join(', ')}`);
		return market;
	}

	topic(name: string): Topic | undefined {
		const known = this.#topics.get(name);
		if (known !== undefined) return this.refused.has(known.symbol) ? undefined : known;
		const topic = this.#options.dialect.topic(name, this);
		if (topic !== undefined) this.#topics.set(name, topic);
		return topic;
	}

	/** Every market takes its next step. */
	step(): void {
		this.#steps++;
		for (const market of this.markets) {
			const change = market.step(this.now());
			if (change !== undefined) this.tell(market.symbol, change);
		}
	}

	/** Tells of a change of one market. */
	tell(symbol: string, change: Change): void {
		this.#publish(symbol, (topic) => topic.step?.(change));
	}

	/** A market has stopped, or trades again. */
	turn(symbol: string, halt: string): void {
		const market = this.known(symbol);
		market.halt = halt;
		for (const [name, topic] of this.#topics) for (const frame of topic.turned?.(market) ?? []) this.#options.publish(name, frame);
	}

	/** Has the topics of a symbol do what some of them can. @throws Error where none can, for then a test would prove nothing. */
	ask(symbol: string, what: 'skipNumber' | 'restart' | 'idle'): void {
		this.known(symbol);
		const able = [...this.#topics.values()].filter((topic) => topic.symbol === symbol && topic[what] !== undefined);
		if (able.length === 0) throw new Error(`${this.#options.dialect.id} knows no ${what} of ${symbol}, or nothing of it was subscribed to`);
		this.#publish(symbol, (topic) => topic[what]?.() ?? []);
	}

	#publish(symbol: string, framesOf: (topic: Topic) => readonly Frame[] | undefined): void {
		for (const [name, topic] of this.#topics) {
			if (topic.symbol !== symbol) continue;
			for (const frame of framesOf(topic) ?? []) this.#options.publish(name, frame);
		}
	}
}
