/* Which instruments a captured connection carries: those that the venue listed, in an answer that was captured too, and that were subscribed to. */

import type {InstrumentFacts} from '../../market/instrument.ts';
import type {Venue} from '../../venues/venue.ts';

/** What a request over HTTP brought. */
export type Answer = {readonly url: string; readonly body: string};

/** @param said on the connection, or in its address. @returns none where no answer lists them. */
export function instrumentsSubscribed(venue: Venue, answers: readonly Answer[], said: readonly string[]): readonly InstrumentFacts[] {
	const names = new Set(said.flatMap(namesIn));
	const found = new Map<string, InstrumentFacts>();
	for (const {url, body} of answers) {
		if (!isAnswerOf(venue, url)) continue;
		for (const facts of listed(venue, body)) if (names.has(facts.symbol.toUpperCase())) found.set(facts.symbol, facts);
	}
	return [...found.values()];
}

/** Words that may be symbols: `BTC/USD`, `BTC-USD`, `BTC_USDC-PERPETUAL`, and `BTCUSDT` of `orderbook.200.BTCUSDT`. */
function namesIn(text: string): readonly string[] {
	return text.toUpperCase().split(/[^\p{L}\p{N}\-/_]+/u);
}

/** Hosts serve several markets where they are asked for one by its category, as Bybit's is. */
export function isAnswerOf(venue: Venue, address: string): boolean {
	const url = URL.parse(address);
	const isHost = [venue.endpoints, venue.testnet].some((each) => each !== undefined && URL.parse(each.rest)?.hostname === url?.hostname);
	const category = url?.searchParams.get('category') ?? venue.market;
	return isHost && category === venue.market;
}

function listed(venue: Venue, body: string): readonly InstrumentFacts[] {
	try {
		return venue.requests.readInstruments(JSON.parse(body));
	} catch {
		return [];
	}
}
