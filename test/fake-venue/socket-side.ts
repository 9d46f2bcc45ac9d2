/* The fake venue's sockets: which open, which are refused, and who is sent what. */

import type {IncomingMessage, Server} from 'node:http';
import type {Duplex} from 'node:stream';
import {WebSocketServer} from 'ws';
import type {Waiting} from '../support/waiting.ts';
import {type ConnectionOwner, FakeConnection} from './connection.ts';
import type {Answer, Dialect, Frame} from './dialect.ts';
import type {FakeExchange} from './exchange.ts';
import type {Faults} from './faults.ts';

/** What was subscribed to, once for each time. */
export type Subscription = {readonly connection: number; readonly name: string; readonly symbol: string; readonly isBook: boolean};

export class SocketSide {
	/** Every socket that has opened so far, gone ones included. */
	readonly connections: FakeConnection[] = [];
	readonly subscriptions: Subscription[] = [];
	/** Handshakes that were refused so far. */
	refused = 0;
	readonly #dialect: Dialect;
	readonly #faults: Faults;
	readonly #waiting: Waiting;
	readonly #owner: ConnectionOwner;
	readonly #open = new Set<FakeConnection>();
	readonly #refusals: Answer[] = [];
	readonly #duplexes = new Set<Duplex>();
	readonly #server = new WebSocketServer({noServer: true, autoPong: false, perMessageDeflate: true});

	constructor(http: Server, dialect: Dialect, exchange: FakeExchange, faults: Faults, waiting: Waiting) {
		this.#dialect = dialect;
		this.#faults = faults;
		this.#waiting = waiting;
		this.#owner = {
			dialect,
			exchange,
			waiting,
			topic: (name) => exchange.topic(name),
			treat: (frame, {number}) => faults.take(frame, [number])(number),
			subscribed: ({number}, name, {symbol, isBook}) => {
				this.subscriptions.push({connection: number, name, symbol, isBook});
				waiting.changed();
			},
			closed: (connection) => {
				this.#open.delete(connection);
				waiting.changed();
			},
		};
		http.on('upgrade', (request, duplex, head) => this.#upgrade(request, duplex, head));
	}

	/** Sockets that stand, stalled ones included. */
	get open(): readonly FakeConnection[] {
		return [...this.#open];
	}

	refuse(answers: readonly Answer[]): void {
		this.#refusals.push(...answers);
	}

	/** One message to all who are subscribed. */
	publish(name: string, frame: Frame): void {
		this.#send(
			this.open.filter((connection) => connection.names.has(name)),
			frame,
		);
	}

	/** One message to all. */
	broadcast(frame: Frame): void {
		this.#send(this.open, frame);
	}

	async close(): Promise<void> {
		for (const connection of this.#open) connection.terminate();
		for (const duplex of this.#duplexes) duplex.destroy();
		this.#server.close();
		await this.#waiting.until(() => this.#open.size === 0);
	}

	#send(connections: readonly FakeConnection[], frame: Frame): void {
		if (connections.length === 0) return;
		const treatmentOn = this.#faults.take(
			frame,
			connections.map(({number}) => number),
		);
		for (const connection of connections) connection.deliver(frame, treatmentOn(connection.number));
	}

	#upgrade(request: IncomingMessage, duplex: Duplex, head: Buffer): void {
		const url = new URL(request.url ?? '', 'http://localhost');
		const named = this.#dialect.accept(url);
		const refusal = this.#refusals.shift() ?? (named === undefined ? {status: 404} : undefined);
		if (refusal === undefined) this.#accept(request, duplex, head, url, named ?? []);
		else this.#refuse(duplex, refusal);
	}

	#accept(request: IncomingMessage, duplex: Duplex, head: Buffer, url: URL, named: readonly string[]): void {
		this.#server.handleUpgrade(request, duplex, head, (socket) => {
			const connection = new FakeConnection(this.connections.length + 1, url, socket, this.#owner);
			this.connections.push(connection);
			this.#open.add(connection);
			connection.open(named);
			this.#waiting.changed();
		});
	}

	/** Status 0 leaves a handshake without any answer. */
	#refuse(duplex: Duplex, {status, headers = {}, body = ''}: Answer): void {
		this.refused++;
		this.#duplexes.add(duplex);
		duplex.on('error', () => {});
		if (status !== 0) {
			const lines = Object.entries({connection: 'close', ...headers}).map(([name, value]) => `${name}: ${value}\r\n`);
			duplex.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n${body}`);
		}
		this.#waiting.changed();
	}
}
