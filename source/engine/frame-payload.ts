/* Payloads of frames that this program writes itself. */

import type {ClosedPayload, ReplyPayload} from '../market/frame.ts';

/** A reply with what goes without saying. */
export function completeReply(reply: Pick<ReplyPayload, 'request' | 'instrument'> & Partial<ReplyPayload>): ReplyPayload {
	return {what: 'snapshot', status: 200, retryAfter: null, error: null, ...reply};
}

/** The JSON object of a payload; undefined where it is damaged. */
export function parsePayload<Payload>(payload: Uint8Array): Payload | undefined {
	try {
		const value: unknown = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString());
		return typeof value === 'object' && value !== null ? (value as Payload) : undefined;
	} catch {
		return undefined;
	}
}

/** Why a connection was closed: `no pong for 10 s (1006)`. */
export function closingInWords(payload: Uint8Array): string {
	const {code = 0, reason = ''} = parsePayload<ClosedPayload>(payload) ?? {};
	return `${reason === '' ? 'closed' : reason} (${code})`;
}
