/* Snapshots of books that were asked for over HTTP while a capture ran, as the replies that they would have been. */

import type {ReplyPayload} from '../../market/frame.ts';
import {instrumentId} from '../../market/instrument.ts';
import {venues} from '../../venues/index.ts';
import type {Venue} from '../../venues/venue.ts';
import {type Answer, isAnswerOf} from './capture-instruments.ts';

/** The payload of a reply frame; undefined for an answer that is no snapshot of a book. */
export function snapshotReply({url, body}: Answer): Uint8Array | undefined {
	const venue = venues.find((each) => isAnswerOf(each, url) && pathOf(url) === snapshotPathOf(each));
	const query = URL.parse(url)?.searchParams;
	const symbol = query?.get('symbol');
	if (venue === undefined || symbol === null || symbol === undefined) return undefined;
	const limit = Number(query?.get('limit'));
	const head: Omit<ReplyPayload, 'body'> = {
		request: 0,
		instrument: instrumentId(venue.id, symbol),
		what: 'snapshot',
		status: 200,
		retryAfter: null,
		error: null,
		...(limit > 0 ? {limit} : {}),
	};
	return isJson(body) ? Buffer.from(`${JSON.stringify(head).slice(0, -1)},"body":${body}}`) : undefined;
}

function snapshotPathOf({requests, endpoints}: Venue): string | undefined {
	return requests.snapshot === undefined ? undefined : pathOf(requests.snapshot(endpoints.rest, 'SYMBOL', 1).url);
}

function pathOf(address: string): string | undefined {
	return URL.parse(address)?.pathname;
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
