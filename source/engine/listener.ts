/* Hears what a decoder reads of a message, and tells the desks that it is about. */

import type {Effect} from '../market/frame.ts';
import {instrumentId} from '../market/instrument.ts';
import type {DepthUpdate, MarketSink, VenueRules} from '../venues/venue.ts';
import type {Connection, Connections} from './connections.ts';
import type {Desk} from './desk.ts';
import type {Desks} from './desks.ts';
import type {Oddities} from './oddities.ts';
import type {Replies} from './replies.ts';

export type ListenerOptions = {
	/** Who speaks in frames that say nothing of their origin. */
	readonly venue: VenueRules;
	readonly effect: (effect: Effect) => void;
};

export class Listener {
	readonly #desks: Desks;
	readonly #connections: Connections;
	readonly #replies: Replies;
	readonly #oddities: Oddities;
	readonly #options: ListenerOptions;
	readonly #sink: MarketSink;
	// The message in hand, for the sink that the decoder calls back.
	#connection: Connection | undefined;
	#payload: Uint8Array = new Uint8Array(0);
	#at = Number.NaN;

	constructor(desks: Desks, connections: Connections, replies: Replies, oddities: Oddities, options: ListenerOptions) {
		this.#desks = desks;
		this.#connections = connections;
		this.#replies = replies;
		this.#oddities = oddities;
		this.#options = options;
		this.#sink = {
			depth: (update) => this.#depth(update),
			trade: (trade) => this.#deskOf(trade.symbol)?.trade(trade, this.#at, this.#connection?.id),
			touch: (touch) => this.#deskOf(touch.symbol)?.touch(touch),
			fault: (fault) => this.#unreadable(fault.symbol, fault.detail),
			missed: (expected, got) => this.#onEach('', (desk, connection) => desk.missed(connection, expected, got, this.#at)),
			refused: (symbol, reason, what) => this.#refused(symbol, reason, what),
			status: (symbol, status) => this.#onEach(symbol, (desk) => desk.told(status, symbol === '', this.#at)),
			shutdown: () => options.effect({kind: 'replace', connection: this.#connection?.id ?? 0, reason: 'the venue announced a shutdown'}),
			other: (name) => oddities.count(name),
		};
	}

	/** Reads one message. */
	hear(connection: Connection, payload: Uint8Array, at: number): void {
		this.#connection = connection;
		this.#payload = payload;
		this.#at = at;
		connection.decoder.decode(payload, this.#sink);
	}

	#depth(update: DepthUpdate): void {
		const desk = this.#deskOf(update.symbol);
		if (desk === undefined) return;
		const connection = this.#connection?.id ?? 0;
		this.#replies.handOver(desk, connection, this.#at);
		desk.diff(connection, update, this.#payload, this.#at);
	}

	#unreadable(symbol: string, detail: string): void {
		const connection = this.#connection;
		if (connection === undefined) return;
		const desk = symbol === '' ? undefined : this.#desks.find(instrumentId(connection.venue.id, symbol));
		for (const suspect of desk === undefined ? this.#desks.all : [desk]) suspect.unreadable(connection.id, detail, this.#at);
		if (desk === undefined) this.#oddities.fault(detail);
		this.#connections.unreadable(connection, this.#at, this.#options.effect);
	}

	#refused(symbol: string, reason: string, what: 'book' | 'trades'): void {
		if (symbol === '') this.#oddities.fault(`a subscription was refused: ${reason}`);
		else this.#onEach(symbol, (desk, connection) => desk.refused(connection, reason, what, this.#at));
	}

	/** The desk of a symbol, or without one all that live by the connection that spoke. */
	#onEach(symbol: string, act: (desk: Desk, connection: number) => void): void {
		const connection = this.#connection?.id ?? 0;
		const named = symbol === '' ? undefined : this.#deskOf(symbol);
		const desks = symbol === '' ? this.#desks.all.filter((desk) => desk.isCarriedBy(connection)) : named === undefined ? [] : [named];
		for (const desk of desks) act(desk, connection);
	}

	#deskOf(symbol: string): Desk | undefined {
		const venue = this.#connection?.venue ?? this.#options.venue;
		const desk = this.#desks.of(venue, symbol, this.#connection?.isDescribed === true);
		if (desk === undefined) this.#oddities.count(`message of ${symbol}, which nobody asked for`);
		return desk;
	}
}
