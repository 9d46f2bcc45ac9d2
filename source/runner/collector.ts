/* Polls a book, and makes rows of what comes: a row for every slot, whatever came of it. */

import {type Poll, type PollOptions, poll} from '../feeds/poll.ts';
import type {RestBookReader} from '../feeds/rest-book.ts';
import {collectSample, missingSample} from '../metrics/collect-sample.ts';
import type {CollectSample} from '../metrics/collect-table.ts';
import {BadSnapshotError} from '../venues/venue.ts';

export type CollectorOptions = PollOptions & {
	readonly reader: RestBookReader;
	/** Levels a side in the sums. */
	readonly levels: number;
};

/** A row, and why there is nothing in it; `fault` is empty where there is something. */
export type Collected = {readonly sample: CollectSample; readonly fault: string; readonly isHopeless: boolean};

/**
Collects until the slots are over or the signal aborts.

A book that is crossed, locked or empty on a side is none to be measured. Nor is one that is older than the one before it, which a host that lags
behind its siblings may give.
*/
export async function collectRows(options: CollectorOptions, sink: (row: Collected) => void, signal: AbortSignal): Promise<void> {
	let lastId = Number.NaN;
	const rowOf = ({at, answer}: Poll): Pick<Collected, 'sample' | 'fault'> => {
		const missing = (fault: string) => ({sample: missingSample(at), fault});
		if (answer.error !== null) return missing(answer.error);
		try {
			const {book, updateId} = options.reader.read(answer.json);
			const isOld = updateId < lastId;
			// A venue that counts anew loses one row by it, and no more.
			lastId = updateId;
			if (isOld) return missing('the book was older than the one before it');
			if (!book.isSound) return missing(book.isCrossed ? 'the book was crossed or locked' : 'a side of the book was empty');
			return {sample: collectSample(at, updateId, book, options.levels), fault: ''};
		} catch (error) {
			if (error instanceof BadSnapshotError) return missing(`the answer ${error.message}`);
			throw error;
		}
	};
	await poll(options, (each) => sink({...rowOf(each), isHopeless: each.isHopeless}), signal);
}
