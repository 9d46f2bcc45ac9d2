/* An instrument is one thing that trades on one market of one venue: its names, its grid, its units. */

import {NotADecimalError, significantDecimals, TooLargeForScaleError, toUnits} from './decimal.ts';

/** `binance:BTCUSDT`: the venue's id as the command line knows it, and the venue's own symbol. */
export type InstrumentId = `${string}:${string}`;

export type Instrument = {
	readonly id: InstrumentId;
	readonly venue: string;
	readonly symbol: string;
	/** The unit of quantities, `BTC`; empty where a foreign recording does not say. */
	readonly base: string;
	/** The unit of prices and money, `USDT`; empty where a foreign recording does not say. */
	readonly quote: string;
	/** Smallest price step as decimal text; undefined where nobody said. */
	readonly tickSize: string | undefined;
	readonly stepSize: string | undefined;
	/** `TRADING`, or the venue's word for why it does not trade (`HALT`, …); empty where unknown. */
	readonly status: string;
	/** What quantities count where that is not coins of `base`; undefined elsewhere. */
	readonly contract: Contract | undefined;
};

/** A contract that quantities count. What one is worth is a decimal text. */
export type Contract = {
	/** What the venue calls the unit: `contracts`, `USD`. */
	readonly unit: string;
	/** Worth of one, in `base` where it is linear, in `quote` where it is inverse. */
	readonly value: string;
	readonly kind: 'linear' | 'inverse';
};

/** Prices with more decimals than this are none. */
export const finestPriceScale = 12;

/** What a venue lists of one instrument; decimal texts as the venue writes them. */
export type InstrumentFacts = {
	readonly symbol: string;
	readonly base: string;
	readonly quote: string;
	readonly tickSize: string;
	readonly stepSize: string;
	/** `TRADING`, or the venue's word for why it does not trade. */
	readonly status: string;
	readonly contract?: Contract;
	/** Other symbols that lead to the same book; its messages bear the one above. */
	readonly aliases?: readonly string[];
};

/** Decimals of a quantity: live feeds carry finer ones than the step size. Coins counted in billions are held with fewer. */
export const finestQuantityScale = 8;

export function instrumentId(venue: string, symbol: string): InstrumentId {
	return `${venue}:${symbol}`;
}

/** `binance` of `binance:BTCUSDT`. */
export function venueOf(id: InstrumentId): string {
	return id.slice(0, id.indexOf(':'));
}

/** The venue's own symbol, which may hold colons itself: `BTCUSDT` of `binance:BTCUSDT`. */
export function symbolOf(id: InstrumentId): string {
	return id.slice(id.indexOf(':') + 1);
}

/** An instrument as a venue describes it. A step that is no number above 0 (venues write 0 for a rule that does not hold) is as if nobody had said. */
export function describedInstrument(venue: string, facts: InstrumentFacts): Instrument {
	return {
		id: instrumentId(venue, facts.symbol),
		venue,
		symbol: facts.symbol,
		base: facts.base,
		quote: facts.quote,
		tickSize: stepOf(facts.tickSize),
		stepSize: stepOf(facts.stepSize),
		status: facts.status,
		contract: facts.contract,
	};
}

function stepOf(text: string): string | undefined {
	try {
		const decimals = significantDecimals(text);
		return decimals <= finestPriceScale && toUnits(text, decimals) > 0 ? text : undefined;
	} catch (error) {
		if (error instanceof NotADecimalError || error instanceof TooLargeForScaleError) return undefined;
		throw error;
	}
}

/** Quote currencies that end the symbols of spot venues, longest first, so that a name can be shown where no venue says it. */
const knownQuotes = ['FDUSD', 'USDT', 'USDC', 'TUSD', 'BUSD', 'USD', 'EUR', 'TRY', 'BRL', 'JPY', 'GBP', 'BTC', 'ETH', 'BNB'];

/** An instrument of which only the symbol is known, as in a foreign recording. Units are guessed from the symbol, for display alone. */
export function bareInstrument(venue: string, symbol: string): Instrument {
	return {
		id: instrumentId(venue, symbol),
		venue,
		symbol,
		...guessedUnits(symbol),
		tickSize: undefined,
		stepSize: undefined,
		status: '',
		contract: undefined,
	};
}

/** `BTC` and `USD` of `BTC/USD`, `BTC-USD-SWAP` and `BTCUSD`. */
function guessedUnits(symbol: string): {readonly base: string; readonly quote: string} {
	const [first = '', second] = symbol.split(/[-/_]/);
	if (second !== undefined) return {base: first, quote: second};
	const quote = knownQuotes.find((candidate) => symbol.length > candidate.length && symbol.endsWith(candidate)) ?? '';
	return {base: quote === '' ? '' : symbol.slice(0, symbol.length - quote.length), quote};
}

/** Decimals of a price on this instrument's grid; 0 where nobody said, to be widened as digits arrive. */
export function priceScaleOf(instrument: Instrument): number {
	return instrument.tickSize === undefined ? 0 : significantDecimals(instrument.tickSize);
}
