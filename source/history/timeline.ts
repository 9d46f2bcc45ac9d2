/* The past as the screen draws it: how long it is, where the cursor stands, and what lies up to there. */

import type {InstrumentId} from '../market/instrument.ts';
import type {TimelineView} from '../runner/session.ts';
import type {Chronicle} from './chronicle.ts';
import type {Transport} from './transport.ts';

/** Spans of the message rate: a wide terminal has as many columns. */
const spans = 240;
/** µs by which the ends are rounded, so that nothing is made anew for every frame. */
const second = 1_000_000;

export class Timeline {
	#key = '';
	#view: TimelineView | undefined;

	/** @param indexed share of a recording that has been read, NaN of a feed that goes on. The same object comes back while nothing in it changed. */
	view(
		{past, landmarks, rate}: Chronicle,
		transport: Transport,
		indexed: number,
		instrument: InstrumentId | undefined,
	): TimelineView | undefined {
		if (past.end === 0) return undefined;
		const from = past.firstAt;
		const to = Math.max(past.lastAt, from);
		const {at, position} = transport;
		const isAtEnd = transport.isFollowing;
		const stand = isAtEnd ? Math.floor(at / second) * second : at;
		const key = `${from} ${Math.floor(to / second)} ${stand} ${isAtEnd ? '' : position} ${landmarks.version} ${indexed} ${instrument}`;
		if (key !== this.#key || this.#view === undefined) {
			this.#key = key;
			const events = landmarks.of(instrument, position);
			this.#view = {from, to, at, indexed, events, rates: rate.spans(spans, from, Math.max(to, from + second), at)};
		}
		return this.#view;
	}
}
