/*
One JSON object `{init, updates}` of Kraken's v2 book channel: the snapshot, and a list of updates. Nobody wrote down when they were received, so a
frame has the time that its message bears, and the snapshot, which bears none, that of the first update.
*/

import type {Frame} from '../../market/frame.ts';
import {type Fields, fieldOf, microsOfIso, objectsOf, textOf} from '../../venues/plain-numbers.ts';
import type {Ending} from '../ending.ts';
import type {FrameGatherer, FrameReader} from '../frame-reader.ts';
import type {LineReader} from '../lines.ts';
import {DamagedRecordingError, UnreadableRecordingError} from '../recording-errors.ts';
import {endOfValue, type Span, skipBlank} from './json-span.ts';
import {openingOf} from './opening.ts';

/** Bytes of text, all of which is read at once. */
const mostText = 1024 ** 3;
const venue = 'kraken';

type Message = Span & {readonly at: number};
/** What ended the list of messages before its end: a word for damage, none where the text is only cut. */
type Stop = {readonly byte: number; readonly why: string | undefined};

export class KrakenJsonReader implements FrameReader {
	readonly venue = venue;
	readonly notes = ['no receive times: each frame has the time that the venue gave its message'];
	readonly #lines: LineReader;
	#ending: Ending = {kind: 'closed', end: undefined};
	#isOver = false;

	constructor(lines: LineReader) {
		this.#lines = lines;
	}

	get size(): number {
		return this.#lines.size;
	}

	get position(): number {
		return this.#lines.position;
	}

	async begin(): Promise<void> {}

	async next(into: FrameGatherer): Promise<boolean> {
		if (this.#isOver) return false;
		this.#isOver = true;
		const {text, fault} = await this.#lines.rest(mostText);
		const {messages, stop} = readMessages(text, messagesOf(text));
		const timed = withTimes(messages);
		const isDamaged = fault !== undefined || stop?.why !== undefined;
		if (timed.length === 0 && !isDamaged) throw new UnreadableRecordingError(this.#lines.file, 'says nowhere when its messages were sent');
		const [first] = timed;
		if (first !== undefined) into.push(first.at, 1, 'opened', openingOf(venue));
		for (const {start, end, at} of timed) into.push(at, 1, 'message', text.subarray(start, end));
		const why = stop?.why ?? fault?.why;
		if (stop === undefined) into.fault = fault;
		else if (why !== undefined) into.fault = new DamagedRecordingError(this.#lines.file, lineOf(text, stop.byte), stop.byte, why);
		else this.#ending = {kind: 'truncated', line: lineOf(text, stop.byte), byte: stop.byte};
		return false;
	}

	ending(): Ending {
		return this.#ending;
	}

	booksOf({kind, payload}: Frame): readonly string[] {
		if (kind !== 'message') return [];
		return dataOf(parsed(payload, {start: 0, end: payload.length})).map((data) => `${venue}:${textOf(data, 'symbol')}`);
	}

	opens({kind}: Frame): boolean {
		return kind === 'opened';
	}

	async close(): Promise<void> {
		await this.#lines.close();
	}
}

type Messages<Each> = {readonly messages: readonly Each[]; readonly stop: Stop | undefined};

/** Reads what each bears as its time, NaN where that is none, up to the first that is no JSON. */
function readMessages(text: Buffer, {messages, stop}: Messages<Span>): Messages<Message> {
	const read: Message[] = [];
	for (const span of messages) {
		const message = parsed(text, span);
		if (message === undefined) return {messages: read, stop: {byte: span.start, why: 'it is no JSON'}};
		const time = dataOf(message).find((data) => 'timestamp' in data)?.['timestamp'];
		read.push({...span, at: microsOfIso(time)});
	}
	return {messages: read, stop};
}

/** One that bears no time has that of the one before it, or of the first that bears one. None where none does. */
function withTimes(messages: readonly Message[]): readonly Message[] {
	let last = messages.find(({at}) => !Number.isNaN(at))?.at ?? Number.NaN;
	if (Number.isNaN(last)) return [];
	return messages.map((message) => {
		if (!Number.isNaN(message.at)) last = message.at;
		return {...message, at: last};
	});
}

/** The messages of the object, the snapshot first, as far as the text goes. */
function messagesOf(text: Buffer): Messages<Span> {
	const init: Span[] = [];
	const updates: Span[] = [];
	const end = throughMembers(text, skipBlank(text, 0), (key, start) => {
		if (key === 'updates') return throughParts(text, start, '[', (from) => throughValue(text, from, updates));
		return throughValue(text, start, key === 'init' ? init : []);
	});
	const messages = [...init, ...updates];
	if (typeof end !== 'number') return {messages, stop: end};
	const after = skipBlank(text, end);
	return {messages, stop: after === text.length ? undefined : {byte: after, why: 'something follows the end of the object'}};
}

/** Each of these goes through something that begins at `start`, and says where it ends, or what stops it. */
function throughMembers(text: Buffer, start: number, member: (key: string, start: number) => number | Stop): number | Stop {
	return throughParts(text, start, '{', (from) => {
		if (text[from] !== 0x22) return {byte: from, why: 'it is no member of an object'};
		const keyEnd = endOfValue(text, from) ?? text.length;
		const colon = skipBlank(text, keyEnd);
		const value = skipBlank(text, colon + 1);
		if (value >= text.length) return {byte: from, why: undefined};
		if (text[colon] !== 0x3a) return {byte: from, why: 'it is no member of an object'};
		return member(text.toString('utf8', from + 1, keyEnd - 1), value);
	});
}

function throughValue(text: Buffer, start: number, into: Span[]): number | Stop {
	const end = endOfValue(text, start);
	if (end === undefined) return {byte: start, why: undefined};
	into.push({start, end});
	return end;
}

/** What commas part between brackets. */
function throughParts(text: Buffer, start: number, bracket: '{' | '[', part: (from: number) => number | Stop): number | Stop {
	const close = bracket === '{' ? 0x7d : 0x5d;
	if (start >= text.length) return {byte: start, why: undefined};
	if (text[start] !== bracket.charCodeAt(0)) return {byte: start, why: `it does not begin with ${bracket}`};
	let index = skipBlank(text, start + 1);
	if (text[index] === close) return index + 1;
	while (index < text.length) {
		const end = part(index);
		if (typeof end !== 'number') return end;
		const next = skipBlank(text, end);
		if (text[next] === close) return next + 1;
		if (next < text.length && text[next] !== 0x2c) return {byte: next, why: 'no comma stands between two values'};
		index = skipBlank(text, next + 1);
	}
	return {byte: text.length, why: undefined};
}

function parsed(text: Uint8Array, {start, end}: Span): Fields | undefined {
	try {
		const value: unknown = JSON.parse(Buffer.from(text.buffer, text.byteOffset + start, end - start).toString());
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? {...value} : undefined;
	} catch {
		return undefined;
	}
}

function dataOf(message: unknown): readonly Fields[] {
	return objectsOf(fieldOf(message, 'data'));
}

function lineOf(text: Buffer, byte: number): number {
	let line = 1;
	for (let index = text.indexOf(10); index !== -1 && index < byte; index = text.indexOf(10, index + 1)) line++;
	return line;
}
