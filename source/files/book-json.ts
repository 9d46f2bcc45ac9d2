/* A book as JSON, a row a line. Numbers are put in as the text that the venue sent, without trailing zeros: a double may not hold all their digits. */

import type {PastTrade} from '../engine/recent-trades.ts';
import {type BookSnapshot, levelsOf, sideWord, snapshotFacts} from './book-snapshot.ts';
import {isoTimeMicros} from './iso-time.ts';

export function bookJson(snapshot: BookSnapshot): string {
	const facts = snapshotFacts(snapshot);
	const lines = Object.entries(facts).map(([key, value]) => `\t"${key}": ${JSON.stringify(value)}`);
	lines.push(`\t"rows": ${listOf(rowsOf(snapshot))}`);
	if (snapshot.trades !== undefined) lines.push(`\t"trades": ${listOf(snapshot.trades.map(tradeText))}`);
	return `{\n${lines.join(',\n')}\n}\n`;
}

function rowsOf(snapshot: BookSnapshot): string[] {
	const {symbol, update_id} = snapshotFacts(snapshot);
	const {book} = snapshot;
	const shared = JSON.stringify({symbol, update_id}).slice(0, -1);
	const bids = levelsOf(book, book.bids);
	const asks = levelsOf(book, book.asks);
	return Array.from({length: Math.max(bids.length, asks.length)}, (_, rank) => {
		const [bid, ask] = [bids[rank], asks[rank]];
		const bidText = `"bid_price":${bid?.price ?? null},"bid_quantity":${bid?.quantity ?? null}`;
		return `${shared},${bidText},"ask_price":${ask?.price ?? null},"ask_quantity":${ask?.quantity ?? null}}`;
	});
}

function tradeText({id, happenedAt, receivedAt, aggressor, price, quantity}: PastTrade): string {
	const time = Number.isNaN(happenedAt) ? null : isoTimeMicros(happenedAt);
	const known = JSON.stringify({id, time, received_at: isoTimeMicros(receivedAt), side: sideWord(aggressor)});
	return `${known.slice(0, -1)},"price":${price},"quantity":${quantity}}`;
}

function listOf(lines: readonly string[]): string {
	return lines.length === 0 ? '[]' : `[\n\t\t${lines.join(',\n\t\t')}\n\t]`;
}
