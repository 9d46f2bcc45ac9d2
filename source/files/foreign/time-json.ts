/*
Lines of `<local receive time> <raw JSON>`, times in µs, or in ns where the number is beyond 1e17, of Binance spot or USD-M, as
https://github.com/nkaz001/collect-binancefutures writes them.
*/

import type {Frame} from '../../market/frame.ts';
import type {FrameGatherer} from '../frame-reader.ts';
import type {LineFormat} from '../line-frames.ts';
import type {LineReader} from '../lines.ts';
import {UnreadableRecordingError} from '../recording-errors.ts';

const zero = 48;
const blank = 32;
const at = 64;
const carriageReturn = 13;
const bareSnapshot = Buffer.from('{"lastUpdateId":');
const streamField = Buffer.from('{"stream":"');
/** More digits than this are nanoseconds: 1e17 has 18. */
const longestMicros = 17;
/** What tells spot from USD-M stands near the beginning of a message. */
const tellingLength = 400;
/** Bytes after which a file that has shown neither a diff nor a trade is taken for spot. */
const longestSearch = 16 * 1024 * 1024;

export class TimeJsonFormat implements LineFormat {
	readonly notes: readonly string[] = [];
	readonly #longestSearch: number;
	#market: 'spot' | 'usdm' | undefined;
	#isSearchOver = false;

	/** @param search bytes in which a diff or a trade is looked for. */
	constructor(search: number = longestSearch) {
		this.#longestSearch = search;
	}

	get venue(): string {
		return this.#market === 'usdm' ? 'binance-usdm' : 'binance';
	}

	get unopened(): string {
		return this.venue;
	}

	get isKnown(): boolean {
		return this.#market !== undefined || this.#isSearchOver;
	}

	/** All frames come through connection 1, for nobody wrote down which they came through. */
	take({bytes, start, end, byte, line, file}: LineReader, into: FrameGatherer): string | undefined {
		let index = start;
		while (index < end && bytes[index]! - zero >= 0 && bytes[index]! - zero <= 9) index++;
		if (index === start) return 'it does not begin with a time';
		if (index === end || bytes[index] !== blank) return 'no blank follows its time';
		const micros = microsOf(bytes, start, index);
		if (Number.isNaN(micros)) return 'its time has too many digits';
		const last = bytes[end - 1] === carriageReturn ? end - 1 : end;
		if (index + 1 >= last) return 'nothing follows its time';
		const payload = bytes.subarray(index + 1, last);
		if (this.#market === undefined) {
			this.#market = marketOf(payload);
			if (this.#isSearchOver && this.#market === 'usdm') {
				const why = `shows only in line ${line} that it is of Binance USD-M: begin it with a diff or a trade`;
				into.fault = new UnreadableRecordingError(file, why);
				return why;
			}
			this.#isSearchOver = byte > this.#longestSearch;
		}
		into.push(micros, 1, beginsWith(payload, bareSnapshot) ? 'reply' : 'message', payload);
		return undefined;
	}

	/** The book that a message of a combined stream is of: `binance:BTCUSDT` of `btcusdt@trade`. */
	booksOf({kind, payload}: Frame): readonly string[] {
		if (kind !== 'message' || !beginsWith(payload, streamField)) return [];
		const end = payload.indexOf(at, streamField.length);
		const symbol = end === -1 ? '' : Buffer.from(payload.subarray(streamField.length, end)).toString('latin1');
		return symbol === '' ? [] : [`${this.venue}:${symbol.toUpperCase()}`];
	}

	/** Nobody wrote down when a connection was opened: it stands as soon as it speaks. */
	opens({connection}: Frame): boolean {
		return connection !== 0;
	}
}

/** Time as text to integer µs: of nanoseconds the last three digits are cut off before anything is counted, for a double does not hold them. */
function microsOf(bytes: Uint8Array, start: number, end: number): number {
	let first = start;
	while (first < end - 1 && bytes[first] === zero) first++;
	const last = end - first > longestMicros ? end - 3 : end;
	let micros = 0;
	for (let index = first; index < last; index++) micros = micros * 10 + (bytes[index]! - zero);
	return micros > Number.MAX_SAFE_INTEGER ? Number.NaN : micros;
}

/** USD-M diffs carry `pu`, USD-M trades carry `X`; spot has neither. Both stand before any price. */
function marketOf(payload: Buffer): 'spot' | 'usdm' | undefined {
	const start = payload.toString('latin1', 0, tellingLength);
	const isDiff = start.includes('"e":"depthUpdate"');
	if (!isDiff && !start.includes('"e":"trade"')) return undefined;
	return start.includes(isDiff ? '"pu":' : '"X":') ? 'usdm' : 'spot';
}

function beginsWith(bytes: Uint8Array, beginning: Uint8Array): boolean {
	if (bytes.length < beginning.length) return false;
	for (let index = 0; index < beginning.length; index++) {
		if (bytes[index] !== beginning[index]) return false;
	}
	return true;
}
