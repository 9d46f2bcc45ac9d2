/* The payload of a `reply` frame. The venue's body goes in as the very bytes that came, so that a recording holds what was received. */

import type {ReplyPayload} from '../market/frame.ts';
import type {Answer} from './rest.ts';

export type ReplyHead = Pick<ReplyPayload, 'request' | 'instrument' | 'what' | 'limit'>;

export function replyBytes(head: ReplyHead, answer: Answer): Uint8Array {
	const {request, instrument, what, limit} = head;
	const fields: Omit<ReplyPayload, 'body'> = {
		request,
		instrument,
		what,
		status: answer.status,
		retryAfter: answer.retryAfter,
		error: answer.error,
		...(limit === undefined ? {} : {limit}),
	};
	const text = JSON.stringify(fields);
	if (answer.body === undefined) return Buffer.from(text);
	return Buffer.concat([Buffer.from(`${text.slice(0, -1)},"body":`), answer.body, Buffer.from('}')]);
}
