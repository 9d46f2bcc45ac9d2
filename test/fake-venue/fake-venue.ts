/*
A venue of our own on this machine, REST and sockets, that speaks a venue's protocol, is moved by real order flow, and goes wrong as a test says.

	const venue = await startFakeVenue({dialect: okxDialect});         // closed when the test ends; markets of BTC-USDT and ETH-USDT
	const feed = createLiveFeed({venue: okx, endpoints: venue.endpoints, …});
	await venue.untilSubscribed('BTC-USDT');                           // never by time: promises resolve when something has happened
	venue.step(20);                                                    // 20 steps of 100 ms, told to all who are subscribed
	venue.faults.drop({symbol: 'BTC-USDT'});                           // the next message of that book is lost
	venue.step(2);
	await venue.untilSubscribed('BTC-USDT', 2);                        // it was subscribed to anew, or connected to
	await venue.untilRead();                                           // whoever is connected has read all that was sent
	expect(sidesOf(book)).toEqual(venue.bookAt('BTC-USDT'));           // see levels-of.ts

Three places where something can go wrong:
- on the wire, to single messages: `faults` (faults.ts), aimed by kind, symbol, connection. Lost, doubled, swapped, late, cut short, other digits, bad numbers,
  wrong checksums, too long. `faults.silence` grants a subscription and sends nothing of it; `faults.hold({kind: 'snapshot'})` sends it later.
- at the venue: markets that cross, halt, are refused; numbers that are skipped or begin anew; sockets that are cut, stalled, refused; notices of shutdown and maintenance;
  `pretend`, which tells of a change that did not happen.
- by REST: `rest` (rest-side.ts), which answers as on a bad day (bad-days.ts) with `script`, late with `hold`, with an old snapshot with `keepSnapshot`.

What a venue does not have (a checksum, a restart of ids, a notice) throws, so that no test proves nothing. Every symbol is a market of its own. The same options
and calls give the same bytes. Dialects are in dialects/; a new one is a file there, kept by dialects.test.ts.
*/

import {onTestFinished} from 'vitest';
import type {Endpoints} from '../../source/venues/venue.ts';
import {Waiting} from '../support/waiting.ts';
import type {FakeConnection} from './connection.ts';
import {best} from './depth-window.ts';
import type {Answer, Dialect, Route} from './dialect.ts';
import {FakeExchange} from './exchange.ts';
import {Faults} from './faults.ts';
import type {MarketTrade, Sides} from './market.ts';
import {type FlowStep, type OrderFlow, seededFlow} from './order-flow.ts';
import {RestSide} from './rest-side.ts';
import {SocketSide, type Subscription} from './socket-side.ts';
import {trimmed} from './texts.ts';

export type FakeVenueOptions = {
	readonly dialect: Dialect;
	/** Those of the dialect where they are left out. */
	readonly symbols?: readonly string[];
	/** What happens in a market; of a seed of its own for each symbol where it is left out. */
	readonly flow?: (symbol: string, index: number) => OrderFlow;
	/** ms since the epoch. Left out, the venue's time goes on by 100 ms with every step. */
	readonly now?: () => number;
	/** 24-hour volume of every symbol. */
	readonly volume?: string;
};

/** Starts a venue, and closes it when the test ends. */
export async function startFakeVenue(options: FakeVenueOptions): Promise<FakeVenue> {
	const venue = new FakeVenue(options);
	onTestFinished(() => venue.close());
	return venue.start();
}

export class FakeVenue {
	/** What goes wrong on the wire. */
	readonly faults: Faults;
	/** What has been asked by REST, and what goes wrong there. */
	readonly rest: RestSide;
	readonly #dialect: Dialect;
	readonly #exchange: FakeExchange;
	readonly #sockets: SocketSide;
	readonly #waiting = new Waiting();
	#host = '';

