/* One moment of a recording that is worth seeing. */

import type {InstrumentId} from '../market/instrument.ts';

/** Prices in quote units, quantities in the instrument's unit, spans in µs. */
export type Moment = {
	/** When the frame was received that shows it, µs: a replay that begins then shows it. */
	readonly at: number;
	readonly instrument: InstrumentId;
} & (
	| {
			/** OBI went far within 5 s. */
			readonly kind: 'obi-swing';
			readonly from: number;
			readonly to: number;
			readonly took: number;
	  }
	| {
			/** VPIN rose above 0.95 of its own values so far. */
			readonly kind: 'vpin';
			readonly vpin: number;
			readonly rank: number;
			/** The highest until the rank fell to 0.95 again, and how long that took; NaN where it did not. */
			readonly peak: number;
			readonly lasted: number;
	  }
	| {
			/** See `PulledWalls`. */
			readonly kind: 'wall';
			readonly side: 'bid' | 'ask';
			readonly price: number;
			readonly from: number;
			readonly to: number;
			readonly traded: number;
			readonly took: number;
	  }
	| {
			/** The book was lost. */
			readonly kind: 'gap';
			readonly cause: string;
			/** Update ids; NaN where it was no matter of these. */
			readonly expected: number;
			readonly got: number;
			/** Until the book was in step again; NaN where it was not. */
			readonly lasted: number;
	  }
	| {
			/** A fill of the simulated taker after which the mid went against it. */
			readonly kind: 'fill';
			readonly side: 'buy' | 'sell';
			readonly price: number;
			readonly quantity: number;
			/** From the mid of the fill's sample to that of the first sample 10 s later or more, bps of the former, above 0 against the fill. */
			readonly adverseBps: number;
			readonly after: number;
	  }
);
