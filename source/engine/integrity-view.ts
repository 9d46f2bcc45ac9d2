/* How far one book can be believed, as the screen is told of it. */

import type {Book} from '../market/book.ts';
import {bandsBps} from '../metrics/band-imbalance.ts';
import type {Desk} from './desk.ts';
import type {InstrumentSummary, IntegrityView, OpinionView} from './view.ts';

/** @param levels a side that OBI sums. */
export function integrityViewOf(desk: Desk, {latencyP50, latencyP99}: InstrumentSummary, levels: number, at: number): IntegrityView {
	const {integrity} = desk;
	const book = desk.shownBook;
	const reach = (trusted: number) => (book === undefined ? Number.NaN : Math.abs(trusted - book.mid) / book.mid);
	return {
		state: integrity.state,
		badge: integrity.badge,
		reason: integrity.reason,
		since: integrity.since,
		sequence: desk.updateId,
		applied: integrity.applied,
		duplicates: integrity.duplicates,
		overlaps: integrity.overlaps,
		outOfOrder: integrity.outOfOrder,
		gaps: integrity.gapCount,
		resyncs: integrity.resyncs,
		crossed: integrity.crossed,
		malformed: integrity.malformed,
		reconnects: integrity.reconnects,
		bidLevels: book?.bids.count ?? 0,
		askLevels: book?.asks.count ?? 0,
		trustedBidLevels: book?.trustedBidLevels ?? 0,
		trustedAskLevels: book?.trustedAskLevels ?? 0,
		trustedShare: book === undefined ? Number.NaN : Math.min(reach(book.trustedBid), reach(book.trustedAsk)),
		age: desk.ageAt(at),
		latencyP50,
		latencyP99,
		checksums: {n: integrity.checksums, ok: integrity.checksumsRight},
		gapKinds: [...integrity.gaps],
		outOfStep: integrity.outOfStep,
		opinion: opinionViewOf(desk, at),
		beyond: book === undefined ? [] : beyondTrust(book, levels),
		touch: {n: integrity.touches, agreed: integrity.touchSizes},
	};
}

function opinionViewOf(desk: Desk, at: number): OpinionView {
	const {opinions, checksums} = desk.integrity;
	const {source, differing, levels, given, agreed, failure} = opinions;
	// Every message that changes a book has its checksum.
	const givenAt = source === 'checksum' && checksums > 0 ? at - desk.ageAt(at) : opinions.at;
	return {source, at: givenAt, differing, levels, given, agreed, failure};
}

/** What is no number because the book is not known so far: the levels that OBI sums, and the bands of the money near the mid. */
function beyondTrust(book: Book, levels: number): string[] {
	if (!book.isSound) return [];
	const sums = book.isTrustedFor(levels) ? [] : [`L${levels}`];
	return [...sums, ...bandsBps.filter((bps) => !book.isTrustedWithin(bps)).map((bps) => `band ${bps / 100} %`)];
}
