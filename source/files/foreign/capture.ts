/*
Captures of sockets, one JSON line each: `{"t":"header|http|connect|send|recv","conn":…,"ts":seconds,"addr" or "url":…,"data":"the frame as text"}`. Several
connections may stand one after the other, so the lines are sorted by time, which needs all of them at once.
*/

import type {Frame} from '../../market/frame.ts';
import {isObject} from '../../market/is-object.ts';
import {venueOfStream} from '../../venues/index.ts';
import {textOf} from '../../venues/plain-numbers.ts';
import {Symbols} from '../../venues/symbols.ts';
import {type Decoder, ignoreAll, type Venue} from '../../venues/venue.ts';
import {booksOpened} from '../book-owners.ts';
import type {FrameGatherer} from '../frame-reader.ts';
import type {LineFormat} from '../line-frames.ts';
import type {LineReader} from '../lines.ts';
import {UnreadableRecordingError} from '../recording-errors.ts';
import {type Answer, instrumentsSubscribed} from './capture-instruments.ts';
import {snapshotReply} from './capture-snapshots.ts';
import {openingOf} from './opening.ts';

/** Bytes of text, all of which is held until it is sorted. */
const mostText = 1024 ** 3;
const kinds = ['header', 'http', 'connect', 'send', 'recv'] as const;
type Kind = (typeof kinds)[number];

/** A line that is about a socket, or a snapshot that was asked for. `data` is what was received, or the text that was sent. */
type Line = {
	readonly ts: number;
	readonly kind: 'connect' | 'send' | 'recv' | 'snapshot';
	readonly conn: string;
	readonly address: string;
	readonly data: Buffer;
};

type Connection = {readonly number: number; readonly venue: Venue; readonly url: string; readonly sent: string[]; isDescribed: boolean};

/** Frames in order, of a known connection or of none; an opening is made when all that was sent is known. */
type Step = {
	readonly at: number;
	readonly connection: Connection | undefined;
	readonly kind: 'opened' | 'message' | 'closed' | 'reply';
	readonly payload: Uint8Array;
};

export class CaptureFormat implements LineFormat {
	notes: readonly string[] = [];
	/** A line of JSON says itself where it ends. */
	readonly endsAnyhow = true;
	/** Of the first connection whose venue is known. */
	venue = '';
	readonly #mostText: number;
	readonly #lines: Line[] = [];
	readonly #answers: Answer[] = [];
	readonly #counts: Record<Kind, number> = {header: 0, http: 0, connect: 0, send: 0, recv: 0};
	/** How many of the answers over HTTP are snapshots of books. */
	#snapshots = 0;
	#latest = 0;
	#late = 0;
	readonly #connections = new Map<number, Connection>();
	readonly #decoders = new Map<number, Decoder>();

	/** @param most bytes of text that may be held. */
	constructor(most: number = mostText) {
		this.#mostText = most;
	}

	get isKnown(): boolean {
		return this.venue !== '';
	}

	take(lines: LineReader): string | undefined {
		if (lines.byte + lines.end - lines.start > this.#mostText) {
			throw new UnreadableRecordingError(
				lines.file,
				`is a capture of more than ${this.#mostText} bytes of text, all of which would have to be held to sort it by time: split it by time`,
			);
		}
		const line = objectOf(lines.bytes.toString('utf8', lines.start, lines.end));
		const kind = kinds.find((each) => each === line?.['t']);
		if (line === undefined || kind === undefined) return 'it is no line that a capture has';
		if (kind !== 'header') {
			const {ts} = line;
			if (typeof ts !== 'number' || !(ts >= 0 && ts * 1e6 <= Number.MAX_SAFE_INTEGER)) return 'its time cannot be read';
			if (kind !== 'connect' && typeof line['data'] !== 'string') return 'it has no data';
			const address = textOf(line, 'addr') || textOf(line, 'url');
			const data = textOf(line, 'data');
			if (kind === 'http') this.#keepAnswer(ts, {url: address, body: data});
			else this.#keep({ts, kind, conn: textOf(line, 'conn'), address, data: Buffer.from(data)});
		}
		this.#counts[kind]++;
		return undefined;
	}

