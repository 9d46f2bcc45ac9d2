/* The openings that foreign recordings lack: a frame that says whose the frames after it are. */

import type {OpenedPayload} from '../../market/frame.ts';
import {bareInstrument, type InstrumentFacts} from '../../market/instrument.ts';
import {findRules} from '../../venues/index.ts';

type Opening = {
	/** What the venue says of the instruments; none where nobody described them: then whoever speaks is meant. */
	readonly instruments?: readonly InstrumentFacts[];
	readonly url?: string;
	readonly streams?: readonly string[];
	readonly hasBooks?: boolean;
};

/** The payload of an `opened` frame. */
export function openingOf(venue: string, {instruments = [], url = '', streams = [], hasBooks = true}: Opening = {}): Uint8Array {
	const opened: OpenedPayload = {venue, market: findRules(venue)?.market ?? '', url, streams, instruments, hasBooks};
	return Buffer.from(JSON.stringify(opened));
}

/** What is known of an instrument of which only the symbol is. */
export function factsOfName(venue: string, symbol: string): InstrumentFacts {
	const {base, quote} = bareInstrument(venue, symbol);
	return {symbol, base, quote, tickSize: '', stepSize: '', status: ''};
}
