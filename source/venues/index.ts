/* Every venue that the program speaks, in the order in which they are offered. */

import {binanceSpot} from './binance-spot.ts';
import type {Venue} from './venue.ts';

export const venues: readonly Venue[] = [binanceSpot];

export function findVenue(id: string): Venue | undefined {
	return venues.find((venue) => venue.id === id);
}
