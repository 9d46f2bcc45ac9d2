/* Instruments of which nothing but the name is known, and how a venue spreads them over its connections. */

import {expect} from 'vitest';
import {bareInstrument, type Instrument} from '../../source/market/instrument.ts';
import type {ConnectionPlan, Endpoints, Venue} from '../../source/venues/venue.ts';

export function bareInstruments(venue: string, ...symbols: readonly string[]): Instrument[] {
	return symbols.map((symbol) => bareInstrument(venue, symbol));
}

/** The plans for so many instruments, of which none is left out or carried twice. For none there are no plans. */
export function plansFor(count: number, venue: Venue, endpoints: Endpoints = venue.endpoints): ConnectionPlan[] {
	const all = bareInstruments(venue.id, ...Array.from({length: count}, (_, index) => `S${index}`));
	const plans = venue.plan(all, endpoints);
	expect(plans.flatMap(({instruments}) => instruments)).toEqual(all);
	expect(venue.plan([], endpoints)).toEqual([]);
	return plans;
}
