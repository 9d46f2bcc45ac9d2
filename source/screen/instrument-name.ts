/* The two halves of an instrument's id: `binance` and `BTCUSDT` of `binance:BTCUSDT`. */

import type {InstrumentId} from '../market/instrument.ts';

export function venueOf(id: InstrumentId): string {
	return id.slice(0, id.indexOf(':'));
}

/** The venue's own symbol, which may hold colons itself. */
export function symbolOf(id: InstrumentId): string {
	return id.slice(id.indexOf(':') + 1);
}
