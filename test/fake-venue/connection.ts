/* One socket of the fake venue: what its client said, what it is subscribed to, and the messages on their way to it. */

import type {WebSocket} from 'ws';
import type {Waiting} from '../support/waiting.ts';
import type {Dialect, Exchange, Frame, Session, Topic} from './dialect.ts';
import type {Treatment} from './faults.ts';

export type ConnectionOwner = {
	readonly dialect: Dialect;
	readonly exchange: Exchange;
	readonly waiting: Waiting;
	topic(name: string): Topic | undefined;
	/** What is to be done to a message that goes to this connection alone. */
	treat(frame: Frame, connection: FakeConnection): Treatment | undefined;
	subscribed(connection: FakeConnection, name: string, topic: Topic): void;
	closed(connection: FakeConnection): void;
};

type Late = {readonly frame: Frame; readonly bytes: Buffer};

export class FakeConnection implements Session {
	/** From 1, in the order in which they opened. */
	readonly number: number;
	readonly url: URL;
	/** WebSocket extensions that client and server agreed on; empty for none. */
	readonly extensions: string;
	/** Every message of the client, in order. */
	readonly heard: string[] = [];
	/** Pings of WebSocket that came, answered or not. */
	pings = 0;
	readonly names = new Set<string>();
	readonly #owner: ConnectionOwner;
	readonly #socket: WebSocket;
	readonly #late = new Set<Late>();
	/** Messages that were numbered so far. */
	#count = 0;
	#isStalled = false;
	/** Pings that wait for their pongs, by what they carried. */
	readonly #pinged = new Map<number, () => void>();
	#lastPing = 0;

	constructor(number: number, url: URL, socket: WebSocket, owner: ConnectionOwner) {
		this.number = number;
		this.url = url;
		this.extensions = socket.extensions;
		this.#socket = socket;
		this.#owner = owner;
		socket.on('error', () => {});
		socket.on('ping', (data) => {
			this.pings++;
			if (!this.#isStalled) socket.pong(data);
			owner.waiting.changed();
		});
		socket.on('pong', (data) => this.#settle(Number(String(data))));
		socket.on('message', (data) => this.#hear(String(data)));
		socket.on('close', () => {
			this.#settle(this.#lastPing);
			owner.closed(this);
		});
	}

	get exchange(): Exchange {
		return this.#owner.exchange;
	}

	/** Begins, once the owner knows of it. */
	open(named: readonly string[]): void {
		this.send(...(this.#owner.dialect.greeting?.(this.exchange) ?? []));
		for (const name of named) this.subscribe(name);
	}

	topic(name: string): Topic | undefined {
		return this.#owner.topic(name);
	}

	subscribe(name: string, {isSilent = false}: {readonly isSilent?: boolean} = {}): void {
		const topic = this.topic(name);
		if (topic === undefined) return;
		const isNew = !this.names.has(name);
		this.names.add(name);
		if (isNew && !isSilent) this.send(...(topic.opening?.() ?? []));
		this.#owner.subscribed(this, name, topic);
	}

	unsubscribe(name: string): void {
		this.names.delete(name);
	}

	send(...frames: readonly Frame[]): void {
		for (const frame of frames) this.deliver(frame, this.#owner.treat(frame, this));
	}

	/** Sends a message as a fault leaves it. */
	deliver(frame: Frame, treatment: Treatment | undefined): void {
		const bytes = Buffer.from(this.#numbered(frame.text));
		if (treatment?.kind === 'swap') this.#late.add({frame, bytes});
		else if (treatment?.kind === 'hold') treatment.held.push(() => this.say(bytes));
		else if (treatment?.kind === 'rewrite') this.say(treatment.rewrite(bytes));
		else if (treatment?.kind !== 'drop') this.say(bytes);
		if (treatment?.kind === 'duplicate') this.say(bytes);
		if (treatment?.kind !== 'swap') this.#sendLate(frame);
	}

	/** Sends bytes as they are, as text. A stalled connection sends nothing. */
	say(text: string | Buffer): void {
		if (!this.#isStalled && this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text, {binary: false});
	}

	/** Uses up a number of the connection for nothing. */
	skipNumber(): void {
		this.#count++;
	}

	/** From now on nothing comes from here, no pongs either, and the socket stays open. */
	stall(): void {
		this.#isStalled = true;
	}

	/** Pings the client. */
	ping(): void {
		if (!this.#isStalled) this.#socket.ping();
	}

	/** Resolves once the client has read all that was sent so far, or is gone. */
	async read(): Promise<void> {
		if (this.#isStalled || this.#socket.readyState !== this.#socket.OPEN) return;
		await new Promise<void>((resolve) => {
			this.#pinged.set(++this.#lastPing, resolve);
			this.#socket.ping(String(this.#lastPing));
		});
	}

	close(code: number, reason: string): void {
		this.#socket.close(code, reason);
	}

	terminate(): void {
		this.#socket.terminate();
	}

	#hear(text: string): void {
		this.heard.push(text);
		if (!this.#isStalled) this.#owner.dialect.hear(text, this);
		this.#owner.waiting.changed();
	}

	#settle(ping: number): void {
		for (const [number, resolve] of this.#pinged) {
			if (number > ping) continue;
			this.#pinged.delete(number);
			resolve();
		}
	}

	#numbered(text: string): string {
		const place = this.#owner.dialect.countedBy;
		if (place === undefined || !text.includes(place)) return text;
		return text.replace(place, place.replace(/0$/, String(this.#count++)));
	}

	#sendLate({kind, symbol}: Frame): void {
		for (const late of this.#late) {
			if (late.frame.kind !== kind || late.frame.symbol !== symbol) continue;
			this.#late.delete(late);
			this.say(late.bytes);
		}
	}
}