	/** What has been read is delivered, even where it is not all. */
	finish(into: FrameGatherer): void {
		const passedOver = new Map<string, number>();
		for (const {at, connection, kind, payload} of this.#steps(passedOver)) {
			const isOpening = kind === 'opened' && connection !== undefined;
			into.push(at, connection?.number ?? 0, kind, isOpening ? this.#opening(connection) : payload);
		}
		const {header, http, send} = this.#counts;
		this.notes = [
			this.#late === 0 ? 'in order of time as it stands' : `sorted by time, then line: ${this.#late} lines stood after later ones`,
			`passed over: ${header} header, ${http - this.#snapshots} http, ${send} send`,
			...[...passedOver].map(([whose, count]) => `passed over: ${count} ${count === 1 ? 'message' : 'messages'} of ${whose}`),
		];
		this.#lines.length = 0;
		this.#answers.length = 0;
	}

	booksOf({kind, connection, payload}: Frame): readonly string[] {
		if (kind === 'opened') return booksOpened(payload);
		const speaker = this.#connections.get(connection);
		return kind !== 'message' || speaker === undefined || speaker.isDescribed ? [] : this.#booksSpokenOf(speaker, payload);
	}

	opens({kind}: Frame): boolean {
		return kind === 'opened';
	}

	#keepAnswer(ts: number, answer: Answer): void {
		const data = snapshotReply(answer);
		if (data === undefined) {
			this.#answers.push(answer);
			return;
		}
		this.#snapshots++;
		this.#keep({ts, kind: 'snapshot', conn: '', address: '', data: Buffer.from(data)});
	}

	#keep(line: Line): void {
		if (line.ts < this.#latest) this.#late++;
		else this.#latest = line.ts;
		this.#lines.push(line);
		if (line.kind === 'connect' && this.venue === '') this.venue = venueOfStream(line.address)?.id ?? '';
	}

	/** @param passedOver is told how many messages were, by whose they are. */
	#steps(passedOver: Map<string, number>): readonly Step[] {
		const steps: Step[] = [];
		const open = new Map<string, Connection>();
		const strangers = new Map<string, string>();
		for (const {ts, kind, conn, address, data} of this.#lines.sort((one, other) => one.ts - other.ts)) {
			const at = Math.round(ts * 1e6);
			if (kind === 'snapshot') {
				steps.push({at, connection: undefined, kind: 'reply', payload: data});
				continue;
			}
			if (kind === 'connect') {
				const last = open.get(conn);
				if (last !== undefined) steps.push({at, connection: last, kind: 'closed', payload: connectedAnew()});
				open.delete(conn);
				const connection = this.#connect(address);
				if (connection === undefined)
					strangers.set(conn, `${conn}, connected to ${address || 'nobody says where'}, which is no venue that is known`);
				else open.set(conn, connection);
			}
			const connection = open.get(conn);
			if (connection === undefined) {
				const whose = strangers.get(conn) ?? `${conn}, of which nobody says where it was connected to`;
				if (kind === 'recv') passedOver.set(whose, (passedOver.get(whose) ?? 0) + 1);
			} else if (kind === 'send') connection.sent.push(data.toString());
			else steps.push({at, connection, kind: kind === 'connect' ? 'opened' : 'message', payload: data});
		}
		return steps;
	}

	#connect(url: string): Connection | undefined {
		const venue = venueOfStream(url);
		if (venue === undefined) return undefined;
		const connection = {number: this.#connections.size + 1, venue, url, sent: [], isDescribed: false};
		this.#connections.set(connection.number, connection);
		return connection;
	}

	#opening(connection: Connection): Uint8Array {
		const {venue, url, sent} = connection;
		const instruments = instrumentsSubscribed(venue, this.#answers, [url.replaceAll(/[/%]/g, ' '), ...sent]);
		connection.isDescribed = instruments.length > 0;
		return openingOf(venue.id, {instruments, url, streams: sent});
	}

	/** Where nothing was described, the messages themselves must tell. */
	#booksSpokenOf({number, venue}: Connection, payload: Uint8Array): readonly string[] {
		const decoder = this.#decoders.get(number) ?? venue.decoder(new Symbols());
		this.#decoders.set(number, decoder);
		const symbols = new Set<string>();
		decoder.decode(payload, {
			...ignoreAll,
			depth: ({symbol}) => symbols.add(symbol),
			trade: ({symbol}) => symbols.add(symbol),
			touch: ({symbol}) => symbols.add(symbol),
		});
		return [...symbols].map((symbol) => `${venue.id}:${symbol}`);
	}
}

function connectedAnew(): Uint8Array {
	return Buffer.from(JSON.stringify({code: 1006, reason: 'it was connected anew'}));
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}
