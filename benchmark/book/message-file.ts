/* The messages of a workload as a WebSocket would hand them over: a Buffer each, some 1 MiB at a time, read and cut outside of the timed part. */

import {closeSync, openSync, readFileSync, readSync} from 'node:fs';
import type {Snapshot} from './subject.ts';
import type {Workload} from './workload/workload.ts';

const chunk = 1 << 20;
const lineFeed = 10;
const eventTime = Buffer.from('"E":');

/** Some messages, with what is known of each; valid until the next batch is read. */
export type Batch = {readonly messages: Buffer[]; readonly books: number[]; readonly times: number[]};

export class MessageFile {
	readonly #descriptor: number;
	readonly #symbols: number;
	readonly #batch: Batch = {messages: [], books: [], times: []};
	#buffer = Buffer.allocUnsafe(2 * chunk);
	/** How many bytes at the start of the buffer are those of a line that was cut off. */
	#kept = 0;
	#from = 0;
	#position = 0;
	#messages = 0;

	constructor({messageFile, symbols}: Workload) {
		this.#descriptor = openSync(messageFile, 'r');
		this.#symbols = symbols.length;
	}

	/** The next messages; none at the end of the file. */
	next(): Batch {
		const {messages, books, times} = this.#batch;
		messages.length = books.length = times.length = 0;
		this.#buffer.copyWithin(0, this.#from, this.#from + this.#kept);
		const read = readSync(this.#descriptor, this.#buffer, this.#kept, chunk, this.#position);
		this.#position += read;
		const end = this.#kept + read;
		let from = 0;
		for (let to = this.#lineEnd(from, end); to !== -1; to = this.#lineEnd(from, end)) {
			const message = this.#buffer.subarray(from, to);
			messages.push(message);
			books.push(this.#messages++ % this.#symbols);
			times.push(eventTimeOf(message));
			from = to + 1;
		}
		this.#from = from;
		this.#kept = end - from;
		if (this.#kept > chunk) throw new RangeError('a message of more than 1 MiB');
		return this.#batch;
	}

	rewind(): void {
		this.#kept = 0;
		this.#from = 0;
		this.#position = 0;
		this.#messages = 0;
	}

	close(): void {
		closeSync(this.#descriptor);
	}

	#lineEnd(from: number, end: number): number {
		const at = this.#buffer.indexOf(lineFeed, from);
		return at < end ? at : -1;
	}
}

export function readSnapshots({snapshotFile, symbols}: Workload): Snapshot[] {
	const lines = readFileSync(snapshotFile);
	let from = 0;
	return symbols.map((symbol) => {
		const to = lines.indexOf(lineFeed, from);
		const body = lines.subarray(from, to);
		from = to + 1;
		return {symbol, body};
	});
}

/** µs; venues send ms. */
function eventTimeOf(message: Buffer): number {
	const at = message.indexOf(eventTime) + eventTime.length;
	let time = 0;
	for (let index = at; index < message.length; index++) {
		const digit = message[index]! - 48;
		if (digit < 0 || digit > 9) break;
		time = time * 10 + digit;
	}
	return time * 1000;
}
