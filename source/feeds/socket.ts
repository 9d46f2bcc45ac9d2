/*
One WebSocket, watched. TCP does not tell of a peer that is gone, so the socket is pinged, and ended by our own hand when nothing comes back.
Compression is declined: each compressed frame costs more than all else that is done with it. https://github.com/websockets/ws#how-to-detect-and-close-broken-connections
*/

import type {IncomingMessage} from 'node:http';
import {WebSocket} from 'ws';
import type {Clock} from './clock.ts';
import {codeOf, reasonOf} from './network-error.ts';
import {isOfTheLocation, secondsOf} from './rest.ts';
import {Timers} from './timers.ts';

export const largestMessage = 64 * 1024 * 1024;

const pingEvery = 15_000;
const pongWithin = 10_000;
const openWithin = 10_000;

export type SocketEnd = {
	/** WebSocket close code; 1006 where it was not closed by the peer. */
	readonly code: number;
	/** In the peer's words or in ours; may be empty. */
	readonly reason: string;
	/** HTTP status with which the peer refused to open it; 0 otherwise. */
	readonly status: number;
	/** Seconds that the peer asked us to stay away, null where it did not. */
	readonly retryAfter: number | null;
	/** The peer refused the place that we ask from. */
	readonly isBarring: boolean;
};

export type SocketHandlers = {
	opened(): void;
	/** The bytes are valid only during the call. */
	message(data: Uint8Array): void;
	/** Comes exactly once, opened before or not; nothing comes after it. */
	ended(end: SocketEnd): void;
};

export class WatchedSocket {
	readonly #socket: WebSocket;
	readonly #timers: Timers;
	readonly #handlers: SocketHandlers;
	readonly #firstMessageWithin: number;
	#hasEnded = false;
	#hasMessages = false;
	/** Anything has come since the last ping: it need not be the pong, a venue in full flow is no half-open socket. */
	#isHeard = true;
	#cancelDeadline = (): void => {};

	/** @param firstMessageWithin ms after opening by which something must have come; Infinity for no such demand. */
	constructor(url: string, clock: Clock, firstMessageWithin: number, handlers: SocketHandlers) {
		this.#timers = new Timers(clock);
		this.#handlers = handlers;
		this.#firstMessageWithin = firstMessageWithin;
		this.#socket = new WebSocket(url, {perMessageDeflate: false, maxPayload: largestMessage, skipUTF8Validation: true});
		this.#socket.on('open', () => this.#opened());
		this.#socket.on('message', (data) => this.#received(data));
		this.#socket.on('ping', () => this.#hear());
		this.#socket.on('pong', () => this.#hear());
		this.#socket.on('unexpected-response', (_, response) => {
			const status = response.statusCode ?? 0;
			const retryAfter = secondsOf(response.headers['retry-after'], clock.now());
			const finish = (isBarring: boolean) => this.#finish({code: 1006, reason: `refused with ${status}`, status, retryAfter, isBarring});
			if (status !== 403) return void finish(status === 451);
			// Only what it says tells a place that is not served from a crowd that is held back.
			readAll(response).then(
				(body) => finish(isOfTheLocation(body)),
				() => finish(false),
			);
		});
		this.#socket.on('error', (error) => {
			const isTooLarge = codeOf(error) === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
			this.end(isTooLarge ? 1009 : 1006, isTooLarge ? 'message too large' : reasonOf(error));
		});
		this.#socket.on('close', (code, reason) => this.end(code, reason.toString()));
		this.#timers.after(openWithin, () => {
			if (this.#socket.readyState !== WebSocket.OPEN) this.end(1006, `not open within ${openWithin / 1000} s`);
		});
	}

	get hasMessages(): boolean {
		return this.#hasMessages;
	}

	/** Asks for a sign of life now, and ends the socket if none comes in time. */
	ping(): void {
		if (this.#hasEnded || this.#socket.readyState !== WebSocket.OPEN) return;
		this.#isHeard = false;
		this.#socket.ping();
		this.#cancelDeadline();
		this.#cancelDeadline = this.#timers.after(pongWithin, () => {
			// After a stall of this process the pong may be waiting to be read: one turn of the loop reads it.
			setImmediate(() => {
				if (!this.#isHeard) this.end(1006, `no pong within ${pongWithin / 1000} s`);
			});
		});
	}

	/** Says something to the venue; nothing to one that is gone. */
	send(text: string): void {
		if (!this.#hasEnded && this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
	}

	/** Ends it at once, without asking a peer that may be gone. */
	end(code: number, reason: string): void {
		this.#finish({code, reason, status: 0, retryAfter: null, isBarring: false});
	}

	#opened(): void {
		if (this.#hasEnded) return;
		this.#pingLater();
		if (Number.isFinite(this.#firstMessageWithin)) {
			this.#timers.after(this.#firstMessageWithin, () => {
				if (!this.#hasMessages) this.end(1006, `no message within ${this.#firstMessageWithin / 1000} s of opening`);
			});
		}
		this.#handlers.opened();
	}

	#pingLater(): void {
		this.#timers.after(pingEvery, () => {
			this.ping();
			this.#pingLater();
		});
	}

	#received(data: Buffer | ArrayBuffer | Buffer[]): void {
		if (this.#hasEnded) return;
		this.#hasMessages = true;
		if (!this.#isHeard) this.#hear();
		if (Buffer.isBuffer(data)) this.#handlers.message(data);
	}

	#hear(): void {
		this.#isHeard = true;
		this.#cancelDeadline();
	}

	#finish(end: SocketEnd): void {
		if (this.#hasEnded) return;
		this.#hasEnded = true;
		this.#timers.end();
		this.#socket.terminate();
		this.#handlers.ended(end);
	}
}

/** A refusal is short, and what is not is cut. */
const mostRead = 64 * 1024;

async function readAll(response: IncomingMessage): Promise<Uint8Array> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of response) {
		chunks.push(Buffer.from(chunk));
		length += chunk.length;
		if (length > mostRead) break;
	}
	return Buffer.concat(chunks);
}
