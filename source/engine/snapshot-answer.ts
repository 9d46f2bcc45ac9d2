/* What the answer to a request for a snapshot brought. */

import type {ReplyPayload} from '../market/frame.ts';
import {BadSnapshotError, type Decoder, type DepthUpdate} from '../venues/venue.ts';

export type SnapshotAnswer =
	/** `limit`: levels a side that were asked for. The update is the decoder's, good until it reads the next message. */
	| {readonly update: DepthUpdate; readonly limit: number}
	/** No body came, or none that can be read: why, in words. */
	| {readonly refusal: string};

/** Undefined where the venue's messages hold no snapshots. */
export function readAnswer(reply: ReplyPayload, symbol: string, decoder: Decoder): SnapshotAnswer | undefined {
	const {body, error, status, limit} = reply;
	if (body === undefined || error !== null) return {refusal: error ?? `status ${status}`};
	try {
		const update = decoder.snapshot?.(symbol, body);
		return update && {update, limit: limit ?? Math.max(update.bids.length, update.asks.length, 1)};
	} catch (fault) {
		if (!(fault instanceof BadSnapshotError)) throw fault;
		return {refusal: `unreadable snapshot: ${fault.message}`};
	}
}