	constructor({
		dialect,
		symbols = dialect.symbols,
		flow = (_, index) => seededFlow({seed: index + 1}),
		now,
		volume = '24000.5',
	}: FakeVenueOptions) {
		this.#dialect = dialect;
		this.faults = new Faults(dialect);
		this.#exchange = new FakeExchange({dialect, symbols, flow, volume, now, publish: (name, frame) => this.#sockets.publish(name, frame)});
		this.rest = new RestSide(dialect, this.#exchange, this.#waiting);
		this.#sockets = new SocketSide(this.rest.server, dialect, this.#exchange, this.faults, this.#waiting);
	}

	/** To be handed to the program in place of the venue's own. */
	get endpoints(): Endpoints {
		return {rest: `http://${this.#host}`, stream: `ws://${this.#host}`};
	}

	/** Every socket that has opened so far, with what its client said (`heard`), its `pings` and what it is subscribed to (`names`). */
	get connections(): readonly FakeConnection[] {
		return this.#sockets.connections;
	}

	/** Those that stand. */
	get open(): readonly FakeConnection[] {
		return this.#sockets.open;
	}

	/** Every subscription that was granted so far. */
	get subscriptions(): readonly Subscription[] {
		return this.#sockets.subscriptions;
	}

	/** ms since the epoch. */
	get now(): number {
		return this.#exchange.now();
	}

	/** The true book, best first, as deep as the venue shows it. @param depth levels a side. */
	bookAt(symbol: string, depth: number = this.#dialect.depth): Sides {
		return best(this.#exchange.known(symbol).sides, depth);
	}

	/** The trades that have truly happened, history left out. */
	tradesAt(symbol: string): readonly MarketTrade[] {
		return this.#exchange.known(symbol).sinceOpening;
	}

	/**
	Every market takes so many steps. Each brings a message of its book (Kraken: one for each side that changes), but where all that changed is deeper than
	the venue shows.

	@throws Error where a flow is over.
	*/
	step(count = 1): void {
		for (let taken = 0; taken < count; taken++) this.#exchange.step();
	}

	/** A change of the test's own, which happens. The flow knows nothing of it, and may come to cross it later. */
	change(symbol: string, step: Partial<FlowStep>): void {
		this.#exchange.tell(symbol, this.#exchange.known(symbol).take({...noStep, ...step}, this.now));
	}

	/** Tells of a change that does not happen: books that take it are wrong from then on. */
	pretend(symbol: string, step: Partial<FlowStep>): void {
		this.#exchange.tell(symbol, this.#exchange.known(symbol).pretend({...noStep, ...step}, this.now));
	}

	/** Takes all levels of a side away. */
	empty(symbol: string, side: 'bids' | 'asks'): void {
		this.change(symbol, {[side]: this.#exchange.known(symbol).sides[side].map(([price]) => [trimmed(price), '0'])});
	}

	/** A bid of 1 comes to stand ten beyond the best ask, and stays: the market itself is crossed. Returns what takes it away. */
	cross(symbol: string): () => void {
		const price = this.#priceBeyondAsk(symbol);
		this.change(symbol, {bids: [[price, '1']]});
		return () => this.change(symbol, {bids: [[price, '0']]});
	}

	/** As `cross`, but told alone: the market is as it was, and a new snapshot shows it so. */
	pretendToCross(symbol: string): void {
		this.pretend(symbol, {bids: [[this.#priceBeyondAsk(symbol), '1']]});
	}

	/** Uses up a number for nothing, where the venue numbers: of the symbol's book, or of every connection. @throws Error where it does not. */
	skipNumber(symbol: string): void {
		if (this.#dialect.countedBy === undefined) this.#exchange.ask(symbol, 'skipNumber');
		else for (const connection of this.open) connection.skipNumber();
	}

	/** Numbers of the symbol's book begin anew: on Bybit at once, with a snapshot (kind `snapshot`); on OKX with the next step. @throws Error elsewhere. */
	restart(symbol: string): void {
		this.#exchange.ask(symbol, 'restart');
	}

	/** A message of the book that changes nothing: OKX after a minute, level 1 of Bybit, Hyperliquid. @throws Error elsewhere. */
	idle(symbol: string): void {
		this.#exchange.ask(symbol, 'idle');
	}

	/** Stops a market: it takes no more steps, is listed so, and whoever is subscribed to that is told. @param word the venue's own where it is left out. */
	halt(symbol: string, word: string = this.#dialect.haltWord): void {
		this.#exchange.turn(symbol, word);
	}

	recover(symbol: string): void {
		this.#exchange.turn(symbol, '');
	}

	/** Refuses subscriptions to a symbol from now on, in the venue's own way. Returns what admits it again. */
	refuse(symbol: string): () => void {
		this.#exchange.refused.add(this.#exchange.known(symbol).symbol);
		return () => {
			this.#exchange.refused.delete(symbol);
		};
	}

	/** A heartbeat to every socket that is owed one, where the venue sends any: Coinbase, Kraken, Deribit. */
	heartbeat(): void {
		for (const connection of this.open) connection.send(...(this.#dialect.heartbeat?.(connection) ?? []));
	}

	/** Tells every socket that it will be closed. @throws Error where the venue has no word for it. */
	announceShutdown(): void {
		const frame = this.#dialect.shutdown?.(this.#exchange);
		if (frame === undefined) throw new Error(`${this.#dialect.id} does not announce a shutdown`);
		this.#sockets.broadcast(frame);
	}

	/** Tells of maintenance, or of its end, whoever is to be told. @throws Error where the venue has no word for it. */
	announceMaintenance({isOver = false}: {readonly isOver?: boolean} = {}): void {
		const {maintenance, id} = this.#dialect;
		if (maintenance === undefined) throw new Error(`${id} does not announce maintenance`);
		for (const connection of this.open) connection.send(...maintenance(isOver, connection));
	}

	/** Sends something of the test's own to every socket. */
	say(text: string | Buffer): void {
		for (const connection of this.open) connection.say(text);
	}

	/** Pings every socket, as venues do. */
	ping(): void {
		for (const connection of this.open) connection.ping();
	}

	/** Closes every socket: with a code properly, without one like a pulled cable that still resets. */
	cut(code?: number, reason = ''): void {
		for (const connection of this.open) {
			if (code === undefined) connection.terminate();
			else connection.close(code, reason);
		}
	}

	/** From now on the sockets that are open send nothing more, no pongs either, and stay open. */
	stall(): void {
		for (const connection of this.open) connection.stall();
	}

	/** Refuses the next handshakes so; status 0 leaves one without any answer. */
	refuseSockets(...answers: readonly Answer[]): void {
		this.#sockets.refuse(answers);
	}

	/** How often a symbol's book has been subscribed to. */
	countSubscribed(symbol: string): number {
		return this.subscriptions.filter((each) => each.isBook && each.symbol === symbol).length;
	}

	/** Resolves once a route has been asked so often in all. */
	untilAsked(route: Route, times = 1): Promise<void> {
		return this.#waiting.until(() => this.rest.count(route) >= times);
	}

	/** Resolves once so many sockets have opened in all. */
	untilConnected(sockets = 1): Promise<void> {
		return this.#waiting.until(() => this.connections.length >= sockets);
	}

	/** Resolves once just so many sockets are open. */
	untilOpen(sockets: number): Promise<void> {
		return this.#waiting.until(() => this.open.length === sockets);
	}

	/** Resolves once so many handshakes have been refused in all. */
	untilRefused(times = 1): Promise<void> {
		return this.#waiting.until(() => this.#sockets.refused >= times);
	}

	/** Resolves once a symbol's book has been subscribed to so often in all. */
	untilSubscribed(symbol: string, times = 1): Promise<void> {
		this.#exchange.known(symbol);
		return this.#waiting.until(() => this.countSubscribed(symbol) >= times);
	}

	/** Resolves once clients have sent so many messages with this text in them. */
	untilHeard(text: string, times = 1): Promise<void> {
		const heard = () => this.connections.flatMap((connection) => connection.heard);
		return this.#waiting.until(() => heard().filter((message) => message.includes(text)).length >= times);
	}

	/** Resolves once clients have sent so many pings of WebSocket in all. */
	untilPinged(times = 1): Promise<void> {
		return this.#waiting.until(() => this.connections.reduce((sum, {pings}) => sum + pings, 0) >= times);
	}

	/**
	Resolves once every client has read all that was sent to it so far, and all has been heard that clients said before: what has not come by then does not
	come. It pings them, which is a sign of life.
	*/
	async untilRead(): Promise<void> {
		await Promise.all(this.open.map((connection) => connection.read()));
	}

	async start(): Promise<this> {
		this.#host = await this.rest.listen();
		return this;
	}

	async close(): Promise<void> {
		await this.#sockets.close();
		await this.rest.close();
	}

	#priceBeyondAsk(symbol: string): string {
		return trimmed((this.#exchange.known(symbol).sides.asks[0]?.[0] ?? 0n) + 10n * 10n ** 12n);
	}
}

const noStep: FlowStep = {bids: [], asks: [], trades: []};
