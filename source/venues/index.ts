/* Every venue that the program speaks, in the order in which they are offered. */

import {binanceSpot} from './binance-spot.ts';
import {binanceUsdm} from './binance-usdm.ts';
import {bybitLinear, bybitSpot} from './bybit.ts';
import {coinbase} from './coinbase.ts';
import {deribit} from './deribit.ts';
import {hyperliquid} from './hyperliquid.ts';
import {kraken} from './kraken.ts';
import {lobster} from './lobster.ts';
import {okx} from './okx.ts';
import {tardis} from './tardis.ts';
import {tradesCsv} from './trades-csv.ts';
import type {Venue, VenueRules} from './venue.ts';

export const venues: readonly Venue[] = [binanceSpot, binanceUsdm, bybitSpot, bybitLinear, coinbase, kraken, okx, hyperliquid, deribit];

/** Venues that are read from files alone. */
const venuesOfFiles: readonly VenueRules[] = [lobster, tardis, tradesCsv];

export function findVenue(id: string): Venue | undefined {
	return venues.find((venue) => venue.id === id);
}

/** As `findVenue`, and those that are read from files alone. */
export function findRules(id: string): VenueRules | undefined {
	return findVenue(id) ?? venuesOfFiles.find((venue) => venue.id === id);
}

/** The venue whose stream address this is. */
export function venueOfStream(address: string): Venue | undefined {
	const url = URL.parse(address);
	return venues.find(({endpoints, testnet, streamPath}) =>
		[endpoints, testnet].some(
			(each) => each !== undefined && URL.parse(each.stream)?.hostname === url?.hostname && url?.pathname.startsWith(streamPath),
		),
	);
}
