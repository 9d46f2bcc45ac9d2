/*
Recordings of other people. What a file is, is told from its first bytes. Read so far: lines of `<local receive time> <raw JSON>`, times in µs, or
in ns where the number is beyond 1e17, as https://github.com/nkaz001/collect-binancefutures writes them.
*/

import type {FrameSlot} from './recording-line.ts';

export type RecordingFormat = 'own' | 'time-json';

/** What a file holds: a format that is read, or the words for one that is not (`a capture of sockets`); undefined for anything else. */
export type Detected = {readonly format: RecordingFormat} | {readonly words: string} | undefined;

const known: ReadonlyArray<readonly [RegExp, Detected]> = [
	[/^\{"obi":/, {format: 'own'}],
	[/^\d+ [{[]/, {format: 'time-json'}],
	[/^\{"t":\s*"(header|http|connect|send|recv)"/, {words: 'a socket capture ({"t":"header",…} lines)'}],
	[/^\{\s*"init":/, {words: 'a Kraken {init, updates} file'}],
	[/^timestamp,price,quantity,side,tradeId/i, {words: 'a CSV of trades'}],
	[/^exchange,symbol,timestamp,local_timestamp,/, {words: 'a Tardis CSV'}],
	[/^\d+\.\d+,[1-7],\d+,\d+,\d+,-?1\r?\n/, {words: 'a LOBSTER message file'}],
	[/^(-?\d+,){3,}-?\d+\r?\n/, {words: 'a LOBSTER orderbook file'}],
];

const ownStart = '{"obi":';

/** Tells what a file is. A first line that is cut before it tells is taken for our own. */
export function detectFormat(head: Uint8Array): Detected {
	const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
	if (text.length > 0 && ownStart.startsWith(text)) return {format: 'own'};
	return known.find(([pattern]) => pattern.test(text))?.[1];
}

const zero = 48;
const blank = 32;
const carriageReturn = 13;
const bareSnapshot = Buffer.from('{"lastUpdateId":');
/** More digits than this are nanoseconds: 1e17 has 18. */
const longestMicros = 17;
/** What tells spot from USD-M stands near the beginning of a message. */
const tellingLength = 400;

const streamField = Buffer.from('{"stream":"');
const at = 64;

/** The book that a message of a combined stream is of: `binance:BTCUSDT` of `btcusdt@trade`. */
export function booksStreamed(payload: Uint8Array): readonly string[] {
	if (!beginsWith(payload, streamField)) return [];
	const end = payload.indexOf(at, streamField.length);
	const symbol = end === -1 ? '' : Buffer.from(payload.subarray(streamField.length, end)).toString('latin1');
	return symbol === '' ? [] : [`binance:${symbol.toUpperCase()}`];
}

/** Reads lines of time and JSON. All frames come through connection 1, for nobody wrote down which they came through. */
export class TimeJsonReader {
	/** Which of Binance's markets it is; undefined until a diff or a trade has shown it. */
	market: 'spot' | 'usdm' | undefined;

	/** @returns what is wrong with the line, in words; undefined where all is well and `into` holds the frame. */
	read(bytes: Buffer, start: number, end: number, into: FrameSlot): string | undefined {
		let index = start;
		while (index < end && bytes[index]! - zero >= 0 && bytes[index]! - zero <= 9) index++;
		if (index === start) return 'it does not begin with a time';
		if (index === end || bytes[index] !== blank) return 'no blank follows its time';
		const at = microsOf(bytes, start, index);
		if (Number.isNaN(at)) return 'its time has too many digits';
		const last = bytes[end - 1] === carriageReturn ? end - 1 : end;
		if (index + 1 >= last) return 'nothing follows its time';
		into.at = at;
		into.connection = 1;
		const payload = bytes.subarray(index + 1, last);
		into.payload = payload;
		into.kind = beginsWith(payload, bareSnapshot) ? 'reply' : 'message';
		this.market ??= marketOf(payload);
		return undefined;
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
