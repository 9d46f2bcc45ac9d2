/* What is told of an export beside its rows: what made them, from what, by which settings and conventions, and what each column means. */

import type {Desk} from '../../engine/desk.ts';
import type {Engine} from '../../engine/engine.ts';
import {catalogue} from '../../engine/meters.ts';
import {type EngineSettings, foldVersion} from '../../engine/settings.ts';
import type {FlowConvention} from '../../metrics/flow-term.ts';
import type {FeedFacts} from '../../venues/venue.ts';
import {endingInWords} from '../ending.ts';
import {isoTime} from '../iso-time.ts';
import {programVersion} from '../program-version.ts';
import type {Recording} from '../recording.ts';
import type {TableFacts} from '../table/table.ts';
import type {SpanRows} from './span-rows.ts';

export type Exported = {
	readonly engine: Engine;
	readonly desk: Desk;
	readonly recordings: readonly Recording[];
	/** With which the recording was begun; its own keys may have changed them on the way. */
	readonly settings: EngineSettings;
	/** Names of the columns. */
	readonly columns: readonly string[];
	readonly rows: SpanRows;
	/** What comparing the hashes with the recording's own came to; null where nothing was compared. */
	readonly compared: string | null;
};

/** Whatever the table, these are its facts. */
export function exportFacts({engine, desk, recordings, settings, columns, rows, compared}: Exported): TableFacts {
	const {id, venue, symbol, base, quote, tickSize, stepSize, contract} = desk.instrument;
	return {
		program: 'obi-tui',
		version: programVersion,
		fold_version: foldVersion,
		recordings: recordings.map(({file, format, frames, ending, notes}) => ({
			...{file, format, frames, notes},
			ending: ending === undefined ? 'not read to its end' : endingInWords(ending),
		})),
		instrument: {
			...{id, venue, symbol, base, quote},
			tick_size: tickSize ?? null,
			step_size: stepSize ?? null,
			contract: contract ?? null,
		},
		rows: rows.count,
		from: rows.count === 0 ? null : isoTime(rows.first),
		to: rows.count === 0 ? null : isoTime(rows.last),
		settings,
		vpin: {bucket: desk.gauges.toxicity.bucketSize, bucket_from: desk.gauges.toxicity.sizeSource, buckets: desk.gauges.toxicity.buckets},
		tick: desk.gauges.market.tick,
		...(engine.settings === settings ? {} : {settings_at_end: engine.settings}),
		conventions: {
			sample_clock:
				'a row at every whole multiple of the interval since the epoch: the state after the last frame received at or before it',
			time: 'when frames were received, UTC',
			settings:
				'interval in µs; vpinBucket 0 is automatic (vpin.bucket is what it came to); feeBps below 0 is the venue’s own; maxVpinRank 1 withholds no signal; buy and sell are thresholds on rho',
			windows: 'half-open: a window of w at t is (t - w, t]',
			missing: 'what cannot be computed is an empty cell, in JSON null, never 0; rows stay while the book is out of step',
			sign: 'above 0 is buying pressure; a cost above 0 is worse for the taker',
			ofi: flowInWords[settings.ofiConvention],
			units: unitsInWords(desk),
			feed: feedFacts(desk.feed),
		},
		hash: {samples: engine.samples, book: engine.bookHash, state: engine.stateHash, compared},
		columns: columns.map(columnFacts),
	};
}

const flowInWords: Readonly<Record<FlowConvention, string>> = {
	cks: 'cks: where a price worsens the old quantity counts (Cont, Kukanov & Stoikov 2014)',
	ccz: 'ccz: where a price worsens the new quantity counts (as printed in Cont, Cucuringu & Zhang 2023)',
};

function unitsInWords({instrument: {base, quote, contract}}: Desk): string {
	const unit = contract === undefined ? base : `${contract.unit} of ${contract.value} ${contract.kind === 'linear' ? base : quote}`;
	return `"base" is the unit of quantities, here ${unit === '' ? 'not told' : unit}; "quote" that of prices, here ${quote === '' ? 'not told' : quote}`;
}

function feedFacts({channel, levels, proof, depth, conflation, trades}: FeedFacts): TableFacts {
	return {channel, levels, proof, depth, conflation_ms: Number.isNaN(conflation) ? null : conflation / 1000, trades};
}

const others: TableFacts = {
	timestamp: 'moment of the sample clock, UTC',
	update_id: 'the last update that the book in step holds, as the venue numbers them',
	lastUpdateId: 'the last update that the book in step holds, as the venue numbers them',
	bid_vol_L: 'summed quantity of the best L bids',
	ask_vol_L: 'summed quantity of the best L asks',
	mid_ret: 'log return of the mid from the row before',
	mid_ret_fwd: 'log return of the mid to the row after: known only then',
	obi_extreme_flag:
		'1 where |obi| reaches its 0.9 quantile over the whole run, which looks ahead; 0 elsewhere, missing rows included, as pandas has it',
};

/** What the catalogue says of a column; of one that it does not have, its name. */
function columnFacts(name: string): TableFacts {
	const column = catalogue.find((each) => each.name === name);
	if (column === undefined) return Object.hasOwn(others, name) ? {name, meaning: others[name]} : {name};
	const {unit, clock, warmUp, source, meaning} = column;
	return {name, unit, clock, warm_up: warmUp, source, meaning};
}
