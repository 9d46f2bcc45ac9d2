/*
The lines of our own recordings, format 1: a header, then `{"at":µs,"c":connection,"k":kind,"n":bytes,"crc":crc32,"m":payload}` a frame, a line of
hashes once a second, a footer. A payload that JSON cannot embed as it stands is `"b64":"…"` in place of `"m":…`; `n` and `crc` mean its own bytes.
Header, hashes and footer end with `"crc":N}` over all before it; in recordings whose header does not say `"sealed":true`, made by earlier versions, they do not.
*/

import {isUtf8} from 'node:buffer';
import {crc32} from 'node:zlib';
import type {Frame, FrameKind} from '../market/frame.ts';
import {isObject} from '../market/is-object.ts';

/** First line of a recording. More fields may stand in it, of which a reader need not know. */
export type RecordingHeader = {
	/** Version of the format. */
	readonly obi: 1;
	/** Version of the program that wrote it. */
	readonly program: string;
	/** Version of the fold that made its hashes. */
	readonly fold: number;
	/** Id of the venue, as the command line knows it. */
	readonly venue: string;
	readonly symbols: readonly string[];
	/** What signals and samples depended on when it began. */
	readonly settings: Readonly<Record<string, unknown>>;
	/** µs since the epoch. */
	readonly start: number;
	readonly [field: string]: unknown;
};

/** The chained hashes at a sample, over all frames before the line. */
export type HashMark = {
	/** Number of the sample, from 1. */
	readonly sample: number;
	/** Time of the sample, µs since the epoch. */
	readonly at: number;
	/** Hex. */
	readonly book: string;
	readonly state: string;
};

/** What a recording says of itself when it was closed properly. */
export type RecordingEnd = {
	readonly frames: number;
	readonly samples: number;
	/** Time of the last frame, µs since the epoch; 0 where there was none. */
	readonly at: number;
	readonly book: string;
	readonly state: string;
	/** Why it ended, in words: `quit`, `2 minutes are over`. */
	readonly reason: string;
};

/** What stands before the payload. */
export function frameStart(frame: Frame, isEmbedded: boolean): string {
	const covered = `{"at":${frame.at},"c":${frame.connection},"k":"${frame.kind}","n":${frame.payload.length}`;
	return `${covered},"crc":${crc32(frame.payload, crc32(covered))},${isEmbedded ? '"m":' : '"b64":"'}`;
}

export const embeddedEnd = '}\n';
export const encodedEnd = '"}\n';

/** A line of JSON that ends with a crc over all that stands before it, its newline included. @param value an object with a field at least. */
export function sealedLine(value: object): string {
	const covered = JSON.stringify(value).slice(0, -1);
	return `${covered},"crc":${crc32(covered)}}\n`;
}

const sealField = Buffer.from(',"crc":');
/** Digits of a crc32, at most. */
const longestCrc = 10;

/**
Looks at the crc that ends the line which stands in `bytes` from `start` to before `end`.

@returns `none` where none does.
*/
export function sealOf(bytes: Buffer, start: number, end: number): 'right' | 'wrong' | 'none' {
	const from = Math.max(start, end - sealField.length - longestCrc - 1);
	const at = bytes.subarray(from, end).lastIndexOf(sealField);
	const text = at === -1 ? '' : bytes.toString('latin1', from + at + sealField.length, end);
	if (!/^(0|[1-9]\d*)\}$/.test(text)) return 'none';
	return crc32(bytes.subarray(start, from + at)) === Number(text.slice(0, -1)) ? 'right' : 'wrong';
}

/** May a payload stand in a line as it is? Valid JSON in valid UTF-8, and no byte that would end or confuse a line. */
export function canEmbed(payload: Uint8Array): boolean {
	for (let index = 0; index < payload.length; index++) {
		if (payload[index]! < 0x20) return false;
	}
	if (!isUtf8(payload)) return false;
	try {
		JSON.parse(asBuffer(payload).toString());
		return true;
	} catch {
		return false;
	}
}

