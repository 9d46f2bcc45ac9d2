/* Payloads of frames that this program writes itself, read as carefully as anybody else's: a recording may be damaged, or made by hand. */

import type {OpenedPayload, ReplyPayload, SettingPayload} from '../market/frame.ts';
import type {Contract, InstrumentFacts, InstrumentId} from '../market/instrument.ts';
import {isObject} from '../market/is-object.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An opening; instruments that are not described in full are left out. Undefined where it is none. */
export function readOpened(payload: Uint8Array): OpenedPayload | undefined {
	const fields = parse(payload);
	if (fields === undefined) return undefined;
	const listed = Array.isArray(fields['instruments']) ? fields['instruments'] : [];
	return {
		venue: textOf(fields['venue']),
		market: textOf(fields['market']),
		url: textOf(fields['url']),
		streams: [],
		instruments: listed.flatMap((facts: unknown) => readFacts(facts) ?? []),
		hasBooks: fields['hasBooks'] !== false,
		hasTrades: fields['hasTrades'] !== false,
	};
}

/** A reply; `bare` is a body as a venue sent it, without a word of who had asked. Undefined where it is neither. */
export function readReply(payload: Uint8Array): ReplyPayload | {readonly bare: Fields} | undefined {
	const fields = parse(payload);
	if (fields === undefined || !('request' in fields)) return fields === undefined ? undefined : {bare: fields};
	const {request, instrument, what, status, retryAfter, error, limit} = fields;
	if (typeof request !== 'number' || !isInstrumentId(instrument)) return undefined;
	return {
		request,
		instrument,
		what: what === 'volume' || what === 'instrument' ? what : 'snapshot',
		status: typeof status === 'number' ? status : 200,
		retryAfter: typeof retryAfter === 'number' && retryAfter >= 0 ? retryAfter : null,
		error: typeof error === 'string' ? error : null,
		...(typeof limit === 'number' && limit > 0 ? {limit} : {}),
		...('body' in fields ? {body: fields['body']} : {}),
	};
}

/** What a foreign recording's snapshot would be as a reply. */
export function bareReply(instrument: InstrumentId, body: unknown): ReplyPayload {
	return {request: 0, instrument, what: 'snapshot', status: 200, retryAfter: null, error: null, body};
}

/** What keys may change, and nothing else. Undefined where it cannot be read. */
export function readSetting(payload: Uint8Array): SettingPayload | undefined {
	const fields = parse(payload);
	if (fields === undefined) return undefined;
	const known = ['buy', 'sell', 'levels'].filter((key) => typeof fields[key] === 'number');
	return Object.fromEntries(known.map((key) => [key, Number(fields[key])]));
}

/** Why a connection was closed: `no pong for 10 s (1006)`. */
export function closingInWords(payload: Uint8Array): string {
	const {code, reason} = parse(payload) ?? {};
	return `${textOf(reason) || 'closed'} (${typeof code === 'number' ? code : 0})`;
}

/** What a venue lists of an instrument; undefined where it has no symbol. */
export function readFacts(facts: unknown): InstrumentFacts | undefined {
	if (!isObject(facts)) return undefined;
	const symbol = textOf(facts['symbol']);
	if (symbol === '') return undefined;
	return {
		symbol,
		base: textOf(facts['base']),
		quote: textOf(facts['quote']),
		tickSize: textOf(facts['tickSize']),
		stepSize: textOf(facts['stepSize']),
		status: textOf(facts['status']),
		...contractOf(facts['contract']),
	};
}

function contractOf(contract: unknown): {readonly contract?: Contract} {
	if (!isObject(contract)) return {};
	const {unit, value, kind} = contract;
	return {contract: {unit: textOf(unit), value: textOf(value), kind: kind === 'inverse' ? 'inverse' : 'linear'}};
}

function isInstrumentId(value: unknown): value is InstrumentId {
	return typeof value === 'string' && value.includes(':');
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

function parse(payload: Uint8Array): Fields | undefined {
	try {
		const value: unknown = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString());
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}
