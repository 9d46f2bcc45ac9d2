/*
How far the venue's clock is ahead of ours: server time minus the middle of asking and answer, the median of five. What is unknown of it
is half the round trip, since nobody knows how the way divides into there and back.
*/

import type {Venue} from '../venues/venue.ts';
import type {Clock} from './clock.ts';
import type {Rest} from './rest.ts';

export type ClockOffset = {
	/** Add to our wall time to have the venue's, ms. */
	readonly offsetMillis: number;
	/** The true offset lies within this of it, ms. */
	readonly errorMillis: number;
	readonly roundTripMillis: number;
};

const samples = 5;

/** Asks five times, one after the other. Undefined, without a word, where not one answer came, or the venue tells no time. */
export async function measureOffset(venue: Venue, address: string, rest: Rest, clock: Clock): Promise<ClockOffset | undefined> {
	const {serverTime, readServerTime} = venue.requests;
	if (serverTime === undefined || readServerTime === undefined) return undefined;
	const measured: ClockOffset[] = [];
	for (let sample = 0; sample < samples; sample++) {
		const askedAt = clock.now();
		const asked = clock.monotonic();
		const answer = await rest.get(serverTime(address));
		const roundTripMillis = clock.monotonic() - asked;
		const middle = (askedAt + clock.now()) / 2;
		if (answer.error !== null) break;
		const offsetMillis = (readServerTime(answer.json) - middle) / 1000;
		if (Number.isFinite(offsetMillis)) measured.push({offsetMillis, errorMillis: roundTripMillis / 2, roundTripMillis});
	}
	measured.sort((a, b) => a.offsetMillis - b.offsetMillis);
	return measured[Math.floor((measured.length - 1) / 2)];
}