/** The same memory, as a Buffer. */
export function asBuffer(bytes: Uint8Array): Buffer {
	return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** A frame as a reader hands it over: one object is used again for many. */
export type FrameSlot = {at: number; connection: number; kind: FrameKind; payload: Uint8Array};

const atField = Buffer.from('{"at":');
const connectionField = Buffer.from(',"c":');
const kindField = Buffer.from(',"k":"');
const lengthField = Buffer.from('","n":');
const crcField = Buffer.from(',"crc":');
const embeddedField = Buffer.from(',"m":');
const encodedField = Buffer.from(',"b64":"');
const kinds: ReadonlyArray<readonly [FrameKind, Buffer]> = (['message', 'reply', 'tick', 'opened', 'closed', 'setting'] as const).map(
	(kind) => [kind, Buffer.from(kind)],
);
const zero = 48;

/** Reads frame lines, slicing the payload by its length without looking into it. */
export class FrameLineReader {
	#bytes: Buffer = Buffer.alloc(0);
	#index = 0;
	#end = 0;

	/**
	Reads the line that stands in `bytes` from `start` to before `end`.

	@returns what is wrong with it, in words; undefined where all is well and `into` holds the frame.
	*/
	read(bytes: Buffer, start: number, end: number, into: FrameSlot, isChecked: boolean): string | undefined {
		this.#bytes = bytes;
		this.#index = start;
		this.#end = end;
		if (!this.#take(atField)) return 'it is no line that a recording has';
		into.at = this.#integer();
		if (!this.#take(connectionField)) return 'its time cannot be read';
		into.connection = this.#integer();
		if (!this.#take(kindField)) return 'its connection cannot be read';
		const kind = kinds.find(([, name]) => this.#take(name));
		if (kind === undefined || !this.#take(lengthField)) return 'its kind is not one that there is';
		into.kind = kind[0];
		const length = this.#integer();
		const covered = this.#index;
		if (!this.#take(crcField)) return 'its length cannot be read';
		const crc = this.#integer();
		if (Number.isNaN(into.at + into.connection + length + crc)) return 'it has a number that cannot be read';
		const payload = this.#payload(length);
		if (payload === undefined) return `its payload is not the ${length} bytes that it says`;
		into.payload = payload;
		if (isChecked && crc32(payload, crc32(bytes.subarray(start, covered))) !== crc) return 'its crc is not that of its bytes';
		return undefined;
	}

	#payload(length: number): Buffer | undefined {
		if (this.#take(embeddedField)) {
			const start = this.#index;
			const isWhole = start + length + 1 === this.#end && this.#bytes[this.#end - 1] === 0x7d;
			return isWhole ? this.#bytes.subarray(start, start + length) : undefined;
		}
		if (!this.#take(encodedField) || this.#index > this.#end - 2) return undefined;
		if (this.#bytes[this.#end - 2] !== 0x22 || this.#bytes[this.#end - 1] !== 0x7d) return undefined;
		const text = this.#bytes.toString('latin1', this.#index, this.#end - 2);
		const payload = Buffer.from(text, 'base64');
		// Lenient decoding would let changed characters pass that mean nothing.
		return payload.length === length && payload.toString('base64') === text ? payload : undefined;
	}

	#take(field: Buffer): boolean {
		if (this.#index + field.length > this.#end) return false;
		for (let index = 0; index < field.length; index++) {
			if (this.#bytes[this.#index + index] !== field[index]) return false;
		}
		this.#index += field.length;
		return true;
	}

	/** NaN where no digits stand, or more than a double holds exactly. */
	#integer(): number {
		const start = this.#index;
		let value = 0;
		for (; this.#index < this.#end; this.#index++) {
			const digit = this.#bytes[this.#index]! - zero;
			if (digit < 0 || digit > 9) break;
			value = value * 10 + digit;
		}
		return this.#index === start || value > Number.MAX_SAFE_INTEGER ? Number.NaN : value;
	}
}

export function isHeader(value: unknown): value is RecordingHeader {
	return (
		isObject(value) &&
		value['obi'] === 1 &&
		typeof value['program'] === 'string' &&
		typeof value['fold'] === 'number' &&
		typeof value['venue'] === 'string' &&
		Array.isArray(value['symbols']) &&
		value['symbols'].every((symbol) => typeof symbol === 'string') &&
		isObject(value['settings']) &&
		typeof value['start'] === 'number'
	);
}

export function isHashMark(value: unknown): value is HashMark {
	return isObject(value) && areNumbers(value, ['sample', 'at']) && areTexts(value, ['book', 'state']);
}

export function isRecordingEnd(value: unknown): value is RecordingEnd {
	return isObject(value) && areNumbers(value, ['frames', 'samples', 'at']) && areTexts(value, ['book', 'state', 'reason']);
}

function areNumbers(value: Readonly<Record<string, unknown>>, fields: readonly string[]): boolean {
	return fields.every((field) => Number.isSafeInteger(value[field]));
}

function areTexts(value: Readonly<Record<string, unknown>>, fields: readonly string[]): boolean {
	return fields.every((field) => typeof value[field] === 'string');
}
